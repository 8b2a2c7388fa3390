"""What nights found: open signals, the standing of each day, and movements between tiers."""

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer
from customers.querysets import OfCustomer
from signals.detectors import CONFIDENTIAL
from signals.life import states
from signals.models.runs import NightlyRun
from staff.models import Branch, User


class SignalQuerySet(OfCustomer):
    def current(self) -> "SignalQuerySet":
        """Those that the last night found, whatever people said of them."""
        return self.filter(resolved_on=None)

    def open(self) -> "SignalQuerySet":
        """Those that count: found, and neither settled nor a false alarm."""
        return self.current().exclude(state__in=states.SETTLED)

    def asking(self) -> "SignalQuerySet":
        """Those that nobody has said anything to yet."""
        return self.current().filter(state=states.OPEN)

    def news_of(self, night: date) -> "SignalQuerySet":
        """Those that this night opened, let speak again, or saw grow urgent."""
        grown = new_on("urgent_on", night) & Q(urgent_on__gt=F("opened_on"))
        return self.filter(new_on("opened_on", night) | new_on("again_on", night) | grown)

    def told_to_all(self) -> "SignalQuerySet":
        """Without those that managers alone are told."""
        return self.exclude(kind__in=CONFIDENTIAL)

    def told_to(self, user: User) -> "SignalQuerySet":
        """Who decides is told everything but what is about himself: that the owner leaves."""
        if user.is_active and user.decides:
            return self.exclude(kind__in=CONFIDENTIAL, customer__owner=user.pk)
        return self.told_to_all()


# The night that found a signal, let it speak again or saw it grow urgent, the newest of them: NULL is none of
# these to PostgreSQL.
CHANGED_ON = Greatest("opened_on", "again_on", "urgent_on")


def new_on(field: str, night: date) -> Q:
    """Whether that day of a signal is the night's, or of a night before it that broke off and was overtaken:
    nobody has been told of that one."""
    told = NightlyRun.objects.filter(Q(state=NightlyRun.State.DONE) | Q(policy__again=True), day__lt=night)
    before = Coalesce(
        Subquery(told.order_by("-day").values("day")[:1]),
        Value(night - timedelta(days=1), models.DateField()),
    )
    return Q(**{f"{field}__gt": before, f"{field}__lte": night})


