"""Lines of bills and quotes beside the market: which range, how far above, where it is told."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.agreements.market import Market
from customers.agreements.policy import change_policy, set_benchmark
from customers.models import Benchmark, Quote, VisitLine
from tests.conftest import TODAY
from tests.customers.agreeing import quoted
from tests.customers.forms import as_shown
from tests.factories import VisitFactory

HTMX = {"HX-Request": "true"}


def benchmark(item, high, *, unit="whole", category=None, on=TODAY, pk=1):
    made = Benchmark(
        item=item, unit=unit, currency="CNY", low=high / 2, high=high, found_on=on, source="Trade"
    )
    made.category_id, made.pk = category, pk
    return made


def line(text="Brake pads", amount="900", quantity="1", category=None):
    return SimpleNamespace(
        text=text, amount=Decimal(amount), quantity=Decimal(quantity), category_id=category
    )


PADS, LABOUR = benchmark("Brake pads", Decimal(750)), benchmark("Labour", Decimal(160), unit="hour", pk=2)


@pytest.mark.parametrize(
    ("entered", "over"),
    [
        (line(amount="750"), None),
        (line(amount="862.50"), None),  # exactly the policy's 15 %
        (line(amount="862.51"), Decimal("0.150")),
        (line(amount="900"), Decimal("0.200")),
        (line(text="  brake   PADS "), Decimal("0.200")),
        (line(amount="1600", quantity="2"), None),
        (line(text="Labour", amount="400", quantity="2"), Decimal("0.250")),
        (line(text="Wiper"), None),
        (line(amount="-900"), None),
        (line(quantity="0"), None),
    ],
)
def test_a_line_is_dear_when_a_unit_of_it_lies_far_above_the_highest(entered, over):
    found = Market([PADS, LABOUR], allowed=Decimal("0.15")).dear([entered], day=TODAY)
    assert [one.over for one in found] == ([over] if over else [])


@pytest.mark.parametrize(
    ("known", "entered", "high"),
    [
        ([benchmark("A", 10, category=7)], line(text="Other words", category=7), 10),
        ([benchmark("A", 10, category=7), benchmark("B", 20, category=7)], line(text="x", category=7), None),
        ([benchmark("A", 10, category=7), benchmark("x", 20)], line(text="x", category=7), 20),
        ([benchmark("x", 10), benchmark("x", 20, unit="hour")], line(text="x"), None),
        ([benchmark("x", 10), benchmark("x", 20, on=TODAY - timedelta(days=9))], line(text="x"), 10),
        ([benchmark("x", 10, on=TODAY + timedelta(days=1))], line(text="x"), None),
        ([benchmark("A", 10)], line(text="x"), None),
    ],
)
def test_the_range_is_the_items_of_that_day_else_the_only_one_of_its_category(known, entered, high):
    found = Market(known, allowed=Decimal(0)).range_for(entered.text, entered.category_id, day=TODAY)
    assert (found and found.high) == high


# ---- on screen
@pytest.fixture
def pads(db, zhou):
    return set_benchmark(
        item="Brake pads",
        unit="whole",
        currency="CNY",
        low=Decimal(600),
        high=Decimal(750),
        source="Trade association",
        found_on=date(2026, 5, 1),
        by=zhou,
    )


SENTENCE = "Brake pads, ¥900: 20% over market. Market ¥600 to ¥750 (Trade association, 1 May 2026)"


def section(client, customer):
    return client.get(reverse("retention:customer_visits", args=[customer.pk])).content.decode()


def test_a_dear_line_is_marked_in_the_list_with_range_source_and_day(pads, as_lin, zhou, customer_of_lin):
    visit = VisitFactory(customer=customer_of_lin, day=TODAY, amount=900)
    VisitLine.objects.create(visit=visit, text="Brake pads", amount=900)
    early = VisitFactory(customer=customer_of_lin, day=date(2026, 4, 30), amount=900)
    VisitLine.objects.create(visit=early, text="Brake pads", amount=900)
    shown = section(as_lin, customer_of_lin)
    assert shown.count(SENTENCE) == 1  # before the range was found nobody could know it
    change_policy(values={"over_share": Decimal("0.2")}, by=zhou)
    assert SENTENCE not in section(as_lin, customer_of_lin)


def test_marks_cost_the_same_however_many_lines(pads, as_lin, customer_of_lin):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            section(as_lin, customer_of_lin)
        return len(asked)

    visit = VisitFactory(customer=customer_of_lin, day=TODAY)
    VisitLine.objects.create(visit=visit, text="Brake pads", amount=900)
    cost()  # the policy is made when it is asked for first
    before = cost()
    for place in range(15):
        more = VisitFactory(customer=customer_of_lin, day=TODAY)
        VisitLine.objects.create(visit=more, text="Brake pads", amount=900 + place)
    assert cost() == before


def marks(client, customer, **data):
    answer = client.post(reverse("customers:price_marks", args=[customer.pk]), data, headers=HTMX)
    assert answer.status_code == 200
    return answer.context["marks"]


def test_it_is_told_while_a_bill_is_entered_and_nothing_is_saved(pads, as_lin, customer_of_lin):
    dear = {"line0_text": "Brake pads", "line0_sum": "900", "day": TODAY}
    assert marks(as_lin, customer_of_lin, **dear) == [SENTENCE]
    assert marks(as_lin, customer_of_lin, **dear | {"line0_quantity": "2"}) == []
    assert marks(as_lin, customer_of_lin, **dear | {"line0_sum": "much", "km": "x", "day": "y"}) == []
    assert marks(as_lin, customer_of_lin) == []
    assert not VisitLine.objects.exists()


def test_it_is_told_while_a_quote_or_a_contract_is_entered(pads, as_lin, customer_of_lin):
    quote = {"subject": "Brakes", "amount": "1800", "benchmark": pads.pk, "market_units": "2"}
    assert marks(as_lin, customer_of_lin, **quote) == [SENTENCE]
    assert marks(as_lin, customer_of_lin, **quote | {"market_units": "3"}) == []
    assert marks(as_lin, customer_of_lin, **quote | {"benchmark": ""}) == []
    contract = {"subject": "Brakes", "price": "900", "unit": "whole", "benchmark": pads.pk}
    assert marks(as_lin, customer_of_lin, **contract) == [SENTENCE]


def enter(client, customer, **more):
    data = {"subject": "Brakes", "amount": "1800", "made_on": TODAY, "valid_until": TODAY, "token": uuid4()}
    url = reverse("customers:agreement_new", args=[customer.pk, "quote"])
    return client.post(url, data | more, headers=HTMX)


def agreements(client, customer):
    return client.get(reverse("retention:customer_agreements", args=[customer.pk])).content.decode()


def test_a_quote_keeps_the_range_it_was_compared_with(pads, as_lin, zhou, customer_of_lin):
    assert enter(as_lin, customer_of_lin, benchmark=pads.pk, market_units="2").status_code == 200
    quote = Quote.objects.get()
    assert (quote.asked, quote.market_high, quote.market_item) == (900, 750, "Brake pads")
    Benchmark.objects.update(high=2000)
    shown = agreements(as_lin, customer_of_lin)
    assert "20% over market" in shown
    assert "Market ¥600 to ¥750 (Trade association, 1 May 2026)" in shown
    assert "2 × ¥900" in shown
    assert "cr-chip-warn" in shown
    change_policy(values={"over_share": Decimal("0.5")}, by=zhou)
    assert "cr-chip-warn" not in agreements(as_lin, customer_of_lin)


def test_without_a_range_a_quote_is_compared_with_nothing(as_lin, customer_of_lin):
    assert enter(as_lin, customer_of_lin).status_code == 200
    assert Quote.objects.get().market_high is None
    assert "over market" not in agreements(as_lin, customer_of_lin)


@pytest.mark.parametrize("units", ["0", "-1", "x"])
def test_units_that_cannot_be_are_refused(pads, as_lin, customer_of_lin, units):
    assert enter(as_lin, customer_of_lin, benchmark=pads.pk, market_units=units).status_code == 422


def test_a_quote_is_compared_afterwards_by_a_change(pads, as_lin, customer_of_lin):
    quote = quoted(customer_of_lin, amount=Decimal(900))
    url = reverse("customers:agreement_change", args=["quote", quote.pk])
    data = as_shown(as_lin, url, benchmark=pads.pk)
    assert as_lin.post(url, data, headers=HTMX).status_code == 200
    quote.refresh_from_db()
    assert (quote.market_high, quote.market_units) == (750, 1)
