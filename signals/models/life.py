"""What people said of signals, and since when a kind is believed anew."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from signals.life import states
from signals.models.findings import ChurnSignal
from staff.models import User


class SignalEvent(models.Model):
    """One step in the life of a signal. By nobody: the night did it."""

    class Kind(models.TextChoices):
        OPEN = states.OPEN, pgettext_lazy("signal", "open again")
        ACKNOWLEDGED = states.ACKNOWLEDGED, pgettext_lazy("signal", "seen")
        SNOOZED = states.SNOOZED, pgettext_lazy("signal", "snoozed")
        RESOLVED = states.RESOLVED, pgettext_lazy("signal", "settled")
        FALSE_ALARM = states.FALSE_ALARM, pgettext_lazy("signal", "false alarm")
        WOKEN = "woken", pgettext_lazy("signal", "snoozing is over")
        STRONGER = "stronger", pgettext_lazy("signal", "clearly worse than when it was settled")

    signal = models.ForeignKey(ChurnSignal, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    # Of what a night did: which one, and what the signal was when it was settled. --rewind needs them.
    night = models.DateField(null=True, blank=True)
    strength = models.FloatField(null=True, blank=True)
    numbers = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["signal", "-at", "-pk"]
        indexes = [
            models.Index(
                fields=["at"],
                name="signal_event_judged",
                condition=Q(kind__in=(states.ACKNOWLEDGED, states.RESOLVED, states.FALSE_ALARM)),
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(name="append_only", fields=["signal", "kind", "at", "reason", "until"])
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.signal_id}"


class TrustReset(models.Model):
    """Judgements of this kind from before that moment count no longer."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.kind
