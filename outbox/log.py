"""The log of messages: what a person may see of it, narrowed and in pages."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers import cursors, search
from customers.models import Customer
from customers.record_forms import DayInput
from outbox.models import IN_FLIGHT, WAITING, Channel, Message, Purpose, Reason, State, Template, Why
from outbox.models.messages import MessageQuerySet
from staff.models import User

PAGE = 50
# What a person looks for → the states it means.
STATES: dict[str, tuple[str, ...]] = {
    "waiting": WAITING,
    "under_way": IN_FLIGHT,
    "review": (State.REVIEW,),
    "sent": (State.SENT,),
    "delivered": (State.DELIVERED,),
    "failed": (State.FAILED,),
    "skipped": (State.SKIPPED,),
}
STATE_WORDS = (
    ("", pgettext_lazy("messages", "All")),
    ("waiting", pgettext_lazy("messages", "Waiting")),
    ("under_way", pgettext_lazy("messages", "On their way")),
    ("review", pgettext_lazy("messages", "To be looked into")),
    ("sent", pgettext_lazy("messages", "Sent")),
    ("delivered", pgettext_lazy("messages", "Delivered")),
    ("failed", pgettext_lazy("messages", "Not delivered")),
    ("skipped", pgettext_lazy("messages", "Not sent")),
)


class LogFilter(forms.Form):
    """Every field optional; a value that is not offered narrows nothing."""

    q = forms.CharField(label=_("Customer"), required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=STATE_WORDS, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("All channels")), *Channel.choices]
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[("", _("Both purposes")), *Purpose.choices]
    )
    why = forms.ChoiceField(
        label=_("Occasion"), required=False, choices=[("", _("All occasions")), *Why.choices]
    )
    reason = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", _("All reasons")), *Reason.choices]
    )
    template: Any = forms.ModelChoiceField(
        Template.objects, label=_("Template"), required=False, empty_label=_("All templates")
    )
    first = forms.DateField(label=_("From day"), required=False, widget=DayInput)
    last = forms.DateField(label=_("To day"), required=False, widget=DayInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        if not Template.objects.exists():
            del self.fields["template"]
        self.is_valid()

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows, by field."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def found(self) -> MessageQuerySet:
        """The messages, planned from the first to the last day in the reader's zone."""
        asked, found = self.asked, Message.objects.visible_to(self.user)
        if "state" in asked:
            found = found.filter(state__in=STATES[asked["state"]])
        same = ("channel", "purpose", "why", "reason", "template")
        found = found.filter(**{name: asked[name] for name in same if name in asked})
        if "first" in asked:
            found = found.filter(planned_at__gte=beginning(asked["first"]))
        if "last" in asked:
            found = found.filter(planned_at__lt=beginning(asked["last"] + timedelta(days=1)))
        if "q" in asked:
            meant = search.matching(Customer.objects.visible_to(self.user), asked["q"])
            found = found.filter(customer__in=meant.order_by().values("pk"))
        return found

    def query(self, **instead: str) -> str:
        """What narrows as it stands in an address, with some of it replaced."""
        said = {name: str(self.data.get(name, "")) for name in self.asked} | instead
        return urlencode({name: value for name, value in said.items() if value})

    def tabs(self) -> list[tuple[str, object, str]]:
        """(state, words, address) of each group of states; another group forgets the reason."""
        return [(state, words, f"?{self.query(state=state, reason='')}") for state, words in STATE_WORDS]


def asked(query: str, user: User) -> LogFilter:
    """The filter of an address's query string."""
    return LogFilter(QueryDict(query), user=user)


def beginning(day: date) -> datetime:
    """The day's first moment in the reader's zone."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


@dataclass(frozen=True)
class Page:
    """Messages, newest first, and the cursor of the next page, empty when there is none."""

    rows: list[Message]
    cursor: str


def page(found: MessageQuerySet, *, cursor: str = "", size: int = PAGE) -> Page:
    """The page after the cursor; one that cannot be read starts from the beginning."""
    rows = found.select_related("customer", "template", "planned_by")
    rows = cursors.earlier(rows, cursors.decode(cursor), field="planned_at", prefix="message")
    held = list(rows[: size + 1])
    last = held[size - 1] if len(held) > size else None
    more = cursors.encode(last.planned_at, f"message:{last.pk:012d}") if last else ""
    return Page(held[:size], more)
