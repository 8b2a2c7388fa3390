"""The documented rule, number by number."""

import numpy as np
import pandas as pd
import pytest

from signals import scoring


def found(*rows: tuple[int, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "kind", "strength", "weight"])


def test_the_score_is_a_noisy_or_of_tier_and_signals():
    priors = pd.Series([0.15, 0.5], index=[1, 2])
    scores = scoring.score(priors, found((2, "lapsed_visit", 1.0, 0.6), (2, "payment_delay", 0.5, 0.4)))

    assert scores.to_dict() == {1: 15, 2: 84}  # 100 × (1 − 0.5 × 0.4 × 0.8)


def test_value_at_risk_is_probability_times_spend_times_margin():
    one = [pd.Series([value, missing]) for value, missing in ((0.5, np.nan), (3600.0, 3600.0), (0.4, 0.4))]

    assert scoring.value_at_risk(*one).tolist() == [720.0, 0.0]


@pytest.mark.parametrize(("days", "urgency"), [(30, 1.0), (15, 1.5), (3, 1.9), (200, 1.0), (np.nan, 1.0)])
def test_urgency_rises_before_the_next_border(days, urgency):
    assert scoring.urgency(pd.Series([days]), 30).tolist() == pytest.approx([urgency])


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
