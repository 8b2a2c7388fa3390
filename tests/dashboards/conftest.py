"""A small garage with a quarter of nights behind it, made once for each module of tests."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from churn_crm.demo import staffing, writing
from churn_crm.demo.garage import generate
from retention.night import run_night
from staff.models import User
from tests.conftest import TODAY, signed_in
from tests.past import kept_for_a_module

NIGHTS = (date(2026, 2, 28), date(2026, 4, 30), date(2026, 5, 17), date(2026, 5, 31))


@pytest.fixture(scope="module")
def past(django_db_setup, django_db_blocker) -> Iterator[dict[str, User]]:
    with kept_for_a_module(django_db_blocker, today=TODAY):
        people = staffing.hire_garage(language="en")
        writing.write(generate(day=TODAY, size=160), people=people, day=TODAY, language="en")
        for night in (*NIGHTS, TODAY - timedelta(days=1)):
            run_night(day=night)
        yield people


@pytest.fixture
def garage(past, db) -> dict[str, User]:
    """Everybody who works there, by user name."""
    return past


@pytest.fixture
def manager(garage) -> Client:
    return signed_in(garage["zhou"])
