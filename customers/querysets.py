"""Queries as verbs, with the day passed in. Permission is one of them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from staff import models as people
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
        team = people.User.objects.filter(Q(team=user.team_id) | Q(pk=user.pk)).order_by()
        return Q(**{f"{customer}owner__in": team.values("pk")})  # not a join: an index finds their customers
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

    def with_value(self, key: str, value: object) -> Self:
        """Those whose own field `key` holds `value` as it is stored; found by index."""
        return self.filter(~Q(custom={}), custom__contains={key: value})

    def telling(self, name: str, key: str, kind: Any) -> Self:
        """Those who have any own field, with the value of the field `key` to filter by.

        name: what it is filtered by; kind: a model field of its type.
        """
        text = Func(
            F("custom"), Value(key), function="jsonb_extract_path_text", output_field=models.TextField()
        )
        return self.filter(~Q(custom={})).alias(**{name: Cast(text, kind)})

    def tagged_with(self, *tags: int) -> Self:
        """Those who carry all of these tags."""
        found = self
        for tag in tags:
            found = found.filter(tagged__tag=tag)
        return found

    def in_tier(self, tier: int) -> Self:
        return self.filter(standing__tier=tier)

    def ranked(self) -> Self:
        """Most urgent value first."""
        return self.order_by("-standing__rank", "pk")


class AssetQuerySet(OfCustomer):
    def in_use(self) -> Self:
        return self.filter(retired_on=None)


class DueQuerySet(models.QuerySet[Any]):
    """What falls due on assets; seen by whoever may see the asset's customer."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(within_scope(user, customer="asset__customer__"))

    def open(self) -> Self:
        """Not done yet, on what is still in use."""
        return self.filter(done_on=None, asset__retired_on=None)

    def between(self, first: date, last: date) -> Self:
        return self.filter(due_on__gte=first, due_on__lte=last)


class ContactQuerySet(OfCustomer):
    def still_there(self) -> Self:
        return self.filter(left_on=None)

    def who_decides_first(self) -> Self:
        return self.order_by("-decides", "-bond", "pk")


class VisitQuerySet(OfCustomer):
    def counting(self) -> Self:
        """Visits that reset the clock: not cancelled, no return, of a type that does."""
        return self.filter(counts=True, amount__gte=0)

    def until(self, day: date) -> Self:
        return self.filter(day__lte=day)


class InvoiceQuerySet(OfCustomer):
    def standing(self) -> Self:
        """Not void."""
        return self.filter(voided_on=None)

    def unpaid(self, *, as_of: date) -> Self:
        """Of which something was open at the end of that day, and `open`, how much."""
        known = self.standing().filter(Q(paid_on=None) | Q(paid_on__gt=as_of), issued_on__lte=as_of)
        return known.with_open(as_of=as_of).exclude(amount__gt=0, open__lte=0)

    def with_open(self, *, as_of: date) -> Self:
        """Adds `open`, what was owed of it at the end of that day: see customers.balances."""
        settled = Q(paid_on__lte=as_of) | Q(voided_on__isnull=False)
        left = F("amount") - Coalesce(self._received(paid_on__lte=as_of), Decimal(0))
        return self.annotate(open=Case(When(settled, then=Decimal(0)), default=left))

    def waiting_for_statement(self, *, until: date) -> Self:
        """Monthly ones that a statement of that day would hold."""
        due = Q(statement_month=None) | Q(statement_month__lte=until)
        return self.standing().filter(due, monthly=True, statement_sent_on=None, issued_on__lte=until)

    def overdue(self, *, as_of: date) -> Self:
        """Late before `as_of` and still unpaid on that day: see `Invoice.late_from`."""
        return self.unpaid(as_of=as_of).filter(late_from__lt=as_of)

    def with_balance(self) -> Self:
        """Adds `paid` and `balance`; what is void, or paid by its own source's word, has no balance."""
        settled = Q(paid_on__isnull=False, paid_by_payments=False) | Q(voided_on__isnull=False)
        return self.annotate(paid=Coalesce(self._received(), Decimal(0))).annotate(
            balance=Case(When(settled, then=Decimal(0)), default=F("amount") - F("paid"))
        )

    def _received(self, **which: object) -> Subquery:
        """The sum of an invoice's payments; missing without any."""
        payments = self.model._meta.get_field("payments").related_model.objects
        of_it = payments.filter(invoice=OuterRef("pk"), **which).order_by().values("invoice")
        return Subquery(of_it.annotate(received=Sum("amount")).values("received"))


class StandingQuerySet(OfCustomer):
    pass
