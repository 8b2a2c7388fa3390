"""Promises: made, reminded of, kept or broken; who kept how many."""

import re
import uuid
from datetime import date, datetime, time, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction
from django.urls import reverse

from churn_crm import clock
from customers.models import Customer
from customers.timeline import timeline
from desk.models import Promise, PromiseEvent
from desk.promises import duties, rates, reads, services, watching
from desk.promises.callers import who_calls
from desk.promises.deadlines import record_until, usual_due
from desk.promises.left import left_of
from desk.promises.states import STATES, before
from desk.workdays import call_back_until
from staff.absences import enter_absence
from staff.models import Notice, User
from staff.opening import CLOSED, USUAL, USUAL_WEEK, save_hours
from tests.desk.complaining import at
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HOUR = timedelta(hours=1)


def promise(customer, by, *, due=2 * HOUR, **said):
    """One that is due in so long; with a negative length it was due already."""
    now = clock.now()
    usual = {"what": "Send the invoice", "token": uuid.uuid4()}
    made = services.make(customer=customer, by=by, due_at=now + abs(due), **(usual | said))
    if due < timedelta():
        Promise.objects.filter(pk=made.pk).update(due_at=now + due, made_at=now + due - HOUR)
        made.refresh_from_db()
    return made


def never_recorded(customer, by):
    made = promise(customer, by, due=-20 * 24 * HOUR)  # longer than any holidays
    Promise.objects.filter(pk=made.pk).update(record_by=clock.now() - HOUR)
    return made


def events(made):
    return [event.kind for event in PromiseEvent.objects.filter(promise=made)]


def test_a_working_day_is_one_on_which_the_branch_opens(customer_of_lin, gaoxin, xie, he, stand_at):
    """It is closed on Mondays, on a Wednesday once, and open on Sundays, when calls back are kept too."""
    stand_at("27 15:00")
    days = [CLOSED, *[USUAL] * 6]
    save_hours(branch=gaoxin, week=days, special={date(2026, 7, 1): CLOSED}, version=0, by=he)
    for due, recorded in (("28 15:00", date(2026, 7, 1)), ("30 15:00", date(2026, 7, 3))):
        made = services.make(
            customer=customer_of_lin, by=xie, what="Call", due_at=at(due), token=uuid.uuid4()
        )
        assert made.record_by.astimezone(SHANGHAI) == datetime.combine(recorded, time(), SHANGHAI)
    assert call_back_until(gaoxin, at=at("27 17:00")) == at("28 12:00")
    assert call_back_until(gaoxin, at=at("28 17:00")) == at("30 12:00")


def test_a_day_on_which_the_branch_stayed_closed_breaks_no_promise(
    customer_of_lin, gaoxin, xie, he, stand_at
):
    stand_at("23 15:00")
    made = services.make(
        customer=customer_of_lin, by=xie, what="Call", due_at=at("23 17:00"), token=uuid.uuid4()
    )
    assert made.record_by == at("25 00:00")
    stand_at("24 08:00")
    save_hours(branch=gaoxin, week=USUAL_WEEK, special={date(2026, 6, 24): CLOSED}, version=0, by=he)
    stand_at("25 00:01")
    assert watching.break_unrecorded() == 0
    made.refresh_from_db()
    assert (made.state, made.record_by) == ("open", at("26 00:00"))
    stand_at("26 00:01")
    assert (watching.break_unrecorded(), watching.break_unrecorded()) == (1, 0)


# ---- pure


def weekdays(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("due", "until"),
    [
        (datetime(2026, 6, 17, 18, tzinfo=SHANGHAI), datetime(2026, 6, 19, tzinfo=SHANGHAI)),
        (datetime(2026, 6, 19, 15, tzinfo=SHANGHAI), datetime(2026, 6, 23, tzinfo=SHANGHAI)),
        (datetime(2026, 6, 20, 15, tzinfo=SHANGHAI), datetime(2026, 6, 23, tzinfo=SHANGHAI)),
        (datetime(2026, 6, 21, 23, 59, tzinfo=SHANGHAI), datetime(2026, 6, 23, tzinfo=SHANGHAI)),
    ],
)
def test_it_is_recorded_until_the_end_of_the_next_working_day(due, until):
    assert record_until(due, zone="Asia/Shanghai", is_workday=weekdays) == until


