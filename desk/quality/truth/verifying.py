"""From a doubt to calls: a sample of the customers behind it, each with an independent agent."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer
from desk.models import Doubt, DoubtedRating, DoubtEvent, VerificationCall
from desk.models.doubts import SCALE
from desk.promises.deadlines import next_workday
from desk.quality.truth import independence
from desk.quality.truth.checks.observed import GOOD
from desk.quality.truth.policy import truth_policy
from desk.quality.truth.sampling import sample
from desk.workdays import calling_days_of
from outbox import consents
from outbox.models import Channel, Purpose
from staff.leading import leads_at
from staff.models import Branch, User
from staff.notices import notify

State = Doubt.State


@transaction.atomic
def verify(*, doubt: Doubt, by: User) -> Doubt:
    """Put a sample of the customers behind the doubt on the call list. Pressing twice is pressing once.

    Raises ValidationError when it is settled, or when there is nobody whom we could call.
    """
    doubt = locked(doubt)
    if doubt.state == State.VERIFYING:
        return doubt
    if doubt.is_settled:
        raise ValidationError(_("This doubt is settled."), code="settled")
    rows = chosen(doubt)
    if not rows:
        raise ValidationError(
            _("Nobody behind this doubt can be called: no number, no consent, or called already."),
            code="nobody",
        )
    begin(doubt, calls_about(doubt, rows), by=by)
    return doubt


@transaction.atomic
def verify_at_once(doubt: Doubt) -> bool:
    """A night begins by itself what managers may begin; they may still dismiss the doubt.

    False where it is left to them: nobody behind it can be called, or no agent is independent of anybody.
    """
    doubt = locked(doubt)
    calls = calls_about(doubt, chosen(doubt)) if doubt.state == State.OPEN else []
    if not any(call.agent for call in calls):
        return False
    begin(doubt, calls, by=None)
    return True


def begin(doubt: Doubt, calls: list[VerificationCall], *, by: User | None) -> None:
    """The calls stand on the lists of their agents. by: None for a night."""
    VerificationCall.objects.bulk_create(calls)
    doubt.state = State.VERIFYING
    doubt.save(update_fields=["state"])
    remember(doubt, DoubtEvent.Kind.VERIFYING, by=by, numbers={"calls": len(calls)})
    tell_who_has_nobody(doubt, calls)


def chosen(doubt: Doubt) -> list[tuple[str, DoubtedRating]]:
    """(stratum, rating) of the sample, one rating a customer; the same doubt draws the same."""
    of_customer: dict[int, DoubtedRating] = {}
    for one in behind(doubt):
        of_customer.setdefault(rated(one).customer_id, one)
    free = callable_ones(list(of_customer))
    strata: dict[str, list[int]] = defaultdict(list)
    for customer, one in of_customer.items():
        if customer in free:
            strata[stratum_of(one)].append(customer)
    drawn = sample(strata, size=truth_policy().sample_size, seed=doubt.pk)
    return [(name, of_customer[customer]) for name, customer in drawn]


def behind(doubt: Doubt) -> QuerySet[DoubtedRating]:
    """Of two answers of one survey the satisfaction first: that is what the customer is called about."""
    rows = DoubtedRating.objects.filter(doubt=doubt).order_by(F("recommendation").asc(nulls_first=True), "pk")
    return rows.select_related(*(f"{kind}__customer__branch" for kind in SCALE))


def rated(one: DoubtedRating) -> Any:
    """The score, the work-order rating or the recommendation itself."""
    return getattr(one, one.kind)


def stratum_of(one: DoubtedRating) -> str:
    """Each kind of rating apart, the good ones apart from the others."""
    return f"{one.kind} {'good' if rated(one).score >= GOOD[one.scale] else 'other'}"


def callable_ones(customers: list[int]) -> set[int]:
    """Those with a number who did not refuse calls and were not called to verify within the window."""
    since = clock.now() - timedelta(days=truth_policy().window_days)
    asked = VerificationCall.objects.of(customers).filter(made_at__gte=since).values("customer")
    reachable = Customer.objects.filter(pk__in=customers).exclude(phone="").exclude(pk__in=asked)
    said = consents.standing_of(customers)
    refused = {key for key in customers if said.get((key, Channel.CALL, Purpose.SERVICE)) is False}
    return set(reachable.values_list("pk", flat=True)) - refused


def calls_about(doubt: Doubt, rows: list[tuple[str, DoubtedRating]]) -> list[VerificationCall]:
    """One a rating, not saved yet, with its independent agent where there is one."""
    calls = [call_about(doubt, one, stratum=name) for name, one in rows]
    agents = independence.spread(doubt, {call.customer_id: call.next_on for call in calls})
    for call in calls:
        call.agent = agents[call.customer_id]
    return calls


def call_about(doubt: Doubt, one: DoubtedRating, *, stratum: str) -> VerificationCall:
    """A call about one rating, not saved, without an agent; due on the next day of calling."""
    what = rated(one)
    branch = what.customer.branch
    return VerificationCall(
        doubt=doubt,
        customer=what.customer,
        visit_id=what.visit_id,
        score_id=one.score_id,
        rating_id=one.rating_id,
        recommendation_id=one.recommendation_id,
        recorded=what.score,
        entered_by_id=what.entered_by_id if one.rating_id else what.logged_by_id,
        stratum=stratum,
        next_on=next_workday(clock.today(branch.time_zone), calling_days_of(branch)),
        made_at=clock.now(),
    )


def tell_who_has_nobody(doubt: Doubt, calls: Iterable[VerificationCall], *, again: str = "") -> None:
    """Customers whom no independent agent can call go to the leads, not to whoever is in doubt.

    again: what tells a later time from the first one.
    """
    alone: dict[Branch, int] = defaultdict(int)
    for call in calls:
        if call.agent_id is None:
            alone[call.customer.branch] += 1
    barred = independence.involved(doubt)
    for branch, count in alone.items():
        notify(
            users=[lead for lead in leads_at(branch) if lead.pk not in barred],
            kind="verification_alone",
            numbers={"branch": branch.name, "count": count},
            occasion=f"verification_alone {doubt.pk} {branch.pk} {again}".strip(),
            link=f"{reverse('desk:verifications')}?show=nobody",
        )


def remember(
    doubt: Doubt, kind: str, *, by: User | None, numbers: dict | None = None, words: str = ""
) -> None:
    """Add to what happened to it."""
    DoubtEvent.objects.create(
        doubt=doubt, kind=kind, at=clock.now(), by=by, numbers=numbers or {}, note=words
    )


def locked(doubt: Doubt) -> Doubt:
    found: Doubt = Doubt.objects.select_for_update().get(pk=doubt.pk)
    return found
