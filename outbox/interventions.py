"""What people do about messages: take back what waits, and decide what nobody else can know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from churn_crm import clock
from outbox.models import WAITING, Intervention, Message, Reason, State
from outbox.models.messages import MessageQuerySet
from staff.models import User

Verb = Intervention.Verb
KEEPS_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Choice:
    """One thing that a person may do. meaning: what it does, in one sentence."""

    verb: Verb
    among: tuple[str, ...]
    label: str | Promise
    meaning: str | Promise
    icon: str
    managers: bool = True

    def open_to(self, user: User) -> bool:
        return user.decides if self.managers else user.may_write


TAKE_BACK = Choice(
    Verb.TAKE_BACK,
    WAITING,
    _("Take back"),
    _("It is not sent. As long as nobody has planned it anew, it can be planned again."),
    "arrow-back-up",
    managers=False,
)
CHOICES = (
    TAKE_BACK,
    Choice(
        Verb.ARRIVED,
        (State.REVIEW,),
        _("It arrived"),
        _("The gateway's own log shows it, or the customer said so. It counts as delivered."),
        "checks",
    ),
    Choice(
        Verb.AGAIN,
        (State.REVIEW,),
        _("Send again"),
        _("The gateway's own log does not show it. If it arrived after all, the customer gets it twice."),
        "repeat",
    ),
    Choice(
        Verb.DROP,
        (State.REVIEW,),
        _("Give up"),
        _("Nobody will know whether it arrived, and it is not sent again."),
        "ban",
    ),
)


def choice_called(verb: str) -> Choice | None:
    return next((choice for choice in CHOICES if choice.verb == verb), None)


def offered(state: str, user: User) -> list[Choice]:
    """What this person may do about a message in this state."""
    return [choice for choice in CHOICES if state in choice.among and choice.open_to(user)]


@transaction.atomic
def intervene(*, messages: MessageQuerySet, choice: Choice, by: User, batch: UUID) -> int:
    """Do it with those of the messages that are still in such a state. Returns how many that were.

    The same batch again does nothing more. What a restore has made doubtful is left to the gateway to tell.
    Raises PermissionDenied for whom it is not offered.
    """
    if not choice.open_to(by):
        raise PermissionDenied
    rows = messages.filter(state__in=choice.among)
    if choice.verb == Verb.TAKE_BACK:
        rows = rows.filter(unknown_since=None)
    keys = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    return _written(keys, choice.verb, by, batch)


@transaction.atomic
def put_back(*, batch: UUID, by: User) -> int:
    """Plan again what one has taken back; a second time does nothing. Returns how many."""
    taken = Intervention.objects.filter(batch=batch, by=by, verb=Verb.TAKE_BACK).values("message")
    rows = Message.objects.filter(pk__in=taken, state=State.SKIPPED, reason=Reason.CANCELLED)
    keys = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    return _written(keys, Verb.PUT_BACK, by, _uuid_after(batch))


def _uuid_after(batch: UUID) -> UUID:
    """Of the undo of a batch: the same for a repetition."""
    return UUID(int=batch.int ^ 1)


def _written(keys: list[int], verb: str, by: User, batch: UUID) -> int:
    Message.objects.filter(pk__in=keys).update(**changes(verb))
    now = clock.now()
    Intervention.objects.bulk_create(
        [Intervention(message_id=key, verb=verb, at=now, by=by, batch=batch) for key in keys],
        ignore_conflicts=True,
    )
    return len(keys)


def changes(verb: str) -> Mapping[str, Any]:
    """The columns that a decision writes."""
    now = clock.now()
    no_question: dict[str, Any] = {"unknown_since": None, "ask_at": None, "lease_until": None}
    if verb in (Verb.TAKE_BACK, Verb.DROP):
        ended = {"state": State.SKIPPED, "reason": Reason.CANCELLED, "closed_at": now}
        return ended | no_question
    if verb == Verb.PUT_BACK:
        return {"state": State.PLANNED, "reason": "", "closed_at": None}
    if verb == Verb.AGAIN:
        until = Greatest(F("expires_at"), Value(now + KEEPS_FOR))
        return {"state": State.READY, "reason": "", "expires_at": until} | no_question
    return {
        "state": State.DELIVERED,
        "closed_at": now,
        "reason": "",
        "sent_at": Coalesce("sent_at", "unknown_since", Value(now)),
        "sid": sid_or_ours(),
    } | no_question


def sid_or_ours() -> Any:
    """The gateway's name for it where we know one, else our own: what was sent has a name."""
    ours = Concat(Value("by-hand:"), Cast("reference", CharField()))
    return Case(When(~Q(sid=""), then=F("sid")), default=ours, output_field=CharField())
