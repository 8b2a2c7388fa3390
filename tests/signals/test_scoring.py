"""The documented rule, number by number."""

import numpy as np
import pandas as pd
import pytest

from signals import scoring
from tests.signals.features import features


def found(*rows: tuple[int, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "kind", "strength", "weight"])


def test_value_at_risk_is_probability_times_spend_times_margin():
    one = [pd.Series([value, missing]) for value, missing in ((0.5, np.nan), (3600.0, 3600.0), (0.4, 0.4))]

    assert scoring.value_at_risk(*one).tolist() == [720.0, 0.0]


def urgency(days: float = np.nan, border_days: int = 30, **known: object) -> float:
    people = features(**known)
    return float(scoring.urgency(pd.Series([days], index=people.index), border_days, people).iloc[0])


@pytest.mark.parametrize(
    ("days", "expected"), [(30, 1.0), (15, 1.5), (3, 1.9), (0, 2.0), (-5, 2.0), (200, 1.0), (np.nan, 1.0)]
)
def test_urgency_rises_before_the_next_border(days, expected):
    assert urgency(days) == pytest.approx(expected)
    assert urgency(days, border_days=0) == 1


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"ending_contracts": 1, "ends_in": 60}, 1.0),
        ({"ending_contracts": 1, "ends_in": 30}, 1.5),
        ({"ending_contracts": 1, "ends_in": 0}, 2.0),
        ({"ending_contracts": 0, "ends_in": 30}, 1.0),  # talked about
        ({"promises_overdue": 1, "overdue_promise_days": 0}, 2.0),
        ({"promises_broken": 3}, 1.0),  # recorded as broken: nothing is owed any more
        ({"open_breached": 1}, 2.0),
        ({"breached": 2}, 1.0),  # solved since
        ({"ending_contracts": 1, "ends_in": 45, "open_breached": 1, "promises_overdue": 2}, 2.0),
    ],
)
def test_contracts_promises_and_complaints_press_too(known, expected):
    assert urgency(**known) == pytest.approx(expected)


def test_the_largest_cause_counts_alone():
    assert urgency(15, ending_contracts=1, ends_in=45) == pytest.approx(1.5)
    assert urgency(24, ending_contracts=1, ends_in=30) == pytest.approx(1.5)


def test_echelons_hold_their_shares():
    spend = pd.Series(range(1, 101), dtype=float)
    cuts = pd.DataFrame(
        {"first": scoring.cut_off(spend, 0.15), "second": scoring.cut_off(spend, 0.45)}, index=spend.index
    )
    echelons = scoring.echelons(spend, cuts, spent=spend, prospect=spend < 0)

    assert echelons.value_counts().to_dict() == {1: 15, 2: 30, 3: 55}


def test_equal_spenders_share_an_echelon():
    spend = pd.Series([10.0] * 40 + [5.0] * 60)

    assert scoring.cut_off(spend, 0.15) == 10.0
    assert scoring.cut_off(pd.Series([20.0] + [10.0] * 99), 0.15) == 20.0


def test_who_never_spent_is_in_the_third_echelon_and_prospects_in_none():
    spend = pd.Series([0.0, 0.0])
    cuts = pd.DataFrame({"first": [0.0, 0.0], "second": [0.0, 0.0]})

    echelons = scoring.echelons(spend, cuts, spent=spend, prospect=pd.Series([False, True]))

    assert echelons.astype("Int64").tolist() == [3, pd.NA]


@pytest.mark.parametrize(
    ("margin", "visits", "frequency_share", "worth"),
    [
        (400, 4, 0.0, 2.0),  # twice the usual margin; how often he comes does not count
        (400, 4, 1.0, 1.0),
        (400, 4, 0.2, 1.8),
        (-400, 4, 0.2, 0.2),  # returned more than he bought
        (0, 0, 0.2, 0.0),
    ],
)
def test_worth_is_how_many_times_a_usual_customer_somebody_is(margin, visits, frequency_share, worth):
    usual = pd.DataFrame({"margin": [200.0], "visits": [4.0]})
    found = scoring.worth(pd.Series([float(margin)]), pd.Series([visits]), usual, frequency_share)

    assert found.tolist() == pytest.approx([worth])


def test_where_nobody_brings_a_margin_the_visits_alone_count():
    usual = pd.DataFrame({"margin": [0.0], "visits": [4.0]})

    assert scoring.worth(pd.Series([0.0]), pd.Series([8]), usual, 0.5).tolist() == [1.0]


def test_the_first_reason_is_the_strongest_by_weight():
    reasons = scoring.first_reasons(
        found((1, "falling_frequency", 1.0, 0.3), (1, "lapsed_visit", 0.6, 0.6), (2, "tier", 0.1, 0.1)), []
    )

    assert reasons.kind.to_dict() == {1: "lapsed_visit", 2: "tier"}
