"""How they pay."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signals.sentences.saying import Numbers, Wording, whole


def payment_delay(numbers: Numbers) -> str:
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
    figures = whole(numbers, "late", "before")
    if figures["before"] > 0:
        return _("Pays <b>%(late)d days late</b>; %(before)d the year before") % figures
    return _("Pays <b>%(late)d days late</b>; was in time before") % figures


def order_payment(numbers: Numbers) -> str:
    return _("Pays orders after <b>%(now)d days</b>; %(before)d the year before") % whole(
        numbers, "now", "before"
    )


def unpaid_orders(numbers: Numbers) -> str:
    figures = whole(numbers, "count", "days")
    return (
        ngettext(
            "Order unpaid <b>for %(days)d days</b>",
            "<b>%(count)d orders unpaid</b>, for up to %(days)d days",
            figures["count"],
        )
        % figures
    )


def arrears(numbers: Numbers) -> str:
    days = whole(numbers, "days")
    if numbers["of"] == "bad_debt":
        return _("Bad debt, marked <b>%(days)d days ago</b>") % days
    return _("Deliberate arrears, marked <b>%(days)d days ago</b>") % days


WORDINGS: dict[str, Wording] = {
    "payment_delay": payment_delay,
    "order_payment": order_payment,
    "unpaid_orders": unpaid_orders,
    "arrears": arrears,
}
