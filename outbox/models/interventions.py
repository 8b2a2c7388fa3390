"""What people decided about a message: taken back, put back, and what is not known of it for sure."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from outbox.models.messages import Message
from staff.models import User


class Intervention(models.Model):
    """One decision of one person about one message."""

    class Verb(models.TextChoices):
        TAKE_BACK = "take_back", _("taken back")
        PUT_BACK = "put_back", _("planned again")
        ARRIVED = "arrived", _("said to have arrived")
        AGAIN = "again", _("sent again")
        DROP = "drop", _("given up")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="interventions")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField(db_index=True)  # of what was decided at once

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "batch"], name="one_intervention_per_message_and_batch"
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.verb}"
