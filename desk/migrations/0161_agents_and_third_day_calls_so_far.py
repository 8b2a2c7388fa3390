from django.db import migrations

# Who looks after a customer was counted as the agent who had dealt with what was asked about.
NOBODY = """
UPDATE desk_invitation SET agent_id = NULL
WHERE agent_id IS NOT NULL AND complaint_id IS NULL AND purpose_key NOT LIKE 'survey:%%:complaint:%%'
"""
THIRD_DAY = """
UPDATE desk_satisfactionscore s SET source = 'third_day'
FROM desk_followup f WHERE f.score_id = s.id AND s.source = 'agent'
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0160_figures_of_few_answers_are_marked")]

    operations = [
        migrations.RunSQL(NOBODY, migrations.RunSQL.noop),
        migrations.RunSQL(THIRD_DAY, migrations.RunSQL.noop),
    ]
