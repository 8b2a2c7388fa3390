"""The list of who owes: sums, kinds, ages, filters, pages, the file."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from customers import arrears_list as arrears
from customers import money
from customers.ageing import AGES, by_age
from customers.models import Customer, Export, Invoice
from retention.arrears import told_apart
from retention.money import ageing
from tests.conftest import TODAY
from tests.factories import CustomerFactory, InvoiceFactory

pytestmark = pytest.mark.django_db
URL = "/customers/arrears/"
HTMX = {"HX-Request": "true"}


def owes(customer, *late_and_amount):
    for late, amount in late_and_amount:
        due = TODAY - timedelta(days=late)
        InvoiceFactory(customer=customer, issued_on=due - timedelta(days=30), due_on=due, amount=amount)


def listed(client, **asked):
    return [one.customer.name for one in client.get(URL, asked).context["page"].rows]


@pytest.fixture
def debtors(customer_of_lin, customer_of_chen, customer_of_deng, zhou):
    owes(customer_of_lin, (5, 100), (45, 40), (-3, 7))
    owes(customer_of_chen, (100, 90), (75, 9))
    owes(customer_of_deng, (20, 1000))
    owes(CustomerFactory(owner=customer_of_lin.owner, branch=customer_of_lin.branch, name="Early"), (-5, 60))
    CustomerFactory(owner=customer_of_lin.owner, branch=customer_of_lin.branch, name="Owes nothing")
    money.mark_arrears(customer=customer_of_deng, kind="bad_debt", reason="Insolvent", on=TODAY, by=zhou)
    oldest = Invoice.objects.of([customer_of_chen.pk]).earliest("due_on")
    money.mark_arrears(
        customer=customer_of_chen, kind="deliberate", reason="Will not", on=TODAY, by=zhou, invoice=oldest
    )


@pytest.mark.parametrize(
    ("late", "name"),
    [(-9, "not_due"), (0, "not_due"), (1, "30"), (30, "30"), (31, "60"), (60, "60"), (61, "90"), (90, "90"),
     (91, "older"), (4000, "older")],
)  # fmt: skip
def test_each_day_has_one_age(late, name):
    assert [age.name for age in AGES if age.holds(late)] == [name]
    assert sum(by_age([(late, Decimal(7))])) == 7


def test_who_owes_how_much_and_since_when(debtors, as_zhou):
    rows = as_zhou.get(URL).context["page"].rows
    found = {one.customer.name: one for one in rows}
    assert [one.customer.name for one in rows] == [
        "Canary Wuhu Transport",
        "Muyun Kindergartens",
        "Beiting Cold Chain",
    ]
    muyun, beiting = found["Muyun Kindergartens"], found["Beiting Cold Chain"]
    assert (muyun.open, muyun.overdue, muyun.days) == (147, 140, 45)
    assert muyun.since == TODAY - timedelta(days=45)
    assert list(muyun.ages.values()) == [7, 100, 40, 0, 0]
    assert beiting.kinds == {"late": 9, "deliberate": 90, "bad_debt": 0}


def test_the_list_says_what_the_customers_page_says(debtors, as_zhou):
    for one in as_zhou.get(URL).context["page"].rows:
        shown = ageing(one.customer.pk, on=TODAY)
        assert shown.total == one.open
        assert [bucket.amount for bucket in shown.buckets] == [
            amount for amount in one.ages.values() if amount
        ]
        marks = list(one.customer.arrears_marks.filter(lifted_on=None))
        apart = {kind.kind: kind.amount for kind in told_apart(one.customer.pk, marks, on=TODAY)}
        assert apart == {kind: amount for kind, amount in one.kinds.items() if amount}


def test_everybody_sees_the_arrears_of_customers_he_may_see(debtors, as_lin, as_wei, as_deng, as_xie, as_sun):
    assert listed(as_lin) == ["Muyun Kindergartens"]
    assert listed(as_deng) == ["Canary Wuhu Transport"]
    assert listed(as_wei) == listed(as_xie) == ["Muyun Kindergartens", "Beiting Cold Chain"]
    assert len(listed(as_sun)) == 3


def test_an_agent_of_no_branch_sees_nobodys(debtors, as_xie, xie):
    xie.branch = None
    xie.save()
    answer = as_xie.get(URL)
    assert (answer.status_code, answer.context["page"].rows, answer.context["totals"]) == (200, [], [])


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"state": "late"}, "MB"),
        ({"state": "deliberate"}, "B"),
        ({"state": "bad_debt"}, "C"),
        ({"state": "open"}, "CMBE"),
        ({"age": "not_due"}, "EM"),
        ({"age": "30"}, "CM"),
        ({"age": "older"}, "B"),
        ({"age": "older", "state": "bad_debt"}, ""),
        ({"sort": "oldest"}, "BMC"),
        ({"sort": "name"}, "BCM"),
        ({"state": "'; --", "age": "x", "sort": "y", "branch": "z", "owner": "0"}, "CMB"),
    ],
)
def test_the_list_is_narrowed_and_sorted(debtors, as_zhou, asked, names):
    assert "".join(name[0] for name in listed(as_zhou, **asked)) == names


def test_a_branch_and_an_owner_narrow_list_and_totals(debtors, as_zhou, wuhu, chen):
    assert listed(as_zhou, branch=wuhu.pk) == ["Canary Wuhu Transport"]
    answer = as_zhou.get(URL, {"owner": chen.pk})
    (total,) = answer.context["totals"]
    assert (total.customers, total.overdue, total.kinds["deliberate"]) == (1, 99, 90)


def test_totals_stand_by_currency(debtors, as_zhou, wuhu):
    wuhu.currency = "EUR"
    wuhu.save()
    totals = as_zhou.get(URL).context["totals"]
    assert [(one.currency, one.customers, one.overdue, one.open) for one in totals] == [
        ("CNY", 2, 239, 246),
        ("EUR", 1, 1000, 1000),
    ]


def test_paid_void_and_waiting_invoices_are_no_arrears(customer_of_lin, as_lin, lin):
    owes(customer_of_lin, (10, 500))
    invoice = Invoice.objects.get()
    paid = money.enter_payment(invoice=invoice, by=lin, token=uuid4(), paid_on=TODAY, amount=Decimal(200))
    assert [one.overdue for one in as_lin.get(URL).context["page"].rows] == [300]
    money.take_back_payment(payment=paid, by=lin)
    money.set_billing(customer=customer_of_lin, monthly=True)
    assert listed(as_lin) == []
    assert listed(as_lin, state="open") == ["Muyun Kindergartens"]
    as_lin.post(reverse("customers:invoice_void", args=[invoice.pk]), {"token": uuid4(), "reason": "Twice"})
    assert listed(as_lin, state="open") == []


@pytest.mark.parametrize("sort", ["", "oldest", "name"])
@pytest.mark.parametrize("state", ["", "open"])
def test_pages_follow_each_other_without_gap_or_repeat(lin, gaoxin, sort, state):
    for number in range(9):
        one = CustomerFactory(owner=lin, branch=gaoxin, name=f"N~{number % 3}")
        owes(one, (10 if number % 4 else -10, Decimal("10.50") * (number // 2 + 1)))
    wanted = arrears.Wanted(Customer.objects.visible_to(lin), state, "", sort)
    whole = [one.customer.pk for one in arrears.everybody(wanted, on=TODAY)]
    seen, cursor = [], ""
    while True:
        page = arrears.page(wanted, on=TODAY, cursor=cursor, size=2)
        seen += [one.customer.pk for one in page.rows]
        cursor = page.cursor
        if not cursor:
            break
    assert seen == whole
    assert len(seen) == (9 if state else 6)


@pytest.mark.parametrize("cursor", ["x", "~", "NaN~1", "1e999~1", "5~" + "9" * 40, "\0~1", "2026-13-01~x"])
def test_a_cursor_that_cannot_be_read_starts_from_the_beginning(debtors, as_zhou, cursor):
    assert len(listed(as_zhou, cursor=cursor)) == 3


def test_the_list_costs_the_same_however_long_it_is(debtors, as_zhou, lin, gaoxin, django_assert_num_queries):
    with CaptureQueriesContext(connection) as short:
        as_zhou.get(URL)
    for number in range(60):
        one = CustomerFactory(owner=lin, branch=gaoxin, code=f"D-{number}")
        owes(one, (number + 1, 10), (-1, 5))
    with django_assert_num_queries(len(short)):
        answer = as_zhou.get(URL)
    assert answer.context["page"].cursor
    assert len(short) <= 9
    more = as_zhou.get(URL + answer.context["more"], headers=HTMX)
    assert more.content.decode().count("<tr>") == 13


def test_nobody_in_arrears_is_said_and_so_is_nobody_like_that(as_lin, customer_of_lin):
    assert "Nobody is in arrears" in as_lin.get(URL).content.decode()
    assert "Nobody like that owes" in as_lin.get(URL, {"state": "bad_debt"}).content.decode()


# ---- the file
def test_the_file_holds_what_matches_no_cell_acts_and_the_ledger_knows(debtors, as_zhou, zhou):
    Customer.objects.filter(name__startswith="Muyun").update(name="=1+1")
    zhou.may_export = True
    zhou.save()
    answer = as_zhou.post(f"{URL}export/?state=late&sort=name", {"format": "csv"})
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[1] for row in rows] == ["Customer", "'=1+1", "Beiting Cold Chain"]
    assert rows[1][5:7] == ["147.00", "140.00"]
    record = Export.objects.get()
    assert (record.by, record.rows, record.finished, record.query) == (
        zhou,
        2,
        True,
        "arrears?state=late&sort=name",
    )
    book = load_workbook(
        io.BytesIO(b"".join(as_zhou.post(f"{URL}export/", {"format": "xlsx"}).streaming_content))
    )
    assert [row[1].value for row in book.active.rows][2] == "=1+1"
    assert book.active["B3"].data_type == "s"


def test_who_may_not_export_gets_no_file_and_no_button(debtors, as_zhou):
    assert as_zhou.post(f"{URL}export/", {"format": "csv"}).status_code == 403
    assert "arrears/export" not in as_zhou.get(URL).content.decode()
