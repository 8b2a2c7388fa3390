"""A third-day call is made: reached with an answer, or not reached and tried again."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from churn_crm import clock
from desk import services as desk
from desk.calls.services import complain, is_done, tried_again
from desk.contacts.services import begin, belongs
from desk.models import FollowUp, Interaction, SatisfactionScore
from desk.models.follow_ups import IN_HAND_FOR
from staff.models import User

State = FollowUp.State


@transaction.atomic
def reached(
    *,
    follow_up: FollowUp,
    by: User,
    score: int,
    comment: str = "",
    complaint: Mapping[str, Any] | None = None,
) -> FollowUp:
    """Write down how satisfied he is, 1 to 5, and his complaint if he has one; the leads hear of that.

    Pressing twice is pressing once. Raises ValidationError when somebody else has closed it.
    """
    follow_up = locked(follow_up)
    if is_done(follow_up, by=by):
        return follow_up
    token = token_of(follow_up)
    about: dict[str, Any] = {"customer": follow_up.customer, "by": by}
    contact, _created = begin(
        **about,
        token=token,
        topic=Interaction.Topic.FOLLOW_UP,
        direction=Interaction.Direction.OUT,
        channel=Interaction.Channel.PHONE,
    )
    answer = desk.log_score(
        **about,
        score=score,
        comment=comment,
        visit=follow_up.visit,
        token=token,
        source=SatisfactionScore.Source.THIRD_DAY,
    )
    belongs(answer, contact)
    follow_up.score = answer
    if complaint:
        follow_up.complaint = complain(
            complaint, score=score, contact=contact, by=by, visit=follow_up.visit, token=token
        )
    return close(follow_up, State.REACHED, by=by)


@transaction.atomic
def not_reached(*, follow_up: FollowUp, by: User, tries: int) -> FollowUp:
    """Nobody answered: tried again on the next day of calling, and given up after the policy's tries.

    tries: how many there were when the form was made; pressing twice counts once. Raises as `reached`.
    """
    follow_up = locked(follow_up)
    if is_done(follow_up, by=by) or follow_up.tries != tries:
        return follow_up
    return follow_up if tried_again(follow_up) else close(follow_up, State.GIVEN_UP, by=by)


def take_in_hand(follow_up: FollowUp, by: User) -> None:
    """`by` has this call open, and no other one; a colleague who has it already keeps it."""
    now = clock.now()
    FollowUp.objects.in_hand_of(by).exclude(pk=follow_up.pk).update(in_hand_of=None, in_hand_since=None)
    is_free = Q(in_hand_of=None) | Q(in_hand_of=by) | Q(in_hand_since__lt=now - IN_HAND_FOR)
    FollowUp.objects.open().filter(is_free, pk=follow_up.pk).update(in_hand_of=by, in_hand_since=now)


def close(follow_up: FollowUp, state: str, *, by: User) -> FollowUp:
    follow_up.state = State(state)
    follow_up.closed_at, follow_up.closed_by = clock.now(), by
    follow_up.closed_on = clock.today(follow_up.customer.branch.time_zone)
    follow_up.save()
    return follow_up


def token_of(follow_up: FollowUp) -> uuid.UUID:
    """The same for the same call: however often it is written down, it is one score."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"follow-up {follow_up.pk}")


def locked(follow_up: FollowUp) -> FollowUp:
    rows = FollowUp.objects.select_for_update(of=("self",))
    return rows.select_related("customer__branch", "visit").get(pk=follow_up.pk)
