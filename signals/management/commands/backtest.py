"""manage.py backtest: what the model would have said on past days, trained only on what was known then."""

import json
import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.progress import Bar
from signals.learning.backtesting import HistoryTooShort, Tried, back_test
from signals.policies import scoring_policy
from signals.purchases import (
    codes_of,
    in_own_currency,
    in_units,
    newest_purchase,
    read_history,
    units_on,
)
from signals.upkeep.training import prior_of

BASES = {
    "prior": lazy("the prior: there was too little to learn from"),
    "lifetimes": lazy("rhythm alone: there was too little to learn from"),
    "learned": lazy("learned from own history"),
}
LONGEST = 730  # days


class Command(BaseCommand):
    help = "Write who was likely to leave on past days, trained only on what was known at the end of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cutoffs", type=days, required=True, metavar="DAY,DAY", help="e.g. 2010-07-10")
        parser.add_argument("--horizon", type=horizon, default=90, metavar="DAYS", help="default 90")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="CSV of all predictions")
        parser.add_argument("--json", action="store_true", help="one last line with the measures as JSON")

    def handle(self, *, cutoffs: list[date], horizon: int, out: Path, json: bool, **options: Any) -> None:
        refuse_a_place_that_cannot_be_written(out)
        bar = Bar(shown=not json)
        tried = self.tried(cutoffs, horizon, bar)
        written = pd.concat([predictions(one) for one in tried])
        partial = out.with_name(f"{out.name}.part")
        written.to_csv(partial, index=False, float_format="%.8g")
        partial.replace(out)
        for one in tried:
            self.stdout.write("\n".join(words(one, horizon)))
        self.stdout.write(
            _("%(count)s predictions in %(file)s") % {"count": f"{len(written):,}", "file": out}
        )
        if json:
            self.stdout.write(as_json(tried))

    def tried(self, cutoffs: list[date], horizon: int, bar: Bar) -> list[Tried]:
        """All cut-offs, in order. Raises CommandError when one lies before the history, or after it."""
        try:
            newest = newest_purchase() or cutoffs[-1]
            if cutoffs[-1] > newest:
                raise CommandError(
                    _("%(day)s lies after the last purchase (%(newest)s): nothing more was known then.")
                    % {"day": cutoffs[-1], "newest": newest}
                )
            history = read_history(
                until=max(cutoffs[-1] + timedelta(days=horizon), newest),
                progress=shown(bar, _("Reading")),
            )
            trials = back_test(
                history,
                cutoffs,
                horizon=horizon,
                known_until=newest,
                prior=prior_of(scoring_policy()),
                in_units=lambda history, cutoff: in_units(history, units_on(cutoff)),
            )
            done = []
            for number, one in enumerate(trials, start=1):
                done.append(one)
                bar.show(_("Cut-offs"), number / len(cutoffs))
            return done
        except HistoryTooShort as error:
            raise CommandError(too_short(error), returncode=2) from error
        finally:
            bar.clear()


def days(text: str) -> list[date]:
    """Days between commas, in order, each once."""
    try:
        return sorted({date.fromisoformat(day.strip()) for day in text.split(",")})
    except ValueError as error:
        raise ArgumentTypeError(_("%(text)s is no day; write it as 2026-06-16") % {"text": text}) from error


def horizon(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST:
        raise ArgumentTypeError(_("the horizon is 1 to %(most)d days") % {"most": LONGEST})
    return int(text)


def refuse_a_place_that_cannot_be_written(out: Path) -> None:
    """Raises CommandError before anything is learned."""
    folder = out.absolute().parent
    if not folder.is_dir() or out.is_dir() or not os.access(folder, os.W_OK):
        raise CommandError(_("%(file)s cannot be written.") % {"file": out}, returncode=2)


def shown(bar: Bar, what: str) -> Callable[[int, int], None]:
    return lambda done, total: bar.show(what, done / total)


def too_short(error: HistoryTooShort) -> str:
    if error.first is None:
        return _("There are no purchases yet. Import visits first: manage.py import_records visits FILE")
    return _("The history is too short for %(day)s: the first purchase was on %(first)s.") % {
        "day": error.cutoff,
        "first": error.first,
    }


def predictions(one: Tried) -> pd.DataFrame:
    """As the file has them: customers by their code, amounts in each one's own currency."""
    columns = one.predictions.assign(
        expected_spend=in_own_currency(one.predictions.expected_spend, units_on(one.cutoff)),
        customer_id=codes_of(one.predictions.index.to_numpy()),
        cutoff=one.cutoff.isoformat(),
    )
    return columns[["customer_id", "cutoff", "p_churn", "expected_spend"]]


def words(one: Tried, horizon: int) -> list[str]:
    found = [f"{one.cutoff}  {BASES[one.model.basis]}"]
    if one.measures is None:
        return [*found, "  " + _("What came of it within %(days)d days is not known.") % {"days": horizon}]
    measured = _(
        "%(customers)s customers, %(base).1f%% left: AUC %(auc).3f, Brier skill %(bss).3f, "
        "calibration error %(ece).3f, lift %(lift).2f"
    ) % {
        "customers": f"{one.measures.customers:,}",
        "base": 100 * one.measures.base,
        "auc": one.measures.auc,
        "bss": one.measures.bss,
        "ece": one.measures.ece,
        "lift": one.measures.lift,
    }
    more = _("PR-AUC %(pr_auc).3f, log-loss %(log_loss).3f, calibration slope %(slope).2f") % {
        "pr_auc": one.measures.pr_auc,
        "log_loss": one.measures.log_loss,
        "slope": one.measures.slope,
    }
    return [*found, "  " + measured, "  " + more, "  " + words_of_spend(one)]


def words_of_spend(one: Tried) -> str:
    """How far the expected spend was off."""
    if one.spend is None:
        return _("Nobody spent anything: the expected spend is not measured.")
    return _("Expected spend: nMAE %(nmae).2f, bias %(bias)s%%, Gini %(gini).2f") % {
        "nmae": one.spend.spend_nmae,
        "bias": f"{100 * one.spend.spend_bias:+.1f}",
        "gini": one.spend.spend_gini,
    }


def as_json(tried: list[Tried]) -> str:
    return json.dumps(
        [
            {
                "cutoff": one.cutoff.isoformat(),
                "basis": one.model.basis,
                "measures": one.reached,
                **one.model.facts,
            }
            for one in tried
        ]
    )
