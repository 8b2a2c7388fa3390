"""The garage system sends a file every night: its folder is watched, a first file by hand, then by itself."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from customers import tasks
from customers.imports import inbox
from customers.models import Import, ImportSource, Visit
from tests.e2e.words import Words

COLUMNS = "who,ts,amount,order no"


@pytest.fixture(autouse=True)
def a_worker_at_hand(settings, tmp_path, monkeypatch, gaoxin, xie):
    """Tasks run in this process; what the garage sends comes into a folder of this test."""
    settings.LOCAL_DIR = tmp_path / "local"
    monkeypatch.setattr(tasks.run_import, "delay", tasks.run_import)
    gaoxin.pool_owner = xie
    gaoxin.save()


def night(day: date, number: str) -> str:
    return f"{COLUMNS}\nK1,{day.isoformat()},500,{number}\n"


def arrives(content: str, name: str) -> None:
    """The file lies in the source's folder, and the task looks twice: the second time it is complete."""
    folder = inbox.folder_of(ImportSource.objects.get())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    tasks.look_into_inbox()
    tasks.look_into_inbox()


def by_hand(page: Page, said: Words, path: Path) -> None:
    """From the page of the import that failed; what is in it, and from where, is chosen there already."""
    page.get_by_role("link", name=said("Import a file")).click()
    expect(page.get_by_label(said("What is in it"))).to_have_value("visits")
    expect(page.get_by_label(said("Source"))).to_have_value("garage")
    page.get_by_label(said("File"), exact=True).set_input_files(path)
    page.get_by_role("button", name=said("Upload")).click()
    page.get_by_label(said("Field for %(name)s", name="who")).select_option("customer")
    expect(page.get_by_text(said("%(matched)s of %(of)s matched.", matched=4, of=4))).to_be_visible()
    page.get_by_role("button", name=said("Continue to preview")).click()
    page.get_by_label(said("Create customers that we do not know")).check()
    expect(page.locator(".cr-counts dd").first).to_have_text("1")
    page.get_by_role("button", name=said("Import now")).click()
    page.wait_for_url("**/imports/*/")
    tasks.run_import(Import.objects.latest("pk").pk)
    expect(page.get_by_role("heading", name=said("Imported"), exact=True)).to_be_visible()


def garage(page: Page) -> Locator:
    """Its line on the page of sources."""
    page.goto("/customers/imports/sources/")
    return page.locator("tbody tr", has_text="garage")


def test_a_folder_is_watched_and_the_age_of_its_facts_is_seen(page_as, zhou, today, tmp_path, language, said):
    zhou.language = language  # as chosen in the profile; the task has no browser to ask
    zhou.save()
    page = page_as(zhou, language=language)
    page.goto("/customers/imports/")
    page.get_by_role("link", name=said("Sources")).click()
    page.locator("#id_name").fill("garage")
    page.get_by_label(said("What is in it")).select_option(label=said("Visits or orders"))
    page.get_by_label(said("Create customers that we do not know"), exact=False).check()
    page.get_by_role("button", name=said("Watch"), exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(said("Watched from now on."))
    expect(garage(page)).to_contain_text(said("nothing yet"))

    # nobody has said yet what its columns mean: the notice leads to what to do
    first = night(today - timedelta(days=6), "A1")
    arrives(first, "first.csv")
    page.goto("/notices/")
    page.locator("main").get_by_text("first.csv").click()
    fields = "Customer" if language == "en" else "客户编号"
    problem = said("No column yet for: %(fields)s.", fields=fields)
    advice = said(
        "%(problem)s Import the file once by hand: its columns are then remembered.", problem=problem
    )
    expect(page.locator("main")).to_contain_text(advice)

    (tmp_path / "first.csv").write_text(first, encoding="utf-8")
    by_hand(page, said, tmp_path / "first.csv")
    expect(garage(page)).to_contain_text(said("overdue"))
    expect(garage(page).locator("td").nth(1)).to_have_text("6")

    arrives(night(today, "A2"), "second.csv")
    expect(garage(page)).to_contain_text(said("fresh"))
    expect(garage(page).locator("td").nth(1)).to_have_text("0")
    garage(page).get_by_role("link", name="garage").click()
    expect(page.locator("main")).to_contain_text("second.csv")
    expect(page.get_by_role("heading", name=said("Imported"), exact=True)).to_be_visible()
    assert set(Visit.objects.values_list("number", flat=True)) == {"A1", "A2"}

    garage(page).get_by_role("button", name=said("Stop watching %(name)s", name="garage")).click()
    expect(garage(page)).to_contain_text(said("not watched"))
    arrives(night(today, "A3"), "third.csv")
    assert Visit.objects.count() == 2
