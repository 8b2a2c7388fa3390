"""What raises somebody's urgency above one, in words: the largest of what the night weighed."""

from datetime import date

from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Contract, CustomerStanding
from desk.models import Complaint, Promise
from signals.scoring import CONTRACT_DAYS


def urgent_for(standing: CustomerStanding | None, *, border_days: int) -> str:
    """As of the night: what has been dealt with since presses no longer, though the number still says it."""
    if not standing or standing.urgency <= 1:
        return _("not urgent")
    if standing.urgency == round(1 + _border(standing, border_days), 4):
        return _("tier change near")
    customer, night = standing.customer_id, standing.day
    if standing.urgency < 2:
        return _("contract ends, no talk yet") if _contract_ends(customer, night) else _("as of last night")
    return _overdue(customer, night)


def _border(standing: CustomerStanding, border_days: int) -> float:
    """How near the next tier was on that day, 0 to 1."""
    if not standing.next_tier_on or not border_days:
        return 0.0
    return min(max(1 - (standing.next_tier_on - standing.day).days / border_days, 0.0), 1.0)


def _contract_ends(customer: int, night: date) -> bool:
    ending = Contract.objects.of([customer]).ending(within=CONTRACT_DAYS, as_of=night)
    return bool(ending.without_talk().exists())


def _overdue(customer: int, night: date) -> str:
    if Promise.objects.of([customer]).overdue(at=clock.end_of(night)).exists():
        return _("promise overdue")
    missed = {"events__kind": "escalated", "events__clock__in": ("response", "resolution")}
    if Complaint.objects.of([customer]).open().filter(**missed).exists():
        return _("complaint past its deadline")
    return _("contract ends, no talk yet") if _contract_ends(customer, night) else _("as of last night")
