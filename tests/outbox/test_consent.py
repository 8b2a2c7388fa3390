"""What customers allow: the ledger, what counts of it, the card, and who may write."""

import uuid
from datetime import timedelta

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction
from django.urls import reverse

from customers.merging import service as merging
from outbox import consents, permission
from outbox.models import Consent, Message, OptOut
from tests.factories import CustomerFactory
from tests.outbox.writing import NOON, message

pytestmark = pytest.mark.django_db


def say(customer, given, *, channel="sms", purpose="marketing", **more):
    more.setdefault("source", "person")
    return consents.record(customer=customer, channel=channel, purpose=purpose, given=given, **more)


def counts(customer):
    return {
        (channel, purpose): given
        for (_c, channel, purpose), given in consents.standing_of([customer.pk]).items()
    }


@pytest.mark.parametrize(
    ("words", "counting"),
    [
        ([], None),
        ([(True, 0)], True),
        ([(True, 0), (False, 1)], False),
        ([(False, 1), (True, 0)], False),
        ([(False, 0), (True, 0)], True),
    ],
    ids=["nothing", "given", "refused later", "an older word told late", "at the same moment"],
)
def test_the_newest_word_counts(words, counting, customer_of_lin):
    for given, hours in words:
        say(customer_of_lin, given, at=NOON + timedelta(hours=hours))
    assert counts(customer_of_lin).get(("sms", "marketing")) is counting


def test_each_channel_and_purpose_stands_for_itself(customer_of_lin):
    say(customer_of_lin, True)
    say(customer_of_lin, False, purpose="service")
    say(customer_of_lin, False, channel="email")
    assert counts(customer_of_lin) == {
        ("sms", "marketing"): True,
        ("sms", "service"): False,
        ("email", "marketing"): False,
    }


def test_a_refusal_skips_what_waits_and_an_older_one_does_not(customer_of_lin):
    waiting, service = message(customer_of_lin), message(customer_of_lin, purpose="service")
    say(customer_of_lin, True, at=NOON)
    say(customer_of_lin, False, at=NOON - timedelta(days=1))
    assert Message.objects.get(pk=waiting.pk).state == "planned"
    say(customer_of_lin, False, at=NOON + timedelta(days=1))
    skipped = Message.objects.get(pk=waiting.pk)
    assert (skipped.state, skipped.reason) == ("skipped", "opted_out")
    assert Message.objects.get(pk=service.pk).state == "planned"


def test_the_same_form_sent_twice_says_it_once(customer_of_lin):
    token = uuid.uuid4()
    assert say(customer_of_lin, True, token=token) == say(customer_of_lin, True, token=token)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(("before", "after"), [([], None), ([True], True), ([True, False], False)])
def test_undo_is_a_new_row_after_which_counts_what_counted_before(before, after, customer_of_lin, lin):
    for hours, given in enumerate(before):
        say(customer_of_lin, given, at=NOON + timedelta(hours=hours))
    said = say(customer_of_lin, not after, at=NOON + timedelta(hours=9))
    undone = consents.take_back(consent=said, by=lin)
    assert consents.take_back(consent=said, by=lin) == undone
    assert counts(customer_of_lin).get(("sms", "marketing")) is after
    assert Consent.objects.count() == len(before) + 2


def test_only_the_newest_word_is_taken_back(customer_of_lin, lin):
    said = say(customer_of_lin, True, at=NOON)
    say(customer_of_lin, False, at=NOON + timedelta(hours=1))
    with pytest.raises(ValidationError, match="newer"):
        consents.take_back(consent=said, by=lin)


@pytest.mark.parametrize(
    "change",
    [lambda row: row.update(given=False), lambda row: row.update(note="x"), lambda row: row.delete()],
)
def test_the_database_changes_and_deletes_no_word(change, customer_of_lin):
    say(customer_of_lin, True)
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        change(Consent.objects.all())
    with pgtrigger.ignore("outbox.Consent:append_only", "outbox.Consent:only_moves"):
        change(Consent.objects.all())


def test_an_address_that_opted_out_is_lifted_by_a_person_only_with_a_note(customer_of_lin, lin):
    customer_of_lin.phone = "+8613912340000"
    customer_of_lin.save()
    say(customer_of_lin, True, at=NOON)
    consents.opt_out(channel="sms", address="+8613912340000", at=NOON, customers=[customer_of_lin])
    assert dict(permission.short(customer_of_lin))["sms"] is False
    lifting = {"customer": customer_of_lin, "channel": "sms", "address": "+8613912340000", "by": lin}
    with pytest.raises(ValidationError):
        consents.lift(**lifting, note=" ")
    assert OptOut.objects.in_force().exists()
    consents.lift(**lifting, note="Said so at the counter")
    assert not OptOut.objects.in_force().exists()
    assert counts(customer_of_lin) == {}
    assert Consent.objects.filter(by=lin, note="Said so at the counter").count() == 2


