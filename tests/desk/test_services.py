"""Complaints and scores: written once, closed and reopened."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from churn_crm import clock
from desk import services
from desk.complaints import services as complaints
from desk.defects import services as defects
from desk.models import Complaint, Defect, Matter, SatisfactionScore, Voice
from desk.voice import services as voices
from tests.factories import VisitFactory


@pytest.fixture
def log(customer_of_lin, xie):
    """Logs a complaint of Lin's customer; what is given replaces the usual."""

    def make(**given):
        usual = {
            "customer": customer_of_lin,
            "by": xie,
            "cause": "waiting",
            "severity": 2,
            "text": "Two hours for oil",
            "token": uuid.uuid4(),
        }
        return complaints.log_complaint(**usual | given)

    return make


@pytest.mark.django_db
def test_a_complaint_is_of_the_business_day_and_logged_in_real_time(log, today, xie):
    before = clock.now()
    complaint = log()
    assert complaint.day == today
    assert before <= complaint.logged_at <= clock.now()
    assert (complaint.logged_by, complaint.solved_at) == (xie, None)


@pytest.mark.django_db
def test_the_day_is_the_branchs_day(log, customer_of_lin, gaoxin, settings, time_machine_at):
    settings.TODAY = None
    time_machine_at("2026-06-15T17:30:00+00:00")
    assert log().day == date(2026, 6, 16)  # half past one at night in Shanghai
    gaoxin.time_zone = "America/New_York"
    gaoxin.save()
    customer_of_lin.refresh_from_db()
    assert log().day == date(2026, 6, 15)


@pytest.fixture
def time_machine_at(monkeypatch):
    """Real time stands still at the given moment."""
    from datetime import datetime

    return lambda moment: monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(moment))


@pytest.mark.django_db
def test_saving_twice_with_one_token_writes_one_complaint_and_one_score(log, customer_of_lin, xie):
    token = uuid.uuid4()
    assert log(token=token) == log(token=token, text="again")
    twice = [services.log_score(customer=customer_of_lin, by=xie, score=4, token=token) for _ in range(2)]
    assert twice[0] == twice[1]
    assert (Complaint.objects.count(), SatisfactionScore.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_token_of_another_customers_form_is_refused(log, customer_of_chen):
    token = uuid.uuid4()
    log(token=token)
    with pytest.raises(ValidationError, match="another customer"):
        log(token=token, customer=customer_of_chen)
    assert Complaint.objects.count() == 1


@pytest.mark.django_db
def test_a_visit_of_another_customer_is_refused(log, customer_of_chen, customer_of_lin, xie):
    visit = VisitFactory(customer=customer_of_chen)
    with pytest.raises(ValidationError, match="another customer"):
        log(visit=visit)
    with pytest.raises(ValidationError, match="another customer"):
        services.log_score(customer=customer_of_lin, by=xie, score=4, visit=visit, token=uuid.uuid4())


@pytest.mark.django_db
def test_what_was_solved_on_the_call_is_closed_at_once(log, xie, today):
    complaint = log(solved=True, resolution="Apologised, oil free")
    assert (complaint.solved_by, complaint.solved_on) == (xie, today)
    assert complaint.resolution == "Apologised, oil free"


@pytest.mark.django_db
def test_solving_twice_keeps_the_first_solution(log, xie, lin):
    complaint = log()
    complaints.solve_complaint(complaint=complaint, by=xie, resolution="First")
    with pytest.raises(ValidationError, match=r"solved meanwhile, by Xie: “First”"):
        complaints.solve_complaint(complaint=complaint, by=lin, resolution="Second")
    complaint.refresh_from_db()
    assert (complaint.resolution, complaint.solved_by) == ("First", xie)


@pytest.mark.django_db
def test_a_solution_that_is_taken_back_is_as_if_there_had_been_none(log, xie):
    complaint = log()
    complaints.solve_complaint(complaint=complaint, by=xie, resolution="Done")
    for _ in range(2):
        complaints.take_back(complaint=complaint, by=xie)
    complaint.refresh_from_db()
    assert (complaint.solved_at, complaint.solved_on, complaint.solved_by, complaint.resolution) == (
        None,
        None,
        None,
        "",
    )
    assert list(Complaint.objects.open()) == [complaint]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_write_one_complaint(log):
    token = uuid.uuid4()

    def click(_):
        try:
            return log(token=token).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1
    assert Complaint.objects.count() == 1


def at_once(write):
    """What two who press at the same moment get."""

    def click(_):
        try:
            return write().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return set(pool.map(click, range(2)))


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_write_one_suggestion(customer_of_lin, xie):
    said = {"kind": "suggestion", "product": "Bay", "text": "A heater", "token": uuid.uuid4()}
    assert len(at_once(lambda: voices.log(customer=customer_of_lin, by=xie, **said))) == 1
    assert Voice.objects.count() == Matter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_declare_one_defect(wei):
    day = date(2026, 6, 1)
    said = {"title": "Pads", "text": "They squeal", "first_day": day, "last_day": day, "article": "pads"}
    token = uuid.uuid4()
    assert len(at_once(lambda: defects.declare(by=wei, token=token, **said))) == 1
    assert Defect.objects.count() == 1
