"""What customers seem to care about, worked out by the night for a shard at once and put into words."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import figures
from desk.models import Complaint
from retention import sensitivity
from signals.copying import read_frame, run_sql, stage

SINCE = "day <= %(as_of)s AND day >= %(since)s"
WITHIN = f"customer_id BETWEEN %(first)s AND %(last)s AND {SINCE}"
COMPLAINTS = f"SELECT customer_id, cause, severity, day FROM desk_complaint WHERE {WITHIN} ORDER BY id"  # noqa: S608
RATINGS = f"""
SELECT customer_id, day FROM desk_satisfactionscore WHERE {WITHIN} AND score <= %(unhappy)s ORDER BY id
"""  # noqa: S608
# First who was given any discount at all; only of those all visits are read. A visit's own discount counts,
# else that of its lines. The list price is what was paid and what was taken off.
GIVEN = """
WITH by_line AS (
    SELECT v.id, v.customer_id, sum(l.discount) AS discount
    FROM customers_visitline l JOIN customers_visit v ON v.id = l.visit_id
    WHERE l.discount > 0 AND v.discount IS NULL AND v.counts AND v.amount >= 0 AND <within>
    GROUP BY v.id
), given AS (
    SELECT customer_id, count(*) AS discounted, sum(discount) AS discount FROM (
        SELECT customer_id, discount FROM customers_visit
        WHERE discount > 0 AND counts AND amount >= 0 AND <within>
        UNION ALL SELECT customer_id, discount FROM by_line
    ) every GROUP BY customer_id
)
"""
DISCOUNTS = f"""{GIVEN.replace("<within>", WITHIN)}
SELECT customer_id, c.branch_id, g.discounted, count(*) AS visits,
    g.discount / (g.discount + sum(v.amount)) AS off
FROM given g JOIN customers_visit v USING (customer_id) JOIN customers_customer c ON c.id = customer_id
WHERE counts AND amount >= 0 AND {WITHIN}
GROUP BY customer_id, c.branch_id, g.discounted, g.discount ORDER BY customer_id
"""  # noqa: S608
NUMBERS = {
    "customer_id": "int64",
    "branch_id": "int64",
    "discounted": "int64",
    "visits": "int64",
    "off": "float64",
}
# Of all who come often enough for a rule, also those who were never given any.
USUAL = f"""{GIVEN.replace("<within>", SINCE)}
SELECT branch_id, percentile_disc(0.5) WITHIN GROUP (ORDER BY off) AS usual FROM (
    SELECT c.branch_id, coalesce(g.discount / nullif(g.discount + v.amount, 0), 0) AS off
    FROM (
        SELECT customer_id, sum(amount) AS amount FROM customers_visit
        WHERE counts AND amount >= 0 AND {SINCE} GROUP BY customer_id HAVING count(*) >= %(visits)s
    ) v JOIN customers_customer c ON c.id = v.customer_id LEFT JOIN given g USING (customer_id)
) each_one GROUP BY branch_id HAVING count(*) >= %(peers)s ORDER BY branch_id
"""  # noqa: S608
ANY_DISCOUNT = "SELECT EXISTS (SELECT FROM given) AS given"
POLICY = sensitivity.Policy()
COLUMNS = {"customer_id": "bigint", "cares": "text", "share": "double precision", "evidence": "jsonb"}
GONE = """
DELETE FROM retention_sensitivitysuggestion s
WHERE s.customer_id BETWEEN %(first)s AND %(last)s
    AND NOT EXISTS (SELECT FROM night_cares n WHERE n.customer_id = s.customer_id)
"""
WRITE = """
INSERT INTO retention_sensitivitysuggestion (customer_id, day, cares, share, evidence)
SELECT customer_id, %(as_of)s, cares, round(share::numeric, 3), evidence FROM night_cares ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET
    day = excluded.day, cares = excluded.cares, share = excluded.share, evidence = excluded.evidence
"""


def usual_discounts(*, as_of: date) -> dict[int, float]:
    """By branch how much of the list price is taken off for the customer in its middle, of two years.

    Whole shards compare with it, so the night works it out once before the first. Where too few come often
    nothing is usual.
    """
    asked = {
        "as_of": as_of,
        "since": as_of - sensitivity.MEMORY,
        "visits": POLICY.fewest_visits,
        "peers": POLICY.fewest_peers,
    }
    if not read_frame(GIVEN.replace("<within>", SINCE) + ANY_DISCOUNT, asked).given.eq("t").any():
        return {}
    frame = read_frame(USUAL, asked)
    return dict(zip(frame.branch_id.astype(int), frame.usual.astype(float), strict=True))


def write_suggestions(shard: Mapping[str, Any], usual: Mapping[Any, float]) -> int:
    """What the customers first..last seem to care about at the end of `as_of`. Returns of how many we know.

    usual: as `usual_discounts`. As many statements whatever the size of the shard.
    """
    found = read_suggestions(shard, usual)
    stage(
        found.assign(evidence=found.evidence.map(json.dumps)).rename_axis("customer_id").reset_index(),
        "night_cares",
        COLUMNS,
    )
    run_sql(GONE, shard)
    return run_sql(WRITE, shard)


def read_suggestions(shard: Mapping[str, Any], usual: Mapping[Any, float]) -> pd.DataFrame:
    """By customer_id, as `sensitivity.suggest` returns them."""
    at_branch = {int(branch): share for branch, share in usual.items()}
    asked = {**shard, "since": shard["as_of"] - sensitivity.MEMORY, "unhappy": sensitivity.UNHAPPY}
    discounts = read_frame(DISCOUNTS, asked).astype(NUMBERS).set_index("customer_id")
    return sensitivity.suggest(
        dated(read_frame(COMPLAINTS, asked)),
        dated(read_frame(RATINGS, asked)),
        discounts.assign(usual=discounts.branch_id.map(at_branch).fillna(0.0).astype(float)),
        POLICY,
    )


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """With real days; where there is no row, pandas cannot know what the columns hold."""
    return frame.astype({"customer_id": "int64"}).assign(day=pd.to_datetime(frame.day))


def in_words(evidence: Mapping[str, Any]) -> list[str]:
    """A suggestion's evidence: discounts, a line a complaint, newest first, then the ratings near them."""
    lines = [discounts_in_words(evidence["discounts"])] if "discounts" in evidence else []
    causes = dict(Complaint.Cause.choices)
    lines += [
        _("Complaint of %(day)s: %(cause)s")
        % {"day": figures.day(date.fromisoformat(day), "short"), "cause": causes.get(cause, cause)}
        for cause, day in evidence.get("complaints", [])
    ]
    count = evidence.get("ratings", 0)
    if count:
        lines.append(
            ngettext("%(count)d rating of 1 or 2 near it", "%(count)d ratings of 1 or 2 near them", count)
            % {"count": count}
        )
    return lines


def discounts_in_words(told: Mapping[str, Any]) -> str:
    """Discount on 7 of 9 visits, 18% of the list price; usual at the branch: 3%."""
    text = ngettext(
        "Discount on %(discounted)d of %(visits)d visit, %(off)s of the list price",
        "Discount on %(discounted)d of %(visits)d visits, %(off)s of the list price",
        told["visits"],
    )
    said = text % {
        "discounted": told["discounted"],
        "visits": told["visits"],
        "off": figures.percent(Decimal(str(told["off"]))),
    }
    if "usual" not in told:  # of a night before branches were compared
        return said
    usual = figures.percent(Decimal(str(told["usual"])))
    return _("%(discounts)s; usual at the branch: %(usual)s") % {"discounts": said, "usual": usual}
