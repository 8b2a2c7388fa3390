"""The pipeline with a scripted gateway: what is claimed, what comes of each answer, what is asked about."""

from datetime import timedelta
from decimal import Decimal

import pgtrigger
import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from churn_crm import clock
from outbox import claiming, consents, moving, sending, settling, states, switch, timing
from outbox.gateways.base import CannotAsk, Refused, Unclear
from outbox.models import Attempt, Message, Reason, SendingSwitch, Spending, State
from outbox.planning import Wish, plan, plan_all
from tests.factories import CustomerFactory, VisitFactory
from tests.outbox.sending import a_message, always, gateway, midday
from tests.outbox.sending import consents as consented

__all__ = ["always", "gateway", "midday"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang(lin, gaoxin, always):
    return CustomerFactory(owner=lin, branch=gaoxin, phone="+8613800138000", name="Zhang Wei")


@pytest.fixture
def wang(lin, gaoxin, always):
    return CustomerFactory(owner=lin, branch=gaoxin, phone="+8613800138001", name="Wang Fang")


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_message_goes_from_planned_to_sent(zhang, gateway):
    message = a_message(zhang, state=State.PLANNED)
    assert settling.ripen() == 1
    assert sending.send_ready() == 1
    sent = fresh(message)
    assert (sent.state, sent.attempt, sent.sid) == ("sent", 1, f"sid-{message.reference.hex}")
    assert sent.attempts.get().outcome == "accepted"
    assert [taken.text for taken in gateway.taken] == ["Good day"]
    assert sending.send_ready() == 0


def test_whoever_plans_twice_plans_once(zhang):
    wish = Wish(customer=zhang, channel="sms", purpose="service", why="lapsed", key="one", text="Good day")
    assert plan_all([wish, wish]) == 1
    assert plan_all([wish]) == 0
    assert plan(wish) == Message.objects.get()


def test_without_an_address_the_message_says_so(lin, gaoxin, always):
    nobody = CustomerFactory(owner=lin, branch=gaoxin, phone="")
    assert (a_message(nobody, state=State.PLANNED).state, Message.objects.get().reason) == (
        "skipped",
        "no_address",
    )


@pytest.mark.parametrize(
    ("answer", "state", "outcome", "taken"),
    [
        ((Refused("no such number", permanent=True), False), "failed", "refused", 0),
        ((Refused("HTTP 429", permanent=False), False), "planned", "refused", 0),
        ((Unclear("timed out"), True), "unknown", "unknown", 1),
        ((Unclear("reset"), False), "unknown", "unknown", 0),
        ((RuntimeError("an SDK's own idea"), True), "unknown", "unknown", 1),
        ((None, True), "sent", "accepted", 1),
    ],
)
def test_what_comes_of_each_answer(zhang, gateway, answer, state, outcome, taken):
    message = a_message(zhang)
    gateway.script = [answer]
    sending.send_ready()
    assert (fresh(message).state, message.attempts.get().outcome) == (state, outcome)
    assert len(gateway.taken) == taken


def test_a_busy_gateway_is_tried_again_when_it_asked_for(zhang, gateway):
    message = a_message(zhang)
    gateway.script = [(Refused("HTTP 429", permanent=False, after=timedelta(minutes=7)), False)]
    sending.send_ready()
    waiting = fresh(message)
    assert waiting.reason == Reason.BUSY
    assert timedelta(minutes=6) < waiting.not_before - clock.now() <= timedelta(minutes=7)
    with time_machine.travel(clock.now() + timedelta(minutes=8)):
        settling.ripen()
        sending.send_ready()
    assert (fresh(message).state, fresh(message).attempt) == ("sent", 2)


def test_found_at_the_gateway_it_was_sent_and_is_not_sent_again(zhang, gateway):
    message = a_message(zhang)
    gateway.script = [(Unclear("timed out"), True)]
    sending.send_ready()
    with time_machine.travel(clock.now() + timedelta(seconds=30)):
        assert settling.settle() == 1
    assert fresh(message).state == "sent"
    assert len(gateway.taken) == 1


def test_not_found_is_believed_only_when_the_gateway_cannot_take_it_late_any_more(zhang, gateway, settings):
    settings.SENDING_SETTLES_AFTER = 100
    message = a_message(zhang)
    gateway.script = [(Unclear("reset"), False)]
    begun = clock.now()
    sending.send_ready()
    with time_machine.travel(begun + timedelta(seconds=90)):
        settling.settle()
        assert fresh(message).state == "unknown"
    with time_machine.travel(begun + timedelta(seconds=110)):
        settling.settle()
        assert fresh(message).state == "unknown"
    with time_machine.travel(begun + timedelta(seconds=220)):
        settling.settle()
        assert fresh(message).state == "ready"
        sending.send_ready()
    assert (fresh(message).state, fresh(message).attempt, len(gateway.taken)) == ("sent", 2, 1)


def test_a_deaf_gateway_is_asked_for_a_day_and_then_a_person(zhang, gateway):
    message = a_message(zhang)
    gateway.script, gateway.deaf = [(Unclear("reset"), True)], True
    begun = clock.now()
    sending.send_ready()
    with time_machine.travel(begun + timedelta(hours=23)):
        settling.settle()
        assert fresh(message).state == "unknown"
    with time_machine.travel(begun + timedelta(hours=25)):
        settling.settle()
        assert fresh(message).state == "review"


def test_a_gateway_that_never_can_be_asked_leaves_it_to_a_person(zhang, gateway, monkeypatch):
    message = a_message(zhang)
    gateway.script = [(Unclear("reset"), True)]
    sending.send_ready()

    def never(outgoing):
        raise CannotAsk("SMTP", forever=True)

    monkeypatch.setattr(gateway, "find", never)
    with time_machine.travel(clock.now() + timedelta(seconds=30)):
        settling.settle()
    assert fresh(message).state == "review"


def test_a_lease_that_ran_out_is_asked_about(zhang, gateway):
    message = a_message(zhang)
    claiming.claim(limit=10)
    assert settling.doubt_abandoned() == 0
    with time_machine.travel(clock.now() + timing.lease() + timedelta(seconds=1)):
        assert settling.doubt_abandoned() == 1
    assert fresh(message).state == "unknown"


def test_a_worker_that_was_away_for_too_long_does_not_call(zhang, gateway, monkeypatch):
    message = a_message(zhang)
    claim = claiming.claim(limit=10)[0]
    monkeypatch.setattr(timing, "uptime", lambda: claim.call_by + 0.1)
    sending.record(claim, sending.call(claim))
    assert (gateway.called, fresh(message).state) == (0, "ready")
    assert message.attempts.get().outcome == "not_called"


def test_a_worker_whose_message_went_on_without_it_changes_nothing(zhang, gateway):
    message = a_message(zhang)
    claim = claiming.claim(limit=10)[0]
    Message.objects.filter(pk=message.pk).update(
        state="unknown", unknown_since=clock.now(), ask_at=clock.now(), lease_until=None
    )
    sending.record(claim, Refused("late news", permanent=True))
    assert fresh(message).state == "unknown"
    sending.record(claim, "sid-1")
    assert fresh(message).state == "sent"


# ------------------------------------------------------------------ checks at the claim
def test_without_consent_a_promotion_is_skipped_and_says_so(zhang, gateway):
    message = a_message(zhang, purpose="marketing")
    assert sending.send_ready() == 0
    assert (fresh(message).state, fresh(message).reason, fresh(message).attempt) == (
        "skipped",
        "no_consent",
        0,
    )
    assert not Attempt.objects.exists()


def test_a_refusal_between_planning_and_sending_counts(zhang, gateway):
    consented(zhang)
    message = a_message(zhang, purpose="marketing")
    consents.record(customer=zhang, channel="sms", purpose="marketing", given=False, source="person")
    assert (fresh(message).state, fresh(message).reason) == ("skipped", "opted_out")


def test_who_has_visited_since_is_not_told_that_we_miss_him(zhang, gateway, today):
    message = a_message(zhang, silent_since=today - timedelta(days=200))
    VisitFactory(customer=zhang, day=today - timedelta(days=1))
    sending.send_ready()
    assert (fresh(message).state, fresh(message).reason) == ("skipped", "returned")


def test_one_promotion_a_week_over_all_channels(zhang, gateway, midday):
    consented(zhang)
    first = a_message(zhang, purpose="marketing")
    second = a_message(zhang, purpose="marketing")
    sending.send_ready()
    sending.send_ready()
    assert (fresh(first).state, fresh(second).state, fresh(second).reason) == ("sent", "planned", "cap")
    assert fresh(second).not_before > clock.now() + timedelta(days=6)


def test_what_waits_beyond_its_time_is_skipped_and_says_what_it_waited_for(zhang, gateway, midday):
    consented(zhang)
    a_message(zhang, purpose="marketing")
    second = a_message(zhang, purpose="marketing")
    sending.send_ready()
    sending.send_ready()
    with time_machine.travel(fresh(second).expires_at + timedelta(seconds=1)):
        assert settling.ripen() == 0
        assert settling.expire() == 1
    expired = fresh(second)
    assert (expired.state, expired.reason, expired.waited_for) == ("skipped", "expired", "cap")


def test_the_budget_puts_off_until_the_next_month(zhang, wang, gateway, always):
    always.sms_price, always.sms_budget = Decimal("0.05"), Decimal("0.05")
    always.save()
    first, second = a_message(zhang), a_message(wang)
    sending.send_ready()
    assert (fresh(first).state, fresh(second).reason) == ("sent", "budget")
    assert fresh(second).not_before.astimezone().day in (1, 30, 31)
    assert Spending.objects.get().spent == Decimal("0.05")


def test_what_was_refused_cost_nothing(zhang, gateway):
    a_message(zhang)
    gateway.script = [(Refused("no such number", permanent=True), False)]
    sending.send_ready()
    assert Spending.objects.get().spent == 0


def test_a_second_message_to_a_number_waits_until_the_first_is_settled(zhang, gateway):
    first = a_message(zhang)
    gateway.script = [(Unclear("timed out"), False)]
    sending.send_ready()
    second = a_message(zhang)
    sending.send_ready()
    assert (fresh(first).state, fresh(second).state, fresh(second).reason) == ("unknown", "planned", "busy")


def test_claiming_costs_the_same_number_of_queries_for_many(
    lin, gaoxin, always, gateway, django_assert_max_num_queries
):
    for number in range(20):
        a_message(CustomerFactory(owner=lin, branch=gaoxin, phone=f"+86138001380{number:02d}"))
    with django_assert_max_num_queries(20):
        assert len(claiming.claim(limit=20)) == 20


# ------------------------------------------------------------- what the database refuses
@pytest.mark.parametrize(
    ("before", "after"),
    [(a, b) for a in states.FOLLOWS for b in states.FOLLOWS if a != b and b not in states.FOLLOWS[a]],
)
def test_the_database_refuses_every_other_step(zhang, before, after):
    message = a_message(zhang, state=State.PLANNED)
    with pgtrigger.ignore("outbox.Message:state_never_goes_back"):
        put(message, before)
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        put(message, after)


def put(message: Message, state: str) -> None:
    now = clock.now()
    Message.objects.filter(pk=message.pk).update(
        state=state,
        gateway="scripted",
        sid="1",
        sent_at=now,
        lease_until=now,
        unknown_since=now,
        ask_at=now,
        reason="cancelled",
    )


def test_two_in_flight_to_one_number_are_refused(zhang, gateway):
    first, second = a_message(zhang), a_message(zhang)
    put_in_flight(first)
    with pytest.raises(IntegrityError, match="one_message_in_flight_per_address"), transaction.atomic():
        put_in_flight(second)


def put_in_flight(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(state="sending", gateway="scripted", lease_until=clock.now())


# ------------------------------------------------------------------------- the switch
def test_switched_off_nothing_leaves(zhang, gateway, lin):
    message = a_message(zhang)
    switch.turn(on=False, by=lin)
    assert sending.send_ready() == 0
    switch.turn(on=True, by=lin)
    assert sending.send_ready() == 1
    assert fresh(message).state == "sent"


def test_after_a_restore_sending_is_off_and_what_may_have_left_is_asked_about(zhang, wang, gateway, settings):
    settings.SENDING_SETTLES_AFTER = 60
    sent_since, again_for_zhang, for_wang = a_message(zhang), a_message(zhang), a_message(wang)
    later = a_message(wang, state=State.PLANNED, not_before=clock.now() + timedelta(days=1))
    switch.the_switch()
    gateway.taken = [claiming.outgoing_of(sent_since)]
    SendingSwitch.objects.update(fingerprint="another database")
    assert sending.send_ready() == 0
    assert not SendingSwitch.objects.get().on
    assert SendingSwitch.objects.get().off_for == "restored"

    begun = clock.now()
    assert settling.doubt_restored() == 2  # one a number
    settling.settle()
    assert fresh(sent_since).state == "sent"
    settling.doubt_restored()
    for seconds in (70, 140):
        with time_machine.travel(begun + timedelta(seconds=seconds)):
            settling.settle()
    assert {fresh(again_for_zhang).state, fresh(for_wang).state} == {"ready"}
    assert fresh(later).unknown_since is None
    assert sending.send_ready() == 0  # still off


# ------------------------------------------------------------------------------ times
@pytest.mark.parametrize(("lease", "fits"), [(60, True), (17, True), (16, False)])
def test_a_lease_that_ends_before_its_call_stops_the_start(settings, lease, fits):
    settings.SENDING_LEASE, settings.GATEWAY_TIMEOUT = lease, 10
    if fits:
        timing.check_lease()
    else:
        with pytest.raises(ImproperlyConfigured, match="SENDING_LEASE=16: write at least 17"):
            timing.check_lease()


def test_a_window_shorter_than_late_acceptance_is_refused(settings):
    settings.SENDING_SETTLES_AFTER = 30
    with pytest.raises(ImproperlyConfigured, match="SENDING_SETTLES_AFTER=30: write at least 60"):
        timing.check(late_acceptance=timedelta(seconds=60))


def test_moving_compares_the_attempt(zhang):
    message = a_message(zhang)
    assert not moving.move(message.pk, to="sending", attempt=1, lease_until=clock.now(), gateway="scripted")
    assert moving.move(message.pk, to="sending", attempt=0, lease_until=clock.now(), gateway="scripted")
