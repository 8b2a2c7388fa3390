"""An invoice by hand until it is void, the list of who owes, two who save at once, a dear line, a mistake."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from customers.models import Invoice, Quote, VisitLine
from customers.money import set_billing
from tests.conftest import TODAY
from tests.customers.agreeing import quoted
from tests.e2e.words import Words
from tests.factories import InvoiceFactory, VisitFactory

LANGUAGES = ["en", "zh-hans"]


def field(page: Page, name: str) -> Locator:
    return page.locator(f"#record-form [name={name}]")


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        field(page, name).fill(value)


def save(page: Page) -> None:
    page.locator("#record-form button[type=submit]").click()


def opened(page: Page, address: str) -> None:
    """Follow a link that opens the dialog, whatever it is called in this language."""
    page.locator(f'#records a[href="{address}"]').click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invoice_is_entered_owed_in_the_list_and_declared_void(
    page_as, live_server, customer_of_lin, lin, language
):
    page = page_as(lin, language=language)
    page.goto(f"/customers/{customer_of_lin.pk}/money/")
    opened(page, f"/customers/{customer_of_lin.pk}/invoices/new/")
    issued, due = ((TODAY - timedelta(days=days)).isoformat() for days in (120, 100))
    fill(page, number="F-1", amount="1234", issued_on=issued, due_on=due)
    save(page)
    expect(page.locator("#records .cr-rec-t tbody")).to_contain_text("¥1,234")
    made = Invoice.objects.get()

    page.goto("/customers/arrears/")
    row = page.locator("#arrears tbody tr")
    expect(row).to_contain_text("Muyun Kindergartens")
    expect(row).to_contain_text("100")
    page.locator("select[name=age]").select_option("30")
    expect(row).to_have_count(0)
    page.locator("select[name=age]").select_option("older")
    expect(row).to_have_count(1)
    assert re.search(r"age=older", page.url)

    page.goto(f"/customers/{customer_of_lin.pk}/money/")
    opened(page, f"/customers/invoices/{made.pk}/void/")
    fill(page, reason="Entered twice")
    save(page)
    undo = page.locator("[data-toast-undo]")
    undo.hover()
    expect(page.locator("#records .cr-rec-t tbody")).to_contain_text("Entered twice")
    page.goto("/customers/arrears/")
    expect(page.locator("#arrears tbody tr")).to_have_count(0)
    made.refresh_from_db()
    assert made.void_reason == "Entered twice"


def test_the_list_of_who_owes_and_the_invoices_fit_a_phone(page_as, live_server, customer_of_lin, lin):
    for late in (-5, 20, 50, 80, 200):
        due = TODAY - timedelta(days=late)
        InvoiceFactory(customer=customer_of_lin, issued_on=due - timedelta(days=9), due_on=due, amount=98765)
    set_billing(customer=customer_of_lin, monthly=True)
    page = page_as(lin, width=375)
    page.goto("/customers/arrears/?state=open")
    expect(page.locator("#arrears tbody tr")).to_contain_text("Muyun Kindergartens")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.goto(f"/customers/{customer_of_lin.pk}/money/")
    expect(page.locator("#records")).to_contain_text("wait for their statement")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_saver_chooses_between_both_amounts_in_the_dialog(
    page_as, live_server, customer_of_lin, lin, wei, language, troubles
):
    visit = VisitFactory(customer=customer_of_lin, number="W-1", day=TODAY, amount=400)
    mine, theirs = page_as(lin, language=language), page_as(wei)
    for page in (mine, theirs):
        page.goto(f"/customers/{customer_of_lin.pk}/visits/")
        opened(page, f"/customers/visits/{visit.pk}/")
        expect(field(page, "amount")).to_have_value("400.00")
    fill(theirs, amount="410")
    save(theirs)
    expect(theirs.locator("#records")).to_contain_text("¥410")
    fill(mine, amount="420", number="W-2")
    save(mine)
    choices = mine.locator("#record-form .cr-clash label")
    expect(choices).to_have_count(2)
    expect(choices.nth(0)).to_contain_text("410")
    expect(choices.nth(1)).to_contain_text("420")
    choices.nth(1).click()
    save(mine)
    expect(mine.locator("#records")).to_contain_text("¥420")
    visit.refresh_from_db()
    assert (visit.amount, visit.number) == (420, "W-2")
    troubles.clear()  # the browser notes each 409


def note_price(page: Page, said: Words) -> None:
    """What the market asks for brake pads, as a manager writes it down."""
    page.goto("/customers/agreements/prices/")
    page.get_by_role("link", name=said("Add a market price")).first.click()
    page.locator("#id_item").fill("Brake pads")
    page.locator("#id_unit").select_option("whole")
    page.locator("#id_low").fill("600")
    page.locator("#id_high").fill("750")
    page.locator("#id_source").fill("Trade association")
    page.locator("#id_found_on").fill(TODAY.isoformat())
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(said("Market price written down"))
    expect(page.locator("main tbody tr")).to_contain_text("Brake pads")


def test_a_dear_line_is_told_while_it_is_entered_and_marked_afterwards(
    page_as, live_server, customer_of_lin, lin, zhou, language, said
):
    note_price(page_as(zhou, language=language), said)
    page = page_as(lin, language=language)
    page.goto(f"/customers/{customer_of_lin.pk}/visits/")
    opened(page, f"/customers/{customer_of_lin.pk}/visits/new/")
    fill(page, line0_text="Brake pads", line0_sum="900")
    field(page, "line0_sum").press("Tab")
    expect(page.locator("#record-prices")).to_contain_text("20%")
    expect(page.locator("#record-prices")).to_contain_text("Trade association")
    save(page)
    expect(page.locator("#records .cr-dear")).to_contain_text("20%")
    assert VisitLine.objects.get().amount == 900

    page.goto(f"/customers/{customer_of_lin.pk}/agreements/")
    page.locator(f'a[href="/customers/{customer_of_lin.pk}/agreements/quote/new/"]').click()
    page.locator("#id_subject").fill("Brakes")
    page.locator("#id_benchmark").select_option(index=1)
    page.locator("#id_amount").fill("900")
    page.locator("#id_amount").press("Tab")
    expect(page.locator(".cr-agr-m")).to_contain_text("20%")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistaken_quote_is_deleted_with_a_reason_and_comes_back(
    page_as, live_server, customer_of_lin, lin, language
):
    quote = quoted(customer_of_lin)
    page = page_as(lin, language=language)
    page.goto(f"/customers/{customer_of_lin.pk}/agreements/")
    page.locator(f'a[href="/customers/agreements/quote/{quote.pk}/remove/"]').click()
    page.locator("#id_reason").fill("Wrong customer")
    page.locator("#id_reason").press("Control+Enter")
    expect(page.locator(f"#quote-{quote.pk}")).to_have_count(0)
    page.locator("[data-toast-undo]").click()
    expect(page.locator(f"#quote-{quote.pk}")).to_be_visible()
    assert Quote.objects.get().pk == quote.pk
    page.goto(f"/customers/{customer_of_lin.pk}/history/")
    expect(page.locator("main")).to_contain_text("Wrong customer")
