"""How many examples a property that asks the database is tried on."""

import os

# `make test-long` tries more.
TIMES = int(os.environ.get("EXAMPLES_TIMES", "1"))


def examples(few: int) -> int:
    """So many in the ordinary suite, new ones each time."""
    return few * TIMES
