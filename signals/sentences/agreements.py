"""What was asked and offered, and what was agreed on."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signals.sentences.saying import Numbers, Wording, lately, percent, whole


def inquiry_without_order(numbers: Numbers) -> str:
    figures = whole(numbers, "count")
    return (
        ngettext(
            "<b>%(count)d inquiry</b> in a year, no order",
            "<b>%(count)d inquiries</b> in a year, no order",
            figures["count"],
        )
        % figures
    )


def offer_mismatch(numbers: Numbers) -> str:
    """Something else, no offer that anybody noted, or now the one and now the other."""
    figures = lately(numbers)
    nothing = int(numbers.get("nothing", 0))
    if 0 < nothing < figures["count"]:
        return _("Offered something else or nothing <b>%(count)d times</b>; no order") % figures
    if figures["count"] > 1:
        often = (
            _("No offer noted <b>%(count)d times</b>; no order")
            if nothing
            else _("Offered something else <b>%(count)d times</b>; no order")
        )
        return often % figures
    return _offered_once(figures, nothing=bool(nothing)) % figures


def _offered_once(figures: Mapping[str, int], *, nothing: bool) -> str:
    if nothing:
        return ngettext(
            "Asked <b>%(days)d day ago</b>, no offer noted; no order",
            "Asked <b>%(days)d days ago</b>, no offer noted; no order",
            figures["days"],
        )
    return ngettext(
        "Offered something else <b>%(days)d day ago</b>; no order",
        "Offered something else <b>%(days)d days ago</b>; no order",
        figures["days"],
    )


def price_over_market(numbers: Numbers) -> str:
    return _("Contract price <b>%(over)d%% over</b> the market") % {"over": percent(numbers["over"])}


def price_rise(numbers: Numbers) -> str:
    return _("New contract <b>%(rise)d%% dearer</b> than the last") % {"rise": percent(numbers["rise"])}


def clashing_terms(numbers: Numbers) -> str:
    figures = whole(numbers, "days")
    if not figures["days"]:
        return _("Our terms clash with theirs; <b>ends today</b>")
    return (
        ngettext(
            "Our terms clash with theirs; <b>%(days)d day</b> to go",
            "Our terms clash with theirs; <b>%(days)d days</b> to go",
            figures["days"],
        )
        % figures
    )


def contract_ending(numbers: Numbers) -> str:
    days = int(numbers["days"])
    if not days:
        return _("Contract <b>ends today</b>, no renewal talk")
    return ngettext(
        "Contract ends <b>in %(days)d day</b>, no renewal talk",
        "Contract ends <b>in %(days)d days</b>, no renewal talk",
        days,
    ) % {"days": days}


WORDINGS: dict[str, Wording] = {
    "inquiry_without_order": inquiry_without_order,
    "offer_mismatch": offer_mismatch,
    "price_over_market": price_over_market,
    "price_rise": price_rise,
    "clashing_terms": clashing_terms,
    "contract_ending": contract_ending,
}
