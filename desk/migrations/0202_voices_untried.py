from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("desk", "0201_answers_that_wait_for_the_beat")]

    operations = [
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(
                fields=["matter"],
                condition=Q(tried_at=None, told_at=None, message=None),
                name="voice_untried",
            ),
        ),
    ]
