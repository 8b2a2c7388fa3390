"""Still comes, but no longer for one kind of thing: less often than the year before, or not when due."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.detectors.findings import findings, ramp
from signals.detectors.limits import limited

KIND, GROUP, WEIGHT = "falling_category", "frequency", 0.2
IF_KNOWN = ("categories",)
# A category has a rhythm of its own when its times span half a year: days in a row are one repair in stages.
# Less than a month without it is nothing yet. What is read of a customer (signals.facts.goods) goes by both.
SPAN_DAYS, AWAY_DAYS = 180, 30
# And by these: how often something was taken in the year before to have fallen, and ever to have a rhythm.
FALLEN_FROM, RHYTHM_FROM = 3, 4
NUMBERS = ("now", "before", "times", "gap", "spread", "silent")  # of a category, after its name


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
    """The strongest that can be said of any category: that it fell, twelve months beside the twelve before,
    so that seasons cancel; or that it has stayed away for longer than its own gaps allow, although he came
    meanwhile. Each is judged for itself.

    features: categories (JSON, a list of [name, now, before (in visit days), times, gap, spread, silent (in
    days)]; missing where there is none), visits_12, visits_12_before, tenure_days, silent_days.
    """
    asked = features[features.categories.notna() & steady(features, policy.steady)]
    each = each_category(asked)
    fell, times = fall(each, policy), lateness(each, policy)
    fallen = ramp(fell, policy.begins, policy.certain)
    late = ramp(times, policy.due_begins, policy.due_certain)
    due = late > fallen
    judged = each.assign(strength=np.maximum(fallen, late), due=due, measure=times.where(due, fell))
    first = strongest(judged)
    return findings(KIND, strength=first.strength, numbers=told(first))


def each_category(features: pd.DataFrame) -> pd.DataFrame:
    """One row for each category of each of these customers, indexed by him: category, NUMBERS, and of himself
    tenure_days and last_silent, days since he came for anything."""
    lists = json.loads(f"[{','.join(features.categories.tolist())}]")
    customers = features.index.repeat(np.fromiter(map(len, lists), int))
    rows = [row for of_one in lists for row in of_one]
    each = pd.DataFrame(rows, index=customers, columns=["category", *NUMBERS])
    each = each.astype(dict.fromkeys(NUMBERS, float))
    of_him = features[["tenure_days", "silent_days"]].rename(columns={"silent_days": "last_silent"})
    return each.join(of_him)


def fall(each: pd.DataFrame, policy: Policy) -> pd.Series:
    """The share by which the category fell; 0 where too little is known of it."""
    known = (each.tenure_days >= 730) & (each.before >= policy.min_before)
    known &= each.before - each.now >= policy.min_missing
    return (1 - each.now / each.before).where(known, 0)


def lateness(each: pd.DataFrame, policy: Policy) -> pd.Series:
    """How many times its usual window it has stayed away; 0 where it was not taken often enough, over long
    enough, or is not away for long enough, or he has not come since."""
    span = (each.gap * (each.times - 1)).round()
    known = (each.times >= policy.min_times) & (span >= policy.min_span_days)
    known &= (each.silent >= policy.min_away_days) & (each.silent > each.last_silent)
    return (each.silent / (each.gap + 2 * each.spread)).where(known, 0)


def strongest(judged: pd.DataFrame) -> pd.DataFrame:
    """One row a customer. Of equals a fall goes first, then what is further beyond what it should be, then
    what was taken more often the year before, then the category that we knew first."""
    order = ["strength", "due", "measure", "before"]
    fires = judged[judged.strength > 0]
    ranked = fires.sort_values(order, ascending=[False, True, False, False], kind="stable")
    return ranked[~ranked.index.duplicated()].sort_index()


def told(first: pd.DataFrame) -> pd.DataFrame:
    """The numbers of the one that speaks: of its years, or of its rhythm."""
    rhythm = first[["gap", "spread", "silent"]].where(first.due, 0).round(1)
    return pd.DataFrame(
        {
            "of": first.due.map({True: "rhythm", False: "count"}),
            "category": first.category,
            "now": first.now.where(~first.due, 0).astype(int),
            "before": first.before.where(~first.due, 0).astype(int),
            "usual": rhythm.gap,
            "spread": rhythm.spread,
            "silent": rhythm.silent,
        }
    )


def steady(features: pd.DataFrame, share: float) -> pd.Series:
    """The share of the visits of the year before is reached; otherwise falling_frequency tells of it."""
    return (features.visits_12 > 0) & (features.visits_12 >= share * features.visits_12_before)
