import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0161_agents_and_third_day_calls_so_far"),
        ("outbox", "0001_tables"),
        ("staff", "0011_absences_can_be_taken_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="articleverdict",
            name="by_specialist",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="defect",
            name="title_other",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="defect",
            name="text_other",
            field=models.TextField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="defect",
            name="template_other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="outbox.template",
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="staff.team",
                verbose_name="department",
            ),
        ),
        migrations.AlterField(
            model_name="matter",
            name="department",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                condition=models.Q(("complaint__isnull", False)),
                fields=["complaint"],
                name="invitation_complaint",
            ),
        ),
    ]
