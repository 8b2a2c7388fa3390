"""What a model's reasons are called where no signal tells of them: each in the customer's own numbers."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from signals.sentences import circumstances
from signals.sentences.coming import falling_frequency, lapsed_visit, tier
from signals.sentences.saying import Numbers

NAMES: dict[str, str | Promise] = {
    "payment": gettext_lazy("How they pay"),
    "complaints": gettext_lazy("Complaints and ratings"),
    "promises": gettext_lazy("What we promised and kept"),
    "inquiries": gettext_lazy("What they asked for"),
    "terms": gettext_lazy("Prices and contract"),
    "people": gettext_lazy("Who knows whom"),
    "goods": gettext_lazy("What they come for"),
    "rest": gettext_lazy("All other facts together"),
}


def rhythm(numbers: Numbers) -> str:
    """With too few visits for a rhythm of one's own, the time away."""
    return lapsed_visit({**numbers, "now": numbers["days"]}) if numbers["own"] else tier(numbers)


def frequency(numbers: Numbers) -> str:
    return falling_frequency({"now": numbers["year"], "before": numbers["year_before"], "months": 12})


def habit(numbers: Numbers) -> str:
    return (
        ngettext("<b>%(visits)d visit</b> in all", "<b>%(visits)d visits</b> in all", numbers["visits"])
        % numbers
    )


def spend(numbers: Numbers) -> str:
    return _("<b>%(half)s</b> in 6 months; %(half_before)s in the 6 before") % numbers


def amounts(numbers: Numbers) -> str:
    return _("%(usual_amount)s a visit; the last <b>%(last_amount)s</b>") % numbers


def tenure(numbers: Numbers) -> str:
    years, months = divmod(numbers["months_known"], 12)
    if years:
        return ngettext("Customer for <b>%(n)d year</b>", "Customer for <b>%(n)d years</b>", years) % {
            "n": years
        }
    return ngettext("Customer for <b>%(n)d month</b>", "Customer for <b>%(n)d months</b>", months) % {
        "n": months
    }


def regularity(numbers: Numbers) -> str:
    return _("Came in <b>%(active)d of the last 12</b> months") % numbers


def season(numbers: Numbers) -> str:
    """With how often he came then last year, where he was a customer."""
    pushes, times = numbers["points"] > 0, numbers.get("then")
    if times is None and pushes:
        return pgettext("time of year", "At this time of year <b>fewer</b> come again")
    if times is None:
        return pgettext("time of year", "At this time of year <b>more</b> come again")
    fewer = ngettext(
        "Fewer come at this time; last year <b>%(n)d visit</b>",
        "Fewer come at this time; last year <b>%(n)d visits</b>",
        times,
    )
    more = ngettext(
        "More come at this time; last year <b>%(n)d visit</b>",
        "More come at this time; last year <b>%(n)d visits</b>",
        times,
    )
    return (fewer if pushes else more) % {"n": times}


SAID = {
    **circumstances.SAID,
    "rhythm": rhythm,
    "habit": habit,
    "frequency": frequency,
    "spend": spend,
    "amounts": amounts,
    "tenure": tenure,
    "regularity": regularity,
    "season": season,
    "away": tier,
}


def in_words(factor: str, numbers: Mapping[str, Any]) -> SafeString:
    """One line. numbers: see retention.why. Features that nobody has named have no numbers of their own."""
    if factor in SAID:
        return mark_safe(SAID[factor](dict(numbers)))
    return mark_safe(str(NAMES[factor]))
