from django.db import migrations

# Likely answers are found by how common words are (desk/knowledge/finding.py). Words by sound have doubled their
# number; by default PostgreSQL counts the thousand most common ones, and estimates poorly by so few.
MORE = "ALTER TABLE desk_articleversion ALTER COLUMN words SET STATISTICS 500"
USUAL = "ALTER TABLE desk_articleversion ALTER COLUMN words SET STATISTICS -1"


class Migration(migrations.Migration):
    dependencies = [("desk", "0171_departments_by_name_and_articles_by_sound")]

    operations = [migrations.RunSQL(MORE, USUAL)]
