"""Queries over agreements as verbs, with the day passed in."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.db.models.lookups import IsNull

from customers.querysets import OfCustomer

# Ends and expiries nearer than this are marked.
SOON_DAYS = 90


def visits_of(**conditions: Any) -> Any:
    """Visits that count, of the customer of the row outside."""
    from customers.models.facts import Visit

    return Visit.objects.counting().filter(customer=OuterRef("customer"), **conditions)


class ContractQuerySet(OfCustomer):
    def awaiting(self) -> Self:
        """Those that a manager has to approve."""
        return self.filter(state="awaiting")

    def running(self, *, as_of: date) -> Self:
        return self.filter(state="signed", starts_on__lte=as_of, ends_on__gte=as_of)

    def ending(self, *, within: int, as_of: date) -> Self:
        """Signed, and their last day is one of the `within` days from `as_of` on."""
        return self.filter(state="signed", ends_on__range=(as_of, as_of + timedelta(days=within)))

    def past(self, *, as_of: date) -> Self:
        """Signed once, and over by `as_of`."""
        return self.filter(state="signed", ends_on__lt=as_of)

    def without_talk(self) -> Self:
        """Nobody has talked with the customer about what comes after."""
        return self.filter(talked_on=None)


class BenchmarkQuerySet(models.QuerySet[Any]):
    def current(self, *, as_of: date) -> Self:
        """The newest of each item and currency that was known on that day."""
        newest = self.filter(found_on__lte=as_of).order_by("item", "unit", "currency", "-found_on", "-pk")
        return self.filter(pk__in=newest.distinct("item", "unit", "currency").values("pk"))


class InquiryQuerySet(OfCustomer):
    def followed(self, *, within: int) -> Self:
        """A visit or order came on the day or at most `within` days later."""
        return self.filter(Exists(self.orders(within)))

    def open(self, *, within: int) -> Self:
        """Nobody has closed it and no order came."""
        return self.filter(~Exists(self.orders(within)), state="open")

    def stale(self, *, within: int, as_of: date) -> Self:
        """Open, and the days in which an order would have counted are over."""
        return self.filter(state="open", day__lt=as_of - timedelta(days=within))

    @staticmethod
    def orders(within: int) -> Any:
        last = ExpressionWrapper(
            OuterRef("day") + Cast(Value(f"{within} days"), models.DurationField()),
            output_field=DateField(),
        )
        return visits_of(day__gte=OuterRef("day"), day__lte=last, amount__gt=0).order_by("day", "pk")


class BookingQuerySet(OfCustomer):
    def ahead(self, *, as_of: date) -> Self:
        """Booked for `as_of` or later."""
        return self.filter(state="booked", day__gte=as_of)

    def due(self, *, as_of: date) -> Self:
        """Their day is over, and nobody has said what became of them."""
        return self.filter(state="booked", day__lt=as_of)

    def kept(self) -> Self:
        """A visit came on the day; when both name what it was for, they name the same."""
        return self.filter(Exists(self.visits()))

    def missed(self, *, as_of: date) -> Self:
        """No-shows: marked as such, or their day is over and no visit came."""
        # The day before the visits: PostgreSQL asks in this order, and many a booking lies ahead.
        nobody_came = Q(state="booked", day__lt=as_of) & ~Exists(self.visits())
        # Said apart as well, so that the index by day over these states serves.
        return self.filter(Q(state="no_show") | nobody_came, state__in=["booked", "no_show"], day__lte=as_of)

    @staticmethod
    def visits() -> Any:
        named: Any = OuterRef("asset")
        same = Q(asset=named) | Q(asset=None) | IsNull(named, True)
        return visits_of(day=OuterRef("day")).filter(same).order_by("at", "pk")


class QuoteQuerySet(OfCustomer):
    def open(self, *, as_of: date) -> Self:
        """Unanswered, and still good on that day."""
        return self.filter(state="open", valid_until__gte=as_of)

    def past(self, *, as_of: date) -> Self:
        """Unanswered, and no longer good."""
        return self.filter(state="open", valid_until__lt=as_of)

    def expired(self, *, as_of: date) -> Self:
        """No longer good, whether or not a night has said so yet."""
        return self.filter(Q(state="expired") | Q(state="open", valid_until__lt=as_of))


class PackageQuerySet(OfCustomer):
    def holding(self) -> Self:
        """Something is left on them."""
        return self.filter(left__gt=0)

    def usable(self, *, as_of: date) -> Self:
        return self.holding().filter(Q(expires_on=None) | Q(expires_on__gte=as_of))

    def expiring(self, *, within: int, as_of: date) -> Self:
        """Something is left, and it is lost after one of the `within` days from `as_of` on."""
        return self.holding().filter(expires_on__range=(as_of, as_of + timedelta(days=within)))

    def expiring_first(self) -> Self:
        """What is lost soonest first, what never expires last."""
        return self.order_by(F("expires_on").asc(nulls_last=True), "pk")
