"""By whom we know each other, and who courts them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signals.sentences.saying import Numbers, Wording, ago, lately, short, whole


def single_threaded(numbers: Numbers) -> str:
    """How many contacts are known, how many of us know them, and through whom talks went.

    Nights kept less before; they do not say how many of us (0).
    """
    figures = whole(numbers, "contacts", "bonded") | {"talks": 0, "by_one": 0, "ours": 0}
    if "lines" in numbers:
        figures |= whole(numbers, "talks", "by_one") | {"ours": 1 + round(numbers["lines"])}
    if numbers["of"] == "ours":
        return _by_one_of_us(figures)
    if numbers.get("left"):
        return _last_contact_left(round(numbers["left"]))
    if figures["contacts"] > 1:
        return _("Bond with <b>%(bonded)d of %(contacts)d</b> contacts") % figures
    return _by_one_contact(figures)


def _last_contact_left(left: int) -> str:
    return ngettext(
        "<b>%(left)d contact left</b> in a year; nobody there is known",
        "<b>%(left)d contacts left</b> in a year; nobody there is known",
        left,
    ) % {"left": left}


def _by_one_of_us(figures: dict[str, int]) -> str:
    if figures["talks"]:
        return (
            ngettext(
                "One of us had <b>%(by_one)d of %(talks)d talk</b> in a year",
                "One of us had <b>%(by_one)d of %(talks)d talks</b> in a year",
                figures["talks"],
            )
            % figures
        )
    if not figures["contacts"]:
        return _("Only <b>1 of us</b> knows them; no contact known")
    return (
        ngettext(
            "Only <b>1 of us</b> knows their %(contacts)d contact",
            "Only <b>1 of us</b> knows their %(contacts)d contacts",
            figures["contacts"],
        )
        % figures
    )


def _by_one_contact(figures: dict[str, int]) -> str:
    if figures["ours"] > 1:
        return _("Only <b>1 contact</b> there knows %(ours)d of us") % figures
    if figures["talks"]:
        return (
            ngettext(
                "<b>1 contact</b>; one of us had %(by_one)d of %(talks)d talk",
                "<b>1 contact</b>; one of us had %(by_one)d of %(talks)d talks",
                figures["talks"],
            )
            % figures
        )
    if figures["ours"]:
        return _("Only <b>1 contact</b> there knows 1 of us")
    return _("Only <b>one contact</b> there knows us")


def decision_maker_left(numbers: Numbers) -> str:
    days = ago(numbers)
    if numbers["left"]:
        return ngettext(
            "A decision maker left <b>%(days)d day ago</b>",
            "A decision maker left <b>%(days)d days ago</b>",
            days,
        ) % {"days": days}
    return ngettext(
        "Decision maker left <b>%(days)d day ago</b>; no other known",
        "Decision maker left <b>%(days)d days ago</b>; no other known",
        days,
    ) % {"days": days}


def owner_left(numbers: Numbers) -> str:
    days = int(numbers["days"])
    return ngettext(
        "Account manager left <b>%(days)d day ago</b>", "Account manager left <b>%(days)d days ago</b>", days
    ) % {"days": days}


def owner_leaving(numbers: Numbers) -> str:
    days = int(numbers["days"])
    if not days:
        return _("Account manager's <b>last day</b>")
    return ngettext(
        "Account manager leaves <b>in %(days)d day</b>",
        "Account manager leaves <b>in %(days)d days</b>",
        days,
    ) % {"days": days}


def competitor_named(numbers: Numbers) -> str:
    figures = {"name": short(numbers["name"], 20), **lately(numbers)}
    if numbers["count"] > 1:
        return _("Named %(name)s <b>%(count)d times</b> in half a year") % figures
    return (
        ngettext(
            "Named %(name)s <b>%(days)d day ago</b>",
            "Named %(name)s <b>%(days)d days ago</b>",
            ago(numbers),
        )
        % figures
    )


def competitor_active(numbers: Numbers) -> str:
    figures = {"name": short(numbers["name"], 18), "days": ago(numbers)}
    return (
        ngettext(
            "%(name)s has courted them <b>for %(days)d day</b>",
            "%(name)s has courted them <b>for %(days)d days</b>",
            ago(numbers),
        )
        % figures
    )


WORDINGS: dict[str, Wording] = {
    "single_threaded": single_threaded,
    "decision_maker_left": decision_maker_left,
    "owner_left": owner_left,
    "owner_leaving": owner_leaving,
    "competitor_named": competitor_named,
    "competitor_active": competitor_active,
}
