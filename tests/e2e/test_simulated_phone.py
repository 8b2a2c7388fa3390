"""A message from the customer page to the simulated phone, its answer STOP, and the next one."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from churn_crm import clock
from customers.models import Customer
from outbox import tasks
from outbox.models import Consent, Message, Reply, SendingPolicy
from outbox.planning import Wish, plan
from outbox.simulator.__main__ import Server
from outbox.simulator.faults import Faults
from outbox.simulator.ledger import Ledger
from tests.factories import CustomerFactory
from tests.outbox.fleet import wait_for
from tests.outbox.sending import ALWAYS

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def gateway(live_server, settings, tmp_path) -> Iterator[Server]:
    """The simulated gateway's own server; it tells this site what became of messages."""
    secret = settings.SIMULATED_GATEWAY_SECRET
    hooks = f"{live_server.url}/hooks/simulated/"
    server = Server(0, Ledger(tmp_path / "ledger.sqlite3"), hooks=hooks, secret=secret, faults=Faults())
    settings.SIMULATED_GATEWAY_URL = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.end()


@pytest.fixture
def wang(live_server, lin, he, gaoxin) -> Customer:
    """With an administrator there: before the first day every door leads to making one."""
    SendingPolicy.objects.create(**ALWAYS)
    wang = CustomerFactory(owner=lin, branch=gaoxin, name="王伟", phone="+8613800138000")
    Consent.objects.create(
        customer=wang, channel="sms", purpose="marketing", given=True, source="form", at=clock.now()
    )
    return wang


def write(page: Page, customer: Customer, text: str) -> None:
    """By keyboard, from the customer's page."""
    page.goto(f"/customers/{customer.pk}/")
    page.keyboard.press("m")
    page.locator("#compose [name=text]").fill(text)
    expect(page.locator("#compose .cr-bubble")).to_contain_text(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_be_visible()


def for_tomorrow(customer: Customer) -> Message:
    tomorrow = clock.now() + timedelta(days=1)
    wish = Wish(
        customer, "sms", "marketing", "recall", "recall:1", "A gift waits for you", not_before=tomorrow
    )
    return plan(wish)


@LANGUAGES
def test_stop_on_the_phone_ends_what_was_planned(page_as, gateway, lin, wang, language):
    page = page_as(lin, language=language)
    write(page, wang, "Your car is ready")
    next_one = for_tomorrow(wang)
    tasks.send()

    page.goto("/phone/")
    expect(page.locator("#conversation .cr-bubble")).to_contain_text("Your car is ready")
    delivered = "delivered" if language == "en" else "已送达"
    expect(page.locator("#conversation .cr-bubble small")).to_contain_text(delivered)

    page.locator("#answer").fill("STOP" if language == "en" else "退订")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .cr-bubble-theirs")).to_have_count(1)
    expect(page.locator("#answer")).to_have_value("")
    assert wait_for(Reply.objects.exists, seconds=20)

    opted_out = "opted out" if language == "en" else "已退订"
    page.goto(f"/messages/{next_one.pk}/")
    expect(page.locator("main")).to_contain_text(opted_out)
    page.goto(f"/customers/{wang.pk}/")
    expect(page.locator("main")).to_contain_text(opted_out)

    page.goto(f"/customers/{wang.pk}/")
    page.keyboard.press("m")
    page.locator("#compose [name=text]").fill("One more")
    expect(page.locator("#compose-shown")).to_contain_text(opted_out)


def test_the_phone_fits_a_phone_and_says_when_its_server_is_down(page_as, lin, wang, live_server, settings):
    settings.SIMULATED_GATEWAY_URL = "http://127.0.0.1:9"
    message = for_tomorrow(wang)
    now = clock.now()
    Message.objects.filter(pk=message.pk).update(state="sent", gateway="simulated", sid="1", sent_at=now)
    page = page_as(lin, width=375)
    page.goto(f"/phone/{message.pk}/")
    expect(page.locator(".cr-phone-down")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
