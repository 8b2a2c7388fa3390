"""What a price is compared with: the agreement's own copy of the market's range."""

from typing import Any

from django.utils.translation import gettext as _

from customers.agreements.entering import Refused
from customers.models import Benchmark
from customers.models.agreed import Compared


def market_of(benchmark: Benchmark | None, *, currency: str, unit: str) -> dict[str, Any]:
    """The range as it stands. Raises Refused for a range of another unit or currency."""
    if benchmark is None:
        return {}
    if (benchmark.currency, benchmark.unit) != (currency, unit):
        raise Refused({"benchmark": _("The market's price is for another unit or in another currency.")})
    return {
        "market_item": benchmark.item,
        "market_low": benchmark.low,
        "market_high": benchmark.high,
        "market_source": benchmark.source,
        "market_on": benchmark.found_on,
    }


def benchmark_of(row: Compared) -> Benchmark | None:
    """What the agreement's range is a copy of; None where it has none, or it is found no more."""
    if row.market_on is None:
        return None
    copied = {
        "item": row.market_item,
        "low": row.market_low,
        "high": row.market_high,
        "source": row.market_source,
        "found_on": row.market_on,
        "currency": row.currency,
    }
    unit = getattr(row, "unit", None)
    return Benchmark.objects.filter(**copied, **({"unit": unit} if unit else {})).order_by("pk").first()
