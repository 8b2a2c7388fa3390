import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0050_the_best_customers_by_value"),
        ("desk", "0181_agents_of_solutions_by_nobody"),
        ("outbox", "0010_answers_by_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="interaction",
            name="reply",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="outbox.reply",
            ),
        ),
        migrations.AlterField(
            model_name="interaction",
            name="agent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="interaction",
            name="channel",
            field=models.CharField(
                choices=[
                    ("phone", "Phone"),
                    ("chat", "Chat"),
                    ("email", "E-mail"),
                    ("wechat", "WeChat"),
                    ("visit", "In person"),
                    ("web", "Web"),
                    ("sms", "SMS"),
                ],
                default="phone",
                max_length=10,
                verbose_name="channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agent__isnull", False),
                    models.Q(("direction", "in"), ("reply__isnull", False)),
                    _connector="OR",
                ),
                name="interaction_of_an_agent_or_a_reply",
            ),
        ),
    ]
