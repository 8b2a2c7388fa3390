"""A profile's life: fields defined, a profile filled in by keyboard, two people at once, its history."""

import pytest
from playwright.sync_api import Page, expect

from customers.models import Contact, Customer, CustomField, Tag
from tests.e2e.conftest import listening
from tests.factories import CustomerFactory

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def muyun(live_server, lin, gaoxin) -> Customer:
    return CustomerFactory(
        owner=lin, branch=gaoxin, name="Muyun", kind="company", phone="+8613800138000", region="North"
    )


def profile(page: Page, customer: Customer) -> Page:
    page.goto(f"/customers/{customer.pk}/profile/")
    return page


def edit(page: Page, customer: Customer) -> Page:
    page.goto(f"/customers/{customer.pk}/profile/edit/")
    expect(page.locator("#id_name")).to_have_value("Muyun")
    return page


@LANGUAGES
def test_an_administrator_defines_a_field_and_everybody_fills_it_in(page_as, he, lin, muyun, language):
    page = page_as(he, language=language)
    page.goto("/customers/fields/add/")
    page.locator("#id_name").fill("Parks where")
    page.locator("#id_kind").select_option("choice")
    page.locator("#id_options").fill("Street\nYard")
    page.locator("button.btn-primary").click()
    expect(page.locator("tr", has_text="Parks where").first).to_contain_text("Yard")
    page.goto("/customers/tags/add/")
    page.locator("#id_name").fill("Bargains")
    page.locator("button.btn-primary").click()
    expect(page.locator(".cr-tag")).to_have_text("Bargains")

    field = CustomField.objects.get()
    mine = profile(page_as(lin, language=language), muyun)
    mine.keyboard.press("e")
    mine.locator(f"#id_custom_{field.key}").select_option("Yard")
    mine.locator("#id_occupation").fill("Driver")
    mine.keyboard.press("Control+Enter")
    expect(mine.locator(".cr-prof")).to_contain_text("Yard")
    mine.locator(".cr-tag-add button").click()
    expect(mine.locator(".cr-tags .cr-tag")).to_have_text("Bargains")
    mine.locator(".cr-tags .cr-tag button").click()
    expect(mine.locator(".cr-tags .cr-tag")).to_have_count(0)
    assert Tag.objects.count() == 1

    mine.goto(f"/customers/{muyun.pk}/history/")
    expect(mine.locator(".cr-hist-t")).to_contain_text("Parks where")
    expect(mine.locator(".cr-hist-t")).to_contain_text("Lin")
    expect(mine.locator(".cr-hist-t")).to_contain_text("on screen" if language == "en" else "页面")


@LANGUAGES
def test_two_people_save_at_once_and_the_second_chooses(page_as, lin, wei, muyun, troubles, language):
    mine = edit(page_as(lin, language=language), muyun)
    theirs = edit(page_as(wei, language=language), muyun)
    theirs.locator("#id_region").fill("South")
    theirs.locator("#id_industry").fill("Education")
    theirs.keyboard.press("Control+Enter")
    expect(theirs.locator(".cr-prof")).to_contain_text("South")

    mine.locator("#id_region").fill("West")
    mine.locator("#id_note").fill("Only tea\nno calls")
    mine.keyboard.press("Control+Enter")
    clash = mine.locator(".cr-clash")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text("South")
    expect(clash).to_contain_text("West")
    expect(mine.locator(".cr-note")).to_contain_text("Wei")
    troubles.clear()  # the browser reports the 409
    clash.locator("[value=West]").check()
    mine.keyboard.press("Tab")
    mine.keyboard.press("Control+Enter")
    expect(mine.locator(".cr-prof")).to_contain_text("West")
    expect(mine.locator(".cr-prof")).to_contain_text("Education")
    customer = Customer.objects.get(pk=muyun.pk)
    assert (customer.region, customer.industry) == ("West", "Education")
    assert customer.note.splitlines() == ["Only tea", "no calls"]
    assert customer.phone == "+8613800138000"


@LANGUAGES
def test_a_contact_is_added_removed_and_brought_back(page_as, lin, xie, muyun, language):
    page = profile(page_as(lin, language=language), muyun)
    page.locator("[href$='/contacts/add/']").click()
    page.locator("#id_name").fill("Wang Fang")
    page.locator("#id_phone").fill("139 0013 9000")
    page.locator("#id_bond_3").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cr-rail")).to_contain_text("Wang Fang")
    expect(page.locator(".cr-ch .cr-chip-warn")).to_be_visible()

    page.get_by_role("link", name="Wang Fang").first.click()
    page.locator(".cr-head-actions button").click()
    expect(page.locator("[data-toast]")).to_contain_text("Wang Fang")
    assert not Contact.objects.exists()
    page.keyboard.press("u")
    expect(page.locator(".cr-rail .cr-prom").first).to_contain_text("Wang Fang")
    assert Contact.objects.get().phone == "+8613900139000"

    page.locator("#id_user").select_option(str(xie.pk))
    page.locator(".cr-line-add button").click()
    expect(page.locator(".cr-rail")).to_contain_text("Xie")


def test_a_number_is_copied_with_one_click(context_as, lin, muyun, live_server, language, said):
    context = context_as(lin, language=language)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page = profile(listening(context.new_page()), muyun)
    expect(page.locator("body")).not_to_contain_text("13800138000")
    page.locator(".cr-prof .cr-phone button").nth(1).click()
    expect(page.locator("[data-toast]")).to_contain_text(said("Copied"))
    assert page.evaluate("navigator.clipboard.readText()") == "+8613800138000"
