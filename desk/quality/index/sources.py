"""Where the index's answers stand, as SQL: one pass over each table of facts for any number of days.

Only what was known at the end of a day is seen, as in the night: what was said later is not, what was
withdrawn later still counted, and a rating counts as it stands until the day of its verification.
"""

from collections.abc import Mapping, Sequence

from desk.quality.index.formula import COLUMNS, SEVERITIES

OF = ("branch_id", "technician_id", "customer_id")
# What it is of → what its rows are grouped by besides the day.
GROUPED: Mapping[str, str] = {
    "business": "",
    "branch": "branch_id",
    "technician": "technician_id",
    "customer": "customer_id",
}
WITHIN = "f.day > %(first_day)s::date - %(window)s AND f.day <= %(last_day)s"
KNOWN = "NULL::date AS since, NULL::date AS gone"
OF_VISIT = "f.day, coalesce(v.branch_id, c.branch_id) AS branch_id, v.technician_id, f.customer_id"
WITH_VISIT = """
    JOIN customers_customer c ON c.id = f.customer_id LEFT JOIN customers_visit v ON v.id = f.visit_id
"""
# A score of 1 to 5 as 0 to 100. Of a work order punctuality is a third, where somebody spoke of it.
SCORE = "((coalesce(k.said, f.score) - 1) * 25.0)"
# A recommendation of 0 to 10 as 0 to 100.
RECOMMENDED = "coalesce(k.said, f.score) * 10.0"
RATED = f"CASE WHEN f.timeliness IS NULL THEN {SCORE} ELSE ({SCORE} * 2 + (f.timeliness - 1) * 25.0) / 3 END"
# What came from a survey belongs to surveys; what an agent asked, third-day calls too, is feedback.
BY_SURVEY = "f.source IN ('link', 'phone')"

VISITS = f"""
SELECT f.day, coalesce(f.branch_id, c.branch_id) AS branch_id, f.technician_id, f.customer_id,
    {KNOWN}, {{adds}}
FROM customers_visit f JOIN customers_customer c ON c.id = f.customer_id
WHERE f.counts AND f.amount >= 0 AND {WITHIN}
"""  # noqa: S608
COMPLAINTS = f"SELECT {OF_VISIT}, {KNOWN}, {{adds}} FROM desk_complaint f {WITH_VISIT} WHERE {WITHIN}"  # noqa: S608
# Of each score that was verified every version it counted as: desk.quality.index.corrected.
SCORES = f"""
SELECT {OF_VISIT}, k.since, k.until AS gone, {{adds}}
FROM desk_satisfactionscore f {WITH_VISIT} LEFT JOIN versions_of_scores k ON k.id = f.id WHERE {WITHIN}
"""  # noqa: S608
RATINGS = f"""
SELECT f.day, f.branch_id, f.technician_id, f.customer_id, k.since, k.until AS gone, {{adds}}
FROM desk_workorderrating f LEFT JOIN versions_of_ratings k ON k.id = f.id WHERE {WITHIN}
"""  # noqa: S608
RECOMMENDATIONS = f"""
SELECT {OF_VISIT}, k.since, k.until AS gone, {{adds}}
FROM desk_recommendation f {WITH_VISIT} LEFT JOIN versions_of_recommendations k ON k.id = f.id WHERE {WITHIN}
"""  # noqa: S608
INSPECTIONS = f"""
SELECT f.day, f.branch_id, f.technician_id, f.customer_id, NULL::date AS since,
    (f.withdrawn_at AT TIME ZONE b.time_zone)::date AS gone, {{adds}}
FROM desk_inspection f JOIN staff_branch b ON b.id = f.branch_id WHERE {WITHIN}
"""  # noqa: S608
# The tables of all but visits.
SPOKEN = (
    *("desk_complaint", "desk_workorderrating", "desk_satisfactionscore"),
    *("desk_recommendation", "desk_inspection"),
)
# Rows → what each adds to the tally.
SOURCES: tuple[tuple[str, Mapping[str, str]], ...] = (
    (VISITS, {"visits": "1"}),
    (COMPLAINTS, {name: f"(f.severity = {number})::int" for number, name in enumerate(SEVERITIES, 1)}),
    (RATINGS, {"rated": "1", "rated_sum": RATED}),
    (
        SCORES,
        {
            "answered": f"(NOT {BY_SURVEY})::int",
            "answered_sum": f"CASE WHEN {BY_SURVEY} THEN 0 ELSE {SCORE} END",
            "surveyed": f"({BY_SURVEY})::int",
            "surveyed_sum": f"CASE WHEN {BY_SURVEY} THEN {SCORE} ELSE 0 END",
        },
    ),
    (RECOMMENDATIONS, {"recommended": "1", "recommended_sum": RECOMMENDED}),
    (INSPECTIONS, {"inspected": "1", "inspected_sum": "f.score"}),
)


