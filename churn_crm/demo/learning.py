"""The demo learns from its own history, as a business that has been there for years has long done."""

from collections.abc import Callable
from datetime import date
from time import monotonic

from signals.upkeep.training import train


def learn(*, day: date, say: Callable[[str], None]) -> None:
    """A model of what was known at the end of `day`; nights over that day and later ones follow it."""
    began = monotonic()
    model = train(day=day)
    if model is None:
        say(f"{day:%d %B %Y}: too little history to learn from")
    else:
        say(f"Model {model.number}, learned from {model.months} months in {monotonic() - began:.0f} seconds")
