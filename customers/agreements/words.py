"""Agreements in words: prices with their unit, the market beside them, what is left and until when."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import figures
from customers.agreements.market import Dear
from customers.agreements.pricing import share_over
from customers.models import Benchmark, Contract, Package, Quote
from customers.models.agreed import Compared
from customers.models.contracts import Unit

UNITS = 2  # digits behind the point of a count of units


def amount(value: Decimal | None, currency: str) -> str:
    """Money, with cents only where there are some."""
    return figures.money(value, currency, cents=value is not None and value % 1 != 0)


def dated(day: date) -> str:
    """With its year, however near: a term of a year begins and ends on the same day of the month."""
    return figures.day(day, "short", today=date.min)


def price(contract: Contract) -> str:
    """¥168 an hour."""
    facts = {"price": amount(contract.price, contract.currency)}
    return {
        Unit.HOUR: _("%(price)s an hour"),
        Unit.VISIT: _("%(price)s a visit"),
        Unit.MONTH: _("%(price)s a month"),
        Unit.YEAR: _("%(price)s a year"),
        Unit.WHOLE: _("%(price)s in all"),
    }[Unit(contract.unit)] % facts


def asked(row: Contract | Quote) -> str:
    """What is compared with the market: ¥168 an hour; of a quote for several 8 × ¥168."""
    if isinstance(row, Contract):
        return price(row)
    one = amount(row.asked, row.currency)
    count = figures.figure(row.market_units, 3)
    return one if row.market_units == 1 else _("%(count)s × %(price)s") % {"count": count, "price": one}


def market(row: Compared) -> str:
    """Market ¥138 to ¥162 (trade association, 1 May 2026); empty without one."""
    if row.market_low is None or row.market_high is None:
        return ""
    source = row.market_source or row.market_item
    return market_range((row.market_low, row.market_high), row.currency, source, row.market_on)


def market_range(low_high: tuple[Decimal, Decimal], currency: str, source: str, day: date | None) -> str:
    return _("Market %(low)s to %(high)s (%(source)s, %(day)s)") % {
        "low": amount(low_high[0], currency),
        "high": amount(low_high[1], currency),
        "source": source,
        "day": dated(day) if day else "",
    }


def over_market(row: Compared) -> str:
    """17% over market; empty where it is not."""
    if row.market_high is None or row.asked <= row.market_high:
        return ""
    return over(share_over(row.asked, row.market_high))


def over(share: Decimal) -> str:
    return _("%(share)s over market") % {"share": figures.percent(share, 1)}


def dear(found: Dear) -> str:
    """A line of a bill that is far above the market, with the range, its source and day."""
    return too_dear(found.what, found.price, found.benchmark)


def too_dear(what: str, one: Decimal, benchmark: Benchmark) -> str:
    """Brake pads, ¥900: 20% over market. Market ¥600 to ¥750 (trade association, 1 May 2026)."""
    found = (benchmark.low, benchmark.high)
    return _("%(what)s, %(price)s: %(over)s. %(market)s") % {
        "what": what,
        "price": amount(one, benchmark.currency),
        "over": over(share_over(one, benchmark.high)),
        "market": market_range(found, benchmark.currency, benchmark.source, benchmark.found_on),
    }


def warning(contract: Contract, *, allowed: Decimal) -> str:
    """The sentence beside the Sign button when a manager has to approve."""
    assert contract.market_high is not None  # noqa: S101 (without a market no price is too high)
    return _(
        "%(price)s is %(share)s above the market's highest price of %(high)s. "
        "Above %(allowed)s a manager has to approve it."
    ) % {
        "price": price(contract),
        "share": figures.percent(share_over(contract.price, contract.market_high), 1),
        "high": amount(contract.market_high, contract.currency),
        "allowed": figures.percent(allowed, 1),
    }


def left(package: Package) -> str:
    """3 of 10 left, or ¥420 left."""
    if package.kind == Package.Kind.VALUE:
        return _("%(left)s left") % {"left": amount(package.left, package.currency)}
    counts = {"left": figures.figure(package.left, UNITS), "total": figures.figure(package.total, UNITS)}
    return _("%(left)s of %(total)s left") % counts


def moved(package: Package, value: Decimal) -> str:
    """How much a movement moves, without its sign."""
    if package.kind == Package.Kind.VALUE:
        return amount(abs(value), package.currency)
    return figures.figure(abs(value), UNITS)


def days_left(until: date, *, on: date) -> str:
    days = (until - on).days
    if days == 0:
        return _("last day today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
