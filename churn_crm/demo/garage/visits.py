"""When customers come, slow down, leave and return: one latent state a customer, one frame of visits."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from churn_crm.demo.garage.cast import CHARACTERS, Character
from churn_crm.demo.garage.words import VISIT_TYPES

HISTORY = 1300  # days of records
# mean days between visits, and how far customers differ in it
INTERVALS = {"private": (164, 16), "electric": (312, 9), "fleet": (80, 9)}
LEAVING = {"private": 0.19, "electric": 0.13, "fleet": 0.16}  # chance a year, before complaints
AT_START = 0.64  # of all customers ever seen, those who were there when the records began
ONE_OFF = 0.17  # of the newcomers come once
DRIFTS = 0.5  # of the leavers come ever more rarely before
PAUSES = 0.03  # of the gaps are an absence: abroad, a new job, the car lent out
RETURNS = 0.05  # of the leavers come back after all
COMPLAINS = 0.006  # of the visits, of those who stay as of those who go
GOES_AFTER_COMPLAINT = 0.4
SAYS_WHY = 0.12  # of the leavers complain at the visit that made up their mind
COME_AT_ONCE = (0.12, 0.5)  # of a fleet's vehicles
STRETCH = {0: 1.0, 2: 1.35, 1: 1.8}  # of a gap, by how many ever longer ones are left
# Month by month: the rush before the Spring Festival, the quiet after, the autumn.
SEASON = (1.12, 0.88, 0.95, 1.0, 1.0, 0.98, 1.05, 1.0, 1.08, 1.02, 1.0, 1.06)
SPRING_FESTIVALS = {
    2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26),
    2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip

KINDS = list(VISIT_TYPES)
KIND_BORDERS = np.cumsum([row[4] for row in VISIT_TYPES.values()])[:-1]
BY_NAME = {character.chinese: character for character in CHARACTERS}


@dataclass
class Life:
    """One customer's days, counted from the first day of the records; only those before `today` are kept."""

    days: list[int]
    complained: list[bool]
    leaving: bool


def make_visits(
    rng: np.random.Generator, customers: pd.DataFrame, assets: pd.DataFrame, *, day: date
) -> pd.DataFrame:
    """All visits up to the day before `day`, oldest first.

    Returns customer and asset (positions), day, minute of the day, type, amount, complained, leaving.
    """
    first = day - timedelta(days=HISTORY)
    vehicles = assets.groupby("customer").indices
    rows = []
    for position, customer in zip(customers.index, customers.itertuples(), strict=True):
        hand = BY_NAME.get(customer.name)
        life = _written(rng, hand) if hand else _life(rng, customer.segment, first)
        for place, (when, complained) in enumerate(zip(life.days, life.complained, strict=True)):
            visit = {
                "customer": position,
                "when": when,
                "leaving": life.leaving and place >= len(life.days) - 3,
            }
            rows += _stay(rng, customer, vehicles[position], visit, complained, hand)
    frame = pd.DataFrame(rows).sort_values(["when", "minute"], kind="stable").reset_index(drop=True)
    frame["day"] = [first + timedelta(days=int(when)) for when in frame.when]
    return frame


def _written(rng: np.random.Generator, hand: Character) -> Life:
    """Back from the last visit, gap by gap, as the character says."""
    days = [HISTORY - hand.silent]
    offs = rng.permutation([-1.3, -1.0, -0.4, 0, 0.4, 1.0, 1.3] * 4)
    while days[-1] > 0:
        # Half the distances inside the spread, half outside: their median is the spread.
        days.append(days[-1] - round(hand.interval + hand.spread * offs[len(days)]))
    days = [when for when in reversed(days) if when > 0]
    return Life(days, [False] * len(days), leaving=False)


