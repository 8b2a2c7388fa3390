"""Why a message was not sent: the survey that it is about is over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0030_reasons_of_surveys_not_sent"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hours", "outside the hours for messages"),
                    ("holiday", "public holiday"),
                    ("cap", "had enough messages lately"),
                    ("budget", "the month's budget is used up"),
                    ("busy", "the gateway was busy"),
                    ("switched_off", "sending is switched off"),
                    ("opted_out", "the customer opted out"),
                    ("no_consent", "no consent for this"),
                    ("returned", "the customer returned"),
                    ("erased", "the customer was erased"),
                    ("no_address", "no number or address"),
                    ("expired", "its time ran out while it waited"),
                    ("cancelled", "taken back by a person"),
                    ("unapproved", "its template is not approved"),
                    ("complains", "the customer has an open complaint"),
                    ("answered", "the customer has answered already"),
                    ("ended", "the survey is over"),
                ],
                max_length=12,
                verbose_name="why",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="waited_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hours", "outside the hours for messages"),
                    ("holiday", "public holiday"),
                    ("cap", "had enough messages lately"),
                    ("budget", "the month's budget is used up"),
                    ("busy", "the gateway was busy"),
                    ("switched_off", "sending is switched off"),
                    ("opted_out", "the customer opted out"),
                    ("no_consent", "no consent for this"),
                    ("returned", "the customer returned"),
                    ("erased", "the customer was erased"),
                    ("no_address", "no number or address"),
                    ("expired", "its time ran out while it waited"),
                    ("cancelled", "taken back by a person"),
                    ("unapproved", "its template is not approved"),
                    ("complains", "the customer has an open complaint"),
                    ("answered", "the customer has answered already"),
                    ("ended", "the survey is over"),
                ],
                max_length=12,
            ),
        ),
    ]
