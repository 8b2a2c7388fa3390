"""How often and for what they come."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signals.sentences.saying import Numbers, Wording, percent, short, whole


def lapsed_visit(numbers: Numbers) -> str:
    figures = {name: max(1, round(numbers[name])) for name in ("usual", "spread", "now")}
    if numbers["own"]:
        return _("Visits every %(usual)d ± %(spread)d days; <b>now %(now)d</b>") % figures
    return _("Others come every %(usual)d days; <b>now %(now)d</b>") % figures


def falling_frequency(numbers: Numbers) -> str:
    # Nights before falling spend had a kind of its own told of it here.
    if numbers.get("of") == "spend":
        return falling_spend(numbers)
    figures = whole(numbers, "now", "before", "months")
    return (
        ngettext(
            "<b>%(now)d visit</b> in %(months)d months; %(before)d in the %(months)d before",
            "<b>%(now)d visits</b> in %(months)d months; %(before)d in the %(months)d before",
            figures["now"],
        )
        % figures
    )


def falling_spend(numbers: Numbers) -> str:
    fallen = {"drop": percent(numbers["drop"]), "months": int(numbers["months"])}
    return _("Spend <b>down %(drop)d%%</b> on the %(months)d months before") % fallen


def falling_category(numbers: Numbers) -> str:
    # Earlier nights compared years alone.
    if numbers.get("of") == "rhythm":
        rhythm = {name: max(1, round(numbers[name])) for name in ("usual", "spread", "silent")}
        category = {"category": short(numbers["category"], 22)}
        return _("%(category)s every %(usual)d ± %(spread)d days; <b>now %(silent)d</b>") % (
            category | rhythm
        )
    figures = {"category": short(numbers["category"], 22), **whole(numbers, "now", "before")}
    return (
        ngettext(
            "%(category)s: <b>%(now)d time</b>, %(before)d a year before",
            "%(category)s: <b>%(now)d times</b>, %(before)d a year before",
            int(numbers["now"]),
        )
        % figures
    )


def narrowing_range(numbers: Numbers) -> str:
    figures = whole(numbers, "now", "before")
    return (
        ngettext(
            "Takes <b>%(now)d kind</b> of things; %(before)d a year before",
            "Takes <b>%(now)d kinds</b> of things; %(before)d a year before",
            figures["now"],
        )
        % figures
    )


def no_second_visit(numbers: Numbers) -> str:
    figures = whole(numbers, "days", "usual")
    return (
        ngettext(
            "One visit <b>%(days)d day ago</b>; others were back in %(usual)d",
            "One visit <b>%(days)d days ago</b>; others were back in %(usual)d",
            figures["days"],
        )
        % figures
    )


def tier(numbers: Numbers) -> str:
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


WORDINGS: dict[str, Wording] = {
    "lapsed_visit": lapsed_visit,
    "falling_frequency": falling_frequency,
    "falling_spend": falling_spend,
    "falling_category": falling_category,
    "narrowing_range": narrowing_range,
    "no_second_visit": no_second_visit,
    "tier": tier,
}
