"""Orders and visits: each row kept once, counted once, and found again."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.imports import ImportRefused
from customers.models import Asset, Customer, Import, Visit, VisitType
from tests.customers.importing import counts, imported, reasons, written
from tests.examples import examples
from tests.factories import BranchFactory, CustomerFactory

HEADER = "customer_id,ts,amount,order_id,cancelled\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, db):
    settings.LOCAL_DIR = tmp_path / "local"


@pytest.fixture
def branch(gaoxin, xie):
    gaoxin.pool_owner = xie
    gaoxin.save()
    return gaoxin


def test_an_order_stands_with_its_time_day_and_amount(tmp_path, branch):
    path = written(tmp_path, HEADER + "K1,2026-01-05 23:30:00,12.50,A1,False\n")
    summary = imported(path, source="till")
    visit = Visit.objects.get()
    assert counts(summary) == (1, 0, 0, 0)
    assert (visit.at, visit.day) == (datetime(2026, 1, 5, 15, 30, tzinfo=UTC), date(2026, 1, 5))
    assert (visit.amount, visit.source, visit.number) == (Decimal("12.50"), "till", "A1")
    assert (visit.counts, visit.in_rhythm, visit.cancelled) == (True, True, False)
    assert visit.came_from == summary.record
    assert summary.record.newest_fact == date(2026, 1, 5)


def test_the_day_of_a_time_is_that_of_the_branch_that_the_row_names(tmp_path, branch):
    BranchFactory(code="ny", name="New York", time_zone="America/New_York")
    rows = "customer_id,ts,amount,order_id,branch\nK1,2025-11-20T03:00Z,5,A1,ny\nK1,2025-11-20T20:00Z,5,A2,\n"
    imported(written(tmp_path, rows), create_customers=True)
    days = dict(Visit.objects.values_list("number", "day"))
    assert days == {"A1": date(2025, 11, 19), "A2": date(2025, 11, 21)}


def test_a_customer_made_on_the_way_belongs_to_the_pool_owner_since_the_first_visit(tmp_path, branch, xie):
    imported(written(tmp_path, HEADER + "K1,2026-02-01,5,A2,\nK1,2025-11-03,5,A1,\n"))
    customer = Customer.objects.get()
    assert (customer.code, customer.name, customer.owner, customer.branch) == ("K1", "K1", xie, branch)
    assert customer.since == date(2025, 11, 3)


def test_without_leave_rows_of_unknown_customers_are_rejected(tmp_path, branch):
    CustomerFactory(code="K1", branch=branch)
    path = written(tmp_path, HEADER + "K1,2026-01-05,5,A1,\nK2,2026-01-05,7,A2,True\n")
    summary = imported(path, create_customers=False)
    assert counts(summary) == (1, 0, 0, 1)
    (line,) = reasons(summary)
    assert line.startswith("3,")
    assert "K2" in line
    assert line.endswith("K2,2026-01-05,7,A2,True")


def test_an_empty_database_gets_a_branch_and_an_owner_who_cannot_log_in(tmp_path):
    imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,\n"))
    customer = Customer.objects.get()
    assert customer.branch.code == "main"
    assert not customer.owner.has_usable_password()


def test_the_same_file_again_changes_nothing(tmp_path, branch):
    path = written(tmp_path, HEADER + "K1,2026-01-05,5,A1,\nK1,2026-01-06,5,,\nK1,2026-01-06,5,,\n")
    assert counts(imported(path)) == (3, 0, 0, 0)
    before = list(Visit.objects.order_by("pk").values())
    assert counts(imported(path)) == (0, 0, 3, 0)
    assert list(Visit.objects.order_by("pk").values()) == before


def test_rows_without_a_number_are_each_kept_once(tmp_path, branch):
    row = "K1,2026-01-05,5,,\n"
    assert counts(imported(written(tmp_path, HEADER + row * 3))) == (3, 0, 0, 0)
    assert counts(imported(written(tmp_path, HEADER + row * 4))) == (1, 0, 3, 0)
    assert sorted(Visit.objects.values_list("nth", flat=True)) == [1, 2, 3, 4]


def test_a_number_twice_in_a_file_is_one_order_and_the_later_row_wins(tmp_path, branch):
    path = written(tmp_path, HEADER + "K1,2026-01-05,5,A1,\nK1,2026-01-05,7,A1,\nK1,2026-01-05,7,A1,\n")
    assert counts(imported(path)) == (1, 1, 1, 0)
    assert Visit.objects.get().amount == 7


def test_an_empty_cell_takes_nothing_away_neither_in_the_file_nor_in_the_database(tmp_path, branch):
    imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,True\nK1,2026-01-05,6,A1,\n"))
    assert Visit.objects.get().cancelled
    assert counts(imported(written(tmp_path, HEADER + "K1,2026-01-05,6,A1,\n"))) == (0, 0, 1, 0)
    assert Visit.objects.get().cancelled


def test_a_changed_order_is_updated(tmp_path, branch):
    imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,False\n"))
    assert counts(imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,True\n"))) == (0, 1, 0, 0)
    assert not Visit.objects.get().counts


def test_the_same_number_of_another_source_is_another_order(tmp_path, branch):
    path = written(tmp_path, HEADER + "K1,2026-01-05,5,A1,\n")
    imported(path, source="till")
    assert counts(imported(path, source="web shop")) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("amount", "cancelled", "is_visit"),
    [("5", "no", True), ("0", "no", True), ("-5", "no", False), ("5", "yes", False)],
)
def test_a_return_and_a_cancelled_order_are_no_visit(tmp_path, branch, amount, cancelled, is_visit):
    imported(written(tmp_path, HEADER + f"K1,2026-01-05,{amount},A1,{cancelled}\n"))
    assert Visit.objects.get().counts is is_visit


def test_the_type_of_a_visit_decides_whether_it_counts(tmp_path, branch):
    VisitType.objects.create(code="wash", name="Car wash", resets_clock=True, in_rhythm=False)
    VisitType.objects.create(code="pickup", name="Pick-up", resets_clock=False)
    header = "customer,date,amount,order_id,type\n"
    rows = "K1,2026-01-05,5,A1,Car wash\nK1,2026-01-05,5,A2,pickup\nK1,2026-01-05,5,A3,dance\n"
    summary = imported(written(tmp_path, header + rows))
    assert counts(summary) == (2, 0, 0, 1)
    assert "dance" in reasons(summary)[0]
    assert list(Visit.objects.order_by("number").values_list("counts", "in_rhythm")) == [
        (True, False),
        (False, True),
    ]


def test_a_plate_makes_the_vehicle_and_links_it(tmp_path, branch):
    path = written(
        tmp_path,
        "客户编号,到店日期,金额,工单号,车牌号\nK1,2026-01-05,5,A1,皖A·12345\nK1,2026-02-05,5,A2,皖A12345\n",
    )
    imported(path)
    assert Asset.objects.get().plate == "皖A12345"
    assert Visit.objects.filter(asset=Asset.objects.get()).count() == 2
    assert counts(imported(path)) == (0, 0, 2, 0)


def test_bad_rows_are_rejected_by_line_with_their_cells_and_can_be_mended(tmp_path, branch):
    rows = "K1,2026-01-05,5,A1,\nK2,never,5,A2,\nK3,2026-01-05,a lot,A3,\n,2026-01-05,5,A4,\nK5,2026-01-05\n"
    summary = imported(written(tmp_path, HEADER + rows))
    assert counts(summary) == (1, 0, 0, 4)
    assert [line.split(",")[0] for line in reasons(summary)] == ["3", "4", "5", "6"]
    mended = summary.rejects_file.read_text(encoding="utf-8-sig").replace("never", "2026-01-06")
    again = imported(written(tmp_path, mended, "mended.csv"))
    assert again.record.rows_created == 1
    assert not again.notes


def test_a_formula_in_a_rejected_row_stays_text_and_survives_the_way_back(tmp_path, branch):
    summary = imported(written(tmp_path, HEADER + "=1+1,never,-5,A1,\n"))
    assert "'=1+1,never,-5" in reasons(summary)[0]
    mended = summary.rejects_file.read_text(encoding="utf-8-sig").replace("never", "2026-01-06")
    imported(written(tmp_path, mended, "mended.csv"))
    assert Customer.objects.get().code == "=1+1"


@pytest.mark.parametrize(
    ("at", "comes_in"),
    [
        ("2026-06-16 23:59", True),
        ("2026-06-18 23:59", True),  # a clock elsewhere
        ("2026-06-19 00:00", False),
        ("2035-01-01", False),
    ],
)
def test_a_visit_that_is_yet_to_come_is_rejected_and_makes_no_customer(tmp_path, branch, at, comes_in):
    summary = imported(written(tmp_path, HEADER + f"K1,{at},5,A1,\n"))
    assert counts(summary) == ((1, 0, 0, 0) if comes_in else (0, 0, 0, 1))
    assert Customer.objects.exists() is comes_in
    if not comes_in:
        (line,) = reasons(summary)
        assert line.startswith(f"2,the visit of {at[:10]} is yet to come: today is 2026-06-16,K1")


def test_what_is_yet_to_come_hangs_on_the_business_day_that_stands_still(tmp_path, branch, settings):
    settings.TODAY = date(1998, 6, 30)
    rows = "K1,1998-06-30,5,A1,\nK1,1998-08-01,5,A2,\n"
    assert counts(imported(written(tmp_path, HEADER + rows))) == (1, 0, 0, 1)


def test_columns_that_we_do_not_know_are_named(tmp_path, branch):
    summary = imported(written(tmp_path, "customer_id,ts,amount,country\nK1,2026-01-05,5,China\n"))
    assert summary.notes == ["Not imported: country"]


def test_their_columns_are_mapped_by_hand(tmp_path, branch):
    path = written(tmp_path, "Who,When,How much,amount\nK1,2026-01-05,5,9\n")
    mapping = {"Who": "customer", "When": "at", "How much": "amount", "amount": ""}
    imported(path, mapping=mapping)
    assert Visit.objects.get().amount == 5


@pytest.mark.parametrize(
    ("rows", "day"),
    [("13/2/2026|2/1/2026", date(2026, 1, 2)), ("2/13/2026|1/2/2026", date(2026, 1, 2))],
)
def test_day_and_month_are_told_apart_over_the_whole_column(tmp_path, branch, rows, day):
    first, second = rows.split("|")
    imported(written(tmp_path, HEADER + f"K1,{second},5,A1,\nK1,{first},5,A2,\n"))
    assert Visit.objects.get(number="A1").day == day


@pytest.mark.parametrize(
    ("days", "says"), [("1/2/2026|3/4/2026", "--dates"), ("13/2/2026|2/13/2026", "13/2/2026")]
)
def test_days_that_can_be_read_two_ways_are_refused(tmp_path, branch, days, says):
    first, second = days.split("|")
    path = written(tmp_path, HEADER + f"K1,{first},5,A1,\nK1,{second},5,A2,\n")
    with pytest.raises(ImportRefused, match=says):
        imported(path)
    assert not Visit.objects.exists()
    assert Import.objects.get().state == Import.State.FAILED


def test_the_person_may_say_which_it_is(tmp_path, branch):
    imported(written(tmp_path, HEADER + "K1,1/2/2026,5,A1,\n"), dates="dmy")
    assert Visit.objects.get().day == date(2026, 2, 1)


def test_nothing_is_left_of_the_stage(tmp_path, branch):
    imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,\n"))
    assert not [name for name in connection.introspection.table_names() if name.startswith("import_staging")]


def test_what_was_killed_is_closed_by_the_next(tmp_path, branch, today):
    killed = Import.objects.create(
        kind="visits", file_name="x", day=today, started_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1,\n"))
    killed.refresh_from_db()
    assert killed.state == Import.State.FAILED
    assert killed.error


ROWS = st.tuples(
    st.sampled_from(["K1", "K2", "", "1.5E+10"]),
    st.sampled_from(["2026-01-05", "2026-01-05 10:00", "never"]),
    st.sampled_from(["5", "-5", "x", ""]),
    st.sampled_from(["A1", "A2", ""]),
    st.sampled_from(["", "yes", "no", "perhaps"]),
)


@settings(
    max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROWS, min_size=1, max_size=12))
def test_whatever_the_file_every_row_is_counted_once_and_twice_is_as_once(tmp_path, branch, rows):
    Visit.objects.all().delete()
    path = written(tmp_path, HEADER + "".join(",".join(row) + "\n" for row in rows))
    first = imported(path)
    filled = [row for row in rows if any(row)]
    assert sum(counts(first)) == len(filled)
    assert len(reasons(first)) == first.record.rows_rejected
    assert Visit.objects.count() == first.record.rows_created
    before = sorted(Visit.objects.values_list("pk", "amount", "cancelled", "nth"))
    again = imported(path)
    assert again.record.rows_created == 0
    assert again.record.rows_rejected == first.record.rows_rejected
    assert sorted(Visit.objects.values_list("pk", "amount", "cancelled", "nth")) == before
