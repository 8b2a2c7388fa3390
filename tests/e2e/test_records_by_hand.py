"""Lin enters what happened: a van and what is due on it, a payment, a visit, declined work."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from customers.models import Asset, AssetDue, DeclinedWork, Invoice, Visit

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


def test_a_van_is_added_and_its_inspection_falls_due(customer, a_working_business, page_as, today, troubles):
    page = page_as(a_working_business["people"]["lin"])
    page.goto(f"/customers/{customer.pk}/assets/")
    page.get_by_role("link", name="Add", exact=True).click()
    fill(page, name="Red van", plate="川A·1B234", vin="LSV123", mileage="41000")
    save(page)
    expect(page.locator("#record-form")).to_contain_text("6 signs; a VIN has 17")
    expect(page.locator(FIELD.format("name"))).to_have_value("Red van")
    fill(page, vin="")
    save(page)
    expect(page.locator("#toasts")).to_contain_text("Red van 川A1B234 is added")
    row = page.locator("#records tbody tr", has_text="Red van")
    expect(row).to_contain_text("41,000")

    row.get_by_role("link", name="What is due on Red van").click()
    page.locator("#record-form select[name=kind]").select_option("inspection")
    fill(page, by_date=today.isoformat())
    save(page)
    expect(row).to_contain_text("Annual inspection")
    page.goto("/customers/due/")
    expect(page.locator("#due")).to_contain_text("Red van")

    page.goto(f"/customers/{customer.pk}/assets/")
    row.get_by_role("link", name=re.compile("is done")).click()
    save(page)
    undo = held_undo(page)
    expect(row).to_contain_text("2027")
    undo.click()
    expect(row).not_to_contain_text("2027")
    assert AssetDue.objects.get().done_on is None
    assert Asset.objects.get().mileage == 41_000
    troubles.clear()  # the browser notes each 422


def test_a_payment_is_entered_and_taken_back_with_the_key(customer, a_working_business, page_as, troubles):
    page = page_as(a_working_business["people"]["lin"])
    invoice = Invoice.objects.get(customer=customer, paid_on=None)
    page.goto(f"/customers/{customer.pk}/money/")
    row = page.locator("#records tbody tr", has_text=invoice.number)
    row.get_by_role("link", name=re.compile("Payment")).click()
    fill(page, amount="100000")
    save(page)
    expect(page.locator("#record-form")).to_contain_text("Only ¥")
    fill(page, amount="100")
    save(page)
    undo = held_undo(page)
    expect(row).to_contain_text("¥800")
    undo.click()
    expect(row).not_to_contain_text("¥800")
    assert not invoice.payments.exists()
    troubles.clear()  # the browser notes each 422


def test_in_chinese_a_visit_with_lines_and_work_that_was_declined(
    customer, a_working_business, page_as, today
):
    page = page_as(a_working_business["people"]["lin"], language="zh-hans", theme="dark")
    page.goto(f"/customers/{customer.pk}/visits/")
    page.get_by_role("link", name="录入到店").click()
    fill(page, number="W-77", line0_text="刹车片", line0_sum="300", line1_text="工时", line1_sum="100")
    save(page)
    expect(page.locator("#toasts")).to_contain_text("已记录到店")
    expect(page.locator("#records")).to_contain_text("¥400")
    assert Visit.objects.get(number="W-77").day == today
    page.reload()

    page.get_by_role("link", name="添加未做项目").click()
    fill(page, what="更换轮胎")
    save(page)
    undo = held_undo(page)
    expect(page.locator("#records")).to_contain_text("更换轮胎")
    expect(undo).to_contain_text("撤销")
    undo.click()
    expect(page.locator("#records")).not_to_contain_text("更换轮胎")
    assert not DeclinedWork.objects.exists()


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
