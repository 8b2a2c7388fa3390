"""Writing to one customer: seen and checked before it goes, sent once, taken back; WeChat by hand too."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from churn_crm import clock
from outbox import by_hand, composing, consents, templates
from outbox.composing import Draft, draft_of, outlook, send
from outbox.models import Consent, Message, Reply, Template
from outbox.template_rules import Wording
from outbox.wechat import chat_link

NOON = datetime(2026, 6, 16, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = datetime(2026, 6, 16, 23, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """A Tuesday at noon: nothing rests."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def wang(customer_of_lin):
    customer_of_lin.phone, customer_of_lin.wechat = "+8613800138000", "wang_wei"
    customer_of_lin.email = "wang@example.com"
    customer_of_lin.save()
    return customer_of_lin


def template(by, channel="sms", **other) -> Template:
    values = {"purpose": "service", "language": "en", "text": "Hello {name}, {manager} here."}
    values |= {"subject": "Hello" if channel == "email" else ""}
    values |= {"signature": "Hexi" if channel == "sms" else ""}
    return templates.write(by=by, name=f"Greeting {channel}", channel=channel, **values | other)


def free(customer, text, channel="sms", purpose="service") -> Draft:
    return Draft(customer, Wording(channel=channel, purpose=purpose, language="en", text=text))


def say(customer, *, given, channel="sms", purpose="service"):
    consents.record(
        customer=customer, channel=channel, purpose=purpose, given=given, source=Consent.Source.PERSON
    )


def test_a_message_is_planned_with_the_words_that_were_shown(wang, zhou, lin):
    draft = draft_of(template(zhou), wang)
    message = send(draft=draft, by=lin, token=uuid.uuid4())
    assert message.text == draft.preview().said.text == "【Hexi】Hello Muyun Kindergartens, Lin here."
    assert (message.state, message.why, message.address) == ("planned", "by_hand", "+8613800138000")
    assert message.variables == {"name": "Muyun Kindergartens", "manager": "Lin"}
    assert message.planned_by == lin


def test_a_double_click_is_one_message(wang, zhou, lin):
    token, draft = uuid.uuid4(), draft_of(template(zhou), wang)
    assert send(draft=draft, by=lin, token=token) == send(draft=draft, by=lin, token=token)
    assert Message.objects.count() == 1


def test_the_token_of_one_customer_says_nothing_to_another(wang, customer_of_chen, lin, zhou):
    customer_of_chen.phone = "+8613900139000"
    customer_of_chen.save()
    token, made = uuid.uuid4(), template(zhou)
    send(draft=draft_of(made, wang), by=lin, token=token)
    with pytest.raises(ValidationError):
        send(draft=draft_of(made, customer_of_chen), by=lin, token=token)


@pytest.mark.parametrize(
    ("before", "purpose", "kind", "words"),
    [
        (None, "service", "go", "Nothing speaks against it now."),
        (None, "marketing", "never", "No consent for this."),
        (True, "marketing", "go", "Nothing speaks against it now."),
        (False, "service", "never", "The customer opted out."),
    ],
)
def test_the_checks_are_told_before_it_is_sent(wang, before, purpose, kind, words):
    if before is not None:
        say(wang, given=before, purpose=purpose)
    now = outlook(free(wang, "Reply STOP to opt out", purpose=purpose))
    assert (now.kind, now.words) == (kind, words)


