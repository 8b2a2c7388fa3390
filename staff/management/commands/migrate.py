"""Django's own; only an empty database gets its tables a shorter way."""

from contextlib import nullcontext
from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from staff.first_tables import few_at_a_time, is_empty


class Command(migrate.Command):
    """`manage.py migrate`"""

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the tables up to date, or to the migration named."""
        empty = is_empty(connections[options["database"]])
        with few_at_a_time() if empty else nullcontext():
            super().handle(*args, **options)