def test_the_day_is_the_branchs_not_the_servers():
    due = datetime(2026, 6, 18, 23, 30, tzinfo=SHANGHAI)  # still Thursday there, and in London the afternoon
    until = record_until(due, zone="Europe/London", is_workday=weekdays)
    assert until.isoformat() == "2026-06-20T00:00:00+01:00"


def test_the_form_offers_the_next_working_day_at_six():
    now = datetime(2026, 6, 19, 9, tzinfo=SHANGHAI)
    assert (
        usual_due(now, zone="Asia/Shanghai", is_workday=weekdays).isoformat() == "2026-06-22T18:00:00+08:00"
    )


@pytest.mark.parametrize(
    ("minutes", "tone", "amount", "word"),
    [
        (160, "", "2 h 40", "left"),
        (40, "warn", "0 h 40", "left"),
        (-80, "bad", "−1 h 20", "late"),
        (60 * 72, "", "3 days", "left"),
        (-60 * 50, "bad", "−2 days", "late"),
    ],
)
def test_what_is_left_is_told_in_hours_and_from_two_days_on_in_days(minutes, tone, amount, word):
    now = datetime(2026, 6, 19, 9, tzinfo=SHANGHAI)
    left = left_of(now + timedelta(minutes=minutes), now=now)
    assert (left.tone, left.amount, left.word) == (tone, amount, word)


def test_the_table_of_states_knows_every_state_and_no_other():
    assert set(STATES) == set(Promise.State.values)
    assert before("kept") == ("open",) and before("open") == ("kept", "broken")


# ---- made, kept, moved, broken


def test_the_same_token_promises_once(customer_of_lin, xie, today):
    token = uuid.uuid4()
    first = promise(customer_of_lin, xie, token=token)
    assert promise(customer_of_lin, xie, token=token) == first
    assert (first.person, first.day, events(first)) == (xie, today, ["made"])


def test_kept_in_time_is_kept_and_taken_back(customer_of_lin, xie, lin):
    made = services.keep(promise=promise(customer_of_lin, xie), by=xie)
    assert (made.state, made.late, made.settled_by) == ("kept", False, xie)
    with pytest.raises(ValidationError, match="Xie recorded it"):
        services.take_back(promise=made, by=lin)
    assert services.take_back(promise=made, by=xie).state == "open"
    assert events(made) == ["made", "kept", "reopened"]


def test_an_earlier_time_recorded_after_it_was_due_is_backdating_and_logged(customer_of_lin, xie):
    late = promise(customer_of_lin, xie, due=-HOUR)
    earlier = clock.now() - 1.5 * HOUR
    services.keep(promise=late, by=xie, kept_at=earlier)
    event = PromiseEvent.objects.get(promise=late, kind="kept")
    assert (event.backdated, event.new_at, event.by) == (True, earlier, xie)
    assert Promise.objects.kept().get() == late


def test_kept_after_it_was_due_is_kept_late_and_not_backdated(customer_of_lin, xie):
    late = services.keep(promise=promise(customer_of_lin, xie, due=-HOUR), by=xie)
    assert late.late and Promise.objects.kept_late().get() == late
    assert not PromiseEvent.objects.get(promise=late, kind="kept").backdated


@pytest.mark.parametrize(("hours", "words"), [(2, "not come yet"), (-30, "was not made before")])
def test_a_time_that_cannot_be_is_refused(customer_of_lin, xie, hours, words):
    with pytest.raises(ValidationError, match=words):
        services.keep(promise=promise(customer_of_lin, xie), by=xie, kept_at=clock.now() + hours * HOUR)


