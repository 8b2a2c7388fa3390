"""Lines of a bill beside the market: with which range each is compared, and which lie far above theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from customers.agreements.policy import agreement_policy
from customers.agreements.pricing import needs_approval, share_over
from customers.models import Benchmark
from customers.models.contracts import Unit

# What a line of a bill can be for: an hour, a visit, a piece. Nobody is billed a month by the piece.
LINE_UNITS = (Unit.HOUR, Unit.VISIT, Unit.WHOLE)


@dataclass(frozen=True)
class Dear:
    """A line far above the market. price: of one unit; over: the share above the highest."""

    what: str
    price: Decimal
    over: Decimal
    benchmark: Benchmark


class Market:
    """The ranges of one currency, each as it was known on a day."""

    def __init__(self, benchmarks: Iterable[Benchmark], *, allowed: Decimal) -> None:
        self.benchmarks = sorted(benchmarks, key=lambda one: (one.found_on, one.pk or 0))
        self.allowed = allowed

    def range_for(self, text: str, category: int | None, *, day: date) -> Benchmark | None:
        """That of the item called like the line, else the only one of its category; None when in doubt."""
        known = [one for one in self.benchmarks if one.found_on <= day]
        named = {one.unit: one for one in known if same(one.item) == same(text)}
        of_category = {(one.item, one.unit): one for one in known if category and one.category_id == category}
        found = list(named.values()) or list(of_category.values())
        return found[0] if len(found) == 1 else None

    def dear(self, lines: Iterable[Any], *, day: date) -> list[Dear]:
        """The lines (text, category_id, quantity, amount) whose unit price lies far above the highest."""
        return [found for line in lines if (found := self.judged(line, day))]

    def judged(self, line: Any, day: date) -> Dear | None:
        if line.quantity <= 0 or line.amount <= 0:
            return None
        benchmark = self.range_for(line.text, line.category_id, day=day)
        price = line.amount / line.quantity
        if benchmark is None or not needs_approval(price, benchmark.high, self.allowed):
            return None
        return Dear(line.text, price, share_over(price, benchmark.high), benchmark)


def same(name: str) -> str:
    return " ".join(name.casefold().split())


def market_in(currency: str) -> Market:
    """The market of a currency, with the policy's threshold; two queries, however many lines follow."""
    found = Benchmark.objects.filter(currency=currency, unit__in=LINE_UNITS)
    return Market(found, allowed=agreement_policy().over_share)
