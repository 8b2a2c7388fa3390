"""What a price is compared with: the agreement's own copy of the market's range."""

from typing import Any

from django.utils.translation import gettext as _

from customers.agreements.entering import Refused
from customers.models import Benchmark


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
