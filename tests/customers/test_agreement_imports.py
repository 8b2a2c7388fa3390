"""Contracts, quotes, bookings, packages and inquiries from files."""

from datetime import date
from decimal import Decimal

import pytest

from customers.agreements.settling import settle_zone
from customers.models import Asset, Booking, Contact, Contract, Customer, Inquiry, Package, Quote
from tests.conftest import TODAY
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory

CONTRACTS = "客户编号,合同编号,合同名称,开始日期,结束日期,单价,计价单位,市场价下限,市场价上限,决策人\n"
QUOTES = "customer,number,subject,amount,made_on,valid_until,status\n"
BOOKINGS = "customer,number,at,plate,note,status\n"
PACKAGES = "客户编号,卡号,套餐名称,类型,购买日期,到期日期,总次数,已用次数\n"
INQUIRIES = "customer,number,date,topic,channel,asked for,offered,ordered\n"


@pytest.fixture(autouse=True)
def a_customer(settings, tmp_path, gaoxin, lin):
    settings.LOCAL_DIR = tmp_path / "local"
    gaoxin.pool_owner = lin
    gaoxin.save()
    return CustomerFactory(code="K1", owner=lin, branch=gaoxin)


FILES = {
    "contracts": CONTRACTS + "K1,H1,车队维护,2026-01-01,2026-12-31,168,小时,138,162,\n",
    "quotes": QUOTES + "K1,Q1,Brakes,900,2026-06-01,2026-07-01,open\n",
    "bookings": BOOKINGS + "K1,B1,2026-06-20 09:30,,Brakes,\n",
    "packages": PACKAGES + "K1,P1,洗车十次卡,套餐,2026-05-01,2027-05-01,10,3\n",
    "inquiries": INQUIRIES + "K1,I1,2026-06-01,Windscreen,微信,Original,Copy,no\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_the_same_file_twice_changes_nothing(tmp_path, kind):
    path = written(tmp_path, FILES[kind])
    assert counts(imported(path, kind, source="till")) == (1, 0, 0, 0)
    assert counts(imported(path, kind, source="till")) == (0, 0, 1, 0)


@pytest.mark.parametrize("kind", FILES)
def test_what_the_night_made_of_it_stays_when_the_file_comes_again(tmp_path, kind):
    path = written(tmp_path, FILES[kind])
    imported(path, kind, source="till")
    settle_zone(zone="Asia/Shanghai", as_of=date(2028, 1, 1))
    assert counts(imported(path, kind, source="till")) == (0, 0, 1, 0)


@pytest.mark.parametrize("kind", FILES)
def test_rows_of_unknown_customers_are_rejected_or_make_them(tmp_path, kind):
    path = written(tmp_path, FILES[kind].replace("K1", "K9"))
    summary = imported(path, kind, create_customers=False)
    assert counts(summary) == (0, 0, 0, 1)
    assert "K9" in reasons(summary)[0]
    assert counts(imported(path, kind)) == (1, 0, 0, 0)
    assert Customer.objects.filter(code="K9").exists()


def test_a_contract_comes_signed_with_market_and_decider(tmp_path, a_customer):
    qiu = Contact.objects.create(customer=a_customer, name="邱岚")
    path = written(tmp_path, CONTRACTS + "K1,H1,车队维护,2026-01-01,2026-12-31,168,小时,138,162,邱岚\n")
    summary = imported(path, "contracts", source="till")
    contract = Contract.objects.get()
    assert (contract.state, contract.signed_on, contract.unit) == ("signed", date(2026, 1, 1), "hour")
    assert (contract.market_low, contract.market_high, contract.market_on) == (138, 162, date(2026, 1, 1))
    assert (contract.decider, contract.currency, contract.came_from) == (qiu, "CNY", summary.record)


def test_a_longer_term_makes_an_ended_contract_run_again(tmp_path):
    imported(written(tmp_path, FILES["contracts"]), "contracts")
    settle_zone(zone="Asia/Shanghai", as_of=date(2027, 2, 1))
    assert Contract.objects.get().state == "ended"
    longer = written(tmp_path, FILES["contracts"].replace("2026-12-31", "2027-12-31"))
    assert counts(imported(longer, "contracts")) == (0, 1, 0, 0)
    assert (Contract.objects.get().state, Contract.objects.get().ended_on) == ("signed", None)


def test_a_booking_finds_its_vehicle_and_its_day_in_the_branchs_zone(tmp_path, a_customer):
    path = written(tmp_path, BOOKINGS + "K1,B1,2026-06-20 09:30,皖A12345,Brakes,预约\n")
    imported(path, "bookings")
    booking = Booking.objects.get()
    assert (booking.day, booking.at.isoformat()) == (date(2026, 6, 20), "2026-06-20T01:30:00+00:00")
    assert booking.asset == Asset.objects.get(plate="皖A12345", customer=a_customer)


def test_a_package_brings_its_movements_and_they_follow_the_file(tmp_path):
    imported(written(tmp_path, FILES["packages"]), "packages", source="till")
    package = Package.objects.get()
    assert (package.left, package.total, package.kind) == (7, 10, "units")
    assert list(package.movements.order_by("pk").values_list("kind", "amount")) == [
        ("bought", 10),
        ("imported", -3),
    ]
    later = written(tmp_path, FILES["packages"].replace("10,3\n", "10,5\n"))
    assert counts(imported(later, "packages", source="till")) == (0, 1, 0, 0)
    package.refresh_from_db()
    moved = sum(package.movements.values_list("amount", flat=True))
    assert (package.left, moved) == (5, 5)
    assert package.movements.order_by("-pk")[0].day == TODAY


def test_a_package_twice_in_a_file_is_one_with_the_last_state(tmp_path):
    twice = FILES["packages"] + "K1,P1,,,2026-05-01,,10,6\n"
    assert counts(imported(written(tmp_path, twice), "packages")) == (1, 1, 0, 0)
    package = Package.objects.get()
    assert (package.left, package.name) == (4, "洗车十次卡")
    assert sum(package.movements.values_list("amount", flat=True)) == Decimal(4)


def test_a_person_word_here_stands_against_open_there(tmp_path, lin):
    path = written(tmp_path, FILES["quotes"])
    imported(path, "quotes")
    Quote.objects.update(state="accepted", settled_by=lin, settled_on=TODAY)
    longer = written(tmp_path, FILES["quotes"].replace("2026-07-01", "2026-08-01"))
    imported(longer, "quotes")
    assert Quote.objects.get().state == "accepted"


def test_an_inquiry_says_what_was_asked_for_and_offered(tmp_path):
    imported(written(tmp_path, FILES["inquiries"]), "inquiries")
    inquiry = Inquiry.objects.get()
    assert (inquiry.wanted, inquiry.offered, inquiry.channel) == ("Original", "Copy", "wechat")
    assert inquiry.state == "none"


@pytest.mark.parametrize(
    ("kind", "old", "new", "reason"),
    [
        ("contracts", "2026-12-31", "2025-12-31", "it ends before it starts"),
        ("contracts", "168", "-168", "below nothing"),
        ("contracts", "138,162", "170,162", "no range"),
        ("contracts", "小时", "光年", "no unit"),
        ("quotes", "2026-07-01", "2026-05-01", "no longer valid"),
        ("quotes", "open", "maybe", "no state"),
        ("packages", "10,3", "10,11", "more is used"),
        ("packages", "10,3", "0,0", "nothing was put on it"),
        ("packages", "2027-05-01", "2026-04-01", "expires before"),
        ("inquiries", "微信", "pigeon", "no channel"),
        ("bookings", "2026-06-20 09:30", "soon", "no date"),
    ],
)
def test_rows_that_contradict_themselves_are_rejected_in_words(tmp_path, kind, old, new, reason):
    summary = imported(written(tmp_path, FILES[kind].replace(old, new)), kind)
    assert counts(summary) == (0, 0, 0, 1)
    assert reason in reasons(summary)[0]
