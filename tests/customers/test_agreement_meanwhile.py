"""Two people mend the same agreement: nothing is lost or overwritten unseen, on the page and over HTTP."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from customers.agreements.policy import set_benchmark
from customers.models import Contact, VisitType
from tests.conftest import TODAY
from tests.customers.agreeing import asked, booked, draft, quoted, sold
from tests.customers.calling import call
from tests.customers.forms import as_shown

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LATER = (TODAY + timedelta(days=9)).isoformat()
# Kind → (maker, the field that both change with its two values, what only they change, what only I change).
BOTH = {
    "contract": (draft, "price", ("150", "160"), {"covers": "Oil"}, {"clash": "Late fee"}),
    "quote": (quoted, "subject", ("Pads", "Discs"), {"amount": "950"}, {"valid_until": LATER}),
    "booking": (booked, "at", ("09:30:00", "11:00:00"), {"note": "Tyres"}, {"day": LATER}),
    "package": (sold, "name", ("Nine", "Ten"), {"price": "800"}, {"number": "P-1"}),
    "inquiry": (asked, "channel", ("web", "visit"), {"wanted": "Original"}, {"offered": "Rebuilt"}),
}


def address(row):
    return reverse("customers:agreement_change", args=[type(row).__name__.lower(), row.pk])


def race(first, second, row, *, theirs, mine):
    """Both open the form, `first` saves `theirs`, then `second` saves `mine`: the second answer."""
    opened = [as_shown(client, address(row)) for client in (first, second)]
    assert first.post(address(row), opened[0] | theirs, headers=HTMX).status_code == 200
    answer = second.post(address(row), opened[1] | mine, headers=HTMX)
    row.refresh_from_db()
    return answer


def chosen(lost, **choice):
    clash = lost.context["clash"]
    sides = {one.name: one for one in clash.conflicts}
    assert set(sides) == set(choice)
    return dict(clash.settled) | {name: getattr(sides[name], side).sent for name, side in choice.items()}


def now(client, row):
    """What the record holds, as it is compared."""
    return json.loads(as_shown(client, address(row))["seen"])


@pytest.mark.parametrize("kind", BOTH)
def test_what_does_not_overlap_is_merged(as_lin, as_wei, customer_of_lin, kind):
    make, _field, _values, theirs, mine = BOTH[kind]
    row = make(customer_of_lin)
    before = now(as_lin, row)
    answer = race(as_wei, as_lin, row, theirs=theirs, mine=mine)
    assert answer.status_code == 200
    assert "What others changed meanwhile is kept" in answer["HX-Trigger"]
    after = now(as_lin, row)
    assert after == before | theirs | mine


@pytest.mark.parametrize("side", ["theirs", "mine"])
@pytest.mark.parametrize("kind", BOTH)
def test_what_overlaps_is_shown_side_by_side_and_chosen(as_lin, as_wei, customer_of_lin, kind, side):
    make, field, (their_value, my_value), theirs, mine = BOTH[kind]
    row = make(customer_of_lin)
    lost = race(as_wei, as_lin, row, theirs=theirs | {field: their_value}, mine=mine | {field: my_value})
    assert lost.status_code == 409
    assert lost["HX-Reswap"] == "outerHTML"
    assert "Somebody else saved first" in lost.content.decode()
    assert not mine.items() & now(as_lin, row).items()
    settled = as_lin.post(address(row), chosen(lost, **{field: side}), headers=HTMX)
    assert settled.status_code == 200, settled.content.decode()
    after = now(as_lin, row)
    assert (theirs | mine).items() <= after.items()
    assert after[field] == {"theirs": their_value, "mine": my_value}[side]


def test_the_words_of_both_sides_are_names_and_not_numbers(as_lin, as_wei, customer_of_lin):
    people = [Contact.objects.create(customer=customer_of_lin, name=name) for name in ("Ms Bai", "Mr Ke")]
    row = draft(customer_of_lin)
    theirs, mine = (
        {"decider": str(one.pk), "unit": unit} for one, unit in zip(people, ("month", "year"), strict=True)
    )
    lost = race(as_wei, as_lin, row, theirs=theirs, mine=mine)
    words = {one.name: (one.theirs.words, one.mine.words) for one in lost.context["clash"].conflicts}
    assert words == {"decider": ("Ms Bai", "Mr Ke"), "unit": ("a month", "a year")}


@pytest.mark.parametrize("make", [draft, quoted])
def test_the_market_that_another_chose_is_not_overwritten_unseen(as_lin, as_wei, customer_of_lin, zhou, make):
    ranges = [
        set_benchmark(
            item=item, unit="hour", currency="CNY", low=Decimal(100), high=Decimal(high),
            source="Guild", found_on=TODAY, by=zhou,
        )
        for item, high in (("Labour", 150), ("Paint", 180))
    ]  # fmt: skip
    row = make(customer_of_lin)
    theirs, mine = ({"benchmark": str(one.pk)} for one in ranges)
    lost = race(as_wei, as_lin, row, theirs=theirs, mine=mine)
    assert (lost.status_code, row.market_item) == (409, "Labour")
    as_lin.post(address(row), chosen(lost, benchmark="mine"), headers=HTMX)
    row.refresh_from_db()
    assert (row.market_item, row.market_high) == ("Paint", 180)
    assert (
        as_lin.post(
            address(row), as_shown(as_lin, address(row)) | {"benchmark": ""}, headers=HTMX
        ).status_code
        == 200
    )
    row.refresh_from_db()
    assert (row.market_item, row.market_high) == ("", None)


def test_a_range_that_was_replaced_since_stays_when_something_else_is_changed(as_lin, customer_of_lin, zhou):
    said = {"item": "Labour", "unit": "hour", "currency": "CNY", "source": "Guild", "by": zhou}
    old = set_benchmark(**said, low=Decimal(100), high=Decimal(150), found_on=TODAY - timedelta(days=99))
    row = draft(customer_of_lin, benchmark=old)
    set_benchmark(**said, low=Decimal(120), high=Decimal(170), found_on=TODAY)
    assert now(as_lin, row)["benchmark"] == str(old.pk)
    as_lin.post(address(row), as_shown(as_lin, address(row)) | {"subject": "Fleet"}, headers=HTMX)
    row.refresh_from_db()
    assert (row.subject, row.market_high, row.market_on) == ("Fleet", 150, old.found_on)


def test_without_what_was_seen_nothing_is_overwritten(as_lin, customer_of_lin):
    row = quoted(customer_of_lin)
    data = as_shown(as_lin, address(row), amount="1")
    del data["seen"]
    assert as_lin.post(address(row), data, headers=HTMX).status_code == 409
    row.refresh_from_db()
    assert row.amount == 900


def test_on_a_page_of_its_own_the_choice_is_a_page_too(as_lin, as_wei, customer_of_lin):
    row = quoted(customer_of_lin)
    opened = [as_shown(client, address(row)) for client in (as_wei, as_lin)]
    assert as_wei.post(address(row), opened[0] | {"amount": "910"}).status_code == 302
    lost = as_lin.post(address(row), opened[1] | {"amount": "920"})
    assert (lost.status_code, "<main" in lost.content.decode()) == (409, True)
    assert as_lin.post(address(row), chosen(lost, amount="mine")).status_code == 302
    row.refresh_from_db()
    assert row.amount == 920


def test_what_was_signed_meanwhile_is_no_longer_changed(as_lin, as_wei, customer_of_lin):
    row = draft(customer_of_lin, price=Decimal(150))
    opened = as_shown(as_lin, address(row))
    sign = reverse("customers:agreement", args=["contract", row.pk, "sign"])
    as_wei.post(sign, {"signed_on": TODAY.isoformat()}, headers=HTMX)
    late = as_lin.post(address(row), opened | {"price": "140"}, headers=HTMX)
    assert late.status_code == 422
    assert "It can no longer be changed." in late.content.decode()


# ---- over HTTP
@pytest.mark.parametrize("kind", BOTH)
def test_over_http_it_is_the_same(as_lin, as_wei, customer_of_lin, kind):
    make, field, (their_value, my_value), theirs, mine = BOTH[kind]
    row = make(customer_of_lin)
    read = call(as_lin, "get", kind, row.pk).body["seen"]
    assert call(as_lin, "patch", kind, row.pk, **mine).status_code == 428
    assert call(as_wei, "patch", kind, row.pk, seen=read, **theirs, **{field: their_value}).status_code == 200
    merged = call(as_lin, "patch", kind, row.pk, seen=read, **mine)
    assert merged.status_code == 200, merged.body
    lost = call(as_lin, "patch", kind, row.pk, seen=read, **{field: my_value})
    assert (lost.status_code, list(lost.body["conflicts"])) == (409, [field])
    assert now(as_lin, row)[field] == their_value
    assert (theirs | mine).items() <= now(as_lin, row).items()
    over = call(as_lin, "patch", kind, row.pk, seen=lost.body["seen"], **{field: my_value})
    assert over.status_code == 200
    assert now(as_lin, row)[field] == my_value


def test_a_kind_of_booking_goes_by_its_code_in_a_clash_too(as_lin, as_wei, customer_of_lin):
    for code in ("oil", "body"):
        VisitType.objects.create(code=code, name=code.title())
    row = booked(customer_of_lin)
    read = call(as_lin, "get", "booking", row.pk).body["seen"]
    assert call(as_wei, "patch", "booking", row.pk, seen=read, type="oil").status_code == 200
    lost = call(as_lin, "patch", "booking", row.pk, seen=read, type="body")
    assert lost.body["conflicts"] == {"type": {"yours": "body", "theirs": "oil"}}
