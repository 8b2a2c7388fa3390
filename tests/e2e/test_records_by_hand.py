"""Lin enters what happened: a van and what is due on it, a payment, a visit, declined work."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from customers.models import (
    ArrearsMark,
    Asset,
    AssetDue,
    Customer,
    DeclinedWork,
    Invoice,
    Return,
    Visit,
    WarrantyClaim,
)
from tests.e2e.words import Words

FIELD = "#record-form [name={}]"


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(FIELD.format(name)).fill(value)


def save(page: Page) -> None:
    page.locator("#record-form button[type=submit]").click()


def held_undo(page: Page) -> Locator:
    """The toast's way back; a toast that is pointed at stays."""
    undo = page.locator("[data-toast-undo]")
    undo.hover()
    return undo


@pytest.fixture
def customer(a_working_business):
    return a_working_business["customers"]["own"]


def test_a_van_is_added_found_by_plate_and_its_inspection_falls_due(
    customer, a_working_business, page_as, today, troubles, language, said
):
    page = page_as(a_working_business["people"]["lin"], language=language)
    page.goto(f"/customers/{customer.pk}/assets/")
    row = page.locator("#records tbody tr", has_text="Red van")
    add_van(page, said)
    expect(row).to_contain_text("41,000")
    van = Asset.objects.get(name="Red van")
    row.get_by_role("link", name=said("Mileage of %(asset)s", asset=van)).click()
    fill(page, km="42500")
    save(page)
    expect(row).to_contain_text("42,500")
    row.get_by_role("link", name=said("What is due on %(asset)s", asset=van)).click()
    page.locator("#record-form select[name=kind]").select_option(label=said("Annual inspection"))
    fill(page, by_date=today.isoformat())
    save(page)
    expect(row).to_contain_text(said("Annual inspection"))
    page.goto("/customers/due/")
    expect(page.locator("#due")).to_contain_text("Red van")
    find_by_plate(page, customer)

    page.goto(f"/customers/{customer.pk}/assets/")
    done = said("%(due)s of %(asset)s is done", due=said("Annual inspection"), asset=van)
    row.get_by_role("link", name=done).click()
    save(page)
    undo = held_undo(page)
    expect(row).to_contain_text("2027")
    undo.click()
    expect(row).not_to_contain_text("2027")
    assert AssetDue.objects.get().done_on is None
    van.refresh_from_db()
    assert van.mileage == 42_500
    retire_and_revive(page, said, row)
    troubles.clear()  # the browser notes each 422


def add_van(page: Page, said: Words) -> None:
    """With a VIN that is too short first: that is said, and what was typed is kept."""
    page.locator("#records").get_by_role("link", name=said("Add"), exact=True).click()
    fill(page, name="Red van", plate="川A·1B234", vin="LSV123", mileage="41000")
    save(page)
    short = said("%(count)d signs; a VIN has 17, without the letters I, O and Q.", count=6)
    expect(page.locator("#record-form")).to_contain_text(short)
    expect(page.locator(FIELD.format("name"))).to_have_value("Red van")
    fill(page, vin="")
    save(page)
    expect(page.locator("#toasts")).to_contain_text(said("%(asset)s is added", asset="Red van 川A1B234"))


