from django.db import migrations

from desk.knowledge.finding import index

# What was written as a department and is the name of one. Other words stand until somebody chooses.
CHOSEN = """
UPDATE desk_matter m SET team_id = t.id, department = ''
FROM staff_team t
WHERE m.team_id IS NULL AND m.department <> '' AND lower(trim(m.department)) = lower(t.name)
"""


def find_by_sound(apps, schema_editor):
    for version in apps.get_model("desk", "ArticleVersion").objects.defer("words", "plain").iterator():
        index(version)


class Migration(migrations.Migration):
    dependencies = [("desk", "0170_specialists_languages_departments")]

    operations = [
        migrations.RunSQL(CHOSEN, migrations.RunSQL.noop),
        migrations.RunPython(find_by_sound, migrations.RunPython.noop, elidable=True),
    ]
