"""What migrations make of rows that were written before: the same as is written today."""

import uuid
from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.db import connection

from churn_crm import clock
from desk.complaints import questions, services
from desk.complaints.tasks import look_after_complaints
from desk.complaints.winding import wind_stale
from desk.follow_ups.services import reached
from desk.models import (
    Complaint,
    ComplaintEvent,
    FollowUp,
    Invitation,
    Promise,
    QualityRun,
    Recommendation,
    SatisfactionScore,
)
from desk.promises import services as promises
from desk.routing.choice import Choice
from desk.routing.policies import routing_policy
from desk.routing.services import give as give_to
from desk.surveys import inviting
from desk.surveys.sending import send_due
from tests.desk.complaining import at as moment
from tests.desk.complaining import logged
from tests.desk.surveys.asking import a_survey, ask
from tests.desk.surveys.test_asking import give
from tests.factories import CustomerFactory, VisitFactory
from tests.factories import at as noon

pytestmark = pytest.mark.django_db


def migrated(name: str, *statements: str) -> None:
    """Run these statements of a migration as it does: without parameters."""
    module = import_module(f"desk.migrations.{name}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(getattr(module, statement))


@pytest.fixture
def fang(lin, gaoxin):
    return CustomerFactory(owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615", code="C-1")


# --------------------------------------------------------------------- 0121
FIELDS = ("customer", "visit", "score", "source", "day", "logged_at", "logged_by", "token")


def recommendations() -> list[tuple]:
    return list(Recommendation.objects.order_by("token").values_list(*FIELDS))


def test_recommendations_so_far_are_those_that_answering_writes(zhou, lin, gaoxin, fang, today):
    survey = a_survey(zhou)
    with time_machine.travel(noon(today), tick=False):
        for score in ("0", "6", "10"):
            asked = CustomerFactory(owner=lin, branch=gaoxin)
            visit = VisitFactory(customer=asked, day=today - timedelta(days=2))
            invitation = ask(survey, asked).invitation
            Invitation.objects.filter(pk=invitation.pk).update(visit=visit)
            invitation.refresh_from_db()
            give(invitation, survey, {"satisfaction": ["5"], "nps": [score]})
        give(ask(survey, fang).invitation, survey, {"satisfaction": ["4"]})  # he recommended nothing
    written = recommendations()
    assert [row[2] for row in written].count(0) == 1 and len(written) == 3
    Recommendation.objects.all().delete()
    run = QualityRun.objects.create(day=today, version=3, window_days=90)
    migrated("0121_points_that_changed_and_recommendations_so_far", "FILL", "FILL", "MEASURE_AGAIN")
    assert recommendations() == written
    run.refresh_from_db()
    assert run.version == 0


def test_without_recommendations_nothing_is_measured_again(today):
    run = QualityRun.objects.create(day=today, version=3, window_days=90)
    migrated("0121_points_that_changed_and_recommendations_so_far", "FILL", "MEASURE_AGAIN")
    run.refresh_from_db()
    assert run.version == 3


# --------------------------------------------------------------------- 0140
@pytest.fixture
def handed_over(customer_of_lin, xie, wei):
    """To a department until 17:00; a question to the customer pauses from 10:00 to 12:00."""
    with time_machine.travel(moment("16 09:00"), tick=False) as time:
        complaint = logged(customer_of_lin, xie)
        services.hand_over(complaint=complaint, by=xie, until=moment("16 17:00"), team=wei.team)
        time.move_to(moment("16 10:00"))
        complaint.refresh_from_db()
        questions.ask(complaint=complaint, by=xie, way="call", text="Which one?", token=uuid.uuid4())
        time.move_to(moment("16 12:00"))
        complaint.refresh_from_db()
        services.note_answer(complaint=complaint, by=xie, way="call")
        complaint.refresh_from_db()
        yield complaint


def before_0140(complaint) -> tuple:
    """As it stood before: nothing was known of a moved deadline. Returns what is known now."""
    known = complaint.held_until, complaint.held_due_at, complaint.due_at
    Complaint.objects.filter(pk=complaint.pk).update(held_due_at=None)
    return known


def test_an_open_complaints_deadline_is_moved_by_the_next_beat(handed_over):
    until, moved, due = before_0140(handed_over)
    assert moved > until
    migrated("0140_deadlines_moved_by_pauses", "AS_GIVEN")
    handed_over.refresh_from_db()
    assert (handed_over.held_due_at, handed_over.due_at) == (until, None)
    assert wind_stale() == 1
    handed_over.refresh_from_db()
    assert (handed_over.held_due_at, handed_over.due_at) == (moved, due)


def test_the_lists_stand_while_the_beat_has_not_come(handed_over, as_xie, as_wei):
    before_0140(handed_over)
    migrated("0140_deadlines_moved_by_pauses", "AS_GIVEN")
    for path in ("/desk/", "/desk/complaints/", f"/desk/complaints/{handed_over.pk}/"):
        for client in (as_xie, as_wei):
            assert client.get(path).status_code == 200


def test_a_solved_one_keeps_its_times_and_is_not_wound(handed_over, xie):
    services.solve_complaint(complaint=handed_over, by=xie, resolution="Done")
    handed_over.refresh_from_db()
    until, _moved, due = before_0140(handed_over)
    migrated("0140_deadlines_moved_by_pauses", "AS_GIVEN")
    handed_over.refresh_from_db()
    assert (handed_over.held_due_at, handed_over.due_at) == (until, due)
    assert wind_stale() == 0


def test_one_without_a_deadline_is_left_alone(customer_of_lin, xie):
    complaint = logged(customer_of_lin, xie)
    before = before_0140(complaint)
    migrated("0140_deadlines_moved_by_pauses", "AS_GIVEN")
    complaint.refresh_from_db()
    assert (complaint.held_until, complaint.held_due_at, complaint.due_at) == before


def test_what_was_named_twice_before_is_not_named_again(customer_of_lin, xie, wei):
    """Whoever took what another had let lie was named as well: a second event that stays as it is."""
    with time_machine.travel(moment("16 09:00"), tick=False) as time:
        complaint = logged(customer_of_lin, xie)
        services.hand_over(complaint=complaint, by=xie, until=moment("16 11:00"), team=wei.team)
        time.move_to(moment("16 11:05"))
        look_after_complaints()
        complaint.refresh_from_db()
        services.take(complaint=complaint, by=wei)
        ComplaintEvent.objects.create(
            complaint=complaint, kind="let_lie", at=moment("16 11:10"), person=wei, clock="deadline"
        )
        before_0140(complaint)
        migrated("0140_deadlines_moved_by_pauses", "AS_GIVEN")
        time.move_to(moment("16 11:20"))
        look_after_complaints()
    assert ComplaintEvent.objects.filter(complaint=complaint, kind="let_lie").count() == 2


# --------------------------------------------------------------- 0161, 0181
@pytest.fixture
def two(lin, gaoxin):
    """Customers who can be asked by SMS."""
    return [CustomerFactory(owner=lin, branch=gaoxin, phone=f"+861391234001{n}") for n in (1, 2)]


def old_style(invitation) -> None:
    """Before, who solved it or else who looks after the customer."""
    agent = invitation.agent_id or invitation.customer.owner_id
    Invitation.objects.filter(pk=invitation.pk).update(agent=agent)


def test_agents_are_those_who_dealt_with_what_was_asked_about(zhou, xie, lin, gaoxin, two, today):
    with time_machine.travel(noon(today - timedelta(days=1)), tick=False):
        by_hand = ask(a_survey(zhou), CustomerFactory(owner=lin, branch=gaoxin)).invitation
        a_survey(zhou, occasion="complaint", by_itself=True, after_days=0)
        for customer, by in zip(two, (xie, None), strict=True):
            complaint = logged(customer, xie)
            services.solve_complaint(complaint=complaint, by=by, resolution="Done")
    with time_machine.travel(noon(today), tick=False):
        send_due()
    solved_by_us, by_himself = Invitation.objects.exclude(pk=by_hand.pk).order_by("complaint")
    now = {one.pk: one.agent_id for one in Invitation.objects.all()}
    assert now == {by_hand.pk: None, solved_by_us.pk: xie.pk, by_himself.pk: None}
    for one in Invitation.objects.select_related("customer"):
        old_style(one)
    migrated("0161_agents_and_third_day_calls_so_far", "NOBODY")
    migrated("0181_agents_of_solutions_by_nobody", "NOBODYS")
    assert {one.pk: one.agent_id for one in Invitation.objects.all()} == now


def test_of_a_complaint_that_is_gone_or_open_again_the_agent_stays(zhou, xie, two, today):
    """Who solved it first dealt with it; of a complaint that is gone its key says that there was one."""
    with time_machine.travel(noon(today - timedelta(days=1)), tick=False):
        a_survey(zhou, occasion="complaint", by_itself=True, after_days=0)
        reopened, gone = (logged(customer, xie) for customer in two)
        for complaint in (reopened, gone):
            services.solve_complaint(complaint=complaint, by=xie, resolution="Done")
    with time_machine.travel(noon(today), tick=False):
        send_due()
        services.reopen_complaint(complaint=reopened, by=xie)
    Invitation.objects.filter(complaint=gone).update(complaint=None)
    migrated("0161_agents_and_third_day_calls_so_far", "NOBODY")
    migrated("0181_agents_of_solutions_by_nobody", "NOBODYS")
    assert set(Invitation.objects.values_list("agent", flat=True)) == {xie.pk}
    assert Invitation.objects.count() == 2


def test_scores_of_third_day_calls_are_known_as_such_and_no_others(customer_of_lin, xie, today):
    visit = VisitFactory(customer=customer_of_lin, day=today - timedelta(days=3))
    days = {"visited_on": visit.day, "due_on": today, "next_on": today}
    call = FollowUp.objects.create(customer=customer_of_lin, visit=visit, **days)
    reached(follow_up=call, by=xie, score=4)
    asked = SatisfactionScore.objects.create(
        customer=customer_of_lin, score=3, day=today, logged_at=clock.now(), logged_by=xie, token=uuid.uuid4()
    )
    SatisfactionScore.objects.update(source="agent")
    migrated("0161_agents_and_third_day_calls_so_far", "THIRD_DAY")
    call.refresh_from_db()
    asked.refresh_from_db()
    assert (call.score.source, asked.source) == ("third_day", "agent")


def test_an_occasion_of_a_complaint_has_the_key_that_the_migration_looks_for(zhou, xie, customer_of_lin):
    complaint = logged(customer_of_lin, xie)
    survey = a_survey(zhou)
    key = inviting._key(survey, inviting.Occasion(f"complaint:{complaint.pk}", complaint=complaint))
    assert key == f"survey:{survey.pk}:complaint:{complaint.pk}"


# --------------------------------------------------------------------- 0262
def given_on(promise, to, *, by):
    choice = Choice(person=to.pk, reason="handed_on")
    give_to(promises.locked(promise), choice, policy=routing_policy(), by=by)


def test_what_was_late_when_it_was_given_on_counts_for_who_had_it(fang, lin, chen, wei, zhou):
    with time_machine.travel(moment("16 09:00"), tick=False) as time:

        def promised():
            due = clock.now() + timedelta(hours=2)
            return promises.make(customer=fang, by=lin, what="Call", due_at=due, token=uuid.uuid4())

        late, in_time, of_a_leaver, twice = (promised() for _ in range(4))
        given_on(in_time, chen, by=zhou)
        time.shift(timedelta(hours=3))
        given_on(late, chen, by=zhou)
        given_on(twice, chen, by=zhou)
        promises.hand_over(promises=Promise.objects.filter(pk=of_a_leaver.pk), to=chen.pk, by=zhou)
        time.shift(timedelta(hours=1))
        for one in (twice, of_a_leaver):
            given_on(one, wei, by=zhou)
    Promise.objects.update(late_with=None)  # as it was then
    migrated("0262_who_let_promises_become_late_so_far", "LATE_WITH")
    made = [Promise.objects.get(pk=one.pk).late_with for one in (late, in_time, of_a_leaver, twice)]
    assert made == [lin, None, None, lin]
