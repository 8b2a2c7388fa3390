"""Bookings, quotes, packages and inquiries: entered, settled by hand, settled by the night."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from customers.agreements import bookings, inquiries, packages, quotes
from customers.agreements.entering import Refused
from customers.agreements.settling import settle_all, settle_zone
from customers.models import Asset, Booking, Contract, Inquiry, Package, PackageMovement, Quote
from tests.conftest import TODAY
from tests.customers.agreeing import asked, booked, quoted, signed, sold
from tests.factories import BranchFactory, CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ZONE = "Asia/Shanghai"


def state(row):
    row.refresh_from_db()
    return row.state


def test_a_booking_is_planned_in_the_branchs_zone(lin):
    tokyo = BranchFactory(code="tokyo", time_zone="Asia/Tokyo")
    booking = booked(CustomerFactory(owner=lin, branch=tokyo), at=time(9))
    assert booking.at == datetime.combine(TODAY, time(9), tzinfo=ZoneInfo("Asia/Tokyo"))


def test_a_token_books_once(customer_of_lin):
    token = uuid.uuid4()
    assert booked(customer_of_lin, token=token) == booked(customer_of_lin, token=token)


def test_no_booking_for_anothers_vehicle(customer_of_lin, customer_of_chen):
    van = Asset.objects.create(customer=customer_of_chen, kind="vehicle", name="Van")
    with pytest.raises(Refused):
        booked(customer_of_lin, asset=van)


def test_a_no_show_is_marked_by_hand_and_taken_back(customer_of_lin, lin):
    booking = bookings.missed(booking=booked(customer_of_lin), by=lin)
    assert (booking.state, booking.settled_by, booking.settled_on) == ("no_show", lin, TODAY)
    booking = bookings.reopen(booking=booking, by=lin)
    assert (booking.state, booking.settled_by, booking.settled_on) == ("booked", None, None)


def test_nobody_misses_a_day_that_has_not_come(customer_of_lin, lin):
    with pytest.raises(Refused):
        bookings.missed(booking=booked(customer_of_lin, day=TOMORROW), by=lin)


def test_the_night_finds_who_came_and_who_did_not(customer_of_lin, customer_of_chen):
    kept, missed = booked(customer_of_lin, day=YESTERDAY), booked(customer_of_chen, day=YESTERDAY)
    today = booked(customer_of_chen)
    visit = VisitFactory(customer=customer_of_lin, day=YESTERDAY)
    assert list(Booking.objects.missed(as_of=TODAY)) == [missed]
    settle_all()
    assert [state(row) for row in (kept, missed, today)] == ["came", "no_show", "booked"]
    assert (kept.visit, missed.settled_by) == (visit, None)
    assert list(Booking.objects.missed(as_of=TODAY)) == [missed]
    assert sum(settle_all().values()) == 0


@pytest.mark.parametrize(
    ("planned", "came_with", "kept"),
    [("van", "van", True), ("van", "bus", False), ("van", None, True), (None, "bus", True)],
)
def test_who_came_with_something_else_did_not_keep_the_booking(customer_of_lin, planned, came_with, kept):
    assets = {
        name: Asset.objects.create(customer=customer_of_lin, kind="vehicle", name=name)
        for name in ("van", "bus")
    }
    booking = booked(customer_of_lin, day=YESTERDAY, asset=assets.get(planned))
    VisitFactory(customer=customer_of_lin, day=YESTERDAY, asset=assets.get(came_with))
    settle_all()
    assert state(booking) == ("came" if kept else "no_show")


def test_a_cancelled_visit_keeps_no_booking(customer_of_lin):
    booking = booked(customer_of_lin, day=YESTERDAY)
    VisitFactory(customer=customer_of_lin, day=YESTERDAY, cancelled=True, counts=False)
    settle_all()
    assert state(booking) == "no_show"


def test_a_visit_that_is_imported_late_puts_a_derived_no_show_right_but_no_persons_word(customer_of_lin, lin):
    derived, said = (booked(customer_of_lin, day=YESTERDAY) for _one in range(2))
    bookings.missed(booking=said, by=lin)
    settle_all()
    VisitFactory(customer=customer_of_lin, day=YESTERDAY)
    settle_all()
    assert [state(row) for row in (derived, said)] == ["came", "no_show"]


def test_each_branch_is_settled_by_its_own_day(lin, gaoxin):
    west = BranchFactory(code="west", time_zone="America/Los_Angeles")
    there = booked(CustomerFactory(owner=lin, branch=west), day=YESTERDAY)
    here = booked(CustomerFactory(owner=lin, branch=gaoxin), day=YESTERDAY)
    settle_zone(zone=ZONE, as_of=TODAY)
    assert [state(there), state(here)] == ["booked", "no_show"]


def test_a_quote_is_good_on_its_last_day_and_expired_after_it(customer_of_lin):
    quote = quoted(customer_of_lin, made_on=YESTERDAY, valid_until=TODAY)
    assert Quote.objects.open(as_of=TODAY).exists()
    assert not Quote.objects.expired(as_of=TODAY).exists()
    assert Quote.objects.expired(as_of=TOMORROW).exists()
    settle_zone(zone=ZONE, as_of=TODAY)
    assert state(quote) == "open"
    settle_zone(zone=ZONE, as_of=TOMORROW)
    assert (state(quote), quote.settled_on) == ("expired", TOMORROW)


def test_a_quote_is_refused_with_its_reason_and_opened_again(customer_of_lin, lin):
    quote = quotes.refuse(quote=quoted(customer_of_lin), by=lin, reason="Too dear")
    assert (quote.state, quote.reason) == ("refused", "Too dear")
    with pytest.raises(Refused):
        quotes.accept(quote=quote, by=lin)
    assert quotes.reopen(quote=quote, by=lin).reason == ""


def test_a_contract_ends_by_itself_after_its_last_day(customer_of_lin):
    contract = signed(customer_of_lin, starts_on=YESTERDAY, ends_on=TODAY)
    settle_zone(zone=ZONE, as_of=TODAY)
    assert state(contract) == "signed"
    settle_zone(zone=ZONE, as_of=TOMORROW)
    assert (state(contract), contract.ended_on) == ("ended", TODAY)


@pytest.mark.parametrize(("days", "followed"), [(-1, False), (0, True), (30, True), (31, False)])
def test_an_order_follows_within_the_days_of_the_policy(customer_of_lin, days, followed):
    inquiry = asked(customer_of_lin, day=TODAY - timedelta(days=60))
    VisitFactory(customer=customer_of_lin, day=inquiry.day + timedelta(days=days))
    assert Inquiry.objects.followed(within=30).exists() is followed
    assert Inquiry.objects.open(within=30).exists() is not followed
    settle_all()
    assert state(inquiry) == ("ordered" if followed else "open")


def test_a_free_visit_is_no_order(customer_of_lin):
    inquiry = asked(customer_of_lin)
    VisitFactory(customer=customer_of_lin, day=TODAY, amount=Decimal(0))
    settle_all()
    assert state(inquiry) == "open"


def test_whether_an_order_followed_is_said_by_hand_and_stays(customer_of_lin, lin):
    inquiry = inquiries.no_order(inquiry=asked(customer_of_lin), by=lin)
    VisitFactory(customer=customer_of_lin, day=TODAY)
    settle_all()
    assert state(inquiry) == "none"
    assert inquiries.ordered(inquiry=inquiry, by=lin).settled_by == lin


def test_an_inquiry_without_an_order_is_stale_after_the_days(customer_of_lin):
    asked(customer_of_lin, day=TODAY - timedelta(days=31))
    assert Inquiry.objects.stale(within=30, as_of=TODAY).exists()
    assert not Inquiry.objects.stale(within=31, as_of=TODAY).exists()


def test_a_package_is_used_bit_by_bit_and_never_more_than_is_left(customer_of_lin, lin):
    package, token = sold(customer_of_lin), uuid.uuid4()
    for _press in range(2):
        packages.use(package=package, by=lin, amount=Decimal(7), day=TODAY, token=token)
    package.refresh_from_db()
    assert package.left == 3
    with pytest.raises(Refused, match="Only 3 is left"):
        packages.use(package=package, by=lin, amount=Decimal(4), day=TODAY, token=uuid.uuid4())


def test_a_use_is_taken_back_once_by_its_opposite(customer_of_lin, lin):
    package = sold(customer_of_lin)
    used = packages.use(package=package, by=lin, amount=Decimal(7), day=TODAY, token=uuid.uuid4())
    for _press in range(2):
        packages.take_back(movement=used, by=lin)
    package.refresh_from_db()
    assert package.left == 10
    assert sorted(package.movements.values_list("amount", flat=True)) == [-7, 7, 10]
    with pytest.raises(Refused):
        packages.take_back(movement=package.movements.get(kind="bought"), by=lin)


def test_a_top_up_that_was_spent_is_not_taken_back(customer_of_lin, lin):
    package = sold(customer_of_lin, kind="value", total=Decimal(100))
    top_up = packages.top_up(package=package, by=lin, amount=Decimal(50), day=TODAY, token=uuid.uuid4())
    packages.use(package=package, by=lin, amount=Decimal(120), day=TODAY, token=uuid.uuid4())
    with pytest.raises(Refused):
        packages.take_back(movement=top_up, by=lin)


def test_nothing_is_used_of_what_has_expired_or_is_kept_elsewhere(customer_of_lin, lin):
    expired = sold(customer_of_lin, expires_on=YESTERDAY)
    elsewhere = sold(customer_of_lin)
    Package.objects.filter(pk=elsewhere.pk).update(source="till")
    for package in (expired, elsewhere):
        with pytest.raises(Refused):
            packages.use(package=package, by=lin, amount=Decimal(1), day=TODAY, token=uuid.uuid4())


def test_packages_expire_soonest_first_and_empty_ones_not_at_all(customer_of_lin, lin):
    late, never, soon, empty = (
        sold(customer_of_lin, name=name, expires_on=day)
        for name, day in (
            ("late", TODAY + timedelta(days=60)),
            ("never", None),
            ("soon", TODAY),
            ("empty", TODAY),
        )
    )
    packages.use(package=empty, by=lin, amount=Decimal(10), day=TODAY, token=uuid.uuid4())
    assert list(Package.objects.usable(as_of=TODAY).expiring_first()) == [soon, late, never]
    assert set(Package.objects.expiring(within=60, as_of=TODAY)) == {soon, late}
    assert set(Package.objects.expiring(within=59, as_of=TODAY)) == {soon}


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (Package, {"left": -1}, "package_left_within_total"),
        (Package, {"left": 11}, "package_left_within_total"),
        (Package, {"expires_on": date(2000, 1, 1)}, "package_expires_after_bought"),
        (Booking, {"state": "came"}, "booking_settled_with_its_day"),
        (Quote, {"valid_until": date(2000, 1, 1)}, "quote_has_a_term"),
        (Quote, {"state": "accepted"}, "quote_settled_with_its_day"),
        (Inquiry, {"state": "ordered"}, "inquiry_settled_with_its_day"),
        (Contract, {"state": "draft"}, "contract_signed_with_its_day"),
        (Contract, {"state": "ended"}, "contract_ended_with_its_day"),
        (Contract, {"market_low": 200}, "contract_market_is_a_range"),
        (PackageMovement, {"amount": -1}, "movement_has_its_sign"),
    ],
)
def test_the_database_holds_the_invariants(customer_of_lin, model, values, constraint):
    for make in (sold, booked, quoted, asked, signed):
        make(customer_of_lin)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**values)


def test_agreements_go_with_their_customer(customer_of_lin):
    for make in (sold, booked, quoted, asked, signed):
        make(customer_of_lin)
    try:
        customer_of_lin.delete()
    except ProtectedError:
        pytest.fail("a customer's agreements keep nobody from erasing him")
    assert not any(model.objects.exists() for model in (Package, Booking, Quote, Inquiry, Contract))
