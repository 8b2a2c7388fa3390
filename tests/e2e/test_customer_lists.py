"""Finding customers and working on the list, as people do, in both languages."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from customers.models import Customer, SavedView
from tests.customers.test_directory import stand
from tests.factories import CustomerFactory


@pytest.fixture
def portfolio(lin, gaoxin):
    for name in ("张伟", "李四", "木云幼儿园"):
        stand(CustomerFactory(name=name, owner=lin, branch=gaoxin, phone="+8613912346615"), value=100)
    return lin


def test_ctrl_k_finds_by_initials_from_any_page_and_even_inside_a_field(portfolio, page_as, language, said):
    page = page_as(portfolio, language=language)
    page.goto("/customers/")
    page.locator("#id_q").focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("dialog", name=said("Search")).get_by_role("searchbox")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("placeholder", said("Name, pinyin, number, phone or plate"))
    page.keyboard.type("zw")
    expect(page.locator("#search-found li a")).to_have_count(1)
    expect(page.locator("#search-found li a")).to_contain_text("张伟")
    page.goto("/customers/views/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name=said("Search"))).to_be_visible()


def test_a_choice_is_narrowed_saved_as_a_view_and_deleted_with_undo(portfolio, page_as, language, said):
    page = page_as(portfolio, language=language)
    page.goto("/customers/")
    page.locator("#id_q").fill("lisi")
    expect(page.locator("#customers tbody tr")).to_have_count(1)
    page.get_by_role("button", name=said("Save view")).first.click()
    dialog = page.get_by_role("dialog", name=said("Save view"))
    dialog.get_by_label(said("Name")).fill("Li only")
    dialog.get_by_role("button", name=said("Save view")).click()
    tab = page.get_by_role("navigation", name=said("Views")).get_by_role("link", name="Li only")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(tab.locator(".cr-count")).to_have_text("1")
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name=said("Arrange")).click()
    page.wait_for_load_state("networkidle")
    delete = page.get_by_role("button", name=said("Delete %(name)s", name="Li only"))
    delete.click()
    expect(page.locator("#toasts")).to_contain_text(said("View deleted: %(name)s", name="Li only"))
    page.keyboard.press("u")
    expect(delete).to_be_visible()
    assert SavedView.objects.kept().count() == 1


def test_a_lead_shares_a_view_and_all_find_it(portfolio, wei, page_as, language, said):
    page = page_as(wei, language=language)
    page.goto("/customers/?q=muyun")
    page.get_by_role("button", name=said("Save view")).first.click()
    dialog = page.get_by_role("dialog", name=said("Save view"))
    dialog.get_by_label(said("Name")).fill("Kindergartens")
    dialog.get_by_label(said("Everybody"), exact=True).check()
    dialog.get_by_role("button", name=said("Save view")).click()
    expect(page.get_by_role("link", name="Kindergartens")).to_have_attribute("aria-current", "page")

    mine = page_as(portfolio, language=language)
    mine.goto("/customers/")
    mine.get_by_role("link", name="Kindergartens").click()
    expect(mine.locator("#customers tbody tr")).to_have_count(1)
    expect(mine.locator("#customers tbody tr")).to_contain_text("木云幼儿园")


def test_the_selected_are_given_to_another_and_taken_back(portfolio, wei, chen, page_as, language, said):
    page = page_as(wei, language=language)
    page.goto("/customers/")
    page.get_by_role("checkbox", name=said("Select all shown")).check()
    bar = page.get_by_role("toolbar", name=said("Selected customers"))
    expect(bar.locator("[data-bulk-count]")).to_have_text("3")
    bar.get_by_role("button", name=said("Reassign")).click()
    dialog = page.get_by_role("dialog", name=said("Reassign"))
    dialog.get_by_label(said("New owner")).select_option("Chen")
    dialog.get_by_role("button", name=said("Reassign")).click()
    given = said.many(
        "%(count)s customer given to %(name)s",
        "%(count)s customers given to %(name)s",
        3,
        count=3,
        name="Chen",
    )
    expect(page.locator("#toasts")).to_contain_text(given)
    expect(page.locator("#customers tbody")).to_contain_text("Chen")
    page.keyboard.press("u")
    expect(page.locator("#customers tbody")).not_to_contain_text("Chen")
    assert Customer.objects.filter(owner=portfolio).count() == 3

    page.get_by_role("checkbox", name=said("Select all shown")).check()
    bar.get_by_role("button", name=said("VIP"), exact=True).click()
    expect(page.locator("#customers tbody .cr-vip")).to_have_count(3)
    page.keyboard.press("u")
    expect(page.locator("#customers tbody .cr-vip")).to_have_count(0)
    assert not Customer.objects.filter(vip=True).exists()


def test_columns_are_chosen_and_stay_and_sort(portfolio, page_as, language, said):
    page = page_as(portfolio, language=language)
    page.goto("/customers/")
    page.get_by_role("button", name=said("Columns"), exact=True).click()
    page.get_by_role("dialog", name=said("Columns")).locator("input[value=spend]").check()
    page.get_by_role("dialog", name=said("Columns")).locator("button[type=submit]").click()
    head = page.locator("#customers thead")
    expect(head).to_contain_text(said("Yearly spend"))
    page.reload()
    expect(head).to_contain_text(said("Yearly spend"))

    by_name = head.get_by_role("link", name=said("Customer"), exact=True)
    orders = []
    for direction in ("ascending", "descending"):
        by_name.click()
        expect(head.locator("[aria-sort]")).to_have_attribute("aria-sort", direction)
        orders.append(page.locator("#customers tbody tr").get_by_role("link").all_inner_texts())
    assert orders[0] == orders[1][::-1] != orders[1]


def test_what_matches_is_exported_with_the_filters_now_in_the_address(portfolio, page_as, language, said):
    portfolio.may_export = True
    portfolio.save()
    page = page_as(portfolio, language=language)
    page.goto("/customers/")
    page.locator("#id_q").fill("muyun")
    expect(page.locator("#customers tbody tr")).to_have_count(1)
    dialog = page.get_by_role("dialog", name=said("Export"))
    page.get_by_role("button", name=said("Export")).click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name=said("CSV")).click()
    text = download.value.path().read_text("utf-8-sig")
    assert "木云幼儿园" in text
    assert "张伟" not in text
    assert text.startswith(said("Code"))

    page.get_by_role("button", name=said("Export")).click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Excel").click()
    book = load_workbook(BytesIO(download.value.path().read_bytes()), read_only=True)
    rows = list(book.active.values)
    assert (rows[0][0], len(rows)) == (said("Code"), 2)
