"""The timeline: all parts merged, newest first, page by page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from customers import cursors
from customers.models import Category, VisitLine, VisitType
from customers.timeline import kinds, timeline
from tests.conftest import TODAY
from tests.factories import InvoiceFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_shanghai():
    with timezone.override("Asia/Shanghai"):
        yield


def titles(customer, **options):
    return [event.title for event in timeline(customer.pk, **options)]


def all_by_pages(customer, *, size, kind=""):
    """Every event by cursors that went through an address."""
    found, before = [], None
    while page := timeline(customer.pk, before=before, limit=size, kind=kind):
        found += page
        before = cursors.decode(cursors.encode(page[-1].at, page[-1].key))
    return found


def test_it_tells_visits_invoices_and_payments_newest_first(customer_of_lin):
    VisitFactory(customer=customer_of_lin, day=TODAY - timedelta(days=40), amount=Decimal(7700))
    due = TODAY - timedelta(days=20)
    InvoiceFactory(
        customer=customer_of_lin,
        number="26-0191",
        issued_on=due - timedelta(days=10),
        due_on=due,
        paid_on=due + timedelta(days=2),
    )
    assert titles(customer_of_lin) == ["Paid ¥500, 2 days late", "Invoice 26-0191, ¥500", "Visit, ¥7,700"]


def test_a_visit_names_what_was_done(customer_of_lin):
    visit = VisitFactory(customer=customer_of_lin, number="V-1")
    brakes, oil = (Category.objects.create(name=name) for name in ("Brakes", "Oil"))
    for category in (brakes, oil, brakes):
        VisitLine.objects.create(visit=visit, category=category, text="x", amount=1)
    assert [event.detail for event in timeline(customer_of_lin.pk)] == ["Brakes, Oil · V-1"]


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"cancelled": True, "counts": False}, "Cancelled, ¥500"),
        ({"amount": Decimal(-500), "counts": False}, "Return, ¥500"),
        ({"amount": Decimal(0)}, "Visit, ¥0"),
    ],
)
def test_what_is_no_visit_is_not_called_one(customer_of_lin, fields, title):
    VisitFactory(customer=customer_of_lin, **fields)
    assert titles(customer_of_lin) == [title]


def test_a_kind_that_does_not_reset_the_clock_is_named(customer_of_lin):
    towing = VisitType.objects.create(code="towing", name="Towing", resets_clock=False)
    VisitFactory(customer=customer_of_lin, type=towing, counts=False)
    assert titles(customer_of_lin) == ["Towing, ¥500"]


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_pages_follow_each_other_without_gap_or_double(customer_of_lin, size):
    # Many events of the same moment: three visits at noon, invoices issued and paid on the same days.
    for n in range(6):
        day = TODAY - timedelta(days=n // 3)
        VisitFactory(customer=customer_of_lin, day=day)
        InvoiceFactory(customer=customer_of_lin, issued_on=day, due_on=day, paid_on=day)
    found = all_by_pages(customer_of_lin, size=size)
    assert len({event.key for event in found}) == len(found) == 18
    assert found == sorted(found, key=lambda event: (event.at, event.key), reverse=True)


def test_one_kind_alone(customer_of_lin):
    VisitFactory(customer=customer_of_lin)
    InvoiceFactory(customer=customer_of_lin)
    assert titles(customer_of_lin, kind="visit") == ["Visit, ¥500"]
    assert len(all_by_pages(customer_of_lin, size=1, kind="money")) == 1


def test_kinds_count_what_they_hold(customer_of_lin):
    VisitFactory(customer=customer_of_lin)
    InvoiceFactory(customer=customer_of_lin, paid_on=TODAY)
    counts = {kind: count for kind, _, count in kinds(customer_of_lin.pk)}
    assert (counts["visit"], counts["money"]) == (1, 2)


def test_anothers_events_stay_with_him(customer_of_lin, customer_of_chen):
    VisitFactory(customer=customer_of_chen)
    assert timeline(customer_of_lin.pk) == []


@pytest.mark.parametrize("text", ["", "nonsense", "2026-06-16~visit:1", "~", "2026-06-16T00:00:00~visit:1"])
def test_a_cursor_that_cannot_be_read_is_none(text):
    assert cursors.decode(text) is None
