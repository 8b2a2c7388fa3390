"""What people say of a signal, and what the next nights make of it."""

from datetime import date, timedelta

import pytest
from django.db import Error, transaction
from hypothesis import given
from hypothesis import strategies as st

from customers.models import CustomerStanding, Invoice
from retention.models import Action
from retention.night import run_night
from signals.life import services, states
from signals.life.judgements import judgements
from signals.life.trust import trust
from signals.models import ChurnSignal, NightlyRun, ScoringPolicy, SignalEvent
from tests.factories import CustomerFactory, InvoiceFactory, VisitFactory

NIGHT = date(2026, 6, 15)


class TestTrust:
    def test_nobody_has_judged(self):
        assert trust(false_alarms=0, confirmed=0) == 1

    @pytest.mark.parametrize(
        ("false_alarms", "confirmed", "expected"), [(10, 0, 0.75), (10, 20, 0.875), (1, 0, 1 - 0.5 / 11)]
    )
    def test_half_of_the_shrunken_share_is_taken_away(self, false_alarms, confirmed, expected):
        assert trust(false_alarms=false_alarms, confirmed=confirmed) == pytest.approx(expected)

    @given(st.integers(0, 10_000), st.integers(0, 10_000))
    def test_it_is_bounded_and_more_false_alarms_never_raise_it(self, false_alarms, confirmed):
        now = trust(false_alarms=false_alarms, confirmed=confirmed)
        assert 0.5 <= now <= 1
        assert trust(false_alarms=false_alarms + 1, confirmed=confirmed) < now
        assert trust(false_alarms=false_alarms, confirmed=confirmed + 1) >= now


@given(st.lists(st.sampled_from(sorted(states.STATES)), max_size=12))
def test_a_settled_signal_can_only_be_opened_again(steps):
    state = states.OPEN
    for to in steps:
        if not states.may_go(state, to):
            continue
        assert state not in states.SETTLED or to == states.OPEN
        state = to


@pytest.fixture
def late_payer(db, lin, gaoxin):
    """Comes every month, and has an invoice that is forty days overdue."""
    customer = CustomerFactory(name="Late", owner=lin, branch=gaoxin)
    for n in range(8):
        VisitFactory(customer=customer, day=NIGHT - timedelta(days=30 * n + 1))
    due = NIGHT - timedelta(days=40)
    InvoiceFactory(customer=customer, issued_on=due - timedelta(days=30), due_on=due, paid_on=None)
    return customer


@pytest.fixture
def signal(late_payer) -> ChurnSignal:
    run_night(day=NIGHT)
    return ChurnSignal.objects.get(customer=late_payer, kind="payment_delay")


def after(signal: ChurnSignal, *, days: int) -> ChurnSignal:
    """The signal after the night so many days later."""
    run_night(day=NIGHT + timedelta(days=days))
    signal.refresh_from_db()
    return signal


def standing_of(signal: ChurnSignal) -> CustomerStanding:
    return CustomerStanding.objects.get(customer=signal.customer_id)


def health_of(signal: ChurnSignal) -> int:
    health = standing_of(signal).health
    assert health is not None
    return health


class TestSaying:
    def test_seen_is_one_event_however_often_it_is_said(self, signal, lin):
        for _ in range(2):
            services.acknowledge(signal=signal, by=lin)
        signal.refresh_from_db()
        assert (signal.state, signal.judged_at is not None) == ("acknowledged", True)
        assert [event.kind for event in signal.events.all()] == ["acknowledged"]
        assert not ChurnSignal.objects.asking().filter(kind=signal.kind).exists()
        assert signal in ChurnSignal.objects.open()

    def test_a_day_that_is_over_cannot_be_waited_for(self, signal, lin, today):
        with pytest.raises(services.Refused, match="lies ahead"):
            services.snooze(signal=signal, by=lin, until=today, reason="on holiday")

    def test_what_is_settled_is_only_opened_again(self, signal, lin):
        services.call_false(signal=signal, by=lin, reason="They pay by the quarter")
        with pytest.raises(services.Refused, match="settled"):
            services.snooze(signal=signal, by=lin, until=date(2026, 7, 1), reason="")
        services.take_back(signal=signal, by=lin)
        signal.refresh_from_db()
        assert (signal.state, signal.settled_strength, signal.judged_at) == ("open", None, None)

    def test_what_the_night_no_longer_finds_is_left_alone(self, signal, lin):
        Invoice.objects.update(paid_on=NIGHT)
        assert after(signal, days=0).resolved_on == NIGHT
        with pytest.raises(services.Refused, match="no longer finds"):
            services.resolve(signal=signal, by=lin)

    def test_the_database_changes_no_event(self, signal, lin):
        services.resolve(signal=signal, by=lin, reason="paid in cash")
        with pytest.raises(Error), transaction.atomic():
            SignalEvent.objects.update(reason="")


