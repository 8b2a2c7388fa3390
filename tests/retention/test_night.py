"""The whole night: what it finds and plans, and that running it again changes nothing."""

import re
import sys
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from churn_crm import clock
from customers import progress
from customers.models import Contract, CustomerStanding, Import, Inquiry, Visit
from retention import night
from retention.models import Action
from signals.life import services
from signals.models import ChurnSignal, NightlyRun, Snapshot, TierMove, TierSegment
from signals.parts import move_words
from signals.runs import NightError
from signals.tiers_of_nights import names_of
from staff.models import Notice
from tests.factories import CustomerFactory, InvoiceFactory, VisitFactory, at
from tests.retention.nights import NIGHT, a_business, coming, database

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def business(lin, gaoxin):
    return a_business(lin, gaoxin)


def planned(customer) -> list[tuple[str, str, str]]:
    return list(customer.action_set.order_by("planned_on", "pk").values_list("kind", "cause", "state"))


# ------------------------------------------------------------------ finds
def test_each_customer_stands_where_the_months_put_him(business):
    night.run_night(day=NIGHT)
    tiers = {name: customer.standing.tier for name, customer in business.items()}

    assert tiers == {
        "current": 1,
        "reminded": 2,
        "called": 3,
        "recalled": 4,
        "vip": 3,
        "yearly": 3,
        "gone": 4,
        "late_payer": 1,
        "prospect": 0,
    }


def test_value_at_risk_is_the_tiers_prior_times_spend_times_margin(business):
    night.run_night(day=NIGHT)
    standing = business["called"].standing

    assert standing.yearly_spend == Decimal(30_000)
    assert standing.probability == 0.75
    assert standing.probability_from == "prior"
    assert standing.value_at_risk == pytest.approx(
        Decimal("0.75") * 30_000 * Decimal("0.35") * 180 / 365, abs=Decimal("0.01")
    )
    assert standing.rank == pytest.approx(float(standing.value_at_risk) * standing.urgency, rel=1e-4)


def test_tier_actions_are_sms_call_recall_and_a_person_for_a_vip(business):
    night.run_night(day=NIGHT)

    assert planned(business["reminded"]) == [("sms", "tier:2", "due")]
    assert planned(business["called"]) == [("call", "tier:3", "due")]
    assert planned(business["recalled"]) == [("recall", "tier:4", "due")]
    assert planned(business["vip"]) == [("visit", "tier:3", "due")]
    assert planned(business["current"]) == planned(business["prospect"]) == []


def test_within_his_own_rhythm_a_customer_gets_a_reminder_and_no_call(business):
    night.run_night(day=NIGHT)

    assert planned(business["yearly"]) == [("sms", "tier:3", "due")]


def test_natural_attrition_is_counted_and_left_alone(business):
    run = night.run_night(day=NIGHT)

    assert planned(business["gone"]) == []
    assert run.counts["attrition"] == 1
    assert business["gone"].standing.value_at_risk == 0


def test_who_has_gone_for_good_is_not_well_again_because_nights_are_silent_about_him(business):
    night.run_night(day=NIGHT)
    assert business["recalled"].standing.health is not None
    gone = business["gone"].standing
    snapshot = Snapshot.objects.get(customer=business["gone"], day=NIGHT)

    assert (gone.health, gone.band, snapshot.health, snapshot.taken) == (None, None, None, None)


def test_a_strong_signal_puts_a_good_current_customer_on_the_call_list(business):
    night.run_night(day=NIGHT)

    assert planned(business["late_payer"]) == [("call", "signal:payment_delay", "due")]
    assert business["late_payer"].standing.reason_kind == "payment_delay"


def test_actions_belong_to_the_owner_and_are_due_the_morning_after(business, lin):
    night.run_night(day=NIGHT)
    action = business["called"].action_set.get()

    assert (action.assignee, action.due_on, action.deadline) == (lin, NIGHT + DAY, NIGHT + 6 * DAY)
    assert action.occasion == NIGHT - 250 * DAY


def test_on_a_day_that_stands_still_the_queue_is_todays(business, settings):
    settings.TODAY = NIGHT
    night.run_night(day=NIGHT)

    assert business["called"].action_set.get().due_on == NIGHT


# ------------------------------------------------------------- once, again
def test_the_same_night_twice_gives_the_same_database(business):
    night.run_night(day=NIGHT - 20 * DAY)
    night.run_night(day=NIGHT)
    before = database()
    night.run_night(day=NIGHT)

    assert database() == before


def test_small_shards_give_the_same_as_one(business, settings):
    night.run_night(day=NIGHT)
    whole = database(ids=False)
    night.take_back(after=NIGHT - DAY)
    settings.NIGHT_SHARD_SIZE = 2
    night.run_night(day=NIGHT)

    assert NightlyRun.objects.get().shards.count() > 5
    assert database(ids=False) == whole


