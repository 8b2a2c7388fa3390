"""Who is good at what, who knows which customer, how work is given out, and why somebody got something."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Inquiry
from customers.models.history import recorded
from customers.querysets import OfCustomer
from desk.models.complaints import Complaint
from desk.models.promises import Promise
from staff.models import Branch, User
from staff.roles import Scope

# Cause → the skill that the rules name until somebody says otherwise.
USUAL = {
    "quality": "technical",
    "function": "technical",
    "price": "billing",
    "overcharging": "billing",
    "wrong_part": "technical",
    "comeback": "technical",
    "delivery": "sales",
    "after_sales": "sales",
}


class Skill(models.Model):
    """What somebody can be good at. A managed list: rules and people name skills by their code."""

    # What a skill without a name of its own is called, in the reader's language.
    BUILT_IN = {
        "technical": pgettext_lazy("skill", "Technical"),
        "bodywork": pgettext_lazy("skill", "Bodywork"),
        "billing": pgettext_lazy("skill", "Billing"),
        "sales": pgettext_lazy("skill", "Sales"),
    }

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(
        _("name"), max_length=40, blank=True
    )  # empty for those that come with the product
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or str(self.BUILT_IN.get(self.code, self.code))


class SeatQuerySet(models.QuerySet["Seat"]):
    def visible_to(self, user: User) -> Self:
        """All, or those of the branch where one works; one's own in any case."""
        if user.scope == Scope.ALL:
            return self
        mine = Q(person=user.pk)
        return self.filter(mine | Q(person__branch=user.branch_id) if user.branch_id else mine)

    def taking(self) -> Self:
        """Of people who are given work; who cannot log in would let it lie."""
        return self.filter(takes=True, person__in=User.objects.at_work().logging_in().order_by().values("pk"))

    def near(self, branch: Branch, *, also: Iterable[int] = ()) -> Self:
        """Of people of this branch or of all of them, and of those of `also`."""
        at_branch = Q(person__branch=branch) | Q(person__branch=None)
        return self.filter(at_branch | Q(person__in=list(also)))


class Seat(models.Model):
    """A person who is given work by the rules: his skills, and how much a working day of his holds."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    skills = models.ManyToManyField(Skill, related_name="+", blank=True)
    # In points, as the policy weighs open work; empty: what the policy says.
    capacity = models.PositiveSmallIntegerField(
        _("points a working day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    takes = models.BooleanField(_("is given work"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1, capacity__lte=200), name="seat_capacity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Specialist(models.Model):
    """The person whom a key account knows: its complaints and inquiries go there first."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    named_at = models.DateTimeField()

    objects = OfCustomer.as_manager()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.person_id}"


def weight(label: Any, default: float) -> models.FloatField:
    limits = [MinValueValidator(0), MaxValueValidator(50)]
    return models.FloatField(label, default=default, validators=limits)


class RoutingPolicy(models.Model):
    """The one policy of routing. skill_<cause>: the code of a skill; empty: anybody."""

    only = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1)
    on = models.BooleanField(
        _("give out by the rules"),
        default=False,
        help_text=_("New complaints and inquiries, at once; and what nobody has, every few minutes."),
    )
    skill_quality = models.CharField(max_length=20, blank=True, default=USUAL["quality"])
    skill_function = models.CharField(max_length=20, blank=True, default=USUAL["function"])
    skill_price = models.CharField(max_length=20, blank=True, default=USUAL["price"])
    skill_delivery = models.CharField(max_length=20, blank=True, default=USUAL["delivery"])
    skill_after_sales = models.CharField(max_length=20, blank=True, default=USUAL["after_sales"])
    skill_attitude = models.CharField(max_length=20, blank=True, default="")
    skill_waiting = models.CharField(max_length=20, blank=True, default="")
    skill_wrong_part = models.CharField(max_length=20, blank=True, default=USUAL["wrong_part"])
    skill_comeback = models.CharField(max_length=20, blank=True, default=USUAL["comeback"])
    skill_dishonesty = models.CharField(max_length=20, blank=True, default="")
    skill_overcharging = models.CharField(max_length=20, blank=True, default=USUAL["overcharging"])
    skill_neglect = models.CharField(max_length=20, blank=True, default="")
    skill_inquiry = models.CharField(max_length=20, blank=True, default="sales")
    weight_low = weight(_("complaint, low"), 1)
    weight_medium = weight(_("complaint, medium"), 2)
    weight_high = weight(_("complaint, high"), 3)
    weight_safety = weight(_("complaint, safety"), 4)
    weight_inquiry = weight(pgettext_lazy("weight", "inquiry"), 1)
    waiting_share = models.FloatField(
        _("share while the customer is asked"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    capacity = models.PositiveSmallIntegerField(
        _("points a working day"), default=12, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_routing_policy"),
            models.CheckConstraint(
                condition=Q(only=True, capacity__gte=1, capacity__lte=200)
                & Q(weight_low__gte=0, weight_medium__gte=0, weight_high__gte=0, weight_safety__gte=0)
                & Q(weight_inquiry__gte=0, waiting_share__gte=0, waiting_share__lte=1),
                name="routing_policy_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"


RoutingPolicyEvent = recorded(RoutingPolicy, of="pgh_obj", exclude=("only",))


class GivenQuerySet(models.QuerySet["Given"]):
    def standing(self) -> Self:
        """The one that counts for its complaint, inquiry or promise."""
        return self.filter(ended_at=None)

    def kept(self, *, on: date) -> Self:
        """Standing, with a person who still belongs to the business on that day."""
        return self.standing().filter(person__in=User.objects.staying(on=on).order_by().values("pk"))


class Given(models.Model):
    """A complaint or an inquiry was given to a person, or to nobody, and why: what the rules saw then.

    A promise only while whoever made it is away.
    """

    complaint = models.ForeignKey(
        Complaint, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    promise = models.ForeignKey(
        Promise, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # None: rules
    reason = models.CharField(max_length=16)  # of desk.routing.choice
    facts = models.JSONField(default=dict)
    policy_version = models.PositiveIntegerField()
    batch = models.UUIDField(null=True, blank=True)  # what was handed on together, to be undone together
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GivenQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(complaint__isnull=False, inquiry=None, promise=None)
                | Q(complaint=None, inquiry__isnull=False, promise=None)
                | Q(complaint=None, inquiry=None, promise__isnull=False),
                name="given_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(ended_at=None), name="complaint_given_once"
            ),
            models.UniqueConstraint(
                fields=["inquiry"], condition=Q(ended_at=None), name="inquiry_given_once"
            ),
            models.UniqueConstraint(
                fields=["promise"], condition=Q(ended_at=None), name="promise_given_once"
            ),
        ]
        indexes = [
            models.Index(fields=["complaint", "at"], name="given_complaint"),
            models.Index(fields=["inquiry", "at"], name="given_inquiry"),
            models.Index(fields=["promise", "at"], condition=Q(promise__isnull=False), name="given_promise"),
            models.Index(fields=["person", "-at"], name="given_person"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="given_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id or self.inquiry_id or self.promise_id} → {self.person_id}"
