"""What followed from a customer's visits, as the section shows it: open ones first."""

from typing import Any

from django.db.models import F

from customers.models import DeclinedWork, Return, WarrantyClaim

SHOWN = 20


def followings(customer_id: int) -> dict[str, Any]:
    """Returns, claims and declined work; a query each."""
    returns = Return.objects.of([customer_id]).order_by(
        F("refunded_on").desc(nulls_first=True), "-asked_on", "-pk"
    )
    claims = WarrantyClaim.objects.of([customer_id]).select_related("asset")
    declined = DeclinedWork.objects.of([customer_id]).select_related("asset", "category")
    return {
        "returns": returns[:SHOWN],
        "claims": claims.order_by(F("decided_on").desc(nulls_first=True), "-claimed_on", "-pk")[:SHOWN],
        "declined": declined.order_by(F("done_on").desc(nulls_first=True), "-recommended_on", "-pk")[:SHOWN],
    }
