# ruff: noqa: E501 - long columns
"""How long the quality index takes to measure: python bench/quality_index.py [--customers 100000]

Makes customers with 20 visits each in a database of its own, and scores, work-order ratings and complaints of
these visits; prints how many, then seconds by the clock and of the processor, and how many figures there are.
"""

import argparse
import sys

from _measuring import database, say, timed

NAME = "bench_quality_index"
TECHNICIANS = 200
ROWS = {
    "technicians": """
        UPDATE customers_visit SET technician_id = (%(technicians)s)[1 + customers_visit.id %% {count}], branch_id = c.branch_id
        FROM customers_customer c WHERE c.id = customer_id AND day > date '2025-03-01'
    """,
    "scores": """
        INSERT INTO desk_satisfactionscore (customer_id, visit_id, score, comment, source, day, logged_at, token)
        SELECT customer_id, id, 1 + (id * 7919 %% 5), '', (ARRAY['link', 'agent'])[1 + id / 8 %% 2], day, at,
            gen_random_uuid()
        FROM customers_visit WHERE id %% 8 = 0 AND day > date '2025-03-01'
    """,
    "ratings": """
        INSERT INTO desk_workorderrating (customer_id, visit_id, technician_id, branch_id, score, words, given_at, day,
            channel, given_from, source, number)
        SELECT customer_id, id, technician_id, branch_id, 1 + (id * 104729 %% 5), '', at, day, 'link', '', '', ''
        FROM customers_visit WHERE id %% 5 = 0 AND day > date '2025-03-01'
    """,
    "complaints": """
        INSERT INTO desk_complaint (customer_id, visit_id, cause, severity, text, day, logged_at, resolution, token)
        SELECT customer_id, id, 'waiting', 1 + (id %% 4), '', day, at, '', gen_random_uuid()
        FROM customers_visit WHERE id %% 80 = 0 AND day > date '2025-03-01'
    """,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--visits-each", type=int, default=20)
    options = parser.parse_args()
    with database(NAME):
        fill(options.customers, options.visits_each)
        measure()


def fill(customers: int, each: int) -> None:
    import _finding_data as data
    from django.db import connection

    from staff.models import User

    data.fill(customers=customers, each=each, say=lambda text: print(text, file=sys.stderr, flush=True))
    people = [User(username=f"hand{number}", name=f"Hand {number}") for number in range(TECHNICIANS)]
    keys = [one.pk for one in User.objects.bulk_create(people)]
    with connection.cursor() as cursor:
        for statement in ROWS.values():
            cursor.execute(statement.format(count=TECHNICIANS), {"technicians": keys})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure() -> None:
    from churn_crm import clock
    from customers.models import Customer, Visit
    from desk.models import Complaint, QualityFigure, SatisfactionScore, WorkOrderRating
    from desk.quality.index import measuring
    from desk.quality.index.reads import Quality
    from staff.models import User

    facts = [model.objects.count() for model in (Visit, SatisfactionScore, WorkOrderRating, Complaint)]
    say(f"{Customer.objects.count():,} customers", "visits", "scores", "ratings", "complaints")
    say("facts", *(f"{count:,}" for count in facts))
    say("", "seconds", "processor", "figures")
    for what, step in {
        "thirteen days, the first time": measuring.measure_due,
        "the newest day alone": lambda: measuring.measure([clock.last_finished_day()]),
        "nothing is due": measuring.measure_due,
    }.items():
        _done, seconds, worked = timed(step)
        say(what, seconds, worked, f"{QualityFigure.objects.count():,}")
    manager = User.objects.filter(role="manager").first()
    if manager:
        _lines, seconds, worked = timed(lambda: (Quality(manager).branches(), Quality(manager).technicians()))
        say("the lines of the page", seconds, worked)


if __name__ == "__main__":
    main()
