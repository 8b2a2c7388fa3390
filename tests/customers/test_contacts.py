"""Contact persons and staff lines, as people enter them."""

from datetime import date

import pytest
from django.urls import reverse

from customers.models import Contact, Customer, StaffLine
from staff.models import User

WANG = {
    "name": "Wang Fang",
    "role": "Buyer",
    "phone": "13800138000",
    "bond": "3",
    "decides": "on",
    "version": "1",
}


@pytest.fixture
def muyun(customer_of_lin) -> Customer:
    return customer_of_lin


@pytest.fixture
def wang(muyun) -> Contact:
    return Contact.objects.create(customer=muyun, name="Wang Fang", phone="+8613800138000", bond=3)


def test_a_contact_is_added_once_however_often_the_button_is_pressed(as_lin, muyun):
    for _twice in range(2):
        assert as_lin.post(reverse("customers:contact_add", args=[muyun.pk]), WANG).status_code == 302
    contact = muyun.contacts.get()
    assert (contact.name, contact.phone, contact.bond, contact.decides) == (
        "Wang Fang",
        "+8613800138000",
        3,
        True,
    )


def test_a_wrong_number_is_refused_and_the_rest_kept(as_lin, muyun):
    answer = as_lin.post(reverse("customers:contact_add", args=[muyun.pk]), WANG | {"phone": "123"})
    assert answer.status_code == 422
    assert "Wang Fang" in answer.content.decode()
    assert not muyun.contacts.exists()


def test_who_left_is_no_contact_any_more_but_stays_on_record(as_lin, muyun, wang):
    url = reverse("customers:contact", args=[wang.pk])
    as_lin.post(url, WANG | {"left_on": "2026-06-01"})
    wang.refresh_from_db()
    assert (wang.left_on, wang.version) == (date(2026, 6, 1), 2)
    assert not Contact.objects.of([muyun.pk]).still_there().exists()


def test_two_people_who_change_the_same_contact_are_told(as_lin, as_wei, wang):
    url = reverse("customers:contact", args=[wang.pk])
    as_wei.post(url, WANG | {"role": "Head"})
    answer = as_lin.post(url, WANG | {"role": "Clerk"})
    assert answer.status_code == 409
    assert "Head" in answer.content.decode()
    wang.refresh_from_db()
    assert wang.role == "Head"


def test_a_contact_of_another_portfolio_is_not_there(as_lin, customer_of_deng):
    other = Contact.objects.create(customer=customer_of_deng, name="Canary")
    assert as_lin.get(reverse("customers:contact", args=[other.pk])).status_code == 404
    assert as_lin.post(reverse("customers:contact_remove", args=[other.pk])).status_code == 404


def test_a_removal_is_taken_back_from_the_history(as_lin, muyun, wang):
    before = Contact.objects.filter(pk=wang.pk).values().get()
    as_lin.post(reverse("customers:contact_remove", args=[wang.pk]))
    assert not muyun.contacts.exists()
    undo = reverse("customers:contact_restore", args=[muyun.pk, wang.pk])
    for _twice in range(2):
        assert as_lin.post(undo).status_code == 302
    assert Contact.objects.filter(pk=wang.pk).values().get() == before


def test_nobody_restores_a_contact_into_another_customer(as_lin, as_deng, muyun, wang, customer_of_deng):
    as_lin.post(reverse("customers:contact_remove", args=[wang.pk]))
    undo = reverse("customers:contact_restore", args=[customer_of_deng.pk, wang.pk])
    assert as_deng.post(undo).status_code == 404


def test_a_phone_that_one_may_not_see_is_kept(as_lin, lin, wang):
    User.objects.filter(pk=lin.pk).update(sees_phones=False)
    url = reverse("customers:contact", args=[wang.pk])
    assert "13800138000" not in as_lin.get(url).content.decode()
    as_lin.post(url, {"name": "Wang", "bond": "1", "version": "1", "phone": ""})
    wang.refresh_from_db()
    assert (wang.name, wang.phone) == ("Wang", "+8613800138000")


def test_a_line_is_added_once_and_removed(as_lin, muyun, xie):
    url = reverse("customers:line_add", args=[muyun.pk])
    for _twice in range(2):
        as_lin.post(url, {"user": xie.pk, "kind": "service_desk"})
    line = StaffLine.objects.get()
    assert (line.customer, line.user) == (muyun, xie)
    as_lin.post(reverse("customers:line_remove", args=[line.pk]))
    assert not StaffLine.objects.exists()


@pytest.mark.parametrize("said", [{"user": "0", "kind": "technician"}, {"kind": "technician"}, {}])
def test_a_line_to_nobody_is_none(as_lin, muyun, said):
    as_lin.post(reverse("customers:line_add", args=[muyun.pk]), said)
    assert not StaffLine.objects.exists()


def test_people_of_another_branch_are_not_offered(as_lin, muyun, deng):
    as_lin.post(reverse("customers:line_add", args=[muyun.pk]), {"user": deng.pk, "kind": "technician"})
    assert not StaffLine.objects.exists()


def test_a_line_of_somebody_who_left_does_not_count(muyun, xie):
    StaffLine.objects.create(customer=muyun, user=xie, kind="technician")
    User.objects.filter(pk=xie.pk).update(is_active=False)
    assert not muyun.lines.at_work().exists()
