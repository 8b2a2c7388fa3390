"""Verification calls are made, and doubts decided."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.calls.services import NOT_YOURS, complain, is_done, tried_again
from desk.contacts.services import begin
from desk.models import Doubt, DoubtEvent, Interaction, VerificationCall
from desk.quality.truth import independence
from desk.quality.truth.agreement import says_the_same
from desk.quality.truth.outcome import outcome_of
from desk.quality.truth.verifying import locked, remember
from staff.leading import managers
from staff.models import User
from staff.notices import notify

State = VerificationCall.State


@transaction.atomic
def answered(
    *,
    call: VerificationCall,
    by: User,
    asked: bool,
    score: int | None = None,
    comment: str = "",
    complaint: Mapping[str, Any] | None = None,
) -> VerificationCall:
    """Write down whether he was ever asked and what he says now; it is compared here, not by `by`.

    score: 1 to 5, or 0 to 10 where the call is about a recommendation.

    complaint: of somebody who is not satisfied; who leads hears of it. Pressing twice is pressing once.
    Raises ValidationError for somebody who may not make it, or when it was closed meanwhile.
    """
    call = locked_call(call)
    if is_done(call, by=by):
        return call
    check_may_call(by, call)
    contact, _created = begin(
        customer=call.customer,
        by=by,
        token=token_of(call),
        topic=Interaction.Topic.FEEDBACK,
        direction=Interaction.Direction.OUT,
        channel=Interaction.Channel.PHONE,
        text=comment,
    )
    call.said = score if asked else None
    call.comment = comment
    if complaint and score is not None:
        about: dict[str, Any] = {"by": by, "visit": call.visit, "token": token_of(call), "scale": call.scale}
        call.complaint = complain(complaint, score=score, contact=contact, **about)
    if not asked or score is None:
        return close(call, State.NEVER, by=by)
    agrees = says_the_same(call.recorded, score, scale=call.scale)
    return close(call, State.SAME if agrees else State.OTHER, by=by)


@transaction.atomic
def not_reached(*, call: VerificationCall, by: User, tries: int) -> VerificationCall:
    """Nobody answered: tried again on the next day of calling, given up after as many tries as other calls.

    tries: how many there were when the form was made; pressing twice counts once. Raises as `answered`.
    """
    call = locked_call(call)
    if is_done(call, by=by) or call.tries != tries:
        return call
    check_may_call(by, call)
    return call if tried_again(call) else close(call, State.GIVEN_UP, by=by)


@transaction.atomic
def take(*, call: VerificationCall, by: User) -> VerificationCall:
    """Whoever leads makes a call himself that no agent may make.

    Raises ValidationError when it is somebody's already, who has not been told what is doubted.
    """
    call = locked_call(call)
    if is_done(call, by=by) or call.agent_id == by.pk:
        return call
    if call.agent_id is not None:
        raise ValidationError(_("Somebody makes this call already."), code="taken")
    check_independent(by, call)
    call.agent = by
    call.save(update_fields=["agent"])
    return call


@transaction.atomic
def decide(*, doubt: Doubt, by: User, state: str, note: str) -> Doubt:
    """Confirmed, refuted or let be, with the reason. Calls that are still open are not needed any more.

    Raises ValidationError if somebody has decided already.
    """
    doubt = locked(doubt)
    if doubt.is_settled:
        raise ValidationError(_("This doubt is settled."), code="settled")
    found = outcome_of(doubt)
    doubt.state, doubt.note = Doubt.State(state), note
    doubt.decided_at, doubt.decided_by = clock.now(), by
    doubt.save()
    remember(doubt, state, by=by, numbers=numbers_of(found), words=note)
    today = clock.today()
    VerificationCall.objects.filter(doubt=doubt).open().update(
        state=State.DROPPED, closed_at=clock.now(), closed_on=today
    )
    return doubt


def check_may_call(by: User, call: VerificationCall) -> None:
    """Only whose call it is: others who see it may know the doubt and what was entered."""
    check_independent(by, call)
    if call.agent_id != by.pk:
        raise ValidationError(NOT_YOURS, code="not_yours")


def check_independent(by: User, call: VerificationCall) -> None:
    if not independence.is_independent(by, call):
        raise ValidationError(
            _("Somebody else has to make this call: you entered such a rating or served this customer."),
            code="not_independent",
        )


def close(call: VerificationCall, state: str, *, by: User) -> VerificationCall:
    call.state = State(state)
    call.closed_at, call.closed_by = clock.now(), by
    call.closed_on = clock.today(call.customer.branch.time_zone)
    call.save()
    if not VerificationCall.objects.filter(doubt=call.doubt_id).open().exists():
        tell_it_is_done(call.doubt)
    return call


def tell_it_is_done(doubt: Doubt) -> None:
    """The last call was made: managers decide now."""
    found = outcome_of(doubt)
    remember(doubt, DoubtEvent.Kind.VERIFIED, by=None, numbers=numbers_of(found))
    notify(
        users=[
            one
            for one in managers(on=clock.today())
            if Doubt.objects.visible_to(one).filter(pk=doubt.pk).exists()
        ],
        kind="doubt_verified",
        numbers={"reached": found.reached, "called": found.called, "refuted": found.refuted},
        occasion=f"doubt_verified {doubt.pk}",
        link=reverse("desk:doubt", args=[doubt.pk]),
    )


def numbers_of(found: Any) -> dict[str, Any]:
    names = ("called", "reached", "same", "other", "never", "ratings", "left")
    means = [asdict(one) for one in found.means]
    return {name: getattr(found, name) for name in names} | {"means": means}


def token_of(call: VerificationCall) -> uuid.UUID:
    """The same for the same call: however often it is written down, it is one contact."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"verification {call.pk}")


def locked_call(call: VerificationCall) -> VerificationCall:
    """Its doubt first, as a decision does: of two who answer the last calls at once the later one tells."""
    locked(call.doubt)
    rows = VerificationCall.objects.select_for_update(of=("self",))
    found: VerificationCall = rows.select_related("customer__branch", "doubt").get(pk=call.pk)
    return found