def test_outside_the_hours_it_says_until_when_it_waits(wang, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    now = outlook(free(wang, "Hello"))
    assert (now.kind, now.words) == (
        "wait",
        "It would wait until 17 Jun, 08:00: outside the hours for messages.",
    )


def test_a_cap_that_is_reached_is_told(wang, lin):
    say(wang, given=True, channel="wechat", purpose="marketing")
    draft = free(wang, "Offer", channel="wechat", purpose="marketing")
    by_hand.log(draft=draft, outcome="sent", by=lin, token=uuid.uuid4())
    assert "had enough messages lately" in outlook(draft).words
    with pytest.raises(ValidationError):
        by_hand.log(draft=draft, outcome="sent", by=lin, token=uuid.uuid4())


def test_what_would_never_leave_is_not_planned(wang, lin):
    say(wang, given=False)
    with pytest.raises(ValidationError):
        send(draft=free(wang, "Hello"), by=lin, token=uuid.uuid4())
    assert not Message.objects.exists()


@pytest.mark.parametrize("text", ["Hello {nickname}", "since {last_visit}", "   "])
def test_what_cannot_be_said_is_not_planned(wang, lin, text):
    with pytest.raises(ValidationError):
        send(draft=free(wang, text), by=lin, token=uuid.uuid4())
    assert not Message.objects.exists()


def test_a_gateway_that_approves_takes_templates_only(wang, settings):
    settings.SMS_GATEWAY = "aliyun"
    assert free(wang, "Hello").faults() == ["The gateway takes approved templates only: choose one."]


def test_it_is_taken_back_while_it_waits_and_not_later(wang, lin):
    message = send(draft=free(wang, "Hello"), by=lin, token=uuid.uuid4())
    assert composing.take_back(message=message, by=lin)
    assert composing.take_back(message=message, by=lin)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("skipped", "cancelled")
    left = send(draft=free(wang, "Hello again"), by=lin, token=uuid.uuid4())
    Message.objects.filter(pk=left.pk).update(state="sent", sid="1", sent_at=NOON)
    assert not composing.take_back(message=left, by=lin)


def logged(customer, by, outcome, **more) -> Message:
    draft = free(customer, "Hello", channel="wechat")
    return by_hand.log(draft=draft, outcome=outcome, by=by, token=uuid.uuid4(), **more)


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        ("sent", "sent", ""),
        ("answered", "sent", ""),
        ("not_found", "skipped", "no_address"),
        ("refused", "skipped", "opted_out"),
    ],
)
def test_what_came_of_a_chat_is_a_message_like_any_other(wang, lin, outcome, state, reason):
    message = logged(wang, lin, outcome, answer="Thanks")
    assert (message.state, message.reason, message.gateway) == (state, reason, "hand")
    assert (message.channel, message.address, message.planned_by) == ("wechat", "wang_wei", lin)
    assert [reply.text for reply in Reply.objects.all()] == (["Thanks"] if outcome == "answered" else [])


def test_who_wants_no_wechat_gets_none(wang, lin):
    logged(wang, lin, "refused")
    assert consents.standing_of([wang.pk])[(wang.pk, "wechat", "service")] is False
    with pytest.raises(ValidationError):
        logged(wang, lin, "sent")
    assert not by_hand.take_back(message=Message.objects.get())


