"""Reasons in words: a kind and the customer's own numbers become one sentence in the reader's language.

Nights store numbers, never words. A sentence has at most 52 Latin or 26 Chinese characters, and its one
decisive figure stands in <b>.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.models import Complaint

Numbers = Mapping[str, Any]

TITLES: dict[str, str | Promise] = {
    "lapsed_visit": gettext_lazy("Lapsed visit"),
    "payment_delay": gettext_lazy("Payment delay"),
    "falling_frequency": gettext_lazy("Falling frequency"),
    "unmet_expectation": gettext_lazy("Unmet expectation"),
    "tier": gettext_lazy("Time away"),
}


def title(kind: str) -> str:
    """Two or three words that name the kind; an unknown kind is its own name."""
    return str(TITLES.get(kind, kind))


def sentence(kind: str, numbers: Numbers) -> SafeString:
    """The evidence as markup: "Visits every 92 ± 14 days; <b>now 171</b>". Empty for an unknown kind."""
    wording = WORDINGS.get(kind)
    return mark_safe(wording(numbers)) if wording else SafeString("")


def plain(kind: str, numbers: Numbers) -> str:
    """The same sentence without markup, for files, labels and messages."""
    return re.sub(r"</?b>", "", sentence(kind, numbers))


def _lapsed_visit(numbers: Numbers) -> str:
    figures = {name: max(1, round(numbers[name])) for name in ("usual", "spread", "now")}
    if numbers["own"]:
        return _("Visits every %(usual)d ± %(spread)d days; <b>now %(now)d</b>") % figures
    return _("Others come every %(usual)d days; <b>now %(now)d</b>") % figures


def _payment_delay(numbers: Numbers) -> str:
    if numbers["overdue"]:
        figures = {"count": int(numbers["overdue"]), "days": round(numbers["overdue_days"])}
        return (
            ngettext(
                "<b>Invoice overdue</b> by %(days)d days",
                "<b>%(count)d invoices overdue</b>, by up to %(days)d days",
                figures["count"],
            )
            % figures
        )
    figures = {"late": round(numbers["late"]), "before": round(numbers["before"])}
    if figures["before"] > 0:
        return _("Pays <b>%(late)d days late</b>; %(before)d the year before") % figures
    return _("Pays <b>%(late)d days late</b>; was in time before") % figures


def _falling_frequency(numbers: Numbers) -> str:
    if numbers["of"] == "spend":
        fallen = {"drop": round(numbers["drop"] * 100), "months": int(numbers["months"])}
        return _("Spend <b>down %(drop)d%%</b> on the %(months)d months before") % fallen
    figures = {name: int(numbers[name]) for name in ("now", "before", "months")}
    return (
        ngettext(
            "<b>%(now)d visit</b> in %(months)d months; %(before)d in the %(months)d before",
            "<b>%(now)d visits</b> in %(months)d months; %(before)d in the %(months)d before",
            figures["now"],
        )
        % figures
    )


def _unmet_expectation(numbers: Numbers) -> str:
    if numbers["of"] == "score":
        figures = {"score": int(numbers["score"]), "days": int(numbers["days"])}
        return (
            ngettext(
                "Rated us <b>%(score)d of 5</b> %(days)d day ago",
                "Rated us <b>%(score)d of 5</b> %(days)d days ago",
                figures["days"],
            )
            % figures
        )
    if numbers["open"]:
        return _open_complaint(numbers)
    return ngettext(
        "<b>%(count)d complaint</b> within half a year",
        "<b>%(count)d complaints</b> within half a year",
        int(numbers["recent"]),
    ) % {"count": int(numbers["recent"])}


def _open_complaint(numbers: Numbers) -> str:
    causes = dict(Complaint.Cause.choices)
    cause = escape(causes.get(numbers["cause"], ""))
    return ngettext(
        "Complaint open <b>for %(days)d day</b>: %(cause)s",
        "Complaint open <b>for %(days)d days</b>: %(cause)s",
        int(numbers["days"]),
    ) % {"days": int(numbers["days"]), "cause": cause}


def _tier(numbers: Numbers) -> str:
    if numbers.get("days") is None:
        return _("No visit yet")
    months, days = int(numbers["months"]), int(numbers["days"])
    if months:
        return ngettext("No visit for <b>%(n)d month</b>", "No visit for <b>%(n)d months</b>", months) % {
            "n": months
        }
    if not days:
        return _("Last visit <b>today</b>")
    return ngettext("Last visit <b>%(n)d day</b> ago", "Last visit <b>%(n)d days</b> ago", days) % {"n": days}


WORDINGS: dict[str, Callable[[Numbers], str]] = {
    "lapsed_visit": _lapsed_visit,
    "payment_delay": _payment_delay,
    "falling_frequency": _falling_frequency,
    "unmet_expectation": _unmet_expectation,
    "tier": _tier,
}
