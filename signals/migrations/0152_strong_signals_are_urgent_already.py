"""Those that are strong now count as urgent since they opened: nobody is told of them as if they had grown."""

from django.db import migrations

URGENT = """
UPDATE signals_churnsignal AS signal SET urgent_on = signal.opened_on
FROM signals_scoringpolicy AS policy
WHERE signal.resolved_on IS NULL AND signal.strength >= policy.call_at_strength
"""


class Migration(migrations.Migration):
    dependencies = [("signals", "0151_the_night_since_which_a_signal_is_urgent")]

    operations = [migrations.RunSQL(URGENT, migrations.RunSQL.noop)]
