"""What to say and what to write, by kind of action and by reason, in the reader's language.

Own it, give the reason to come back, offer a date: three steps, with the customer's own numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import figures
from outbox.lengths import length
from retention.models import Action

Facts = dict[str, Any]


@dataclass(frozen=True)
class Script:
    """steps: what to do, in order. text: the message to copy, empty for calls and visits."""

    steps: Sequence[str]
    text: str = ""
    caution: str = ""

    @property
    def characters(self) -> int:
        return length(self.text)[0]

    @property
    def parts(self) -> int:
        return length(self.text)[1]


def script(*, kind: str, cause: str, reasons: Sequence[str], facts: Facts) -> Script:
    """facts: as Brief.facts gives them. cause: "tier:2" or "signal:payment_delay"."""
    signal = cause.partition(":")[2] if cause.startswith("signal:") else ""
    main = signal or next(iter(reasons), "")
    if kind == Action.Kind.SMS:
        return Script(steps=sms_steps(), text=sms_text(facts))
    steps = [
        OPENINGS.get(main, opening)(facts),
        *MIDDLES[Action.Kind(kind)](main),
        closing(),
    ]
    text = recall_text(facts) if kind == Action.Kind.RECALL else ""
    return Script(steps=steps, text=text, caution=caution(facts))


def opening(facts: Facts) -> str:
    if not facts["days"]:
        return _("Ask how things went with the last job.")
    return ngettext(
        "Say that you miss them: “We last saw you %(days)d day ago. Has anything kept you away?”",
        "Say that you miss them: “We last saw you %(days)d days ago. Has anything kept you away?”",
        facts["days"],
    ) % {"days": facts["days"]}


def lapsed(facts: Facts) -> str:
    if not facts["usual"] or not facts["days"]:
        return opening(facts)
    return _(
        "Name it: “You usually come every %(usual)d days; now it is %(days)d. Has anything kept you away?”"
    ) % {
        "usual": facts["usual"],
        "days": facts["days"],
    }


def paying_late(facts: Facts) -> str:
    return _("Ask first whether the last invoice was in order; late payment often hides a complaint.")


def coming_less(facts: Facts) -> str:
    return _("Ask what they have done elsewhere this year, and why there.")


def disappointed(facts: Facts) -> str:
    return _("Own it first: say what went wrong last time, and what has changed since. Then listen.")


def call_middle(main: str) -> list[str]:
    if main in OF_DISAPPOINTMENT:
        return [_("Say who puts it right, and by when. Write that down as a promise below.")]
    if main in OF_MONEY:
        return [_("Agree on a day for the open amount. Write it down below.")]
    return [_("Give one reason to come: what is due next on their side, and what it saves them.")]


def recall_middle(main: str) -> list[str]:
    return [_("Offer the welcome-back check: free, half an hour, with a written result. Then send the text.")]


def visit_middle(main: str) -> list[str]:
    return [_("Bring somebody from the workshop along, and the list of the last jobs."), *call_middle(main)]


def closing() -> str:
    return _("Offer two dates, and let them choose.")


def sms_steps() -> list[str]:
    return [
        _("Copy the text and send it from your phone."),
        _("Log it as sent below; it stands on the timeline."),
    ]


def sms_text(facts: Facts) -> str:
    """The reminder as the customer reads it."""
    names = {"person": facts["person"], "me": facts["me"], "business": facts["business"]}
    if facts["last_visit"]:
        names["day"] = figures.day(facts["last_visit"])
        return (
            _(
                "Hello %(person)s, your last visit to us was on %(day)s; a check is due. "
                "Reply with a day that suits you. %(me)s, %(business)s"
            )
            % names
        )
    return _("Hello %(person)s, may we help with anything? Just reply. %(me)s, %(business)s") % names


def recall_text(facts: Facts) -> str:
    """The offer as the customer reads it; to them it is a welcome back, never a recall."""
    names = {"person": facts["person"], "me": facts["me"], "business": facts["business"]}
    return (
        _(
            "Hello %(person)s, we would like to see you again: a free check at %(business)s "
            "on a day you choose. Just reply. %(me)s"
        )
        % names
    )


def caution(facts: Facts) -> str:
    """What not to do with this customer."""
    if facts["sensitivity"] in ("quality", "service"):
        return _("Cares about quality and service: no discount.")
    if facts["sensitivity"] == "price":
        return _("Cares about price: say what it costs before they ask.")
    return ""


OF_MONEY = ("payment_delay", "order_payment", "unpaid_orders", "arrears")
OF_DISAPPOINTMENT = (
    "unmet_expectation",
    "reopened_complaint",
    "breached_complaint",
    "falling_scores",
    "low_quality",
    "returned_goods",
    "warranty_claims",
    "broken_promise",
)
OF_COMING_LESS = (
    "falling_frequency",
    "falling_spend",
    "falling_category",
    "narrowing_range",
    "competitor_named",
)
OPENINGS = {
    "lapsed_visit": lapsed,
    **dict.fromkeys(OF_MONEY, paying_late),
    **dict.fromkeys(OF_COMING_LESS, coming_less),
    **dict.fromkeys(OF_DISAPPOINTMENT, disappointed),
}
MIDDLES = {Action.Kind.CALL: call_middle, Action.Kind.RECALL: recall_middle, Action.Kind.VISIT: visit_middle}
