"""A manager imports an export of a garage system, in both languages: mends, follows, undoes."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from customers.imports import running
from customers.models import Customer, Import, Visit
from tests.e2e.words import Words

ORDERS = (
    "Export of the till\n\nwho,ts,amount,order no\nK1,2026-01-05,5,A1\nK2,never,6,A2\nK3,2026-01-07,7,A3\n"
)


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


@pytest.fixture
def till(tmp_path, gaoxin, xie):
    gaoxin.pool_owner = xie
    gaoxin.save()
    path = tmp_path / "till.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


def work():
    """What a worker would do."""
    for record in Import.objects.filter(state="waiting"):
        running.run(record=record)
    for record in Import.objects.exclude(undo_wanted_at=None).filter(undone_at=None):
        running.run_undo(record=record)


def uploaded(page: Page, said: Words, path: Path, *, kind: str, source: str = "") -> None:
    page.get_by_label(said("What is in it")).select_option(kind)
    page.get_by_label(said("Source")).fill(source)
    page.get_by_label(said("File"), exact=True).set_input_files(path)
    page.get_by_role("button", name=said("Upload")).click()


def rows_read(said: Words, n: int) -> str:
    return said.many("All of the file: %(figure)s row.", "All of the file: %(figure)s rows.", n, figure=n)


def heading(page: Page, text: str) -> Locator:
    return page.get_by_role("heading", name=text, exact=True)


def test_from_the_file_to_the_result_and_back(page_as, zhou, till, troubles, language, said):
    page = page_as(zhou, language=language)
    page.goto("/customers/imports/")
    page.get_by_role("link", name=said("Import a file")).click()
    uploaded(page, said, till, kind="visits", source="till")

    onwards = page.get_by_role("button", name=said("Continue to preview"))
    expect(page.get_by_text(said("header in row %(row)s", row=3))).to_be_visible()
    onwards.click()
    customer = "Customer" if language == "en" else "客户编号"  # as files call the field
    expect(page.get_by_text(said("No column yet for: %(fields)s.", fields=customer))).to_be_visible()
    troubles.clear()  # the browser notes the refusal, which was meant
    page.get_by_label(said("Field for %(name)s", name="who")).select_option(label=f"{customer} *")
    expect(page.get_by_text(said("%(matched)s of %(of)s matched.", matched=4, of=4))).to_be_visible()
    onwards.click()

    expect(page.get_by_text(rows_read(said, 3))).to_be_visible()
    page.get_by_label(said("Create customers that we do not know")).check()
    expect(page.locator(".cr-counts dd").first).to_have_text("2")
    expect(page.locator(".cr-errs")).to_contain_text("never")
    page.get_by_role("button", name=said("Import now")).dblclick()

    expect(
        page.get_by_text(said("A worker takes it up in a moment. You can leave this page."))
    ).to_be_visible()
    page.goto("/customers/imports/")
    page.get_by_role("link", name="till.csv").click()
    work()
    expect(heading(page, said("Imported"))).to_be_visible()
    assert Import.objects.count() == 1
    assert Visit.objects.count() == 2

    mend(page, said)
    assert Visit.objects.count() == 3
    page.goto(f"/customers/imports/{Import.objects.earliest('pk').pk}/")
    undo(page, said)
    assert Visit.objects.count() == 1


def mend(page: Page, said: Words) -> None:
    """The row that was left out: downloaded, then put right on the page and sent again."""
    rejected = said.many("%(figure)s row, CSV", "%(figure)s rows, CSV", 1, figure=1)
    with page.expect_download() as download:
        page.get_by_role("link", name=rejected).click()
    assert "K2,never,6,A2" in download.value.path().read_text("utf-8-sig")
    page.get_by_label(said("%(name)s, line %(line)s", name="ts", line=5)).fill("2026-01-06")
    page.get_by_role("button", name=said("Send mended rows")).click()
    work()
    expect(heading(page, said("Imported"))).to_be_visible()


def undo(page: Page, said: Words) -> None:
    page.get_by_role("button", name=said("Undo the import")).click()
    page.get_by_role("dialog").get_by_role("button", name=said("Undo"), exact=True).click()
    work()
    expect(heading(page, said("Undone"))).to_be_visible()
    expect(page.get_by_text(said("Nothing: all of it was taken back."))).to_be_visible()


def test_a_gbk_file_is_read_mapped_and_remembered(page_as, zhou, till, language, said):
    till.write_bytes("客户编号,姓名,手机\nK1,方芷若,13800138000\n".encode("gbk"))
    page = page_as(zhou, language=language)
    for _twice in range(2):
        page.goto("/customers/imports/new/")
        uploaded(page, said, till, kind="customers")
        expect(page.get_by_text(said("%(matched)s of %(of)s matched.", matched=3, of=3))).to_be_visible()
        expect(page.get_by_text("方芷若").first).to_be_visible()
        page.get_by_role("button", name=said("Continue to preview")).click()
        expect(page.get_by_text(rows_read(said, 1))).to_be_visible()
        page.get_by_role("button", name=said("Import now")).click()
        waits = said("A worker takes it up in a moment. You can leave this page.")
        expect(page.get_by_text(waits)).to_be_visible()
        work()
        expect(heading(page, said("Imported"))).to_be_visible()
    assert Customer.objects.get(code="K1").name == "方芷若"
    assert Import.objects.latest("pk").rows_unchanged == 1


def test_on_a_phone_and_in_the_dark_a_cancelled_import_of_a_sheet_is_offered_again(
    page_as, zhou, till, language, said
):
    book = Workbook()
    for row in ("customer", "ts", "amount", "order no"), ("K1", "2026-01-05", 5, "A1"):
        book.active.append(row)
    book.save(till.with_suffix(".xlsx"))
    page = page_as(zhou, language=language, width=375, theme="dark")
    page.goto("/customers/imports/new/")
    uploaded(page, said, till.with_suffix(".xlsx"), kind="visits")
    expect(page.get_by_role("combobox", name=said("Sheet"))).to_be_visible()
    page.get_by_role("button", name=said("Continue to preview")).click()
    expect(page.get_by_text(rows_read(said, 1))).to_be_visible()
    page.get_by_role("button", name=said("Import now")).click()
    page.get_by_role("button", name=said("Cancel the import")).click()
    expect(heading(page, said("Cancelled"))).to_be_visible()
    page.get_by_role("button", name=said("Import the file again")).click()
    expect(page.get_by_text(said("%(matched)s of %(of)s matched.", matched=4, of=4))).to_be_visible()
    assert not Visit.objects.exists()