class ChurnSignal(models.Model):
    """A reason to worry about one customer. One open signal per customer and kind, updated in place.

    `state` is what people said of it (signals.life); `resolved_on` the night that found it no longer.
    """

    class State(models.TextChoices):
        OPEN = states.OPEN, pgettext_lazy("signal", "open")
        ACKNOWLEDGED = states.ACKNOWLEDGED, pgettext_lazy("signal", "seen")
        SNOOZED = states.SNOOZED, pgettext_lazy("signal", "snoozed")
        RESOLVED = states.RESOLVED, pgettext_lazy("signal", "settled")
        FALSE_ALARM = states.FALSE_ALARM, pgettext_lazy("signal", "false alarm")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(_("kind"), max_length=40)
    strength = models.FloatField(_("strength"))
    # The customer's own numbers behind it; signals.evidence puts them into words.
    numbers = models.JSONField(default=dict)
    opened_on = models.DateField()
    seen_on = models.DateField()  # the last night that found it
    resolved_on = models.DateField(null=True, blank=True)
    again_on = models.DateField(null=True, blank=True)  # the night that let it speak again, the newest one
    # The night since which it is as strong as what puts a customer on the call list; see signals.findings.
    urgent_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    snoozed_until = models.DateField(_("snoozed until"), null=True, blank=True)
    # How strong it was when somebody settled it, and its numbers; clearly worse, it is open again.
    settled_strength = models.FloatField(null=True, blank=True)
    settled_numbers = models.JSONField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)  # when it was seen, settled or called false

    objects = SignalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(resolved_on=None), name="one_open_signal_per_kind"
            ),
            models.CheckConstraint(condition=Q(strength__gt=0, strength__lte=1), name="strength_zero_to_one"),
            models.CheckConstraint(
                condition=Q(state=states.SNOOZED) ^ Q(snoozed_until=None), name="signal_snoozed_until_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(states.SETTLED)) ^ Q(settled_strength=None),
                name="signal_settled_at_a_strength",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-opened_on"], name="signal_customer_day"),
            models.Index(fields=["-opened_on", "-id"], name="signal_inbox", condition=Q(resolved_on=None)),
            models.Index(
                CHANGED_ON.desc(), F("id").desc(), name="signal_changed", condition=Q(resolved_on=None)
            ),
            models.Index(fields=["again_on"], name="signal_again", condition=Q(again_on__isnull=False)),
            # Only those that grew: most strong ones were so from the first night on.
            models.Index(
                fields=["urgent_on"], name="signal_grown", condition=Q(urgent_on__gt=F("opened_on"))
            ),
            # The inbox shows and counts them apart: few among all that nights have found.
            models.Index(
                fields=["state"],
                name="signal_answered",
                condition=Q(resolved_on=None) & ~Q(state=states.OPEN),
            ),
            # Those that may be found again soon; see signals.life.again.
            models.Index(
                fields=["resolved_on", "customer"],
                name="signal_gone",
                condition=Q(resolved_on__isnull=False),
            ),
            models.Index(
                fields=["customer"],
                name="signal_said_and_gone",
                condition=Q(resolved_on__isnull=False) & ~Q(state=states.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"

    @property
    def has_grown(self) -> bool:
        """It was weak when it opened, and is urgent now."""
        return self.urgent_on is not None and self.urgent_on > self.opened_on

    @property
    def speaks_again(self) -> bool:
        """It was silent for a while, and a night has let it speak again."""
        return self.again_on is not None and self.again_on > self.opened_on


class Snapshot(models.Model):
    """A customer's standing on one day. Partitioned by month; only its own run writes it again."""

    pk = models.CompositePrimaryKey("day", "customer_id")
    day = models.DateField()
    # No database constraints: a million rows a night would each be checked three times, and nights only write
    # what they have just read.
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+"
    )
    tier = models.PositiveSmallIntegerField()
    echelon = models.PositiveSmallIntegerField(null=True)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    # See CustomerStanding. Null for prospects.
    health = models.PositiveSmallIntegerField(null=True)
    # What each group took of it, in the order of signals.health.groups; null where that was not kept yet.
    taken = ArrayField(models.PositiveSmallIntegerField(), null=True)
    probability = models.FloatField(null=True)
    # Number of the model that told the probability, 0 for the prior: one night may have both. Null without a
    # probability, and where that was not kept yet.
    told_by = models.IntegerField(null=True)
    value_at_risk = models.DecimalField(max_digits=14, decimal_places=2)
    last_visit_on = models.DateField(null=True)

    objects = OfCustomer.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "day"], name="snapshot_customer_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} on {self.day}"


class SignalAbsence(models.Model):
    """Nights that did not find a signal which a later one found again, so that it is the same one.

    gone_on: the night that had resolved it · back_on: the night that found it again. Nights that are taken
    back (--rewind) need it.
    """

    signal = models.ForeignKey(ChurnSignal, on_delete=models.CASCADE, related_name="absences")
    gone_on = models.DateField()
    back_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.signal_id}: {self.gone_on} to {self.back_on}"


class TierMove(models.Model):
    """A customer changed tier on `day`: the visit that brought him back, or the day a border was crossed."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    day = models.DateField()
    seen_on = models.DateField()  # the run that wrote it
    from_tier = models.PositiveSmallIntegerField()
    to_tier = models.PositiveSmallIntegerField()
    # With two visits or more: silent until the last tier, or for 30 days since a contract ended unrenewed.
    lost = models.BooleanField(default=False)
    # A visit after having been in a tier above current.
    came_back = models.BooleanField(default=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, db_index=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False)
    yearly_spend = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    objects = OfCustomer.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "seen_on"], name="one_move_per_customer_and_run"),
        ]
        indexes = [
            models.Index(fields=["day"], name="move_day"),
            models.Index(fields=["seen_on"], name="move_seen_on"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.from_tier} → {self.to_tier}"
