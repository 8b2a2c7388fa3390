"""Signals are answered by keys in the inbox and by the menu at a customer's reasons; the toast undoes it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from signals.life import services
from signals.models import ChurnSignal
from tests.conftest import TODAY
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.retention.factories import at_risk


@pytest.fixture
def signals(lin) -> list[ChurnSignal]:
    """Of three customers, newest first: 方芷若, 何雨, 宋心怡."""
    return [
        ChurnSignal.objects.create(
            customer=at_risk(lin, name).customer,
            kind="lapsed_visit",
            strength=0.8,
            numbers={"own": True, "usual": 92, "spread": 14, "now": 171},
            opened_on=TODAY - timedelta(days=days),
            seen_on=TODAY - timedelta(days=1),
        )
        for name, days in (("方芷若", 2), ("何雨", 5), ("宋心怡", 9))
    ]


def state(signal: ChurnSignal) -> str:
    signal.refresh_from_db()
    return signal.state


def test_the_inbox_is_worked_off_by_keys_with_undo(page_as, lin, signals, language, said, troubles):
    first, second, third = signals
    page = page_as(lin, language=language)
    page.goto("/signals/")
    rows = page.locator("#signals [data-row]")
    expect(rows).to_have_count(3)

    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("x")
    reason = page.locator("#say-form [name=reason]")
    expect(reason).to_be_focused()
    reason.fill("Came in")
    reason.press("Enter")
    expect(rows).to_have_count(2)
    expect(page.locator("#say")).to_be_hidden()
    assert (state(second), second.events.get().reason) == ("resolved", "Came in")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")

    page.locator("[data-toast-undo]").click()
    expect(rows).to_have_count(3)
    assert state(second) == "open"

    page.keyboard.press("k")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("z")
    page.locator("#say-form [name=until]").fill((TODAY + timedelta(days=4)).isoformat())
    page.locator("#say-form").get_by_role("button", name=said("Snooze")).click()
    expect(page.locator("#say-form")).to_contain_text(said("Write down what you wait for."))
    troubles.clear()  # the refusal was meant
    page.locator("#say-form [name=reason]").fill("On holiday")
    page.locator("#say-form").get_by_role("button", name=said("Snooze")).click()
    expect(rows).to_have_count(2)
    page.locator("#signal-tabs").get_by_role("link", name=said("Snoozed", context="signals")).click()
    expect(page.locator("#signals")).to_contain_text("On holiday")
    assert (state(first), state(third)) == ("snoozed", "open")


def test_a_reason_of_the_customer_is_called_false_and_back(page_as, lin, signals, language, said):
    signal = signals[0]
    page = page_as(lin, language=language)
    page.goto(f"/customers/{signal.customer_id}/")
    why = page.locator(".cr-why-l")
    why.locator(".cr-why-m").click()
    why.get_by_role("button", name=said("False alarm", context="a signal")).click()
    page.locator("#say-form [name=reason]").fill("Sold the car")
    page.locator("#say-form").get_by_role("button", name=said("False alarm", context="a signal")).click()
    expect(why).to_contain_text(said("No signal is open."))
    assert state(signal) == "false_alarm"

    page.locator("[data-toast-undo]").click()
    expect(why.locator(".cr-why-m")).to_be_visible()
    assert state(signal) == "open"


def test_nothing_is_wrong_with_what_shows_signals(page_as, lin, signals):
    """axe, light, dark and on a phone: each tab with something on it, the customer's page, triage."""
    seen, snoozed, false = signals
    services.acknowledge(signal=seen, by=lin)
    services.snooze(signal=snoozed, by=lin, until=TODAY + timedelta(days=3), reason="On holiday")
    services.call_false(signal=false, by=lin, reason="Sold the car")
    paths = [f"/signals/?show={show}" for show in ("open", "seen", "snoozed", "settled")]
    paths += [f"/customers/{snoozed.customer_id}/", "/triage/"]
    page = page_as(lin, bypass_csp=True)
    wrong = [
        f"{path} ({view}): {one}"
        for path in paths
        for view, found in findings_on(page, path, thorough=True, rules=BY_WIDTH).items()
        for one in found
    ]
    assert not wrong, "\n".join(wrong)
