"""Whom of us a customer knows, when it hangs by one thread, and the history of who changed what."""

import pytest
from playwright.sync_api import Locator, Page, expect

from customers.models import Contact, Customer, StaffLine
from tests.customers.importing import imported, written
from tests.e2e.words import Words
from tests.factories import CustomerFactory

MARK = ".cr-ch .cr-thread"  # beside the name, on every page of the customer


@pytest.fixture
def muyun(live_server, lin, gaoxin) -> Customer:
    return CustomerFactory(code="K1", owner=lin, branch=gaoxin, name="Muyun", kind="company", region="North")


def add_contact(page: Page, said: Words, name: str, bond: str) -> None:
    page.get_by_role("link", name=said("Add a contact")).click()
    page.locator("#id_name").fill(name)
    page.get_by_label(bond, exact=True).check()
    page.keyboard.press("Control+Enter")
    expect(contacts(page, said)).to_contain_text(name)


def contacts(page: Page, said: Words) -> Locator:
    return page.get_by_role("region", name=said("Contacts"), exact=True)


def test_lines_are_added_until_no_thread_is_single_and_removed_again(
    page_as, lin, xie, muyun, language, said
):
    page = page_as(lin, language=language)
    page.goto(f"/customers/{muyun.pk}/profile/")
    lines = page.get_by_role("region", name=said("Our lines"))
    alone = said("Only %(name)s knows this customer here.", name="Lin")
    expect(lines).to_contain_text(alone)
    expect(page.locator(MARK)).to_have_text(said("single-threaded"))

    lines.get_by_label(said("Person", context="one of us")).select_option(label="Xie")
    lines.get_by_label(said("As")).select_option(label=said("Service desk"))
    lines.get_by_role("button", name=said("Add a line")).click()
    expect(lines.locator("li", has_text="Xie")).to_contain_text(said("Service desk"))
    expect(lines).not_to_contain_text(alone)
    expect(page.locator(MARK)).to_have_count(0)

    weak, unknown = (said(str(bond.label)) for bond in (Contact.Bond.WEAK, Contact.Bond.UNKNOWN))
    add_contact(page, said, "Wang Fang", weak)
    expect(contacts(page, said)).to_contain_text(
        said("Known by one contact. If %(name)s leaves, nobody there knows us.", name="Wang Fang")
    )
    expect(page.locator(MARK)).to_be_visible()
    add_contact(page, said, "Zhao Lei", unknown)
    expect(contacts(page, said)).to_contain_text(said("Only %(name)s has a bond with us.", name="Wang Fang"))
    page.get_by_role("link", name="Zhao Lei").click()
    page.get_by_label(weak, exact=True).check()
    page.get_by_label(said("Decides")).check()
    page.keyboard.press("Control+Enter")
    expect(contacts(page, said).locator("li", has_text="Zhao Lei")).to_contain_text(said("decides"))
    expect(page.locator(MARK)).to_have_count(0)

    page.get_by_role("button", name=said("Remove the line of %(name)s", name="Xie")).click()
    expect(lines).to_contain_text(alone)
    page.goto("/customers/")
    page.get_by_role("link", name="Muyun").click()
    page.locator(MARK).click()
    expect(lines).to_contain_text(alone)
    assert not StaffLine.objects.exists()


def test_the_history_says_who_changed_what_from_which_value_by_which_way(
    page_as, lin, sun, muyun, tmp_path, language, said
):
    page = page_as(lin, language=language)
    page.goto(f"/customers/{muyun.pk}/profile/")
    page.keyboard.press("e")
    page.get_by_label(said("Region")).fill("South")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cr-prof")).to_contain_text("South")
    imported(written(tmp_path, "customer code,name,region\nK1,Muyun,West\n"), kind="customers", by=lin)
    for n in range(30):
        Customer.objects.filter(pk=muyun.pk).update(occupation=f"Step {n}")

    auditor = page_as(sun, language=language)
    auditor.goto(f"/customers/{muyun.pk}/")
    sections = auditor.get_by_role("navigation", name=said("Sections"))
    sections.get_by_role("link", name=said("History")).click()
    rows = auditor.locator(".cr-hist-t tbody tr")
    expect(rows.first).to_contain_text("Step 29")
    expect(rows.first).to_contain_text(said("the system"))
    expect(rows.first).to_contain_text(said("in the database"))
    expect(auditor.locator(".cr-hist-t").locator("button, input")).to_have_count(0)
    auditor.get_by_role("link", name=said("Show earlier")).click()
    for name, before, after, way in (
        ("South → West", "South", "West", said("import of %(file)s", file="till.csv")),
        ("North → South", "North", "South", said("on screen")),
    ):
        cells = rows.filter(has_text=before).filter(has_text=after).locator("td")
        expect(cells, name).to_contain_text(["Lin", said("Profile"), before, after, way])
        expect(cells.nth(1)).to_contain_text(said("Region"))
