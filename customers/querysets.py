"""Queries as verbs, with the day passed in. Permission is one of them."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from staff.roles import Scope

if TYPE_CHECKING:
    from staff.models import User


def within_scope(user: "User", *, customer: str = "") -> Q:
    """The condition that a row's customer may be seen by `user`.

    customer: the path to the customer with a trailing "__", empty on Customer itself.
    """
    if not user.is_authenticated or not user.is_active:
        return Q(pk__in=())
    if user.scope == Scope.ALL:
        return Q()
    if user.scope == Scope.BRANCH:
        return Q(**{f"{customer}branch": user.branch_id}) if user.branch_id else Q(pk__in=())
    own = Q(**{f"{customer}owner": user.pk})
    if user.scope == Scope.TEAM and user.team_id:
        return own | Q(**{f"{customer}owner__team": user.team_id})
    return own


class OfCustomer(models.QuerySet[Any]):
    """Rows that belong to a customer and are seen by whoever may see that customer."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(within_scope(user, customer="customer__"))

    def of(self, customers: Iterable[int]) -> Self:
        return self.filter(customer__in=customers)


class CustomerQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """Own, team's, branch's or all customers, by the role's scope."""
        return self.filter(within_scope(user))

    def owned_by(self, user: "User") -> Self:
        return self.filter(owner=user)

    def in_tier(self, tier: int) -> Self:
        return self.filter(standing__tier=tier)

    def ranked(self) -> Self:
        """Most urgent value first."""
        return self.order_by("-standing__rank", "pk")


class AssetQuerySet(OfCustomer):
    pass


class VisitQuerySet(OfCustomer):
    def counting(self) -> Self:
        """Visits that reset the clock: not cancelled, no return, of a type that does."""
        return self.filter(counts=True, amount__gte=0)

    def until(self, day: date) -> Self:
        return self.filter(day__lte=day)


class InvoiceQuerySet(OfCustomer):
    def unpaid(self, *, as_of: date) -> Self:
        return self.filter(Q(paid_on=None) | Q(paid_on__gt=as_of), issued_on__lte=as_of)

    def overdue(self, *, as_of: date) -> Self:
        """Due before `as_of` and still unpaid on that day."""
        return self.unpaid(as_of=as_of).filter(due_on__lt=as_of)


class StandingQuerySet(OfCustomer):
    pass
