"""Writing down what customers wish for, putting the same together, deciding, telling by phone."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer
from desk.checks import check_customer
from desk.models import Complaint, Matter, Voice
from desk.voice import answering
from staff.models import Team, User
from staff.notices import notify

TITLE = 120


@transaction.atomic
def log(
    *,
    customer: Customer,
    by: User,
    kind: str,
    product: str,
    text: str,
    token: uuid.UUID,
    category: str = "",
    complaint: Complaint | None = None,
) -> Voice:
    """Write a suggestion or defect down, as a matter of its own until somebody finds the same.

    The same token again returns the first.
    """
    # Two clicks at once are one after the other.
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)
    known = Voice.objects.filter(token=token).first()
    if known is not None:
        check_customer(known, customer)
        return known
    now = clock.now()
    matter = Matter.objects.create(
        kind=kind, product=product, category=category, title=short(text), created_at=now
    )
    return Voice.objects.create(
        customer=customer,
        matter=matter,
        began=matter,
        complaint=complaint,
        text=text,
        day=clock.today(customer.branch.time_zone),
        logged_at=now,
        logged_by=by,
        token=token,
    )


def short(text: str) -> str:
    """The beginning of what was said, as the name of the matter until somebody gives it a better one."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE else f"{line[: TITLE - 1]}…"


@transaction.atomic
def describe(
    *,
    matter: Matter,
    by: User,
    version: int | None,
    title: str,
    product: str,
    category: str = "",
    team: Team | None = None,
    owner: User | None = None,
) -> Matter:
    """Name it, and say who sees to it, who hears of it. A new one is accepted by a department or an owner.

    team: the department; where no person is named, everybody there hears.

    version: that was read. Raises ValidationError (code "stale") when somebody has described it since.
    """
    matter = standing(matter)
    if matter.version != version:
        raise ValidationError(
            _("Somebody has just changed this suggestion. Open it again to see what it says now."),
            code="stale",
        )
    before = seeing_to(matter)
    matter.version += 1
    matter.title, matter.product, matter.category = title, product, category
    matter.team, matter.owner = team, owner
    if team is not None:
        matter.department = ""
    if matter.state == Matter.State.NEW and (team or owner):
        matter.state = Matter.State.ACCEPTED
    matter.save()
    for person in seeing_to(matter):
        if person not in before and person != by:
            tell(matter, person, by=by)
    return matter


def seeing_to(matter: Matter) -> list[User]:
    """Its owner, else everybody at work of its department."""
    if matter.owner is not None:
        return [matter.owner]
    return list(User.objects.at_work().filter(team=matter.team)) if matter.team else []


def tell(matter: Matter, person: User, *, by: User) -> None:
    """He sees to it from now on. Without a link where he may see no customer of it."""
    sees = Matter.objects.visible_to(person).filter(pk=matter.pk).exists()
    notify(
        users=[person],
        kind="matter_given",
        numbers={"by": by.name, "matter": str(matter), "title": matter.title},
        occasion=f"matter_given {matter.pk} {matter.version}",
        link=reverse("desk:matter", args=[matter.pk]) if sees else "",
    )


@transaction.atomic
def decide(*, matter: Matter, by: User, state: str, answer: str, answer_other: str = "") -> Matter:
    """Done or declined, with the words that everybody gets who said it, in his language where it is said.

    The first of them are told at once, of many the others within minutes, by the beat.

    The same again changes nothing; another decision over an ended one is refused (code "state"), as customers
    have read the first; so is a decision of what was put together with another meanwhile (code "stale").
    """
    matter = standing(matter)
    if matter.has_ended:
        if (matter.state, matter.answer, matter.answer_other) != (state, answer, answer_other):
            raise ValidationError(_("It was decided already; customers have the answer."), code="state")
        return matter
    matter.state, matter.answer, matter.answer_other = state, answer, answer_other
    matter.decided_at, matter.decided_by = clock.now(), by
    matter.save()
    answering.tell_some(of=matter)
    return matter


@transaction.atomic
def merge(*, into: Matter, other: Matter, by: User) -> Matter:
    """The two are one: the voices of `other` go over, and hear the answer if there is one. Safe to repeat."""
    pair = {
        m.pk: m for m in Matter.objects.select_for_update().filter(pk__in=(into.pk, other.pk)).order_by("pk")
    }
    into, other = pair[into.pk], pair.get(other.pk, into)
    if other.merged_into_id == into.pk:
        return into
    if into == other or into.merged_into_id or other.merged_into_id or other.has_ended:
        raise ValidationError(_("Only two that stand alone can be put together, the other one undecided."))
    # What was put into the other before goes along.
    Matter.objects.filter(merged_into=other).update(merged_into=into)
    other.voices.update(matter=into)
    other.merged_into = into
    other.save(update_fields=["merged_into"])
    if into.has_ended:
        answering.tell_some(of=into)
    return into


@transaction.atomic
def part(*, other: Matter) -> Matter:
    """Undo a merge: what began as `other` stands by itself again; answers that were given stay given."""
    other = locked(other)
    if other.merged_into_id:
        apart = Voice.objects.filter(began=other)
        apart.unanswered().update(tried_at=None)  # what is decided of it later he has not had
        apart.update(matter=other)
        other.merged_into = None
        other.save(update_fields=["merged_into"])
    return other


@transaction.atomic
def told_by_phone(*, voice: Voice, by: User) -> Voice:
    """The customer has heard the answer in a call."""
    voice = Voice.objects.select_for_update(of=("self",)).select_related("matter").get(pk=voice.pk)
    if not voice.matter.has_ended:
        raise ValidationError(_("There is no answer to tell yet."), code="state")
    if voice.told_at is None:
        voice.told_at, voice.told_by = clock.now(), by
        voice.save(update_fields=["told_at", "told_by"])
    return voice


def standing(matter: Matter) -> Matter:
    """Locked, as it is now. Raises ValidationError (code "stale") when it was put together with another."""
    matter = locked(matter)
    if matter.merged_into_id:
        words = _("%(matter)s was put together with %(other)s meanwhile. Go on there.")
        other = Matter(pk=matter.merged_into_id)
        raise ValidationError(words % {"matter": matter, "other": other}, code="stale")
    return matter


def locked(matter: Matter) -> Matter:
    return Matter.objects.select_for_update().get(pk=matter.pk)
