"""Complaints and scores on a customer's timeline."""

import uuid
from datetime import timedelta

import pytest

from churn_crm import clock
from customers.timeline import kinds, timeline
from desk import parts
from desk.complaints import services
from desk.models import Complaint, SatisfactionScore

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment():
    return clock.now()


@pytest.fixture
def busy(customer_of_lin, xie, today, moment):
    """Three complaints (two solved) and three scores, several of them at the very same moment."""
    for hours in (0, 0, 5):
        at = moment - timedelta(hours=hours)
        made = {"customer": customer_of_lin, "day": today, "logged_at": at, "logged_by": xie}
        done = {"solved_at": moment, "solved_on": today, "resolution": "Done", "responded_at": moment}
        solved = done | {"state": "solved"} if hours == 0 else {}
        Complaint.objects.create(
            cause="waiting", severity=2, text="Long", token=uuid.uuid4(), **made, **solved
        )
        SatisfactionScore.objects.create(score=2 + hours // 5, token=uuid.uuid4(), **made)
    return customer_of_lin


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_by_cursor_show_every_event_once_newest_first(busy, size):
    whole = timeline(busy.pk, limit=100)
    assert len(whole) == 8
    paged, before = [], None
    while events := timeline(busy.pk, before=before, limit=size):
        paged += events
        before = (events[-1].at, events[-1].key)
    assert paged == whole
    assert [(e.at, e.key) for e in whole] == sorted(((e.at, e.key) for e in whole), reverse=True)


def test_the_timeline_of_another_customer_stays_empty(busy, customer_of_chen):
    assert timeline(customer_of_chen.pk) == []


def test_each_kind_can_be_looked_at_alone_with_its_count(busy):
    counts = {kind: count for kind, _label, count in kinds(busy.pk)}
    assert (counts["complaint"], counts["score"]) == (3, 3)
    assert {event.kind for event in timeline(busy.pk, kind="score")} == {"score"}


def test_a_complaint_is_told_where_it_was_logged_and_where_it_was_solved(customer_of_lin, xie):
    complaint = services.log_complaint(
        customer=customer_of_lin,
        by=xie,
        cause="wrong_part",
        severity=4,
        text="Wrong pads",
        token=uuid.uuid4(),
    )
    [logged] = parts.complaint_events(customer_of_lin.pk, None, 20)
    assert (logged.title, logged.detail, logged.tone) == (
        "Complaint: wrong part, safety",
        "Wrong pads",
        "bad",
    )
    services.solve_complaint(complaint=complaint, by=xie, resolution="Replaced")
    solved, logged = parts.complaint_events(customer_of_lin.pk, None, 20)
    assert (solved.title, solved.detail, solved.tone) == ("Complaint solved: wrong part", "Replaced", "good")
    assert logged.tone == ""


@pytest.mark.parametrize(("score", "tone"), [(1, "bad"), (2, "bad"), (3, "warn"), (4, "good"), (5, "good")])
def test_the_tone_of_a_score(score, tone):
    assert parts.tone_of(score) == tone
