"""Visits, returns, claims and declined work as people enter them."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from customers.models import (
    Asset,
    Category,
    DeclinedWork,
    Return,
    Visit,
    VisitDetail,
    VisitType,
    WarrantyClaim,
)
from customers.timeline import timeline
from tests.conftest import TODAY
from tests.customers.forms import as_shown
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def van(customer_of_lin):
    return Asset.objects.create(customer=customer_of_lin, kind="vehicle", name="Van", plate="川A1B234")


def post(client, name, *args, **data):
    return client.post(reverse(f"customers:{name}", args=args), {"token": uuid4()} | data, headers=HTMX)


def visit_data(customer, **more):
    return {"day": TODAY, "branch": customer.branch_id, "amount": "500"} | more


def test_a_visit_is_entered_once_with_lines_details_and_mileage(as_lin, lin, customer_of_lin, van):
    brakes = Category.objects.create(name="Brakes")
    first = VisitFactory(customer=customer_of_lin, day=TODAY - timedelta(days=9))
    data = visit_data(
        customer_of_lin,
        token=uuid4(),
        clock="09:30",
        number="W-1",
        asset=van.pk,
        km=41_000,
        amount="",
        estimate="450",
        standard_hours="2",
        actual_hours="2.5",
        part_grade="original",
        grade_agreed="on",
        inspected="on",
        comeback_of=first.pk,
        line0_category=brakes.pk,
        line0_sum="300.50",
        line1_text="Labour",
        line1_quantity="2",
        line1_sum="100",
    )
    for _press in range(2):
        assert post(as_lin, "visit_new", customer_of_lin.pk, **data).status_code == 204
    visit = Visit.objects.exclude(pk=first.pk).get()
    assert (visit.amount, visit.day, visit.at.astimezone().tzinfo is not None) == (
        Decimal("400.50"),
        TODAY,
        True,
    )
    assert [line.text for line in visit.lines.order_by("pk")] == ["Brakes", "Labour"]
    detail = visit.detail
    assert (detail.estimate, detail.actual_hours, detail.comeback_of) == (450, Decimal("2.5"), first)
    assert (detail.grade_agreed, detail.inspected, detail.entered_by) == (True, True, lin)
    assert van.readings.get().km == 41_000


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": ""}, "An amount, or lines that add up to it."),
        ({"day": "2026-06-17"}, "That day is still to come."),
        ({"day": "0000-00-00"}, "Enter a valid date."),
        ({"number": "V-1"}, "There is a visit with this number already."),
        ({"line0_text": "Labour"}, "How much?"),
        ({"km": "5"}, "Choose the vehicle that this mileage is of."),
        ({"payment": "unpaid", "paid_on": "2026-06-01"}, "An unpaid order has no day of payment."),
        ({"amount": "9999999999999"}, "Ensure that there are no more than"),
        ({"actual_hours": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_with_the_entries_kept(as_lin, customer_of_lin, wrong, words):
    VisitFactory(customer=customer_of_lin, number="V-1", source="")
    response = post(
        as_lin, "visit_new", customer_of_lin.pk, **visit_data(customer_of_lin, note="kept") | wrong
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert 'value="kept"' in response.content.decode()
    assert Visit.objects.count() == 1


def test_anothers_vehicle_and_visit_are_not_taken(as_lin, customer_of_lin, customer_of_chen):
    foreign = Asset.objects.create(customer=customer_of_chen, kind="vehicle", name="Foreign")
    theirs = VisitFactory(customer=customer_of_chen)
    for wrong in ({"asset": foreign.pk}, {"comeback_of": theirs.pk}):
        response = post(as_lin, "visit_new", customer_of_lin.pk, **visit_data(customer_of_lin) | wrong)
        assert response.status_code == 422
        assert "Foreign" not in response.content.decode()


@pytest.mark.parametrize(
    ("more", "counts", "in_rhythm"),
    [
        ({}, True, True),
        ({"cancelled": "on"}, False, False),
        ({"amount": "-5"}, False, False),
        ({"type": "towing"}, False, False),
        ({"amount": "0"}, True, True),
    ],
)
def test_whether_a_visit_counts_follows_from_its_type(as_lin, customer_of_lin, more, counts, in_rhythm):
    towing = VisitType.objects.create(code="towing", name="Towing", resets_clock=False, in_rhythm=False)
    if "type" in more:
        more = {"type": towing.pk}
    assert (
        post(as_lin, "visit_new", customer_of_lin.pk, **visit_data(customer_of_lin) | more).status_code == 204
    )
    visit = Visit.objects.get()
    assert (visit.counts, visit.in_rhythm) == (counts, in_rhythm)


def test_two_alike_without_a_number_are_two(as_lin, customer_of_lin):
    for _each in range(2):
        assert post(as_lin, "visit_new", customer_of_lin.pk, **visit_data(customer_of_lin)).status_code == 204
    assert sorted(Visit.objects.values_list("nth", flat=True)) == [1, 2]


def test_an_imported_visit_is_changed_without_losing_its_time_or_number(as_lin, customer_of_lin):
    visit = VisitFactory(customer=customer_of_lin, number="T-7", source="till", day=date(2026, 1, 5))
    url = reverse("customers:visit_edit", args=[visit.pk])
    data = as_shown(as_lin, url, inspected="on")
    assert as_lin.post(url, data, headers=HTMX).status_code == 204
    before = (visit.at, visit.number, visit.source, visit.amount)
    visit.refresh_from_db()
    assert (visit.at, visit.number, visit.source, visit.amount) == before
    assert visit.detail.inspected


def test_only_who_entered_a_visit_takes_it_back(as_lin, as_wei, customer_of_lin):
    post(as_lin, "visit_new", customer_of_lin.pk, **visit_data(customer_of_lin))
    mine, imported = Visit.objects.get(), VisitFactory(customer=customer_of_lin)
    assert post(as_wei, "visit_undo", mine.pk).status_code == 409
    assert post(as_lin, "visit_undo", imported.pk).status_code == 409
    assert post(as_lin, "visit_undo", mine.pk).status_code == 204
    assert list(Visit.objects.all()) == [imported]
    assert not VisitDetail.objects.exists()


# ---- what follows
def test_a_refund_is_due_by_the_days_of_the_policy(as_zhou, as_lin, customer_of_lin):
    data = {"what": "Brake pads", "asked_on": TODAY, "amount": "80"}
    assert post(as_lin, "following_new", customer_of_lin.pk, "return", **data).status_code == 204
    row = Return.objects.get()
    assert row.due_on == TODAY + timedelta(days=7)
    url = reverse("customers:following_edit", args=["return", row.pk])
    done = as_lin.post(url, as_shown(as_lin, url, due_on="", refunded_on=TODAY), headers=HTMX)
    assert done.status_code == 204
    row.refresh_from_db()
    assert (row.refunded_on, row.due_on) == (TODAY, TODAY + timedelta(days=7))


def test_declined_work_is_asked_about_again(as_lin, customer_of_lin):
    data = {"what": "Tyres", "recommended_on": TODAY}
    assert post(as_lin, "following_new", customer_of_lin.pk, "declined", **data).status_code == 204
    assert DeclinedWork.objects.get().follow_up_on == TODAY + timedelta(days=30)


def test_a_decided_claim_gets_its_day_and_an_open_one_loses_it(as_lin, customer_of_lin):
    data = {"what": "Battery", "claimed_on": TODAY, "outcome": "accepted"}
    assert post(as_lin, "following_new", customer_of_lin.pk, "claim", **data).status_code == 204
    row = WarrantyClaim.objects.get()
    assert row.decided_on == TODAY
    url = reverse("customers:following_edit", args=["claim", row.pk])
    as_lin.post(url, as_shown(as_lin, url, outcome="open"), headers=HTMX)
    row.refresh_from_db()
    assert (row.outcome, row.decided_on) == ("open", None)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("return", {"what": "X", "asked_on": TODAY, "due_on": "2026-01-01"}, "before it was asked for"),
        ("return", {"what": "X", "asked_on": TODAY, "refunded_on": TODAY, "refused_on": TODAY}, "Either"),
        ("return", {"asked_on": TODAY}, "This field is required."),
        ("claim", {"what": "X", "claimed_on": TODAY, "outcome": "won"}, "Select a valid choice"),
        ("declined", {"what": "X" * 201, "recommended_on": TODAY}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_is_refused(as_lin, customer_of_lin, kind, data, words):
    response = post(as_lin, "following_new", customer_of_lin.pk, kind, **data)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_kind_that_is_none_is_not_there(as_lin, customer_of_lin):
    assert post(as_lin, "following_new", customer_of_lin.pk, "customer").status_code == 404
    assert post(as_lin, "following_edit", "owner", 1).status_code == 404


def test_all_of_it_stands_on_the_timeline_and_in_the_section(as_lin, customer_of_lin):
    for kind, data in (
        ("return", {"what": "Brake pads", "asked_on": TODAY, "refunded_on": TODAY, "amount": "80"}),
        ("claim", {"what": "Battery", "claimed_on": TODAY, "outcome": "refused"}),
        ("declined", {"what": "Tyres <b>", "recommended_on": TODAY}),
    ):
        post(as_lin, "following_new", customer_of_lin.pk, kind, **data)
    titles = {event.title for event in timeline(customer_of_lin.pk, kind="after")}
    assert titles == {
        "Refunded: Brake pads, ¥80",
        "Wants to return: Brake pads, ¥80",
        "Warranty claim: Battery",
        "Recommended, not done: Tyres <b>",
    }
    shown = as_lin.get(reverse("retention:customer_visits", args=[customer_of_lin.pk])).content.decode()
    assert "Tyres &lt;b&gt;" in shown
    assert "refunded" in shown


def test_the_section_costs_the_same_however_much_happened(
    as_lin, customer_of_lin, django_assert_max_num_queries
):
    for n in range(60):
        visit = VisitFactory(customer=customer_of_lin, day=TODAY - timedelta(days=n))
        VisitDetail.objects.create(visit=visit, customer=customer_of_lin, payment="unpaid")
        Return.objects.create(customer=customer_of_lin, what="X", asked_on=TODAY, due_on=TODAY)
    with django_assert_max_num_queries(28):
        as_lin.get(reverse("retention:customer_visits", args=[customer_of_lin.pk]))
