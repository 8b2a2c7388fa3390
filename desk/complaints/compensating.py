"""Giving a compensation: within one's own limit at once, beyond it when the next level has approved.

Who gives locks the customer: two at once see what the other gave, and cannot both slip under the limit.
"""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from customers.models import Customer
from desk.checks import check_complaint
from desk.complaints import limits, states
from desk.complaints.levels import Levels
from desk.complaints.limits import Given, Limit, Limits
from desk.complaints.policies import complaint_policy
from desk.complaints.recording import record
from desk.models import Compensation, Complaint, ComplaintPolicy
from staff.models import User
from staff.notices import notify
from staff.roles import Role

State = Compensation.State
LIMITED = (Role.AGENT, Role.ACCOUNT_MANAGER, Role.TEAM_LEAD, Role.MANAGER)


def limits_of(policy: ComplaintPolicy) -> Limits:
    """Role → what it may give; an administrator has no limit."""
    return {
        role: Limit(getattr(policy, f"give_{role.value}"), getattr(policy, f"give_year_{role.value}"))
        for role in LIMITED
    }


def given(complaint: Complaint, *, year: int) -> Given:
    """What counts against limits: given for this complaint, and to its customer in that year."""
    counting = Compensation.objects.counting().of_customers([complaint.customer_id])
    nothing = Decimal(0)
    sums = counting.aggregate(
        complaint=Coalesce(Sum("amount", filter=Q(complaint=complaint)), nothing),
        year=Coalesce(Sum("amount", filter=Q(day__year=year)), nothing),
    )
    return Given(**sums)


def left_for(complaint: Complaint, user: User) -> Decimal | None:
    """What this person may still give for it today without asking; None is anything."""
    today = clock.today(complaint.customer.branch.time_zone)
    return limits.left(user.role, given(complaint, year=today.year), limits_of(complaint_policy()))


def locked_customer(customer_id: int) -> None:
    """Whatever else is given to this customer waits until the transaction ends."""
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer_id)


@transaction.atomic
def give(
    *,
    complaint: Complaint,
    by: User,
    kind: str,
    amount: Decimal,
    text: str,
    token: uuid.UUID,
    version: int | None = None,
) -> Compensation:
    """Give it, or ask the next level where the limit does not hold. The same token again: the first one."""
    locked_customer(complaint.customer_id)
    known = Compensation.objects.filter(token=token).first()
    if known is not None:
        check_complaint(known, complaint)
        return known
    day = clock.today(complaint.customer.branch.time_zone)
    so_far, allowed = given(complaint, year=day.year), limits_of(complaint_policy())
    free = limits.may_give(by.role, amount, so_far, allowed)
    role, told = (
        ("", []) if free else who_decides(complaint, by, limits.deciders(by.role, amount, so_far, allowed))
    )
    one = Compensation.objects.create(
        complaint=complaint,
        kind=kind,
        amount=amount,
        text=text,
        state=State.GIVEN if free else State.WAITING,
        day=day,
        asked_by=by,
        asked_at=clock.now(),
        waits_for=role,
        token=token,
    )
    note(one, states.COMP_GIVEN if free else states.COMP_ASKED, by, text, version=version)
    tell(one, "compensation_asked", told, person=by.name, role=role)
    return one


def who_decides(complaint: Complaint, asking: User, roles: Sequence[str]) -> tuple[str, list[User]]:
    """The nearest role that may decide and has somebody who sees the complaint; and who hears of it.

    While nobody of that role is here, the next one hears too: whoever stands above may decide as well.
    """
    told = Levels([complaint]).until_here(complaint, roles, but=asking)
    if not told:
        raise ValidationError(
            _("This is above your limit, and nobody is there who may approve it."), code="limit"
        )
    return min((one.role for one in told), key=list(roles).index), told


