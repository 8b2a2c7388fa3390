"""Finding customers and working on the list, as people do, in both languages."""

import pytest
from playwright.sync_api import expect

from customers.models import Customer, SavedView
from tests.customers.test_directory import stand
from tests.factories import CustomerFactory


@pytest.fixture
def portfolio(lin, gaoxin):
    for name in ("张伟", "李四", "木云幼儿园"):
        stand(CustomerFactory(name=name, owner=lin, branch=gaoxin, phone="+8613912346615"), value=100)
    return lin


WORDS = {
    "en": {"search": "Search", "search_box": "Name, pinyin, number, phone or plate"},
    "zh-hans": {"search": "搜索", "search_box": "姓名、拼音、编号、电话或车牌"},
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_ctrl_k_finds_by_initials_from_any_page_and_even_inside_a_field(portfolio, page_as, language):
    page = page_as(portfolio, language=language)
    page.goto("/customers/")
    page.locator("#id_q").focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("dialog", name=WORDS[language]["search"]).get_by_role("searchbox")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("placeholder", WORDS[language]["search_box"])
    page.keyboard.type("zw")
    expect(page.locator("#search-found li a")).to_have_count(1)
    expect(page.locator("#search-found li a")).to_contain_text("张伟")
    page.goto("/customers/views/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name=WORDS[language]["search"])).to_be_visible()


def test_a_choice_is_narrowed_saved_as_a_view_and_deleted_with_undo(portfolio, page_as):
    page = page_as(portfolio)
    page.goto("/customers/")
    page.locator("#id_q").fill("lisi")
    expect(page.locator("#customers tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Save view").first.click()
    dialog = page.get_by_role("dialog", name="Save view")
    dialog.get_by_label("Name").fill("Li only")
    dialog.get_by_role("button", name="Save view").click()
    tab = page.get_by_role("navigation", name="Views").get_by_role("link", name="Li only")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(tab.locator(".cr-count")).to_have_text("1")
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Arrange").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Delete Li only").click()
    expect(page.locator("#toasts")).to_contain_text("View deleted")
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Delete Li only")).to_be_visible()
    assert SavedView.objects.kept().count() == 1


def test_the_selected_are_given_to_another_and_taken_back(portfolio, wei, chen, page_as):
    page = page_as(wei)
    page.goto("/customers/")
    page.get_by_role("checkbox", name="Select all shown").check()
    bar = page.get_by_role("toolbar", name="Selected customers")
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Reassign").click()
    dialog = page.get_by_role("dialog", name="Reassign")
    dialog.get_by_label("New owner").select_option("Chen")
    dialog.get_by_role("button", name="Reassign").click()
    expect(page.locator("#toasts")).to_contain_text("3 customers given to Chen")
    expect(page.locator("#customers tbody")).to_contain_text("Chen")
    page.keyboard.press("u")
    expect(page.locator("#customers tbody")).not_to_contain_text("Chen")
    assert Customer.objects.filter(owner=portfolio).count() == 3


@pytest.mark.parametrize(("language", "columns"), [("en", "Columns"), ("zh-hans", "列")])
def test_columns_are_chosen_and_stay(portfolio, page_as, language, columns):
    page = page_as(portfolio, language=language)
    page.goto("/customers/")
    page.get_by_role("button", name=columns, exact=True).click()
    page.get_by_role("dialog", name=columns).locator("input[value=spend]").check()
    page.get_by_role("dialog", name=columns).locator("button[type=submit]").click()
    head = page.locator("#customers thead")
    expect(head).to_contain_text("Yearly spend" if language == "en" else "年消费")
    page.reload()
    expect(head).to_contain_text("Yearly spend" if language == "en" else "年消费")


def test_what_matches_is_exported_with_the_filters_now_in_the_address(portfolio, page_as):
    portfolio.may_export = True
    portfolio.save()
    page = page_as(portfolio)
    page.goto("/customers/")
    page.locator("#id_q").fill("muyun")
    expect(page.locator("#customers tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("dialog", name="Export").get_by_role("button", name="CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    assert "木云幼儿园" in text
    assert "张伟" not in text
