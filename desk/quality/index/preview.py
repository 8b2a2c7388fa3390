"""Who would move if a policy were saved: asked of the same formula and the same rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import Mod

from desk.models import QualityFigure, QualityPolicy
from desk.quality.index.formula import Tally, index_of
from desk.quality.index.measuring import kind_of, tallies
from desk.quality.index.policies import least_of, quality_policy, rules_of
from desk.quality.index.reads import tally_of
from staff.models import Branch, User

KINDS = ("branch", "technician")
LEAST_CHANGE = 0.5  # points that are worth a line
NAMED = 15
MOST = 5_000  # customers asked; beyond that every n-th of them speaks for n
Tallies = dict[tuple[str, int], Tally]
Values = dict[tuple[str, int], float]  # (kind, key) → index, of those with enough answers


@dataclass(frozen=True)
class Move:
    """before and after: the index; None where there are too few answers. places: among those of its kind."""

    kind: str
    of: Any
    before: float | None
    after: float | None
    place_before: int | None
    place_after: int | None

    @property
    def change(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class OfCustomers:
    """Customers of whom somebody spoke, each asked speaking for `each`: who would rise, fall, get or lose
    a figure."""

    asked: int
    each: int
    up: int
    down: int
    new: int
    gone: int


@dataclass(frozen=True)
class Outcome:
    """asked: branches and technicians looked at · moves: the largest first"""

    asked: int
    moved: int
    moves: list[Move]
    customers: OfCustomers


def outcome(wanted: QualityPolicy, *, day: date) -> Outcome:
    """What `wanted`, which is not saved, would change for branches and technicians on that day."""
    policy = quality_policy()
    now = stored(day)
    then = now if wanted.window_days == policy.window_days else heard(day, wanted.window_days)
    before, after = values(now, policy), values(then, wanted)
    keys = [key for key in {**now, **then} if changed(before.get(key), after.get(key))]
    named = names(keys)
    moves = [
        Move(key[0], named[key], before.get(key), after.get(key), place(before, key), place(after, key))
        for key in keys
    ]
    moves.sort(key=lambda move: -abs(move.change) if move.change is not None else -100)
    return Outcome(len({**now, **then}), len(moves), moves[:NAMED], of_customers(wanted, day=day))


def of_customers(wanted: QualityPolicy, *, day: date) -> OfCustomers:
    """The same for customers, counted and not named: of one of them there are few answers."""
    policy, rows = quality_policy(), QualityFigure.objects.on(day).filter(customer__isnull=False)
    each = -(-rows.count() // MOST) or 1
    asked = rows.alias(rest=Mod("customer_id", each)).filter(rest=0)
    now: Tallies = {("customer", row.customer_id or 0): tally_of(row) for row in asked}
    then = now
    if wanted.window_days != policy.window_days:
        found = tallies([day], window=wanted.window_days, of=("customer",), each=each)
        then = {("customer", key[3] or 0): tally for key, tally in found}
    before, after = values(now, policy), values(then, wanted)
    changes = [after[key] - before[key] for key in before.keys() & after.keys()]
    return OfCustomers(
        asked=len({**now, **then}) * each,
        each=each,
        up=sum(change >= LEAST_CHANGE for change in changes) * each,
        down=sum(change <= -LEAST_CHANGE for change in changes) * each,
        new=len(after.keys() - before.keys()) * each,
        gone=len(before.keys() - after.keys()) * each,
    )


def stored(day: date) -> dict[tuple[str, int], Tally]:
    rows = QualityFigure.objects.on(day).filter(customer=None).exclude(branch=None, technician=None)
    return {key_of(row.branch_id, row.technician_id): tally_of(row) for row in rows}


def key_of(branch: int | None, technician: int | None) -> tuple[str, int]:
    return ("technician", technician) if technician is not None else ("branch", branch or 0)


def heard(day: date, window: int) -> dict[tuple[str, int], Tally]:
    found = tallies([day], window=window, of=KINDS)
    return {(kind_of(key), key[1] or key[2] or 0): tally for key, tally in found}


def values(told: Mapping[tuple[str, int], Tally], policy: QualityPolicy) -> Values:
    rules, least = rules_of(policy), least_of(policy)
    found = {key: index_of(tally, rules) for key, tally in told.items()}
    return {
        key: index.value
        for key, index in found.items()
        if index.value is not None and index.n >= least[key[0]]
    }


def changed(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(after - before) >= LEAST_CHANGE


def place(found: Values, key: tuple[str, int]) -> int | None:
    """Its place among those of its kind, the best is 1."""
    if key not in found:
        return None
    return 1 + sum(other[0] == key[0] and value > found[key] for other, value in found.items())


def names(keys: list[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    models: dict[str, Any] = {"branch": Branch, "technician": User}
    return {
        (kind, key): one
        for kind, model in models.items()
        for key, one in model.objects.in_bulk([key for of, key in keys if of == kind]).items()
    }
