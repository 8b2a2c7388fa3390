"""How fast messages are claimed: python bench/claiming.py [--planned 1000000] [--ready 5000] [--batch 10 100]

Plans a million messages in a database of its own inside the configured server, makes some of them ready and
claims them, every check included: consent, opt-out, hours, caps, budget. No gateway is called. The last line
does the same with an ordinary index on the state instead of the partial one on ready messages.
"""

import argparse
import os
import sys
import time
from datetime import time as clock_time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "churn_crm.settings")

CUSTOMERS = """
INSERT INTO customers_customer (code, kind, name, latin_name, phone, email, wechat, region, branch_id,
    owner_id, vip, sensitivity, since, version, created_at)
SELECT 'B' || n, 'person', 'Customer ' || n, '', '+86138' || lpad(n::text, 8, '0'), '', '', '', %(branch)s,
    %(owner)s, false, 'unknown', '2023-01-01', 1, now()
FROM generate_series(1, %(planned)s) AS n
"""
CONSENTS = """
INSERT INTO outbox_consent (customer_id, channel, purpose, given, at, source, note)
SELECT id, 'sms', 'marketing', true, now() - interval '1 day', 'form', '' FROM customers_customer
"""
MESSAGES = """
INSERT INTO outbox_message (purpose_key, customer_id, channel, purpose, why, link, variables, subject, text,
    address, segments, price, reference, gateway, sid, state, attempt, not_before, expires_at, reason,
    waited_for, error, planned_at)
SELECT 'bench:' || id, id, 'sms', 'marketing', 'lapsed', '', '{}', '', 'Good day', phone, 1, 0.045,
    gen_random_uuid(), '', '', 'planned', 0, now() + interval '1 hour', now() + interval '3 days', '',
    '', '', now()
FROM customers_customer
"""
# As ripening does it, from all over the table.
READY = """
UPDATE outbox_message SET state = 'ready' WHERE id IN (
    SELECT id FROM outbox_message WHERE state = 'planned' ORDER BY md5(id::text) LIMIT %s)
"""
BACK = "UPDATE outbox_message SET state = 'planned' WHERE state = 'ready'"


def main() -> None:
    arguments = parsed()
    from churn_crm import embedded

    embedded.attach()
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        fill(arguments.planned)
        print(f"{arguments.planned:,} planned, {arguments.ready:,} of them ready; claims a second")
        print("| batch | partial index | messages a second | ms a batch |\n| ---: | --- | ---: | ---: |")
        for batch in arguments.batch:
            line(arguments.ready, batch, index="(id) WHERE ready")
        plain_index()
        line(arguments.ready, arguments.batch[-1], index="none: (state)")
    finally:
        connection.creation.destroy_test_db("bench_claiming", verbosity=0)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--planned", type=int, default=1_000_000)
    parser.add_argument("--ready", type=int, default=5_000)
    parser.add_argument("--batch", type=int, nargs="+", default=[10, 100])
    return parser.parse_args()


def fill(planned: int) -> None:
    from django.db import connection

    from outbox.models import SendingPolicy
    from staff.models import Branch, User

    owner = User.objects.create(username="bench", name="Bench")
    branch = Branch.objects.create(code="bench", name="Bench", pool_owner=owner)
    SendingPolicy.objects.create(
        promotions_from=clock_time(0), promotions_until=clock_time(23, 59, 59), promotion_days="all"
    )
    # Promotions leave by day only, whatever the policy says; the bench may run at night.
    from outbox import hours

    hours.NEVER_BEFORE, hours.NEVER_AFTER = clock_time(0), clock_time(23, 59, 59)
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, {"branch": branch.pk, "owner": owner.pk, "planned": planned})
        cursor.execute(CONSENTS)
        cursor.execute(MESSAGES)
        cursor.execute("VACUUM ANALYZE")


def line(ready: int, batch: int, *, index: str) -> None:
    from django.db import connection

    from outbox import claiming

    with connection.cursor() as cursor:
        cursor.execute(BACK)
        cursor.execute(READY, [ready])
    begun, claimed, batches = time.perf_counter(), 0, 0
    while got := len(claiming.claim(limit=batch)):
        claimed, batches = claimed + got, batches + 1
    seconds = time.perf_counter() - begun
    assert claimed == ready, f"{claimed} of {ready}"  # noqa: S101
    print(f"| {batch} | {index} | {claimed / seconds:,.0f} | {1000 * seconds / batches:.1f} |")


def plain_index() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX message_ready")
        cursor.execute("CREATE INDEX message_state ON outbox_message (state)")
        cursor.execute("VACUUM ANALYZE outbox_message")


if __name__ == "__main__":
    main()
