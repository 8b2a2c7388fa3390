"""Ordering a back-test, stopping one, and which past days there are to try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Visit
from signals.backtests.tasks import run_back_test
from signals.backtests.wanted import differing, refuse_scoring
from signals.models import BackTest, BackTestDay, ChurnModel
from signals.policies import freeze
from signals.purchases import newest_purchase
from signals.upkeep import store
from staff.models import User

PROPOSED = 3
MOST_DAYS = 6


@dataclass(frozen=True)
class Reach:
    """The first and last day of which anything is known; None before the first purchase."""

    first: date | None
    newest: date | None

    def last_cutoff(self, horizon: int) -> date | None:
        """The last day whose outcome is known, None where there is none."""
        if self.first is None or self.newest is None:
            return None
        last = self.newest - timedelta(days=horizon)
        return last if last >= self.first else None

    def proposed(self, horizon: int) -> list[date]:
        """The last three ends of months whose outcome is known, the oldest first."""
        last = self.last_cutoff(horizon)
        found: list[date] = []
        if last is None or self.first is None:
            return []
        end = (last + timedelta(days=1)).replace(day=1) - timedelta(days=1)
        while end >= self.first and len(found) < PROPOSED:
            found.append(end)
            end = end.replace(day=1) - timedelta(days=1)
        return sorted(found)


def reach() -> Reach:
    """What the purchases that are there allow."""
    bought = Visit.objects.filter(counts=True, amount__gt=0)
    return Reach(bought.aggregate(day=Min("day"))["day"], newest_purchase())


@transaction.atomic
def start(**wish: Any) -> BackTest:
    """Order it (see `order`) and wake a worker."""
    test = order(**wish)
    transaction.on_commit(partial(run_back_test.delay, test.pk))
    return test


@transaction.atomic
def order(
    *,
    tried: str,
    horizon_days: int,
    cutoffs: Sequence[date],
    capacity: int,
    by: User | None,
    changed: Mapping[str, Any] | None = None,
    scoring: Mapping[str, Any] | None = None,
    number: int | None = None,
) -> BackTest:
    """Write it down, under the policy as it stands. number: of the stored model, where one is tried ·
    changed, scoring: what is tried in place of the policy (see wanted); a model looks at neither.

    Raises ValidationError for days that cannot be tried, for a model that they cannot be tried with, and for
    tiers that no policy may have.
    """
    cutoffs = sorted(set(cutoffs))
    refuse_days(cutoffs, horizon_days)
    if tried == BackTest.Tried.STORED:
        refuse_model(number, cutoffs, horizon_days)
    followed = freeze()
    tiers = (
        differing(scoring or {}, followed) if tried in (BackTest.Tried.RULES, BackTest.Tried.PRIOR) else {}
    )
    refuse_scoring(tiers, followed)
    model = store.followed(day=clock.last_finished_day(), horizon_days=followed.horizon_days)
    test = BackTest.objects.create(
        tried=tried,
        horizon_days=horizon_days,
        capacity=capacity,
        changed=dict(changed or {}) if tried == BackTest.Tried.RULES else {},
        scoring=tiers,
        number=number if tried == BackTest.Tried.STORED else None,
        policy_version=followed.version,
        policy=followed.as_json(),
        in_use=model.get("number"),
        made_by=by,
        made_at=clock.now(),
    )
    BackTestDay.objects.bulk_create(BackTestDay(test=test, cutoff=day) for day in cutoffs)
    return test


def refuse_days(cutoffs: Sequence[date], horizon: int) -> None:
    """Raises ValidationError, saying which days there are."""
    known = reach()
    last = known.last_cutoff(horizon)
    if last is None:
        raise ValidationError(
            _("The history is too short: nobody's %(days)d days are over yet."), params={"days": horizon}
        )
    if not cutoffs or len(cutoffs) > MOST_DAYS:
        raise ValidationError(_("Choose one to %(most)d past days."), params={"most": MOST_DAYS})
    if cutoffs[0] < (known.first or last) or cutoffs[-1] > last:
        raise ValidationError(
            _("Choose days from %(first)s to %(last)s: what came later is not known yet."),
            params={"first": known.first, "last": last},
        )


def refuse_model(number: int | None, cutoffs: Sequence[date], horizon: int) -> None:
    """Raises ValidationError where there is no such model, it looks elsewhere, or it knew what came."""
    model = ChurnModel.objects.filter(number=number or 0).defer("body").first()
    if model is None:
        raise ValidationError(_("Choose the number of a stored model."))
    if model.horizon_days != horizon:
        raise ValidationError(
            _("Model %(number)d tells %(days)d days ahead: set the horizon to that."),
            params={"number": model.number, "days": model.horizon_days},
        )
    if cutoffs[0] < model.day:
        raise ValidationError(
            _(
                "Model %(number)d learned from what was known on %(day)s: on earlier days it would know what "
                "came. Choose days from then on, or try the model learned anew on each day."
            ),
            params={"number": model.number, "day": model.day},
        )


@transaction.atomic
def cancel(*, test: BackTest) -> None:
    """Stop it at its next word; one that waits at once. A finished one stays what it is."""
    BackTest.objects.filter(pk=test.pk, state=BackTest.State.RUNNING).update(stop_wanted=True)
    BackTest.objects.filter(pk=test.pk, state=BackTest.State.WAITING).update(
        stop_wanted=True, state=BackTest.State.CANCELLED, finished_at=clock.now()
    )
