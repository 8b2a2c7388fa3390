"""A branch with months of its own is a segment like others."""

from django.db import migrations

MONTHS = "months_sms, months_call, months_recall"
TAKE_OVER = f"""
INSERT INTO signals_tiersegment (branch_id, customer_kind, {MONTHS})
SELECT branch_id, '', {MONTHS} FROM signals_branchtiers ORDER BY branch_id
"""  # noqa: S608 (our own column names)
GIVE_BACK = f"""
INSERT INTO signals_branchtiers (branch_id, {MONTHS})
SELECT branch_id, {MONTHS} FROM signals_tiersegment WHERE customer_kind = '' AND echelon IS NULL
"""  # noqa: S608 (our own column names)


class Migration(migrations.Migration):
    dependencies = [("signals", "0140_months_and_caps_of_segments")]

    operations = [migrations.RunSQL(TAKE_OVER, GIVE_BACK)]
