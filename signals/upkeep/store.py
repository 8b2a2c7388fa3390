"""Models in the database: put one away, take it out again, put it into use."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import transaction

from churn_crm import clock
from signals.chances import Champion
from signals.learning import storage
from signals.learning.model import FittedModel
from signals.models import ChurnModel
from staff.models import User


@transaction.atomic
def keep(
    fitted: FittedModel,
    *,
    measures: Mapping[str, Any] | None = None,
    verdict: Mapping[str, Any] | None = None,
    by: User | None = None,
) -> ChurnModel:
    """Put the model away as a challenger with the next number. ValueError for one that learned nothing."""
    if fitted.basis == "prior":
        raise ValueError("the prior is policy and not kept as a model")
    body = storage.stored(fitted)
    newest = ChurnModel.objects.select_for_update().order_by("-number").first()
    return ChurnModel.objects.create(
        number=(newest.number if newest else 0) + 1,
        day=date.fromordinal(fitted.through),
        horizon_days=fitted.horizon,
        basis=fitted.basis,
        sha256=storage.checksum(body),
        body=body,
        facts=fitted.facts,
        measures=dict(measures or {}),
        verdict=dict(verdict or {}),
        made_at=clock.now(),
        made_by=by,
    )


@transaction.atomic
def put_into_use(row: ChurnModel, *, verdict: Mapping[str, Any]) -> None:
    """Nights follow it from the next one on; who was followed before is retired. Twice is once."""
    now, champions = clock.now(), ChurnModel.objects.filter(role=ChurnModel.Role.CHAMPION)
    if champions.select_for_update().filter(pk=row.pk).exists():
        return
    champions.update(role=ChurnModel.Role.RETIRED, retired_at=now)
    row.role, row.in_use_since, row.retired_at = ChurnModel.Role.CHAMPION, now, None
    row.verdict = dict(verdict)
    row.save(update_fields=["role", "in_use_since", "retired_at", "verdict"])


def followed(*, day: date, horizon_days: int) -> dict[str, Any]:
    """What a night over `day` freezes of the model in use: number, sha256 and the seasons that the newest
    look at it met (see in_season), or why it follows none.

    A model of another horizon answers another question; one that knew a later day would tell the past its
    future.
    """
    champion = ChurnModel.objects.champion()
    if champion is None:
        return {}
    if champion.horizon_days != horizon_days:
        return {
            "not_followed": champion.number,
            "because": "horizon",
            "horizon_days": champion.horizon_days,
        }
    if champion.day > day:
        return {"not_followed": champion.number, "because": "day", "day": champion.day.isoformat()}
    looks = champion.checks.filter(day__lte=day, season__isnull=False)
    met = looks.values("season", "spend_season").first()
    season = {name: value for name, value in met.items() if value is not None} if met else {}
    return {"number": champion.number, "sha256": champion.sha256, **season}


def champion_of(model: Mapping[str, Any]) -> Champion | None:
    """The model that a night froze, ready to score. Raises storage.CannotRead where it has changed since."""
    if "number" not in model:
        return None
    fitted = _read(model["number"], model["sha256"])
    met = {name: model[name] for name in ("season", "spend_season") if name in model}
    return Champion(model["number"], replace(fitted, **met))


def same_as(fitted: FittedModel) -> ChurnModel | None:
    """The newest kept model with the very same numbers."""
    return ChurnModel.objects.filter(sha256=storage.checksum(storage.stored(fitted))).first()


def fitted(number: int) -> FittedModel:
    """The model of that number, ready to score. Raises storage.CannotRead when its body is damaged."""
    return _read(number, ChurnModel.objects.values_list("sha256", flat=True).get(number=number))


def readable(number: int) -> bool:
    """Whether the model of that number is as it was put away: a damaged one must stop no night."""
    try:
        fitted(number)
    except storage.CannotRead:
        return False
    return True


@lru_cache(maxsize=4)
def _read(number: int, sha256: str) -> FittedModel:
    """Once a process: reading takes longer than scoring a small shard."""
    body = ChurnModel.objects.values_list("body", flat=True).get(number=number)
    if storage.checksum(body) != sha256:
        raise storage.CannotRead(f"model {number}: the checksum is wrong")
    return storage.read(body)
