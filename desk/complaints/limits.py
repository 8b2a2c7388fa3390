"""How much of a compensation each role may give by itself, and who decides beyond. Pure.

A limit holds for one complaint, all that was given for it counted, and for one customer in a calendar year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# Who decides beyond one's own limit, one after the other; the last one has none.
LADDER = ("team_lead", "manager", "administrator")


@dataclass(frozen=True)
class Limit:
    """In the currency of the branch."""

    complaint: Decimal
    year: Decimal


@dataclass(frozen=True)
class Given:
    """What was given before: for the complaint, and to the customer in the year."""

    complaint: Decimal = Decimal(0)
    year: Decimal = Decimal(0)


Limits = Mapping[str, Limit]  # role → its limit; a role that is not in it has none


def left(role: str, given: Given, limits: Limits) -> Decimal | None:
    """What a person of this role may still give; None is anything."""
    limit = limits.get(role)
    if limit is None:
        return None
    return max(min(limit.complaint - given.complaint, limit.year - given.year), Decimal(0))


def may_give(role: str, amount: Decimal, given: Given, limits: Limits) -> bool:
    rest = left(role, given, limits)
    return rest is None or amount <= rest


def above(role: str) -> tuple[str, ...]:
    """The roles that may decide what a person of this role asks for, the nearest first."""
    return LADDER[LADDER.index(role) + 1 :] if role in LADDER else LADDER


def deciders(role: str, amount: Decimal, given: Given, limits: Limits) -> tuple[str, ...]:
    """Who above may decide it, the nearest first; the last one always may."""
    return tuple(one for one in above(role) if may_give(one, amount, given, limits))
