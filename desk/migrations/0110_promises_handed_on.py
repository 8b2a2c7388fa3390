import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_visits_and_search_keys"),
        ("desk", "0101_complaints_from_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="given",
            name="given_is_one_thing",
        ),
        migrations.AddField(
            model_name="given",
            name="promise",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="desk.promise",
            ),
        ),
        migrations.AddIndex(
            model_name="given",
            index=models.Index(
                condition=models.Q(("promise__isnull", False)), fields=["promise", "at"], name="given_promise"
            ),
        ),
        migrations.AddConstraint(
            model_name="given",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("complaint__isnull", False), ("inquiry", None), ("promise", None)),
                    models.Q(("complaint", None), ("inquiry__isnull", False), ("promise", None)),
                    models.Q(("complaint", None), ("inquiry", None), ("promise__isnull", False)),
                    _connector="OR",
                ),
                name="given_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="given",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("promise",), name="promise_given_once"
            ),
        ),
    ]
