"""manage.py nightly: run one night in this process."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from churn_crm import clock
from retention.night import NightError, run_night
from signals.models import NightlyRun

BAR = 30


class Command(BaseCommand):
    help = "Find who is drifting away as of the end of a day, and plan what to do about it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of", type=_day, help="the day to look back from (default: the last finished day)"
        )
        parser.add_argument("--rewind", action="store_true", help="take back the nights after that day first")
        parser.add_argument("--json", action="store_true", help="one last line with the counts as JSON")

    def handle(self, *, as_of: date | None, rewind: bool, json: bool, **options: Any) -> None:
        day = as_of or clock.last_finished_day()
        try:
            run = run_night(
                day=day, rewind=rewind, progress=_bar if sys.stderr.isatty() and not json else None
            )
        except NightError as error:
            raise CommandError(str(error), returncode=2) from error
        summary = _summary(run)
        self.stdout.write(_json(summary) if json else _words(summary))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _bar(done: int, total: int) -> None:
    filled = BAR * done // total
    sys.stderr.write(
        f"\r{'█' * filled}{'░' * (BAR - filled)} {done} of {total}" + ("\n" if done == total else "")
    )
    sys.stderr.flush()


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


def _words(summary: dict[str, Any]) -> str:
    lines = [
        f"Night of {summary['day']}: {summary.get('customers', 0):,} customers in {summary['seconds']:.1f} s"
    ]
    if not summary["present"]:
        lines.append(
            f"A later night ({summary['newest']}) stays the present: only this day's snapshots were written. "
            "With --rewind the later nights are taken back and this one becomes the present."
        )
    for name in (
        "tiers",
        "opened",
        "resolved",
        "open",
        "planned",
        "cancelled",
        "held_back",
        "called_instead",
        "attrition",
    ):
        if name in summary:
            lines.append(f"  {name.replace('_', ' ')}: {_figures(summary[name])}")
    return "\n".join(lines)


def _figures(value: Any) -> str:
    if not isinstance(value, dict):
        return f"{value:,}"
    return ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in value.items()) or "none"
