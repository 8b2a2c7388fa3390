"""What people say of a signal, and what the next nights make of it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import pytest
from django.db import Error, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from churn_crm import clock
from customers.models import Customer, CustomerStanding, Invoice
from retention.models import Action
from retention.night import run_night
from retention.planning import CALL_FROM_WEIGHT
from signals.detectors import KINDS
from signals.life import services, states
from signals.life.again import GROWS, has_grown, speaks_again
from signals.life.judgements import judgements
from signals.life.trust import trust
from signals.models import ChurnSignal, DetectorPolicy, NightlyRun, ScoringPolicy, SignalAbsence, SignalEvent
from signals.runs import forget_after
from tests.conftest import TODAY, first_branch, person, team_of
from tests.factories import CustomerFactory, InvoiceFactory, visits_on
from tests.past import kept_for_a_module
from tests.signals.features import features
from tests.signals.test_evidence import FIRED

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


class TestSpeakingAgain:
    """Strength and count when it was settled, and now."""

    @pytest.mark.parametrize(
        ("then", "now", "expected"),
        [
            ((0.3, 1), (0.5, 9), False),  # with room for more strength, strength alone says it
            ((0.3, 1), (0.51, 1), True),
            ((0.7, 1), (0.84, 1), False),  # half of what is left to 1
            ((0.7, 1), (0.86, 1), True),
            ((0.9, 2), (0.94, 2), False),
            ((0.9, 2), (0.96, 2), True),
            ((1.0, 2), (1.0, 2), False),
            ((1.0, 2), (1.0, 3), True),
            ((1.0, 4), (1.0, 5), False),
            ((1.0, 4), (1.0, 6), True),
        ],
    )
    def test_strength_and_where_there_is_no_room_the_number(self, then, now, expected):
        (settled, before), (strength, count) = then, now
        found = {"kind": "broken_promise", "strength": strength, "numbers": {"count": count}}
        found |= {"settled_strength": settled, "settled_numbers": {"count": before}}
        assert speaks_again(pd.DataFrame([found])).tolist() == [expected]

    def test_without_numbers_of_then_only_strength_speaks(self):
        assert not has_grown("broken_promise", {"count": 9}, {})
        assert not has_grown("owner_left", {"days": 9}, {"days": 3})

    def test_each_number_that_grows_is_one_of_the_evidence(self):
        found = firing()
        for kind, name in GROWS.items():
            numbers = pd.DataFrame([one for of, one in found if of == kind])
            assert name in numbers, kind


def firing() -> list[tuple[str, dict]]:
    """Evidence of every kind, as the tests of sentences make it."""
    kinds = [(one if isinstance(one, str) else one.KIND, changed) for one, changed in FIRED]
    return [
        (kind, KINDS[kind].detect(features(**changed), KINDS[kind].Policy()).numbers.iloc[0])
        for kind, changed in kinds
    ]


def late_payer() -> Customer:
    """Comes every month, and has an invoice that is forty days overdue."""
    gaoxin = first_branch()
    lin = person("lin", gaoxin=gaoxin, team=team_of(gaoxin))
    customer = CustomerFactory(name="Late", owner=lin, branch=gaoxin)
    visits_on([NIGHT - timedelta(days=30 * n + 1) for n in range(8)], customer=customer)
    due = NIGHT - timedelta(days=40)
    InvoiceFactory(customer=customer, issued_on=due - timedelta(days=30), due_on=due, paid_on=None)
    return customer


@pytest.fixture(scope="module")
def first_night(django_db_setup, django_db_blocker) -> Iterator[Customer]:
    """Over; whose signal all look at."""
    with kept_for_a_module(django_db_blocker, today=TODAY):
        customer = late_payer()
        run_night(day=NIGHT)
        yield customer


@pytest.fixture
def signal(first_night, db) -> ChurnSignal:
    return ChurnSignal.objects.get(customer=first_night, kind="payment_delay")


def after(signal: ChurnSignal, *, days: int) -> ChurnSignal:
    """The signal after the night so many days later."""
    day = NIGHT + timedelta(days=days)
    with override_settings(TODAY=max(day + timedelta(days=1), clock.today())):
        run_night(day=day)
    signal.refresh_from_db()
    return signal


def standing_of(signal: ChurnSignal) -> CustomerStanding:
    return CustomerStanding.objects.get(customer=signal.customer_id)


def counts(signal: ChurnSignal) -> bool:
    """Whether the score counts it: as many as are open, as the page would list them."""
    found = ChurnSignal.objects.open().told_to_all().filter(customer=signal.customer_id)
    assert standing_of(signal).open_signals == found.count()
    return signal in found


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
        assert 0.2 < signal.strength < 0.6
        services.resolve(signal=signal, by=lin)
        assert after(signal, days=1).state == "resolved"
        assert after(signal, days=25).state == "open"
        assert next((event.kind, event.by) for event in signal.events.all()) == ("stronger", None)

    def test_settled_at_full_strength_it_speaks_again_when_half_as_much_has_come(self, signal, lin):
        # Full strength is 75 days overdue; tonight it is 100.
        assert after(signal, days=60).strength == 1
        services.call_false(signal=signal, by=lin, reason="They pay by the quarter")
        assert (after(signal, days=109).state, counts(signal)) == ("false_alarm", False)
        assert (after(signal, days=110).state, counts(signal)) == ("open", True)
        assert (signal.settled_strength, signal.settled_numbers) == (None, None)
        assert signal.events.first().kind == "stronger"

    @pytest.mark.parametrize("absent", [1, 10])
    def test_what_was_said_outlasts_a_short_absence(self, signal, lin, absent):
        services.call_false(signal=signal, by=lin, reason="They pay by the quarter")
        invoices = Invoice.objects.filter(customer=signal.customer_id)
        invoices.update(paid_on=NIGHT)
        assert after(signal, days=1).resolved_on == NIGHT + timedelta(days=1)
        invoices.update(paid_on=None)
        for _ in range(2):
            assert after(signal, days=1 + absent).resolved_on is None
            assert (signal.state, counts(signal)) == ("false_alarm", False)
        assert ChurnSignal.objects.filter(customer=signal.customer_id, kind=signal.kind).count() == 1

    def test_after_two_weeks_it_is_another_signal(self, signal, lin):
        services.call_false(signal=signal, by=lin, reason="They pay by the quarter")
        invoices = Invoice.objects.filter(customer=signal.customer_id)
        invoices.update(paid_on=NIGHT)
        after(signal, days=1)
        invoices.update(paid_on=None)
        assert after(signal, days=15).resolved_on is not None
        fresh = ChurnSignal.objects.current().get(customer=signal.customer_id, kind=signal.kind)
        assert (fresh.state, fresh.opened_on) == ("open", NIGHT + timedelta(days=15))

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


class TestRewinding:
    """A night that is gone has said nothing; what people said since stays."""

    def rewound(self, signal: ChurnSignal, *, days: int) -> ChurnSignal:
        day = NIGHT + timedelta(days=days)
        with override_settings(TODAY=day + timedelta(days=1)):
            run_night(day=day, rewind=True)
        signal.refresh_from_db()
        return signal

    @pytest.mark.parametrize("say", [services.resolve, services.call_false])
    def test_what_was_settled_is_settled_again(self, signal, lin, say):
        say(signal=signal, by=lin, reason="Quarterly")
        signal.refresh_from_db()
        before = (signal.state, signal.settled_strength, signal.settled_numbers, signal.judged_at)
        assert after(signal, days=25).state == "open"
        self.rewound(signal, days=10)
        assert (signal.state, signal.settled_strength, signal.settled_numbers, signal.judged_at) == before
        assert (signal.again_on, counts(signal)) == (None, False)
        assert [event.by for event in signal.events.all()] == [lin]
        assert after(signal, days=25).state == "open"

    def test_what_was_snoozed_waits_for_its_day_again(self, signal, lin, settings):
        services.snooze(signal=signal, by=lin, until=date(2026, 6, 25), reason="Pays on Thursday")
        assert after(signal, days=20).state == "open"
        self.rewound(signal, days=5)
        assert (signal.state, signal.snoozed_until) == ("snoozed", date(2026, 6, 25))

    @pytest.mark.parametrize(("days", "gone_on"), [(4, 3), (9, None), (12, 11)])
    def test_what_a_later_night_found_again_is_gone_again(self, signal, days, gone_on):
        invoices = Invoice.objects.filter(customer=signal.customer_id)
        for away, back in ((3, 6), (11, 13)):
            invoices.update(paid_on=NIGHT)
            assert after(signal, days=away).resolved_on == NIGHT + timedelta(days=away)
            invoices.update(paid_on=None)
            assert after(signal, days=back).resolved_on is None
        assert SignalAbsence.objects.count() == 2

        forget_after(day=NIGHT + timedelta(days=days))
        signal.refresh_from_db()
        assert signal.resolved_on == (gone_on and NIGHT + timedelta(days=gone_on))

    def test_what_somebody_said_since_stays(self, signal, lin):
        services.resolve(signal=signal, by=lin)
        after(signal, days=25)
        services.acknowledge(signal=signal, by=lin)
        assert self.rewound(signal, days=10).state == "acknowledged"
        assert [event.kind for event in signal.events.all()] == ["acknowledged", "stronger", "resolved"]


class TestItsCall:
    """The late payer is worth a call: he is the only customer, so of the first echelon."""

    def calls(self, signal: ChurnSignal) -> list[tuple[str, str]]:
        found = Action.objects.filter(customer=signal.customer_id, cause=f"signal:{signal.kind}")
        return list(found.values_list("state", "cancelled_for"))

    def test_snoozing_cancels_it_until_the_snooze_ends(self, signal, lin):
        after(signal, days=20)
        assert self.calls(signal) == [("due", "")]
        services.snooze(signal=signal, by=lin, until=NIGHT + timedelta(days=30), reason="Pays on Thursday")
        for _ in range(2):
            after(signal, days=21)
            assert self.calls(signal) == [("cancelled", "signal_snoozed")]
        run = NightlyRun.objects.get(day=NIGHT + timedelta(days=21))
        assert set(run.counts["cancelled"]) >= {"signal_gone", "signal_snoozed"}
        after(signal, days=28)
        assert self.calls(signal) == [("cancelled", "signal_snoozed")]
        for _ in range(2):
            after(signal, days=29)
            assert self.calls(signal) == [("due", "")]

    def test_none_is_planned_while_it_is_snoozed(self, signal, lin):
        assert self.calls(signal) == []
        services.snooze(signal=signal, by=lin, until=NIGHT + timedelta(days=90), reason="Pays on Thursday")
        after(signal, days=20)
        assert self.calls(signal) == []

    def test_who_has_seen_it_is_not_called_upon_again_and_keeps_what_he_has_to_do(self, signal, lin):
        services.acknowledge(signal=signal, by=lin)
        after(signal, days=20)
        assert self.calls(signal) == []
        services.take_back(signal=signal, by=lin)
        after(signal, days=21)
        assert self.calls(signal) == [("due", "")]
        services.acknowledge(signal=signal, by=lin)
        after(signal, days=22)
        assert self.calls(signal) == [("due", "")]

    def test_settled_and_opened_again_its_call_comes_back(self, signal, lin):
        after(signal, days=20)
        services.resolve(signal=signal, by=lin)
        after(signal, days=21)
        assert self.calls(signal) == [("cancelled", "signal_gone")]
        services.take_back(signal=signal, by=lin)
        after(signal, days=22)
        assert self.calls(signal) == [("due", "")]


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

    def test_a_false_alarm_about_one_customer_takes_no_call_from_another(self, signal, lin, gaoxin):
        """By the lightest weight that is worth a call: trust lowers what it counts, and is no switch."""
        DetectorPolicy.objects.create(kind=signal.kind, weight=CALL_FROM_WEIGHT)
        other = ChurnSignal.objects.create(
            customer=CustomerFactory(owner=lin, branch=gaoxin),
            kind=signal.kind,
            strength=0.5,
            opened_on=NIGHT,
            seen_on=NIGHT,
        )
        services.call_false(signal=other, by=lin, reason="Quarterly")
        after(signal, days=20)
        assert Action.objects.filter(customer=signal.customer_id, cause=f"signal:{signal.kind}").exists()

    def test_a_false_alarm_goes_on_counting_when_the_signal_speaks_again(self, signal, lin):
        services.call_false(signal=signal, by=lin, reason="Quarterly")
        assert after(signal, days=25).state == "open"
        judged = judgements([signal.kind])[signal.kind]
        assert (judged.false_alarms, judged.confirmed) == (1, 0)
        # What is said of it now is another judgement.
        services.acknowledge(signal=signal, by=lin)
        judged = judgements([signal.kind])[signal.kind]
        assert (judged.false_alarms, judged.confirmed) == (1, 1)

    def test_what_was_seen_and_then_snoozed_is_confirmed(self, signal, lin):
        services.acknowledge(signal=signal, by=lin)
        services.snooze(signal=signal, by=lin, until=NIGHT + timedelta(days=90), reason="Pays on Thursday")
        assert judgements([signal.kind])[signal.kind].confirmed == 1

    @pytest.mark.parametrize("judge", [services.resolve, services.call_false])
    def test_only_the_last_word_counts_and_none_that_was_taken_back(self, signal, lin, judge):
        services.acknowledge(signal=signal, by=lin)
        judge(signal=signal, by=lin, reason="Quarterly")
        judged = judgements([signal.kind])[signal.kind]
        assert judged.false_alarms + judged.confirmed == 1
        services.take_back(signal=signal, by=lin)
        judged = judgements([signal.kind])[signal.kind]
        assert (judged.false_alarms, judged.confirmed) == (0, 0)

    def test_a_judgement_counts_for_a_year(self, signal, lin):
        services.call_false(signal=signal, by=lin, reason="Quarterly")
        later = clock.now() + timedelta(days=366)
        assert judgements([signal.kind], now=later)[signal.kind].false_alarms == 0

    def test_what_was_confirmed_stands_against_it(self, signal, lin):
        services.acknowledge(signal=signal, by=lin)
        assert judgements(["payment_delay"])["payment_delay"].confirmed == 1
