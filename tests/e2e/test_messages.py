"""Consent, the log of messages and the policy of sending as people use them, in both languages."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from outbox import consents
from outbox.models import Consent, Message, OptOut, SendingSwitch
from tests.outbox.writing import NOON, message

LANGUAGES = ["en", "zh-hans"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_written_down_seen_in_the_head_and_taken_back(page_as, customer_of_lin, lin, language):
    page = page_as(lin, language=language)
    page.goto(f"/customers/{customer_of_lin.pk}/profile/")
    unsaid = page.locator("#may-contact .cr-i-minus")
    expect(unsaid).to_have_count(4)
    page.locator('#consent a[href$="?channel=sms&purpose=marketing"]').click()
    dialog = page.locator("#record")
    expect(dialog.locator("#record_channel")).to_have_value("sms")
    dialog.locator('input[name="word"][value="yes"]').check()
    dialog.locator("#record_source").select_option("form")
    dialog.locator("#record_note").fill("Form <b>12</b>")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#may-contact .cr-i-check")).to_have_count(1)
    expect(page.locator("#consent .cr-may-l li").first).to_contain_text("Form <b>12</b>")
    page.locator("[data-toast-undo]").click()
    expect(unsaid).to_have_count(4)
    expect(page.locator("#consent .cr-may-l li")).to_have_count(2)
    assert Consent.objects.count() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opt_out_is_taken_back_only_with_a_note(page_as, troubles, customer_of_lin, lin, language):
    customer_of_lin.email = "kita@example.org"
    customer_of_lin.save()
    consents.opt_out(channel="email", address="kita@example.org", at=NOON, customers=[customer_of_lin])
    page = page_as(lin, language=language)
    page.goto(f"/customers/{customer_of_lin.pk}/profile/")
    page.locator('#consent a[href$="/consent/lift/email/"]').click()
    dialog = page.locator("#record")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator(".cr-err")).to_be_visible()
    troubles.clear()  # the refusal was meant
    assert OptOut.objects.in_force().exists()
    dialog.locator("#record_note").fill("At the counter")
    dialog.locator("button[type=submit]").click()
    expect(page.locator("#consent .cr-may-o")).to_have_count(0)
    assert not OptOut.objects.in_force().exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_found_taken_back_together_and_planned_again(page_as, customer_of_lin, lin, language):
    for hours in range(3):
        message(customer_of_lin, when=NOON - timedelta(hours=hours), text=f"Text {hours}")
    message(customer_of_lin, state="skipped", reason="cap")
    page = page_as(lin, language=language)
    page.goto("/messages/")
    rows = page.locator("#messages [data-row]")
    expect(rows).to_have_count(4)
    page.locator('#messages .cr-tabs a[href="?state=waiting"]').click()
    expect(rows).to_have_count(3)
    for row in (0, 1):
        rows.nth(row).locator("[data-select]").check()
    bar = page.locator("#messages [data-bulk]")
    expect(bar.locator("[data-bulk-count]")).to_have_text("2")
    bar.locator("button[hx-post]").click()
    expect(rows).to_have_count(1)
    assert Message.objects.filter(reason="cancelled").count() == 2
    page.locator("[data-toast-undo]").click()
    expect(rows).to_have_count(3)
    page.locator('select[name="reason"]').select_option("cap")
    expect(rows).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_of_the_report_opens_its_list(page_as, customer_of_lin, lin, language):
    for reason in ("cap", "cap", "opted_out"):
        message(customer_of_lin, state="skipped", reason=reason)
    page = page_as(lin, language=language)
    page.goto("/messages/skips/")
    page.locator('a[href*="reason=cap"]').click()
    expect(page.locator("#messages [data-row]")).to_have_count(2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_knows_is_decided_by_a_manager(page_as, customer_of_lin, zhou, language):
    unclear = message(customer_of_lin, state="review")
    page = page_as(zhou, language=language)
    page.goto("/messages/?state=review")
    page.locator("#messages [data-row-link]").click()
    page.locator('button[name="verb"][value="arrived"]').click()
    expect(page.locator("[data-toast]")).to_be_visible()
    expect(page.locator('button[name="verb"]')).to_have_count(0)
    assert Message.objects.get(pk=unclear.pk).state == "delivered"


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_sending_is_stopped_with_a_reason_that_everybody_reads(page_as, troubles, lin, zhou, language):
    page = page_as(zhou, language=language)
    page.goto("/messages/policy/")
    switch = page.locator("#switch")
    switch.locator("button[type=submit]").click()
    expect(switch.locator(".cr-err")).to_be_visible()
    troubles.clear()  # the refusal was meant
    switch.locator("#id_note").fill("Wrong price")
    switch.locator("button[type=submit]").click()
    expect(page.locator(".cr-banner-bad")).to_contain_text("Wrong price")
    assert not SendingSwitch.objects.get().on
    other = page_as(lin, language=language)
    other.goto("/messages/")
    expect(other.locator(".cr-banner-bad")).to_contain_text("Wrong price")
    page.locator("#id_cap").fill("2")
    page.locator(".cr-pol button[type=submit]").click()
    expect(page.locator(".cr-hist-t tbody tr").first).to_be_visible()


@pytest.mark.parametrize("path", ["/messages/", "/customers/arrears/"])
def test_on_a_phone_filters_are_folded_behind_one_button_that_counts_them(
    page_as, customer_of_lin, lin, path
):
    message(customer_of_lin)
    page = page_as(lin, width=375)
    page.goto(path)
    button, box = page.locator("[data-fold]"), page.locator("#narrowing")
    expect(box).to_be_hidden()
    expect(button.locator("[data-fold-n]")).to_be_hidden()
    button.click()
    first = box.locator("select").first
    expect(first).to_be_focused()
    first.select_option(index=1)
    expect(button.locator("[data-fold-n]")).to_have_text("1")
    page.wait_for_url(re.compile(r"\?\w"))  # the address follows, so that it can be kept
    page.reload()
    expect(box).to_be_hidden()
    expect(button.locator("[data-fold-n]")).to_have_text("1")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(button).to_be_hidden()
    expect(first).to_be_visible()
