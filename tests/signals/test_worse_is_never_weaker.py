"""Every detector: more of the bad never lowers its strength, too little history never accuses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.models import Customer, DeclinedWork, Return, VisitDetail, WarrantyClaim
from desk.models import Matter, Promise, PromiseEvent, Voice
from signals.detectors import DETECTORS, KINDS, detect_all
from signals.features import read_features
from tests.examples import examples
from tests.factories import VisitFactory
from tests.retention.nights import NIGHT
from tests.signals.facts import moment
from tests.signals.features import categories, features

LONG = {"tenure_days": 900, "visits_12_before": 10}


@dataclass(frozen=True)
class Case:
    """worse: feature → from good to bad · with_: what makes it able to fire · spared: too little to go by ·
    read: the features of all that, where they are not what is given."""

    worse: dict[str, tuple[int, int]]
    with_: dict[str, Any] = field(default_factory=dict)
    spared: tuple[dict[str, Any], ...] = ()
    read: Callable[[dict[str, Any]], dict[str, Any]] = dict


def two_categories(given: dict[str, Any]) -> dict[str, Any]:
    """One that fell (category_…) beside one that is late by its own rhythm (due_…)."""
    of = {
        start: {name.removeprefix(start): value for name, value in given.items() if name.startswith(start)}
        for start in ("category_", "due_")
    }
    return given | {"categories": categories(*of.values())}


CASES = {
    "lapsed_visit": Case(
        {"silent_days": (0, 900)},
        spared=({"visit_days": 1, "gaps": 0}, {"silent_days": 13, "gap_median": 1.0}),
    ),
    "falling_frequency": Case(
        {"visits_12": (20, 0)}, LONG, ({"tenure_days": 300}, {"visits_12_before": 3, "visits_6_before": 3})
    ),
    "falling_spend": Case(
        {"spend_12": (2000, 0)},
        LONG | {"visits_12": 10, "spend_12_before": 2000.0},
        ({"tenure_days": 300}, {"visits_12_before": 3, "visits_12": 3}),
    ),
    "falling_category": Case(
        {"category_now": (8, 0), "due_silent": (0, 500)},
        LONG
        | {"visits_12": 10, "category_before": 8, "category_name": "Brakes"}
        | {"due_name": "Oil", "due_times": 4, "due_gap": 90.0, "due_spread": 9.0},
        (
            {"tenure_days": 700, "due_times": 3},
            {"category_before": 2, "silent_days": 600},
            # A repair in stages, days in a row; a week later, and two years later.
            {"due_gap": 1.0, "due_spread": 0.1, "due_silent": 4, "tenure_days": 8},
            {"due_gap": 2.0, "due_spread": 0.2, "due_silent": 600, "tenure_days": 700},
            # Every fortnight for years, and away for four weeks.
            {"due_times": 30, "due_gap": 14.0, "due_spread": 1.4, "due_silent": 29, "tenure_days": 700},
        ),
        two_categories,
    ),
    "narrowing_range": Case(
        {"range_now": (8, 0)},
        LONG | {"visits_12": 10, "range_before": 8},
        ({"tenure_days": 700}, {"range_before": 3}),
    ),
    "no_second_visit": Case(
        {"silent_days": (0, 900)}, {"visit_days": 1}, ({"second_visit_within": np.nan}, {"visit_days": 0})
    ),
    "payment_delay": Case(
        {"late_recent": (0, 90), "overdue_days": (0, 200)},
        {"late_before": 3.0, "paid_recent": 3, "paid_before": 5, "overdue_count": 1},
        ({"paid_before": 2, "overdue_days": 0}, {"paid_recent": 1, "overdue_days": 0}),
    ),
    "order_payment": Case(
        {"wait_recent": (0, 90)},
        {"wait_before": 4.0, "waits_recent": 3, "waits_before": 5},
        ({"waits_recent": 1}, {"waits_before": 2}),
    ),
    "unpaid_orders": Case({"unpaid_days": (0, 200)}, {"unpaid_orders": 1}, ({"unpaid_orders": 0},)),
    "arrears": Case(
        {"overdue_count": (0, 5)},
        {"mark": "deliberate", "mark_days": 9.0},
        ({"overdue_count": 0}, {"mark": None}),
    ),
    "unmet_expectation": Case(
        {
            "open_severity": (1, 4),
            "open_days": (0, 60),
            "recent_complaints": (1, 5),
            "recent_outside": (0, 3),
        },
        {"open_complaints": 1, "open_cause": "waiting"},
        ({"open_complaints": 0, "recent_complaints": 0, "recent_outside": 0},),
    ),
    "reopened_complaint": Case({"reopened": (0, 5)}, {"reopened_days": 3.0}, ({"reopened": 0},)),
    "breached_complaint": Case({"breached": (0, 5)}, {"breached_days": 3.0}, ({"breached": 0},)),
    "falling_scores": Case(
        {"score_recent": (5, 1)},
        {"score_before": 4.8, "scores_recent": 2, "scores_before": 2},
        ({"scores_recent": 1}, {"scores_before": 1}),
    ),
    "low_quality": Case(
        {"quality": (100, 0)},
        {"quality_answers": 3},
        ({"quality_answers": 2}, {"quality": np.nan, "quality_answers": 0}),
    ),
    "doubtful_quality": Case(
        {"doubted": (0, 4)}, {"own_ratings": 4}, ({"doubted": 0}, {"own_ratings": 0, "doubted": 0})
    ),
    "returned_goods": Case(
        {"returns": (0, 6), "refund_late_days": (0, 60)},
        {"refunds_late": 1},
        ({"refunds_late": 0, "returns": 1},),
    ),
    "warranty_claims": Case(
        {"claims": (1, 6), "claim_open_days": (0, 90), "claims_refused": (0, 3)},
        spared=({"claims": 1, "claims_refused": 0, "claim_open_days": 9},),
    ),
    "inquiry_without_order": Case({"unordered": (0, 8)}, {"unordered_days": 3.0}, ({"unordered": 1},)),
    "offer_mismatch": Case({"mismatches": (0, 5)}, {"mismatch_days": 3.0}, ({"mismatches": 0},)),
    "price_over_market": Case({"over_market": (0, 1)}, spared=({"over_market": np.nan},)),
    "price_rise": Case({"price_rise": (0, 1)}, spared=({"price_rise": np.nan},)),
    "clashing_terms": Case({"clash_ends_in": (400, 0)}, {"clashes": 1}, ({"clashes": 0},)),
    "contract_ending": Case(
        {"ends_in": (200, 0)}, {"ending_contracts": 1}, ({"ending_contracts": 0}, {"ends_in": np.nan})
    ),
    "single_threaded": Case(
        {"bonded": (3, 0), "lines": (2, 0)},
        {"customer_kind": "company", "contacts": 3},
        ({"customer_kind": "person"}, {"visit_days": 3}),
    ),
    "decision_maker_left": Case(
        {"deciders": (2, 0)}, {"decider_left_days": 30.0}, ({"decider_left_days": np.nan},)
    ),
    "owner_left": Case({"lines": (2, 0)}, {"owner_left_days": 30.0}, ({"owner_left_days": np.nan},)),
    "owner_leaving": Case(
        {"owner_leaves_in": (200, 0), "lines": (2, 0)}, spared=({"owner_leaves_in": np.nan},)
    ),
    "broken_promise": Case(
        {"promises_broken": (0, 5), "overdue_promise_days": (0, 30)},
        {"promises_overdue": 1, "broken_days": 5.0},
        ({"promises_broken": 0, "promises_overdue": 0},),
    ),
    "competitor_named": Case(
        {"competitor_times": (0, 6)},
        {"competitor": "Fastlane", "competitor_days": 4.0},
        ({"competitor_times": 0},),
    ),
    "competitor_active": Case({"rival_days": (400, 0)}, {"rival": "Fastlane"}, ({"rival_days": np.nan},)),
    "declined_work": Case({"declined_days": (0, 300)}, {"declined": 1}, ({"declined_days": 0},)),
    "unanswered_need": Case({"need_days": (0, 300)}, {"needs": 1}, ({"need_days": 0},)),
}


def strength(kind: str, given: dict[str, Any]) -> float:
    found = KINDS[kind].detect(features(**CASES[kind].read(given)), KINDS[kind].Policy())
    return float(found.strength.iloc[0]) if len(found) else 0.0


def worst(kind: str) -> dict[str, Any]:
    case = CASES[kind]
    return {**case.with_, **{name: float(bad) for name, (_good, bad) in case.worse.items()}}


def test_every_detector_has_a_case():
    assert set(CASES) == set(KINDS)


@pytest.mark.parametrize("kind", CASES)
@settings(max_examples=examples(10), deadline=None)
@given(data=st.data())
def test_more_of_the_bad_never_lowers_the_strength(kind, data):
    case = CASES[kind]
    shares = {name: sorted(data.draw(st.tuples(*[st.floats(0, 1)] * 2))) for name in case.worse}
    better, worse = (
        {
            **case.with_,
            **{
                name: good + round((bad - good) * shares[name][place])
                for name, (good, bad) in case.worse.items()
            },
        }
        for place in (0, 1)
    )

    assert strength(kind, better) <= strength(kind, worse) <= 1


@pytest.mark.parametrize("kind", CASES)
def test_the_worst_of_it_fires(kind):
    assert strength(kind, worst(kind)) > 0


@pytest.mark.parametrize(
    ("kind", "spared"), [(kind, one) for kind, case in CASES.items() for one in case.spared]
)
def test_too_little_history_accuses_nobody(kind, spared):
    assert strength(kind, worst(kind) | spared) == 0


def an_open_promise(customer: Customer, day: date) -> None:
    due = moment(day)
    promise = Promise.objects.create(
        customer=customer,
        person=customer.owner,
        made_by=customer.owner,
        what="Call back",
        due_at=due,
        record_by=due + timedelta(days=2),
        made_at=due,
        day=day,
        token=uuid4(),
    )
    PromiseEvent.objects.create(promise=promise, kind="made", at=due, due_at=due)


def an_unanswered_wish(customer: Customer, day: date) -> None:
    matter = Matter.objects.create(kind="defect", product="Card", title="Scans not", created_at=moment(day))
    Voice.objects.create(
        customer=customer,
        matter=matter,
        began=matter,
        text="Card",
        day=day,
        logged_at=moment(day),
        token=uuid4(),
    )


def an_undecided_claim(customer: Customer, day: date) -> None:
    WarrantyClaim.objects.create(customer=customer, what="Alternator", claimed_on=day)


def an_overdue_refund(customer: Customer, day: date) -> None:
    Return.objects.create(customer=customer, what="Mats", asked_on=day, due_on=day)


def declined_work(customer: Customer, day: date) -> None:
    DeclinedWork.objects.create(customer=customer, what="Tyres", recommended_on=day)


def an_unpaid_order(customer: Customer, day: date) -> None:
    visit = VisitFactory(customer=customer, day=day)
    VisitDetail.objects.create(visit=visit, customer=customer, payment="unpaid")


LEFT_OPEN = {
    "broken_promise": an_open_promise,
    "unanswered_need": an_unanswered_wish,
    "warranty_claims": an_undecided_claim,
    "returned_goods": an_overdue_refund,
    "declined_work": declined_work,
    "unpaid_orders": an_unpaid_order,
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", LEFT_OPEN)
def test_what_stays_open_never_grows_out_of_sight(kind, customer_of_lin):
    """Read from the rows, as a night does: what a query leaves out no frame can show."""
    left_open = NIGHT - timedelta(days=100)
    LEFT_OPEN[kind](customer_of_lin, left_open)
    rule = {"enabled": True, "weight": 0.3, "parameters": {}}
    strengths = []
    for days in (100, 360, 370, 800, 3000):
        read = read_features(
            first=customer_of_lin.pk, last=customer_of_lin.pk, as_of=left_open + timedelta(days=days)
        )
        found = detect_all(read, {kind: rule})
        strengths.append(float(found.strength.iloc[0]) if len(found) else 0.0)

    assert strengths[0] > 0
    assert strengths == sorted(strengths)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: one.KIND)
def test_no_customers_no_findings(detector):
    assert len(detector.detect(features({}).iloc[:0], detector.Policy())) == 0
