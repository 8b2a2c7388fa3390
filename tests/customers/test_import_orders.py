"""Lines and details of orders, returns, claims and declined work from files."""

from datetime import date
from decimal import Decimal

import pytest

from customers.models import DeclinedWork, Return, VisitDetail, VisitLine, WarrantyClaim
from retention.arrears import order_to_payment, unpaid_orders
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory, VisitFactory


@pytest.fixture(autouse=True)
def visit(settings, tmp_path, gaoxin, xie):
    settings.LOCAL_DIR = tmp_path / "local"
    gaoxin.pool_owner = xie
    gaoxin.save()
    customer = CustomerFactory(code="K1", branch=gaoxin)
    return VisitFactory(customer=customer, number="W1", source="till", day=date(2026, 3, 1))


def again(tmp_path, kind, text, model):
    """Import twice; the second time nothing changes. Returns the counts of the first."""
    path = written(tmp_path, text)
    first = counts(imported(path, kind, source="till"))
    before = list(model.objects.order_by("pk").values())
    second = counts(imported(path, kind, source="till"))
    assert second[:2] == (0, 0)
    assert list(model.objects.order_by("pk").values()) == before
    return first


def test_lines_belong_to_their_order_and_make_their_categories(tmp_path, visit):
    text = "工单号,类别,项目,数量,金额\nW1,刹车,刹车片,2,300\nW1,,工时,1,100\nW1,,工时,1,100\nW9,刹车,x,1,1\n"
    assert again(tmp_path, "order_lines", text, VisitLine) == (3, 0, 0, 1)
    lines = VisitLine.objects.filter(visit=visit).order_by("pk")
    assert [(line.text, str(line.category or ""), line.quantity) for line in lines] == [
        ("刹车片", "刹车", 2),
        ("工时", "", 1),
        ("工时", "", 1),
    ]


def test_the_order_must_be_of_this_source(tmp_path):
    summary = imported(written(tmp_path, "order,text,amount\nW1,Oil,5\n"), "order_lines", source="other")
    assert counts(summary) == (0, 0, 0, 1)
    assert "there is no order “W1”" in reasons(summary)[0]


def test_orders_are_unpaid_until_a_file_says_otherwise(tmp_path, visit):
    text = "order,payment status,estimate,actual time,parts\nW1,unpaid,450,2.5,OEM\n"
    assert again(tmp_path, "order_details", text, VisitDetail) == (1, 0, 0, 0)
    assert [detail.visit for detail in unpaid_orders(visit.customer_id)] == [visit]
    paid = written(tmp_path, "order,payment date\nW1,2026-03-06\n")
    assert counts(imported(paid, "order_details", source="till")) == (0, 1, 0, 0)
    detail = VisitDetail.objects.get()
    assert (detail.payment, detail.paid_on, detail.part_grade) == ("paid", date(2026, 3, 6), "original")
    assert (detail.estimate, detail.actual_hours) == (450, Decimal("2.5"))
    assert unpaid_orders(visit.customer_id) == []


def test_how_fast_orders_are_paid_is_told_from_three_on(visit):
    customer = visit.customer
    for number, days in enumerate((2, 4, 30)):
        assert order_to_payment(customer.pk) is None
        order = VisitFactory(customer=customer, day=date(2026, 4, 1), number=f"X{number}")
        VisitDetail.objects.create(
            visit=order, customer=customer, payment="paid", paid_on=date(2026, 4, 1 + days % 30 or 30)
        )
    assert order_to_payment(customer.pk) is not None


def test_hours_out_of_range_are_rejected(tmp_path):
    summary = imported(written(tmp_path, "order,actual time\nW1,99999\n"), "order_details", source="till")
    assert "out of range" in reasons(summary)[0]


def test_returns_come_with_their_clock(tmp_path, visit):
    text = "customer,order,what,date,amount\nK1,W1,Brake pads,2026-06-01,80\nK1,,,2026-06-01,5\n"
    assert again(tmp_path, "returns", text, Return) == (1, 0, 0, 1)
    row = Return.objects.get()
    assert (row.visit, row.due_on, row.amount) == (visit, date(2026, 6, 8), 80)
    later = written(tmp_path, "customer,what,date,refunded\nK1,Brake pads,2026-06-01,2026-06-05\n")
    assert counts(imported(later, "returns", source="till")) == (0, 1, 0, 0)
    row.refresh_from_db()
    assert (row.refunded_on, row.amount, row.visit) == (date(2026, 6, 5), 80, visit)


def test_claims_are_known_again_by_their_number(tmp_path):
    head = "customer,number,what,date,result\n"
    assert again(tmp_path, "warranty_claims", head + "K1,C1,Battery,2026-06-01,\n", WarrantyClaim) == (
        1,
        0,
        0,
        0,
    )
    decided = written(tmp_path, head + "K1,C1,Old battery,2026-06-01,拒绝\n")
    assert counts(imported(decided, "warranty_claims", source="till")) == (0, 1, 0, 0)
    assert WarrantyClaim.objects.get().outcome == "refused"


def test_declined_work_is_asked_about_again_and_may_be_done(tmp_path):
    text = "客户编号,项目,类别,建议日期,报价\nK1,更换轮胎,轮胎,2026-06-01,1200\n"
    assert again(tmp_path, "declined_work", text, DeclinedWork) == (1, 0, 0, 0)
    row = DeclinedWork.objects.get()
    assert (str(row.category), row.follow_up_on) == ("轮胎", date(2026, 7, 1))
    done = written(tmp_path, "customer,what,date,done\nK1,更换轮胎,2026-06-01,2026-06-10\n")
    imported(done, "declined_work", source="till")
    row.refresh_from_db()
    assert (row.done_on, row.amount) == (date(2026, 6, 10), 1200)
