"""An account manager's day: triages by keyboard, calls, snoozes, takes back, handles a selection."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from retention import services
from retention.models import Action
from tests.conftest import TODAY
from tests.factories import VisitFactory
from tests.retention.factories import at_risk, last_night, with_history

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def queue(live_server, lin) -> list[Action]:
    """Six customers of Lin, the most valuable first."""
    last_night()
    kinds = ("call", "call", "call", "sms", "visit", "recall")
    return [
        with_history(at_risk(lin, f"Row {n}", value=9000 - 1000 * n, action={"kind": k}))
        for n, k in enumerate(kinds)
    ]


def names(page: Page):
    return page.locator("[data-row] .cr-row-n")


def current(page: Page):
    return page.locator("[data-row][aria-current] .cr-row-n")


def looks_at(page: Page, name: str) -> None:
    """That row is the current one and its detail stands beside it."""
    expect(current(page)).to_have_text(name)
    expect(page.locator("#d-h")).to_contain_text(name)


def start(page_as, user, **options) -> Page:
    page = page_as(user, **options)
    page.goto("/triage/")
    looks_at(page, "Row 0")
    return page


@LANGUAGES
def test_she_moves_calls_and_saves_by_keyboard(page_as, lin, queue, language):
    page = start(page_as, lin, language=language)
    page.keyboard.press("j")
    looks_at(page, "Row 1")
    page.keyboard.press("k")
    looks_at(page, "Row 0")

    page.keyboard.press("c")
    expect(page.locator("#dock [name=answer]:checked")).to_be_focused()
    page.locator("#dock [name=outcome]").select_option("booked")
    page.locator("#dock [name=when]").fill((TODAY + timedelta(days=4)).isoformat())
    page.locator("#dock [name=promised]").fill("Loan bus")
    page.keyboard.press("Control+Enter")
    looks_at(page, "Row 1")
    expect(names(page)).to_have_count(5)
    expect(page.locator("[data-toast]")).to_be_visible()
    action = Action.objects.get(pk=queue[0].pk)
    assert (action.state, action.outcome, action.promised) == ("done", "booked", "Loan bus")

    page.keyboard.press("c")
    expect(page.locator("#dock [name=answer]:checked")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#dock [value=no_answer]")).to_be_checked()
    expect(page.locator("#dock [name=outcome]")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    looks_at(page, "Row 2")
    assert Action.objects.get(pk=queue[1].pk).attempts == 1


@LANGUAGES
def test_she_snoozes_with_a_reason_and_takes_it_back(page_as, lin, queue, language):
    page = start(page_as, lin, language=language)
    page.keyboard.press("z")
    dialog = page.locator("dialog#snooze")
    expect(dialog).to_be_visible()
    dialog.locator("[name=reason]").fill("on holiday")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    looks_at(page, "Row 1")
    assert Action.objects.get(pk=queue[0].pk).snooze_reason == "on holiday"
    page.keyboard.press("u")
    looks_at(page, "Row 0")
    expect(names(page)).to_have_count(6)
    assert Action.objects.get(pk=queue[0].pk).state == "due"


@LANGUAGES
def test_she_handles_a_selection_as_one(page_as, lin, queue, language):
    page = start(page_as, lin, language=language)
    page.keyboard.press("j")
    looks_at(page, "Row 1")
    page.keyboard.press("Space")
    page.keyboard.press("j")
    looks_at(page, "Row 2")
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk-count]")).to_have_text("2")
    expect(page.locator("[data-bulk-sum]")).to_have_text("¥15,000")
    page.keyboard.press("x")
    expect(names(page)).to_have_count(4)
    assert Action.objects.filter(state="done").count() == 2
    page.keyboard.press("u")
    expect(names(page)).to_have_count(6)
    assert Action.objects.filter(state="done").count() == 0


def test_what_is_missing_is_said_in_the_dock(page_as, lin, queue, troubles):
    page = start(page_as, lin)
    page.locator("#dock [name=note]").fill("kept words")
    page.locator("#dock [value=next]").click()
    expect(page.locator("#dock .cr-err")).to_contain_text("On which day do they come?")
    expect(page.locator("#dock [name=note]")).to_have_value("kept words")
    expect(names(page)).to_have_count(6)
    troubles.clear()  # the browser tells of every 422


def test_a_snooze_without_a_reason_stays_open_and_says_so(page_as, lin, queue, troubles):
    page = start(page_as, lin)
    page.keyboard.press("z")
    page.locator("#snooze [name=until][value=own]").check()
    page.locator("#snooze [name=reason]").fill("later")
    page.locator("#snooze [type=submit]").click()
    expect(page.locator("#snooze .cr-err")).to_contain_text("Choose a day")
    page.locator("#snooze [name=day]").fill((TODAY + timedelta(days=10)).isoformat())
    page.locator("#snooze [type=submit]").click()
    looks_at(page, "Row 1")
    assert Action.objects.get(pk=queue[0].pk).due_on == TODAY + timedelta(days=10)
    troubles.clear()


def test_what_a_colleague_has_done_is_said(page_as, lin, wei, queue, troubles):
    page = start(page_as, lin)
    services.mark_done(actions=[queue[0].pk], by=wei, on=TODAY, token=uuid4())
    page.locator("#dock [name=outcome]").select_option("thinks")
    page.locator("#dock [value=next]").click()
    expect(page.locator("#dock")).to_contain_text("Wei has already done this.")
    troubles.clear()


@LANGUAGES
def test_she_opens_the_page_logs_there_and_finds_it_on_the_timeline(page_as, lin, queue, language):
    page = start(page_as, lin, language=language)
    page.keyboard.press("j")
    looks_at(page, "Row 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")
    expect(page.locator("h1")).to_contain_text("Row 1")
    page.keyboard.press("c")
    expect(page.locator("#dock [name=answer]:checked")).to_be_focused()
    page.locator("#dock [name=outcome]").select_option("thinks")
    page.locator("#dock [name=note]").fill("wants a quote")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("wants a quote")
    expect(page.locator("#dock")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator("#dock")).to_be_visible()
    expect(page.locator("#timeline")).not_to_contain_text("wants a quote")


def test_the_timeline_is_filtered_and_goes_further_back(page_as, lin, queue, language, said):
    customer = queue[0].customer
    VisitFactory.create_batch(15, customer=customer, day=TODAY - timedelta(days=900))
    page = page_as(lin, language=language)
    page.goto(f"/customers/{customer.pk}/")
    page.locator(".cr-filter").get_by_role("button", name=said("Visits")).click()
    chosen = page.locator(".cr-filter [aria-pressed=true]")
    expect(chosen).to_contain_text(said("Visits"))
    expect(chosen.locator(".num")).to_have_text("21")
    events = page.locator("#timeline .cr-tl li")
    expect(events).to_have_count(20)
    days = [time.get_attribute("datetime") for time in events.locator("time").all()]
    assert days == sorted(days, reverse=True)
    page.get_by_role("link", name=said("Show earlier")).click()
    expect(events).to_have_count(21)


def test_she_shows_a_number_and_copies_a_text(page_as, lin, queue):
    page = start(page_as, lin)
    page.locator(".cr-dh [data-reveal]").click()
    expect(page.locator(".cr-dh [data-number]")).to_have_text("+8613900001111")
    page.keyboard.press("s")
    expect(page.locator("#sms-text")).to_contain_text("Hello Qiu Lan")
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_contain_text("Copied")


def test_on_a_phone_the_detail_is_a_page_of_its_own(page_as, lin, queue):
    page = page_as(lin, width=375)
    page.goto("/triage/")
    expect(page.locator("#detail")).to_be_hidden()
    page.locator(".cr-row-n", has_text="Row 1").click()
    page.wait_for_url("**/triage/*/?view=mine")
    expect(page.locator("#d-h")).to_contain_text("Row 1")
    expect(page.locator(".cr-back")).to_contain_text("2 of 6")
    expect(page.locator(".cr-bottom")).to_be_hidden()
    page.locator(".cr-back").click()
    expect(names(page)).to_have_count(6)