def test_a_promise_that_was_put_off_keeps_its_old_date_on_record(customer_of_lin, xie):
    made = promise(customer_of_lin, xie)
    old, new = made.due_at, clock.now() + 30 * HOUR
    moved = services.put_off(promise=made, by=xie, due_at=new, note="Part comes tomorrow")
    event = PromiseEvent.objects.get(promise=made, kind="moved")
    assert (moved.due_at, event.due_at, event.new_at, event.note) == (new, old, new, "Part comes tomorrow")
    assert moved.record_by > new
    with transaction.atomic(), pytest.raises(InternalError, match="append_only"):
        PromiseEvent.objects.update(note="Never said")


def test_what_is_due_already_cannot_be_put_off(customer_of_lin, xie):
    late = promise(customer_of_lin, xie, due=-HOUR)
    with pytest.raises(ValidationError, match="due already"):
        services.put_off(promise=late, by=xie, due_at=clock.now() + HOUR, note="x")


def test_of_kept_and_broken_the_first_counts(customer_of_lin, xie, lin):
    made = promise(customer_of_lin, xie)
    stale = Promise.objects.get(pk=made.pk)
    services.keep(promise=made, by=xie)
    with pytest.raises(ValidationError, match="by now"):
        services.break_it(promise=stale, by=lin)


# ---- the beat


def test_what_nobody_recorded_in_its_working_day_is_broken_once(customer_of_lin, xie, wei, today):
    forgotten, fresh = never_recorded(customer_of_lin, xie), promise(customer_of_lin, xie, due=-HOUR)
    assert watching.look_after()["broken"] == 1
    assert watching.look_after()["broken"] == 0
    forgotten.refresh_from_db()
    fresh.refresh_from_db()
    assert (forgotten.state, forgotten.settled_on, forgotten.settled_by) == ("broken", today, None)
    assert fresh.state == "open"
    assert list(Promise.objects.broken(since=today)) == [forgotten]
    assert list(Promise.objects.broken(since=today + timedelta(days=1))) == []
    with pytest.raises(ValidationError, match="counts as broken"):
        services.take_back(promise=forgotten, by=xie)
    told = Notice.objects.filter(kind="promise_broken").values_list("user__username", flat=True)
    assert set(told) == {"xie", "wei"} or set(told) == {"xie"}


def test_a_deputy_who_cannot_open_the_customer_is_not_told_of_him(customer_of_lin, lin, chen, wei):
    """Chen sees his own customers only: a link would lead to nothing."""
    today = clock.today(lin.branch.time_zone)
    days = {"starts_on": today, "ends_on": today, "token": uuid.uuid4()}
    enter_absence(person=lin, by=lin, kind="leave", deputy=chen, **days)
    promise(customer_of_lin, lin, due=-HOUR)
    watching.look_after()
    assert {notice.user for notice in Notice.objects.filter(kind="promise_due")} == {lin, wei}


def test_who_calls_is_one_rule_for_surveys_and_complaints(customer_of_lin, lin, xie, chen, wei, gaoxin):
    gaoxin.pool_owner = chen
    gaoxin.save()
    for gone, caller in ((xie, lin), (lin, chen), (chen, wei)):
        gone.is_active = False
        gone.save()
        customer = Customer.objects.get(pk=customer_of_lin.pk)
        holder = User.objects.get(pk=xie.pk)
        assert who_calls(customer) == who_calls(customer, holder=holder) == caller


def test_of_what_a_lone_manager_breaks_an_administrator_hears(customer_of_lin, zhou, he):
    never_recorded(customer_of_lin, zhou)
    watching.look_after()
    assert {notice.user for notice in Notice.objects.filter(kind="promise_broken")} == {zhou, he}


def test_where_nobody_is_above_the_page_says_that_nobody_was_told(customer_of_lin, zhou, as_zhou):
    never_recorded(customer_of_lin, zhou)
    User.objects.exclude(pk=zhou.pk).update(is_active=False)
    watching.look_after()
    assert {notice.user for notice in Notice.objects.filter(kind="promise_broken")} == {zhou}
    page = as_zhou.get(reverse("desk:promises"), {"show": "broken"}).content.decode()
    assert "nobody else was told" in page


