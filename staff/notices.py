"""The one inbox for people. The same fact told twice is one notice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from churn_crm import clock
from churn_crm.ui import figures
from staff.models import Notice, User

# What each kind says, with `numbers` put in; in the reader's language.
WORDS: dict[str, str | Promise] = {
    "night_late": _("The night of %(day)s is not done: scores and queue are those of the day before."),
    "night_failed": _("The night of %(day)s failed: %(error)s"),
    "import_failed": _("%(source)s: %(file)s could not be imported. %(error)s"),
    "facts_stale": _(
        "%(branch)s: nothing new for %(days)s days, usually at most %(usual)s. No messages were planned."
    ),
    "price_asked": _(
        "%(person)s wants to sign %(price)s with %(customer)s, %(share)s above the market's %(high)s. Decide."
    ),
    "price_approved": _("%(person)s approved %(price)s: the contract with %(customer)s is signed."),
    "price_refused": _("%(person)s refused %(price)s for %(customer)s: %(reason)s"),
    "survey_call": _("%(customer)s answered a survey and asks for a call back until %(day)s, %(time)s."),
    "complaint_warned": _("%(complaint)s of %(customer)s is due %(due)s: %(clock)s."),
    "complaint_over": _("%(complaint)s of %(customer)s is over its time: %(clock)s. With: %(holder)s."),
    "complaint_left": _("%(complaint)s of %(customer)s was left lying by %(holder)s beyond %(due)s."),
    "complaint_asked": _("%(person)s asks for help with %(complaint)s of %(customer)s."),
    "complaint_given": _("%(person)s gave you %(complaint)s of %(customer)s until %(due)s."),
    "complaint_remind": _("%(customer)s has not answered about %(complaint)s. Ask again."),
    "complaint_silent": _("%(complaint)s of %(customer)s: no answer came, its clock runs again."),
    "complaint_undelivered": _(
        "The question about %(complaint)s did not reach %(customer)s. Ask another way."
    ),
    "complaint_web": _("%(customer)s complained on our web page: %(complaint)s."),
    "complaint_heard": _("%(customer)s answered about %(complaint)s on its page."),
    "complaint_unsolved": _("%(customer)s says that %(complaint)s is not solved."),
    "complaint_settled": _("%(customer)s says that %(complaint)s is solved."),
    "complaint_call": _("%(customer)s asks to be called about %(complaint)s: promised until %(due)s."),
    "reply_text": _("%(customer)s answered: %(text)s"),
    "reply_opt_out": _("%(customer)s opted out: %(text)s"),
    "reply_opt_in": _("%(customer)s wants messages again: %(text)s"),
    "reply_opt_in_unconfirmed": _(
        "%(customer)s seems to want messages again: %(text)s. This gateway signs no replies: ask first."
    ),
    "promise_soon": _("Due at %(time)s, promised by %(person)s to %(customer)s: %(what)s"),
    "promise_due": _(
        "Due now, promised by %(person)s to %(customer)s: %(what)s. Record whether it was kept."
    ),
    "promise_broken": _(
        "Broken: %(person)s promised %(customer)s until %(day)s, %(time)s: %(what)s. "
        "Nobody recorded it as kept."
    ),
    "calls_late": _("%(branch)s: third-day calls that are late: %(count)s, the oldest of %(day)s."),
    "call_unhappy": _("%(customer)s is not satisfied, %(score)s of 5: %(text)s"),
}

# Words inside a notice that depend on the reader's language, by what is stored for them.
PHRASES: dict[str, Promise] = {
    "clock:response": _("first response"),
    "clock:resolution": _("solution of the complaint"),
    "clock:deadline": _("deadline of the department"),
    "nobody": _("nobody"),
}


def notify(
    *, users: Iterable[User], kind: str, numbers: Mapping[str, Any], occasion: str, link: str = ""
) -> int:
    """Put one line into each person's inbox, once per `occasion`. Returns how many are new."""
    notices = [
        Notice(
            user=user, kind=kind, numbers=dict(numbers), occasion=occasion, link=link, created_at=clock.now()
        )
        for user in users
    ]
    told = Notice.objects.filter(occasion=occasion).count()
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return Notice.objects.filter(occasion=occasion).count() - told


@dataclass(frozen=True)
class Line:
    """One line for one person's inbox."""

    user: int
    kind: str
    numbers: Mapping[str, Any]
    occasion: str
    link: str = ""


def notify_each(lines: Iterable[Line]) -> None:
    """Put many lines into inboxes in one query, each once per person and occasion."""
    now = clock.now()
    Notice.objects.bulk_create(
        (
            Notice(
                user_id=line.user,
                kind=line.kind,
                numbers=dict(line.numbers),
                occasion=line.occasion,
                link=line.link,
                created_at=now,
            )
            for line in lines
        ),
        ignore_conflicts=True,
    )


def words(notice: Notice) -> str:
    """The notice in the reader's language; an unknown kind is its own name."""
    text = WORDS.get(notice.kind)
    shown = {name: _shown(name, value) for name, value in notice.numbers.items()}
    return str(text) % shown if text else notice.kind


def _shown(name: str, value: Any) -> Any:
    """Days and moments are stored as ISO 8601 writes them, and shown as the reader's language does.

    What is a phrase is stored by its name in PHRASES.
    """
    try:
        if name == "due":
            return figures.moment(datetime.fromisoformat(value))
        return figures.day(date.fromisoformat(value)) if name == "day" else PHRASES.get(value, value)
    except (ValueError, TypeError):
        return value
