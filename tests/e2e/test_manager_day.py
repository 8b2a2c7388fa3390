"""A manager's day: look at the numbers, open them, find the customers behind them."""

import re

import pytest
from playwright.sync_api import expect


def digits(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


@pytest.mark.parametrize(
    ("language", "title", "behind"), [("en", "Dashboard", r"\d+ customers?"), ("zh-hans", "", r"\d+")]
)
def test_a_number_opens_as_many_customers_as_it_says(page_as, a_working_business, language, title, behind):
    page = page_as(a_working_business["people"]["zhou"], language=language)
    page.goto("/dashboard/")
    if title:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    counted = page.locator("a[data-count]:visible")
    numbers = [(link.get_attribute("href"), int(link.get_attribute("data-count"))) for link in counted.all()]
    assert any(count for _link, count in numbers)
    for link, count in numbers:
        page.goto(link)
        if count:
            status = page.locator(".cr-dir-n")
            expect(status).to_have_text(re.compile(behind))
            assert int(status.get_attribute("data-count")) == count
            assert page.locator("tbody tr:not(#more-customers)").count() == min(count, 50)


def test_the_figures_can_be_read_as_tables(page_as, a_working_business):
    page = page_as(a_working_business["people"]["zhou"])
    page.goto("/dashboard/")
    page.locator("#months").locator("xpath=ancestor::section").get_by_text("Show as a table").click()
    expect(page.get_by_role("columnheader", name="Came back")).to_be_visible()


def test_month_branch_and_owner_narrow_the_page(page_as, a_working_business, gaoxin):
    page = page_as(a_working_business["people"]["zhou"])
    page.goto("/dashboard/")
    page.get_by_label("Branch", exact=True).select_option(label="Gaoxin")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("ul.cr-brs li")).to_have_count(1)
    expect(page.locator("ul.cr-brs a")).to_have_text("Gaoxin")
