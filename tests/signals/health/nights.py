"""Days in a customer's past, as nights would have kept them."""

from datetime import date
from typing import Any

from churn_crm import clock
from customers.models import Customer
from signals.health.groups import GROUPS
from signals.models import NightlyRun, Snapshot
from signals.partitions import make_partition


def a_night(
    customer: Customer, day: date, *, version: int = 1, kept: bool = True, tier: int = 1, **took: int
):
    """took: points by group; health is what is left of the hundred. kept=False: before groups were kept."""
    make_partition(day)
    NightlyRun.objects.get_or_create(
        day=day,
        defaults={
            "state": "done",
            "started_at": clock.now(),
            "finished_at": clock.now(),
            "policy_version": version,
        },
    )
    rest: dict[str, Any] = {"branch": customer.branch, "owner": customer.owner, "value_at_risk": 0}
    return Snapshot.objects.create(
        customer=customer,
        day=day,
        tier=tier,
        health=100 - sum(took.values()),
        taken=[took.get(group, 0) for group in GROUPS] if kept else None,
        **rest,
    )
