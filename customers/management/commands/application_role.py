"""Give the role under which the program works the rights that it needs, and none on the past."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from customers.history import rights


class Command(BaseCommand):
    help = (
        "After each migration, as the owner of the tables: have a role for the application that can neither "
        "change tables nor history. Its password is taken from APP_DATABASE_PASSWORD."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rights.settle(options["role"], password=os.environ.get("APP_DATABASE_PASSWORD", ""))
        except rights.RoleRefused as error:
            raise CommandError(str(error)) from error
