"""Who stays away for good: each signal speaks for its time, and one of them always does."""

import numpy as np
import pytest

from signals.detectors import falling_frequency, lapsed_visit
from signals.visits import Visits, visit_features

LAST = 730_000  # ordinal of the last visit


def strengths(gap: int, silent: int, spread: int) -> tuple[float, float]:
    """Of falling frequency and of the lapse, so many days after the last visit of somebody who came for three
    years, every `gap` days give or take `spread`."""
    days = LAST - np.arange(3 * 365 // gap, -1, -1) * gap
    days[1:-1:2] += spread
    ones = np.ones(len(days), dtype=bool)
    visits = Visits.of_rows(np.full(len(days), 7), days, np.full(len(days), 10_000), ones, ones)
    features = visit_features(visits, as_of=LAST + silent, months=12).assign(usual_gap=90.0)
    fell = falling_frequency.detect(features, falling_frequency.Policy())
    lapsed = lapsed_visit.detect(features, lapsed_visit.Policy())
    return fell.strength.max() if len(fell) else 0, lapsed.strength.max() if len(lapsed) else 0


@pytest.mark.parametrize(("gap", "spread"), [(7, 0), (14, 5), (30, 0), (30, 12), (60, 20), (90, 0)])
def test_when_too_little_lies_in_the_year_before_the_lapse_carries_on_in_full(gap, spread):
    told = {silent: strengths(gap, silent, spread) for silent in range(0, 1095, 30)}
    fell = [silent for silent, (frequency, _lapse) in told.items() if frequency]
    over = [silent for silent in told if fell and silent > fell[-1]]

    assert told[0] == (0, 0)
    assert 365 < fell[-1] < 730
    # It does not come and go.
    assert fell == [silent for silent in told if fell[0] <= silent <= fell[-1]]
    assert over
    assert all(told[silent][1] == 1 for silent in over)


def test_it_never_fades_before_it_goes():
    """At full strength from the day on which a year has passed, until nothing is left to compare with."""
    found = [strengths(30, silent, 0)[0] for silent in range(365, 730, 15)]
    gone = found.index(0)

    assert set(found[:gone]) == {1}
    assert not any(found[gone:])
