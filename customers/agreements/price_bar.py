"""Where a price stands beside the market's range, in percent of the drawing's width."""

from dataclasses import dataclass

from customers.agreements import words
from customers.models import Contract

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


def price_bar(contract: Contract) -> PriceBar | None:
    """None where the contract is compared with nothing."""
    if contract.market_low is None or contract.market_high is None:
        return None
    first = min(contract.market_low, contract.price)
    span = max(contract.market_high, contract.price) - first

    def place(value: object) -> float:
        return round(EDGE + INSIDE * (float((value - first) / span) if span else 0.5), 1)  # type: ignore[operator]

    low, high = place(contract.market_low), place(contract.market_high)
    # A range of a single price is still to be seen.
    return PriceBar(
        low=low,
        high=high if high > low else low + 1,
        ours=place(contract.price),
        low_words=words.amount(contract.market_low, contract.currency),
        high_words=words.amount(contract.market_high, contract.currency),
        ours_words=words.amount(contract.price, contract.currency),
        label=". ".join(part for part in (words.price(contract), words.market(contract)) if part),
        over=contract.price > contract.market_high,
    )
