"""What the retention screens say, put into the reader's language from codes and numbers."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from churn_crm.ui import chips, figures
from customers.models import CustomerStanding
from retention.models import Action, ActionEvent
from retention.services import CALL_BACK, NO_ANSWER


@dataclass(frozen=True)
class Verb:
    """What one does for a customer."""

    icon: str
    label: str | Promise
    channel: str
    # The heading of the next best action; %(person)s is who to talk to.
    heading: str | Promise


VERBS = {
    Action.Kind.SMS: Verb("message", lazy("SMS"), "sms", lazy("Send %(person)s an SMS")),
    Action.Kind.CALL: Verb("phone", lazy("Call"), "call", lazy("Call %(person)s")),
    Action.Kind.RECALL: Verb("gift", lazy("Recall offer"), "call", lazy("Offer %(person)s a way back")),
    Action.Kind.VISIT: Verb("map-pin", lazy("Visit"), "visit", lazy("Visit %(person)s")),
}
SNOOZE_REASONS = {NO_ANSWER: lazy("No answer, to be tried again"), CALL_BACK: lazy("Asked to be called back")}
TRIED = {
    ("call", "no_answer"): lazy("Called, no answer"),
    ("visit", "no_answer"): lazy("Visited, nobody there"),
    ("call", "snoozed"): lazy("Called, will be called back"),
    ("visit", "snoozed"): lazy("Visited, another day agreed"),
    ("sms", "done"): lazy("SMS sent by hand"),
    ("call", "done"): lazy("Called"),
    ("visit", "done"): lazy("Visited"),
    ("", "done"): lazy("Ticked off"),
    ("", "snoozed"): lazy("Snoozed"),
    ("", "reassigned"): lazy("Reassigned"),
}
EVENT_ICONS = {
    ("call", "no_answer"): "phone-x",
    ("visit", "no_answer"): "map-pin-x",
    ("sms", "done"): "message",
    ("call", "done"): "phone",
    ("visit", "done"): "map-pin",
    ("call", "snoozed"): "phone-outgoing",
    ("", "snoozed"): "clock-pause",
    ("", "reassigned"): "user-share",
}
GOOD, WORRYING = (Action.Outcome.BOOKED,), (Action.Outcome.COMPLAINED, Action.Outcome.LEFT)


def snooze_reason(action: Action) -> str:
    """Why it waits: a word of ours, or the person's own."""
    return str(SNOOZE_REASONS.get(action.snooze_reason, action.snooze_reason))


def next_tier(standing: CustomerStanding, *, days: int) -> str:
    """in 9 days: 6–12 mo."""
    words = {"tier": chips.next_away(standing), "days": days}
    if days <= 0:
        return _("tonight: %(tier)s") % words
    return ngettext("in %(days)d day: %(tier)s", "in %(days)d days: %(tier)s", days) % words


def event_title(event: ActionEvent) -> str:
    title = str(TRIED.get((event.channel, event.kind), event.get_kind_display()))
    outcome = event.after.get("outcome")
    if event.kind == ActionEvent.Kind.DONE and event.channel in ("call", "visit") and outcome:
        return _("%(what)s: %(outcome)s") % {"what": title, "outcome": Action.Outcome(outcome).label}
    return title


def event_detail(event: ActionEvent) -> str:
    """Who did it, what was agreed and said."""
    after = event.after
    parts = [str(event.by)]
    if after.get("booked_for"):
        parts.append(_("booked for %(day)s") % {"day": short_day(after["booked_for"])})
    elif event.kind in (ActionEvent.Kind.SNOOZED, ActionEvent.Kind.NO_ANSWER) and after.get("due_on"):
        parts.append(_("until %(day)s") % {"day": short_day(after["due_on"])})
    if after.get("promised"):
        parts.append(_("promised: %(what)s") % {"what": after["promised"]})
    reason = after.get("snooze_reason")
    if reason and reason not in SNOOZE_REASONS:
        parts.append(reason)
    if after.get("note"):
        parts.append(f"“{after['note']}”")
    return " · ".join(parts)


def event_tone(event: ActionEvent) -> str:
    outcome = event.after.get("outcome")
    return "good" if outcome in GOOD else "warn" if outcome in WORRYING else ""


def event_icon(event: ActionEvent) -> str:
    return EVENT_ICONS.get((event.channel, event.kind), "check")


def short_day(iso: str) -> str:
    return figures.day(date.fromisoformat(iso), "short")
