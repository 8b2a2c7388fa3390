"""The frame around every page, in a real browser: theme, language, keys, search, the menu of a phone."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

PAGE = "/customers/"


@pytest.fixture
def at(page_as, lin, customer_of_lin):
    """Opens a page of the shell as Lin: `at(width=…, theme=…)`."""

    def open_page(address: str = PAGE, **options):
        page = page_as(lin, **options)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return page

    return open_page


def toast(page, **detail) -> None:
    """As the header HX-Trigger of an answer would."""
    page.evaluate(f"htmx.trigger(document.body, 'toast', {json.dumps(detail)})")


def test_the_theme_is_switched_and_remembered(at):
    page = at()
    page.get_by_role("button", name="Switch light and dark").first.click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_language_is_switched_on_the_spot(at):
    page = at()
    page.get_by_role("button", name="切换到中文").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.url.endswith(PAGE)


def test_a_question_mark_opens_the_keyboard_help_and_closes_it(at):
    page = at()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_what_is_pressed_before_the_scripts_have_come_is_not_lost(context_as, lin, customer_of_lin):
    page = context_as(lin).new_page()  # which nobody makes wait

    def in_a_hurry(route: Route) -> None:
        page.locator("#id_region").focus()
        page.keyboard.type("South")
        page.keyboard.press("Control+Enter")
        route.continue_()

    page.route("**/js/keys.js", in_a_hurry, times=1)  # of the form, not of the page after it
    page.goto(f"/customers/{customer_of_lin.pk}/profile/edit/", wait_until="commit")
    expect(page.locator(".cr-prof")).to_contain_text("South")


# As htmx marks what asks for a part, until that is there.
ASKING = """() => {
    document.body.classList.add("htmx-request");
    setTimeout(() => document.body.classList.remove("htmx-request"), 400);
}"""


def test_a_walk_clicks_nothing_before_the_parts_of_the_page_have_come(at):
    page = at()
    page.evaluate(ASKING)
    page.locator("h1").click()
    assert page.locator(".htmx-request").count() == 0  # which asks at once


# As a part of the page does that comes above, once it is there.
PUSH = """() => {
    const part = document.createElement("p");
    part.style.height = "300px";
    document.querySelector("#main").prepend(part);
}"""


def press_and(page: Page, between: Callable[[], None]) -> None:
    """Press the customer's link, and release the mouse after something has happened."""
    box = page.get_by_role("link", name="Muyun Kindergartens").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    between()
    page.mouse.up()


def test_what_moves_away_between_press_and_release_is_clicked_all_the_same(at, customer_of_lin):
    page = at()
    press_and(page, lambda: page.evaluate(PUSH))
    page.wait_for_url(f"**/customers/{customer_of_lin.pk}/")


def test_whoever_moves_the_pointer_away_takes_the_press_back(at):
    page = at()

    def think_better() -> None:
        page.evaluate(PUSH)
        page.mouse.move(20, 850)

    press_and(page, think_better)
    page.wait_for_timeout(300)
    assert page.url.endswith(PAGE)


def test_single_keys_can_be_switched_off_for_good(at):
    page = at()
    page.keyboard.press("?")
    page.get_by_role("switch", name="Single-key shortcuts").click()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_a_slash_searches_and_the_arrows_walk_through_what_was_found(at):
    page = at()
    page.locator("h1").click()
    page.keyboard.press("/")
    field = page.get_by_role("dialog", name="Search").get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("Muyun")
    hit = page.locator("#search-found a").first
    expect(hit).to_contain_text("Muyun")
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()


def test_letters_typed_into_a_field_press_no_key(at):
    page = at()
    page.keyboard.press("/")
    page.keyboard.type("what?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_a_toast_offers_the_way_back(at):
    page = at()
    posted: list[str] = []

    def accept(route) -> None:
        posted.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/undo-this", accept)
    toast(page, text="Snoozed until 23 June", undo="/undo-this")
    expect(page.locator("#toasts")).to_contain_text("Snoozed until 23 June")
    expect(page.locator("#live")).to_have_text("Snoozed until 23 June")
    page.keyboard.press("u")
    expect(page.locator("#toasts [data-toast]")).to_have_count(0)
    assert posted == ["POST"]


def test_a_failed_request_says_so_and_can_be_tried_again(at, troubles):
    page = at()
    answers = iter([500, 204])
    page.route("**/fails-once", lambda route: route.fulfill(status=next(answers), body="no"))
    page.evaluate("htmx.ajax('POST', '/fails-once', {source: document.querySelector('#main'), swap: 'none'})")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("That did not work.")
    expect(alert.get_by_role("button", name="Copy error 500")).to_be_visible()
    troubles.clear()


def test_a_phone_reaches_every_page_through_the_menu(at):
    page = at(width=375)
    page.get_by_role("button", name="More").click()
    menu = page.get_by_role("dialog")
    expect(menu.get_by_role("link", name="Customers")).to_be_visible()
    expect(menu.get_by_role("button", name="Log out")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 1024, 768, 375])
def test_no_page_scrolls_sideways(at, width):
    page = at(width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
