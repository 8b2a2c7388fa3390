"""Still comes, but no longer for one kind of thing: less often than the year before, or not when due."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.detectors.findings import findings, ramp
from signals.detectors.limits import limited

KIND, GROUP, WEIGHT = "falling_category", "frequency", 0.2
IF_ANY = ("category_before", "due_times")
# A category has a rhythm of its own when its times span half a year: days in a row are one repair in stages.
# Less than a month without it is nothing yet. What is read of a customer (signals.facts.goods) goes by both.
SPAN_DAYS, AWAY_DAYS = 180, 30
# And by these: how often something was taken in the year before to have fallen, and ever to have a rhythm.
FALLEN_FROM, RHYTHM_FROM = 3, 4


@dataclass(frozen=True)
class Policy:
    """Shares by which one category fell; how often it must have been taken before; share of visits left;
    times the usual window of its own rhythm, how often and over how long it must have been taken to have one,
    and for how long it must be away."""

    min_before: int = limited(FALLEN_FROM, least=FALLEN_FROM)
    min_missing: int = 2
    begins: float = 0.5
    certain: float = 1.0
    steady: float = 0.6
    min_times: int = limited(RHYTHM_FROM, least=RHYTHM_FROM)
    due_begins: float = 1.2
    due_certain: float = 1.8
    min_span_days: int = limited(SPAN_DAYS, least=SPAN_DAYS)
    min_away_days: int = limited(AWAY_DAYS, least=AWAY_DAYS)


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The stronger of two: one category fell, twelve months beside the twelve before, so that seasons cancel;
    or one has stayed away for longer than its own gaps allow, although he came meanwhile.

    features: category (the one that fell most), category_now, category_before in visit days; due_category
    (the one that is latest), due_times, due_gap, due_spread, due_silent in days; visits_12,
    visits_12_before, tenure_days, silent_days.
    """
    comes = steady(features, policy.steady)
    fallen = ramp(fall(features, policy).where(comes, 0), policy.begins, policy.certain)
    window = features.due_gap + 2 * features.due_spread
    accused = comes & has_rhythm(features, policy) & (features.due_silent > features.silent_days)
    late = ramp((features.due_silent / window).where(accused, 0), policy.due_begins, policy.due_certain)
    return findings(KIND, strength=np.maximum(fallen, late), numbers=told(features, late > fallen))


def has_rhythm(features: pd.DataFrame, policy: Policy) -> pd.Series:
    """The latest category was taken often enough, over long enough, and is away for long enough."""
    span = (features.due_gap * (features.due_times - 1)).round()
    known = (features.due_times >= policy.min_times) & (span >= policy.min_span_days)
    return known & (features.due_silent >= policy.min_away_days)


def fall(features: pd.DataFrame, policy: Policy) -> pd.Series:
    """The share by which the category fell; 0 where too little is known of it."""
    now, before = features.category_now, features.category_before
    known = (features.tenure_days >= 730) & (before >= policy.min_before)
    known &= before - now >= policy.min_missing
    return (1 - now / before.where(before > 0)).where(known, 0)


def told(features: pd.DataFrame, due: pd.Series) -> pd.DataFrame:
    """The numbers of either. due: whom the rhythm accuses."""
    names = features.category.astype(object).where(~due, features.due_category.astype(object))
    rhythm = features[["due_gap", "due_spread", "due_silent"]].astype(float).where(due, 0).round(1)
    return pd.DataFrame(
        {
            "of": due.map({True: "rhythm", False: "count"}),
            "category": names.fillna(""),
            "now": features.category_now.where(~due, 0).astype(int),
            "before": features.category_before.where(~due, 0).astype(int),
            "usual": rhythm.due_gap,
            "spread": rhythm.due_spread,
            "silent": rhythm.due_silent,
        }
    )


def steady(features: pd.DataFrame, share: float) -> pd.Series:
    """The share of the visits of the year before is reached; otherwise falling_frequency tells of it."""
    return (features.visits_12 > 0) & (features.visits_12 >= share * features.visits_12_before)