def test_a_lapse_has_each_step_once_and_the_later_step_replaces_the_earlier(business):
    customer = business["reminded"]
    for days in (0, 1, 30, 120):
        VisitFactory(day=NIGHT + (days - 1) * DAY, customer=business["current"])
    for days in (-2, -1, 0):
        night.run_night(day=NIGHT + days * DAY)
    assert planned(customer) == [("sms", "tier:2", "due")]

    night.run_night(day=NIGHT + DAY)
    assert planned(customer) == [("sms", "tier:2", "due")]


def test_a_visit_that_becomes_known_late_neither_ends_a_lapse_nor_repeats_its_step(business, lin):
    sent, pending = business["reminded"], coming(lin, business["reminded"].branch, every=30, silent=100)
    night.run_night(day=NIGHT)
    Action.objects.filter(customer=sent).update(state="done", outcome="sent", closed_on=NIGHT, closed_by=lin)
    for customer in (sent, pending):
        VisitFactory(customer=customer, day=NIGHT - 95 * DAY)
    night.run_night(day=NIGHT + DAY)

    assert planned(sent) == [("sms", "tier:2", "done")]
    assert planned(pending) == [("sms", "tier:2", "due")]


def test_a_visit_that_becomes_known_late_and_takes_the_tier_away_cancels_the_step(business):
    night.run_night(day=NIGHT)
    VisitFactory(customer=business["reminded"], day=NIGHT - 10 * DAY)
    night.run_night(day=NIGHT + DAY)

    assert planned(business["reminded"]) == [("sms", "tier:2", "cancelled")]


def test_a_later_tier_takes_the_place_of_a_pending_step(lin, gaoxin):
    a_business(lin, gaoxin)
    customer = coming(lin, gaoxin, every=30, silent=180, spend=9000)
    night.run_night(day=NIGHT - 20 * DAY)
    night.run_night(day=NIGHT)
    VisitFactory(customer=CustomerFactory(owner=lin, branch=gaoxin), day=NIGHT)

    causes = dict(customer.action_set.values_list("cause", "cancelled_for"))
    assert causes in ({"tier:2": ""}, {"tier:2": "next_tier", "tier:3": ""})


# ------------------------------------------------------------------ returns
def test_who_returns_leaves_the_queue_and_has_come_back(business):
    customer = business["called"]
    night.run_night(day=NIGHT - DAY)
    VisitFactory(customer=customer, day=NIGHT)
    night.run_night(day=NIGHT)

    assert customer.action_set.get().cancelled_for == "returned"
    move = TierMove.objects.get(customer=customer)
    assert (move.from_tier, move.to_tier, move.day, move.came_back) == (3, 1, NIGHT, True)
    assert not ChurnSignal.objects.filter(customer=customer, kind="lapsed_visit", resolved_on=None).exists()


def test_what_a_person_has_done_stays_done_when_the_customer_returns(business, lin):
    customer = business["called"]
    night.run_night(day=NIGHT - DAY)
    customer.action_set.update(state="done", outcome="booked", closed_on=NIGHT, closed_by=lin)
    VisitFactory(customer=customer, day=NIGHT)
    night.run_night(day=NIGHT)

    assert customer.action_set.get().state == "done"


def test_a_call_because_of_a_signal_goes_when_the_signal_does(business):
    customer = business["late_payer"]
    night.run_night(day=NIGHT - DAY)
    customer.invoices.update(paid_on=NIGHT)
    night.run_night(day=NIGHT)

    assert customer.action_set.get().cancelled_for == "signal_gone"
    assert ChurnSignal.objects.get(customer=customer).resolved_on == NIGHT


def test_who_enters_the_last_tier_is_lost_once(lin, gaoxin):
    customer = coming(lin, gaoxin, every=30, silent=365)
    coming(lin, gaoxin, every=10, silent=0)
    for days in (2, 1, 0):
        night.run_night(day=NIGHT - days * DAY)

    assert list(TierMove.objects.filter(customer=customer, lost=True).values_list("day", flat=True)) == [
        NIGHT
    ]


# ----------------------------------------------------- what was known then
def test_facts_after_the_day_are_not_seen(lin, gaoxin):
    customer = coming(lin, gaoxin, every=30, silent=100)
    VisitFactory(customer=customer, day=NIGHT + DAY)
    due = NIGHT - 100 * DAY
    InvoiceFactory(customer=customer, issued_on=due, due_on=due, paid_on=NIGHT + DAY)
    newcomer = CustomerFactory(owner=lin, branch=gaoxin, since=NIGHT + DAY)
    night.run_night(day=NIGHT)

    assert customer.standing.silent_days == 100
    assert ChurnSignal.objects.filter(customer=customer, kind="payment_delay", resolved_on=None).exists()
    assert not CustomerStanding.objects.filter(customer=newcomer).exists()


