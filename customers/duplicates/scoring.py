"""How sure it is that two customers are one. Pure: what is equal and what differs in, a confidence out.

Evidence adds up as log odds and becomes a chance by the logistic function, as in record linkage after Fellegi
and Sunter (1969). The weights are judgement, set so that the table in the tests comes out as people decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

# Log odds of two customers who share a key that some other pair shares too.
START = -4.0
WEIGHTS = {
    "external": 6.5,
    "vin": 6.0,
    "wechat": 5.5,
    "plate": 4.5,  # a plate may go to another with the car
    "email": 4.5,
    "phone": 4.0,
    "code": 3.5,
    "name": 3.0,
    "weak_phone": 1.5,  # shared by a family, or the driver's
    "company_name": 1.5,  # companies seldom share a name by chance
    "phone_slip": 1.5,  # the name is the same and the number ends the same
    "branch": 0.5,
    "phones_differ": -1.5,
    "kinds_differ": -1.5,
    "names_differ": -2.5,
}
# A car is one thing, however many of its numbers are the same.
OF_THE_CAR = ("vin", "plate")
SECOND_NUMBER_OF_THE_CAR = 1.0
SHARED_BY_FEW = 2  # customers; from the third on a phone says little
LEAST = 0.3
CERTAIN, LIKELY, POSSIBLE = 0.9, 0.7, 0.45


@dataclass(frozen=True)
class Pair:
    """What is known of two customers.

    same: names of what is equal, of external, vin, plate, wechat, email, phone, code, name, branch, kind.
    sharers: how many customers carry the shared phone. phones, tails: both have a phone and they differ; they
    differ but end in the same four digits. company: both are companies.
    """

    same: frozenset[str]
    sharers: int = 2
    phones_differ: bool = False
    same_tail: bool = False
    company: bool = False


@dataclass(frozen=True)
class Verdict:
    """confidence: 0-1. reasons: what speaks for it and what against it, the weightiest first."""

    confidence: float
    reasons: tuple[str, ...]


def judge(pair: Pair) -> Verdict:
    reasons = sorted(set(evidence(pair)), key=lambda reason: -abs(WEIGHTS[reason]))
    return Verdict(round(chance(START + total(reasons)), 3), tuple(reasons))


def evidence(pair: Pair) -> Iterable[str]:
    """The names of what speaks for it and what against it."""
    yield from pair.same - {"phone", "kind"}
    if "phone" in pair.same:
        yield "phone" if pair.sharers <= SHARED_BY_FEW else "weak_phone"
    elif pair.phones_differ and not (pair.same_tail and "name" in pair.same):
        yield "phones_differ"
    if "name" not in pair.same:
        yield "names_differ"
    elif pair.company:
        yield "company_name"
    if pair.same_tail and "name" in pair.same and "phone" not in pair.same:
        yield "phone_slip"
    if "kind" not in pair.same:
        yield "kinds_differ"


def total(reasons: Iterable[str]) -> float:
    of_the_car = [WEIGHTS[reason] for reason in reasons if reason in OF_THE_CAR]
    others = sum(WEIGHTS[reason] for reason in reasons if reason not in OF_THE_CAR)
    return others + max(of_the_car, default=0) + SECOND_NUMBER_OF_THE_CAR * (len(of_the_car) > 1)


def chance(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))
