"""Agreements as people live with them: signed with approval, missed, refused, used, taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from customers.agreements.policy import set_benchmark
from customers.models import Booking, Contract, Inquiry, Package, Quote
from tests.conftest import TODAY
from tests.customers.agreeing import asked, booked, quoted, signed, sold

LANGUAGES = ["en", "zh-hans"]


@pytest.fixture
def market(live_server, zhou, gaoxin):
    return set_benchmark(
        item="Labour",
        unit="hour",
        currency="CNY",
        low=Decimal(138),
        high=Decimal(162),
        source="Trade association",
        found_on=TODAY,
        by=zhou,
    )


def opened(page: Page, customer) -> Page:
    page.goto(f"/customers/{customer.pk}/agreements/")
    expect(page.locator("#agreements")).to_be_visible()
    return page


def line(page: Page, row):
    return page.locator(f"#{type(row).__name__.lower()}-{row.pk}")


def pressed(page: Page, row, verb: str) -> None:
    """The button or link of a verb, whatever it is called in this language."""
    address = f"/customers/agreements/{type(row).__name__.lower()}/{row.pk}/{verb}/"
    line(page, row).locator(f'a[href="{address}"], form[action="{address}"] button').click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dear_contract_is_signed_after_a_manager_has_approved_it(
    page_as, market, customer_of_lin, lin, zhou, language
):
    page = opened(page_as(lin, language=language), customer_of_lin)
    page.locator(f'a[href="/customers/{customer_of_lin.pk}/agreements/contract/new/"]').click()
    expect(page.locator("#id_subject")).to_be_focused()
    page.keyboard.type("Fleet <b>maintenance</b>")
    page.locator("#id_price").fill("189")
    page.locator("#id_unit").select_option("hour")
    page.locator("#id_ends_on").fill((TODAY + timedelta(days=365)).isoformat())
    page.locator("#id_benchmark").select_option(str(market.pk))
    page.locator("#id_subject").press("Control+Enter")
    expect(page.locator(".cr-agr b").first).to_have_text("Fleet <b>maintenance</b>")
    contract = Contract.objects.get()

    pressed(page, contract, "sign")
    expect(page.locator(".cr-agr-f .cr-note-warn")).to_contain_text("16.7%")
    page.locator("#id_note").fill("They pay within a week")
    page.locator(".cr-agr-f button[type=submit]").click()
    expect(page.locator(f'form[action$="/contract/{contract.pk}/withdraw/"]')).to_be_visible()

    manager = page_as(zhou, language=language)
    manager.goto("/notices/")
    manager.locator("main").get_by_text(customer_of_lin.name).first.click()
    expect(manager.locator(".cr-agr")).to_contain_text("They pay within a week")
    manager.locator("button[value=approve]").click()
    expect(manager.locator(".cr-agr")).to_have_count(0)

    opened(page, customer_of_lin)
    expect(line(page, contract).locator(".cr-chip-good")).to_be_visible()
    contract.refresh_from_db()
    assert (contract.state, contract.approvals.get().decided_by) == ("signed", zhou)


@pytest.mark.parametrize("language", LANGUAGES)
def test_bookings_quotes_inquiries_and_cards_are_settled_and_taken_back(
    page_as, customer_of_lin, lin, language
):
    booking, quote, inquiry, card = (make(customer_of_lin) for make in (booked, quoted, asked, sold))
    page = opened(page_as(lin, language=language), customer_of_lin)

    pressed(page, booking, "missed")
    expect(line(page, booking).locator(".cr-chip-bad")).to_be_visible()
    page.locator("[data-toast-undo]").click()
    expect(line(page, booking).locator(".cr-chip-bad")).to_have_count(0)
    assert Booking.objects.get().state == "booked"

    pressed(page, quote, "refuse")
    page.locator("#id_reason").fill("Too dear")
    page.keyboard.press("Enter")
    expect(line(page, quote)).to_contain_text("Too dear")
    assert Quote.objects.get().state == "refused"

    pressed(page, inquiry, "ordered")
    expect(line(page, inquiry).locator(".cr-chip-good")).to_be_visible()
    assert Inquiry.objects.get().state == "ordered"

    pressed(page, card, "use")
    page.locator("#id_amount").fill("4")
    page.keyboard.press("Enter")
    expect(line(page, card).locator(".cr-agr-r .num")).to_contain_text("6")
    assert Package.objects.get().left == 6


def test_what_was_agreed_is_entered_by_hand(page_as, customer_of_lin, lin, language, said):
    soon = (TODAY + timedelta(days=10)).isoformat()
    page = opened(page_as(lin, language=language), customer_of_lin)
    for adds, saved, values in (
        (
            "Add a quote",
            "Quote written down",
            {"subject": "Brakes", "amount": "900", "valid_until": soon},
        ),
        ("Add a booking", "Booked", {"note": "Winter tyres", "day": soon, "at": "09:30"}),
        ("Add an inquiry", "Inquiry written down", {"topic": "New windscreen", "wanted": "With heating"}),
        ("Add a package", "Package written down", {"name": "Wash card", "total": "500", "expires_on": soon}),
    ):
        page.get_by_role("link", name=said(adds)).click()
        first = page.locator(".cr-agr-f :is(input, textarea):not([type=hidden])").first
        expect(first).to_be_focused()
        for name, value in values.items():
            page.locator(f"#id_{name}").fill(value)
        if adds == "Add a package":
            page.get_by_role("radio", name=said("Stored value")).check()
        page.keyboard.press("Control+Enter")
        expect(page.locator("#toasts")).to_contain_text(said(saved))
        expect(page.locator(".cr-agr-f")).to_have_count(0)
    for name, words in (("quote", "¥900"), ("booking", "09:30"), ("inquiry", "With heating")):
        expect(page.locator(f"section[aria-labelledby={name}s-h] .cr-agr")).to_contain_text(words)

    page.goto("/customers/agreements/?show=packages")
    expect(page.locator(".cr-agr")).to_contain_text("Wash card")
    expect(page.locator(".cr-agr")).to_contain_text("¥500")
    card = Package.objects.get()
    assert (card.kind, card.left, Booking.objects.get().day.isoformat()) == ("value", 500, soon)


def test_a_contract_is_talked_about_renewed_and_ended(page_as, customer_of_lin, lin, language, said):
    ends = TODAY + timedelta(days=15)
    contract = signed(customer_of_lin, starts_on=TODAY - timedelta(days=350), ends_on=ends)
    page = page_as(lin, language=language)
    page.goto("/customers/agreements/?show=ending")
    expect(line(page, contract)).to_contain_text(said("no renewal talk yet"))
    pressed(page, contract, "talk")
    page.locator("#id_talked_on").press("Enter")
    talked = said("renewal talked about %(day)s", day=said.day(TODAY))
    expect(line(page, contract)).to_contain_text(talked)

    opened(page, customer_of_lin)
    line(page, contract).locator(f'a[href$="/contract/new/?follows={contract.pk}"]').click()
    expect(page.locator("#id_subject")).to_have_value(contract.subject)
    page.locator("#id_starts_on").fill((ends + timedelta(days=1)).isoformat())
    page.locator("#id_ends_on").fill((ends + timedelta(days=365)).isoformat())
    page.locator("#id_subject").press("Control+Enter")
    expect(page.locator("section[aria-labelledby=contracts-h] .cr-agr")).to_have_count(2)
    new = Contract.objects.latest("pk")
    assert (new.follows, new.state) == (contract, "draft")

    pressed(page, contract, "end")
    page.locator("#id_reason").fill("Sold the fleet")
    page.locator(".cr-agr-f button[type=submit]").click()
    expect(line(page, contract)).to_contain_text("Sold the fleet")
    contract.refresh_from_db()
    assert contract.state == "ended"


def test_what_does_not_fit_is_said_and_kept_and_cancel_closes_the_form(
    page_as, customer_of_lin, lin, troubles
):
    page = opened(page_as(lin), customer_of_lin)
    page.get_by_role("link", name="Add a quote").click()
    page.locator("#id_subject").fill("Kept")
    page.locator(".cr-agr-f button[type=submit]").click()
    expect(page.locator(".cr-err").first).to_have_text("Enter an amount.")
    expect(page.locator("#id_subject")).to_have_value("Kept")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".cr-agr-f")).to_have_count(0)
    assert not Quote.objects.exists()
    troubles.clear()  # the browser notes each 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_of_the_day_are_worked_through(page_as, customer_of_lin, lin, language):
    booking = booked(customer_of_lin, day=TODAY - timedelta(days=1))
    page = page_as(lin, language=language)
    page.goto("/customers/agreements/")
    page.locator('a[href="/customers/agreements/?show=missed"]').click()
    expect(line(page, booking)).to_contain_text(customer_of_lin.name)
    pressed(page, booking, "came")
    expect(page.locator(".cr-agr")).to_have_count(0)
    expect(page.locator(".cr-empty")).to_be_visible()
    assert Booking.objects.get().state == "came"


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 375), ("zh-hans", "dark", 375)])
def test_nothing_runs_over_the_edge_of_a_phone(page_as, customer_of_lin, lin, language, theme, width):
    for make in (booked, quoted, asked, sold):
        make(customer_of_lin)
    page = page_as(lin, language=language, theme=theme, width=width)
    opened(page, customer_of_lin)
    page.locator(f'a[href="/customers/{customer_of_lin.pk}/agreements/contract/new/"]').click()
    expect(page.locator("#id_subject")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("missed", "packages"):
        page.goto(f"/customers/agreements/?show={name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