def test_a_prospect_is_watched_by_inquiry_signals_only(lin, gaoxin):
    coming(lin, gaoxin, every=10, silent=0)
    customer = CustomerFactory(owner=lin, branch=gaoxin)
    due = NIGHT - 100 * DAY
    InvoiceFactory(customer=customer, issued_on=due, due_on=due)
    night.run_night(day=NIGHT - DAY)
    assert (customer.standing.tier, customer.standing.open_signals) == (0, 0)
    assert not ChurnSignal.objects.filter(customer=customer).exists()

    for days in (90, 60, 40):
        Inquiry.objects.create(
            customer=customer,
            day=NIGHT - days * DAY,
            channel="phone",
            topic="Paint",
            wanted="Two days",
            entered_at=clock.now(),
        )
    night.run_night(day=NIGHT)
    found = ChurnSignal.objects.filter(customer=customer).order_by("kind").values_list("kind", flat=True)
    assert list(found) == ["inquiry_without_order", "offer_mismatch"]

    VisitFactory(customer=customer, day=NIGHT + DAY)
    night.run_night(day=NIGHT + DAY)
    assert ChurnSignal.objects.filter(customer=customer, kind="payment_delay").exists()


def a_contract(customer, **fields):
    usual = {
        "subject": "Fleet",
        "starts_on": NIGHT - 400 * DAY,
        "ends_on": NIGHT - 31 * DAY,
        "signed_on": NIGHT - 400 * DAY,
        "price": 100,
        "currency": "CNY",
        "state": "signed",
        "entered_at": clock.now(),
    }
    return Contract.objects.create(customer=customer, **usual | fields)


def test_who_did_not_renew_a_contract_is_lost_once(lin, gaoxin, settings):
    coming(lin, gaoxin, every=10, silent=0)
    customer, renewed, coming_on = (coming(lin, gaoxin, every=30, silent=40) for _ in range(3))
    for one in (customer, renewed, coming_on):
        a_contract(one)
    a_contract(renewed, starts_on=NIGHT - 30 * DAY, ends_on=NIGHT + 300 * DAY, signed_on=NIGHT - 20 * DAY)
    VisitFactory(customer=coming_on, day=NIGHT - 10 * DAY)
    for days in (3, 2, 0, 0):
        night.run_night(day=NIGHT - days * DAY)

    lost = TierMove.objects.filter(lost=True)
    assert [(move.customer, move.day, move.to_tier) for move in lost] == [(customer, NIGHT - DAY, 1)]
    assert "not renewed" in move_words(lost.get(), names_of(customer.pk, [NIGHT])[NIGHT])
    settings.TODAY = NIGHT + 341 * DAY
    night.run_night(day=NIGHT + 340 * DAY)
    assert customer.standing.tier == 4
    assert lost.filter(customer=customer).count() == 1


def test_returns_and_cancelled_orders_are_no_visits(lin, gaoxin):
    customer = coming(lin, gaoxin, every=30, silent=100, times=2, spend=500)
    VisitFactory(customer=customer, day=NIGHT - DAY, amount=Decimal(-200), counts=False)
    VisitFactory(customer=customer, day=NIGHT - DAY, amount=Decimal(900), counts=False, cancelled=True)
    night.run_night(day=NIGHT)

    assert (customer.standing.silent_days, customer.standing.visit_days) == (100, 2)
    assert customer.standing.yearly_spend == Decimal(800)


# ------------------------------------------------------------ back in time
def test_an_older_night_writes_history_and_leaves_the_present(business):
    night.run_night(day=NIGHT)
    before = database()
    night.run_night(day=NIGHT - 30 * DAY)
    after = database()

    assert Snapshot.objects.filter(day=NIGHT - 30 * DAY).exists()
    for table in before.keys() - {"signals_snapshot"}:
        assert after[table] == before[table], table


@pytest.mark.parametrize(("said_on", "counts"), [(NIGHT - 2 * DAY, True), (NIGHT, False)])
def test_an_older_night_knows_what_had_been_settled_by_then(business, lin, said_on, counts):
    night.run_night(day=NIGHT - 2 * DAY)
    late = business["late_payer"]
    signal = ChurnSignal.objects.filter(customer=late).order_by("-strength")[0]
    services.resolve(signal=signal, by=lin)
    ChurnSignal.objects.filter(pk=signal.pk).update(judged_at=at(said_on))
    night.run_night(day=NIGHT)
    assert late.standing.health > Snapshot.objects.get(customer=late, day=NIGHT - 2 * DAY).health

    night.run_night(day=NIGHT - DAY)
    then = Snapshot.objects.get(customer=late, day=NIGHT - DAY).health
    assert (then == late.standing.health) == counts


