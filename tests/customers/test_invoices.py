"""Invoices by hand: entered, changed, void, taken back; and what each does to what is owed."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from customers import money
from customers.models import Invoice
from customers.timeline import timeline
from retention.arrears import money_context
from retention.money import ageing
from signals.features import read_features
from tests.conftest import TODAY
from tests.customers.forms import as_shown
from tests.factories import InvoiceFactory, VisitFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def post(client, name, pk, **data):
    return client.post(reverse(f"customers:{name}", args=[pk]), {"token": uuid4()} | data, headers=HTMX)


def entries(**more):
    return {
        "number": "F-1",
        "amount": "500.50",
        "issued_on": TODAY - timedelta(days=40),
        "due_on": TODAY - timedelta(days=10),
    } | more


@pytest.fixture
def invoice(customer_of_lin):
    due = TODAY - timedelta(days=10)
    return InvoiceFactory(
        customer=customer_of_lin, number="F-9", issued_on=due - timedelta(days=30), due_on=due, amount=500
    )


def owed(customer):
    return ageing(customer.pk, on=TODAY).total


def titles(customer):
    return [event.title for event in timeline(customer.pk)]


def test_an_invoice_is_entered_once_owed_and_taken_back(as_lin, lin, customer_of_lin):
    data = entries(token=uuid4())
    for _press in range(2):
        response = as_lin.post(
            reverse("customers:invoice_new", args=[customer_of_lin.pk]), data, headers=HTMX
        )
        assert response.status_code == 204
    made = Invoice.objects.get()
    assert (made.amount, made.entered_by, made.monthly, made.late_from) == (
        Decimal("500.50"),
        lin,
        False,
        TODAY - timedelta(days=10),
    )
    assert owed(customer_of_lin) == Decimal("500.50")
    assert "Invoice F-1, ¥501" in titles(customer_of_lin) or "Invoice F-1, ¥500" in titles(customer_of_lin)
    assert reverse("customers:invoice_undo", args=[made.pk]) in response["HX-Trigger"]
    assert post(as_lin, "invoice_undo", made.pk).status_code == 204
    assert owed(customer_of_lin) == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": "F-9"}, "There is an invoice with this number already."),
        ({"number": ""}, "This field is required."),
        ({"amount": "0"}, "greater than or equal to 0.01"),
        ({"amount": "1e400"}, "Ensure that there are no more than"),
        ({"issued_on": TODAY + timedelta(days=1)}, "That day is still to come."),
        ({"due_on": "2026-01-01"}, "It is due before it was issued."),
        ({"paid_on": "2026-01-01"}, "It was paid before it was issued."),
        ({"due_on": "soon"}, "Enter a valid date."),
    ],
)
def test_an_invoice_that_cannot_be_is_refused_with_the_entries_kept(
    as_lin, customer_of_lin, invoice, wrong, words
):
    response = post(as_lin, "invoice_new", customer_of_lin.pk, **entries(**wrong))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Invoice.objects.count() == 1


def test_paid_when_it_is_entered_it_is_owed_by_nobody(as_lin, customer_of_lin):
    assert post(as_lin, "invoice_new", customer_of_lin.pk, **entries(paid_on=TODAY)).status_code == 204
    assert owed(customer_of_lin) == 0
    assert Invoice.objects.with_balance().get().balance == 0


# ---- monthly billing
def test_a_monthly_invoice_waits_for_the_statement_of_its_month(as_lin, lin, customer_of_lin):
    money.set_billing(customer=customer_of_lin, monthly=True)
    data = entries(statement_month="2026-07")
    assert post(as_lin, "invoice_new", customer_of_lin.pk, **data).status_code == 204
    assert post(as_lin, "invoice_new", customer_of_lin.pk, **entries(number="F-2")).status_code == 204
    later, now = Invoice.objects.get(number="F-1"), Invoice.objects.get(number="F-2")
    assert (later.monthly, later.late_from, str(later.statement_month)) == (True, None, "2026-07-01")
    assert money_context(customer_of_lin.pk, on=TODAY)["waiting"] == 1
    assert money.send_statement(customer=customer_of_lin, by=lin, token=uuid4(), sent_on=TODAY) == 1
    for one in (later, now):
        one.refresh_from_db()
    assert (later.statement_sent_on, now.statement_sent_on) == (None, TODAY)


def test_only_who_is_billed_monthly_is_asked_for_a_statement(as_lin, customer_of_lin):
    address = reverse("customers:invoice_new", args=[customer_of_lin.pk])
    assert 'name="statement_month"' not in as_lin.get(address).content.decode()
    money.set_billing(customer=customer_of_lin, monthly=True)
    assert 'name="statement_month"' in as_lin.get(address).content.decode()
    wrong = post(as_lin, "invoice_new", customer_of_lin.pk, **entries(statement_month="2026-01"))
    assert "That month is over" in wrong.content.decode()


# ---- changing
def test_the_second_saver_sees_both_amounts_and_chooses(as_lin, as_wei, invoice):
    url = reverse("customers:invoice_edit", args=[invoice.pk])
    mine, theirs = as_shown(as_lin, url, amount="700", number="F-10"), as_shown(as_wei, url, amount="600")
    assert as_wei.post(url, theirs, headers=HTMX).status_code == 204
    lost = as_lin.post(url, mine, headers=HTMX)
    assert lost.status_code == 409
    shown = lost.context["clash"]
    assert [(one.name, one.theirs.sent, one.mine.sent) for one in shown.conflicts] == [
        ("amount", "600.00", "700")
    ]
    invoice.refresh_from_db()
    assert (invoice.amount, invoice.number) == (600, "F-9")
    assert as_lin.post(url, dict(shown.settled) | {"amount": "700"}, headers=HTMX).status_code == 204
    invoice.refresh_from_db()
    assert (invoice.amount, invoice.number) == (700, "F-10")


def test_what_the_other_one_changed_elsewhere_is_kept(as_lin, as_wei, invoice):
    url = reverse("customers:invoice_edit", args=[invoice.pk])
    mine, theirs = as_shown(as_lin, url, amount="700"), as_shown(as_wei, url, number="F-11")
    assert as_wei.post(url, theirs, headers=HTMX).status_code == 204
    saved = as_lin.post(url, mine, headers=HTMX)
    assert saved.status_code == 204
    assert "What others changed meanwhile is kept: Number" in saved["HX-Trigger"]
    invoice.refresh_from_db()
    assert (invoice.amount, invoice.number) == (700, "F-11")


def test_less_than_was_paid_is_refused_and_payments_say_when_it_was_paid(as_lin, lin, invoice):
    money.enter_payment(invoice=invoice, by=lin, token=uuid4(), paid_on=TODAY, amount=Decimal(500))
    url = reverse("customers:invoice_edit", args=[invoice.pk])
    data = as_shown(as_lin, url)
    assert "paid_on" not in data
    refused = as_lin.post(url, data | {"amount": "499"}, headers=HTMX)
    assert (refused.status_code, "¥500.00 of it is paid already." in refused.content.decode()) == (422, True)
    assert as_lin.post(url, data | {"amount": "600"}, headers=HTMX).status_code == 204
    invoice.refresh_from_db()
    assert invoice.paid_on is None
    assert owed(invoice.customer) == 100


# ---- void
def test_a_void_invoice_stays_and_nobody_owes_it_until_undo(as_lin, invoice):
    customer = invoice.customer
    VisitFactory(customer=customer)
    late = lambda: int(read_features(first=customer.pk, last=customer.pk, as_of=TODAY).overdue_days.iloc[0])  # noqa: E731
    assert (owed(customer), late()) == (500, 10)
    response = post(as_lin, "invoice_void", invoice.pk, reason="Entered twice")
    assert response.status_code == 204
    invoice.refresh_from_db()
    assert (owed(customer), late(), invoice.late_from) == (0, 0, None)
    assert not Invoice.objects.overdue(as_of=TODAY).exists()
    assert Invoice.objects.with_balance().get().balance == 0
    assert "Invoice F-9, ¥500, is void" in titles(customer)
    section = as_lin.get(reverse("retention:customer_money", args=[customer.pk])).content.decode()
    assert "Entered twice" in section
    assert reverse("customers:invoice_restore", args=[invoice.pk]) in response["HX-Trigger"]
    assert post(as_lin, "invoice_restore", invoice.pk).status_code == 204
    assert (owed(customer), late()) == (500, 10)


@pytest.mark.parametrize(("reason", "words"), [("", "This field is required."), ("x" * 301, "at most 300")])
def test_void_needs_a_reason(as_lin, invoice, reason, words):
    response = post(as_lin, "invoice_void", invoice.pk, reason=reason)
    assert (response.status_code, words in response.content.decode()) == (422, True)


def test_what_was_paid_is_not_void_before_it_is_refunded(as_lin, lin, invoice):
    paid = money.enter_payment(invoice=invoice, by=lin, token=uuid4(), paid_on=TODAY, amount=Decimal(5))
    refused = post(as_lin, "invoice_void", invoice.pk, reason="Wrong customer")
    assert (refused.status_code, "Payments stand against it" in refused.content.decode()) == (422, True)
    money.take_back_payment(payment=paid, by=lin)
    assert post(as_lin, "invoice_void", invoice.pk, reason="Wrong customer").status_code == 204
    assert post(as_lin, "payment_new", invoice.pk, paid_on=TODAY, amount="5").status_code == 422


def test_a_void_invoice_is_not_changed_and_goes_out_with_no_statement(as_lin, lin, invoice):
    url = reverse("customers:invoice_edit", args=[invoice.pk])
    data = as_shown(as_lin, url, amount="600")
    money.set_billing(customer=invoice.customer, monthly=True)
    post(as_lin, "invoice_void", invoice.pk, reason="Entered twice")
    refused = as_lin.post(url, data, headers=HTMX)
    assert (refused.status_code, "This invoice is void." in refused.content.decode()) == (422, True)
    assert money_context(invoice.customer_id, on=TODAY)["waiting"] == 0


def test_only_who_entered_it_takes_it_back_and_only_while_nothing_came_of_it(
    as_lin, as_wei, lin, customer_of_lin
):
    post(as_lin, "invoice_new", customer_of_lin.pk, **entries())
    made = Invoice.objects.get()
    assert post(as_wei, "invoice_undo", made.pk).status_code == 409
    money.enter_payment(invoice=made, by=lin, token=uuid4(), paid_on=TODAY, amount=Decimal(5))
    assert post(as_lin, "invoice_undo", made.pk).status_code == 409
    assert Invoice.objects.exists()