# ---- merging
def test_words_follow_a_merge_and_come_back_with_its_undo(customer_of_lin, customer_of_chen, zhou):
    say(customer_of_lin, True, at=NOON)
    refused = say(customer_of_chen, False, at=NOON + timedelta(hours=1))
    merge = merging.merge(survivor=customer_of_lin.pk, gone=customer_of_chen.pk, by=zhou, choices={})
    assert counts(customer_of_lin) == {("sms", "marketing"): False}
    assert Consent.objects.get(pk=refused.pk).customer_id == customer_of_lin.pk
    merging.undo(record=merge.pk, by=zhou)
    assert counts(customer_of_lin) == {("sms", "marketing"): True}
    assert counts(customer_of_chen) == {("sms", "marketing"): False}


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("sending", "planned"), ("unknown", "ready"), ("planned", "unknown"), ("sent", "sending")],
)
def test_messages_follow_a_merge_while_one_promotion_is_on_its_way(
    mine, theirs, customer_of_lin, customer_of_chen, zhou
):
    keys = {message(customer_of_lin, state=mine).pk, message(customer_of_chen, state=theirs).pk}
    merge = merging.merge(survivor=customer_of_lin.pk, gone=customer_of_chen.pk, by=zhou, choices={})
    assert set(Message.objects.of([customer_of_lin.pk]).values_list("pk", flat=True)) == keys
    merging.undo(record=merge.pk, by=zhou)
    assert Message.objects.of([customer_of_chen.pk]).get().state == theirs


def test_no_promotion_on_its_way_is_set_aside_by_a_merge(customer_of_lin, customer_of_chen, zhou):
    for customer in (customer_of_lin, customer_of_chen):
        message(customer, state="sending")
    with pytest.raises(merging.Refused, match="message"):
        merging.merge(survivor=customer_of_lin.pk, gone=customer_of_chen.pk, by=zhou, choices={})
    assert Message.objects.count() == 2


# ---- pages
def form(**given):
    usual = {"channel": "sms", "purpose": "marketing", "word": "yes", "source": "form", "day": "2026-06-16"}
    return usual | {"token": str(uuid.uuid4()), "note": "Form 12"} | given


def test_a_word_is_written_down_shown_and_taken_back(as_lin, customer_of_lin):
    new = reverse("outbox:consent_new", args=[customer_of_lin.pk])
    assert 'value="wechat" selected' in as_lin.get(new + "?channel=wechat&purpose=service").content.decode()
    answer = as_lin.post(new, form(), headers={"HX-Request": "true"})
    assert "Marketing by SMS: given" in answer.headers["HX-Trigger"]
    card = as_lin.get(reverse("outbox:consent", args=[customer_of_lin.pk])).content.decode()
    assert "signed form · Lin · Form 12" in card
    head = as_lin.get(reverse("outbox:may_contact", args=[customer_of_lin.pk])).content.decode()
    assert "SMS: yes" in head and "Calls: nothing said" in head
    undo = reverse("outbox:consent_undo", args=[Consent.objects.get().pk])
    assert as_lin.post(undo, headers={"HX-Request": "true"}).status_code == 204
    assert counts(customer_of_lin) == {}


@pytest.mark.parametrize(
    "wrong", [{"day": "2026-06-17"}, {"channel": "fax"}, {"source": "import"}, {"word": ""}, {"day": ""}]
)
def test_what_cannot_be_is_refused(wrong, as_lin, customer_of_lin):
    answer = as_lin.post(reverse("outbox:consent_new", args=[customer_of_lin.pk]), form(**wrong))
    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_an_opt_out_is_shown_and_taken_back_with_a_note(as_lin, customer_of_lin):
    customer_of_lin.phone = "+8613912340000"
    customer_of_lin.save()
    lift = reverse("outbox:opt_out_lift", args=[customer_of_lin.pk, "sms"])
    assert as_lin.get(lift).status_code == 404
    consents.opt_out(channel="sms", address="+8613912340000", at=NOON)
    card = as_lin.get(reverse("outbox:consent", args=[customer_of_lin.pk])).content.decode()
    assert "opted out 16 Jun" in card and lift in card
    assert as_lin.post(lift, {"token": str(uuid.uuid4()), "note": ""}).status_code == 422
    assert as_lin.post(lift, {"token": str(uuid.uuid4()), "note": "By phone"}).status_code == 302
    assert not OptOut.objects.in_force().exists()


def test_the_ledger_comes_in_pages_at_a_constant_price(
    as_lin, customer_of_lin, django_assert_max_num_queries
):
    for hours in range(25):
        say(customer_of_lin, hours % 2 == 0, at=NOON + timedelta(hours=hours), by=customer_of_lin.owner)
    address = reverse("outbox:consent", args=[customer_of_lin.pk])
    with django_assert_max_num_queries(12):
        page = as_lin.get(address).content.decode()
    rows = page.count("<time")
    while "?before=" in page:
        page = as_lin.get(address + "?before=" + page.split("?before=")[1].split('"')[0]).content.decode()
        rows += page.count("<time")
    assert rows == 25


def test_the_head_of_the_customer_page_says_it_at_once(as_lin, customer_of_lin):
    say(customer_of_lin, False, channel="email")
    page = as_lin.get(reverse("retention:customer", args=[customer_of_lin.pk])).content.decode()
    assert "E-mail: no consent" in page


def test_an_erased_customer_takes_the_words_along(lin, gaoxin):
    customer = CustomerFactory(owner=lin, branch=gaoxin)
    say(customer, True)
    with pgtrigger.ignore("outbox.Consent:append_only"):
        customer.delete()
    assert not Consent.objects.exists()
