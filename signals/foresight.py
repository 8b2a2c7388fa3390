"""Who would stand elsewhere if another policy were saved: both asked of the same code that the night runs.

Nothing is written. What comes until the next night, and what people do then, nobody knows; neither does this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from signals.chances import PRIOR
from signals.copying import read_frame
from signals.findings import read_settled
from signals.health.moves import BandMoves, compared
from signals.models import ChurnModel, ScoringPolicy
from signals.policies import own_months, scoring_policy
from signals.preview import (
    MOST,
    NAMED,
    EchelonMoves,
    Moves,
    asked_of,
    counted,
    echelons_compared,
    followed_by,
)
from signals.shard import Scored, score_features
from signals.survey import every, rhythms_of, visits_of
from signals.tiers import CALL, CURRENT, PROSPECT, RECALL, SMS

TIERS = (CURRENT, SMS, CALL, RECALL)
# Of whom the newest night said a model's chance.
TOLD_BY_MODEL = """
SELECT customer_id FROM customers_customerstanding
WHERE probability IS NOT NULL AND probability_from <> %(prior)s AND customer_id %% %(each)s = 0
"""


@dataclass(frozen=True)
class Both:
    """The same customers under the saved policy and under the wanted one · each: for how many one speaks."""

    now: Scored
    then: Scored
    each: int


@dataclass(frozen=True)
class TierMoves(Moves):
    """movers: (id, tier now, then), those who spend most first."""

    @property
    def rows(self) -> list[tuple[int, int, int]]:
        """(tier, customers now, customers then)."""
        return self.totals(TIERS)


@dataclass(frozen=True)
class LetGo:
    """Customers beyond natural attrition · newly, no_longer: ids of some, those who spend most first."""

    now: int
    then: int
    newly: list[int]
    no_longer: list[int]


@dataclass(frozen=True)
class ChanceMoves:
    """Of the customers with a chance of leaving: by_prior, whom the prior tells now · changed: those of them
    for whom it would say something else · by_model: whom a model tells now · falls_back: of these, whom the
    prior would tell until a model has learned for another horizon.
    """

    by_prior: int
    changed: int
    by_model: int
    falls_back: int


@dataclass(frozen=True)
class Foreseen:
    """What would change in the standing of customers."""

    tiers: TierMoves
    bands: BandMoves
    echelons: EchelonMoves
    let_go: LetGo
    chances: ChanceMoves
    each: int

    @property
    def nothing(self) -> bool:
        """Nobody would stand elsewhere."""
        moved = any(moves.higher or moves.lower for moves in (self.tiers, self.bands, self.echelons))
        return not (moved or self.let_go.newly or self.let_go.no_longer or self.chances.changed)


NOBODY = Foreseen(
    tiers=TierMoves({}, 1, []),
    bands=BandMoves({}, 1, []),
    echelons=EchelonMoves({}, 1, []),
    let_go=LetGo(0, 0, [], []),
    chances=ChanceMoves(0, 0, 0, 0),
    each=1,
)


def foresee(wanted: ScoringPolicy, *, months: Sequence[Mapping[str, Any]], as_of: date) -> Foreseen:
    """What `wanted` and `months` of segments, neither of them saved, would change against what is saved."""
    both = under_both(wanted, months=months, as_of=as_of)
    if both is None:
        return NOBODY
    now, then, each = both.now.standing, both.then.standing, both.each
    came = now.tier > PROSPECT
    healths = [standing[["health", "band"]].dropna() for standing in (now, then)]
    return Foreseen(
        tiers=tiers_compared(now[came], then[came], each=each),
        bands=compared(*healths, each=each),
        echelons=echelons_compared(now.echelon, then.echelon, worth=now.yearly_spend, each=each),
        let_go=let_go(now, then, each=each),
        chances=chance_moves(now[came], then[came], horizon=wanted.horizon_days, each=each),
        each=each,
    )


def under_both(wanted: ScoringPolicy, *, months: Sequence[Mapping[str, Any]], as_of: date) -> Both | None:
    """Tonight's scores of the sample under what is saved and under what is wanted; None without anybody."""
    saved = scoring_policy()
    windows = {policy.echelon_months: None for policy in (saved, wanted)}
    each = every(MOST)
    visits = visits_of(each, as_of)
    rhythms = {window: rhythms_of(visits, as_of, window=window, each=each) for window in windows}
    followed = [
        replace(followed_by(policy, rhythms[policy.echelon_months]), own_months=[dict(one) for one in own])
        for policy, own in ((saved, own_months()), (wanted, months))
    ]
    asked = {one.echelon_months: one for one in followed}
    features = {window: asked_of(one, as_of, visits) for window, one in asked.items()}
    known = features[saved.echelon_months][0]
    if known.empty:
        return None
    settled = read_settled({"as_of": as_of, "first": 0, "last": int(known.index.max())})
    now, then = (
        score_features(features[one.echelon_months][0], followed=one, as_of=as_of, settled=settled)
        for one in followed
    )
    return Both(now, then, each)


def tiers_compared(now: pd.DataFrame, then: pd.DataFrame, *, each: int) -> TierMoves:
    """now, then: tier and yearly_spend of the same customers, without prospects."""
    both = pd.DataFrame({"now": now.tier, "then": then.tier, "spend": now.yearly_spend})
    some = by_spend(both[both.now != both.then]).head(NAMED)
    movers = [(int(row.Index), int(row.now), int(row.then)) for row in some.itertuples()]
    return TierMoves(counted(both.now, both.then, each), each, movers)


def let_go(now: pd.DataFrame, then: pd.DataFrame, *, each: int) -> LetGo:
    """now, then: attrition and yearly_spend of the same customers."""
    both = pd.DataFrame({"now": now.attrition, "then": then.attrition, "spend": now.yearly_spend})
    newly, no_longer = both[both.then & ~both.now], both[both.now & ~both.then]
    return LetGo(
        int(both.now.sum()) * each,
        int(both.then.sum()) * each,
        ids(by_spend(newly)),
        ids(by_spend(no_longer)),
    )


def chance_moves(now: pd.DataFrame, then: pd.DataFrame, *, horizon: int, each: int) -> ChanceMoves:
    """now, then: the prior's probability of the same customers · horizon: wanted, in days."""
    by_model = now.index.isin(read_frame(TOLD_BY_MODEL, {"prior": PRIOR, "each": each}).customer_id)
    changed = (then.probability != now.probability).to_numpy()
    champion = ChurnModel.objects.champion()
    suits = champion is not None and champion.horizon_days == horizon
    return ChanceMoves(
        by_prior=int((~by_model).sum()) * each,
        changed=int((changed & ~by_model).sum()) * each,
        by_model=int(by_model.sum()) * each,
        falls_back=0 if suits else int(by_model.sum()) * each,
    )


def by_spend(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("spend", ascending=False, kind="stable")


def ids(frame: pd.DataFrame) -> list[int]:
    return [int(pk) for pk in frame.index[:NAMED]]
