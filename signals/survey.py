"""What all shards must agree on and only the whole business shows: echelon cut-offs and usual gaps.

Read once, before the first shard, from at most 50,000 customers: every n-th by id, so that it is repeatable.
A quantile of 50,000 is within a fifth of a point.
"""

from dataclasses import replace
from datetime import date

import pandas as pd
from django.db.models import Max

from customers.models import Customer
from signals.copying import read_frame
from signals.facts.visits import read_visits
from signals.models import ScoringPolicy
from signals.policies import Followed
from signals.scoring import cut_off
from signals.shard import worth_of
from signals.visits import Visits, visit_features

SAMPLE = 50_000
BRANCHES = "SELECT id, branch_id FROM customers_customer WHERE id %% %(each)s = 0"
FALLBACK_GAP = 90.0  # days, while nobody has come twice
ENOUGH = 20  # customers from whom on a branch speaks for itself
RETURNED = 0.8  # share of those who came a second time


def survey(followed: Followed, *, policy: ScoringPolicy, as_of: date) -> Followed:
    """The policy with cut-offs by currency and usual gaps by branch as of that day."""
    rhythms = sample(as_of, window=followed.echelon_months)
    return surveyed(followed, rhythms, shares=[float(policy.share_first), float(policy.share_second)])


def surveyed(followed: Followed, rhythms: pd.DataFrame, *, shares: list[float]) -> Followed:
    """The policy with what the sample shows. shares: of customers in echelons 1 and 2."""
    followed = replace(followed, usual_worth=_usual_worth(rhythms, followed))
    return replace(
        followed,
        cut_offs=_cut_offs(rhythms, followed, shares),
        usual_gaps=_usual_gaps(rhythms, followed),
        second_visits=_second_visits(rhythms, followed),
    )


def sample(as_of: date, *, window: int) -> pd.DataFrame:
    """Visits, gaps and spend of every n-th customer with his branch."""
    each = every(SAMPLE)
    return rhythms_of(visits_of(each, as_of), as_of, window=window, each=each)


def every(most: int) -> int:
    """n, where every n-th customer is asked so that at most so many are."""
    return -(-Customer.objects.count() // most) or 1


def visits_of(each: int, as_of: date) -> Visits:
    """What every n-th customer did up to the end of that day."""
    last = Customer.objects.aggregate(last=Max("pk"))["last"] or 0
    return read_visits(first=0, last=last, until=as_of, each=each)


def rhythms_of(visits: Visits, as_of: date, *, window: int, each: int) -> pd.DataFrame:
    """Visits, gaps and spend of these customers, who are every n-th, with their branch."""
    rhythms = visit_features(visits, as_of=as_of.toordinal(), months=window)
    branches = read_frame(BRANCHES, {"each": each}).set_index("id").branch_id
    return rhythms.assign(branch_id=branches.reindex(rhythms.index))


def _usual_worth(rhythms: pd.DataFrame, followed: Followed) -> dict[str, list[float]]:
    """Mean margin and mean visits of a customer within the window, by currency."""
    margins = (rhythms.window_spend * rhythms.branch_id.map(followed.margins)).clip(lower=0)
    of_each = pd.DataFrame({"margin": margins, "visits": rhythms.window_visits})
    means = of_each.groupby(rhythms.branch_id.map(followed.currencies)).mean()
    return {str(currency): [row.margin, row.visits] for currency, row in means.iterrows()}


def _cut_offs(rhythms: pd.DataFrame, followed: Followed, shares: list[float]) -> dict[str, list[float]]:
    """Echelon 1 holds the first share, echelons 1 and 2 together both shares, of those who ever came."""
    groups = worth_of(rhythms, followed).groupby(rhythms.branch_id.map(followed.currencies))
    return {
        str(currency): [cut_off(worth, shares[0]), cut_off(worth, shares[0] + shares[1])]
        for currency, worth in groups
    }


def _usual_gaps(rhythms: pd.DataFrame, followed: Followed) -> dict[int, float]:
    """Median of the customers' own median gaps, by branch; where too few came twice, the business's."""
    known = rhythms.dropna(subset=["gap_median"])
    overall = float(known.gap_median.median()) if len(known) else FALLBACK_GAP
    by_branch = known.groupby("branch_id").gap_median.agg(["median", "size"])
    enough = by_branch[by_branch["size"] >= ENOUGH]["median"].to_dict()
    return {branch: round(float(enough.get(branch, overall)), 1) for branch in followed.margins}


def _second_visits(rhythms: pd.DataFrame, followed: Followed) -> dict[int, float]:
    """Days within which 80 of 100 who came a second time had done so, by branch; else the business's.

    Empty while fewer than 20 customers have come twice: then nobody is measured by it.
    """
    known = rhythms.dropna(subset=["first_gap"])
    if len(known) < ENOUGH:
        return {}
    overall = float(known.first_gap.quantile(RETURNED))
    groups = known.groupby("branch_id").first_gap
    enough = groups.quantile(RETURNED)[groups.size() >= ENOUGH].to_dict()
    return {branch: round(float(enough.get(branch, overall)), 1) for branch in followed.margins}
