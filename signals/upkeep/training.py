"""Learn anew, try it out on days after the teaching, and put it into use where it has earned it."""

from dataclasses import asdict, replace
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from signals.learning.history import History
from signals.learning.model import FittedModel
from signals.learning.prior import Prior
from signals.learning.training import Fit, fit
from signals.learning.units import Units
from signals.models import ChurnModel, ScoringPolicy
from signals.policies import scoring_policy
from signals.purchases import in_units, read_in_one_unit
from signals.upkeep import store, trial
from signals.upkeep.contest import MARGIN, PROMOTED, Compared, Why, compare, decide
from signals.upkeep.drift import MOST_COMPARED, bins_of
from staff.models import User


def train(
    *, day: date, by: User | None = None, cut_offs: int = trial.CUT_OFFS, fit: Fit = fit
) -> ChurnModel | None:
    """A model of what was known at the end of `day`, with the policy's horizon and prior.

    It is kept with what it reached on days after its teaching, and replaces the one in use where it is better
    (signals.upkeep.contest). None while there is nothing to learn from: then the policy's prior holds.
    Who has learned the very same before is not kept twice. cut_offs: how many past days it is tried on ·
    fit: how a day is learned.
    """
    policy, through = scoring_policy(), day.toordinal()
    (history, units), prior = read_in_one_unit(until=day), prior_of(policy)
    fitted = fit(history, through=through, horizon=policy.horizon_days, prior=prior)
    fitted = replace(fitted, facts={**fitted.facts, "units": units})
    if fitted.basis == "prior":
        return None
    fitted = with_bins(fitted, history)
    if known := store.same_as(fitted):
        return known
    before = ChurnModel.objects.champion()
    rival = before if before and store.readable(before.number) else None
    tried = trial.try_out(
        history,
        through=through,
        horizon=fitted.horizon,
        prior=prior,
        champion=champion_of(rival, fitted, units),
        number=cut_offs,
        fit=fit,
    )
    verdict = verdict_of(tried, rival, fitted)
    return kept(fitted, measures=trial.as_measures(tried), verdict=verdict, before=before, by=by)


@transaction.atomic
def kept(
    fitted: FittedModel,
    *,
    measures: dict[str, Any],
    verdict: dict[str, Any],
    before: ChurnModel | None,
    by: User | None,
) -> ChurnModel:
    """The row of the model, in use where the verdict says so and nobody has changed what is in use since."""
    row = store.keep(fitted, measures=measures, verdict=verdict, by=by)
    if verdict["promoted"] and ChurnModel.objects.champion() == before:
        store.put_into_use(row, verdict=verdict)
    return row


def with_bins(fitted: FittedModel, history: History) -> FittedModel:
    """With how its day's customers were spread, so that later ones can be held against them."""
    seen = trial.seen_by(fitted, history.sample(MOST_COMPARED), fitted.through)
    return replace(fitted, facts={**fitted.facts, "bins": bins_of(fitted, seen)})


def prior_of(policy: ScoringPolicy) -> Prior:
    """The chances that people set, by months since the last purchase, for the days that they set them
    for.

    A model leans on them as they are for everybody: it knows of no segments.
    """
    return Prior(
        months=tuple(policy.months),
        chances=(policy.prior_current, policy.prior_sms, policy.prior_call, policy.prior_recall),
        horizon=policy.prior_days,
    )


def champion_of(row: ChurnModel | None, fitted: FittedModel, units: Units) -> trial.Champion | None:
    """Whom a challenger meets; None without one, where he looks another number of days ahead, and where he
    has learned of later days: neither he nor a twin of his age could speak without having seen what came.

    units: of the history that he is tried on; he hears it in his own.
    """
    if row is None or row.horizon_days != fitted.horizon or knows_more(row, fitted):
        return None
    return trial.Champion(
        row.number,
        row.day.toordinal(),
        fitted.horizon,
        read=lambda: store.fitted(row.number),
        hears=partial(in_units, units=from_units(units, row.facts.get("units") or units)),
    )


def from_units(units: Units, into: Units) -> dict[str, float]:
    """What amounts in the first are multiplied by to be in the others, by currency; both know it."""
    return {currency: into[currency] / one for currency, one in units.items() if currency in into}


def knows_more(row: ChurnModel, fitted: FittedModel) -> bool:
    """Whether that model has learned of days after the other one's."""
    return row.day.toordinal() > fitted.through


def verdict_of(tried: list[trial.Told], before: ChurnModel | None, fitted: FittedModel) -> dict[str, Any]:
    """why (see contest.Why), promoted, against what, and the numbers behind it: machine-readable."""
    same = before if before and before.horizon_days == fitted.horizon else None
    against = trial.THEIRS if same else trial.PRIOR
    rows = trial.stacked(tried, against)
    found = compare(*rows) if rows else None
    age = fitted.through - same.day.toordinal() if same else None
    why: Why = "older" if same and knows_more(same, fitted) else decide(found, age=age)
    return {
        "why": why,
        "promoted": why in PROMOTED,
        "against": against,
        "before": before.number if before else None,
        "age_days": age,
        "cutoffs": [date.fromordinal(one.cutoff).isoformat() for one in tried if against in one.said],
        "margin": MARGIN,
        **numbers_of(found),
    }


def numbers_of(found: Compared | None) -> dict[str, float]:
    return {name: round(value, 6) for name, value in asdict(found).items()} if found else {}
