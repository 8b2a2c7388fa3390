"""What groups take of the hundred: number by number, and whatever the numbers are."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.detectors import DETECTORS
from signals.health import arithmetic
from signals.health.groups import CAPS, GROUP_OF, GROUPS, MONEY, PEOPLE, SERVICE, VISITS
from signals.wording import GROUPS as WORDS

PRIORS = [0.0, 0.15, 0.5, 0.75, 0.92]
FOR_ALL = {"branch": None, "customer_kind": "", "caps": dict(CAPS)}
KINDS = sorted(GROUP_OF)


def found(*rows: tuple[int, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "kind", "strength", "weight"])


def judged(
    tiers: dict[int, int], findings: pd.DataFrame, *profiles: dict, branch: int = 1, kind: str = "person"
) -> pd.DataFrame:
    tier = pd.Series(tiers)
    features = pd.DataFrame({"branch_id": branch, "customer_kind": kind}, index=tier.index)
    followed = {"priors": PRIORS, "profiles": [FOR_ALL, *profiles], "bands": [40, 70]}
    return arithmetic.healthy(pd.DataFrame({"tier": tier, "attrition": False}), features, findings, followed)


def test_every_detector_belongs_to_one_group():
    assert set(GROUP_OF) == {detector.KIND for detector in DETECTORS}
    assert set(GROUP_OF.values()) == set(GROUPS) == set(CAPS)
    assert {detector.GROUP for detector in DETECTORS} <= set(WORDS)


@pytest.mark.parametrize(
    ("tier", "health", "band"), [(1, 100, 3), (2, 71, 3), (3, 51, 2), (4, 37, 1)]
)  # 70 × (0.5 − 0.15) ÷ 0.85 = 28.8; of 0.75 49.4; of 0.92 63.4
def test_silence_alone_takes_more_from_tier_to_tier(tier, health, band):
    row = judged({1: tier}, found()).loc[1]

    assert (row.health, row.band, row.taken_visits) == (health, band, 100 - health)


def test_who_is_silent_for_a_year_is_not_well():
    assert judged({1: 4}, found()).band[1] == 1


def test_a_prospect_has_no_health_even_with_signals():
    row = judged({1: 0}, found((1, "inquiry_without_order", 1.0, 0.3))).loc[1]

    assert row.isna().all()


@pytest.mark.parametrize(
    ("rows", "took"),
    [
        ([("payment_delay", 1.0, 0.4)], {MONEY: 20}),
        ([("payment_delay", 0.5, 0.4)], {MONEY: 10}),
        ([("payment_delay", 1.0, 0.4), ("arrears", 1.0, 0.5)], {MONEY: 35}),  # 50 × (1 − 0.6 × 0.5)
        ([("unmet_expectation", 0.85, 0.5), ("broken_promise", 1.0, 0.4)], {SERVICE: 39}),
        ([("lapsed_visit", 1.0, 0.6), ("single_threaded", 0.5, 0.1)], {VISITS: 42, PEOPLE: 2}),
        ([("payment_delay", 1.0, 0.0)], {}),  # nobody believes it any more
    ],
)
def test_signals_of_a_group_are_independent_reasons(rows, took):
    row = judged({1: 1}, found(*((1, *one) for one in rows))).loc[1]

    assert {group: row[f"taken_{group}"] for group in GROUPS if row[f"taken_{group}"]} == took
    assert row.health == 100 - sum(took.values())


def test_silence_and_a_lapse_are_two_reasons_of_the_same_group():
    # 70 × (1 − (1 − 0.41) × (1 − 0.6)), and no more than the cap
    assert judged({1: 2}, found((1, "lapsed_visit", 1.0, 0.6))).taken_visits[1] == 54


def test_who_has_nothing_left_loses_nothing_further():
    everything = found(*((1, kind, 1.0, 1.0) for kind in KINDS))
    row = judged({1: 4}, everything).loc[1]

    assert row.health == 0
    assert [row[f"taken_{group}"] for group in GROUPS] == [70, 30, 0, 0, 0, 0]


def test_the_nearest_caps_hold():
    def with_visits(points: int, **whose) -> dict:
        return {"branch": None, "customer_kind": "", "caps": {**CAPS, VISITS: points}, **whose}

    profiles = [
        with_visits(10, branch=1, customer_kind="company"),
        with_visits(20, branch=1),
        with_visits(30, customer_kind="company"),
    ]
    lapse = found((1, "lapsed_visit", 1.0, 1.0))
    took = {
        (branch, kind): judged({1: 1}, lapse, *profiles, branch=branch, kind=kind).taken_visits[1]
        for branch in (1, 2)
        for kind in ("company", "person")
    }

    assert took == {(1, "company"): 10, (1, "person"): 20, (2, "company"): 30, (2, "person"): 70}


@pytest.mark.parametrize(
    ("health", "band"), [(0, 1), (39, 1), (40, 2), (69, 2), (70, 3), (100, 3), (None, None)]
)
def test_bands_begin_at_their_points(health, band):
    series = pd.Series([health], dtype=float)
    (judged_as,) = arithmetic.bands(series, at_risk_below=40, well_from=70)

    assert (None if pd.isna(judged_as) else judged_as) == band


def test_a_prior_of_one_for_current_customers_divides_by_nothing():
    assert arithmetic.silence(pd.Series([1, 4]), [0, 1, 1, 1, 1]).tolist() == [0, 0]


share = st.floats(0, 1, allow_nan=False)
a_signal = st.tuples(st.sampled_from(KINDS), share, share)
signals_of_one = st.lists(a_signal, max_size=12, unique_by=lambda one: one[0])
caps_of_all = st.fixed_dictionaries({group: st.integers(0, 100) for group in GROUPS})


@settings(max_examples=40, deadline=None)
@given(signals_of_one, st.integers(1, 4), caps_of_all)
def test_what_was_taken_is_what_is_missing_and_never_more_than_a_cap(signals, tier, caps):
    profile = {"branch": 1, "customer_kind": "person", "caps": caps}
    row = judged({1: tier}, found(*((1, *one) for one in signals)), profile).loc[1]
    took = {group: row[f"taken_{group}"] for group in GROUPS}

    assert all(0 <= took[group] <= caps[group] for group in GROUPS)
    assert 0 <= row.health == 100 - sum(took.values()) <= 100


@settings(max_examples=40, deadline=None)
@given(signals_of_one, a_signal, st.integers(1, 3), share)
def test_more_strength_one_more_signal_or_a_later_tier_never_raise_health(signals, more, tier, grown):
    rows = [one for one in signals if one[0] != more[0]]
    kind, strength, weight = more

    def health(*rows: tuple[str, float, float], tier: int = tier) -> int:
        return judged({1: tier}, found(*((1, *one) for one in rows))).health[1]

    before = health(*rows)
    with_it = health(*rows, (kind, min(strength, grown), weight))
    assert health(*rows, (kind, max(strength, grown), weight)) <= with_it <= before
    assert health(*rows, tier=tier + 1) <= before
