"""Consent from files: in columns and in lines, in both languages; the same file twice; taking it back."""

from datetime import timedelta

import pytest

from customers.imports import undo
from customers.imports.kinds import kind_called, kinds
from customers.imports.labels import field_label, kind_label
from outbox import consents
from outbox.models import Consent, Message
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory
from tests.outbox.writing import NOON, message

pytestmark = pytest.mark.django_db

WIDE = """客户编号,短信营销同意,短信服务同意,邮件营销同意,同意日期,备注
K1,是,是,否,2026-05-01,表单12
K2,拒绝,,,2026-05-02,
"""
LONG = (
    "customer,channel,purpose,consent,date\nK1,sms,marketing,yes,2026-05-01\nK1,SMS,promotion,no,2026-05-03\n"
)


@pytest.fixture(autouse=True)
def two_customers(settings, tmp_path, gaoxin, lin):
    settings.LOCAL_DIR = tmp_path / "local"
    gaoxin.pool_owner = lin
    gaoxin.save()
    return {code: CustomerFactory(code=code, owner=lin, branch=gaoxin) for code in ("K1", "K2")}


def counting(two_customers):
    ids = {customer.pk: code for code, customer in two_customers.items()}
    said = consents.standing_of(ids)
    return {(ids[key], channel, purpose): given for (key, channel, purpose), given in said.items()}


def test_a_column_for_each_channel_and_purpose(tmp_path, two_customers):
    summary = imported(written(tmp_path, WIDE), "consents", source="cards")
    assert counts(summary) == (2, 0, 0, 0)
    assert counting(two_customers) == {
        ("K1", "sms", "marketing"): True,
        ("K1", "sms", "service"): True,
        ("K1", "email", "marketing"): False,
        ("K2", "sms", "marketing"): False,
    }
    assert set(Consent.objects.values_list("source", flat=True)) == {"import"}
    assert Consent.objects.filter(note="表单12").count() == 3


def test_a_line_for_each_word(tmp_path, two_customers):
    summary = imported(written(tmp_path, LONG), "consents", source="shop")
    assert counts(summary) == (2, 0, 0, 0)
    assert counting(two_customers) == {("K1", "sms", "marketing"): False}


@pytest.mark.parametrize(
    "content", [WIDE, LONG, WIDE.replace("同意日期", "x")], ids=["wide", "long", "no day"]
)
def test_the_same_file_twice_changes_nothing(content, tmp_path, two_customers):
    path = written(tmp_path, content)
    imported(path, "consents", source="s")
    before = list(Consent.objects.order_by("pk").values())
    assert counts(imported(path, "consents", source="s")) == (0, 0, 2, 0)
    assert list(Consent.objects.order_by("pk").values()) == before


def test_a_line_of_which_one_word_is_new_counts_as_new(tmp_path, two_customers):
    imported(written(tmp_path, "customer,sms_marketing,date\nK1,yes,2026-05-01\n"), "consents")
    path = written(tmp_path, "customer,sms_marketing,email_marketing,date\nK1,yes,yes,2026-05-01\n")
    assert counts(imported(path, "consents")) == (1, 0, 0, 0)
    assert Consent.objects.count() == 2


def test_a_customer_twice_on_one_day_is_one_line_whose_later_cells_count(tmp_path, two_customers):
    content = "customer,sms_marketing,email_marketing,date\nK1,yes,yes,2026-05-01\nK1,no,,2026-05-01\n"
    assert counts(imported(written(tmp_path, content), "consents")) == (1, 1, 0, 0)
    assert counting(two_customers) == {("K1", "sms", "marketing"): False, ("K1", "email", "marketing"): True}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("K1,sms,,yes,2026-05-01", "which channel and purpose"),
        ("K1,sms,marketing,,2026-05-01", "neither yes nor no"),
        ("K1,sms,marketing,maybe,2026-05-01", "neither given nor refused"),
        ("K1,fax,marketing,yes,2026-05-01", "no channel"),
        ("K1,sms,marketing,yes,2126-05-01", "still to come"),
        ("K9,sms,marketing,yes,2026-05-01", "K9"),
    ],
)
def test_what_says_nothing_sound_is_rejected(line, why, tmp_path, two_customers):
    path = written(tmp_path, f"customer,channel,purpose,consent,date\n{line}\n")
    summary = imported(path, "consents", create_customers=False)
    assert counts(summary) == (0, 0, 0, 1)
    assert why in reasons(summary)[0]
    assert not Consent.objects.exists()


def test_a_refusal_in_a_file_stops_what_waits_and_an_old_one_does_not(tmp_path, two_customers):
    first, second = message(two_customers["K1"]), message(two_customers["K2"])
    consents.record(
        customer=two_customers["K2"], channel="sms", purpose="marketing", given=True, source="person", at=NOON
    )
    content = "customer,sms_marketing,date\nK1,no,2026-05-01\nK2,no,2026-05-01\n"
    imported(written(tmp_path, content), "consents")
    assert Message.objects.get(pk=first.pk).state == "skipped"
    assert Message.objects.get(pk=second.pk).state == "planned"


def test_an_import_is_taken_back_by_new_rows_and_may_come_again(tmp_path, two_customers, zhou):
    consents.record(
        customer=two_customers["K1"],
        channel="sms",
        purpose="marketing",
        given=False,
        source="person",
        at=NOON - timedelta(days=300),
    )
    before = counting(two_customers)
    path = written(tmp_path, WIDE)
    record = imported(path, "consents", source="cards").record
    after, rows = counting(two_customers), Consent.objects.count()
    assert undo.can_undo(record)
    assert undo.undo(record=record, by=zhou).state == "undone"
    assert counting(two_customers) == before
    assert Consent.objects.count() == rows + 4
    undo.undo(record=record, by=zhou)
    assert Consent.objects.count() == rows + 4
    assert counts(imported(path, "consents", source="cards")) == (2, 0, 0, 0)
    assert counting(two_customers) == after


def test_taking_an_import_back_leaves_what_was_said_later(tmp_path, two_customers, zhou):
    record = imported(written(tmp_path, WIDE), "consents").record
    consents.record(
        customer=two_customers["K2"], channel="sms", purpose="marketing", given=True, source="person", at=NOON
    )
    undo.undo(record=record, by=zhou)
    assert counting(two_customers) == {("K2", "sms", "marketing"): True}


def test_it_is_one_of_the_kinds_and_has_words():
    kind = kind_called("consents")
    assert kind in kinds() and kind_label("consents") == "Consent"
    assert field_label(kind.fields[2]) == "SMS · Marketing"
