"""The inbox shows and counts what people have answered: few signals among all that nights have found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signals", "0221_changes_of_the_policy_are_kept")]

    operations = [
        migrations.AddIndex(
            "churnsignal",
            models.Index(
                fields=["state"],
                name="signal_answered",
                condition=models.Q(("resolved_on", None), models.Q(("state", "open"), _negated=True)),
            ),
        ),
    ]
