"""A real browser against a real server. A script error or a CSP violation fails the test that caused it.

`page_as(user)` gives a Playwright page with that person logged in; see the fixture for its options.
A walk that takes `language` is made in English and in Chinese; `said("Save view")` is what stands there.
Nothing is clicked, filled in or expected before the page listens to it and the parts that it fetches have
come, however slowly they do.
Without a browser these tests fail and say what to install: they are never skipped.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from staff.models import User
from tests.business import at_work
from tests.conftest import signed_in
from tests.e2e.words import Words

HERE = Path(__file__).parent
# Milliseconds; much on a busy machine, nothing where the page is right at once.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

# The first is the same engine without what surrounds it: a page costs it a fraction.
ON_PATH = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    "--js-flags=--no-opt",  # no page stays for so long that optimising its scripts would pay
]
NO_BROWSER = (
    "no browser for the browser tests: install Chromium so that it is on PATH (apt-get install chromium), "
    "or run `python -m playwright install --with-deps chromium`"
)
PageAs = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, so it carries the mark; the longest walks begin."""
    places = [place for place, item in enumerate(items) if item.path.is_relative_to(HERE)]
    walks = sorted((items[place] for place in places), key=lambda item: item.path.name != "test_pages.py")
    for place, item in zip(places, walks, strict=True):
        items[place] = item
        item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser per test process: the one on PATH, else Playwright's own."""
    # Playwright's loop runs in this thread, and Django would take our queries for a mistake in async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def launch(playwright: Playwright) -> Browser:
    executable = next(filter(None, map(shutil.which, ON_PATH)), None)
    try:
        return playwright.chromium.launch(executable_path=executable, args=FLAGS)
    except PlaywrightError as error:
        pytest.fail(f"{NO_BROWSER}\n{error.message.splitlines()[0]}", pytrace=False)


@pytest.fixture(params=["en", "zh-hans"])
def language(request) -> str:
    """Both languages, one after the other."""
    return str(request.param)


@pytest.fixture
def said(language) -> Words:
    """The words of the walk's language, by the English ones."""
    return Words(language)


@pytest.fixture
def troubles() -> list[str]:
    """What pages complained about; whatever is left at the end fails the test."""
    return []


@pytest.fixture
def context_as(browser, live_server, troubles) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts: `context_as(user)`; user=None is somebody who is not logged in."""
    made: list[BrowserContext] = []

    def make(
        user: User | None, *, language: str = "en", theme: str = "light", width: int = 1440, **options: Any
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.add_cookies([cookie(live_server.url, *pair) for pair in cookies(user, language, theme)])
        context.on("console", lambda message: note(troubles, message))
        context.on("weberror", lambda error: troubles.append(f"script error: {error.error}"))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page_as(context_as) -> PageAs:
    """`page_as(lin)` → a page, logged in, on a real server, at a path of one's choice by `page.goto("/…")`.

    Options: language "en" or "zh-hans", theme "light" or "dark", width. `page_as(None)` is a stranger.
    A test that means to provoke an error takes the fixture `troubles` and clears it.
    """
    return lambda user, **options: listening(context_as(user, **options).new_page())


# The scripts have not all run (early.js says when they have), or a part of the page is still on its way: what
# comes moves what stands below it.
UNSETTLED = "html:has(script[src*='js/early']):not([data-listening]), html:has(.htmx-request)"
SETTLED = """unsettled => new Promise(resolve => {
    const look = () => document.documentElement.matches(unsettled) ? setTimeout(look, 10) : resolve();
    look();
})"""


def listening(page: Page) -> Page:
    """The page, which Playwright asks before every action and expectation, and waits until it listens."""

    def wait() -> None:
        with suppress(PlaywrightError):  # it went on to another page, which is asked as well
            page.evaluate(SETTLED, UNSETTLED)

    # Playwright's own waiting would ask after 20, 50, 100 and 500 milliseconds.
    page.add_locator_handler(page.locator(UNSETTLED), wait, no_wait_after=True)
    return page


def cookies(user: User | None, language: str, theme: str) -> Iterator[tuple[str, str]]:
    yield settings.LANGUAGE_COOKIE_NAME, language
    yield "theme", theme
    if user:
        yield settings.SESSION_COOKIE_NAME, signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value


def cookie(url: str, name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value, "url": url}


# A request that a newer one replaces is aborted on purpose; one that fails has a line of its own besides.
MEANT = ("htmx:sendAbort", "htmx:afterRequest")


def note(troubles: list[str], message: ConsoleMessage) -> None:
    """Errors of scripts, refused resources and CSP violations all reach the console."""
    if message.type == "error" and not message.text.startswith(MEANT):
        troubles.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def a_working_business(live_server, cast, gaoxin, wuhu, today) -> dict[str, Any]:
    """Two branches at work: `people` by user name, `customers` own, team and other from Lin's place."""
    return {"people": cast, "customers": at_work(cast, {"gaoxin": gaoxin, "wuhu": wuhu}, today=today)}
