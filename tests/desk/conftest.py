"""A clock that stands where a test of the desk wants it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from churn_crm import clock
from tests.desk.complaining import at


@pytest.fixture
def stand_at(monkeypatch) -> Callable[[str], datetime]:
    """Real time stands still at the given moment of June 2026: `stand_at("16 15:00")`."""

    def stand(text: str) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: at(text))
        return at(text)

    return stand
