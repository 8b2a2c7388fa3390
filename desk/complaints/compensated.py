"""What complaints cost in compensation, and what waits for a decision."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Sum

from desk.contacts.resolution import year_before
from desk.models import Compensation, Complaint
from staff.models import User

WAITING_SHOWN = 20


@dataclass(frozen=True)
class Line:
    """Of one cause and currency: complaints with a compensation, and what was given for them."""

    cause: str
    currency: str
    complaints: int
    amount: Decimal

    @property
    def label(self) -> str:
        return str(Complaint.Cause(self.cause).label)

    @property
    def each(self) -> Decimal:
        return self.amount / self.complaints


def by_cause(user: User, *, on: date) -> list[Line]:
    """Of the 12 months that end on `on`, the dearest cause first."""
    rows = Compensation.objects.visible_to(user).counting().filter(day__gt=year_before(on), day__lte=on)
    sums = (
        rows.order_by()
        .values(cause=F("complaint__cause"), currency=F("complaint__customer__branch__currency"))
        .annotate(complaints=Count("complaint", distinct=True), total=Sum("amount"))
        .order_by("-total", "cause")
    )
    return [Line(row["cause"], row["currency"], row["complaints"], row["total"]) for row in sums]


def waiting(user: User) -> list[Compensation]:
    """The oldest first."""
    rows = Compensation.objects.visible_to(user).waiting().order_by("asked_at", "pk")
    return list(rows.select_related("complaint__customer__branch", "asked_by")[:WAITING_SHOWN])
