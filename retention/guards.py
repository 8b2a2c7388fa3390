"""Wrong-blast guards: no message on old facts, and none for what an import only told us about the past."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from django.db.models import Q

from customers.imports.ages import FLOOR, LOOK_BACK, stale_sources, usual_gap
from customers.models import Import
from signals.copying import read_frame

FED_BY = """
SELECT DISTINCT c.branch_id, i.source
FROM customers_visit v JOIN customers_customer c ON c.id = v.customer_id
JOIN customers_import i ON i.id = v.came_from_id AND i.source = ANY(%(sources)s)
WHERE v.day > %(as_of)s::date - %(back)s
"""

FACT_DAYS = """
SELECT c.branch_id, v.day::text AS day, v.came_from_id
FROM customers_visit v JOIN customers_customer c ON c.id = v.customer_id
WHERE v.day <= %(as_of)s AND v.day > %(as_of)s::date - %(back)s
GROUP BY c.branch_id, v.day, v.came_from_id
"""
OLDER = """
SELECT c.branch_id, max(v.day)::text AS day
FROM customers_visit v JOIN customers_customer c ON c.id = v.customer_id
WHERE v.day <= %(as_of)s AND NOT c.branch_id = ANY(%(fresh)s) GROUP BY c.branch_id
"""
# Only visits that came with an import which may not fire automations.
IMPORTED_ON = """
SELECT v.customer_id, max(i.day)::text AS imported_on
FROM night_standing s
JOIN customers_visit v ON v.customer_id = s.customer_id AND v.day = s.last_visit
    AND v.counts AND v.amount >= 0
JOIN customers_import i ON i.id = v.came_from_id AND NOT i.automations
WHERE s.tier >= 2 GROUP BY v.customer_id
"""


@dataclass(frozen=True)
class Stale:
    """A branch whose newest fact is older than usual."""

    branch: int
    newest: date
    days: int
    usual: int


def stale_branches(*, as_of: date) -> list[Stale]:
    """Branches whose newest visit is older than usual, by their own days or by those of a watched source."""
    facts = read_frame(FACT_DAYS, {"as_of": as_of, "back": LOOK_BACK})
    facts["day"] = pd.to_datetime(facts.day).dt.date
    imported = dict(Import.objects.filter(day__lte=as_of).values_list("pk", "day"))
    stale = [_judge(branch, group, imported, as_of) for branch, group in facts.groupby("branch_id")]
    found = [one for one in stale if one] + _long_silent(facts.branch_id.unique().tolist(), as_of)
    return found + _by_source({one.branch for one in found}, as_of)


def _by_source(known: set[int], as_of: date) -> list[Stale]:
    """Other branches that a watched source feeds which has nothing new for longer than usual."""
    overdue = {age.source: age for age in stale_sources(as_of=as_of)}
    if not overdue:
        return []
    fed = read_frame(FED_BY, {"sources": list(overdue), "as_of": as_of, "back": LOOK_BACK})
    return [
        Stale(branch=int(str(branch)), newest=age.newest, days=age.days, usual=age.usual)
        for branch, group in fed.groupby("branch_id")
        if branch not in known
        for age in [max((overdue[str(source)] for source in group.source), key=lambda age: age.days)]
    ]


def _judge(branch: int, facts: pd.DataFrame, imported: dict[int, date], as_of: date) -> Stale | None:
    newest = max(facts.day)
    import_days = [imported[key] for key in facts.came_from_id.dropna().unique() if key in imported]
    usual = max(FLOOR, usual_gap(facts.day), usual_gap(import_days))
    days = (as_of - newest).days
    return Stale(branch=int(branch), newest=newest, days=days, usual=usual) if days > usual else None


def _long_silent(fresh: list[int], as_of: date) -> list[Stale]:
    """Branches with facts, but none for a year."""
    older = read_frame(OLDER, {"as_of": as_of, "fresh": fresh})
    return [
        Stale(branch=int(row.branch_id), newest=day, days=(as_of - day).days, usual=FLOOR)
        for row in older.itertuples()
        for day in [date.fromisoformat(str(row.day))]
    ]


def imported_on(index: pd.Index) -> pd.Series:
    """Day of the import without automations that brought each one's last visit; missing for the rest.

    Reads the stage night_standing of the current transaction.
    """
    if not Import.objects.filter(~Q(automations=True)).exists():
        return pd.Series(pd.NaT, index=index, dtype="datetime64[s]")
    found = read_frame(IMPORTED_ON, {}).set_index("customer_id").imported_on
    return pd.to_datetime(found.reindex(index)).astype("datetime64[s]")
