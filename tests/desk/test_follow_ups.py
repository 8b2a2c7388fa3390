"""Third-day calls: planned after visits, answered, tried again, and told about when nobody makes them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from churn_crm import clock
from customers.models import Visit, VisitType
from desk.contacts import policy
from desk.follow_ups import planning, services
from desk.follow_ups.days import call_day, late_before
from desk.models import Complaint, FollowUp, Interaction, SatisfactionScore
from outbox import consents
from staff.models import Notice
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def weekdays(day):
    return day.weekday() < 5


def tabs_of(page):
    """Tab → how many."""
    return {name: n for name, _label, n, _bad in page.context["tabs"]}


@pytest.fixture
def repair(db):
    return VisitType.objects.create(code="repair", name="Repair")


@pytest.fixture
def named(he, repair):
    """The policy names repairs."""
    policy.change(values={"call_types": ["repair"]}, version=1, by=he)


@pytest.fixture
def visit(named, repair, customer_of_lin, gaoxin, today):
    """Three days ago, a Saturday: today is a Tuesday."""
    return VisitFactory(customer=customer_of_lin, branch=gaoxin, type=repair, day=today - timedelta(days=3))


@pytest.fixture
def call(visit):
    planning.look_after()
    return FollowUp.objects.get()


@pytest.mark.parametrize(
    ("visited", "day"),
    [
        (date(2026, 6, 15), date(2026, 6, 18)),  # Monday → Thursday
        (date(2026, 6, 17), date(2026, 6, 22)),  # Wednesday → Saturday → Monday
        (date(2026, 6, 18), date(2026, 6, 22)),
    ],
)
def test_the_third_calendar_day_or_the_next_on_which_people_are_called(visited, day):
    assert call_day(visited, days=3, is_calling_day=weekdays) == day


def test_a_call_is_late_when_a_day_of_calling_has_passed_without_it():
    monday = date(2026, 6, 15)
    assert late_before(monday, days=1, is_calling_day=weekdays) == date(2026, 6, 12)
    assert late_before(monday, days=2, is_calling_day=weekdays) == date(2026, 6, 11)


def test_a_visit_of_a_kind_that_is_named_is_called_about_once(call, visit, today):
    assert (call.visit, call.visited_on, call.due_on, call.next_on) == (visit, visit.day, today, today)
    assert planning.look_after() == {"planned": 0, "told": 0}
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("ago", "due"),
    [(3, 0), (2, 1), (0, 4)],  # 14 → 17, and 16 → the Dragon Boat days off, 19 to 21 June → 22 June
)
def test_weekends_are_called_and_public_holidays_are_not(
    named, repair, customer_of_lin, gaoxin, today, ago, due
):
    VisitFactory(customer=customer_of_lin, branch=gaoxin, type=repair, day=today - timedelta(days=ago))
    planning.plan_calls()
    assert FollowUp.objects.get().due_on == today + timedelta(days=due if ago else 6)


def test_nobody_is_called_before_a_kind_is_named(repair, customer_of_lin, today):
    VisitFactory(customer=customer_of_lin, type=repair, day=today - timedelta(days=3))
    assert planning.look_after()["planned"] == 0


@pytest.mark.parametrize(
    "change", [{"cancelled": True}, {"type": None}, {"amount": -5}, {"day": date(2026, 6, 1)}]
)
def test_what_is_cancelled_returned_of_no_kind_or_long_ago_is_not_asked_about(
    named, repair, customer_of_lin, today, change
):
    VisitFactory(**({"customer": customer_of_lin, "type": repair, "day": today - timedelta(days=3)} | change))
    assert planning.look_after()["planned"] == 0


def test_two_visits_of_a_day_are_one_call(visit, repair, customer_of_lin, today):
    VisitFactory(customer=customer_of_lin, type=repair, day=visit.day, amount=9000)
    assert planning.look_after()["planned"] == 1
    assert FollowUp.objects.get().visit.amount == 9000


def test_who_refused_calls_is_left_in_peace(visit, customer_of_lin, lin):
    consents.record(
        customer=customer_of_lin, channel="call", purpose="service", given=False, source="phone", by=lin
    )
    assert planning.look_after()["planned"] == 0


@pytest.mark.parametrize("changes", [{"cancelled": True}, {"amount": -100}], ids=["cancelled", "taken back"])
def test_nobody_is_called_about_a_visit_that_was_none_after_all(call, visit, changes):
    Visit.objects.filter(pk=visit.pk).update(**changes)
    planning.look_after()
    assert not FollowUp.objects.exists()


def test_who_refuses_calls_after_one_was_planned_is_left_in_peace(call, customer_of_lin, lin):
    said = {"channel": "call", "purpose": "service", "given": False, "source": "agent", "by": lin}
    consents.record(customer=customer_of_lin, **said)
    planning.look_after()
    assert not FollowUp.objects.exists()


def test_who_is_satisfied_is_one_score_however_often_it_is_pressed(call, as_xie, xie, today):
    url = reverse("desk:follow_up_answer", args=[call.pk])
    for _ in range(2):
        assert as_xie.post(url, {"score": "5", "comment": "Quick"}, headers=HTMX).status_code == 200
    score = SatisfactionScore.objects.get()
    call.refresh_from_db()
    assert (score.score, score.visit, score.logged_by) == (5, call.visit, xie)
    assert score.source == "third_day"
    assert (call.state, call.score, call.closed_on) == ("reached", score, today)
    held = Interaction.objects.get()
    assert (held.topic, held.direction, score.interaction) == ("follow_up", "out", held)


def test_who_is_not_satisfied_has_a_complaint_and_who_leads_hears_of_it(call, as_xie, wei):
    url = reverse("desk:follow_up_answer", args=[call.pk])
    refused = as_xie.post(url, {"score": "2"}, headers=HTMX)
    assert refused.status_code == 422
    assert "Choose the cause that fits best." in refused.content.decode()
    said = {"score": "2", "comment": "Squeals again", "cause": "comeback", "severity": "3"}
    as_xie.post(url, said, headers=HTMX)
    complaint = Complaint.objects.get()
    assert (complaint.text, complaint.cause, complaint.visit) == ("Squeals again", "comeback", call.visit)
    assert complaint.interaction == Interaction.objects.get()
    assert [(one.user, one.kind) for one in Notice.objects.all()] == [(wei, "call_unhappy")] or (
        Notice.objects.get().kind == "call_unhappy"
    )


def test_who_is_not_reached_is_called_on_the_next_day_and_given_up_after_three(call, xie, today):
    for tries in (0, 0):  # pressed twice
        services.not_reached(follow_up=call, by=xie, tries=tries)
    call.refresh_from_db()
    assert (call.tries, call.next_on, call.state) == (1, today + timedelta(days=1), "open")
    for tries in (1, 2):
        services.not_reached(follow_up=call, by=xie, tries=tries)
    call.refresh_from_db()
    assert (call.tries, call.state, call.closed_on) == (3, "given_up", today)


def test_who_leads_hears_once_a_day_of_what_is_late(call, wei, gaoxin, today):
    FollowUp.objects.update(next_on=today - timedelta(days=1))
    assert planning.look_after()["told"] == 0  # Monday's call: a whole day has not passed yet
    FollowUp.objects.update(next_on=today - timedelta(days=4))
    wei.branch = gaoxin
    wei.save()
    assert planning.look_after()["told"] == 1
    assert planning.look_after()["told"] == 0
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.numbers["count"]) == (wei, "calls_late", 1)


def test_who_leads_hears_the_day_after_who_was_never_reached(call, xie, wei, gaoxin, today, settings, as_wei):
    wei.branch = gaoxin
    wei.save()
    for tries in range(3):
        services.not_reached(follow_up=call, by=xie, tries=tries)
    assert planning.look_after()["told"] == 0  # more may follow today
    settings.TODAY = today + timedelta(days=2)  # nothing ran yesterday
    assert [planning.look_after()["told"] for _time in range(2)] == [1, 0]
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.numbers["count"]) == (wei, "calls_given_up", 1)
    page = as_wei.get(notice.link)
    assert list(page.context["rows"]) == [call] and page.context["current"] is None
    settings.TODAY = today + timedelta(days=8)
    assert not as_wei.get(notice.link).context["rows"]


def test_the_page_shows_one_customer_at_a_time_and_the_next_one_after(
    call, repair, as_xie, lin, gaoxin, today
):
    second = CustomerFactory(name="Beiting Cold Chain", owner=lin, branch=gaoxin)
    VisitFactory(customer=second, branch=gaoxin, type=repair, day=today - timedelta(days=3))
    planning.look_after()
    page = as_xie.get("/desk/third-day/")
    assert page.context["current"] == call and tabs_of(page)["today"] == 2
    assert "Is everything as it should be?" in page.content.decode()
    answer = as_xie.post(reverse("desk:follow_up_answer", args=[call.pk]), {"score": "4"}, headers=HTMX)
    assert answer.context["current"].customer == second
    assert tabs_of(as_xie.get("/desk/third-day/?show=done")) == {
        "today": 1,
        "overdue": 0,
        "done": 1,
        "given_up": 0,
    }


def test_a_call_made_before_its_day_keeps_its_card_when_the_answer_has_an_error(
    call, repair, as_xie, lin, gaoxin, today
):
    second = CustomerFactory(name="Beiting Cold Chain", owner=lin, branch=gaoxin)
    VisitFactory(customer=second, branch=gaoxin, type=repair, day=today - timedelta(days=3))
    planning.look_after()
    FollowUp.objects.filter(pk=call.pk).update(next_on=today + timedelta(days=1))
    refused = as_xie.post(reverse("desk:follow_up_answer", args=[call.pk]), {"score": "2"}, headers=HTMX)
    assert refused.status_code == 422 and refused.context["current"] == call
    assert "Choose the cause that fits best." in refused.content.decode()
    assert [one.customer for one in refused.context["rows"]] == [second, call.customer]
    assert as_xie.get(f"/desk/third-day/?at={call.pk}").context["current"] == call


def test_of_two_who_answer_at_once_the_later_one_is_told_that_nothing_was_written(call, as_xie, as_wei):
    url = reverse("desk:follow_up_answer", args=[call.pk])
    as_xie.post(url, {"score": "5"}, headers=HTMX)
    for said in ({"score": "1", "comment": "Squeals", "cause": "comeback"}, {}):  # whole, and with an error
        late = as_wei.post(url, said, headers=HTMX)
        assert "nothing was written down" in late.headers["HX-Trigger"]
    assert as_wei.post(f"{url[: -len('answer/')]}not-reached/", {"tries": 0}, headers=HTMX).status_code == 200
    assert SatisfactionScore.objects.get().score == 5 and not Complaint.objects.exists()


def test_two_agents_at_once_are_led_to_two_customers(
    call, visit, repair, lin, gaoxin, as_xie, as_wei, as_sun, xie, wei
):
    other = CustomerFactory(name="Second", owner=lin, branch=gaoxin)
    VisitFactory(customer=other, branch=gaoxin, type=repair, day=visit.day)
    planning.look_after()
    page = reverse("desk:follow_ups")
    assert as_sun.get(page).context["current"] == call  # who only reads takes nothing in hand
    assert as_xie.get(page).context["current"] == call
    seen = as_wei.get(page)
    assert seen.context["current"].customer == other
    assert f"{xie} is calling" in seen.content.decode()
    assert as_xie.get(page).context["current"] == call  # hers is still hers
    card = as_wei.get(page, {"at": call.pk}).content.decode()
    assert f"{xie} has had this call open since" in card
    call.refresh_from_db()
    assert call.in_hand_of == xie


def test_the_cause_of_a_call_is_chosen_by_digits_as_at_the_desk(call, as_xie):
    assert "01 Product quality" in as_xie.get(reverse("desk:follow_ups")).content.decode()


def test_a_call_is_in_hand_of_whoever_looks_at_it_for_ten_minutes(call, as_xie, as_wei, wei):
    page = reverse("desk:follow_ups")
    as_xie.get(page)
    FollowUp.objects.update(in_hand_since=clock.now() - timedelta(minutes=11))
    assert "is calling" not in as_wei.get(page).content.decode()
    call.refresh_from_db()
    assert call.in_hand_of == wei


def test_whoever_opens_another_call_lets_the_first_go(call, repair, visit, lin, gaoxin, as_xie, xie):
    other = CustomerFactory(owner=lin, branch=gaoxin)
    VisitFactory(customer=other, branch=gaoxin, type=repair, day=visit.day)
    planning.look_after()
    second = FollowUp.objects.exclude(pk=call.pk).get()
    for at in (call.pk, second.pk):
        as_xie.get(reverse("desk:follow_ups"), {"at": at})
    assert FollowUp.objects.get(in_hand_of=xie) == second


def test_the_page_costs_the_same_however_many_are_called(
    visit, repair, lin, gaoxin, as_xie, today, django_assert_max_num_queries
):
    for _ in range(30):
        customer = CustomerFactory(owner=lin, branch=gaoxin)
        VisitFactory(customer=customer, branch=gaoxin, type=repair, day=today - timedelta(days=3))
    with django_assert_max_num_queries(20):
        assert planning.plan_calls() == 31
    with django_assert_max_num_queries(14):
        as_xie.get("/desk/third-day/")
    assert clock.today() == today


def test_before_a_kind_of_visit_is_named_the_page_says_how_calls_begin(as_zhou, as_xie):
    url, policy = reverse("desk:follow_ups"), reverse("desk:contact_policy")
    page = as_zhou.get(url).content.decode()
    assert "Choose kinds of visits" in page and f'href="{policy}"' in page
    page = as_xie.get(url).content.decode()
    assert "A manager switches them on, here or in the policy." in page and policy not in page


# ---- switched on in one click


def test_a_manager_switches_them_on_in_one_click(repair, customer_of_lin, gaoxin, as_zhou, as_wei, today):
    VisitType.objects.create(code="pickup", name="Pick-up", resets_clock=False)
    three_days_ago = {"branch": gaoxin, "day": today - timedelta(days=3)}
    VisitFactory(customer=customer_of_lin, type=None, **three_days_ago)
    VisitFactory(customer=CustomerFactory(branch=gaoxin), type=repair, **three_days_ago)
    page = as_zhou.get(reverse("desk:follow_ups")).content.decode()
    assert "Third-day calls are switched off" in page and reverse("desk:follow_ups_on") in page
    assert reverse("desk:follow_ups_on") not in as_wei.get(reverse("desk:follow_ups")).content.decode()
    page = as_zhou.post(reverse("desk:follow_ups_on"), follow=True)
    assert policy.contact_policy().call_types == ["repair", "no-kind"]
    assert (FollowUp.objects.count(), "2 calls are planned" in page.content.decode()) == (2, True)


def test_a_choice_that_somebody_made_stands(named, as_zhou):
    as_zhou.post(reverse("desk:follow_ups_on"))
    assert (policy.contact_policy().call_types, policy.contact_policy().version) == (["repair"], 2)


def test_visits_without_a_kind_are_named_in_words(he, repair, as_zhou, as_sun):
    policy.change(values={"call_types": ["no-kind"]}, version=1, by=he)
    for reader in (as_zhou, as_sun):
        assert "Visits without a kind" in reader.get(reverse("desk:contact_policy")).content.decode()
