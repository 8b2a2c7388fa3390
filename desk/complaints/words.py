"""What a complaint's clock and its history say, in the reader's language."""

from datetime import datetime, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from churn_crm.ui import figures
from desk.complaints import states
from desk.complaints.clock import Face
from desk.models import Complaint, ComplaintEvent

SECONDS_OF_A_MINUTE, MINUTES_OF_AN_HOUR = 60, 60


def lasting(time: timedelta) -> str:
    """2 h 40, 13 h, 40 min; begun minutes count."""
    minutes = -(-int(abs(time).total_seconds()) // SECONDS_OF_A_MINUTE)
    hours, rest = divmod(minutes, MINUTES_OF_AN_HOUR)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


def left(face: Face) -> str:
    """2 h 40 left, over by 1 h 10, paused."""
    if face.paused:
        return _("paused, %(time)s left") % {"time": lasting(face.left)}
    if face.over:
        return _("over by %(time)s") % {"time": lasting(face.left)}
    return _("%(time)s left") % {"time": lasting(face.left)}


def left_short(face: Face) -> str:
    """As in a list, whose head says that it is what is left."""
    if face.paused:
        return pgettext("complaint", "paused")
    return left(face) if face.over else lasting(face.left)


def whose(complaint: Complaint) -> str:
    """Who has it: Lin Fang · Technical; Unassigned."""
    names = [str(one) for one in (complaint.holder, complaint.team) if one is not None]
    return " · ".join(names) or _("Unassigned")


def sender(name: str) -> str:
    """Who sent it, in the reader's language; a name of the policy is said as it stands there."""
    known = name in Complaint.Sender.values
    return str(Complaint.Sender(name).label) if known else name


def sender_short(name: str) -> str:
    """As in a list: a hotline is known by its number."""
    return name if name.isdecimal() else sender(name)


def sender_left(complaint: Complaint, now: datetime) -> str:
    """Until the sender wants an answer, in hours of the day; "" where there is nothing to wait for."""
    if complaint.sender_due_at is None or complaint.sender_answered_at:
        return ""
    over = complaint.sender_due_at < now
    time = {"time": lasting(complaint.sender_due_at - now)}
    return (_("over by %(time)s") if over else _("%(time)s left")) % time


def next_step(complaint: Complaint, face: Face) -> str:
    """The one thing that happens next, or that somebody is to do."""
    if face.paused:
        return _("Waits for an answer until %(day)s") % {"day": figures.moment(complaint.paused_until)}
    if complaint.level and complaint.escalated_to and face.over:
        return _("Escalated to %(name)s") % {"name": complaint.escalated_to}
    if complaint.holder is None and complaint.team is None:
        return _("Take it")
    if complaint.held_due_at and complaint.team:
        return _("%(name)s until %(day)s") % {
            "name": complaint.team,
            "day": figures.moment(complaint.held_due_at),
        }
    if complaint.state == states.NEW:
        return _("Answer the customer")
    return _("Escalates %(day)s") % {"day": figures.moment(complaint.escalate_at)}


def sentence(event: ComplaintEvent) -> str:
    """What happened, in one line; the words themselves stand below it."""
    kind = BY_HIMSELF.get(event.kind, event.kind) if event.by_himself else event.kind
    said = (
        _given(event)
        or _asked_again(event)
        or _logged_elsewhere(event)
        or _sentences().get(kind, str(ComplaintEvent.Kind(event.kind).label))
    )
    return capfirst(
        said
        % {
            "whom": " · ".join(str(one) for one in (event.person, event.team) if one) or _("nobody"),
            "way": event.get_way_display(),
            "due": figures.moment(event.due) if event.due else "–",
            "clock": event.get_clock_display(),
        }
    )


def _given(event: ComplaintEvent) -> str:
    """Somebody has it who did not take it himself: the rules gave it to him, or a person did."""
    if event.kind != states.TAKEN or event.by_id == event.person_id:
        return ""
    return _("Given to %(whom)s") if event.by_id else _("Given to %(whom)s by the rules")


def _asked_again(event: ComplaintEvent) -> str:
    """The clock had paused for the one before as long as it may: see questions.running_on."""
    if event.kind != states.ASKED or event.due is None:
        return ""
    return _("Customer asked again: %(way)s. The clock runs on")


def _logged_elsewhere(event: ComplaintEvent) -> str:
    """An import knows by which way it came."""
    if event.kind != states.LOGGED or not event.way or event.by_himself:
        return ""
    return _("Logged in another system: %(way)s")


# What the customer did by himself on our web page.
BY_HIMSELF = {
    kind: f"web:{kind}" for kind in (states.LOGGED, states.NOTED, states.SOLVED_IT, states.REOPENED_IT)
}


def _sentences() -> dict[str, str]:
    return {
        "web:logged": _("Written by the customer: %(way)s"),
        "web:noted": _("The customer asks for a call until %(due)s"),
        "web:solved": _("The customer says that it is solved"),
        "web:reopened": _("The customer says that it is not solved: a new clock runs"),
        states.TAKEN: _("Taken by %(whom)s"),
        states.HANDED_OVER: _("Handed over to %(whom)s until %(due)s"),
        states.LET_LIE: _("Left lying by %(whom)s beyond the deadline"),
        states.RESPONDED: _("Customer answered: %(way)s"),
        states.QUESTION: _("Question written, not gone out yet: %(way)s"),
        states.ASKED: _("Customer asked: %(way)s. The clock pauses"),
        states.REMINDED: _("Customer reminded: %(way)s"),
        states.CAME: _("Answer of the customer: %(way)s"),
        states.PAUSE_ENDED: _("No answer came: the clock runs again"),
        states.WARNED: _("%(whom)s warned: %(clock)s is near"),
        states.ESCALATED: _("Escalated to %(whom)s"),
        states.REOPENED_IT: _("Reopened: a new clock runs"),
        states.OUTSIDE: _("Came from outside; answer to the sender until %(due)s"),
        states.SENDER_TOLD: _("The sender was answered"),
        states.SENDER_NEAR: _("%(whom)s warned: the sender waits until %(due)s"),
        states.SENDER_OVER: _("The sender's deadline %(due)s was missed: escalated to %(whom)s"),
        states.LINKED: _("Progress link sent: %(way)s"),
        states.UNLINKED: _("Progress link taken back"),
        states.CONFIRMED: _("The customer says that it is solved"),
    }


ICONS = {
    states.LOGGED: "message-report",
    states.TAKEN: "user-check",
    states.HANDED_OVER: "arrows-exchange",
    states.LET_LIE: "bed",
    states.NOTED: "note",
    states.CORRECTED: "pencil",
    states.RESPONDED: "message-reply",
    states.QUESTION: "message-question",
    states.ASKED: "message-question",
    states.NOT_ASKED: "message-x",
    states.REMINDED: "bell",
    states.CAME: "message-2",
    states.PAUSE_ENDED: "player-play",
    states.WARNED: "clock-exclamation",
    states.ESCALATED: "stairs-up",
    states.SOLVED_IT: "circle-check",
    states.TAKEN_BACK: "arrow-back-up",
    states.REOPENED_IT: "rotate",
    states.OUTSIDE: "building-bank",
    states.SENDER_TOLD: "send",
    states.SENDER_NEAR: "clock-exclamation",
    states.SENDER_OVER: "stairs-up",
    states.COMP_GIVEN: "gift",
    states.COMP_ASKED: "hourglass",
    states.COMP_APPROVED: "gift",
    states.COMP_REFUSED: "gift-off",
    states.COMP_BACK: "arrow-back-up",
    states.LINKED: "link",
    states.UNLINKED: "link-off",
    states.CONFIRMED: "thumb-up",
}
TONES = {
    states.LET_LIE: "bad",
    states.ESCALATED: "bad",
    states.WARNED: "warn",
    states.NOT_ASKED: "warn",
    states.SENDER_NEAR: "warn",
    states.SENDER_OVER: "bad",
    states.SENDER_TOLD: "good",
    states.COMP_ASKED: "warn",
    states.SOLVED_IT: "good",
    states.CONFIRMED: "good",
}
