"""How far the vehicles have run, and what is due on them: maintenance, annual inspection, insurance."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

EVERY_KM, EVERY_DAYS = 10_000, 182
A_YEAR = 365


@dataclass(frozen=True)
class Upkeep:
    """Two frames that name their asset by its position."""

    readings: pd.DataFrame
    dues: pd.DataFrame


def make_upkeep(rng: np.random.Generator, assets: pd.DataFrame, visits: pd.DataFrame, *, day: date) -> Upkeep:
    """Two readings a vehicle, a year apart, and what falls due within the next year.

    What lapsed for longer than a season is left out: nobody keeps the dates of a car that does not come.
    """
    last = visits.groupby("asset").day.max()
    readings, dues = [], []
    for position, mileage in zip(assets.index, assets.mileage, strict=True):
        seen = last.get(position)
        if seen is None:
            continue
        a_year = int(min(max(rng.normal(14_000, 5_000), 3_000), mileage * 0.9)) // 10 * 10
        readings += [(position, seen - timedelta(days=A_YEAR), mileage - a_year), (position, seen, mileage)]
        if (day - seen).days > A_YEAR:
            continue
        per_day = max(a_year / A_YEAR, 1)
        reached = seen + timedelta(days=round(EVERY_KM / per_day))
        dues.append((position, "maintenance", seen + timedelta(days=EVERY_DAYS), mileage + EVERY_KM, reached))
        for kind, share in (("inspection", 0.8), ("insurance", 0.5)):
            if rng.random() < share:
                dues.append((position, kind, day + timedelta(days=int(rng.integers(-12, 350))), None, None))
    return Upkeep(
        pd.DataFrame(readings, columns=["asset", "day", "km"]),
        pd.DataFrame(dues, columns=["asset", "kind", "by_date", "by_km", "projected_on"]).astype(
            {"by_km": "Int64"}
        ),
    )
