"""What a model's reasons are called where no signal tells of them: with the customer's own numbers where it
can."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from signals.sentences.coming import falling_frequency, lapsed_visit, tier
from signals.sentences.saying import Numbers, percent

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


def returns(numbers: Numbers) -> str:
    if not numbers["brought_back"]:
        return _("Brought <b>nothing</b> back")
    return _("Brought <b>%(share)d%%</b> back of what they bought") % {
        "share": percent(numbers["brought_back"]) or 1
    }


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
    if numbers["points"] > 0:
        return pgettext("time of year", "At this time of year <b>fewer</b> come again")
    return pgettext("time of year", "At this time of year <b>more</b> come again")


SAID = {
    "rhythm": rhythm,
    "habit": habit,
    "frequency": frequency,
    "spend": spend,
    "amounts": amounts,
    "returns": returns,
    "tenure": tenure,
    "regularity": regularity,
    "season": season,
    "away": tier,
}


def in_words(factor: str, numbers: Mapping[str, Any]) -> SafeString:
    """One line. numbers: see retention.why."""
    if factor in SAID:
        return mark_safe(SAID[factor](dict(numbers)))
    return mark_safe(str(NAMES[factor]))
