"""What raises the urgency above one: the night's number, and its words in both languages."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from churn_crm import clock
from customers.models import Contract
from desk.models import Complaint, ComplaintEvent, Promise, PromiseEvent
from retention.brief import Brief
from retention.night import run_night
from tests.retention.nights import NIGHT, coming

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AT = clock.end_of(NIGHT) - 5 * DAY


@pytest.fixture
def customer(lin, gaoxin):
    return coming(lin, gaoxin, every=30, silent=10)


def contract(customer, **fields):
    usual = {
        "subject": "Fleet",
        "starts_on": NIGHT - 300 * DAY,
        "ends_on": NIGHT + 30 * DAY,
        "signed_on": NIGHT - 300 * DAY,
        "price": 100,
        "currency": "CNY",
        "state": "signed",
        "entered_at": AT,
    }
    return Contract.objects.create(customer=customer, **usual | fields)


def overdue_promise(customer):
    promise = Promise.objects.create(
        customer=customer,
        person=customer.owner,
        what="Call back",
        due_at=AT,
        record_by=AT + 9 * DAY,
        made_at=AT - 2 * DAY,
        made_by=customer.owner,
        day=NIGHT - 7 * DAY,
        token=uuid.uuid4(),
    )
    PromiseEvent.objects.create(promise=promise, kind="made", at=AT - 2 * DAY, due_at=AT)
    return promise


def breached_complaint(customer):
    complaint = Complaint.objects.create(
        customer=customer,
        cause="waiting",
        severity=2,
        text="Two hours",
        day=NIGHT - 9 * DAY,
        logged_at=AT - 4 * DAY,
        token=uuid.uuid4(),
    )
    ComplaintEvent.objects.create(complaint=complaint, kind="escalated", at=AT, clock="resolution")
    return complaint


def told(customer) -> tuple[float, str, str]:
    """The urgency and its words, after the night."""
    run_night(day=NIGHT)
    customer.refresh_from_db()
    words = []
    for language in ("en", "zh-hans"):
        with override(language):
            words.append(Brief(customer, NIGHT).urgent_for)
    return (customer.standing.urgency, *words)


@pytest.mark.parametrize(
    ("arrange", "expected"),
    [
        (lambda _customer: None, (1.0, "not urgent", "暂无紧急情况")),
        (contract, (1.5, "contract ends, no talk yet", "合同将到期，尚未洽谈")),
        (overdue_promise, (2.0, "promise overdue", "承诺已逾期")),
        (breached_complaint, (2.0, "complaint past its deadline", "投诉已超时限")),
    ],
)
def test_each_cause_raises_it_and_is_said(customer, arrange, expected):
    arrange(customer)
    assert told(customer) == expected
    standing = customer.standing
    assert standing.rank == pytest.approx(float(standing.value_at_risk) * standing.urgency, rel=1e-4)


def test_the_next_tier_is_said_when_it_is_the_nearest(lin, gaoxin):
    customer = coming(lin, gaoxin, every=30, silent=83)
    contract(customer, ends_on=NIGHT + 59 * DAY)
    urgency, words, _chinese = told(customer)
    assert (1.5 < urgency < 2, words) == (True, "tier change near")


def test_what_was_talked_about_kept_or_solved_does_not_press(customer):
    contract(customer, talked_on=NIGHT - DAY)
    promise, complaint = overdue_promise(customer), breached_complaint(customer)
    PromiseEvent.objects.create(promise=promise, kind="kept", at=AT + DAY, due_at=AT, new_at=AT + DAY)
    Complaint.objects.filter(pk=complaint.pk).update(
        state="solved", solved_on=NIGHT, solved_at=AT + DAY, responded_at=AT
    )
    assert told(customer)[0] == 1


def test_what_was_dealt_with_since_the_night_is_no_longer_claimed(customer):
    promise = overdue_promise(customer)
    assert told(customer)[:2] == (2.0, "promise overdue")
    Promise.objects.filter(pk=promise.pk).update(
        state="kept", kept_at=timezone.now(), settled_at=timezone.now(), settled_on=NIGHT + DAY
    )
    assert Brief(customer, NIGHT + DAY).urgent_for == "as of last night"