def test_one_is_reminded_before_and_when_it_is_due_and_once_each(customer_of_lin, xie):
    promise(customer_of_lin, xie, due=timedelta(minutes=50))
    promise(customer_of_lin, xie, due=5 * HOUR)
    promise(customer_of_lin, xie, due=-HOUR)
    assert watching.look_after() == {"broken": 0, "due": 1, "soon": 1}
    assert watching.look_after() == {"broken": 0, "due": 0, "soon": 0}
    assert set(Notice.objects.of(xie).values_list("kind", flat=True)) == {"promise_soon", "promise_due"}


def test_of_more_than_are_taken_at_once_everyone_is_reminded_of(customer_of_lin, xie, monkeypatch):
    monkeypatch.setattr(watching, "AT_ONCE", 2)
    for hours in (3, 2, 1):
        promise(customer_of_lin, xie, due=-hours * HOUR)
    watching.look_after()
    promise(customer_of_lin, xie, due=-HOUR / 2)
    watching.look_after()
    assert Notice.objects.of(xie).filter(kind="promise_due").count() == 4


def test_a_promise_that_was_put_off_is_reminded_of_again(customer_of_lin, xie):
    made = promise(customer_of_lin, xie, due=timedelta(minutes=50))
    assert watching.look_after()["soon"] == 1
    later = clock.now() + timedelta(minutes=55)
    services.put_off(promise=made, by=xie, due_at=later, note="Agreed")
    assert watching.look_after()["soon"] == 1


def test_who_is_switched_off_is_not_reminded_but_who_leads_is(customer_of_lin, lin, wei):
    promise(customer_of_lin, lin, due=timedelta(minutes=50))
    lin.is_active = False
    lin.save()
    watching.look_after()
    assert [notice.user for notice in Notice.objects.all()] == [wei]


def test_watching_costs_the_same_for_many_promises(customer_of_lin, xie, django_assert_max_num_queries):
    for _ in range(20):
        promise(customer_of_lin, xie, due=timedelta(minutes=50))
    watching.look_after()
    with django_assert_max_num_queries(14):
        watching.look_after()


# ---- who keeps them


def test_open_promises_are_handed_over_when_somebody_leaves(customer_of_lin, lin, chen, wei):
    made = promise(customer_of_lin, lin)
    services.keep(promise=promise(customer_of_lin, lin), by=lin)
    assert duties.owed([lin.pk]) == {lin.pk: 1}
    assert duties.hand_over(lin, chen, wei) == 1
    made.refresh_from_db()
    assert (made.person, events(made)) == (chen, ["made", "handed"])
    assert [event.before for event in made.events.all()] == [None, lin]


def test_what_was_late_when_it_was_handed_over_counts_for_who_let_it_become_late(
    customer_of_lin, lin, chen, deng, wei, zhou, today, as_zhou
):
    """Deng, who is of no team, takes over what Chen had meanwhile."""
    late, kept_late, in_time = (promise(customer_of_lin, lin, due=due * HOUR) for due in (-1, -1, 2))
    mine = Promise.objects.filter(pk__in=[late.pk, kept_late.pk, in_time.pk])
    assert services.hand_over(promises=mine, to=chen.pk, by=wei) == 3
    assert services.hand_over(promises=mine, to=deng.pk, by=wei) == 3
    services.break_it(promise=late, by=deng)
    services.keep(promise=kept_late, by=deng)
    services.break_it(promise=in_time, by=deng)
    for made in (late, kept_late, in_time):
        made.refresh_from_db()
    assert [one.late_with for one in (late, kept_late, in_time)] == [lin, lin, None]
    of = {rate.of: (rate.settled, rate.late, rate.broken) for rate in rates.by_person(zhou, on=today)}
    assert of == {lin: (2, 1, 1), deng: (1, 0, 1)}
    teams = {rate.of: (rate.late, rate.broken) for rate in rates.by_team(zhou, on=today)}
    assert teams == {lin.team.name: (1, 1)}
    assert (rates.own(lin, on=today).broken, rates.own(deng, on=today).broken) == (1, 1)
    said = {"show": "broken", "person": lin.pk}
    listed = as_zhou.get(reverse("desk:promises"), said).content.decode()
    assert listed.count("was late with Lin") == 1 and "Deng" in listed


