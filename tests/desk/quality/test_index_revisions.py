"""A point of the index that was published changes only with a line that says when, from what and why."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from churn_crm import clock
from customers.models import Import, Merge, Visit
from desk.models import QualityFigure, QualityRevision, QualityRun
from desk.quality.index import measuring, policies
from tests.desk.quality.answering import score, visit
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def month_end(today):
    return today.replace(day=1) - timedelta(days=1)


@pytest.fixture
def workshop(gaoxin):
    return [UserFactory(username=name, role="agent", branch=gaoxin) for name in ("ma", "luo")]


@pytest.fixture
def booked(customer_of_lin, workshop, month_end, monkeypatch):
    """Of Ma's twelve jobs two bad ones were Luo's; both have enough for a figure."""
    monkeypatch.setattr(policies, "PEOPLE_NEED", 3)
    ma, luo = workshop
    jobs = [visit(customer_of_lin, month_end - timedelta(days=9), technician=ma) for _job in range(12)]
    for place, one in enumerate(jobs):
        score(one, month_end - timedelta(days=5), 1 if place < 2 else 5, source="link")
    for _job in range(10):
        one = visit(customer_of_lin, month_end - timedelta(days=9), technician=luo)
        score(one, month_end - timedelta(days=5), 4, source="link")
    measuring.measure_due()
    return [one.pk for one in jobs[:2]]


def corrected(jobs, luo):
    Visit.objects.filter(pk__in=jobs).update(technician=luo)


def nights(count):
    """As many nights go by; the days of the business stand still."""
    for night in range(1, count + 1):
        with time_machine.travel(clock.now() + timedelta(days=night), tick=False):
            # As if a day had begun: its newest day is not measured yet.
            QualityRun.objects.filter(day=clock.last_finished_day()).update(measured_at=None)
            measuring.measure_due()


def test_a_job_booked_on_somebody_else_moves_within_a_week_and_both_lines_say_so(
    booked, workshop, month_end, as_zhou
):
    ma, luo = workshop
    assert QualityFigure.objects.get(day=month_end, technician=ma).value == pytest.approx(1000 / 12)
    corrected(booked, luo)
    nights(7)
    of_ma, of_luo = (QualityRevision.objects.get(day=month_end, technician=one) for one in workshop)
    assert (of_ma.before, of_ma.after) == (pytest.approx(1000 / 12), 100)
    assert (of_luo.before, of_luo.after) == (75, 62.5)
    assert [(one.n_before, one.n_after) for one in (of_ma, of_luo)] == [(12, 10), (10, 12)]
    assert (of_ma.cause, of_ma.by) == ("records", None)
    # The branch has the same answers as before.
    assert not QualityRevision.objects.filter(technician=None).exists()
    page = as_zhou.get(reverse("desk:quality_technician", args=[ma.pk])).content.decode()
    assert "83.3 → 100" in page and "corrected by hand" in page
    assert QualityFigure.objects.get(day=month_end, technician=ma).value == 100
    listed = as_zhou.get(reverse("desk_api:quality_technician_revisions", args=[ma.pk])).json()["results"]
    assert [(one["day"], one["after"], one["cause"], one["by"]) for one in listed] == [
        (str(month_end), 100, "records", None)
    ]


def test_nothing_is_written_where_nothing_changed(booked):
    nights(8)
    measuring.measure([run.day for run in QualityRun.objects.all()])
    assert not QualityRevision.objects.exists()


def test_who_changed_the_policy_imported_or_merged_is_named(
    booked, workshop, month_end, zhou, customer_of_lin
):
    _ma, luo = workshop
    corrected(booked, luo)
    soon = clock.now() + timedelta(seconds=1)
    Import.objects.create(
        kind="visits", by=zhou, file_name="july.csv", day=month_end, started_at=soon, finished_at=soon
    )
    measuring.measure_due()
    told = QualityRevision.objects.filter(day=month_end)
    assert {(one.cause, one.by, one.what) for one in told} == {("import", zhou, "july.csv")}
    corrected(booked, workshop[0])
    QualityRun.objects.update(version=0)  # as the migration does that makes more answers count
    measuring.measure([month_end])
    assert {one.cause for one in told.order_by("-pk")[:2]} == {"program"}
    corrected(booked, luo)
    QualityRun.objects.update(version=99)
    measuring.measure([month_end])
    assert {one.cause for one in told.order_by("-pk")[:2]} == {"policy"}
    assert not Merge.objects.exists()


def test_of_the_newest_day_nothing_is_published_yet(booked, workshop, today):
    newest = today - timedelta(days=1)
    corrected(booked, workshop[1])
    measuring.measure([newest])
    assert not QualityRevision.objects.filter(day=newest).exists()
