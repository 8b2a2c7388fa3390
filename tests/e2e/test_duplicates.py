"""A team lead decides about pairs: merges one, takes it back, keeps another apart; by mouse and by key."""

from datetime import date

import pytest
from playwright.sync_api import expect

from customers.duplicates.search import find_duplicates
from customers.models import Customer, Visit
from tests.factories import CustomerFactory, VisitFactory

WORDS = {
    "en": {
        "duplicates": "Duplicates",
        "merge": "Merge…",
        "into": "Merge into",
        "undo": "Undo",
        "merged": "Merged",
        "apart": "Not the same",
        "sure": "Almost certain",
        "same": "same phone",
        "none": "No pair to decide",
        "again": "is a customer of his own again",
    },
    "zh-hans": {
        "duplicates": "重复客户",
        "merge": "合并…",
        "into": "并入",
        "undo": "撤销",
        "merged": "已合并",
        "apart": "不是同一客户",
        "sure": "几乎确定",
        "same": "电话相同",
        "none": "没有待判断的客户",
        "again": "重新成为单独的客户",
    },
}


@pytest.fixture
def twice(live_server, cast, gaoxin):
    """Two people of Lin's, each registered twice; the first one's visits stand under both."""
    made = []
    for n, name in enumerate(("方芷若", "Tan Wei")):
        phone = f"+861391234661{n}"
        two = [
            CustomerFactory(code=f"{code}{n}", name=name, phone=phone, owner=cast["lin"], branch=gaoxin)
            for code in ("A-", "B-")
        ]
        VisitFactory(customer=two[1])
        made.append(two)
    Customer.objects.filter(code="B-0").update(email="fang@example.com")
    find_duplicates(day=date(2026, 6, 15))
    return made


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_lead_merges_takes_it_back_and_keeps_others_apart(language, twice, cast, page_as):
    said = WORDS[language]
    page = page_as(cast["wei"], language=language)
    page.goto("/customers/")
    page.get_by_role("link", name=said["duplicates"], exact=True).first.click()
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(said["sure"])
    expect(rows.first).to_contain_text(said["same"])

    # the pair of 方芷若, merged with a look first
    row = rows.filter(has_text="方芷若")
    row.get_by_role("link", name=said["merge"]).click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    expect(page.get_by_text("fang@example.com")).to_be_visible()
    page.get_by_role("button", name=said["into"]).click()
    expect(page.locator("[data-row]")).to_have_count(1)
    survivor = Customer.objects.get(name="方芷若")
    assert survivor.email == "fang@example.com"
    assert Visit.objects.filter(customer=survivor).count() == 1

    # the old address leads on
    gone = next(one for one in twice[0] if one.pk != survivor.pk)
    page.goto(f"/customers/{gone.pk}/")
    expect(page).to_have_url(f"{page.url.split('/customers/')[0]}/customers/{survivor.pk}/")

    # and back
    page.goto("/customers/duplicates/?show=merged")
    page.get_by_role("button", name=said["undo"]).click()
    expect(page.locator("#toasts")).to_contain_text(said["again"])
    assert Customer.objects.filter(name="方芷若").count() == 2

    # the other pair is kept apart by key, brought back by key, kept apart again
    page.goto("/customers/duplicates/")
    expect(rows).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(rows).to_have_count(1)
    page.keyboard.press("u")
    expect(rows).to_have_count(2)
    for left in (1, 0):
        rows.first.get_by_role("button", name=said["apart"]).click()
        expect(rows).to_have_count(left)
    page.reload()
    expect(page.get_by_text(said["none"])).to_be_visible()


def test_an_auditor_looks_on(twice, cast, page_as):
    page = page_as(cast["sun"])
    page.goto("/customers/duplicates/")
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(page.get_by_role("button", name="Not the same")).to_have_count(0)
    first, second = (customer.pk for customer in twice[0])
    page.goto(f"/customers/duplicates/merge/{first}/{second}/")
    expect(page.get_by_role("button", name="Merge into")).to_have_count(0)
    expect(page.get_by_role("radio").first).to_be_disabled()
