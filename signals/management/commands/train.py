"""manage.py train: learn a model now, or put one that is kept into use."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from churn_crm import clock
from signals.management.commands.backtest import BASES
from signals.models import ChurnModel
from signals.upkeep import choosing, schedule
from staff.models import User

WHY = {
    "better": lazy("in use: clearly better"),
    "fresher": lazy("in use: no worse, and the one before was old"),
    "worse": lazy("waits: clearly worse than the one in use"),
    "no_better": lazy("waits: no better than what is in use"),
    "older": lazy("waits: the one in use has learned of later days"),
    "cannot_tell": lazy("waits: there is too little history to try it out"),
}
BY_HAND = lazy("in use: chosen by hand")


class Command(BaseCommand):
    help = "Learn a model of what was known at the end of a day, or put an earlier one into use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="default: the last finished day")
        parser.add_argument(
            "--use", type=int, metavar="NUMBER", help="learn nothing, put this model into use"
        )
        parser.add_argument("--by", metavar="LOGIN", help="the manager who decides it")
        parser.add_argument("--reason", default="", help="why, with --use")
        parser.add_argument("--json", action="store_true", help="one last line with the verdict as JSON")

    def handle(self, *, day: date | None, use: int | None, json: bool, **options: Any) -> None:
        by = person(options["by"]) if options["by"] else None
        row = chosen(use, by, options["reason"]) if use else learned(day or clock.last_finished_day(), by)
        self.stdout.write(words(row))
        if json:
            self.stdout.write(as_json(row))


def person(login: str) -> User:
    found = User.objects.filter(username=login).first()
    if found is None:
        raise CommandError(_("Nobody here has the login %(login)s.") % {"login": login}, returncode=2)
    return found


def learned(day: date, by: User | None) -> ChurnModel | None:
    if day > clock.today():
        raise CommandError(
            _("%(day)s has not come yet; the business day is %(today)s.")
            % {"day": day, "today": clock.today()},
            returncode=2,
        )
    training = schedule.learn(day=day, by=by)
    if training is None:
        raise CommandError(_("A model is being learned just now. Wait until it is done."), returncode=2)
    return training.model


def chosen(number: int, by: User | None, reason: str) -> ChurnModel:
    if not ChurnModel.objects.filter(number=number).exists():
        raise CommandError(_("There is no model %(number)s.") % {"number": number}, returncode=2)
    if by is None:
        raise CommandError(_("Say with --by who decides it."), returncode=2)
    champion = ChurnModel.objects.champion()
    try:
        return choosing.choose(
            number=number, over=champion.number if champion else None, reason=reason, by=by
        )
    except ValidationError as error:
        raise CommandError(error.messages[0], returncode=2) from error


def words(row: ChurnModel | None) -> str:
    if row is None:
        return _("There is nothing to learn from yet; the prior of the policy holds.")
    said = BY_HAND if "by_hand" in row.verdict else WHY[row.verdict["why"]]
    told = {"number": row.number, "basis": BASES[row.basis], "why": said}
    return _("Model %(number)s, %(basis)s; %(why)s.") % told


def as_json(row: ChurnModel | None) -> str:
    if row is None:
        return json.dumps(None)
    return json.dumps(
        {
            "number": row.number,
            "day": row.day.isoformat(),
            "basis": row.basis,
            "role": row.role,
            "verdict": row.verdict,
            "measures": row.measures,
        }
    )
