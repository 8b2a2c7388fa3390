"""The points behind a customer's chance as every screen shows them: whole, and adding up to it."""

from decimal import Decimal

import numpy as np

from customers.models import CustomerStanding
from signals.learning.factors import FACTORS
from signals.learning.points import points, probability, whole_points

EXACT = 7  # digits of a share that survive being kept as a logit


def percent(share: float | None) -> int:
    """Whole percent of a share that is known, rounded as churn_crm.ui.figures does: halves to even."""
    return round(Decimal(str(share)) * 100)


def usual_of(standing: CustomerStanding) -> int:
    """The usual rate that points are counted from, in percent; stands beside the factors."""
    assert standing.usual is not None  # noqa: S101 (stands beside the factors)
    return percent(round(float(probability(np.array(standing.usual))), EXACT))  # it is kept as a logit


def points_of(standing: CustomerStanding) -> dict[str, int]:
    """factor → whole points; with the usual rate they add up to the shown chance."""
    assert standing.usual is not None  # noqa: S101 (stands beside the factors)
    exact = points(np.array([standing.factors]), standing.usual)[0].tolist()
    rise = percent(standing.probability) - usual_of(standing)
    return dict(zip(FACTORS, whole_points(exact, rise=rise), strict=False))
