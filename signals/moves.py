"""Who changed tier since the night before. Pure."""

from datetime import date

import numpy as np
import pandas as pd

from signals.tiers import CURRENT, PROSPECT, RECALL, SMS, tiers

DAY = np.timedelta64(1, "D")
UNRENEWED_DAYS = 30  # so long after a contract's end who has not renewed it, and stays away, is lost


def tier_moves(
    standing: pd.DataFrame, earlier: pd.DataFrame, *, borders: np.ndarray, as_of: date
) -> pd.DataFrame:
    """Movements between each customer's newest earlier snapshot and this night.

    standing: see signals.shard · earlier, on the same index: tier, last_visit, day (of that snapshot;
    missing: none), returned_on (the first visit after that snapshot's last visit), flagged (lost before),
    agreed_until (last day of the last contract) · borders: (n, 3) months. Returns from_tier, to_tier, day,
    lost, came_back and what dashboards group by.

    A return is dated with the visit, and counts from the tier he was in on the eve of it, even if no night
    saw him there. A border is dated with its own day, yet never before what the earlier night had seen.
    """
    seen = earlier.day.notna().to_numpy()
    returned_on = _days(earlier.returned_on)
    eve = _tier_on_eve(earlier, borders, returned_on)
    back = seen & ~np.isnat(returned_on) & (eve >= SMS)
    from_tier = np.where(back, eve, earlier.tier.fillna(PROSPECT).to_numpy()).astype(int)
    to_tier = standing.tier.to_numpy()
    border = np.maximum(_days(standing.tier_since), _days(earlier.day) + DAY)
    fell = to_tier > np.maximum(from_tier, CURRENT)
    day = np.where(
        ~np.isnat(returned_on) & ~fell, returned_on, np.where(fell, border, np.datetime64(as_of, "D"))
    )
    unrenewed_on = _unrenewed_on(standing, earlier, as_of)
    unrenewed = ~np.isnat(unrenewed_on) & ~back
    silent = (to_tier == RECALL) & (from_tier < RECALL)
    # One-off customers are never lost, and nobody twice in one lapse. Who had a contract was no one-off.
    one_off = (standing.visit_days < 2).to_numpy() & np.isnat(_days(earlier.agreed_until))
    lost = (silent | unrenewed) & ~one_off & ~earlier.flagged.to_numpy(dtype=bool)
    moves = standing[["branch_id", "owner_id", "yearly_spend"]].assign(
        from_tier=from_tier,
        to_tier=to_tier,
        day=np.where(lost & ~silent & (from_tier == to_tier), unrenewed_on, day),
        lost=lost,
        came_back=back,
    )
    return moves[seen & ((from_tier != to_tier) | back | lost)]


def _unrenewed_on(standing: pd.DataFrame, earlier: pd.DataFrame, as_of: date) -> np.ndarray:
    """The day on which the contract had been over for UNRENEWED_DAYS, where it came since the earlier night
    and no visit came after the contract; else NaT. Who goes on coming without one is a customer like others.
    """
    over = _days(earlier.agreed_until)
    day = over + UNRENEWED_DAYS * DAY
    since = (day > _days(earlier.day)) & (day <= np.datetime64(as_of, "D"))
    silent = ~(_days(standing.last_visit) > over)
    return np.where(since & silent, day, np.datetime64("NaT", "D"))


def _tier_on_eve(earlier: pd.DataFrame, borders: np.ndarray, returned_on: np.ndarray) -> np.ndarray:
    """The tier on the day before the returning visit, from the visit before it."""
    tier = np.zeros(len(earlier), dtype=int)
    eves = returned_on - DAY
    for eve in np.unique(eves[~np.isnat(eves)]):
        rows = eves == eve
        tier[rows] = tiers(_days(earlier.last_visit)[rows], borders[rows], eve).tier
    return tier


def _days(column: pd.Series) -> np.ndarray:
    return pd.to_datetime(column).to_numpy().astype("datetime64[D]")
