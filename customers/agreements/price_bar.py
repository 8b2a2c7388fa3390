"""Where a price stands beside the market's range, in percent of the drawing's width."""

from dataclasses import dataclass

from customers.agreements import words
from customers.models import Contract, Quote

EDGE, INSIDE = 14.0, 72.0  # percent: room for the words at both ends, and the rest


@dataclass(frozen=True)
class PriceBar:
    """low, high, ours, width: percent of the width · …_words: amounts · label: the whole in one sentence"""

    low: float
    high: float
    ours: float
    low_words: str
    high_words: str
    ours_words: str
    label: str
    over: bool

    @property
    def width(self) -> float:
        return self.high - self.low


def price_bar(row: Contract | Quote) -> PriceBar | None:
    """None where the row is compared with nothing."""
    if row.market_low is None or row.market_high is None:
        return None
    first = min(row.market_low, row.asked)
    span = max(row.market_high, row.asked) - first

    def place(value: object) -> float:
        return round(EDGE + INSIDE * (float((value - first) / span) if span else 0.5), 1)  # type: ignore[operator]

    low, high = place(row.market_low), place(row.market_high)
    # A range of a single price is still to be seen.
    return PriceBar(
        low=low,
        high=high if high > low else low + 1,
        ours=place(row.asked),
        low_words=words.amount(row.market_low, row.currency),
        high_words=words.amount(row.market_high, row.currency),
        ours_words=words.amount(row.asked, row.currency),
        label=". ".join(part for part in (words.asked(row), words.market(row)) if part),
        over=row.asked > row.market_high,
    )