def test_rewinding_makes_an_older_day_the_present(business):
    night.run_night(day=NIGHT - 30 * DAY)
    then = database(ids=False)
    night.run_night(day=NIGHT)
    night.run_night(day=NIGHT - 30 * DAY, rewind=True)

    assert database(ids=False) == then
    assert NightlyRun.objects.count() == 1


def test_a_day_that_has_not_come_is_refused(business, today):
    with pytest.raises(NightError, match="has not come yet"):
        night.run_night(day=today + DAY)


# ------------------------------------------------------------------- guards
def test_an_import_without_automations_sends_no_messages_about_the_past(business, lin, zhou):
    history = Import.objects.create(
        kind="visits", file_name="old.csv", state="failed", day=NIGHT, started_at="2026-06-15T00:00:00Z"
    )
    Visit.objects.update(came_from=history)
    run = night.run_night(day=NIGHT)

    assert planned(business["reminded"]) == planned(business["recalled"]) == []
    assert planned(business["called"]) == [("call", "tier:3", "due")]
    assert run.counts["held_back"] == {"imported_history": 3}

    history.automations = True
    history.save()
    night.run_night(day=NIGHT)
    assert planned(business["reminded"]) == [("sms", "tier:2", "due")]


def test_a_lapse_that_begins_after_the_import_gets_its_message(lin, gaoxin):
    history = Import.objects.create(
        kind="visits",
        file_name="old.csv",
        state="failed",
        day=NIGHT - 20 * DAY,
        started_at="2026-06-15T00:00:00Z",
    )
    coming(lin, gaoxin, every=10, silent=0)
    customer = coming(lin, gaoxin, every=30, silent=100, spend=1)
    Visit.objects.update(came_from=history)
    night.run_night(day=NIGHT)

    assert planned(customer) == [("sms", "tier:2", "due")]


def test_old_facts_hold_messages_back_and_raise_an_alarm_once(business, zhou, he):
    quiet = NIGHT - 15 * DAY
    Visit.objects.filter(day__gt=quiet).delete()
    first = night.run_night(day=NIGHT)
    night.run_night(day=NIGHT)

    assert first.counts["held_back"]["stale_facts"] >= 2
    assert not Action.objects.filter(kind__in=("sms", "recall")).exists()
    assert sorted(Notice.objects.filter(kind="facts_stale").values_list("user__username", flat=True)) == [
        "he",
        "zhou",
    ]


# ----------------------------------------------------------------- command
def test_the_command_reports_in_words_and_as_json(business):
    words, as_json = StringIO(), StringIO()
    call_command("nightly", as_of=NIGHT, stdout=words)
    call_command("nightly", as_of=NIGHT, json=True, stdout=as_json)

    assert "21 customers" in words.getvalue()
    assert '"state": "done"' in as_json.getvalue()


def test_the_command_speaks_the_language_of_the_house(business):
    words = StringIO()
    with translation.override("zh-hans"):
        call_command("nightly", as_of=NIGHT, stdout=words)
    assert "21 位客户" in words.getvalue()
    assert not re.search("[A-Za-z]{3,}", words.getvalue().replace("SMS", ""))


def test_the_terminal_shows_how_far_the_night_is(business, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    call_command("nightly", as_of=NIGHT, stdout=StringIO())
    shown = capsys.readouterr().err
    assert f"Night of {NIGHT} [{'#' * progress.WIDTH}] 100%" in shown
    assert shown.endswith("\r\033[K")


@pytest.mark.parametrize("text", ["2010-13-01", "yesterday", ""])
def test_the_command_refuses_what_is_no_day(text):
    with pytest.raises(CommandError, match=f"--as-of: {text} is no day; write it as 2026-06-16"):
        call_command("nightly", "--as-of", text)


def test_the_command_refuses_a_day_to_come(business):
    with pytest.raises(CommandError, match="has not come yet"):
        call_command("nightly", as_of=date(2030, 1, 1))


def test_an_error_fails_the_run_and_the_next_start_finishes_it(business, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(night, "score_shard", broken)
        with pytest.raises(RuntimeError):
            night.run_night(day=NIGHT)
    assert NightlyRun.objects.get().state == "failed"
    assert "disk full" in NightlyRun.objects.get().error

    assert night.run_night(day=NIGHT).state == "done"


def test_months_of_a_branch_are_its_own(business, gaoxin):
    TierSegment.objects.create(branch=gaoxin, months_sms=1, months_call=2, months_recall=3)
    night.run_night(day=NIGHT)

    assert business["reminded"].standing.tier == 4