def test_a_chat_is_logged_at_night_too(wang, lin, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    assert logged(wang, lin, "sent").state == "sent"


def test_a_chat_that_did_not_happen_counts_for_nothing(wang, lin):
    message = logged(wang, lin, "answered", answer="Thanks")
    assert by_hand.take_back(message=message)
    message.refresh_from_db()
    assert (message.state, message.reason, message.sent_at) == ("failed", "cancelled", None)
    assert not Reply.objects.exists()


def test_the_same_log_twice_is_one(wang, lin):
    token, draft = uuid.uuid4(), free(wang, "Hello", channel="wechat")
    first = by_hand.log(draft=draft, outcome="sent", by=lin, token=token)
    assert by_hand.log(draft=draft, outcome="sent", by=lin, token=token) == first


@pytest.mark.parametrize(
    ("wechat", "link"),
    [
        ("wang_wei", "weixin://dl/chat?wang_wei"),
        ("wmXXXXAAAA-bbbbCCCC_ddddEEEE1234", "wxwork://"),
        ("not an id", "weixin://"),
        ("", ""),
    ],
)
def test_a_chat_is_opened_as_far_as_the_app_allows(wechat, link):
    assert chat_link(wechat) == link


def compose(customer) -> str:
    return reverse("outbox:compose", args=[customer.pk])


def test_the_panel_sends_and_offers_the_way_back(as_lin, wang, zhou):
    made = template(zhou)
    panel = as_lin.get(compose(wang)).content.decode()
    assert "【Hexi】Hello Muyun Kindergartens, Lin here." in panel
    data = {"token": str(uuid.uuid4()), "channel": "sms", "template": made.pk}
    sent = as_lin.post(compose(wang), data, headers={"HX-Request": "true"})
    message = Message.objects.get()
    undo = reverse("outbox:take_back", args=[message.pk])
    assert sent.status_code == 204
    assert undo in sent.headers["HX-Trigger"]
    assert as_lin.post(undo, headers={"HX-Request": "true"}).status_code == 204
    Message.objects.filter(pk=message.pk).update(state="planned", reason="")
    Message.objects.filter(pk=message.pk).update(state="sent", sid="1", sent_at=NOON)
    assert as_lin.post(undo, headers={"HX-Request": "true"}).status_code == 409


def test_another_ones_customer_and_message_are_not_there(as_deng, wang, lin):
    message = send(draft=free(wang, "Hello"), by=lin, token=uuid.uuid4())
    assert as_deng.get(compose(wang)).status_code == 404
    assert as_deng.post(reverse("outbox:take_back", args=[message.pk])).status_code == 404


def test_the_panel_refuses_in_words_and_keeps_what_was_written(as_lin, wang):
    say(wang, given=False)
    data = {"token": str(uuid.uuid4()), "channel": "sms", "purpose": "service", "text": "Just this"}
    refused = as_lin.post(compose(wang), data, headers={"HX-Request": "true"})
    page = refused.content.decode()
    assert (refused.status_code, "Just this" in page, "The customer opted out." in page) == (422, True, True)


def test_another_channel_brings_its_own_templates(as_lin, wang, zhou):
    by_sms, by_wechat = template(zhou), template(zhou, "wechat", text="{name} on WeChat")
    tried = reverse("outbox:compose_try", args=[wang.pk])
    data = {"token": str(uuid.uuid4()), "channel": "wechat", "template": by_sms.pk}
    headers = {"HX-Request": "true", "HX-Target": "compose"}
    page = as_lin.post(tried, data, headers=headers).content.decode()
    assert "Muyun Kindergartens on WeChat" in page
    Template.objects.filter(pk=by_wechat.pk).update(retired_at=NOON)
    own = as_lin.post(tried, data, headers=headers)
    assert (own.status_code, "Muyun Kindergartens on WeChat" in own.content.decode()) == (200, False)


@pytest.mark.parametrize("data", [{}, {"channel": "pigeon", "purpose": "fun", "template": "x", "text": "Hi"}])
def test_nonsense_is_no_error(as_lin, wang, data):
    assert as_lin.post(reverse("outbox:compose_try", args=[wang.pk]), data).status_code == 200
    assert as_lin.post(compose(wang), data).status_code == 422
    assert not Message.objects.exists()


def test_who_may_not_see_numbers_sees_none_on_the_panel(as_lin, lin, wang, zhou):
    wang.wechat = ""
    wang.save()
    template(zhou, "wechat")
    data = {"token": str(uuid.uuid4()), "channel": "wechat", "purpose": "service", "text": "Hello"}
    tried = reverse("outbox:compose_try", args=[wang.pk])
    headers = {"HX-Request": "true", "HX-Target": "compose"}
    assert "+8613800138000" in as_lin.post(tried, data, headers=headers).content.decode()
    lin.sees_phones = False
    lin.save()
    assert "13800138000" not in as_lin.post(tried, data, headers=headers).content.decode()


def test_the_panel_costs_the_same_whatever_was_sent_before(
    as_lin, lin, wang, zhou, django_assert_max_num_queries
):
    template(zhou)
    for number in range(12):
        send(draft=free(wang, f"Hello {number}"), by=lin, token=uuid.uuid4())
    with django_assert_max_num_queries(40):
        as_lin.get(compose(wang))
