"""One model, fitted once for all tests that look at it."""

import pytest

from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.model import FittedModel
from signals.learning.training import fit
from tests.signals.learning.histories import START, drawn

THROUGH = START + 560


@pytest.fixture(scope="session")
def history() -> History:
    return drawn(customers=900, days=700)


@pytest.fixture(scope="session")
def model(history) -> FittedModel:
    return fit(history, through=THROUGH, horizon=60)


@pytest.fixture(scope="session")
def seen(history, model):
    """The frame that the model scores on its own day."""
    return frame(history, as_of=THROUGH, horizon=60, usual_gap=model.usual_gap)
