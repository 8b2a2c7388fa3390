"""What we promised, and needs that nobody has met."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signals.sentences.saying import Numbers, Wording, lately, whole


def broken_promise(numbers: Numbers) -> str:
    if numbers["of"] == "overdue":
        return _overdue(whole(numbers, "count", "days"))
    figures = lately(numbers)
    if figures["count"] > 1:
        return _("<b>%(count)d promises broken</b> in half a year") % figures
    return (
        ngettext(
            "Promise <b>broken %(days)d day ago</b>",
            "Promise <b>broken %(days)d days ago</b>",
            figures["days"],
        )
        % figures
    )


def _overdue(figures: dict[str, int]) -> str:
    if figures["count"] > 1:
        return _("<b>%(count)d promises overdue</b>, by up to %(days)d days") % figures
    if not figures["days"]:
        return _("Promise <b>overdue</b> for less than a day")
    return (
        ngettext(
            "Promise overdue <b>by %(days)d day</b>",
            "Promise overdue <b>by %(days)d days</b>",
            figures["days"],
        )
        % figures
    )


def declined_work(numbers: Numbers) -> str:
    figures = whole(numbers, "count", "days")
    if figures["count"] > 1:
        said = ngettext(
            "<b>%(count)d declined jobs</b>, asking is %(days)d day late",
            "<b>%(count)d declined jobs</b>, asking is %(days)d days late",
            figures["days"],
        )
    else:
        said = ngettext(
            "<b>%(count)d declined job</b>, asking is %(days)d day late",
            "<b>%(count)d declined job</b>, asking is %(days)d days late",
            figures["days"],
        )
    return said % figures


def unanswered_need(numbers: Numbers) -> str:
    figures = lately(numbers)
    if figures["count"] > 1:
        said = ngettext(
            "<b>%(count)d wishes unanswered</b>, for up to %(days)d day",
            "<b>%(count)d wishes unanswered</b>, for up to %(days)d days",
            figures["days"],
        )
    else:
        said = ngettext(
            "Wish unanswered <b>for %(days)d day</b>",
            "Wish unanswered <b>for %(days)d days</b>",
            figures["days"],
        )
    return said % figures


WORDINGS: dict[str, Wording] = {
    "broken_promise": broken_promise,
    "declined_work": declined_work,
    "unanswered_need": unanswered_need,
}