def test_the_owners_promises_go_over_with_the_customer(customer_of_lin, lin, xie, chen):
    from desk.promises.parts import move_with_owner

    owners, agents = promise(customer_of_lin, lin), promise(customer_of_lin, xie)
    move_with_owner([customer_of_lin.pk], chen.pk)
    owners.refresh_from_db()
    agents.refresh_from_db()
    assert (owners.person, agents.person) == (chen, xie)


def test_the_rate_counts_what_was_kept_in_time(customer_of_lin, lin, chen, wei, deng, today):
    for number in range(30):
        made = promise(customer_of_lin, lin, due=-HOUR if number < 2 else 2 * HOUR)
        step = services.break_it if number == 5 else services.keep
        step(promise=made, by=lin)
    services.keep(promise=promise(customer_of_lin, chen), by=chen)
    promise(customer_of_lin, lin)
    of_lin, of_chen = rates.by_person(wei, on=today)
    assert (of_lin.settled, of_lin.kept, of_lin.late, of_lin.broken) == (30, 27, 2, 1)
    assert (of_lin.estimate.value, of_chen.estimate) == (0.9, None)
    (team,) = rates.by_team(wei, on=today)
    assert (team.settled, team.kept, team.few) == (31, 28, False)
    assert [rate.of for rate in rates.by_person(chen, on=today)] == [chen]
    assert list(rates.by_person(deng, on=today)) == []
    assert rates.own(lin, on=date(today.year + 1, today.month, today.day)).settled == 0


def test_few_promises_of_a_team_stand_with_their_interval_but_not_of_one_person(
    customer_of_lin, lin, chen, wei, today
):
    for by in (lin, lin, lin):
        services.keep(promise=promise(customer_of_lin, by), by=by)
    (alone,) = rates.by_team(wei, on=today)
    assert (alone.settled, alone.estimate) == (3, None)
    services.break_it(promise=promise(customer_of_lin, chen), by=chen)
    (team,) = rates.by_team(wei, on=today)
    assert (team.settled, team.few, team.estimate.value) == (4, True, 0.75)
    assert (team.estimate.low, team.estimate.high) == (
        pytest.approx(0.3006, abs=1e-3),
        pytest.approx(0.9544, abs=1e-3),
    )
    assert [rate.estimate for rate in rates.by_person(wei, on=today)] == [None, None]


# ---- pages


def test_ones_own_stand_on_the_desk_late_first_and_are_kept_with_undo(customer_of_lin, xie, as_xie):
    soon = promise(customer_of_lin, xie, what="Saturday bay")
    promise(customer_of_lin, xie, what="Parts price", due=-HOUR)
    body = as_xie.get("/desk/promises/mine/").content.decode()
    assert body.index("Parts price") < body.index("Saturday bay")
    assert "−1 h 00" in body and "late" in body
    answer = as_xie.post(reverse("desk:promise_keep", args=[soon.pk]), headers=HTMX)
    assert answer.status_code == 200 and reverse("desk:promise_take_back", args=[soon.pk]) in str(
        answer.headers["HX-Trigger"]
    )
    as_xie.post(reverse("desk:promise_take_back", args=[soon.pk]), headers=HTMX)
    soon.refresh_from_db()
    assert soon.state == "open"
    assert as_xie.get("/desk/promises/badge/").content == b"2"


