"""What a night finds follows from the raw rows, and only from those of the past."""

import pandas as pd
import pytest

from churn_crm import clock
from customers.models import (
    ArrearsMark,
    Contact,
    Contract,
    DeclinedWork,
    Inquiry,
    Invoice,
    Payment,
    Quote,
    Return,
    Visit,
    VisitDetail,
    WarrantyClaim,
)
from customers.money import settle
from desk.models import (
    Complaint,
    ComplaintEvent,
    Doubt,
    Inspection,
    Interaction,
    Promise,
    PromiseEvent,
    SatisfactionScore,
    VerificationCall,
    Voice,
    WorkOrderRating,
)
from signals.detectors import DETECTORS, KINDS, concerned, detect_all, falling_category
from signals.features import read_features
from signals.policies import freeze, scoring_policy
from signals.shard import surveyed_features
from signals.survey import survey
from staff.models import Leaving
from tests.conftest import TODAY, first_branch, person, team_of
from tests.past import kept_for_a_module
from tests.signals.facts import AS_OF, QUALITY, RIVALS, Maker
from tests.signals.naive import NAIVE
from tests.signals.naive import falling_category as naive_category

pytestmark = pytest.mark.django_db
SEEDS = (1, 2, 5)
FOLLOWED = {
    detector.KIND: {"enabled": True, "weight": detector.WEIGHT, "parameters": {}} for detector in DETECTORS
}


def frame() -> pd.DataFrame:
    """As the night reads it: with what its own survey of the business says, too."""
    features = read_features(first=0, last=10**9, as_of=AS_OF, rivals=RIVALS, measure=QUALITY)
    return surveyed_features(features, survey(freeze(), policy=scoring_policy(), as_of=AS_OF))


@pytest.fixture(scope="module")
def business(django_db_setup, django_db_blocker):
    """All seeds as one: enough customers who came twice for a survey that says something of all kinds."""
    with kept_for_a_module(django_db_blocker, today=TODAY):
        gaoxin = first_branch()
        lin = person("lin", gaoxin=gaoxin, team=team_of(gaoxin))
        yield {one.pk: one for seed in SEEDS for one in Maker(seed, gaoxin, lin).business()}


def test_every_number_of_a_signal_of_every_kind_can_be_recomputed_from_the_rows(business):
    found = detect_all(frame(), FOLLOWED)
    again = [NAIVE[row.kind](business[row.customer_id]) for row in found.itertuples()]
    pairs = zip(found.itertuples(), again, strict=True)
    wrong = [(row.kind, row.numbers, numbers) for row, numbers in pairs if row.numbers != numbers]

    assert not wrong
    assert set(found.kind) == set(KINDS) == set(NAIVE)


ASKED = [
    {},
    {"min_before": 5},
    {"min_before": 6, "min_times": 5, "min_missing": 1},
    {"min_times": 7, "min_span_days": 300, "begins": 0.9, "certain": 1.2},
    {"min_away_days": 150, "begins": 0.1, "due_begins": 0.5, "due_certain": 4.0, "steady": 0.0},
    {"begins": 0.0, "min_missing": 0, "due_begins": 0.0, "certain": 2.0, "due_certain": 9.0, "steady": 0.2},
]


def test_under_any_policy_the_strongest_of_all_categories_of_each_customer_is_told(business):
    asked_about = dict(list(business.items())[::2])
    features = frame().loc[list(asked_about)]
    for policy in (falling_category.Policy(**asked) for asked in ASKED):
        found = falling_category.detect(features, policy)
        again = {pk: naive_category(one, policy) for pk, one in asked_about.items()}
        assert found.numbers.to_dict() == {pk: numbers for pk, numbers in again.items() if numbers}
        assert len(found)


def test_a_detector_accuses_nobody_without_the_facts_that_it_names(business):
    features = frame()
    found = {detector.KIND: detector.detect(features, detector.Policy()) for detector in DETECTORS}

    for kind, detector in KINDS.items():
        assert concerned(features, detector)[found[kind].index].all(), kind
    assert sum(not concerned(features, detector).all() for detector in DETECTORS) > 20


def test_without_the_future_the_frame_and_the_findings_are_the_same(business):
    before, found = frame(), detect_all(frame(), FOLLOWED)
    assert forget_the_future() > 100
    after = frame()

    pd.testing.assert_frame_equal(before, after.loc[before.index])
    pd.testing.assert_frame_equal(found, detect_all(after, FOLLOWED))


