"""manage.py import_records KIND FILE"""

import json
import os
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from customers.imports import ImportRefused, Summary, Wish, import_file
from customers.imports.kinds import ALIASES, kinds
from customers.models import Import
from customers.progress import Bar
from staff.models import Branch, User


class Command(BaseCommand):
    help = "Import customers, visits (orders), invoices and more from CSV (also .gz), Excel or Parquet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join([*(kind.name for kind in kinds()), *ALIASES])
        parser.add_argument("kind", help=f"one of {names}")
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
        parser.add_argument(
            "--part",
            action="store_true",
            help="the file holds some lines of its orders, not all: none of ours is removed",
        )
        parser.add_argument("--dates", choices=("dmy", "mdy"), default="", help="how to read 1/2/2026")
        parser.add_argument("--encoding", default="", help="instead of finding out")
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="where the rejected rows go")
        parser.add_argument("--json", action="store_true", help="one last line of JSON, no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = Bar(shown=not options["json"])
        try:
            refuse_a_place_that_cannot_be_written(options["rejects"], read_from=options["file"])
            summary = import_file(
                wish=wish(options),
                progress=lambda step, share: bar.show(str(Import.Step(step).label), share),
            )
        except ImportRefused as refused:
            bar.clear()
            raise CommandError(str(refused), returncode=2) from refused
        bar.clear()
        rejects = self.kept(summary, options["rejects"])
        for line in lines(summary, rejects):
            self.stdout.write(line)
        if options["json"]:
            self.stdout.write(json.dumps(numbers(summary, rejects)))

    def kept(self, summary: Summary, wanted: Path | None) -> Path | None:
        """The rejects file; a copy where the person wants it, and where it was if that fails by now."""
        if not summary.rejects_file or not wanted:
            return summary.rejects_file
        try:
            shutil.copyfile(summary.rejects_file, wanted)
        except OSError as error:
            self.stderr.write(no_place(wanted, error.strerror or type(error).__name__))
            return summary.rejects_file
        return wanted


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
        whole=not options["part"],
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


def refuse_a_place_that_cannot_be_written(rejects: Path | None, *, read_from: Path) -> None:
    """Raises ImportRefused, before anything is imported, when the rejected rows could not go there."""
    if rejects is None:
        return
    folder = rejects.absolute().parent
    if not folder.is_dir():
        raise ImportRefused(no_place(rejects, _("there is no folder %(folder)s") % {"folder": folder}))
    if rejects.is_dir():
        raise ImportRefused(no_place(rejects, _("it is a folder")))
    if not os.access(rejects if rejects.exists() else folder, os.W_OK):
        raise ImportRefused(no_place(rejects, _("you may not write there")))
    if rejects.exists() and read_from.exists() and rejects.samefile(read_from):
        raise ImportRefused(no_place(rejects, _("it is the file that is to be imported")))


def no_place(rejects: Path, why: str) -> str:
    return _("The rejected rows cannot go to %(file)s: %(why)s.") % {"file": rejects, "why": why}


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
    removed = (
        [_("%(count)d rows that the file no longer holds were removed") % {"count": record.rows_removed}]
        if record.rows_removed
        else []
    )
    refused = [_("Rejected rows with their reasons: %(file)s") % {"file": rejects}] if rejects else []
    return [counts, *removed, *summary.notes, *refused]


def numbers(summary: Summary, rejects: Path | None) -> dict[str, Any]:
    record = summary.record
    return {
        "read": record.rows_read,
        "created": record.rows_created,
        "updated": record.rows_updated,
        "unchanged": record.rows_unchanged,
        "rejected": record.rows_rejected,
        "removed": record.rows_removed,
        "rejects_file": str(rejects) if rejects else None,
        "seconds": round(summary.seconds, 3),
    }
