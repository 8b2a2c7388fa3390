from django.db import migrations

# Where a customer solved it himself, or a file said so, who looks after him was counted as its agent.
NOBODYS = """
UPDATE desk_invitation i SET agent_id = NULL FROM desk_complaint c
WHERE c.id = i.complaint_id AND i.agent_id IS NOT NULL AND i.agent_id IS DISTINCT FROM c.solved_by_id
AND NOT EXISTS (
    SELECT FROM desk_complaintevent e WHERE e.complaint_id = c.id AND e.kind = 'solved' AND e.by_id = i.agent_id
)
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0180_mixes_of_scores_and_root_causes")]

    operations = [migrations.RunSQL(NOBODYS, migrations.RunSQL.noop)]