def forget_the_future() -> int:
    """Delete every fact after AS_OF, and what became known of earlier ones only then; how many rows."""
    end = clock.end_of(AS_OF)
    gone = [
        Visit.objects.filter(day__gt=AS_OF).delete()[0],
        Invoice.objects.filter(issued_on__gt=AS_OF).delete()[0],
        Complaint.objects.filter(day__gt=AS_OF).delete()[0],
        ComplaintEvent.objects.filter(at__gte=end).delete()[0],
        SatisfactionScore.objects.filter(day__gt=AS_OF).delete()[0],
        WorkOrderRating.objects.filter(day__gt=AS_OF).delete()[0],
        Inspection.objects.filter(day__gt=AS_OF).delete()[0],
        VerificationCall.objects.filter(closed_at__gte=end).delete()[0],
        Doubt.objects.filter(day__gt=AS_OF).delete()[0],
        Promise.objects.filter(day__gt=AS_OF).delete()[0],
        PromiseEvent.objects.filter(at__gte=end).delete()[0],
        Voice.objects.filter(day__gt=AS_OF).delete()[0],
        Interaction.objects.filter(day__gt=AS_OF).delete()[0],
        Inquiry.objects.filter(day__gt=AS_OF).delete()[0],
        Quote.objects.filter(made_on__gt=AS_OF).delete()[0],
        Contract.objects.filter(signed_on__gt=AS_OF).delete()[0],
        Return.objects.filter(asked_on__gt=AS_OF).delete()[0],
        WarrantyClaim.objects.filter(claimed_on__gt=AS_OF).delete()[0],
        DeclinedWork.objects.filter(recommended_on__gt=AS_OF).delete()[0],
        ArrearsMark.objects.filter(day__gt=AS_OF).delete()[0],
        Leaving.objects.filter(told_on__gt=AS_OF).delete()[0],
        VisitDetail.objects.filter(paid_on__gt=AS_OF).update(payment="unpaid", paid_on=None),
        Invoice.objects.filter(paid_on__gt=AS_OF).update(paid_on=None),
        Payment.objects.filter(paid_on__gt=AS_OF).delete()[0],
        Complaint.objects.filter(solved_on__gt=AS_OF).update(
            state="new", solved_on=None, solved_at=None, responded_at=None
        ),
        Voice.objects.filter(told_at__gte=end).update(told_at=None),
        Doubt.objects.filter(decided_at__gte=end).update(state="open", decided_at=None),
        Inspection.objects.filter(withdrawn_at__gte=end).update(
            withdrawn_at=None, withdrawn_by=None, withdrawn_because=""
        ),
        Inquiry.objects.filter(settled_on__gt=AS_OF).update(state="open", settled_on=None),
        Contract.objects.filter(ended_on__gt=AS_OF).update(state="signed", ended_on=None),
        Contract.objects.filter(talked_on__gt=AS_OF).update(talked_on=None),
        Return.objects.filter(refunded_on__gt=AS_OF).update(refunded_on=None),
        WarrantyClaim.objects.filter(decided_on__gt=AS_OF).update(decided_on=None, outcome="open"),
        DeclinedWork.objects.filter(done_on__gt=AS_OF).update(done_on=None),
        ArrearsMark.objects.filter(lifted_on__gt=AS_OF).update(lifted_on=None, lifted_by=None),
        Contact.objects.filter(left_on__gt=AS_OF).update(left_on=None),
        Leaving.objects.filter(withdrawn_at__gte=end).update(withdrawn_at=None),
    ]
    settle(Invoice.objects.values_list("pk", flat=True))
    return sum(gone)


def test_a_wish_that_was_told_after_the_day_was_unanswered_on_it(business):
    """The guard of the test above: there is a future to be forgotten."""
    told = Voice.objects.filter(day__lte=AS_OF, told_at__gte=clock.end_of(AS_OF))
    paid = VisitDetail.objects.filter(visit__day__lte=AS_OF, paid_on__gt=AS_OF)
    kept = PromiseEvent.objects.filter(promise__day__lte=AS_OF, at__gte=clock.end_of(AS_OF))

    assert told.exists() or paid.exists() or kept.exists()
