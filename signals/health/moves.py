"""Who would change band if other caps were saved: asked of the same code that the night runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from signals.findings import read_settled
from signals.health.arithmetic import AT_RISK, WATCH, WELL, healthy
from signals.policies import freeze
from signals.preview import NAMED, Moves, asked_of, counted, followed_on
from signals.shard import score_features

BANDS = (AT_RISK, WATCH, WELL)
NOWHERE = 0  # who has gone for good has no health


@dataclass(frozen=True)
class BandMoves(Moves):
    """movers: (id, health now, then), those of the longest way first."""

    @property
    def better(self) -> int:
        return self.higher

    @property
    def worse(self) -> int:
        return self.lower

    @property
    def rows(self) -> list[tuple[int, int, int]]:
        """(band, customers now, customers then)."""
        return self.totals(BANDS)


def band_moves(profiles: Sequence[Mapping[str, Any]], *, bands: Mapping[str, int], as_of: date) -> BandMoves:
    """What these caps and bands, which are not saved, would change against the saved ones on that day."""
    followed, saved = followed_on(as_of), freeze().of_health
    features, each = asked_of(followed, as_of)
    if features.empty:
        return BandMoves({}, each, [])
    settled = read_settled({"as_of": as_of, "first": 0, "last": int(features.index.max())})
    scored = score_features(features, followed=followed, as_of=as_of, settled=settled)
    features = features.assign(echelon=scored.standing.echelon)  # caps may be of an echelon
    wanted = saved | {"profiles": profiles, "bands": [bands["at_risk_below"], bands["well_from"]]}
    now, then = (
        healthy(scored.standing, features, scored.counting, rules)[["health", "band"]].dropna()
        for rules in (saved, wanted)
    )
    return compared(now, then, each=each)


def compared(now: pd.DataFrame, then: pd.DataFrame, *, each: int) -> BandMoves:
    """now, then: health and band of those who have one."""
    both = now.join(then.add_suffix("_then"), how="outer").fillna(NOWHERE).astype(int)
    changed = both[(both.band != both.band_then) & (both.band > NOWHERE) & (both.band_then > NOWHERE)]
    way = (changed.health_then - changed.health).abs().sort_values(ascending=False, kind="stable")
    some = changed.loc[way.index[:NAMED]]
    return BandMoves(
        counted(both.band, both.band_then, each),
        each,
        [(int(row.Index), int(row.health), int(row.health_then)) for row in some.itertuples()],
    )
