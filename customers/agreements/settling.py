"""What the night finds out: who came, who did not, what expired, which inquiry an order followed.

Every step is one statement over the rows that are still open, and may run any number of times. A person's
word stands: only what nobody has said is settled or put right.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Subquery

from churn_crm import clock
from customers.agreements.policy import agreement_policy
from customers.models import Booking, Contract, Inquiry, Quote
from staff.models import Branch

# A garage system's export may come some days late: what was found too early is looked at again for so long.
LATE_FACTS_DAYS = 14


def settle_all() -> dict[str, int]:
    """Settle every branch by its own business day. Returns how many rows changed, by what they became."""
    zones = Branch.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct()
    found: dict[str, int] = {}
    for zone in zones:
        for name, count in settle_zone(zone=zone, as_of=clock.today(zone)).items():
            found[name] = found.get(name, 0) + count
    return found


@transaction.atomic
def settle_zone(*, zone: str, as_of: date) -> dict[str, int]:
    """Settle what belongs to the branches of one time zone, as the day `as_of` begins."""
    return {
        **settle_bookings(zone=zone, as_of=as_of),
        **settle_inquiries(zone=zone, as_of=as_of),
        "expired": of_zone(Quote.objects.past(as_of=as_of), zone).update(state="expired", settled_on=as_of),
        "ended": of_zone(Contract.objects.past(as_of=as_of), zone).update(
            state="ended", ended_on=F("ends_on")
        ),
    }


def of_zone(rows: Any, zone: str) -> Any:
    return rows.filter(customer__branch__time_zone=zone)


def settle_bookings(*, zone: str, as_of: date) -> dict[str, int]:
    since = as_of - timedelta(days=LATE_FACTS_DAYS)
    too_early = Booking.objects.filter(state="no_show", settled_by=None, day__gte=since)
    first_visit = Subquery(Booking.objects.visits().values("pk")[:1])
    kept = [rows.kept() for rows in (Booking.objects.due(as_of=as_of), too_early)]
    came = sum(of_zone(rows, zone).update(state="came", settled_on=as_of, visit=first_visit) for rows in kept)
    due = of_zone(Booking.objects.due(as_of=as_of), zone)
    return {"came": came, "no_show": due.update(state="no_show", settled_on=as_of)}


def settle_inquiries(*, zone: str, as_of: date) -> dict[str, int]:
    """Those that an order followed. The others stay open until a person closes them."""
    days = agreement_policy().order_days
    first_order = Subquery(Inquiry.objects.orders(days).values("pk")[:1])
    found = of_zone(Inquiry.objects.filter(state="open").followed(within=days), zone)
    return {"ordered": found.update(state="ordered", settled_on=as_of, visit=first_order)}
