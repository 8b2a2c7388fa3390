"""What all shards must agree on and only the whole business shows: echelon cut-offs and usual gaps.

Read once, before the first shard, from at most 50,000 customers: every n-th by id, so that it is repeatable.
A quantile of 50,000 is within a fifth of a point.
"""

from dataclasses import replace
from datetime import date

import pandas as pd
from django.db.models import Max

from customers.models import Customer
from signals.features import read_rhythms
from signals.models import ScoringPolicy
from signals.policies import Followed
from signals.scoring import cut_off

SAMPLE = 50_000
FALLBACK_GAP = 90.0  # days, while nobody has come twice


def survey(followed: Followed, *, policy: ScoringPolicy, as_of: date) -> Followed:
    """The policy with cut-offs by currency and usual gaps by branch as of that day."""
    rhythms = _sample(as_of)
    return replace(
        followed,
        cut_offs=_cut_offs(rhythms, followed, [float(policy.share_first), float(policy.share_second)]),
        usual_gaps=_usual_gaps(rhythms, followed),
    )


def _sample(as_of: date) -> pd.DataFrame:
    last = Customer.objects.aggregate(last=Max("pk"))["last"] or 0
    each = -(-Customer.objects.count() // SAMPLE) or 1
    rhythms = read_rhythms({"first": 0, "last": last, "as_of": as_of, "each": each})
    branches = dict(Customer.objects.filter(pk__in=rhythms.customer_id.tolist()).values_list("pk", "branch"))
    return rhythms.assign(branch_id=rhythms.customer_id.map(branches))


def _cut_offs(rhythms: pd.DataFrame, followed: Followed, shares: list[float]) -> dict[str, list[float]]:
    """Echelon 1 holds the first share, echelons 1 and 2 together both shares, of those who ever came."""
    groups = rhythms.groupby(rhythms.branch_id.map(followed.currencies)).yearly_spend
    return {
        str(currency): [cut_off(spend, shares[0]), cut_off(spend, shares[0] + shares[1])]
        for currency, spend in groups
    }


def _usual_gaps(rhythms: pd.DataFrame, followed: Followed) -> dict[int, float]:
    """Median of the customers' own median gaps, by branch; where too few came twice, the business's."""
    known = rhythms.dropna(subset=["gap_median"])
    overall = float(known.gap_median.median()) if len(known) else FALLBACK_GAP
    by_branch = known.groupby("branch_id").gap_median.agg(["median", "size"])
    enough = by_branch[by_branch["size"] >= 20]["median"].to_dict()
    return {branch: round(float(enough.get(branch, overall)), 1) for branch in followed.margins}