def _life(rng: np.random.Generator, segment: str, first: date) -> Life:
    mean, spread = INTERVALS[segment]
    interval = max(rng.normal(mean, spread), 30)
    if segment == "private" and rng.random() < 0.18:
        interval *= rng.uniform(0.5, 0.7)  # many kilometres
    regularity = rng.gamma(6, 0.008 if segment == "electric" else 0.022)
    newcomer = rng.random() > AT_START
    when = rng.uniform(0, HISTORY - 1) if newcomer else rng.uniform(0, interval)
    hazard = 1 - np.exp(-LEAVING[segment] * interval / 365)
    return _walk(rng, when, interval, regularity, hazard, first, one_off=newcomer and rng.random() < ONE_OFF)


def _walk(
    rng: np.random.Generator,
    when: float,
    interval: float,
    regularity: float,
    hazard: float,
    first: date,
    *,
    one_off: bool,
) -> Life:
    life = Life([], [], leaving=False)
    slow = 0  # how many ever longer gaps are left until the last visit
    while when < HISTORY:
        opened = _opening_day(first, int(when))
        complained = bool(rng.random() < COMPLAINS)
        life.days.append(opened)
        life.complained.append(complained)
        when = opened
        leaves = one_off or rng.random() < (max(hazard, GOES_AFTER_COMPLAINT) if complained else hazard)
        if leaves and not slow and not one_off and rng.random() < SAYS_WHY:
            complained = life.complained[-1] = True
        if slow:
            slow -= 1
            leaves = slow == 0
        elif leaves and not one_off and rng.random() < DRIFTS:
            slow, leaves, life.leaving = max(STRETCH), False, True
        if leaves:
            life.leaving = True
            if one_off or rng.random() > RETURNS:
                break
            when += rng.uniform(200, 560)
            slow, life.leaving = 0, False
            continue
        season = SEASON[(first + timedelta(days=opened)).month - 1]
        when += max(_gap(rng, interval, regularity) * STRETCH[slow] / season, 3)
    kept = [place for place, day in enumerate(life.days) if day < HISTORY]
    return Life(
        [life.days[place] for place in kept], [life.complained[place] for place in kept], life.leaving
    )


def _gap(rng: np.random.Generator, interval: float, regularity: float) -> float:
    pause = rng.uniform(1.2, 1.6) if rng.random() < PAUSES else 1.0
    return interval * pause * np.exp(rng.normal(0, regularity))


def _opening_day(first: date, when: int) -> int:
    """The next day on which the workshop is open: not in the week of the Spring Festival."""
    day = first + timedelta(days=when)
    month, start = SPRING_FESTIVALS.get(day.year, (2, 5))
    since = (day - date(day.year, month, start)).days
    return when + (8 - since) if -1 <= since < 8 else when


def _stay(
    rng: np.random.Generator,
    customer: Any,
    vehicles: np.ndarray,
    visit: dict,
    complained: bool,
    hand: Character | None,
) -> list[dict]:
    """The rows of one visit day: a fleet brings several vehicles at once."""
    count = hand.fleet[1] if hand else _count(rng, customer.kind, len(vehicles))
    rows = []
    for place, vehicle in enumerate(rng.choice(vehicles, count, replace=False)):
        kind = "maintenance" if hand or place else _kind(rng)
        rows.append(
            visit
            | {
                "asset": int(vehicle),
                "minute": int(rng.integers(8 * 60 + 30, 18 * 60)),
                "type": kind,
                "amount": _amount(rng, customer.ticket, kind, leaving=visit["leaving"]),
                "complained": complained and not place,
                "cancelled": not hand and rng.random() < 0.012,
            }
        )
    return rows


def _count(rng: np.random.Generator, kind: str, vehicles: int) -> int:
    """How many vehicles come at once."""
    return 1 if kind == "person" else max(round(vehicles * rng.uniform(*COME_AT_ONCE)), 1)


def _kind(rng: np.random.Generator) -> str:
    return KINDS[int(np.searchsorted(KIND_BORDERS, rng.random(), side="right"))]


def _amount(rng: np.random.Generator, ticket: float, kind: str, *, leaving: bool) -> float:
    """Money of one vehicle's visit. Who is about to leave spends less already."""
    factor = VISIT_TYPES[kind][5] * (0.85 if leaving else 1.0)
    return float(max(np.round(ticket * factor * np.exp(rng.normal(0, 0.3)), 0), 0))
