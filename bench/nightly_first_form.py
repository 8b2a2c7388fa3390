"""How long a night takes: python bench/nightly_first_form.py [--customers 100000] [--visits-each 20]

Makes customers and visits in a database of its own inside the configured server, runs two nights and prints
the seconds of each step (--json: as one line). The second night is the usual one: it compares with snapshots
of the first. --facts adds a line to each visit, and contacts, promises, inquiries, contact persons and
declined work, for the detectors beyond visits and money.
"""

import argparse
import json
import os
import resource
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "churn_crm.settings")
NAME = "bench_nightly"
DAYS = (date(2026, 6, 15), date(2026, 6, 16))

CUSTOMERS = """
INSERT INTO customers_customer (code, kind, name, latin_name, phone, email, wechat, region, branch_id,
    owner_id, vip, sensitivity, since, version, created_at)
SELECT 'B' || n, 'person', 'Customer ' || n, '', '', '', '', '', %(branch)s, %(owner)s, n %% 33 = 0,
    'unknown', '2023-01-01', 1, now()
FROM generate_series(1, %(customers)s) AS n
"""
# Own rhythm of 20 to 200 days, some noise, and some who stopped coming.
VISITS = """
INSERT INTO customers_visit (customer_id, day, at, amount, counts, in_rhythm, cancelled, source, number, nth)
SELECT id, day, day, amount, true, true, false, 'bench', id || '-' || k, 1
FROM (
    SELECT c.id, k, (100 + random() * 900)::numeric(14, 2) AS amount,
        date '2026-06-16' - (c.id %% 400)::int %% 97 - ((c.id %% 5 = 0)::int * (c.id %% 900)::int)
            - (k * (20 + c.id %% 180) * %(squeeze)s + random() * 10)::int AS day
    FROM customers_customer c, generate_series(0, %(each)s - 1) AS k
) AS made
"""
FACTS = (
    "INSERT INTO customers_category (name) SELECT 'Category ' || n FROM generate_series(1, 12) AS n",
    """INSERT INTO customers_visitline (visit_id, category_id, text, quantity, amount)
    SELECT v.id, c.first + v.id %% 12, 'Line', 1, v.amount
    FROM customers_visit v CROSS JOIN (SELECT min(id) AS first FROM customers_category) AS c""",
    """INSERT INTO desk_interaction (customer_id, channel, direction, topic, solved, text, next_step, at, day,
        agent_id, token)
    SELECT c.id, 'phone', 'in', 'price', false,
        CASE WHEN c.id %% 50 = 0 THEN 'Tuhu is cheaper' ELSE 'Asks for a price' END,
        '', day, day, %(owner)s, gen_random_uuid()
    FROM customers_customer c, generate_series(0, 3) AS k, LATERAL (
        SELECT date '2026-06-10' - (c.id * 7 + k * 90)::int %% 360 AS day) AS made""",
    """INSERT INTO desk_promise (customer_id, person_id, what, due_at, record_by, state, made_at, day,
        made_by_id, token)
    SELECT c.id, %(owner)s, 'Call back', day + 1, day + 3, 'open', day, day, %(owner)s, gen_random_uuid()
    FROM customers_customer c, LATERAL (SELECT date '2026-06-10' - (c.id %% 200)::int AS day) AS made
    WHERE c.id %% 3 = 0""",
    """INSERT INTO desk_promiseevent (promise_id, kind, at, due_at, backdated, note)
    SELECT id, kind, CASE kind WHEN 'made' THEN made_at ELSE due_at END, due_at, false, ''
    FROM desk_promise, unnest(ARRAY['made', 'kept', 'broken']) AS kind
    WHERE kind = 'made' OR (kind = 'kept') = (id %% 20 <> 0)""",
    """INSERT INTO customers_inquiry (customer_id, source, number, entered_at, day, channel, topic, wanted,
        offered, state)
    SELECT c.id, '', '', day, day, 'phone', 'Paint', 'One day', 'A week', 'open'
    FROM customers_customer c, LATERAL (SELECT date '2026-06-10' - (c.id %% 300)::int AS day) AS made
    WHERE c.id %% 4 = 0""",
    """INSERT INTO customers_contact (customer_id, name, role, phone, email, decides, bond, version)
    SELECT id, 'Contact', '', '', '', true, id %% 4, 1 FROM customers_customer""",
    """INSERT INTO customers_declinedwork (customer_id, what, source, number, recommended_on)
    SELECT id, 'Tyres', '', '', date '2026-06-10' - (id %% 300)::int
    FROM customers_customer WHERE id %% 5 = 0""",
    "INSERT INTO signals_competitor (name, aliases, customer_kind, brand) VALUES ('Tuhu', '{途虎}', '', '')",
)


def main() -> None:
    arguments = parsed()
    from churn_crm import embedded

    embedded.attach()
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        fill(arguments.customers, arguments.visits_each, facts=arguments.facts)
        report([measured(day) for day in DAYS], as_json=arguments.json)
    finally:
        connection.creation.destroy_test_db(NAME, verbosity=0)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--visits-each", type=int, default=20)
    parser.add_argument("--facts", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def fill(customers: int, each: int, *, facts: bool) -> None:
    """The whole history lies within about three years, however many visits there are."""
    from django.db import connection

    from staff.models import Branch, User

    owner = User.objects.create(username="bench", name="Bench")
    branch = Branch.objects.create(code="bench", name="Bench", pool_owner=owner)
    params = {"branch": branch.pk, "owner": owner.pk, "customers": customers, "each": each}
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, params)
        cursor.execute(VISITS, params | {"squeeze": min(1, 10 / each)})
        for statement in FACTS if facts else ():
            cursor.execute(statement, params)
        cursor.execute("VACUUM ANALYZE")


def measured(day: date) -> dict:
    from churn_crm import clock
    from retention.night import run_night

    run = run_night(day=day)
    return {
        "day": day.isoformat(),
        "seconds": round((clock.now() - run.started_at).total_seconds(), 1),
        "steps": run.timings,
        "counts": run.counts,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def report(nights: list[dict], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(nights))
        return
    for night in nights:
        print(f"night of {night['day']}: {night['seconds']} s, peak {night['peak_rss_mb']} MB")
        for step, seconds in night["steps"].items():
            print(f"  {step:<12}{seconds:>8.1f} s")


if __name__ == "__main__":
    main()
