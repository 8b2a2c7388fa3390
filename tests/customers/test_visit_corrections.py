"""A visit that is corrected by hand keeps who changed what and when, and is put back in one click."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from customers import history
from customers.merging.service import merge
from customers.models import Asset, Category, Visit, VisitCorrection, VisitType
from tests.conftest import TODAY
from tests.customers.forms import as_shown
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def visit(customer_of_lin, gaoxin):
    found = VisitFactory(customer=customer_of_lin, branch=gaoxin, day=TODAY - timedelta(days=2), amount=500)
    found.lines.create(text="Labour", quantity=2, amount=500)
    return found


def correct(client, visit, **said):
    """As its form shows it, with what is said."""
    url = reverse("customers:visit_edit", args=[visit.pk])
    return client.post(url, as_shown(client, url, **said), headers=HTMX)


def undo_of(response):
    return json.loads(response["HX-Trigger"])["toast"].get("undo", "")


def entries(customer):
    return [
        (one.who, one.way, {change.label: (change.before, change.after) for change in one.changes})
        for one in history.of_customer(customer)
        if one.key.startswith("visit:")
    ]


def test_who_changed_what_stands_in_the_history(as_lin, visit, customer_of_lin, lin):
    repair = VisitType.objects.create(code="repair", name="Repair")
    van = Asset.objects.create(customer=customer_of_lin, kind="vehicle", name="Van")
    said = {"type": repair.pk, "asset": van.pk, "line0_sum": "450", "amount": "450", "note": "Paid in cash"}
    assert correct(as_lin, visit, **said).status_code == 204
    ((who, way, changes),) = entries(customer_of_lin)
    assert (who, way) == (lin.name, "on screen")
    assert changes == {
        "Amount": ("500.00", "450.00"),
        "Type": ("", "Repair"),
        "On": ("", "Van"),
        "Note": ("", "Paid in cash"),
        "Lines": ("Labour · 2 · 500", "Labour · 2 · 450"),
    }


def test_what_changes_nothing_is_no_entry(as_lin, visit, customer_of_lin):
    response = correct(as_lin, visit)
    assert (response.status_code, undo_of(response), entries(customer_of_lin)) == (204, "", [])


def test_a_correction_is_put_back_with_its_lines_and_details(as_lin, visit, customer_of_lin):
    brakes = Category.objects.create(name="Brakes")
    said = {"line0_text": "Pads", "line0_category": brakes.pk, "line0_sum": "80", "amount": "80"}
    response = correct(as_lin, visit, cancelled="on", estimate="70", **said)
    visit.refresh_from_db()
    assert (visit.cancelled, visit.counts, visit.amount) == (True, False, 80)
    assert as_lin.post(undo_of(response), headers=HTMX).status_code == 204
    visit = Visit.objects.get(pk=visit.pk)
    assert (visit.cancelled, visit.counts, visit.amount) == (False, True, Decimal(500))
    assert (visit.detail.estimate, visit.at) == (None, visit.at)
    assert [(one.text, one.category, one.amount) for one in visit.lines.all()] == [("Labour", None, 500)]
    assert len(entries(customer_of_lin)) == 2  # the undoing is told, too


def test_only_the_last_change_of_ones_own_is_put_back(as_lin, as_wei, visit):
    first = undo_of(correct(as_lin, visit, note="One"))
    second = undo_of(correct(as_wei, visit, note="Two"))
    assert as_lin.post(first, headers=HTMX).status_code == 409
    assert as_lin.post(second, headers=HTMX).status_code == 409
    visit.refresh_from_db()
    assert visit.detail.note == "Two"
    assert as_wei.post(second, headers=HTMX).status_code == 204
    assert Visit.objects.get(pk=visit.pk).detail.note == "One"


def test_the_same_over_http(as_lin, visit, customer_of_lin):
    url = reverse("api:visit", args=[visit.pk])
    read = as_lin.get(url).json()
    body = {"note": "By letter", "seen": read["seen"]}
    assert as_lin.patch(url, body, content_type="application/json").status_code == 200
    ((_who, way, changes),) = entries(customer_of_lin)
    assert (way, changes) == ("through the API", {"Note": ("", "By letter")})
    (told,) = as_lin.get(reverse("api:history", args=[customer_of_lin.pk])).json()["results"]
    assert told["what"].startswith("Visit of ")


def test_nobody_rewrites_it(as_lin, visit):
    correct(as_lin, visit, note="One")
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitCorrection.objects.update(after={})


def test_it_goes_with_its_visit_in_a_merge_and_stays_when_that_is_gone(
    as_lin, visit, customer_of_lin, gaoxin, lin
):
    correct(as_lin, visit, note="One")
    other = CustomerFactory(branch=gaoxin, owner=lin)
    merge(survivor=other.pk, gone=customer_of_lin.pk, by=lin, choices={})
    assert VisitCorrection.objects.get().customer == other
    Visit.objects.filter(pk=visit.pk).delete()
    assert len(entries(other)) == 1


@pytest.mark.parametrize(("language", "what"), [("en", "Visit of"), ("zh-hans", "的到店或上门")])
def test_both_languages(as_lin, visit, customer_of_lin, language, what):
    correct(as_lin, visit, note="One")
    as_lin.cookies["django_language"] = language
    page = as_lin.get(reverse("retention:customer_history", args=[customer_of_lin.pk])).content.decode()
    assert what in page


def test_the_history_costs_the_same_however_often_it_was_corrected(
    as_lin, visit, customer_of_lin, django_assert_max_num_queries
):
    for n in range(6):
        correct(as_lin, visit, note=f"No. {n}")
    with django_assert_max_num_queries(30):
        as_lin.get(reverse("retention:customer_history", args=[customer_of_lin.pk]))
    assert len(entries(customer_of_lin)) == 6
