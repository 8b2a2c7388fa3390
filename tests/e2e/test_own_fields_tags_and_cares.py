"""Own fields in files and lists, tags on many, buyer ids, what a customer cares about; in both languages."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from customers.imports import running
from customers.models import Customer, CustomerTag, CustomField, ExternalIdentity, Import, Tag
from desk.models import Complaint
from retention.night import run_night
from tests.factories import CustomerFactory, VisitFactory, at

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])
WORDS = {
    "en": {
        "more": "More filters",
        "tags": "Tags",
        "off": "Take off",
        "apply": "Apply",
        "counted": "2 of 3 chosen get it.",
        "done": "“Fleet” put on 2 customers",
        "add": "Add a buyer id",
        "save": "Save",
        "same": "Are they the same?",
        "sure": "Both customers carry this id",
        "bargains": "Discount on 7 of 9 visits, 18% of the list price",
        "suggested": "suggested",
        "confirm": "Confirm",
        "confirmed": "confirmed",
    },
    "zh-hans": {
        "more": "更多筛选",
        "tags": "标签",
        "off": "取下",
        "apply": "确定",
        "counted": "所选 3 位客户中，2 位将贴上。",
        "done": "已为 2 位客户贴上“Fleet”",
        "add": "添加平台买家号",
        "save": "保存",
        "same": "是同一位客户吗？",
        "sure": "两位客户确实共用此买家号",
        "bargains": "9 次到店中 7 次有折扣，占原价的 18%",
        "suggested": "建议",
        "confirm": "确认",
        "confirmed": "已确认",
    },
}


@pytest.fixture
def three(live_server, lin, gaoxin) -> list[Customer]:
    gaoxin.pool_owner = lin
    gaoxin.save()
    return [
        CustomerFactory(code=f"K{n}", name=name, owner=lin, branch=gaoxin)
        for n, name in enumerate(("Ada", "Bo", "Cai"))
    ]


@LANGUAGES
def test_an_own_field_comes_with_a_file_and_the_list_is_narrowed_by_it(
    page_as, zhou, lin, three, settings, tmp_path, language
):
    settings.LOCAL_DIR = tmp_path / "local"
    parks = CustomField.objects.create(name="停车位置", kind="choice", options=["院内", "路边"])
    size = CustomField.objects.create(name="Fleet size", kind="number", place=1)
    rows = "客户编号,停车位置,fleet size\nK0,院内,3\nK1,路边,12.5\nK2,院内,many\n"
    page = page_as(zhou, language=language)
    page.goto("/customers/imports/new/")
    page.locator("select[name=kind]").select_option("customers")
    page.locator("input[type=file]").set_input_files(
        {"name": "own.csv", "mimeType": "text/csv", "buffer": rows.encode("gbk")}
    )
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("停车位置")
    expect(page.locator(f"option[value={parks.field_name}]:checked")).to_have_count(1)
    page.goto(page.url.rstrip("/") + "/preview/")
    expect(page.locator("main")).to_contain_text("many")
    page.locator("main button.btn-primary[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/imports/\d+/$"))
    assert running.run(record=Import.objects.get())
    assert Customer.objects.get(code="K1").custom == {parks.key: "路边", size.key: "12.5"}
    assert Customer.objects.get(code="K2").custom == {}

    mine = page_as(lin, language=language)
    mine.goto("/customers/")
    mine.get_by_text(WORDS[language]["more"]).click()
    mine.locator(f"[name={parks.field_name}]").select_option("院内")
    expect(mine.locator("#customers tbody tr")).to_have_count(1)
    expect(mine.locator(".cr-dir-chips")).to_contain_text("停车位置: 院内")
    mine.goto(f"/customers/?{size.field_name}_from=5")
    expect(mine.locator("#customers tbody tr")).to_have_count(1)
    expect(mine.locator("#customers tbody")).to_contain_text("Bo")
    expect(mine.locator(".cr-dir-chips")).to_contain_text("Fleet size")


@LANGUAGES
def test_a_tag_is_put_on_all_that_match_counted_first_and_taken_back(page_as, lin, three, language):
    words = WORDS[language]
    tag = Tag.objects.create(name="Fleet")
    CustomerTag.objects.create(customer=three[0], tag=tag)
    page = page_as(lin, language=language)
    page.goto("/customers/")
    page.locator("[data-select-all]").check()
    page.locator("[data-bulk]").get_by_role("button", name=words["tags"]).click()
    dialog = page.get_by_role("dialog", name=words["tags"])
    expect(dialog.get_by_role("status")).to_have_text(words["counted"])
    dialog.get_by_text(words["off"]).click()
    expect(dialog.get_by_role("status")).not_to_have_text(words["counted"])
    dialog.locator("input[value=tag_on]").check()
    expect(dialog.get_by_role("status")).to_have_text(words["counted"])
    dialog.get_by_role("button", name=words["apply"]).click()
    expect(page.locator("#toasts")).to_contain_text(words["done"])
    assert tag.customertag_set.count() == 3
    page.keyboard.press("u")
    expect(page.locator("#toasts")).not_to_contain_text(words["done"])
    page.goto(f"/customers/{three[1].pk}/history/")
    expect(page.locator(".cr-hist-t")).to_contain_text("Fleet")
    assert [one.customer for one in CustomerTag.objects.all()] == [three[0]]


@LANGUAGES
def test_a_buyer_id_is_put_down_with_a_warning_where_another_carries_it(
    page_as, lin, three, troubles, language
):
    words = WORDS[language]
    ExternalIdentity.objects.create(customer=three[1], source="taobao", value="fang_88")
    page = page_as(lin, language=language)
    page.goto(f"/customers/{three[0].pk}/profile/")
    page.get_by_role("link", name=words["add"]).click()
    page.locator("#id_source").fill("taobao")
    page.locator("#id_value").fill("fang_88")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.locator("main")).to_contain_text(words["same"])
    expect(page.locator("main")).to_contain_text("Bo")
    troubles.clear()  # the browser reports the 422
    page.get_by_label(words["sure"]).check()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cr-rail")).to_contain_text("fang_88")
    page.get_by_role("link", name="fang_88").click()
    page.locator("#id_value").fill("fang_99")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cr-rail")).to_contain_text("fang_99")
    page.locator(".cr-rail form[action*=identities] button").click()
    expect(page.locator(".cr-rail")).not_to_contain_text("fang_99")


@LANGUAGES
def test_the_night_suggests_price_with_its_evidence_and_a_person_confirms(
    page_as, lin, three, today, language
):
    words, night = WORDS[language], today - timedelta(days=1)
    for place in range(9):
        VisitFactory(
            customer=three[0],
            branch=three[0].branch,
            day=night - timedelta(days=20 * place),
            amount=Decimal(100),
            discount=Decimal(28) if place < 7 else None,
        )
    said = {"customer": three[0], "day": night, "logged_at": at(night), "token": uuid.uuid4()}
    Complaint.objects.create(cause="price", severity=2, text="…", **said)
    run_night(day=night)
    page: Page = page_as(lin, language=language)
    page.goto(f"/customers/{three[0].pk}/profile/")
    panel = page.locator(".cr-cares")
    expect(panel).to_contain_text(words["bargains"])
    expect(panel).to_contain_text(words["suggested"])
    panel.get_by_role("button", name=words["confirm"]).click()
    expect(page.locator(".cr-cares")).to_contain_text(words["confirmed"])
    run_night(day=night)
    customer = Customer.objects.get(pk=three[0].pk)
    assert (customer.sensitivity, customer.sensitivity_by) == ("price", lin)
