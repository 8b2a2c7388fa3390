"""manage.py nightly: run one night in this process."""

import json
import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from churn_crm import clock
from customers.progress import Bar
from retention.night import NightError, run_night
from signals.models import NightlyRun
from signals.tiers_of_nights import names_in

# What a night counts: (its name, in words, the words for the parts that it falls into).
COUNTED: tuple[tuple[str, str | Promise, Mapping[str, Any]], ...] = (
    ("tiers", lazy("Tiers"), {}),
    ("opened", lazy("Signals opened"), {}),
    ("resolved", lazy("Signals resolved"), {}),
    ("open", lazy("Signals open"), {}),
    (
        "planned",
        lazy("Actions planned"),
        {"sms": lazy("SMS"), "call": lazy("Call"), "recall": lazy("Recall offer"), "visit": lazy("Visit")},
    ),
    (
        "cancelled",
        lazy("Actions cancelled"),
        {
            "returned": lazy("the customer returned"),
            "next_tier": lazy("a later step took its place"),
            "signal_gone": lazy("the signal is resolved"),
            "signal_snoozed": lazy("the signal is snoozed"),
        },
    ),
    (
        "held_back",
        lazy("Messages held back"),
        {
            "imported_history": lazy("Imported history, automations off"),
            "stale_facts": lazy("The branch's facts are old"),
        },
    ),
    ("called_instead", lazy("Of these, called instead"), {}),
    ("attrition", lazy("Left to natural attrition"), {}),
)


class Command(BaseCommand):
    help = "Find who is drifting away as of the end of a day, and plan what to do about it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of",
            type=_day,
            metavar="DAY",
            help="the day to look back from (default: the last finished day)",
        )
        parser.add_argument("--rewind", action="store_true", help="take back the nights after that day first")
        parser.add_argument(
            "--threads",
            type=int,
            default=min(os.cpu_count() or 1, 2),
            metavar="N",
            help="parts of the night at a time (default: %(default)s)",
        )
        parser.add_argument("--json", action="store_true", help="one last line with the counts as JSON")

    def handle(self, *, as_of: date | None, rewind: bool, threads: int, json: bool, **options: Any) -> None:
        day = as_of or clock.last_finished_day()
        bar = Bar(shown=not json)
        try:
            run = run_night(
                day=day,
                rewind=rewind,
                threads=max(threads, 1),
                progress=lambda done, total: bar.show(_("Night of %(day)s") % {"day": day}, done / total),
            )
        except NightError as error:
            raise CommandError(str(error), returncode=2) from error
        finally:
            bar.clear()
        summary = _summary(run)
        self.stdout.write(_json(summary) if json else "\n".join(_words(summary, names_in(run.policy))))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("%(text)s is no day; write it as 2026-06-16") % {"text": text}) from error


def _summary(run: NightlyRun) -> dict[str, Any]:
    newest = NightlyRun.objects.values_list("day", flat=True).first() or run.day
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    return {
        "day": run.day.isoformat(),
        "state": run.state,
        "present": newest == run.day,
        "newest": newest.isoformat(),
        **run.counts,
        "timings": run.timings,
        "seconds": seconds,
    }


def _json(summary: dict[str, Any]) -> str:
    return json.dumps(summary)


def _words(summary: dict[str, Any], tiers: Mapping[int, str]) -> Iterator[str]:
    customers = summary.get("customers", 0)
    yield ngettext(
        "Night of %(day)s: %(customers)s customer in %(seconds).1f s",
        "Night of %(day)s: %(customers)s customers in %(seconds).1f s",
        customers,
    ) % {"day": summary["day"], "customers": f"{customers:,}", "seconds": summary["seconds"]}
    if not summary["present"]:
        yield _(
            "A later night (%(day)s) stays the present: only this day's snapshots were written. "
            "With --rewind the later nights are taken back and this one becomes the present."
        ) % {"day": summary["newest"]}
    named = {str(tier): name for tier, name in tiers.items()}
    for name, label, words in COUNTED:
        if name in summary:
            yield f"  {label}: {_figures(summary[name], named if name == 'tiers' else words)}"


def _figures(value: Any, words: Mapping[str, Any]) -> str:
    if not isinstance(value, dict):
        return f"{value:,}"
    return ", ".join(f"{words.get(name, name)} {count:,}" for name, count in value.items()) or _("none")
