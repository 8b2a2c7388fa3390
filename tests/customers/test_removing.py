"""Agreements that were written down by mistake: taken away by who may, kept in the history, brought back."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.forms import model_to_dict
from django.urls import reverse

from customers import history
from customers.agreements import contracts, packages
from customers.merging.service import merge
from customers.models import Asset, Contract, Package, Quote, RemovedAgreement
from tests.conftest import TODAY
from tests.customers.agreeing import asked, booked, draft, quoted, signed, sold
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MAKERS = {"contract": draft, "quote": quoted, "booking": booked, "package": sold, "inquiry": asked}


def remove(client, row, reason="Wrong customer"):
    kind = type(row).__name__.lower()
    url = reverse("customers:agreement_remove", args=[kind, row.pk])
    return client.post(url, {"reason": reason}, headers=HTMX)


def restore(client):
    removed = RemovedAgreement.objects.latest("pk")
    return client.post(reverse("customers:agreement_restore", args=[removed.pk]), headers=HTMX)


def whole(row):
    return model_to_dict(type(row).objects.get(pk=row.pk))


def section(client, customer):
    return client.get(reverse("retention:customer_agreements", args=[customer.pk])).content.decode()


@pytest.mark.parametrize("kind", MAKERS)
def test_each_kind_goes_with_a_reason_and_comes_back_as_it_was(as_lin, lin, customer_of_lin, kind):
    row = MAKERS[kind](customer_of_lin)
    before = whole(row)
    assert "Say in a few words why" in remove(as_lin, row, reason=" ").content.decode()
    for _press in range(2):
        response = remove(as_lin, row)
        assert response.status_code in (200, 404)
    assert not type(row).objects.exists()
    removed = RemovedAgreement.objects.get()
    assert (removed.kind, removed.reason, removed.by, removed.customer) == (
        kind,
        "Wrong customer",
        lin,
        customer_of_lin,
    )
    entry = history.of_customer(customer_of_lin)[0]
    assert (entry.what, entry.who) == (f"{kind.capitalize()} removed", "Lin")
    assert [(change.before, change.after) for change in entry.changes] == [
        (str(row), ""),
        ("", "Wrong customer"),
    ]
    for _press in range(2):
        assert restore(as_lin).status_code == 200
    assert whole(row) == before
    assert history.of_customer(customer_of_lin)[0].what == f"{kind.capitalize()} brought back"


def test_movements_and_approvals_come_back_with_it(as_lin, as_zhou, lin, customer_of_lin):
    package = sold(customer_of_lin)
    used = packages.use(package=package, by=lin, amount=Decimal(2), day=TODAY, token=uuid4())
    packages.take_back(movement=used, by=lin)
    dear = signed(customer_of_lin, price=Decimal(900))
    contracts.withdraw(contract=dear, by=lin)
    moved, approved = package.movements.count(), dear.approvals.count()
    for row in (package, dear):
        assert remove(as_lin, row).status_code == 200
        assert restore(as_lin).status_code == 200
    assert (package.movements.count(), dear.approvals.count()) == (moved, approved) == (3, 1)


def test_who_neither_wrote_it_nor_leads_may_not(as_lin, as_xie, as_wei, as_sun, wei, customer_of_lin):
    row = quoted(customer_of_lin, by=wei)
    assert [remove(client, row).status_code for client in (as_lin, as_xie, as_sun)] == [403] * 3
    assert reverse("customers:agreement_remove", args=["quote", row.pk]) not in section(
        as_lin, customer_of_lin
    )
    assert reverse("customers:agreement_remove", args=["quote", row.pk]) in section(as_wei, customer_of_lin)
    assert remove(as_wei, row).status_code == 200
    assert restore(as_lin).status_code == 403
    assert restore(as_wei).status_code == 200


def test_a_signed_contract_is_taken_away_only_by_who_decides(as_lin, as_wei, as_zhou, customer_of_lin):
    row = signed(customer_of_lin, price=Decimal(150))
    assert [remove(client, row).status_code for client in (as_lin, as_wei)] == [403, 403]
    assert remove(as_zhou, row).status_code == 200
    assert restore(as_zhou).status_code == 200
    row.refresh_from_db()
    assert (row.state, row.signed_on) == ("signed", TODAY)


def followed(customer):
    row = signed(customer, price=Decimal(150))
    draft(customer, follows=row)
    return row


def follower(customer):
    return signed(customer, price=Decimal(150), follows=signed(customer, price=Decimal(150)))


def used(customer):
    row = sold(customer)
    packages.use(package=row, by=customer.owner, amount=Decimal(2), day=TODAY, token=uuid4())
    return row


def imported(customer):
    row = quoted(customer)
    Quote.objects.update(source="crm", number="Q-1")
    return row


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (followed, "A contract that follows it is written down."),
        (follower, "It has renewed a contract before it. End it instead."),
        (lambda customer: signed(customer, price=Decimal(900)), "Its price waits for approval."),
        (used, "It has been used or topped up."),
        (imported, "It came with an import"),
    ],
)
def test_what_something_has_come_of_is_refused_and_says_what_to_do(as_zhou, customer_of_lin, made, words):
    row = made(customer_of_lin)
    url = reverse("customers:agreement_remove", args=[type(row).__name__.lower(), row.pk])
    assert words in as_zhou.get(url, headers=HTMX).content.decode()
    refused = remove(as_zhou, row)
    assert (refused.status_code, words in refused.content.decode()) == (422, True)
    assert type(row).objects.filter(pk=row.pk).exists()
    assert not RemovedAgreement.objects.exists()


def test_a_number_that_was_given_away_since_is_not_taken_twice(as_lin, customer_of_lin):
    row = quoted(customer_of_lin, number="Q-7")
    remove(as_lin, row)
    quoted(customer_of_lin, number="Q-7")
    refused = restore(as_lin)
    assert (refused.status_code, "This number is taken" in refused["HX-Trigger"]) == (409, True)


def test_a_contract_whose_place_was_taken_stays_away(as_lin, lin, customer_of_lin):
    before = signed(customer_of_lin, price=Decimal(150))
    row = draft(customer_of_lin, follows=before)
    remove(as_lin, row)
    draft(customer_of_lin, follows=before)
    refused = restore(as_lin)
    assert (refused.status_code, "taken its place" in refused["HX-Trigger"]) == (409, True)
    assert Contract.objects.count() == 2


def test_what_it_was_for_may_be_gone_when_it_comes_back(as_lin, customer_of_lin):
    van = Asset.objects.create(customer=customer_of_lin, kind="vehicle", name="Van")
    row = sold(customer_of_lin, asset=van)
    remove(as_lin, row)
    van.delete()
    assert restore(as_lin).status_code == 200
    assert Package.objects.get().asset is None


def test_after_a_merge_it_comes_back_to_whoever_the_customer_is_now(as_zhou, zhou, lin, customer_of_lin):
    other = CustomerFactory(owner=lin, branch=customer_of_lin.branch)
    row = quoted(customer_of_lin)
    remove(as_zhou, row)
    merge(survivor=other.pk, gone=customer_of_lin.pk, by=zhou, choices={})
    assert restore(as_zhou).status_code == 200
    assert Quote.objects.get().customer == other
