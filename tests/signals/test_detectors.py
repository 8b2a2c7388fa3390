"""What each detector fires on, and that worse never looks better."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.detectors import (
    DETECTORS,
    detect_all,
    falling_category,
    falling_frequency,
    lapsed_visit,
    payment_delay,
    single_threaded,
    unmet_expectation,
)
from signals.evidence import plain
from tests.examples import examples
from tests.signals.features import categories, features

few = settings(max_examples=25, deadline=None)


def strength(detector, **changed) -> float:
    found = detector.detect(features(**changed), detector.Policy())
    return float(found.strength.iloc[0]) if len(found) else 0.0


def test_nothing_fires_on_an_unremarkable_customer():
    for detector in DETECTORS:
        assert strength(detector) == 0, detector.KIND


@pytest.mark.parametrize("lines", [0, 2])
def test_who_has_lost_his_last_contact_hangs_by_no_more_threads_than_before(lines):
    company = {"customer_kind": "company", "lines": lines}
    one = strength(single_threaded, contacts=1, bonded=1, **company)
    none = strength(single_threaded, contacts=0, contacts_left=1, bonded=0, **company)

    assert none == one > 0
    if lines:  # never had one that we know of
        assert strength(single_threaded, contacts=0, contacts_left=0, bonded=0, **company) == 0


@pytest.mark.parametrize("own_from", [0, 1, 2])
def test_a_rhythm_is_his_own_from_the_first_gap_on_at_the_earliest(own_from):
    usual, _spread, own = lapsed_visit.rhythm(
        features(gaps=1, gap_median=20.0, usual_gap=90.0), own_from=own_from
    )
    assert (usual.iloc[0], own.iloc[0]) == (20, True)


# --------------------------------------------------- rhythm within a category
OIL = {"name": "Oil change", "times": 4, "gap": 152.4, "spread": 15.2, "silent": 274}


@pytest.mark.parametrize(
    ("oil", "changed", "fires"),
    [
        ({"silent": 215}, {}, False),  # within 1.2 times 152 + 2 × 15
        ({}, {}, True),
        ({"times": 3}, {}, False),  # two gaps are no rhythm
        ({}, {"silent_days": 274}, False),  # he has not come at all
        ({}, {"visits_12": 2, "visits_12_before": 6}, False),  # he comes less for all
    ],
)
def test_one_kind_of_thing_that_stayed_away_beyond_its_own_rhythm_is_told(oil, changed, fires):
    given = features(categories=categories(OIL | oil), **changed)
    found = falling_category.detect(given, falling_category.Policy())
    assert len(found) == fires
    for row in found.itertuples():
        assert plain(row.kind, row.numbers) == "Oil change every 152 ± 15 days; now 274"


def test_of_a_fall_and_a_rhythm_the_stronger_is_told():
    both = categories(OIL | {"silent": 230}, {"name": "Tyres", "now": 0, "before": 4})
    found = falling_category.detect(features(categories=both, silent_days=20), falling_category.Policy())
    assert plain("falling_category", found.numbers.iloc[0]) == "Tyres: 0 times, 4 a year before"
    assert found.strength.iloc[0] == 1


TAKEN = st.fixed_dictionaries(
    {
        "now": st.integers(0, 8),
        "before": st.integers(0, 16),
        "times": st.integers(1, 24),
        "gap": st.integers(1, 250).map(float),
        "spread": st.integers(0, 90).map(float),
        "silent": st.integers(1, 700),
    }
)
HIM = st.fixed_dictionaries(
    {
        "tenure_days": st.sampled_from((400, 900)),
        "silent_days": st.integers(0, 200),
        "visits_12": st.integers(0, 9),
        "visits_12_before": st.integers(0, 9),
    }
)
# A value and one that asks for more.
ASKED = {
    "min_before": st.integers(3, 12),
    "min_missing": st.integers(0, 6),
    "begins": st.floats(0, 0.9),
    "certain": st.floats(0.91, 1.5),
    "steady": st.floats(0, 1.5),
    "min_times": st.integers(4, 20),
    "due_begins": st.floats(0, 3),
    "due_certain": st.floats(3.1, 6),
    "min_span_days": st.integers(180, 1500),
    "min_away_days": st.integers(30, 500),
}
PAIRS = st.fixed_dictionaries({name: st.tuples(of, of).map(sorted) for name, of in ASKED.items()})


def named(taken: list[dict]) -> list[dict]:
    return [one | {"name": f"Category {place}"} for place, one in enumerate(taken)]


def judged(him: dict, taken: list[dict], policy: falling_category.Policy) -> tuple[pd.Series, pd.Series]:
    """(strengths of all of his categories together, then of each alone; which of them speaks)."""
    rows = [him | {"categories": categories(*of)} for of in (taken, *([one] for one in taken))]
    found = falling_category.detect(features(*rows), policy)
    names = found.numbers.map(lambda numbers: numbers["category"])
    return found.strength.reindex(range(1, len(rows) + 1), fill_value=0.0), names


@settings(max_examples=examples(50), deadline=None)
@given(him=HIM, taken=st.lists(TAKEN, min_size=1, max_size=4).map(named), pairs=PAIRS)
def test_who_asks_for_more_accuses_of_no_category_of_which_who_asks_for_less_does_not(him, taken, pairs):
    laxer, stricter = (
        falling_category.Policy(**{name: pair[place] for name, pair in pairs.items()}) for place in (0, 1)
    )
    less, more = (judged(him, taken, policy)[0] for policy in (stricter, laxer))
    assert (less <= more).all()


@settings(max_examples=examples(50), deadline=None)
@given(him=HIM, taken=st.lists(TAKEN, min_size=1, max_size=4).map(named), pairs=PAIRS)
def test_no_category_hides_another(him, taken, pairs):
    policy = falling_category.Policy(**{name: pair[0] for name, pair in pairs.items()})
    (together, *alone), names = judged(him, taken, policy)
    assert together == max(alone)
    if together:
        spoken = [one["name"] for one in taken].index(names[1])
        assert alone[spoken] == together


def test_each_customer_is_told_of_his_own_strongest_category():
    tyres = {"name": "Tyres", "now": 1, "before": 4}
    brakes = {"name": "Brakes", "now": 0, "before": 8}
    given = features(
        {"categories": categories(tyres, brakes)},
        {},
        {"categories": categories(tyres)},
        {"categories": categories(tyres | {"now": 3}, OIL)},
        {"categories": categories(brakes), "visits_12": 0},
        {"categories": categories(tyres | {"name": "First"}, tyres | {"name": "Second"})},
    )
    found = falling_category.detect(given, falling_category.Policy())
    told = {customer: row["category"] for customer, row in found.numbers.items()}
    assert told == {1: "Brakes", 3: "Tyres", 4: "Oil change", 6: "First"}
    assert found.strength.to_dict()[3] == 0.5


# ------------------------------------------------------------- lapsed visit
@pytest.mark.parametrize(
    ("silent", "fires"), [(92, False), (120, False), (144, False), (150, True), (171, True)]
)
def test_a_quarterly_customer_lapses_when_his_usual_window_has_long_passed(silent, fires):
    assert (strength(lapsed_visit, silent_days=silent) > 0) == fires


@pytest.mark.parametrize(("visit_days", "gaps", "fires"), [(1, 0, False), (2, 1, True), (10, 9, True)])
def test_nobody_is_accused_after_a_single_visit(visit_days, gaps, fires):
    assert (strength(lapsed_visit, silent_days=500, visit_days=visit_days, gaps=gaps) > 0) == fires


def test_few_visits_lean_on_the_rhythm_of_the_branch():
    few = {"silent_days": 120, "visit_days": 2, "gaps": 1, "gap_median": 10.0, "gap_mad": 0.0}

    assert strength(lapsed_visit, **few, usual_gap=20.0) > strength(lapsed_visit, **few, usual_gap=200.0)


def test_a_weekly_customer_is_left_alone_for_two_weeks():
    assert strength(lapsed_visit, silent_days=13, gap_median=3.0, gap_mad=0.0) == 0


@few
@given(st.integers(0, 900), st.integers(0, 200), st.floats(1, 200), st.floats(0, 100), st.integers(1, 20))
def test_a_longer_silence_never_weakens_a_lapse(silent, more, median, mad, visits):
    same = {"gap_median": median, "gap_mad": mad, "visit_days": visits, "gaps": visits - 1}

    assert strength(lapsed_visit, silent_days=silent + more, **same) >= strength(
        lapsed_visit, silent_days=silent, **same
    )


# ------------------------------------------------------------ payment delay
@pytest.mark.parametrize(
    ("recent", "before", "paid_recent", "paid_before", "fires"),
    [
        (26, 4, 3, 6, True),
        (9, 4, 3, 6, False),
        (26, 24, 3, 6, False),  # he has always paid so
        (26, 4, 1, 6, False),
        (26, 4, 3, 1, False),
    ],
)
def test_paying_later_than_before_fires_with_enough_invoices(recent, before, paid_recent, paid_before, fires):
    paid = {
        "late_recent": recent,
        "late_before": before,
        "paid_recent": paid_recent,
        "paid_before": paid_before,
    }

    assert (strength(payment_delay, **paid) > 0) == fires


def test_an_overdue_invoice_counts_beyond_the_usual_delay():
    usual = {"late_before": 20.0, "paid_before": 5}

    assert strength(payment_delay, overdue_count=1, overdue_days=30, **usual) == 0
    assert strength(payment_delay, overdue_count=1, overdue_days=30) > 0


@few
@given(st.floats(0, 100), st.floats(0, 60), st.floats(0, 40), st.integers(0, 90), st.integers(0, 90))
def test_more_lateness_never_weakens_a_payment_delay(recent, more, before, overdue, longer):
    paid = {"late_before": before, "paid_recent": 3, "paid_before": 5, "overdue_count": 1}
    worse = strength(payment_delay, late_recent=recent + more, overdue_days=overdue + longer, **paid)

    assert worse >= strength(payment_delay, late_recent=recent, overdue_days=overdue, **paid)


# ------------------------------------------------------- falling frequency
@pytest.mark.parametrize(
    ("now", "before", "fires"), [(6, 6, False), (2, 6, True), (4, 6, False), (1, 3, False), (0, 6, True)]
)
def test_fewer_visits_than_in_the_year_before_fire(now, before, fires):
    assert (strength(falling_frequency, visits_12=now, visits_12_before=before) > 0) == fires


def test_a_short_history_compares_half_years_and_a_shorter_one_nothing():
    fallen = {"visits_6": 1, "visits_6_before": 6, "visits_12": 7, "visits_12_before": 0}

    assert strength(falling_frequency, tenure_days=400, **fallen) > 0
    assert strength(falling_frequency, tenure_days=200, **fallen) == 0


@few
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_fewer_visits_never_weaken_a_fall(now, fewer, before):
    worse = strength(falling_frequency, visits_12=max(0, now - fewer), visits_12_before=before)

    assert worse >= strength(falling_frequency, visits_12=now, visits_12_before=before)


# -------------------------------------------------------- unmet expectation
def test_an_open_complaint_weighs_more_with_severity_and_age():
    def complaint(severity, days):
        return strength(
            unmet_expectation, open_complaints=1, recent_complaints=1, open_severity=severity, open_days=days
        )

    assert 0 < complaint(1, 0) < complaint(1, 10) < complaint(2, 10) < complaint(4, 10) <= 1


@pytest.mark.parametrize(("score", "fires"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_low_score_fires(score, fires):
    assert (strength(unmet_expectation, score=score, score_days=3) > 0) == fires


# --------------------------------------------------------------------- all
def usual() -> dict[str, dict]:
    """What nights follow while nobody has changed anything."""
    return {
        detector.KIND: {"enabled": True, "weight": detector.WEIGHT, "parameters": {}, "segments": []}
        for detector in DETECTORS
    }


def test_a_detector_that_is_off_finds_nothing():
    followed = usual()
    followed["lapsed_visit"]["enabled"] = False

    assert lapsed_visit.KIND not in set(detect_all(features(silent_days=900), followed).kind)


def test_a_detector_that_a_night_did_not_know_when_it_began_is_off():
    assert detect_all(features(silent_days=900), {}).empty


def test_parameters_of_the_policy_are_followed():
    followed = usual()
    followed["lapsed_visit"]["parameters"] = {"begins": 5, "certain": 9}

    assert detect_all(features(silent_days=171), followed).empty


def segment(branch=None, customer_kind="", echelon=None, **rule):
    return {
        "branch": branch,
        "echelon": echelon,
        "customer_kind": customer_kind,
        "enabled": True,
        "weight": 0.5,
        "parameters": {},
        **rule,
    }


def test_the_nearest_rule_holds_for_each_customer_and_no_other():
    people = [
        {"silent_days": 900, "branch_id": branch, "customer_kind": kind}
        for branch in (1, 2)
        for kind in ("person", "company")
    ]
    followed = {"lapsed_visit": usual()["lapsed_visit"]}
    followed["lapsed_visit"]["segments"] = [
        segment(customer_kind="company", weight=0.1),
        segment(branch=2, weight=0.2),
        segment(branch=2, customer_kind="company", weight=0.3),
    ]
    found = detect_all(features(*people), followed).set_index("customer_id").weight

    assert found.to_dict() == {1: lapsed_visit.WEIGHT, 2: 0.1, 3: 0.2, 4: 0.3}


def test_an_echelon_is_nearer_than_a_kind_and_farther_than_a_branch():
    people = [
        {"silent_days": 900, "branch_id": branch, "customer_kind": "company", "echelon": echelon}
        for branch, echelon in ((1, 1), (1, 2), (2, 1), (1, None))
    ]
    followed = {"lapsed_visit": usual()["lapsed_visit"]}
    followed["lapsed_visit"]["segments"] = [
        segment(customer_kind="company", weight=0.1),
        segment(echelon=1, weight=0.2),
        segment(branch=2, weight=0.3),
    ]
    found = detect_all(features(*people), followed).set_index("customer_id").weight

    assert found.to_dict() == {1: 0.2, 2: 0.1, 3: 0.3, 4: 0.1}


def test_a_complaint_that_a_body_outside_sent_on_weighs_more():
    own = {"open_complaints": 1, "open_severity": 2, "open_days": 3, "recent_complaints": 1}
    sent = {"open_sender": "12315", "open_sender_days": 3, "recent_outside": 1, "recent_sender": "12315"}

    assert strength(unmet_expectation, **own, **sent) == round(strength(unmet_expectation, **own) + 0.2, 4)


def test_a_detector_can_be_off_for_a_segment_alone():
    people = [{"silent_days": 900, "customer_kind": kind} for kind in ("person", "company")]
    followed = {"lapsed_visit": usual()["lapsed_visit"]}
    followed["lapsed_visit"]["segments"] = [segment(customer_kind="person", enabled=False)]

    assert detect_all(features(*people), followed).customer_id.tolist() == [2]
