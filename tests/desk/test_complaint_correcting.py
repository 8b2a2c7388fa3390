"""What a complaint is can be put right: the clocks go by it, and what it was stays in its history."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from desk.complaints import correcting, services
from desk.complaints.escalation import escalate_due
from desk.models import Complaint, ComplaintEvent
from staff.models import Notice
from tests.desk.complaining import at, logged
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(stand_at, customer_of_lin, xie):
    stand_at("16 15:00")
    return logged(customer_of_lin, xie, text="The brakes grind")


def test_a_complaint_that_is_graver_than_it_was_logged_runs_by_the_shorter_clock(
    complaint, stand_at, xie, wei
):
    stand_at("16 15:20")
    row = correcting.correct(complaint=complaint, by=xie, severity=4, cause="quality")
    assert (row.severity, row.cause, row.round_the_clock) == (4, "quality", True)
    assert (row.respond_due_at, row.solve_due_at) == (at("16 15:30"), at("16 23:00"))
    event = ComplaintEvent.objects.get(kind="corrected")
    assert event.text == "Severity: Medium → Safety · Cause: Waiting → Product quality"
    escalate_due(now=at("16 15:31"))
    assert Notice.objects.filter(kind="complaint_over").exists()


def test_only_who_leads_makes_it_lighter(complaint, xie, wei):
    with pytest.raises(ValidationError, match="leads"):
        correcting.correct(complaint=complaint, by=xie, severity=1)
    row = correcting.correct(complaint=complaint, by=wei, severity=1)
    assert (row.severity, row.respond_due_at) == (1, at("17 10:00"))


def test_the_same_again_changes_nothing(complaint, xie):
    row = correcting.correct(complaint=complaint, by=xie, severity=2, cause="waiting", about="", visit=None)
    assert (row.version, row.events.count()) == (complaint.version, 1)


def test_its_visit_is_one_of_the_customer(complaint, xie, lin, customer_of_lin, customer_of_chen, today):
    his = VisitFactory(customer=customer_of_lin, technician=lin, day=today)
    with pytest.raises(ValidationError):
        another = VisitFactory(customer=customer_of_chen, day=today)
        correcting.correct(complaint=complaint, by=xie, visit=another)
    assert correcting.correct(complaint=complaint, by=xie, visit=his).visit == his


def test_a_solved_one_is_corrected_too(complaint, xie):
    solved = services.solve_complaint(complaint=complaint, by=xie, resolution="Pads")
    row = correcting.correct(complaint=solved, by=xie, cause="function", about="technician")
    assert (row.state, row.cause, row.about) == ("solved", "function", "technician")


def test_it_is_corrected_on_its_page_and_over_http(complaint, as_xie):
    page = as_xie.get(reverse("desk:complaint", args=[complaint.pk])).content.decode()
    assert "Correct what it is" in page
    said = {"severity": "3", "cause": "attitude", "about": "agent", "visit": ""}
    as_xie.post(reverse("desk:complaint_correct", args=[complaint.pk]), said)
    row = Complaint.objects.get()
    assert (row.severity, row.cause, row.about) == (3, "attitude", "agent")
    url = reverse("desk_api:complaint_correct", args=[complaint.pk])
    refused = as_xie.post(url, {"severity": 1}, "application/json")
    assert refused.status_code == 400
    done = as_xie.post(url, {"severity": 4}, "application/json")
    assert (done.status_code, done.json()["severity"], done.json()["cause"]) == (200, 4, "attitude")
