"""What is said about a customer before there is any history to learn from."""

from dataclasses import dataclass

import numpy as np

MONTH = 30.4375


@dataclass(frozen=True)
class Prior:
    """Chance of no purchase within `horizon` days, by time since the last purchase.

    months: where the second, third … step begins · chances: one more than months. The defaults are the
    scoring
    policy's; they are opinions, not measurements, and whoever shows them says so.
    """

    months: tuple[float, ...] = (3, 6, 12)
    chances: tuple[float, ...] = (0.15, 0.50, 0.75, 0.92)
    horizon: int = 180

    def p0(self, recency: np.ndarray, horizon: int) -> np.ndarray:
        """For another horizon as if they came back at an even rate: .50 within 180 days is .71 within 90."""
        step = np.searchsorted(np.array(self.months) * MONTH, recency, side="right")
        return np.array(self.chances)[step] ** (horizon / self.horizon)
