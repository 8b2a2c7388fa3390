"""Templates and messages by keyboard and on a phone: written, tried, sent, taken back, logged by hand."""

import re

import pytest
from playwright.sync_api import Page, expect

from customers.models import Customer
from outbox import templates
from outbox.models import Message, Template
from tests.factories import CustomerFactory

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def wang(live_server, lin, gaoxin) -> Customer:
    said = {"name": "王伟", "latin_name": "Wang Wei", "gender": "male", "wechat": "wang_wei"}
    return CustomerFactory(owner=lin, branch=gaoxin, phone="+8613800138000", **said)


@pytest.fixture
def greeting(zhou) -> list[Template]:
    """One for each channel that Lin uses, in both languages."""
    return [
        templates.write(
            by=zhou,
            name=f"{channel} {language}",
            channel=channel,
            purpose="service",
            language=language,
            subject="",
            signature="蓉行" if channel == "sms" else "",
            text="{salutation}, {manager}",
        )
        for channel in ("sms", "wechat")
        for language in ("en", "zh-hans")
    ]


@LANGUAGES
def test_a_manager_writes_a_template_and_sees_it_while_typing(page_as, zhou, wang, language):
    page = page_as(zhou, language=language)
    page.goto("/templates/")
    page.locator("[href$='suggested=1']").click()
    page.locator("#id_signature").fill("蓉行")
    page.locator("#id_name").fill("Greeting")
    page.locator("#id_text").fill("{oops}")
    expect(page.locator("#preview .cr-note")).to_contain_text("{oops}")
    page.locator("#id_text").fill("")
    page.locator(".cr-var").nth(1).click()
    page.keyboard.type("!")
    expect(page.locator("#preview .cr-bubble")).to_have_text("【蓉行】王伟!")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Greeting")
    expect(page.locator("#preview .cr-bubble")).to_have_text("【蓉行】王伟!")
    assert Template.objects.get().approval == "not_needed"


def open_panel(page: Page, customer: Customer) -> None:
    page.goto(f"/customers/{customer.pk}/")
    page.keyboard.press("m")
    expect(page.locator("#compose-shown")).to_be_visible()


@LANGUAGES
def test_a_message_is_sent_by_keyboard_and_taken_back(page_as, lin, wang, greeting, language):
    page = page_as(lin, language=language)
    open_panel(page, wang)
    addressed = "Wang Wei" if language == "en" else "王先生"
    expect(page.locator("#compose .cr-bubble")).to_have_text(f"【蓉行】{addressed}, Lin")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("王伟")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert Message.objects.get().state == "planned"
    page.keyboard.press("u")
    expect(page.locator("[data-toast]")).to_contain_text("taken back" if language == "en" else "已撤回")
    assert Message.objects.get().reason == "cancelled"


@LANGUAGES
def test_wechat_is_logged_by_hand_on_a_phone(page_as, lin, wang, greeting, language):
    page = page_as(lin, language=language, width=375)
    page.goto(f"/customers/{wang.pk}/")
    page.locator("[data-dialog=message]").click()
    page.locator("#compose label", has=page.locator("[value=wechat]")).click()
    expect(page.locator(".cr-hand [href]")).to_have_attribute("href", re.compile("^weixin://"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.locator(".cr-hand-o [value=sent]").click()
    expect(page.locator("[data-toast]")).to_contain_text("王伟")
    message = Message.objects.get()
    assert (message.channel, message.gateway, message.state) == ("wechat", "hand", "sent")
    page.locator("[data-toast-undo]").click()
    expect(page.locator("[data-toast]")).to_contain_text("taken back" if language == "en" else "已撤回")
    assert Message.objects.get().reason == "cancelled"
