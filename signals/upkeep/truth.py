"""Whether the model in use still holds true, for its card: what has moved, and what came of its chances."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import cached_property

from signals.backtests import drawing
from signals.learning.factors import factor_of
from signals.models import ChurnModel, ModelCheck
from signals.upkeep.card import FACTORS
from signals.upkeep.contest import FEWEST
from signals.upkeep.drift import Drift, Shifted
from signals.upkeep.realised import Realised, nights_that_told

SHOWN_REASONS = 6
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moved:
    """One reason: its figure that lies farthest beyond chance, and how many of its figures lie beyond it."""

    name: str
    most: Shifted
    beyond: int
    figures: int


@dataclass(frozen=True)
class Came(drawing.Plotted):
    """What one teller said in one night, and what came."""

    found: Realised

    @property
    def bins(self) -> list[dict[str, float]]:
        return [asdict(one) for one in self.found.tenths]

    @property
    def too_few(self) -> bool:
        return self.found.customers < FEWEST

    @property
    def until(self) -> date:
        """The last of the days in which it was seen what came."""
        return self.found.day + timedelta(days=self.found.horizon)


@dataclass(frozen=True)
class Truth:
    """Of one model. drift is about its own newest check; what came is about the model's own chances, and
    where none of those are over yet, about whose were told then."""

    row: ChurnModel
    as_of: date

    @cached_property
    def check(self) -> ModelCheck | None:
        return self.row.checks.first()

    @cached_property
    def drift(self) -> Drift | None:
        """None where it was not looked at yet, or nothing was kept to hold it against."""
        return Drift.from_json(self.check.drift) if self.check and self.check.drift else None

    @property
    def too_few(self) -> bool:
        return self.drift is not None and self.drift.too_few

    @property
    def moved(self) -> list[Moved]:
        """Reasons with a figure beyond chance, the farthest first."""
        return [one for one in reasons_of(self.drift) if one.beyond][:SHOWN_REASONS] if self.drift else []

    @property
    def still(self) -> bool:
        """Neither the chances nor any figure behind them lie beyond chance."""
        return self.drift is not None and not self.drift.beyond

    @cached_property
    def _came(self) -> Mapping[str, Any]:
        newest = ModelCheck.objects.first()
        return newest.realised if newest else {}

    @cached_property
    def now(self) -> Came | None:
        return came_of(self._came.get("now"))

    @cached_property
    def last_year(self) -> Came | None:
        return came_of(self._came.get("last_year"))

    @cached_property
    def known_from(self) -> date | None:
        """The day on which it can first be known what came; None before a night has told a chance so far
        ahead."""
        horizon = timedelta(days=self.row.horizon_days)
        nights = nights_that_told(self.row.horizon_days).filter(day__gt=self.as_of - horizon)
        first = nights.order_by("day").values_list("day", flat=True).first()
        return first + horizon + DAY if first else None


def reasons_of(found: Drift) -> list[Moved]:
    """The figures by the reason that they belong to, in the order in which they moved."""
    figures: dict[str, list[Shifted]] = {}
    for one in found.shifted[1:]:
        figures.setdefault(factor_of(one.name), []).append(one)
    return [
        Moved(str(FACTORS[factor]), ones[0], sum(one.beyond for one in ones), len(ones))
        for factor, ones in figures.items()
    ]


def came_of(stored: Mapping[str, Any] | None) -> Came | None:
    return Came(Realised.from_json(stored)) if stored else None