@transaction.atomic
def approve(*, compensation: Compensation, by: User) -> Compensation:
    """It is given. Where it is above one's own limit by now, it goes on to the next level."""
    one = waiting_for(compensation, by)
    if one.state == State.APPROVED:
        return one
    so_far, allowed = given(one.complaint, year=one.day.year), limits_of(complaint_policy())
    if not limits.may_give(by.role, one.amount, so_far, allowed):
        roles = limits.deciders(by.role, one.amount, so_far, allowed)
        one.waits_for, told = who_decides(one.complaint, one.asked_by, roles)
        one.save()
        tell(one, "compensation_asked", told, person=one.asked_by.name, role=one.waits_for)
        return one
    decided(one, by, State.APPROVED)
    note(one, states.COMP_APPROVED, by, one.text)
    tell(one, "compensation_approved", [one.asked_by], person=by.name)
    return one


@transaction.atomic
def refuse(*, compensation: Compensation, by: User, reason: str) -> Compensation:
    """It is not given, and why."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    one = waiting_for(compensation, by)
    if one.state == State.REFUSED:
        return one
    decided(one, by, State.REFUSED, reason.strip())
    note(one, states.COMP_REFUSED, by, one.reason)
    tell(one, "compensation_refused", [one.asked_by], person=by.name, reason=one.reason)
    return one


def waiting_for(compensation: Compensation, by: User) -> Compensation:
    """Locked, and for this person to decide. What he decided already he gets back. Raises ValidationError."""
    one = locked(compensation)
    if one.decided_by_id == by.pk and one.state in (State.APPROVED, State.REFUSED):
        return one
    if one.state != State.WAITING:
        raise ValidationError(_("This compensation waits for nobody any more."), code="state")
    if not may_decide(one, by):
        raise ValidationError(
            _("Not yours to decide: nobody approves what he asked for himself."), code="limit"
        )
    return one


def may_decide(one: Compensation, user: User) -> bool:
    """Of the role that it waits for or above, and not whoever asks for it."""
    waits_here = one.waits_for in limits.LADDER and user.role in limits.LADDER
    return (
        waits_here
        and user.pk != one.asked_by_id
        and limits.LADDER.index(user.role) >= limits.LADDER.index(one.waits_for)
    )


def decided(one: Compensation, by: User, state: str, reason: str = "") -> None:
    one.state, one.waits_for, one.reason = state, "", reason
    one.decided_by, one.decided_at = by, clock.now()
    one.save()


@transaction.atomic
def withdraw(*, compensation: Compensation, by: User) -> Compensation:
    """Take it back, by whoever gave it or leads: it counts no longer. One that is taken back stays so."""
    one = locked(compensation)
    if one.state == State.WITHDRAWN:
        return one
    if not may_withdraw(one, by):
        raise ValidationError(_("This compensation cannot be taken back by you."), code="state")
    one.state, one.waits_for = State.WITHDRAWN, ""
    one.withdrawn_by, one.withdrawn_at = by, clock.now()
    one.save()
    note(one, states.COMP_BACK, by, one.text)
    return one


def may_withdraw(one: Compensation, user: User) -> bool:
    if one.state not in (*Compensation.COUNT, State.WAITING):
        return False
    return user.pk == one.asked_by_id or user.role in limits.LADDER


def locked(compensation: Compensation) -> Compensation:
    """The customer first, as everywhere, then the row."""
    locked_customer(compensation.complaint.customer_id)
    related = ("complaint__customer__branch", "complaint__customer__owner", "complaint__holder", "asked_by")
    rows = Compensation.objects.select_for_update(of=("self",)).select_related(*related, "complaint__team")
    return rows.get(pk=compensation.pk)


def in_words(one: Compensation) -> str:
    """Money back ¥200."""
    return f"{one.get_kind_display()} {figures.money(one.amount, one.currency, cents=True)}"


def note(one: Compensation, kind: str, by: User, text: str, *, version: int | None = None) -> None:
    """It stands in the history of the complaint."""
    record(complaint=one.complaint, kind=kind, by=by, text=f"{in_words(one)}: {text}", version=version)


def tell(one: Compensation, kind: str, users: Sequence[User], *, role: str = "", **numbers: Any) -> None:
    said = {
        "complaint": str(one.complaint),
        "customer": one.complaint.customer.name,
        "amount": figures.money(one.amount, one.currency, cents=True),
        **numbers,
    }
    link = reverse("desk:complaint", args=[one.complaint_id])
    notify(users=users, kind=kind, numbers=said, occasion=f"{kind}:{one.pk}:{role}", link=link)
