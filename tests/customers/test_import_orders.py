"""Lines and details of orders, returns, claims and declined work from files."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from customers.imports import Wish, service, upsert
from customers.imports.preview import preview
from customers.imports.service import wanted
from customers.imports.undo import undo
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


# ---- a file of lines is the whole of each order that it names
LINES = "order,category,text,quantity,amount\n"
BOTH = LINES + "W1,,Pads,1,300\nW1,,Labour,1,100\n"


def lines_of(visit):
    return sorted((line.text, line.amount) for line in VisitLine.objects.filter(visit=visit))


def put(tmp_path, text, **more):
    return imported(written(tmp_path, text), "order_lines", source="till", **more)


@pytest.fixture
def two_lines(tmp_path, visit):
    put(tmp_path, BOTH)
    return VisitFactory(customer=visit.customer, number="W2", source="till", day=date(2026, 3, 2))


@pytest.mark.parametrize(
    ("rows", "left", "removed"),
    [
        ("W1,,Pads,1,300\n", ["Pads"], 1),
        ("W1,,Pads,1,320\nW1,,Labour,1,100\n", ["Labour", "Pads"], 1),  # a price that was put right
        ("W1,,Pads,1,300\nW1,,Labour,1,100\nW1,,Labour,1,100\n", ["Labour", "Labour", "Pads"], 0),
        ("W2,,Oil,1,50\n", ["Labour", "Pads"], 0),  # names another order only
        ("W1,,Oil,1,50\n", ["Oil"], 2),
    ],
)
def test_lines_that_a_file_no_longer_holds_go_and_are_counted(
    tmp_path, visit, two_lines, rows, left, removed
):
    summary = put(tmp_path, LINES + rows)
    assert [text for text, _amount in lines_of(visit)] == left
    assert summary.record.rows_removed == removed
    before = list(VisitLine.objects.order_by("pk").values())
    again = put(tmp_path, LINES + rows)
    assert (counts(again)[:2], again.record.rows_removed) == ((0, 0), 0)
    assert list(VisitLine.objects.order_by("pk").values()) == before


def test_of_twins_as_many_stay_as_the_file_holds(tmp_path, visit):
    put(tmp_path, LINES + "W1,,Labour,1,100\n" * 3)
    assert put(tmp_path, LINES + "W1,,Labour,1,100\n").record.rows_removed == 2
    assert len(lines_of(visit)) == 1


def test_a_part_of_the_lines_removes_none_where_that_was_said(tmp_path, visit, two_lines):
    assert put(tmp_path, LINES + "W1,,Oil,1,50\n", whole=False).record.rows_removed == 0
    assert len(lines_of(visit)) == 3


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ("W1,,Oil,1,much\nW2,,Oil,1,5\n", ["Labour", "Pads"]),  # which line of W1 it is nobody knows
        ("W1,,Oil,1,50\nW1,,Oil,1,much\n", ["Labour", "Oil", "Pads"]),
    ],
)
def test_an_order_with_a_row_that_cannot_be_read_keeps_its_lines(tmp_path, visit, two_lines, rows, left):
    summary = put(tmp_path, LINES + rows)
    assert [text for text, _amount in lines_of(visit)] == left
    assert (summary.record.rows_removed, summary.record.rows_rejected) == (0, 1)


@pytest.mark.parametrize("row", ["W2,,Oil\n", ",,Oil,1,50\n"])
def test_a_row_of_nobody_knows_which_order_removes_nothing_and_says_so(tmp_path, visit, two_lines, row):
    summary = put(tmp_path, LINES + "W1,,Pads,1,300\n" + row)
    assert len(lines_of(visit)) == 2
    assert any("no line was removed" in note for note in summary.notes)


def test_undo_brings_removed_lines_back(tmp_path, visit, two_lines, zhou):
    before = list(VisitLine.objects.order_by("pk").values())
    summary = put(tmp_path, LINES + "W1,,Oil,1,50\nW2,,Oil,1,50\n")
    assert lines_of(visit) == [("Oil", 50)]
    record = undo(record=summary.record, by=zhou)
    assert list(VisitLine.objects.order_by("pk").values()) == before
    assert not record.kept.exists()


def test_undo_leaves_an_order_that_was_written_anew_since(tmp_path, visit, two_lines, zhou):
    summary = put(tmp_path, LINES + "W1,,Oil,1,50\n")
    visit.lines.all().delete()
    VisitLine.objects.create(visit=visit, text="By hand", amount=7)
    record = undo(record=summary.record, by=zhou)
    assert lines_of(visit) == [("By hand", 7)]
    assert {row.reason for row in record.kept.all()} == {"edited"}
    assert record.kept.count() == 2


def test_undo_after_the_order_itself_is_gone(tmp_path, visit, two_lines, zhou):
    summary = put(tmp_path, LINES + "W1,,Oil,1,50\n")
    visit.delete()
    undo(record=summary.record, by=zhou)
    assert not VisitLine.objects.exists()


def test_killed_before_it_removed_the_same_file_again_ends_right(tmp_path, visit, two_lines, monkeypatch):
    kind = wanted("order_lines")
    monkeypatch.setattr(upsert, "PARALLEL_FROM", 1)

    def killed(_job):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(service, "wanted", lambda _name: replace(kind, trim=killed))
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path, LINES + "W1,,Oil,1,50\n")
    assert put(tmp_path, LINES + "W1,,Oil,1,50\n").record.rows_removed == 2
    assert lines_of(visit) == [("Oil", 50)]


def test_the_preview_counts_what_would_go_and_removes_nothing(tmp_path, visit, two_lines):
    found = preview(
        wish=Wish(kind="order_lines", path=written(tmp_path, LINES + "W1,,Oil,1,5\n"), source="till")
    )
    assert (found.created, found.removed, found.whole) == (1, 2, True)
    assert len(lines_of(visit)) == 2


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
