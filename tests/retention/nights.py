"""A small business with every kind of customer, and its whole database as text."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.apps import apps
from django.db import connection

from customers.models import Customer, Visit
from tests.factories import CustomerFactory, InvoiceFactory, at, visits_on

NIGHT = date(2026, 6, 15)
APPS = ("staff", "customers", "outbox", "desk", "signals", "retention")
LEDGER = {"signals_nightlyrun", "signals_runshard"}


def coming(
    owner, branch, *, every: int, silent: int, times: int = 6, spend: int = 500, **kind: Any
) -> Customer:
    """A customer with a steady rhythm who has been silent for so many days on NIGHT."""
    customer = CustomerFactory(owner=owner, branch=branch, **kind)
    days = [NIGHT - timedelta(days=silent + every * n) for n in range(times)]
    visits_on(days, customer=customer, amount=Decimal(spend))
    return customer


def a_business(owner, branch) -> dict[str, Customer]:
    """One customer of each tier, and others so that the echelons have members. Facts are fresh."""
    cast = {
        "current": coming(owner, branch, every=30, silent=3),
        "reminded": coming(owner, branch, every=30, silent=100, spend=10),
        "called": coming(owner, branch, every=30, silent=250, spend=5000),
        "recalled": coming(owner, branch, every=30, silent=500, spend=10),
        "vip": coming(owner, branch, every=30, silent=200, spend=10, vip=True),
        "yearly": coming(owner, branch, every=300, silent=250, spend=10),
        "gone": coming(owner, branch, every=30, silent=1400, spend=10),
        "late_payer": coming(owner, branch, every=10, silent=2, times=40, spend=9000),
        "prospect": CustomerFactory(owner=owner, branch=branch),
    }
    InvoiceFactory(
        customer=cast["late_payer"], issued_on=NIGHT - timedelta(days=130), due_on=NIGHT - timedelta(days=100)
    )
    for n in range(12):
        coming(owner, branch, every=25, silent=n, spend=100)
    return cast


def visit(customer, day: date, amount: Decimal) -> Visit:
    return Visit(customer=customer, day=day, at=at(day), amount=amount)


def shoppers(owner, branch, *, count: int = 60, spend: float = 200.0) -> None:
    """Customers who come at a rate of their own and stop some time, over the three years before NIGHT."""
    random = np.random.default_rng(7)
    visits = []
    for _ in range(count):
        customer = CustomerFactory(owner=owner, branch=branch)
        gap, left = random.uniform(15, 90), random.exponential(500) + 40
        for ago in np.arange(random.integers(400, 1000), 0, -gap):
            if (day := int(ago + random.integers(0, 9))) > 1000 - left - 60:
                amount = Decimal(round(spend * random.lognormal(0, 0.4), 2))
                visits.append(visit(customer, NIGHT - timedelta(days=day), amount))
    Visit.objects.bulk_create(visits)


def database(*, ids: bool = True) -> dict[str, list[str]]:
    """Every row of our tables as text, the ledger of nights aside. ids=False: without surrogate keys, and
    without the real time at which something happened."""
    found = {}
    for model in (model for name in APPS for model in apps.get_app_config(name).get_models()):
        table = model._meta.db_table
        if table in LEDGER:
            continue
        with connection.cursor() as cursor:
            dropped = "" if ids else " - 'id' - 'planned_by_id' - 'at' - 'created_at'"
            cursor.execute(f"SELECT (to_jsonb(t){dropped})::text FROM {table} t ORDER BY 1")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found