class TestTheNextNight:
    @pytest.mark.parametrize("say", [services.resolve, services.call_false])
    def test_what_is_settled_counts_no_longer_and_is_no_second_signal(self, signal, lin, say):
        before, kinds = standing_of(signal), ChurnSignal.objects.count()
        health = health_of(signal)
        say(signal=signal, by=lin, reason="They pay by the quarter")
        assert after(signal, days=1).seen_on == NIGHT + timedelta(days=1)
        now = standing_of(signal)
        assert (health_of(signal) > health, now.open_signals) == (True, before.open_signals - 1)
        assert ChurnSignal.objects.count() == kinds
        pending = Action.objects.filter(cause="signal:payment_delay", state=Action.State.DUE)
        assert not pending.exists()

    def test_clearly_stronger_it_speaks_again(self, signal, lin):
        services.resolve(signal=signal, by=lin)
        ChurnSignal.objects.filter(pk=signal.pk).update(
            settled_strength=signal.strength - states.STRONGER - 0.01
        )
        assert after(signal, days=1).state == "open"
        assert next((event.kind, event.by) for event in signal.events.all()) == ("stronger", None)

    def test_it_is_woken_on_the_morning_it_was_snoozed_to(self, signal, lin, settings):
        services.snooze(signal=signal, by=lin, until=date(2026, 6, 18), reason="Pays on Thursday")
        settings.TODAY = date(2026, 6, 17)
        assert after(signal, days=1).state == "snoozed"
        settings.TODAY = date(2026, 6, 18)
        assert after(signal, days=2).state == "open"
        assert signal.events.first().kind == "woken"

    def test_it_goes_on_counting_while_it_is_snoozed(self, signal, lin):
        before = health_of(signal)
        services.snooze(signal=signal, by=lin, until=date(2026, 6, 30), reason="Pays on Thursday")
        after(signal, days=1)
        assert health_of(signal) <= before

    def test_the_same_night_again_changes_nothing(self, signal, lin):
        services.call_false(signal=signal, by=lin, reason="They pay by the quarter")
        after(signal, days=1)
        first = list(ChurnSignal.objects.order_by("pk").values())
        run_night(day=NIGHT + timedelta(days=1))
        assert list(ChurnSignal.objects.order_by("pk").values()) == first


class TestBelieving:
    def test_false_alarms_lower_the_weight_of_the_next_night_until_a_manager_resets_it(
        self, signal, lin, zhou
    ):
        services.call_false(signal=signal, by=lin, reason="Quarterly")
        judged = judgements(["payment_delay", "lapsed_visit"])
        assert (judged["payment_delay"].false_alarms, judged["lapsed_visit"].trust) == (1, 1)
        after(signal, days=1)
        run = NightlyRun.objects.get(day=NIGHT + timedelta(days=1))
        assert run.policy["trust"]["payment_delay"] == pytest.approx(1 - 0.5 / 11)
        version = ScoringPolicy.objects.get().version
        services.reset_trust(kind="payment_delay", by=zhou)
        assert judgements(["payment_delay"])["payment_delay"].trust == 1
        assert ScoringPolicy.objects.get().version == version + 1

    def test_what_was_confirmed_stands_against_it(self, signal, lin):
        services.acknowledge(signal=signal, by=lin)
        assert judgements(["payment_delay"])["payment_delay"].confirmed == 1
