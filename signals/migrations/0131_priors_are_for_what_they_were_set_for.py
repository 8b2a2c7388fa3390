"""Priors that somebody set were said to be for the horizon, and are for it; the untouched ones are for 180 days.

What was learned for is known of trainings that made a model.
"""

from django.db import migrations

PRIORS = """
UPDATE signals_scoringpolicy SET prior_days = horizon_days
WHERE (prior_current, prior_sms, prior_call, prior_recall) IS DISTINCT FROM (0.15, 0.50, 0.75, 0.92)
"""
LEARNED = """
UPDATE signals_training AS training SET horizon_days = model.horizon_days
FROM signals_churnmodel AS model WHERE model.id = training.model_id
"""


class Migration(migrations.Migration):
    dependencies = [("signals", "0130_days_of_priors_and_learning")]

    operations = [
        migrations.RunSQL(PRIORS, migrations.RunSQL.noop),
        migrations.RunSQL(LEARNED, migrations.RunSQL.noop),
    ]
