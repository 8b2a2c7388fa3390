"""Payments, balances, statements, and arrears that are meant."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers import arrears_list, money
from customers.models import ArrearsMark, Customer, Invoice, Payment, Statement
from customers.timeline import timeline
from retention.arrears import told_apart
from retention.money import ageing
from signals.features import read_features
from tests.conftest import TODAY
from tests.factories import InvoiceFactory, VisitFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def invoice(customer_of_lin):
    due = TODAY - timedelta(days=10)
    return InvoiceFactory(
        customer=customer_of_lin, issued_on=due - timedelta(days=30), due_on=due, amount=Decimal("500.00")
    )


def pay(invoice, amount, day, **more):
    return Payment.objects.create(invoice=invoice, amount=Decimal(amount), paid_on=day, **more)


def post(client, name, pk, **data):
    return client.post(reverse(f"customers:{name}", args=[pk]), {"token": uuid4()} | data, headers=HTMX)


@pytest.mark.parametrize(
    ("payments", "paid_on"),
    [
        ([], None),
        ([("499.99", 1)], None),
        ([("500", 3)], 3),
        ([("200", 1), ("300", 5)], 5),
        ([("300", 5), ("200", 1), ("50", 9)], 5),  # more than enough later changes nothing
        ([("250", 4), ("250", 4)], 4),
        ([("500", 1), ("-100", 2)], None),  # a refund opens it again
        ([("500", 1), ("-100", 2), ("100", 7)], 7),
    ],
)
def test_an_invoice_is_paid_on_the_day_its_balance_reaches_zero(invoice, payments, paid_on):
    for nth, (amount, day) in enumerate(payments, start=1):
        pay(invoice, amount, date(2026, 6, day), nth=nth)
    for _twice in range(2):
        money.settle([invoice.pk])
        invoice.refresh_from_db()
        assert invoice.paid_on == (date(2026, 6, paid_on) if paid_on else None)


def test_what_its_own_source_calls_paid_stays_paid(customer_of_lin):
    said = InvoiceFactory(customer=customer_of_lin, paid_on=date(2026, 2, 1))
    pay(said, "1.00", date(2026, 1, 20))
    money.settle([said.pk])
    said.refresh_from_db()
    assert said.paid_on == date(2026, 2, 1)
    assert Invoice.objects.with_balance().get().balance == 0


def test_a_payment_is_entered_once_and_undone(as_lin, invoice):
    data = {"token": uuid4(), "paid_on": TODAY, "amount": "500.00", "reference": "B-1"}
    for _press in range(2):
        response = as_lin.post(reverse("customers:payment_new", args=[invoice.pk]), data, headers=HTMX)
        assert response.status_code == 204
    payment = Payment.objects.get()
    assert reverse("customers:payment_undo", args=[payment.pk]) in response["HX-Trigger"]
    invoice.refresh_from_db()
    assert invoice.paid_on == TODAY
    assert post(as_lin, "payment_undo", payment.pk).status_code == 204
    invoice.refresh_from_db()
    assert invoice.paid_on is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "500.01"}, "Only ¥500.00 is open."),
        ({"amount": "0"}, "greater than or equal to 0.01"),
        ({"amount": "NaN"}, "Enter a number."),
        ({"amount": "1e400"}, "Ensure that there are no more than"),
        ({"paid_on": "2026-06-17"}, "That day is still to come."),
        ({"paid_on": "yesterday"}, "Enter a valid date."),
        ({"reference": "B-1"}, "a payment with this reference already"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(as_lin, invoice, wrong, words):
    pay(invoice, "0.00", TODAY, reference="B-1")
    response = post(as_lin, "payment_new", invoice.pk, **({"paid_on": TODAY, "amount": "5"} | wrong))
    assert response.status_code == 422
    assert words in response.content.decode()


def test_anothers_payment_is_not_taken_back(as_wei, invoice, lin):
    payment = money.enter_payment(invoice=invoice, by=lin, token=uuid4(), paid_on=TODAY, amount=Decimal(5))
    assert post(as_wei, "payment_undo", payment.pk).status_code == 409
    assert Payment.objects.exists()


# ---- what is owed on a day
PART, REFUNDED = [("200", 8)], [("500", 8), ("-150", 13)]


@pytest.mark.parametrize(
    ("payments", "said", "on", "owed"),
    [
        (PART, None, 7, 500),
        (PART, None, 12, 300),
        (PART, 14, 12, 300),  # its own source says on the 14th that it is paid
        (PART, 14, 16, 0),
        (REFUNDED, None, 7, 500),
        (REFUNDED, None, 12, 0),  # the refund of the 13th opens nothing before
        (REFUNDED, None, 16, 150),
        ([*REFUNDED, ("150", 15)], None, 14, 150),
        ([*REFUNDED, ("150", 15)], None, 16, 0),
    ],
)
def test_nights_pages_and_lists_say_the_same_of_what_is_owed(invoice, payments, said, on, owed):
    customer, day = invoice.customer, date(2026, 6, on)
    Invoice.objects.update(paid_on=said and date(2026, 6, said))
    for amount, paid in payments:
        pay(invoice, amount, date(2026, 6, paid))
    money.settle([invoice.pk])
    VisitFactory(customer=customer, day=date(2026, 5, 6))
    night = read_features(first=customer.pk, last=customer.pk, as_of=day).iloc[0]
    listed = arrears_list.totals(arrears_list.Wanted(Customer.objects.all()), on=day)

    assert night.overdue_amount == owed
    assert night.overdue_count == (owed > 0)
    assert sum(one.open for one in Invoice.objects.overdue(as_of=day)) == owed
    assert sum(one.amount for one in told_apart(customer.pk, [], on=day)) == owed
    assert ageing(customer.pk, on=day).total == owed
    assert [one.overdue for one in listed] == [owed] * (owed > 0)


def test_a_refund_does_not_undo_that_an_invoice_was_paid_before(invoice):
    for amount, paid in REFUNDED:
        pay(invoice, amount, date(2026, 6, paid))
    money.settle([invoice.pk])
    customer = invoice.customer_id
    late = [
        read_features(first=customer, last=customer, as_of=date(2026, 6, day)).iloc[0].late_recent
        for day in (12, 16)
    ]
    assert late[0] == 2
    assert late[1] != late[1]  # paid no longer


# ---- lateness
def overdue_days(customer):
    frame = read_features(first=customer.pk, last=customer.pk, as_of=TODAY)
    return int(frame.overdue_days.iloc[0])


def test_a_monthly_invoice_is_late_from_its_statement_on_for_pages_and_nights(as_lin, lin, invoice):
    customer = invoice.customer
    VisitFactory(customer=customer)
    assert overdue_days(customer) == 10
    money.set_billing(customer=customer, monthly=True)
    assert overdue_days(customer) == 0
    assert not Invoice.objects.overdue(as_of=TODAY).exists()
    held = money.send_statement(customer=customer, by=lin, token=uuid4(), sent_on=TODAY - timedelta(days=3))
    assert held == 1
    assert overdue_days(customer) == 3
    assert Invoice.objects.overdue(as_of=TODAY).exists()
    assert not Invoice.objects.overdue(as_of=TODAY - timedelta(days=3)).exists()


def test_a_statement_before_the_due_day_makes_nothing_late_sooner(lin, invoice):
    money.set_billing(customer=invoice.customer, monthly=True)
    money.send_statement(customer=invoice.customer, by=lin, token=uuid4(), sent_on=invoice.issued_on)
    invoice.refresh_from_db()
    assert invoice.late_from == invoice.due_on


def test_a_statement_is_noted_once_and_undone(as_lin, invoice):
    assert "No invoice until that day waits" in (
        post(as_lin, "statement_new", invoice.customer_id, sent_on=TODAY).content.decode()
    )
    assert post(as_lin, "billing", invoice.customer_id, monthly="on").status_code == 204
    token = uuid4()
    for _press in range(2):
        response = post(as_lin, "statement_new", invoice.customer_id, token=token, sent_on=TODAY)
        assert response.status_code == 204
    statement = Statement.objects.get()
    assert post(as_lin, "statement_undo", statement.pk).status_code == 204
    invoice.refresh_from_db()
    assert (invoice.statement_sent_on, invoice.late_from) == (None, None)


# ---- arrears told apart
def test_late_deliberate_and_lost_are_told_apart(lin, wei, invoice):
    customer = invoice.customer
    more = [
        InvoiceFactory(customer=customer, issued_on=invoice.issued_on, due_on=invoice.due_on, amount=amount)
        for amount in (70, 7)
    ]
    pay(more[0], "20.00", TODAY)
    said = {"customer": customer, "reason": "says so", "on": TODAY}
    money.mark_arrears(**said, kind="deliberate", by=lin, invoice=more[0])
    money.mark_arrears(**said, kind="bad_debt", by=wei, invoice=more[1])
    marks = list(ArrearsMark.objects.filter(lifted_on=None))
    told = {one.kind: one.amount for one in told_apart(customer.pk, marks, on=TODAY)}
    assert told == {"late": Decimal(500), "deliberate": Decimal(50), "bad_debt": Decimal(7)}


def test_only_leaders_set_and_lift_bad_debt(as_lin, as_wei, lin, invoice):
    data = {"kind": "bad_debt", "reason": "insolvent"}
    assert post(as_lin, "mark_new", invoice.customer_id, **data).status_code == 422
    with pytest.raises(ValidationError, match="Only those who lead"):
        money.mark_arrears(customer=invoice.customer, on=TODAY, by=lin, **data)
    assert post(as_wei, "mark_new", invoice.customer_id, **data).status_code == 204
    mark = ArrearsMark.objects.get()
    assert post(as_lin, "mark_lift", mark.pk).status_code == 409
    assert post(as_wei, "mark_lift", mark.pk).status_code == 204
    mark.refresh_from_db()
    assert mark.lifted_on == TODAY


def test_the_invoice_of_another_customer_is_not_offered(as_lin, customer_of_lin, customer_of_chen):
    foreign = InvoiceFactory(customer=customer_of_chen)
    response = post(as_lin, "mark_new", customer_of_lin.pk, kind="deliberate", reason="x", invoice=foreign.pk)
    assert response.status_code == 422
    assert not ArrearsMark.objects.exists()


def test_a_second_mark_takes_the_place_of_the_first(lin, invoice):
    for reason in ("first", "second", "second"):
        money.mark_arrears(customer=invoice.customer, kind="deliberate", reason=reason, on=TODAY, by=lin)
    assert list(ArrearsMark.objects.filter(lifted_on=None).values_list("reason", flat=True)) == ["second"]
    assert ArrearsMark.objects.count() == 2


def test_money_stands_on_the_timeline(lin, invoice):
    customer = invoice.customer
    money.enter_payment(invoice=invoice, by=lin, token=uuid4(), paid_on=TODAY, amount=Decimal(200))
    money.set_billing(customer=customer, monthly=True)
    money.send_statement(customer=customer, by=lin, token=uuid4(), sent_on=TODAY)
    money.mark_arrears(customer=customer, kind="deliberate", reason="waits", on=TODAY, by=lin)
    titles = [event.title for event in timeline(customer.pk, kind="money")]
    assert titles[:3] == ["Statement sent", "Paid ¥200 in part", "Deliberate arrears"]


def test_the_section_shows_balance_marks_and_payments_at_a_constant_cost(
    as_lin, lin, invoice, django_assert_max_num_queries
):
    customer = invoice.customer
    money.enter_payment(invoice=invoice, by=lin, token=uuid4(), paid_on=TODAY, amount=Decimal(200))
    money.mark_arrears(customer=customer, kind="deliberate", reason="waits", on=TODAY, by=lin)
    for n in range(40):
        pay(InvoiceFactory(customer=customer, number=f"X-{n}"), "10.00", TODAY)
    with django_assert_max_num_queries(32):
        shown = as_lin.get(reverse("retention:customer_money", args=[customer.pk])).content.decode()
    for words in ("¥300", "Deliberate arrears", "waits", "¥200"):
        assert words in shown