def test_a_late_one_asks_when_it_was_kept(customer_of_lin, xie, as_xie):
    late = promise(customer_of_lin, xie, due=-HOUR)
    body = as_xie.get(reverse("desk:promise_record", args=[late.pk])).content.decode()
    assert "Kept at" in body and "Not kept" in body and "Put off" not in body
    refused = as_xie.post(
        reverse("desk:promise_keep", args=[late.pk]), {"kept_at": "2099-01-01T10:00"}, headers=HTMX
    )
    assert refused.status_code == 422 and "not come yet" in refused.content.decode()
    as_xie.post(reverse("desk:promise_break", args=[late.pk]), headers=HTMX)
    late.refresh_from_db()
    assert late.state == "broken"


def test_the_caller_is_told_what_was_promised_to_him(customer_of_lin, lin, as_xie):
    promise(customer_of_lin, lin, what="Technician rides along")
    body = as_xie.get(reverse("desk:customer_panel", args=[customer_of_lin.pk])).content.decode()
    assert "Technician rides along" in body


def test_the_timeline_tells_made_and_what_became_of_it(customer_of_lin, xie):
    services.keep(promise=promise(customer_of_lin, xie), by=xie)
    never_recorded(customer_of_lin, xie)
    watching.look_after()
    titles = [event.title for event in timeline(customer_of_lin.pk, kind="promise")]
    assert sum("Promised until" in title for title in titles) == 2
    assert "Promise kept: Send the invoice" in titles and "Promise broken: Send the invoice" in titles


def test_the_list_shows_the_promises_of_whom_one_leads(
    customer_of_lin, customer_of_deng, lin, chen, deng, as_wei, as_chen, django_assert_max_num_queries
):
    for _ in range(55):
        promise(customer_of_lin, lin)
    promise(customer_of_deng, deng, what="Canary")
    with django_assert_max_num_queries(12):
        page = as_wei.get("/desk/promises/")
    assert len(page.context["rows"]) == 50 and "Canary" not in page.content.decode()
    further = unescape(re.search(r'href="([^"]*cursor=[^"]*)"', page.content.decode())[1])
    rest = as_wei.get(further)
    assert len(rest.context["rows"]) == 5 and not rest.context["cursor"]
    assert as_chen.get("/desk/promises/").context["rows"] == []
    assert reads.SETTLED == ("broken", "late", "kept")


# ---- on the home page


@pytest.mark.parametrize(("language", "heading"), [("en", "My promises"), ("zh-hans", "我的承诺")])
def test_whose_home_is_triage_sees_his_next_promises_with_the_time_left(
    customer_of_lin, customer_of_chen, lin, chen, as_lin, as_chen, language, heading
):
    assert as_lin.get(reverse("desk:next_promises")).content.decode().strip() == ""
    for what, due in (("Far", 90 * HOUR), ("Soon", HOUR), ("Late", -2 * HOUR), ("Next", 5 * HOUR)):
        promise(customer_of_lin, lin, what=what, due=due)
    promise(customer_of_chen, chen, what="Others")
    as_lin.cookies["django_language"] = language
    page = as_lin.get(reverse("desk:next_promises"))
    body = page.content.decode()
    assert [one.what for one in page.context["promises"]] == ["Late", "Soon", "Next"]
    assert (page.context["owed"], heading in body, 'class="bad"' in body) == (4, True, True)
    assert reverse("desk:next_promises") in as_lin.get(reverse("retention:triage")).content.decode()


def test_managers_and_administrators_see_theirs_on_their_home_page_too(customer_of_lin, zhou, as_zhou, as_he):
    promise(customer_of_lin, zhou, what="Look at the bill myself", due=HOUR)
    for reader, shown in ((as_zhou, True), (as_he, False)):
        home = reader.get(reverse("dashboards:home")).content.decode()
        assert f'hx-get="{reverse("desk:next_promises")}"' in home
        part = reader.get(reverse("desk:next_promises")).content.decode()
        assert ("Look at the bill myself" in part) is shown


def test_the_promises_on_the_home_page_cost_the_same(
    customer_of_lin, lin, as_lin, django_assert_max_num_queries
):
    for n in range(12):
        promise(customer_of_lin, lin, what=f"Call {n}")
    with django_assert_max_num_queries(6):
        as_lin.get(reverse("desk:next_promises"))
