"""What customers seem to care about: by their complaints, the ratings near them, and their discounts.

Pure and vectorised: frames in, a frame out. Only a person confirms what it suggests.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

# Which complaint speaks of what. Dishonesty and neglect hurt the relation itself.
CARES = {
    "price": "price",
    "overcharging": "price",
    "quality": "quality",
    "function": "quality",
    "wrong_part": "quality",
    "comeback": "quality",
    "delivery": "service",
    "after_sales": "service",
    "attitude": "service",
    "waiting": "service",
    "dishonesty": "relationship",
    "neglect": "relationship",
}
# What is older says little about today.
MEMORY = timedelta(days=730)
# Twice a medium complaint, once a grave one, or bargains as a rule; and more than half of all that was said.
ENOUGH = 2
MAJORITY = 0.5
GRAVE = 3
UNHAPPY = 2
NEAR = timedelta(days=14)
MOST_TOLD = 8
PLACES = 3
SPEAKING = ["customer_id", "cares", "weight"]


@dataclass(frozen=True)
class Policy:
    """Bargains as a rule: so many visits, this share of them with a discount, and so much more off the list
    price than is usual at the branch (shares of 1), where enough come often. The borders are judgement.
    """

    fewest_visits: int = 4
    fewest_peers: int = 10
    as_a_rule: float = 0.5
    beyond_usual: float = 0.1
    deep: float = 0.2


def suggest(
    complaints: pd.DataFrame, ratings: pd.DataFrame, discounts: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """What most of the last two years speaks for; nobody of whom too little is known.

    complaints: customer_id, cause, severity (1 to 4), day · ratings: customer_id, day of each of 1 or 2 ·
    discounts: by customer_id: visits, discounted (how many of them), off (share of the list price, 0 to 1),
    usual (the same of the customer in the middle of his branch). Days are datetime64.
    Returns by customer_id: cares, share (of all weight), evidence, which is plain data: complaints
    [[cause, day]] newest first, ratings (how many near them), discounts {discounted, visits, off, usual}.

    A complaint weighs 1, a grave one 2, and one more when a rating of 1 or 2 stands near it. Bargains as a
    rule weigh 2, deep ones 3.
    """
    said = weighed(complaints[complaints.cause.isin(CARES)], ratings)
    bargains = bargaining(discounts, policy)
    weights = pd.concat([said[SPEAKING], bargains.reset_index()[SPEAKING]])
    table = weights.pivot_table(index="customer_id", columns="cares", values="weight", aggfunc="sum")
    table = table.fillna(0).astype(float)
    if table.empty:
        return pd.DataFrame(columns=["cares", "share", "evidence"])
    most = table.max(axis=1)
    found = pd.DataFrame({"cares": table.idxmax(axis=1), "share": most / table.sum(axis=1)})
    found = found[(most >= ENOUGH) & (found.share > MAJORITY)]
    return found.assign(evidence=evidence(found.cares, said, bargains))


def weighed(complaints: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """The complaints with what they speak of, their weight, and how many low ratings stand near."""
    said = complaints.reset_index(drop=True).rename_axis("place").reset_index()
    pairs = said[["place", "customer_id", "day"]].merge(ratings, on="customer_id", suffixes=("", "_rated"))
    near = pairs[(pairs.day - pairs.day_rated).abs() <= NEAR].groupby("place").size()
    count = said.place.map(near).fillna(0).astype(int)
    weight = 1 + (said.severity >= GRAVE).astype(int) + (count > 0).astype(int)
    return said.assign(cares=said.cause.map(CARES), near=count, weight=weight)


def bargaining(discounts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Those who buy as a rule at a discount that is not usual at their branch, as speaking for price."""
    beyond = (discounts.off - discounts.usual).round(PLACES)
    rule = (
        (discounts.visits >= policy.fewest_visits)
        & (discounts.discounted >= policy.as_a_rule * discounts.visits)
        & (beyond >= policy.beyond_usual)
    )
    deep = (beyond[rule] >= policy.deep).astype(int)
    return discounts[rule].assign(cares="price", weight=ENOUGH + deep)


def evidence(cares: pd.Series, said: pd.DataFrame, bargains: pd.DataFrame) -> pd.Series:
    """Only what speaks for the suggestion, as plain data."""
    behind = said[said.cares == said.customer_id.map(cares)].sort_values("day", ascending=False)
    told: dict[Any, dict[str, Any]] = {customer: {} for customer in cares.index}
    for customer, rows in behind.groupby("customer_id"):
        days = rows.day.dt.strftime("%Y-%m-%d")
        listed = [list(pair) for pair in zip(rows.cause, days, strict=True)]
        told[customer] = {"complaints": listed[:MOST_TOLD], "ratings": int(rows.near.sum())}
    for customer in bargains.index.intersection(cares.index[cares == "price"]):
        row = bargains.loc[customer]
        told[customer]["discounts"] = {
            "discounted": int(row.discounted),
            "visits": int(row.visits),
            "off": round(float(row.off), PLACES),
            "usual": round(float(row.usual), PLACES),
        }
    return pd.Series(told, dtype=object)
