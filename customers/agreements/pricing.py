"""A price beside the market's. Pure: no Django, no clock, no database."""

from decimal import Decimal

WHOLE = Decimal(1)
PLACES = Decimal("0.001")


def share_over(price: Decimal, high: Decimal) -> Decimal:
    """By which share `price` lies above the upper end of the market, 0.167 for 17 %; 0 when it does not."""
    return max(Decimal(0), (price / high - WHOLE).quantize(PLACES))


def needs_approval(price: Decimal, high: Decimal | None, allowed: Decimal) -> bool:
    """Whether `price` exceeds `high` by more than the share `allowed`; never without a market."""
    return high is not None and price > high * (WHOLE + allowed)
