"""Makers of test records. Only what a test does not care about is filled in."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import factory

from customers import models as records
from staff import models as people
from staff.roles import Role

NOON = time(12)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: date, clock: time = NOON) -> datetime:
    """That moment of the day in the branches' zone."""
    return datetime.combine(day, clock, tzinfo=SHANGHAI)


class FoundOrMade(factory.django.DjangoModelFactory):
    """No savepoint for each, as get_or_create has: no two tests write at once."""

    class Meta:
        abstract = True

    @classmethod
    def _get_or_create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        key = {name: fields[name] for name in cls._meta.django_get_or_create}
        manager = cls._get_manager(model_class)
        return manager.filter(**key).first() or manager.create(*args, **fields)


class BranchFactory(FoundOrMade):
    class Meta:
        model = people.Branch
        django_get_or_create = ("code",)

    name = factory.LazyAttribute(lambda branch: branch.code.title())
    code = "gaoxin"


class UserFactory(FoundOrMade):
    class Meta:
        model = people.User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.LazyAttribute(lambda user: user.username.title())
    role = Role.ACCOUNT_MANAGER


class CustomerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = records.Customer

    code = factory.Sequence(lambda n: f"C-{n + 100_000}")  # beside the codes that tests give
    name = factory.Sequence(lambda n: f"Customer {n}")
    branch = factory.SubFactory(BranchFactory)
    owner = factory.SubFactory(UserFactory)
    created_at = at(date(2024, 1, 1))


class VisitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = records.Visit

    customer = factory.SubFactory(CustomerFactory)
    day = date(2026, 1, 5)
    at = factory.LazyAttribute(lambda visit: at(visit.day))
    amount = Decimal("500.00")
    number = factory.Sequence(lambda n: f"V-{n:06d}")


def visits_on(days: Iterable[date], **fields: Any) -> list[records.Visit]:
    """A visit on each of these days, written at once."""
    return records.Visit.objects.bulk_create(VisitFactory.build(day=day, **fields) for day in days)


class InvoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = records.Invoice

    customer = factory.SubFactory(CustomerFactory)
    number = factory.Sequence(lambda n: f"I-{n:06d}")
    issued_on = date(2026, 1, 5)
    due_on = date(2026, 2, 4)
    amount = Decimal("500.00")
