"""The quality index of each customer as a feature of the night: desk's formula over one pass of its facts."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from desk.quality.index.corrected import all_versions
from desk.quality.index.formula import COLUMNS, Rules, Tally, index_of
from desk.quality.index.policies import least_of, quality_policy, rules_of
from desk.quality.index.sources import tallies_query, who_spoke

# Only the visits of those who have answered anything: the others have no figure, and are nearly everybody.
QUERY = tallies_query(
    ("customer",),
    where="{shard:f}",
    visits=f"f.customer_id = ANY(ARRAY({who_spoke('{shard:f}')}))",
)
NAMES = ["quality", "quality_answers"]


@dataclass(frozen=True)
class Measure:
    """How the index is measured. least: answers that a customer needs before there is a figure."""

    rules: Rules
    window: int
    least: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Measure":
        return cls(Rules(**stored["rules"]), stored["window"], stored["least"])


def in_force() -> Measure:
    """The measure by the policy as it stands now."""
    policy = quality_policy()
    return Measure(rules_of(policy), policy.window_days, least_of(policy)["customer"])


def indices(
    measure: Measure | None,
    params: Mapping[str, Any],
    *,
    as_of: date,
    read: Callable[[str, Mapping[str, Any]], pd.DataFrame],
) -> pd.DataFrame:
    """quality (0 to 100) and quality_answers by customer_id, of those who have a figure.

    measure: None in a night that began before the index was a feature; then nobody has one.
    params, read: the shard, and how a query about it becomes a frame.
    """
    if measure is None:
        return pd.DataFrame(columns=NAMES, dtype=float).rename_axis("customer_id")
    of_day = {"days": [as_of], "first_day": as_of, "last_day": as_of, "window": measure.window}
    told = read(QUERY, {**params, **of_day, **all_versions()})
    found = [index_of(Tally(*row), measure.rules) for row in told[list(COLUMNS)].itertuples(index=False)]
    figures = pd.DataFrame(
        {
            "quality": pd.Series([one.value for one in found], index=told.customer_id, dtype=float),
            "quality_answers": pd.Series([one.n for one in found], index=told.customer_id, dtype=int),
        }
    )
    return figures[(figures.quality_answers >= measure.least) & figures.quality.notna()]
