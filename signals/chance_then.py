"""Why a chance stood where it stood on a past day: worked out again from what is known of that day.

A night stores the chance of each customer and not what makes it up, which would be eighteen numbers for each
of a million rows. Facts are read as of the day, and the run keeps its policy and its model, season included;
so the same comes out again, as long as nobody has entered older facts since.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from customers.models import CustomerStanding
from signals.chances import Champion
from signals.circumstances import columns_of
from signals.facts.visits import read_visits
from signals.features import read_features
from signals.health.days import Day
from signals.health.split import rules_of
from signals.learning.storage import CannotRead
from signals.models import ChurnModel
from signals.policies import Followed
from signals.reasons import percent, points_of, usual_of
from signals.shard import score_features
from signals.upkeep import store

NEAR = 1e-6  # of two chances; they are kept to a billionth


@dataclass(frozen=True)
class ChanceThen:
    """kept: what the night stored, in percent · standing: what comes out today, not saved; it has a chance ·
    same: whether the two are the same chance, told by the same model."""

    kept: int
    standing: CustomerStanding
    same: bool

    @property
    def chance(self) -> int:
        """What comes out today, in percent: usual + the points of all factors."""
        return percent(self.standing.probability)

    @property
    def usual(self) -> int:
        return usual_of(self.standing)

    @property
    def points(self) -> dict[str, int]:
        """Factor → points, without those that count nothing."""
        return {factor: one for factor, one in points_of(self.standing).items() if one}


def chance_then(customer_id: int, day: Day) -> ChanceThen | None:
    """What made up the chance of that night. None where it told none, or its policy or its model is gone."""
    if day.chance is None or (followed := rules_of(day)) is None:
        return None
    try:
        champion = store.champion_of(followed.model)
    except (ChurnModel.DoesNotExist, CannotRead):
        return None
    found = told_again(customer_id, day.day, followed, champion)
    if found is None or found.probability is None:
        return None
    told_by = int(found.probability_from) if found.by_model else 0
    return ChanceThen(
        kept=percent(day.chance),
        standing=found,
        same=abs(found.probability - day.chance) < NEAR and day.told_by in (None, told_by),
    )


def told_again(
    customer_id: int, day: date, followed: Followed, champion: Champion | None
) -> CustomerStanding | None:
    """The standing that the night would leave him today, as far as it says his chance; not saved. None where
    he is not known of that day."""
    visits = read_visits(first=customer_id, last=customer_id, until=day)
    features = read_features(
        first=customer_id, last=customer_id, as_of=day, window=followed.echelon_months, visits=visits
    )
    if features.empty:
        return None
    known = columns_of(features)
    history = replace(visits.history(), beside=lambda customers, _day: known.loc[customers])
    scored = score_features(features, followed=followed, as_of=day, history=history, champion=champion)
    row = scored.standing.iloc[0]
    told = not np.isnan(row.probability)
    return CustomerStanding(
        customer_id=customer_id,
        probability=float(row.probability) if told else None,
        probability_from=row.probability_from,
        usual=float(row.usual) if told else None,
        factors=scored.factors[0].tolist(),
    )
