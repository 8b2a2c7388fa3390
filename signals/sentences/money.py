"""How they pay."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signals.sentences.saying import Numbers, Wording, ago, lately, whole


def payment_delay(numbers: Numbers) -> str:
    if numbers["overdue"]:
        return _overdue(int(numbers["overdue"]), round(numbers["overdue_days"]))
    figures = whole(numbers, "late", "before")
    if figures["before"] > 0:
        return _("Pays <b>%(late)d days late</b>; %(before)d the year before") % figures
    return _("Pays <b>%(late)d days late</b>; was in time before") % figures


def _overdue(count: int, days: int) -> str:
    if count > 1:
        return ngettext(
            "<b>%(count)d invoices overdue</b>, by up to %(days)d day",
            "<b>%(count)d invoices overdue</b>, by up to %(days)d days",
            days,
        ) % {"count": count, "days": days}
    return ngettext(
        "<b>Invoice overdue</b> by %(days)d day", "<b>Invoice overdue</b> by %(days)d days", days
    ) % {"days": days}


def order_payment(numbers: Numbers) -> str:
    figures = whole(numbers, "now", "before")
    return (
        ngettext(
            "Pays orders after <b>%(now)d day</b>; %(before)d the year before",
            "Pays orders after <b>%(now)d days</b>; %(before)d the year before",
            figures["now"],
        )
        % figures
    )


def unpaid_orders(numbers: Numbers) -> str:
    figures = lately(numbers)
    if figures["count"] > 1:
        return (
            ngettext(
                "<b>%(count)d orders unpaid</b>, for up to %(days)d day",
                "<b>%(count)d orders unpaid</b>, for up to %(days)d days",
                figures["days"],
            )
            % figures
        )
    return (
        ngettext(
            "Order unpaid <b>for %(days)d day</b>", "Order unpaid <b>for %(days)d days</b>", figures["days"]
        )
        % figures
    )


def arrears(numbers: Numbers) -> str:
    days = ago(numbers)
    if numbers["of"] == "bad_debt":
        said = ngettext(
            "Bad debt, marked <b>%(days)d day ago</b>", "Bad debt, marked <b>%(days)d days ago</b>", days
        )
    else:
        said = ngettext(
            "Deliberate arrears, marked <b>%(days)d day ago</b>",
            "Deliberate arrears, marked <b>%(days)d days ago</b>",
            days,
        )
    return said % {"days": days}


WORDINGS: dict[str, Wording] = {
    "payment_delay": payment_delay,
    "order_payment": order_payment,
    "unpaid_orders": unpaid_orders,
    "arrears": arrears,
}
