"""Where we fell short of what they expected."""

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.complaints.words import sender_short
from desk.models import Complaint
from signals.sentences.saying import Numbers, Wording, ago, lately, of_five, short, whole


def unmet_expectation(numbers: Numbers) -> str:
    if numbers["of"] == "score":
        figures = whole(numbers, "score") | {"days": ago(numbers)}
        return (
            ngettext(
                "Rated us <b>%(score)d of 5</b> %(days)d day ago",
                "Rated us <b>%(score)d of 5</b> %(days)d days ago",
                figures["days"],
            )
            % figures
        )
    if numbers.get("sender"):
        return _complaint_from_outside(numbers)
    if numbers["open"]:
        return _open_complaint(numbers)
    return ngettext(
        "<b>%(count)d complaint</b> within half a year",
        "<b>%(count)d complaints</b> within half a year",
        int(numbers["recent"]),
    ) % {"count": int(numbers["recent"])}


def _complaint_from_outside(numbers: Numbers) -> str:
    days = int(numbers["days"])
    figures = {"sender": short(sender_short(numbers["sender"]), 14), "days": days}
    if not numbers["open"]:
        return _("Complained <b>through %(sender)s</b> within half a year") % figures
    if not days:
        return _("Through %(sender)s: complaint open <b>less than a day</b>") % figures
    return (
        ngettext(
            "Through %(sender)s: complaint open <b>%(days)d day</b>",
            "Through %(sender)s: complaint open <b>%(days)d days</b>",
            days,
        )
        % figures
    )


def _open_complaint(numbers: Numbers) -> str:
    causes = dict(Complaint.Cause.choices)
    cause = escape(causes.get(numbers["cause"], ""))
    if not int(numbers["days"]):
        return _("Complaint open <b>for less than a day</b>: %(cause)s") % {"cause": cause}
    return ngettext(
        "Complaint open <b>for %(days)d day</b>: %(cause)s",
        "Complaint open <b>for %(days)d days</b>: %(cause)s",
        int(numbers["days"]),
    ) % {"days": int(numbers["days"]), "cause": cause}


def reopened_complaint(numbers: Numbers) -> str:
    figures = lately(numbers)
    if figures["count"] > 1:
        return _("<b>%(count)d complaints reopened</b> in half a year") % figures
    return (
        ngettext(
            "Complaint <b>reopened %(days)d day ago</b>",
            "Complaint <b>reopened %(days)d days ago</b>",
            figures["days"],
        )
        % figures
    )


def breached_complaint(numbers: Numbers) -> str:
    figures = lately(numbers)
    if figures["count"] > 1:
        return _("We missed deadlines of <b>%(count)d complaints</b>") % figures
    return (
        ngettext(
            "We missed a complaint's deadline <b>%(days)d day ago</b>",
            "We missed a complaint's deadline <b>%(days)d days ago</b>",
            figures["days"],
        )
        % figures
    )


def falling_scores(numbers: Numbers) -> str:
    means = {name: of_five(numbers[name]) for name in ("now", "before")}
    return _("Rates us <b>%(now)s of 5</b>; %(before)s the year before") % means


def low_quality(numbers: Numbers) -> str:
    figures = whole(numbers, "index", "answers")
    return (
        ngettext(
            "Our service quality: <b>%(index)d of 100</b>, %(answers)d answer",
            "Our service quality: <b>%(index)d of 100</b>, %(answers)d answers",
            figures["answers"],
        )
        % figures
    )


def doubtful_quality(numbers: Numbers) -> str:
    return ngettext(
        "<b>%(doubted)d of %(ratings)d rating</b> is in doubt",
        "<b>%(doubted)d of %(ratings)d ratings</b> in doubt",
        int(numbers["ratings"]),
    ) % whole(numbers, "doubted", "ratings")


def returned_goods(numbers: Numbers) -> str:
    if numbers["late"]:
        days = int(numbers["late"])
        return ngettext(
            "Refund overdue <b>by %(days)d day</b>", "Refund overdue <b>by %(days)d days</b>", days
        ) % {"days": days}
    figures = whole(numbers, "count")
    return (
        ngettext(
            "<b>%(count)d return</b> within a year",
            "<b>%(count)d returns</b> within a year",
            figures["count"],
        )
        % figures
    )


def warranty_claims(numbers: Numbers) -> str:
    figures = whole(numbers, "count", "refused", "days")
    if numbers["of"] == "open":
        return (
            ngettext(
                "Warranty claim undecided <b>for %(days)d day</b>",
                "Warranty claim undecided <b>for %(days)d days</b>",
                figures["days"],
            )
            % figures
        )
    if numbers["of"] == "refused":
        return (
            ngettext(
                "<b>%(refused)d warranty claim refused</b> within a year",
                "<b>%(refused)d warranty claims refused</b> within a year",
                figures["refused"],
            )
            % figures
        )
    return (
        ngettext(
            "<b>%(count)d warranty claim</b> within a year",
            "<b>%(count)d warranty claims</b> within a year",
            figures["count"],
        )
        % figures
    )


WORDINGS: dict[str, Wording] = {
    "unmet_expectation": unmet_expectation,
    "reopened_complaint": reopened_complaint,
    "breached_complaint": breached_complaint,
    "falling_scores": falling_scores,
    "low_quality": low_quality,
    "doubtful_quality": doubtful_quality,
    "returned_goods": returned_goods,
    "warranty_claims": warranty_claims,
}
