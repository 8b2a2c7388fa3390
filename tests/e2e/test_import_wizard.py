"""A manager imports an export of a garage system, in both languages: mends, follows, undoes."""

import pytest
from playwright.sync_api import expect

from customers.imports import running
from customers.models import Customer, Import, Visit

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


def test_from_the_file_to_the_result_and_back(page_as, zhou, till, troubles):
    page = page_as(zhou)
    page.goto("/customers/imports/")
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("What is in it").select_option("visits")
    page.get_by_label("Source").fill("till")
    page.get_by_label("File", exact=True).set_input_files(till)
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_text("header in row 3")).to_be_visible()
    page.get_by_role("button", name="Continue to preview").click()
    expect(page.get_by_text("No column yet for: Customer.")).to_be_visible()
    troubles.clear()  # the browser notes the refusal, which was meant
    page.get_by_label("Field for who").select_option(label="Customer *")
    expect(page.get_by_text("4 of 4 matched.")).to_be_visible()
    page.get_by_role("button", name="Continue to preview").click()

    expect(page.get_by_text("All of the file: 3 rows.")).to_be_visible()
    page.get_by_label("Create customers that we do not know").check()
    expect(page.get_by_text("1 row will be left out.")).to_be_visible()
    expect(page.locator(".cr-counts dd").first).to_have_text("2")
    page.get_by_role("button", name="Import now").dblclick()

    expect(page.get_by_text("You can leave this page.")).to_be_visible()
    page.goto("/customers/imports/")
    page.get_by_role("link", name="till.csv").click()
    work()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    assert Import.objects.count() == 1
    assert Visit.objects.count() == 2

    page.get_by_label("ts, line 5").fill("2026-01-06")
    page.get_by_role("button", name="Send mended rows").click()
    work()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    assert Visit.objects.count() == 3

    page.goto(f"/customers/imports/{Import.objects.earliest('pk').pk}/")
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    work()
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()
    assert Visit.objects.count() == 1
    expect(page.get_by_text("Nothing: all of it was taken back.")).to_be_visible()


def test_in_chinese_a_gbk_file_is_read_mapped_and_remembered(page_as, zhou, till):
    till.write_bytes("客户编号,姓名,手机\nK1,方芷若,13800138000\n".encode("gbk"))
    page = page_as(zhou, language="zh-hans")
    for _twice in range(2):
        page.goto("/customers/imports/new/")
        page.get_by_label("文件内容").select_option("customers")
        page.get_by_label("文件", exact=True).set_input_files(till)
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_text("3 列中已对应 3 列。")).to_be_visible()
        expect(page.get_by_text("方芷若").first).to_be_visible()
        page.get_by_role("button", name="继续预览").click()
        expect(page.get_by_text("整个文件：1 行。")).to_be_visible()
        page.get_by_role("button", name="开始导入").click()
        expect(page.get_by_text("可以离开此页。")).to_be_visible()
        work()
        expect(page.get_by_role("heading", name="已导入")).to_be_visible()
    assert Customer.objects.get(code="K1").name == "方芷若"
    assert Import.objects.latest("pk").rows_unchanged == 1


def test_on_a_phone_and_in_the_dark_a_cancelled_import_is_offered_again(page_as, zhou, till):
    till.write_text(ORDERS.replace("who", "customer"), encoding="utf-8")
    page = page_as(zhou, width=375, theme="dark")
    page.goto("/customers/imports/new/")
    page.get_by_label("What is in it").select_option("visits")
    page.get_by_label("File", exact=True).set_input_files(till)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Continue to preview").click()
    page.get_by_role("button", name="Import now").click()
    page.get_by_role("button", name="Cancel the import").click()
    expect(page.get_by_role("heading", name="Cancelled")).to_be_visible()
    page.get_by_role("button", name="Import the file again").click()
    expect(page.get_by_text("4 of 4 matched.")).to_be_visible()
    assert not Visit.objects.exists()
