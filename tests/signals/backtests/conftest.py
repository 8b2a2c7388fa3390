"""Models that are fitted here need not be good, but soon."""

import pytest

from signals.learning import additive


@pytest.fixture(autouse=True, scope="package")
def few_trees():
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(additive.SETTINGS, "max_iter", 15)
        yield
