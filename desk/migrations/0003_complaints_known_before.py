"""Complaints from before there were clocks: what is known of them, as events; then what the database holds."""

from django.db import migrations, models

KNOWN = """
UPDATE desk_complaint SET state = 'solved', responded_at = solved_at WHERE solved_at IS NOT NULL;
INSERT INTO desk_complaintevent (complaint_id, kind, at, by_id, way, text, clock)
SELECT id, 'logged', logged_at, logged_by_id, '', '', '' FROM desk_complaint;
INSERT INTO desk_complaintevent (complaint_id, kind, at, by_id, way, text, clock)
SELECT id, 'solved', solved_at, solved_by_id, '', resolution, '' FROM desk_complaint WHERE solved_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_complaint_clocks"),
    ]

    operations = [
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("solved_at__isnull", False), ("state", "solved")),
                    models.Q(models.Q(("state", "solved"), _negated=True), ("solved_at", None)),
                    _connector="OR",
                ),
                name="complaint_solved_by_its_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("asked_at__isnull", False), ("paused_until__isnull", False), ("state", "waiting")
                    ),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("paused_until", None),
                        ("remind_at", None),
                    ),
                    _connector="OR",
                ),
                name="complaint_pauses_while_it_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("responded_at", None), ("state", "new")),
                    models.Q(models.Q(("state", "new"), _negated=True), ("responded_at__isnull", False)),
                    _connector="OR",
                ),
                name="complaint_new_until_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("solved_at", None),
                    models.Q(("asked_at", None), ("due_at", None), ("escalate_at", None), ("warn_at", None)),
                    _connector="OR",
                ),
                name="complaint_clock_stops_when_solved",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_since__isnull", False),
                    models.Q(("held_until", None), ("holder", None), ("team", None)),
                    _connector="OR",
                ),
                name="complaint_held_since_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(condition=models.Q(("level__lte", 2)), name="complaint_level"),
        ),
    ]
