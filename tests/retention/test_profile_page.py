"""The profile on the customer page: threads, what he cares about, phones."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from customers.models import Contact, Customer, StaffLine, Tag
from desk.models import Complaint
from retention import cares
from tests.conftest import TODAY
from tests.factories import at


@pytest.fixture
def muyun(customer_of_lin) -> Customer:
    customer_of_lin.kind = Customer.Kind.COMPANY
    customer_of_lin.phone = "+8613800138000"
    customer_of_lin.save()
    return customer_of_lin


def complain(customer: Customer, cause: str, ago: int = 30) -> None:
    day = TODAY - timedelta(days=ago)
    Complaint.objects.create(
        customer=customer, cause=cause, text="…", day=day, logged_at=at(day), token=uuid.uuid4()
    )


def page(client, customer: Customer, section: str = "customer_profile") -> str:
    return client.get(reverse(f"retention:{section}", args=[customer.pk])).content.decode()


def test_a_company_that_hangs_by_one_thread_is_marked_with_the_reason(as_lin, muyun, xie):
    Contact.objects.create(customer=muyun, name="Wang Fang", bond=3)
    shown = page(as_lin, muyun)
    assert "single-threaded" in shown
    assert "If Wang Fang leaves" in shown
    assert "Only Lin knows this customer here." in shown
    assert "single-threaded" in page(as_lin, muyun, "customer")

    Contact.objects.create(customer=muyun, name="Li Qiang", bond=1)
    StaffLine.objects.create(customer=muyun, user=xie, kind="service_desk")
    shown = page(as_lin, muyun)
    assert "single-threaded" not in shown
    assert "Xie" in shown


def test_a_private_person_is_told_of_but_not_marked(as_lin, muyun):
    Customer.objects.filter(pk=muyun.pk).update(kind="person")
    shown = page(as_lin, muyun)
    assert "single-threaded" not in shown
    assert "Only Lin knows this customer here." in shown
    Customer.objects.filter(pk=muyun.pk).update(vip=True)
    assert "single-threaded" in page(as_lin, muyun)


def test_what_is_missing_is_said_to_be_empty(as_lin, muyun):
    assert page(as_lin, muyun).count(">empty<") >= 6


def test_what_somebody_wrote_stays_text(as_lin, muyun):
    Customer.objects.filter(pk=muyun.pk).update(note="<script>alert(1)</script>", region="<b>x</b>")
    Contact.objects.create(customer=muyun, name="<img src=x>")
    for section in ("customer_profile", "customer_history", "customer"):
        shown = page(as_lin, muyun, section)
        assert "<script>alert" not in shown
        assert "<img src=x>" not in shown


def test_behaviour_suggests_and_a_person_confirms(as_lin, muyun):
    for ago in (20, 60):
        complain(muyun, "price", ago)
    assert "Too little in two years" in page(as_lin, muyun)
    cares.write_suggestions({"as_of": TODAY, "first": muyun.pk, "last": muyun.pk}, {})
    panel = page(as_lin, muyun)
    assert "suggested" in panel
    assert "Price" in panel
    assert panel.count("Complaint of") == 2
    assert "suggested" in page(as_lin, muyun)
    muyun.refresh_from_db()
    assert muyun.sensitivity == "unknown"

    as_lin.post(reverse("customers:sensitivity", args=[muyun.pk]), {"sensitivity": "quality"})
    panel = page(as_lin, muyun)
    assert "by Lin" in panel
    assert "Behaviour suggests:" in panel
    shown = page(as_lin, muyun)
    assert "<small>confirmed</small>" in shown
    assert "<small>suggested</small>" not in shown


def test_an_auditor_reads_and_cannot_write(as_sun, muyun):
    Contact.objects.create(customer=muyun, name="Wang Fang")
    Tag.objects.create(name="Long-standing")
    shown = page(as_sun, muyun)
    assert "Wang Fang" in shown
    assert "<form" not in shown.partition('id="customer"')[2].partition("</main>")[0]


def test_a_phone_is_shown_to_be_copied_only_when_asked_for(as_lin, muyun):
    assert "13800138000" not in page(as_lin, muyun)
    url = reverse("retention:phone", args=[muyun.pk])
    copied = as_lin.post(url, {"copy": "1"}).content.decode()
    assert 'data-copy-text="+8613800138000"' in copied
    assert "data-copy-now" in copied
    assert "data-copy-now" not in as_lin.post(url).content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_the_profile_costs_the_same_however_much_it_holds(
    as_lin, muyun, xie, many, django_assert_max_num_queries
):
    for number in range(many):
        Contact.objects.create(customer=muyun, name=f"C{number}", phone="+8613800138000")
        tag = Tag.objects.create(name=f"T{number}")
        muyun.tagged.create(tag=tag)
    StaffLine.objects.create(customer=muyun, user=xie, kind="technician")
    page(as_lin, muyun)
    with django_assert_max_num_queries(30):
        page(as_lin, muyun)
