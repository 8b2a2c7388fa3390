"""The one inbox for people. The same fact told twice is one notice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from churn_crm import clock
from churn_crm.ui import figures
from staff.models import Notice, User

# What each kind says, with `numbers` put in; in the reader's language.
WORDS: dict[str, str | Promise] = {
    "night_late": _("The night of %(day)s is not done: scores and queue are those of the day before."),
    "night_failed": _("The night of %(day)s failed: %(error)s"),
    "signals_opened": _("New signals of your customers, night of %(day)s: %(opened)s."),
    "signals_again": _("Signals of your customers, night of %(day)s: %(opened)s new, %(again)s open again."),
    "signals_grown": _(
        "Signals of your customers, night of %(day)s: %(opened)s new, %(again)s open again, "
        "%(urgent)s grown urgent."
    ),
    "signals_stand_in": _(
        "%(person)s is not here. Signals of the customers, night of %(day)s: %(opened)s new, "
        "%(again)s open again, %(urgent)s grown urgent."
    ),
    "learning_failed": _(
        "Learning from what was known on %(day)s broke off: %(error)s. It is tried again every day; if that "
        "goes on, tell your administrator."
    ),
    "model_drifted": _(
        "Customers have changed since model %(number)s was learned (seen %(day)s). A new one is learned soon."
    ),
    "model_features_moved": _(
        "What model %(number)s looks at has moved beyond chance since it was learned (seen %(day)s). "
        "That is a reason to learn anew: look at its page."
    ),
    "model_miscalibrated": _(
        "What model %(number)s said has not come true as often as it said (seen %(day)s). Look at its page."
    ),
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
    "complaint_sender_near": _(
        "%(sender)s waits for our answer on %(complaint)s of %(customer)s until %(due)s."
    ),
    "complaint_sender_over": _(
        "%(sender)s had no answer on %(complaint)s of %(customer)s until %(due)s. With: %(holder)s."
    ),
    "compensation_asked": _(
        "%(person)s wants to give %(customer)s %(amount)s as compensation for %(complaint)s. Decide."
    ),
    "compensation_approved": _("%(person)s approved the compensation of %(amount)s for %(complaint)s."),
    "compensation_refused": _(
        "%(person)s refused the compensation of %(amount)s for %(complaint)s: %(reason)s"
    ),
    "complaint_asked": _("%(person)s asks for help with %(complaint)s of %(customer)s."),
    "complaint_given": _("%(person)s gave you %(complaint)s of %(customer)s until %(due)s."),
    "complaint_routed": _("%(complaint)s of %(customer)s came to you."),
    "promise_handed": _("%(person)s is away. Keep this promise to %(customer)s until %(due)s: %(what)s"),
    "promise_back": _("%(person)s gives this promise to %(customer)s back, due %(due)s: %(what)s"),
    "inquiry_routed": _("An inquiry of %(customer)s came to you: %(topic)s"),
    "complaint_remind": _("%(customer)s has not answered about %(complaint)s. Ask again."),
    "complaint_silent": _("%(complaint)s of %(customer)s: no answer came, its clock runs again."),
    "complaint_undelivered": _(
        "The question about %(complaint)s did not reach %(customer)s. Ask another way."
    ),
    "complaint_web": _("%(customer)s complained on our web page: %(complaint)s."),
    "complaint_heard": _("%(customer)s answered about %(complaint)s on its page."),
    "complaint_unsolved": _("%(customer)s says that %(complaint)s is not solved."),
    "complaint_reopened": _("%(person)s opened %(complaint)s of %(customer)s again."),
    "complaint_settled": _("%(customer)s says that %(complaint)s is solved."),
    "complaint_call": _("%(customer)s asks to be called about %(complaint)s: promised until %(due)s."),
    "reply_text": _("%(customer)s answered: %(text)s"),
    "reply_opt_out": _("%(customer)s opted out: %(text)s"),
    "reply_opt_in": _("%(customer)s wants messages again: %(text)s"),
    "reply_opt_in_unconfirmed": _(
        "%(customer)s seems to want messages again: %(text)s. This gateway signs no replies: ask first."
    ),
    "mailbox_silent": _(
        "The mailbox of customers' answers could not be read for %(hours)s hours: %(error)s. See to it."
    ),
    "promise_soon": _("Due at %(time)s, promised by %(person)s to %(customer)s: %(what)s"),
    "promise_due": _(
        "Due now, promised by %(person)s to %(customer)s: %(what)s. Record whether it was kept."
    ),
    "promise_broken": _(
        "Broken: %(person)s promised %(customer)s until %(day)s, %(time)s: %(what)s. "
        "Nobody recorded it as kept."
    ),
    "rectify_asked": _("%(by)s asks you to put right until %(day)s, %(time)s: %(what)s"),
    "rectify_soon": _("%(rectification)s is due %(day)s, %(time)s: %(what)s"),
    "rectify_due": _("%(rectification)s is over its time. %(person)s was to put right: %(what)s"),
    "rectify_done": _("%(by)s says it is put right, look at it again: %(what)s"),
    "rectify_passed": _("%(by)s looked again, and it is in order: %(what)s"),
    "rectify_failed": _("%(by)s looked again: %(text)s. Put right until %(day)s, %(time)s: %(what)s"),
    "rectify_withdrawn": _("%(by)s withdrew it: %(what)s. %(text)s"),
    "calls_given_up": _(
        "%(branch)s: customers who were not reached on the third day and are given up: %(count)s, on %(day)s."
    ),
    "matter_given": _("%(by)s asks you to see to %(matter)s, said by customers: %(title)s"),
    "defect_more": _("%(defect)s, %(title)s: it concerns more customers, found just now: %(count)s."),
    "calls_late": _("%(branch)s: third-day calls that are late: %(count)s, the oldest of %(day)s."),
    "doubts_raised": _("New doubts whether ratings are true: %(count)s."),
    "doubt_verified": _(
        "A doubt is verified: %(reached)s of %(called)s reached, %(refuted)s said otherwise. Decide."
    ),
    "doubts_not_called": _("New doubts without anybody to call or an independent agent: %(count)s. Decide."),
    "verification_alone": _("%(branch)s: no independent agent for verification calls: %(count)s. See to it."),
    "call_unhappy": _("%(customer)s is not satisfied, %(score)s of 5: %(text)s"),
    "call_detractor": _("%(customer)s would not recommend us, %(score)s of 10: %(text)s"),
}

# Words inside a notice that depend on the reader's language, by what is stored for them.
PHRASES: dict[str, Promise] = {
    "clock:response": _("first response"),
    "clock:resolution": _("solution of the complaint"),
    "clock:deadline": _("deadline of the department"),
    "nobody": _("nobody"),
    "sender:12315": _("Consumer hotline 12315"),
    "sender:12345": _("City hotline 12345"),
    "sender:review": pgettext_lazy("sender of a complaint", "Public review"),
    "sender:platform": pgettext_lazy("sender of a complaint", "Platform ticket"),
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
