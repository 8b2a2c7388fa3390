"""Who competes with us: how their names are found in what customers said. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

# Latin letters and digits on either side make another word of it; Chinese has no spaces between words.
WORD = r"(?<![a-z0-9]){}(?![a-z0-9])"


@dataclass(frozen=True)
class Rival:
    """A competitor as a night knows him. words: his name and other names, in the order of the list.

    active_from: since when he courts our customers; of this branch, kind and brand of vehicle where given.
    """

    name: str
    words: tuple[str, ...]
    active_from: date | None = None
    branch: int | None = None
    customer_kind: str = ""
    brand: str = ""

    def as_json(self) -> dict[str, object]:
        return {**vars(self), "active_from": str(self.active_from) if self.active_from else None}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Rival":
        since = stored["active_from"]
        words = stored["words"]
        assert isinstance(words, Sequence)  # noqa: S101 (as as_json wrote it)
        known = {**stored, "words": tuple(words), "active_from": since and date.fromisoformat(str(since))}
        return cls(**known)  # type: ignore[arg-type]


def any_of(rivals: Sequence[Rival]) -> str:
    """The words of all as one expression of PostgreSQL, to be matched without regard to case."""
    words = {word.lower() for rival in rivals for word in rival.words}
    return "|".join(re.escape(word) for word in sorted(words))


def brands_of(rivals: Sequence[Rival]) -> str:
    """The brands that competitors court, likewise; empty when none does."""
    return "|".join(re.escape(brand) for brand in sorted({rival.brand for rival in rivals if rival.brand}))


def named_in(text: str, rivals: Sequence[Rival]) -> list[str]:
    """Names of the competitors of whom the text speaks, each once."""
    said = text.lower()
    return [rival.name for rival in rivals if any(_stands(word.lower(), said) for word in rival.words)]


def _stands(word: str, said: str) -> bool:
    if not word.isascii():
        return word in said
    return re.search(WORD.format(re.escape(word)), said) is not None


def mentions(said: pd.DataFrame, rivals: Sequence[Rival]) -> pd.DataFrame:
    """The competitor that each customer named most, of equals the one named last.

    said: customer_id, days (since then), text. Returns by customer_id: competitor, competitor_times,
    competitor_days.
    """
    if said.empty:
        return pd.DataFrame(columns=["competitor", "competitor_times", "competitor_days"])
    found = said.assign(competitor=[named_in(str(text), rivals) for text in said.text])
    found = found.explode("competitor").dropna(subset=["competitor"])
    counted = found.groupby(["customer_id", "competitor"], as_index=False).agg(
        competitor_times=("days", "size"), competitor_days=("days", "min")
    )
    order = ["customer_id", "competitor_times", "competitor_days", "competitor"]
    first = counted.sort_values(order, ascending=[True, False, True, True])
    return first.drop_duplicates("customer_id").set_index("customer_id")


def courted(features: pd.DataFrame, brands: pd.Series, rivals: Sequence[Rival], as_of: date) -> pd.DataFrame:
    """By whom customers like this one are courted, the one that began last; days since then.

    features: branch_id, customer_kind · brands: names of the customer's assets, one string, by customer.
    Returns rival, rival_days; missing where nobody does.
    """
    names = brands.reindex(features.index).fillna("").astype(str)
    found = pd.DataFrame({"rival": None, "rival_days": float("nan")}, index=features.index)
    begun = [rival for rival in rivals if rival.active_from and rival.active_from <= as_of]
    for rival in sorted(begun, key=lambda one: (one.active_from, one.name)):
        meant = pd.Series(True, index=features.index)
        if rival.branch is not None:
            meant &= features.branch_id == rival.branch
        if rival.customer_kind:
            meant &= features.customer_kind == rival.customer_kind
        if rival.brand:
            meant &= names.str.contains(rival.brand, case=False, regex=False)
        found.loc[meant, "rival"] = rival.name
        found.loc[meant, "rival_days"] = float((as_of - rival.active_from).days)  # type: ignore[operator]
    return found
