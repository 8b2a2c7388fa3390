"""manage.py import_records KIND FILE"""

import json
import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from customers.imports import ImportRefused, Summary, Wish, import_file
from customers.imports.kinds import ALIASES, KINDS
from customers.models import Import
from staff.models import Branch, User

BAR = 30  # signs


class Command(BaseCommand):
    help = "Import customers, visits (orders), invoices and more from CSV (also .gz), Excel or Parquet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = ", ".join([*(kind.name for kind in KINDS), *ALIASES])
        parser.add_argument("kind", help=f"one of {kinds}")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar='"Their column=our_field"',
            help="may be repeated; nothing after = leaves the column out",
        )
        parser.add_argument(
            "--create-customers", action="store_true", help="make the customers that visits or invoices name"
        )
        parser.add_argument("--branch", metavar="CODE", help="of new customers; its zone reads the times")
        parser.add_argument("--source", default="", help="system of origin; numbers are unique within it")
        parser.add_argument("--by", metavar="USERNAME", help="who imports")
        parser.add_argument("--automations", action="store_true", help="messages may go out for older lapses")
        parser.add_argument("--dates", choices=("dmy", "mdy"), default="", help="how to read 1/2/2026")
        parser.add_argument("--encoding", default="", help="instead of finding out")
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="where the rejected rows go")
        parser.add_argument("--json", action="store_true", help="one last line of JSON, no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = Bar(shown=sys.stderr.isatty() and not options["json"])
        try:
            summary = import_file(wish=wish(options), progress=bar.show)
        except ImportRefused as refused:
            bar.clear()
            raise CommandError(str(refused), returncode=2) from refused
        bar.clear()
        rejects = kept(summary, options["rejects"])
        for line in lines(summary, rejects):
            self.stdout.write(line)
        if options["json"]:
            self.stdout.write(json.dumps(numbers(summary, rejects)))


def wish(options: dict[str, Any]) -> Wish:
    """The command line as the service wants it. Raises ImportRefused for an unknown person or branch."""
    return Wish(
        kind=options["kind"],
        path=options["file"],
        source=options["source"],
        by=named(User, "username", options["by"]),
        branch=named(Branch, "code", options["branch"]),
        mapping=dict(pair(text) for text in options["map"]),
        create_customers=options["create_customers"],
        automations=options["automations"],
        dates=options["dates"],
        encoding=options["encoding"],
    )


def pair(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals:
        raise ImportRefused(_('--map “%(text)s”: write "Their column=our_field".') % {"text": text})
    return column.strip(), field.strip()


def named(model: Any, field: str, value: str | None) -> Any:
    if not value:
        return None
    found = model.objects.filter(**{field: value}).first()
    if found is None:
        known = ", ".join(model.objects.order_by(field).values_list(field, flat=True)[:20]) or "–"
        raise ImportRefused(
            _("There is no %(what)s “%(value)s”. There are: %(known)s.")
            % {"what": model._meta.verbose_name, "value": value, "known": known}
        )
    return found


def kept(summary: Summary, wanted: Path | None) -> Path | None:
    """The rejects file; a copy where the person wants it."""
    if summary.rejects_file and wanted:
        shutil.copyfile(summary.rejects_file, wanted)
        return wanted
    return summary.rejects_file


def lines(summary: Summary, rejects: Path | None) -> list[str]:
    record = summary.record
    counts = _(
        "%(read)d rows in %(seconds).1f s: %(created)d created, %(updated)d updated, "
        "%(unchanged)d unchanged, %(rejected)d rejected"
    ) % {
        "read": record.rows_read,
        "seconds": summary.seconds,
        "created": record.rows_created,
        "updated": record.rows_updated,
        "unchanged": record.rows_unchanged,
        "rejected": record.rows_rejected,
    }
    refused = [_("Rejected rows with their reasons: %(file)s") % {"file": rejects}] if rejects else []
    return [counts, *summary.notes, *refused]


def numbers(summary: Summary, rejects: Path | None) -> dict[str, Any]:
    record = summary.record
    return {
        "read": record.rows_read,
        "created": record.rows_created,
        "updated": record.rows_updated,
        "unchanged": record.rows_unchanged,
        "rejected": record.rows_rejected,
        "rejects_file": str(rejects) if rejects else None,
        "seconds": round(summary.seconds, 3),
    }


class Bar:
    """One line on the terminal that grows."""

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown

    def show(self, what: str, share: float) -> None:
        if self.shown:
            full = round(BAR * share)
            sys.stderr.write(
                f"\r\033[K{Import.Step(what).label:<12} [{'#' * full}{'.' * (BAR - full)}] {share:4.0%}"
            )
            sys.stderr.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\033[K")
