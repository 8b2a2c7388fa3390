"""The policy of agreements and the market's prices, changed by managers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from churn_crm import clock
from customers.models import AgreementPolicy, Benchmark
from staff.models import User


def agreement_policy() -> AgreementPolicy:
    """The one row; made with the defaults when there is none yet."""
    return AgreementPolicy.objects.get_or_create(only=True)[0]


@transaction.atomic
def change_policy(*, values: Mapping[str, Any], by: User) -> AgreementPolicy:
    """Replace the given values of the policy."""
    agreement_policy()
    AgreementPolicy.objects.update(**values, changed_by=by, changed_at=clock.now())
    return agreement_policy()


@transaction.atomic
def set_benchmark(
    *,
    item: str,
    unit: str,
    currency: str,
    low: Decimal,
    high: Decimal,
    source: str,
    found_on: date,
    by: User,
    category: Any = None,
) -> Benchmark:
    """Write down what the market asks for an item as of a day; the same day again corrects it."""
    return Benchmark.objects.update_or_create(
        item=item,
        unit=unit,
        currency=currency,
        found_on=found_on,
        defaults={"low": low, "high": high, "source": source, "category": category, "by": by},
    )[0]
