"""Load a demo business, keep it fresh, or say who may log in."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from churn_crm.demo import loading


class Command(BaseCommand):
    help = (
        "Load a demo business into an empty database (DEMO or --name), or roll a loaded one forward to today."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", choices=sorted(loading.DEMOS), help="instead of the environment's DEMO")
        parser.add_argument("--logins", action="store_true", help="print who may log in, and do nothing else")
        parser.add_argument("--roll", action="store_true", help="only roll a loaded demo forward to today")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["logins"]:
            self.stdout.write(loading.logins())
            return
        name = options["name"] or os.environ.get("DEMO") or "garage"
        if name not in loading.DEMOS:
            raise CommandError(f"DEMO={name!r}: write one of {', '.join(sorted(loading.DEMOS))}")
        if loading.is_empty() and not options["roll"]:
            self.load(name)
        else:
            loading.freshen(say=self.say)

    def load(self, name: str) -> None:
        try:
            loading.load(name, say=self.say)
        except loading.DemoError as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()
