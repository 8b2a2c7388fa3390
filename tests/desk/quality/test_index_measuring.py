"""What counts, as of which day, of whom; measured again when something changed, and only then."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from churn_crm import clock
from customers.models import Import
from desk.models import (
    Complaint,
    Doubt,
    DoubtedRating,
    Inspection,
    QualityFigure,
    QualityRun,
    SatisfactionScore,
    VerificationCall,
    WorkOrderRating,
)
from desk.quality.index import measuring, policies, tasks
from desk.quality.truth import reads
from tests.desk.quality.answering import complaint, inspection, rating, recommendation, score, visit
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ma(gaoxin):
    """In the workshop."""
    return UserFactory(username="ma", role="agent", branch=gaoxin)


@pytest.fixture
def day(today):
    return today - timedelta(days=1)


def figure(of, day):
    """The one figure of a branch, technician or customer."""
    return QualityFigure.objects.get(day=day, **of)


def test_each_kind_of_answer_is_counted_once_of_everybody_it_is_about(customer_of_lin, xie, ma, day):
    one = visit(customer_of_lin, day - timedelta(days=5), technician=ma)
    visit(customer_of_lin, day - timedelta(days=4), technician=ma)
    complaint(one, day, severity=3)
    score(one, day, 4, source="agent"), score(one, day, 2, source="third_day")
    score(one, day, 5, source="link"), score(one, day, 3, source="phone")
    rating(one, day, 5), rating(one, day, 5, timeliness=2)
    inspection(customer_of_lin.branch, ma, xie, day, 80)
    measuring.measure([day])
    told = {
        "visits": 2,
        "high": 1,
        "answered": 2,
        "answered_sum": 75 + 25,
        "surveyed": 2,
        "surveyed_sum": 100 + 50,
        "rated": 2,
        "rated_sum": 100 + 75,
    }
    branch, technician = (figure({of: who}, day) for of, who in (("branch", one.branch), ("technician", ma)))
    customer = figure({"customer": customer_of_lin}, day)
    whole = QualityFigure.objects.on(day).of_business().get()
    for row in (branch, technician, customer, whole):
        assert {name: getattr(row, name) for name in told} == told
    assert [row.n for row in (branch, technician, whole, customer)] == [8, 8, 8, 7]
    assert (branch.inspected, branch.inspected_sum, customer.inspected) == (1, 80, 0)


def test_a_customer_of_whom_nobody_spoke_has_no_row(customer_of_lin, customer_of_chen, ma, day):
    visit(customer_of_chen, day, technician=ma)
    score(visit(customer_of_lin, day), day, 5, source="link")
    measuring.measure([day])
    assert list(QualityFigure.objects.exclude(customer=None).values_list("customer", flat=True)) == [
        customer_of_lin.pk
    ]
    assert not QualityFigure.objects.of_technicians().exists()


@pytest.mark.parametrize(("days_ago", "counts"), [(0, True), (89, True), (90, False), (-1, False)])
def test_the_window_ends_with_the_day(customer_of_lin, day, days_ago, counts):
    score(visit(customer_of_lin, day), day - timedelta(days=days_ago), 5, source="link")
    measuring.measure([day])
    assert QualityFigure.objects.of_business().exists() is counts


def test_visits_that_do_not_count_are_no_quiet_ones(customer_of_lin, day):
    one = visit(customer_of_lin, day)
    visit(customer_of_lin, day, counts=False)
    visit(customer_of_lin, day, amount=Decimal(-20))
    score(one, day, 5, source="agent")
    measuring.measure([day])
    assert figure({"customer": customer_of_lin}, day).visits == 1


def test_nothing_that_comes_later_changes_a_day(customer_of_lin, xie, ma, day, monkeypatch):
    """The future is deleted, and the index of that day is the same."""
    one = visit(customer_of_lin, day - timedelta(days=9), technician=ma)
    for _number in range(12):
        score(one, day - timedelta(days=3), 4, source="link")
    doubted = score(one, day, 5, source="link")
    withdrawn = inspection(one.branch, ma, xie, day, 30)
    later = day + timedelta(days=2)
    for of in (score(one, later, 1, source="link"), rating(one, later, 1), complaint(one, later, severity=4)):
        assert of.pk
    inspection(one.branch, ma, xie, later, 0)
    Inspection.objects.filter(pk=withdrawn.pk).update(
        withdrawn_at=clock.now() + timedelta(days=9), withdrawn_by=xie, withdrawn_because="Wrong branch"
    )
    verified(doubted, later, said=1)
    measuring.measure([day])
    before = list(QualityFigure.objects.order_by("pk").values_list(*measuring.WRITTEN[1:]))
    for model in (SatisfactionScore, WorkOrderRating, Complaint, Inspection):
        model.objects.filter(day__gt=day).delete()
    VerificationCall.objects.all().delete()
    Inspection.objects.update(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
    measuring.measure([day])
    assert list(QualityFigure.objects.order_by("pk").values_list(*measuring.WRITTEN[1:])) == before
    assert len(before) == 4


def verified(answer, day, *, said, state="other", kind="score"):
    doubt = Doubt.objects.create(
        subject="branch",
        check_kind="pattern",
        branch=answer.customer.branch,
        p=0.01,
        q=0.01,
        day=day,
        raised_at=clock.now(),
        seen_on=day,
    )
    DoubtedRating.objects.create(doubt=doubt, **{kind: answer})
    moment = {"made_at": clock.now(), "closed_at": clock.now(), "closed_on": day, "next_on": day}
    VerificationCall.objects.create(
        doubt=doubt,
        customer=answer.customer,
        **{kind: answer},
        recorded=answer.score,
        stratum="",
        state=state,
        said=said,
        **moment,
    )
    return doubt


@pytest.mark.parametrize(
    ("state", "said", "n", "total"), [("same", 5, 2, 200), ("other", 2, 2, 125), ("never", None, 1, 100)]
)
def test_a_verification_corrects_from_its_day_on(customer_of_lin, day, state, said, n, total):
    one = visit(customer_of_lin, day)
    score(one, day, 5, source="link")
    doubted = score(one, day - timedelta(days=5), 5, source="link")
    verified(doubted, day, said=said, state=state)
    before = day - timedelta(days=1)
    measuring.measure([before, day])
    row = figure({"customer": customer_of_lin}, day)
    assert (row.surveyed, row.surveyed_sum) == (n, total)
    assert figure({"customer": customer_of_lin}, before).surveyed_sum == 100


@pytest.mark.parametrize(
    ("state", "said", "n", "total"),
    [
        ("same", 9, 2, 180),  # counts as it was entered: nobody remembers the very step
        ("other", 0, 2, 80),
        ("other", 4, 2, 120),
        ("never", None, 1, 80),
    ],
)
def test_a_recommendation_is_counted_with_surveys_and_corrected(customer_of_lin, day, state, said, n, total):
    one = visit(customer_of_lin, day)
    recommendation(one, day, 8)
    doubted = recommendation(one, day - timedelta(days=5), 10)
    verified(doubted, day, said=said, state=state, kind="recommendation")
    before = day - timedelta(days=1)
    measuring.measure([before, day])
    row = figure({"customer": customer_of_lin}, day)
    assert (row.recommended, row.recommended_sum) == (n, total)
    assert (row.n, row.surveyed) == (n, 0)
    assert figure({"customer": customer_of_lin}, before).recommended_sum == 100


@pytest.mark.parametrize("about", ["score", "recommendation"])
def test_who_was_never_asked_gave_neither_answer_of_the_survey(customer_of_lin, day, about):
    one, token = visit(customer_of_lin, day), uuid.uuid4()
    both = {
        "score": score(one, day, 5, source="phone"),
        "recommendation": recommendation(one, day, 10, token=token),
    }
    SatisfactionScore.objects.update(token=token)
    rating(one, day, 4)
    verified(both[about], day, said=None, state="never", kind=about)
    measuring.measure([day])
    row = figure({"customer": customer_of_lin}, day)
    assert (row.surveyed, row.recommended, row.rated, row.n) == (0, 0, 1, 1)
    assert reads.corrections_of_scores() == {both["score"].pk: None}
    assert reads.corrections_of_recommendations([both["recommendation"].pk, 0]) == {
        both["recommendation"].pk: None
    }
    assert reads.corrections_of_scores([0]) == {}


def test_a_work_order_rating_is_corrected_too(customer_of_lin, day):
    one = visit(customer_of_lin, day)
    rating(one, day, 4)
    verified(rating(one, day, 5, timeliness=5), day, said=1, kind="rating")
    measuring.measure([day])
    row = figure({"customer": customer_of_lin}, day)
    assert (row.rated, row.rated_sum) == (2, pytest.approx(75 + 100 / 3))


def test_what_stands_behind_a_confirmed_doubt_does_not_count_unless_the_customer_says_so(
    customer_of_lin, day
):
    one = visit(customer_of_lin, day)
    confirmed = score(one, day, 5, source="agent")
    said_so = score(one, day, 4, source="agent")
    doubt = verified(said_so, day, said=4, state="same")
    DoubtedRating.objects.create(doubt=doubt, score=confirmed)
    at = timezone.now() - timedelta(days=400)
    Doubt.objects.update(state="confirmed", decided_at=at)
    measuring.measure([day])
    row = figure({"customer": customer_of_lin}, day)
    assert (row.answered, row.answered_sum) == (1, 75)


def test_below_the_least_there_is_no_figure_and_a_person_needs_thirty(customer_of_lin, ma, day):
    one = visit(customer_of_lin, day, technician=ma)
    for _number in range(29):
        score(one, day, 4, source="link")
    measuring.measure([day])
    assert figure({"technician": ma}, day).value is None
    assert figure({"branch": one.branch}, day).value == pytest.approx(75)
    score(one, day, 4, source="link")
    measuring.measure([day])
    row = figure({"technician": ma}, day)
    assert row.value == pytest.approx(75) and row.lower < 75 < row.upper


def test_many_days_at_once_are_as_each_alone(customer_of_lin, ma, day):
    one = visit(customer_of_lin, day - timedelta(days=200), technician=ma)
    for number in range(40):
        score(one, day - timedelta(days=5 * number), 1 + number % 5, source="link")
    days = [day, *measuring.month_ends(day, 4)]
    measuring.measure(days)
    together = set(QualityFigure.objects.values_list(*measuring.WRITTEN))
    for one_day in days:
        measuring.measure([one_day])
    assert set(QualityFigure.objects.values_list(*measuring.WRITTEN)) == together


# ---- what is due


def test_the_newest_day_and_twelve_month_ends_are_measured_once(customer_of_lin, day):
    score(visit(customer_of_lin, day), day, 5, source="link")
    assert measuring.measure_due() == 13
    assert measuring.measure_due() == 0
    assert QualityRun.objects.count() == 13


def test_a_changed_policy_measures_the_past_too(he, customer_of_lin, day):
    measuring.measure_due()
    values = {"weight_ratings": 40, "weight_surveys": 15}
    assert policies.change(values=values, version=1, by=he)
    assert measuring.measure_due() == 13
    assert set(QualityRun.objects.values_list("version", flat=True)) == {2}


def test_an_import_measures_the_past_too(day):
    measuring.measure_due()
    Import.objects.create(
        kind="visits", file_name="x", state="done", day=day, started_at=clock.now(), finished_at=clock.now()
    )
    assert measuring.measure_due() == 13


def test_who_is_stopped_goes_on_where_whole_days_are_left(day, monkeypatch):
    done: list[int] = []

    def stopped(days):
        if done:
            raise KeyboardInterrupt
        done.append(real(days))
        return done[0]

    real = measuring.measure
    monkeypatch.setattr(measuring, "measure", stopped)
    with pytest.raises(KeyboardInterrupt):
        measuring.measure_due()
    assert QualityRun.objects.count() == measuring.DAYS_AT_ONCE
    monkeypatch.setattr(measuring, "measure", real)
    assert measuring.measure_due() == 13 - measuring.DAYS_AT_ONCE


def test_the_beat_measures(customer_of_lin, day):
    score(visit(customer_of_lin, day), day, 5, source="link")
    tasks.measure_quality.apply()
    assert figure({"customer": customer_of_lin}, day).n == 1


def test_days_between_month_ends_are_forgotten(customer_of_lin, day, settings):
    score(visit(customer_of_lin, day), day, 5, source="link")
    measuring.measure_due()
    settings.TODAY = settings.TODAY + timedelta(days=1)
    assert measuring.measure_due() == 1
    assert not QualityFigure.objects.on(day).exists()
    assert QualityFigure.objects.on(day + timedelta(days=1)).exists()


def test_a_measurement_asks_the_same_few_questions_of_any_number(
    customer_of_lin, ma, day, django_assert_max_num_queries
):
    one = visit(customer_of_lin, day, technician=ma)
    for number in range(30):
        score(one, day, 5, source="link" if number % 2 else "agent")
    with django_assert_max_num_queries(17):
        measuring.measure([day, *measuring.month_ends(day, 3)])
