"""What all tests of a module look back on is made once, for each module that does."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.test import override_settings


@contextmanager
def kept_for_a_module(django_db_blocker: Any, *, today: date) -> Iterator[None]:
    """A transaction around all tests of the module; each of them rolls back to what is written first in here.

    No other test of the module may need an empty database: which worker runs it next, nobody knows.
    """
    with django_db_blocker.unblock(), override_settings(TODAY=today), transaction.atomic():
        yield
        transaction.set_rollback(True)
