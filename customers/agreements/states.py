"""From which state an agreement may go to which. Pure: no Django, no clock, no database."""

from collections.abc import Mapping
from typing import TypeAlias

Machine: TypeAlias = Mapping[str, frozenset[str]]


def machine(**ways: str) -> Machine:
    """booked="came no_show" → from booked to came or to no_show."""
    return {state: frozenset(targets.split()) for state, targets in ways.items()}


# An approval that is refused or withdrawn makes a draft again. What was signed stays signed until it ends.
CONTRACT = machine(
    draft="awaiting signed", awaiting="draft signed", signed="ended renewed", ended="renewed", renewed=""
)
BOOKING = machine(booked="came no_show cancelled", came="booked", no_show="booked came", cancelled="booked")
QUOTE = machine(
    open="accepted refused expired", accepted="open", refused="open", expired="open accepted refused"
)
INQUIRY = machine(open="ordered none", ordered="open", none="open ordered")


def may_go(ways: Machine, state: str, to: str) -> bool:
    """Whether `to` may follow `state`; a state that is not known leads nowhere."""
    return to in ways.get(state, frozenset())