def who_spoke(where: str) -> str:
    """SQL of the customers who are told of by anything but visits; where: a condition on each fact."""
    return " UNION ".join(f"SELECT f.customer_id FROM {one} f WHERE {WITHIN} AND {where}" for one in SPOKEN)  # noqa: S608


def tallies_query(of: tuple[str, ...], *, where: str = "true", visits: str = "true") -> str:
    """Day, branch, technician, customer and the tally of everybody that was spoken of.

    of: of GROUPED, what is wanted · where: a condition on each fact, which is called f · visits: one more on
    visits. Parameters: days, first_day and last_day of them, window; of scores, ratings and recommendations
    the lists of their versions: id, since, until, said.
    """
    sets = ", ".join(f"({', '.join(filter(None, ('days.day', GROUPED[one])))})" for one in of)
    named = [name for name in OF if name in {GROUPED[one] for one in of}]
    # Exact sums, whatever the order of rows.
    sums = ", ".join(
        f"sum({name})::{'float8' if name.endswith('_sum') else 'bigint'} AS {name}" for name in COLUMNS
    )
    heard = " UNION ALL ".join(
        f"{whole(*source)} AND {where} AND {visits if source[0] == VISITS else 'true'}" for source in SOURCES
    )
    # Begins with SELECT: what begins with WITH is taken for writing, and told to the history.
    return f"""
        SELECT * FROM (WITH days AS (SELECT unnest(%(days)s::date[]) AS day),
            {versions("scores")}, {versions("ratings")}, {versions("recommendations")}, heard AS ({heard})
        SELECT days.day, {", ".join(name if name in named else f"NULL AS {name}" for name in OF)}, {sums}
        FROM days JOIN heard ON heard.day > days.day - %(window)s AND heard.day <= days.day
            AND (since IS NULL OR since <= days.day) AND (gone IS NULL OR gone > days.day)
        GROUP BY GROUPING SETS ({sets})
        HAVING ({" OR ".join(is_of(one, named) for one in of)})
            AND sum(low + medium + high + safety + rated + answered + surveyed + recommended + inspected) > 0
        ) AS told
    """  # noqa: S608


def versions(kind: str) -> str:
    lists = ", ".join(
        f"%({kind}_{name})s::{sort}[]"
        for name, sort in (("id", "bigint"), ("since", "date"), ("until", "date"), ("said", "int"))
    )
    return f"versions_of_{kind} AS (SELECT * FROM unnest({lists}) AS told(id, since, until, said))"  # noqa: S608


def whole(rows: str, adds: Mapping[str, str]) -> str:
    """One source with every column of the tally: zero where it adds nothing."""
    return rows.format(adds=", ".join(f"{adds.get(name, '0')} AS {name}" for name in COLUMNS))


def is_of(one: str, named: Sequence[str]) -> str:
    """A row of this grouping, and not that of facts which name nobody. named: columns of any grouping."""
    column = GROUPED[one]
    bits = sum(1 << place for place, name in enumerate(reversed(named)) if name != column)
    told = f"(GROUPING({', '.join(named)}) = {bits}" if named else "(true"
    return f"{told} AND {column} IS NOT NULL)" if column else f"{told})"