def find_by_plate(page: Page, customer: Customer) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("a1b23")
    expect(page.locator("#search-found li a")).to_contain_text(customer.name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/customers/{customer.pk}/$"))


def retire_and_revive(page: Page, said: Words, row: Locator) -> None:
    row.get_by_role("link", name=said("Retire %(asset)s", asset="Red van 川A1B234")).click()
    save(page)
    expect(row).to_have_count(0)
    page.locator("#records summary").click()
    page.get_by_role("button", name=said("Back into use")).click()
    expect(row).to_be_visible()


def test_payments_statements_and_arrears_are_entered_and_taken_back(
    customer, a_working_business, page_as, troubles, language, said
):
    page = page_as(a_working_business["people"]["wei"], language=language)
    invoice = Invoice.objects.get(customer=customer, paid_on=None)
    page.goto(f"/customers/{customer.pk}/money/")
    row = page.locator("#records .cr-rec-t tbody tr", has_text=invoice.number)
    row.get_by_role("link", name=said("Payment")).click()
    fill(page, amount="100000")
    save(page)
    expect(page.locator("#record-form .cr-err")).to_contain_text("¥900")
    fill(page, amount="100")
    save(page)
    undo = held_undo(page)
    expect(row).to_contain_text("¥800")
    undo.click()
    expect(row).not_to_contain_text("¥800")
    assert not invoice.payments.exists()

    arrears = page.locator("[aria-labelledby=arr-h]")
    for kind in ("Deliberate arrears", "Bad debt"):
        arrears.get_by_role("link", name=said("Mark"), exact=True).click()
        page.locator("#record-form").get_by_label(said(kind)).check()
        fill(page, reason="Says so himself")
        save(page)
        undo = held_undo(page)
        expect(arrears.locator(".cr-prom")).to_contain_text("Says so himself")
        expect(arrears.locator(".cr-prom b")).to_have_text(said(kind))
        undo.click()
        expect(arrears.locator(".cr-prom")).to_have_count(0)
    assert not ArrearsMark.objects.filter(lifted_on=None).exists()

    page.get_by_role("link", name=said("Billing"), exact=True).click()
    page.locator("#record-form").get_by_label(said("Billed monthly, by statement")).check()
    save(page)
    waits = said.many(
        "Billed monthly; %(n)s invoice waits for its statement.",
        "Billed monthly; %(n)s invoices wait for their statement.",
        1,
        n=1,
    )
    expect(page.locator("#records")).to_contain_text(waits)
    page.get_by_role("link", name=said("Statement sent")).click()
    save(page)
    undo = held_undo(page)
    expect(page.locator("#records")).not_to_contain_text(waits)
    undo.click()
    expect(page.locator("#records")).to_contain_text(waits)
    troubles.clear()  # the browser notes each 422


def test_a_visit_with_lines_what_came_back_and_what_was_declined(
    customer, a_working_business, page_as, today, language, said
):
    page = page_as(a_working_business["people"]["lin"], language=language, theme="dark")
    page.goto(f"/customers/{customer.pk}/visits/")
    page.get_by_role("link", name=said("Enter a visit")).click()
    fill(page, number="W-77", line0_text="刹车片", line0_sum="300", line1_text="工时", line1_sum="100")
    page.locator("#record-form summary").click()
    fill(page, estimate="380")
    page.locator(FIELD.format("comeback_of")).select_option(index=1)
    page.locator(FIELD.format("inspected")).check()
    page.locator(FIELD.format("payment")).select_option("unpaid")
    save(page)
    expect(page.locator("#toasts")).to_contain_text(said("The visit is noted"))
    made = page.locator("#records .cr-rec-t tbody tr", has_text="W-77")
    expect(made).to_contain_text("¥400")
    expect(made.locator(".cr-chip")).to_have_text([said("comeback"), said("unpaid")])
    expect(made).to_contain_text(said("final inspection done"))
    expect(made).to_contain_text(said("estimate %(estimate)s", estimate="¥380"))
    assert Visit.objects.get(number="W-77").day == today

    page.reload()  # without that toast
    page.get_by_role("link", name=said("Add declined work")).click()
    fill(page, what="更换轮胎")
    save(page)
    undo = held_undo(page)
    row = page.locator("#records .cr-rec-3 li", has_text="更换轮胎")
    expect(row).to_be_visible()
    expect(undo).to_contain_text(said("Undo"))
    undo.click()
    expect(row).to_have_count(0)
    assert not DeclinedWork.objects.exists()
    refund_and_decide(page, said, today)


def refund_and_decide(page: Page, said: Words, today: date) -> None:
    """A return and a warranty claim, each entered and then settled."""
    for adds, end in (("Add a return", "refunded %(day)s"), ("Add a warranty claim", "Accepted in part")):
        page.get_by_role("link", name=said(adds)).click()
        fill(page, what=adds, amount="120")
        save(page)
        row = page.locator("#records .cr-rec-3 li", has_text=adds)
        expect(row).to_contain_text("¥120")
        if adds == "Add a return":
            expect(row).to_contain_text(said("refund due %(day)s", day=said.day(Return.objects.get().due_on)))
        row.get_by_role("link", name=said("Change %(row)s", row=adds)).click()
        if adds == "Add a return":
            fill(page, refunded_on=today.isoformat())
        else:
            page.locator("#record-form select[name=outcome]").select_option(label=said(end))
        save(page)
        expect(row.locator(".cr-chip")).to_have_text(said(end, day=said.day(today)))
    assert Return.objects.get().refunded_on == today
    assert WarrantyClaim.objects.get().decided_on == today


def test_without_the_dialog_the_form_is_a_page_of_its_own_on_a_phone(customer, a_working_business, page_as):
    page = page_as(a_working_business["people"]["xie"], width=375)
    page.goto(f"/customers/{customer.pk}/visits/new/")
    page.locator("[name=amount]").fill("88")
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(re.compile(rf"/customers/{customer.pk}/visits/$"))
    assert Visit.objects.filter(customer=customer, amount=88).exists()


def test_what_is_due_fits_a_phone(customer, a_working_business, page_as, today):
    van = Asset.objects.create(customer=customer, kind="vehicle", name="Mercedes Sprinter", plate="川A1B234")
    AssetDue.objects.create(asset=van, kind="inspection", by_date=today - timedelta(days=2))
    page = page_as(a_working_business["people"]["lin"], width=375)
    page.goto("/customers/due/")
    expect(page.locator("#due")).to_contain_text("Mercedes Sprinter")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
