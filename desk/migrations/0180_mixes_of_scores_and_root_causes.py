"""A seventh check whether ratings are true; of complaints the role complained about, and the root cause."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0172_more_words_of_articles_are_counted")]

    operations = [
        migrations.AlterField(
            model_name="doubt",
            name="check_kind",
            field=models.CharField(
                choices=[
                    ("one_source", "One source"),
                    ("one_minute", "Entered in one go"),
                    ("no_variance", "All the same"),
                    ("pattern", "A pattern"),
                    ("digits", "An odd mix of scores"),
                    ("no_complaint", "Never a complaint"),
                    ("contradiction", "Satisfied, yet gone"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="about",
            field=models.CharField(
                blank=True,
                choices=[
                    ("technician", "Technician"),
                    ("advisor", "Service advisor"),
                    ("agent", "Customer service"),
                    ("account_manager", "Account manager"),
                    ("cashier", "Cashier"),
                    ("driver", "Delivery or pick-up"),
                    ("management", "Management"),
                ],
                db_default="",
                default="",
                max_length=16,
                verbose_name="complained about",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="root_cause",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="root cause"
            ),
        ),
    ]
