"""Make all search keys anew, in shards: python manage.py rebuild_search [--after ID]"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from customers.search_keys import SHARD, rebuild_shard, write_readings


class Command(BaseCommand):
    help = "Makes all search keys anew, in shards; stopped, it goes on with --after."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--after", type=int, default=0, help="the last customer that is done already")
        parser.add_argument("--shard", type=int, default=SHARD, help="customers at once")

    def handle(self, *args: Any, **options: Any) -> None:
        after: int | None = options["after"]
        if not after:
            write_readings()
        while (after := rebuild_shard(after=after or 0, size=options["shard"])) is not None:
            self.stdout.write(f"done up to {after}; stopped, go on with --after {after}")
