"""Complaints and inquiries go to people by the rules: at logging, later, by hand, and on to others."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from churn_crm import clock
from customers.agreements import inquiries
from customers.models import StaffLine
from desk.complaints import services as complaints
from desk.complaints.escalation import escalate_due
from desk.contacts.services import log_interaction
from desk.models import Complaint, ComplaintPolicy, Given, RoutingPolicy, Seat, Skill, Specialist
from desk.promises import services as promises
from desk.routing import meanwhile, preview, reads, seats, services, specialists, waiting
from desk.routing.policies import change, routing_policy
from staff import absences
from staff.leaving import set_leaving
from staff.models import Notice, User
from staff.services import Refused, switch_off
from tests.desk.complaining import at, logged
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 16)


def skill(code: str) -> Skill:
    return Skill.objects.get_or_create(code=code)[0]


def seat(person, *codes, capacity=None, takes=True) -> Seat:
    return seats.save_seat(
        person=person, skills=[skill(code) for code in codes], capacity=capacity, takes=takes, version=0
    )


def away(person, first=TODAY, last=TODAY):
    said = {"starts_on": first, "ends_on": last, "kind": "leave", "token": uuid.uuid4()}
    return absences.enter_absence(person=person, by=person, **said)


@pytest.fixture
def rules_on(he, stand_at):
    """In the middle of a morning, so that today is the day on which somebody can begin."""
    stand_at("16 10:00")
    for code in ("technical", "billing", "sales"):
        skill(code)
    assert change(values={"on": True}, version=routing_policy().version, by=he)


@pytest.fixture
def mo(gaoxin):
    """A second agent of the branch."""
    return UserFactory(username="mo", name="Mo", role="agent", branch=gaoxin)


def holder(complaint):
    return Complaint.objects.get(pk=complaint.pk).holder


def test_a_named_specialist_who_was_switched_off_is_given_nothing(rules_on, customer_of_lin, xie, mo, he):
    seat(xie, "technical")
    specialists.name_specialist(customer=customer_of_lin, person=mo, by=he)
    User.objects.filter(pk=mo.pk).update(is_active=False)
    complaint = logged(customer_of_lin, xie, cause="quality")
    given = Given.objects.get(complaint=complaint)
    assert (complaint.holder, given.facts["passed"]) == (xie, mo.pk)


def inquiry_of(customer, by):
    return log_interaction(
        customer=customer, by=by, token=uuid.uuid4(), topic="inquiry", text="Tyres?"
    ).inquiry


# ---- two at once


@pytest.mark.django_db(transaction=True)
def test_two_who_give_out_at_once_do_not_fill_one_person_twice(customer_of_lin, lin, wei, mo, he):
    """Mo's day holds one of them, so that the other one goes to the lead."""
    things = [logged(customer_of_lin, lin, text=text) for text in ("First", "Second")]
    for code in ("technical", "billing", "sales"):
        skill(code)
    seat(mo, "technical", "billing", "sales", capacity=3)
    assert change(values={"on": True}, version=routing_policy().version, by=he)
    begin = Barrier(2)

    def give(thing):
        try:
            begin.wait()
            return services.place(thing).person.username
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, things)) == ["mo", "wei"]


# ---- at logging


def test_as_long_as_the_rules_are_off_nothing_is_given_out(customer_of_lin, xie, mo):
    seat(mo, "billing")
    assert holder(logged(customer_of_lin, xie, cause="price")) is None
    assert not Given.objects.exists()


@pytest.mark.parametrize(("cause", "who"), [("overcharging", "mo"), ("comeback", "xie"), ("attitude", "xie")])
def test_it_goes_to_who_is_good_at_it(rules_on, customer_of_lin, lin, xie, mo, cause, who):
    seat(mo, "billing", capacity=6)
    seat(xie, "technical")
    assert holder(logged(customer_of_lin, lin, cause=cause)).username == who


def test_why_it_went_there_is_said_on_the_complaint(rules_on, as_xie, customer_of_lin, lin, xie, mo):
    seat(mo, "billing")
    StaffLine.objects.create(customer=customer_of_lin, user=mo, kind="service_desk")
    logged(customer_of_lin, xie, cause="price")
    second = logged(customer_of_lin, lin, cause="price", text="Another")
    page = as_xie.get(reverse("desk:complaint", args=[second.pk])).content.decode()
    assert "Mo: Billing, 1 open, knows the customer" in page
    assert "Given to Mo by the rules" in page


def test_whoever_gets_it_hears_of_it(rules_on, customer_of_lin, xie, mo):
    seat(mo, "billing")
    complaint = logged(customer_of_lin, xie, cause="price")
    notice = Notice.objects.get(kind="complaint_routed")
    assert (notice.user, notice.numbers["complaint"]) == (mo, str(complaint))


def test_the_person_who_logs_it_may_say_who_gets_it(rules_on, customer_of_lin, xie, mo):
    seat(mo, "billing")
    complaint = logged(customer_of_lin, xie, cause="price", goes_to=xie)
    assert holder(complaint) == xie
    assert reads.explanation(Complaint.objects.get(pk=complaint.pk)) == "Xie: chosen by Xie"
    assert not Notice.objects.filter(kind="complaint_routed").exists()


def test_the_form_offers_whom_the_rules_know_and_takes_the_choice(rules_on, as_xie, customer_of_lin, xie, mo):
    seat(mo, "billing")
    desk = as_xie.get(reverse("desk:home"), {"customer": customer_of_lin.pk}).content.decode()
    assert 'name="complaint-goes_to"' in desk
    said = {"text": "Dear", "cause": "price", "severity": 2, "token": uuid.uuid4(), "goes_to": mo.pk}
    as_xie.post(
        reverse("desk:complaint_new", args=[customer_of_lin.pk]),
        {f"complaint-{name}": value for name, value in said.items()} | {"complaint_contact-channel": "phone"},
    )
    assert Complaint.objects.get().holder == mo


def test_what_is_solved_at_once_goes_to_nobody_else(rules_on, customer_of_lin, xie, mo):
    seat(mo, "billing")
    complaint = logged(customer_of_lin, xie, cause="price", solved=True, resolution="Paid back")
    assert holder(complaint) == xie
    assert not Given.objects.exists()


def test_nobody_away_gets_anything_and_who_leaves_gets_nothing_after(
    rules_on, customer_of_lin, lin, wei, xie, mo
):
    seat(mo, "billing")
    seat(xie, "billing", capacity=40)
    away(xie)
    assert holder(logged(customer_of_lin, lin, cause="price")) == mo


def test_above_what_a_day_holds_it_goes_to_the_lead(rules_on, customer_of_lin, lin, wei, mo):
    seat(mo, "billing", capacity=3)
    first = logged(customer_of_lin, lin, cause="price")
    second = logged(customer_of_lin, lin, cause="price", text="Once more")
    assert (holder(first), holder(second)) == (mo, wei)
    given = Given.objects.get(complaint=second)
    assert (given.reason, given.person) == ("full", wei)


@pytest.mark.parametrize(("moment", "who"), [("16 10:00", "xie"), ("16 19:00", "mo"), ("19 19:00", "mo")])
def test_after_hours_the_next_working_day_decides_who_is_there(
    rules_on, stand_at, customer_of_lin, lin, xie, mo, moment, who
):
    """Mo is away today, Xie on the next two working days; on Friday evening Monday counts."""
    seat(mo)
    seat(xie)
    away(mo, TODAY, TODAY)
    away(xie, date(2026, 6, 17), date(2026, 6, 17))
    away(xie, date(2026, 6, 22), date(2026, 6, 22))
    stand_at(moment)
    assert holder(logged(customer_of_lin, lin, cause="attitude")).username == who


def test_a_complaint_over_http_goes_by_the_rules_too(rules_on, as_xie, customer_of_lin, mo):
    seat(mo, "billing")
    said = {"cause": "price", "text": "Dear"}
    address = reverse("desk_api:complaint_new", args=[customer_of_lin.pk])
    assert as_xie.post(address, said, content_type="application/json").json()["holder"] == mo.pk


# ---- inquiries


def test_an_inquiry_goes_to_who_sells_and_hears_of_it(rules_on, customer_of_lin, xie, mo):
    seat(xie, "billing")
    seat(mo, "sales")
    asked = inquiry_of(customer_of_lin, xie)
    assert Given.objects.standing().get(inquiry=asked).person == mo
    assert Notice.objects.get(kind="inquiry_routed").user == mo


def test_what_came_another_way_is_given_out_by_the_beat_once(rules_on, customer_of_lin, lin, mo):
    seat(mo, "sales")
    inquiries.ask(
        customer=customer_of_lin, by=lin, token=uuid.uuid4(), day=TODAY, channel="web", topic="Tyres"
    )
    assert waiting.give_out() == 1
    assert waiting.give_out() == 0
    assert Given.objects.count() == 1


def test_what_nobody_can_have_is_noted_once_and_found_by_the_next_beat(rules_on, customer_of_lin, lin, mo):
    complaint = logged(customer_of_lin, lin, cause="price")
    waiting.give_out()
    assert [(one.person, one.reason) for one in Given.objects.all()] == [(None, "unskilled")]
    seat(mo, "billing")
    assert waiting.give_out() == 1
    assert holder(complaint) == mo


# ---- key accounts


@pytest.mark.parametrize("goes", ["switched off", "last day over"])
def test_an_inquiry_of_somebody_who_has_gone_is_given_to_another(
    rules_on, customer_of_lin, xie, mo, wei, zhou, goes
):
    seat(mo, "sales")
    asked = inquiry_of(customer_of_lin, xie)
    assert waiting.give_out() == 0
    if goes == "switched off":
        User.objects.filter(pk=mo.pk).update(is_active=False)
    else:
        set_leaving(person=mo, by=zhou, last_day=TODAY - timedelta(days=1), told_on=TODAY - timedelta(days=9))
    seat(xie, "sales")
    assert asked in waiting.seen_by(wei)[1]
    assert (waiting.give_out(), waiting.give_out()) == (1, 0)
    standing = Given.objects.standing().get(inquiry=asked)
    assert (standing.person, standing.before) == (xie, mo)


def test_an_inquiry_of_somebody_who_is_away_stays_with_him(rules_on, customer_of_lin, xie, mo):
    seat(mo, "sales")
    inquiry_of(customer_of_lin, xie)
    away(mo)
    assert waiting.give_out() == 0


def test_a_key_account_goes_to_its_specialist_without_any_seat(
    rules_on, customer_of_lin, lin, chen, mo, zhou
):
    seat(mo, "billing")
    specialists.name_specialist(customer=customer_of_lin, person=chen, by=zhou)
    assert holder(logged(customer_of_lin, lin, cause="price")) == chen


def test_past_a_specialist_who_is_away_it_says_so(rules_on, customer_of_lin, lin, chen, mo, zhou):
    seat(mo, "billing")
    specialists.name_specialist(customer=customer_of_lin, person=chen, by=zhou)
    away(chen)
    complaint = logged(customer_of_lin, lin, cause="price")
    said = reads.explanation(Complaint.objects.get(pk=complaint.pk))
    assert said == "Mo: Billing, 0 open, the named specialist is away or full"


@pytest.mark.parametrize("why", ["vip", "specialist"])
def test_a_key_account_has_the_shorter_time_whatever_its_echelon(
    stand_at, customer_of_lin, xie, chen, zhou, why
):
    """Middle severity: two business hours to answer, for a key account one; 15:00 + 1 h."""
    stand_at("16 15:00")
    usual = logged(customer_of_lin, xie)
    if why == "vip":
        customer_of_lin.vip = True
        customer_of_lin.save()
    else:
        specialists.name_specialist(customer=customer_of_lin, person=chen, by=zhou)
    key = logged(customer_of_lin, xie, text="Again")
    assert usual.respond_due_at == at("16 17:00")
    assert key.respond_due_at == at("16 16:00")


def test_the_share_of_key_accounts_is_a_policy_and_never_lengthens(stand_at, customer_of_lin, xie):
    stand_at("16 15:00")
    customer_of_lin.vip = True
    customer_of_lin.save()
    ComplaintPolicy.objects.create(share_key="1", share_3="0.5")
    assert logged(customer_of_lin, xie).respond_due_at == at("16 16:00")


def test_the_specialist_stands_on_the_customers_card(as_zhou, customer_of_lin, chen):
    as_zhou.post(reverse("desk:specialist", args=[customer_of_lin.pk]), {"person": chen.pk})
    assert Specialist.objects.get().person == chen
    panel = as_zhou.get(reverse("desk:customer_panel", args=[customer_of_lin.pk])).content.decode()
    assert "Specialist: Chen" in panel
    as_zhou.post(reverse("desk:specialist", args=[customer_of_lin.pk]), {"person": ""})
    assert not Specialist.objects.exists()


# ---- while somebody is away


@pytest.fixture
def held_by_xie(rules_on, stand_at, customer_of_lin, lin, xie, mo):
    """Three complaints and an inquiry are with Xie; the third is due long after she is back."""
    seat(xie, "billing", "sales", capacity=200)
    stand_at("16 10:00")
    due = [logged(customer_of_lin, lin, cause="price", text=f"No. {number}") for number in range(2)]
    asked = inquiry_of(customer_of_lin, lin)
    later = logged(customer_of_lin, lin, cause="price", severity=1, text="Later")
    Complaint.objects.filter(pk=later.pk).update(due_at=at("30 10:00"))
    seat(mo, "billing", "sales", capacity=200)
    return due, asked, later


def test_what_falls_due_meanwhile_is_offered_and_nothing_moves_by_itself(held_by_xie, xie, wei, mo):
    due, asked, _later = held_by_xie
    absence = away(xie, TODAY, TODAY + timedelta(days=2))
    found = meanwhile.offered(absence, seen_by=wei)
    assert [thing for _name, thing, _choice, _person in found] == [*due, asked]
    assert {person for *_rest, person in found} == {mo}
    assert all(holder(one) == xie for one in due)


def test_handed_on_together_and_taken_back_together(held_by_xie, as_wei, xie, wei, mo):
    due, asked, later = held_by_xie
    absence = away(xie, TODAY, TODAY + timedelta(days=2))
    page = as_wei.get(reverse("desk:due_meanwhile", args=[absence.pk]), headers={"HX-Request": "true"})
    names, token = [name for name, *_rest in page.context["offered"]], page.context["token"]
    for _press in range(2):
        as_wei.post(reverse("desk:hand_on", args=[absence.pk]), {"thing": names, "token": token})
    assert [holder(one) for one in (*due, later)] == [mo, mo, xie]
    assert Given.objects.standing().get(inquiry=asked).person == mo
    assert Given.objects.filter(batch=token).count() == 3
    as_wei.post(reverse("desk:hand_on_undo", args=[token]))
    assert [holder(one) for one in due] == [xie, xie]
    assert Given.objects.standing().get(inquiry=asked).person == xie


def test_only_what_is_ticked_is_handed_on(held_by_xie, as_wei, xie, wei, mo):
    due, _asked, _later = held_by_xie
    absence = away(xie, TODAY, TODAY + timedelta(days=2))
    names = [name for name, *_rest in meanwhile.offered(absence, seen_by=wei)]
    as_wei.post(reverse("desk:hand_on", args=[absence.pk]), {"thing": names[:1], "token": uuid.uuid4()})
    assert [holder(one) for one in due] == [mo, xie]


def test_what_somebody_has_moved_since_stays_there(held_by_xie, xie, wei, mo, lin):
    due, _asked, _later = held_by_xie
    absence, batch = away(xie, TODAY, TODAY + timedelta(days=2)), uuid.uuid4()
    names = [name for name, *_rest in meanwhile.offered(absence, seen_by=wei)]
    chosen = meanwhile.chosen(absence, names, seen_by=wei)
    assert services.hand_on(chosen=chosen, of=xie, by=wei, batch=batch) == 3
    complaints.take(complaint=due[0], by=lin)
    assert services.take_back(batch=batch, by=wei) == 2
    assert [holder(one) for one in due] == [lin, xie]


@pytest.fixture
def promised(stand_at, rules_on, customer_of_lin, xie):
    """Xie has promised to call: tomorrow, and long after she is back."""
    stand_at("16 10:00")
    said = {"customer": customer_of_lin, "by": xie}
    soon = promises.make(**said, what="Call", due_at=at("17 15:00"), token=uuid.uuid4())
    promises.make(**said, what="Call again", due_at=at("30 15:00"), token=uuid.uuid4())
    return soon


@pytest.mark.parametrize(
    ("deputy", "away_too", "who", "why"),
    [(None, (), "lin", "owner"), ("mo", (), "mo", "deputy"), ("mo", ("mo", "lin"), "wei", "unskilled")],
)
def test_promises_go_to_who_stands_in_or_to_the_owner_else_by_the_rules(
    promised, xie, wei, lin, mo, deputy, away_too, who, why
):
    people = {"mo": mo, "lin": lin}
    for name in away_too:
        away(people[name], TODAY, TODAY + timedelta(days=1))
    absence = away(xie, TODAY, TODAY + timedelta(days=2))
    absence.deputy = people.get(deputy)
    ((_name, thing, choice, person),) = meanwhile.offered(absence, seen_by=wei)

    assert (thing, person.username, choice.reason) == (promised, who, why)


def test_a_promise_is_handed_on_with_the_rest_and_taken_back(promised, as_wei, xie, wei, lin):
    absence = away(xie, TODAY, TODAY + timedelta(days=2))
    (name,) = (name for name, *_rest in meanwhile.offered(absence, seen_by=wei))
    token = uuid.uuid4()
    for _press in range(2):
        as_wei.post(reverse("desk:hand_on", args=[absence.pk]), {"thing": [name], "token": token})

    promised.refresh_from_db()
    assert promised.person == lin
    told = Notice.objects.get(kind="promise_handed")
    assert (told.user, told.numbers["person"], told.numbers["what"]) == (lin, "Xie", "Call")
    assert [event.kind for event in promised.events.all()] == ["made", "handed"]

    as_wei.post(reverse("desk:hand_on_undo", args=[token]))
    promised.refresh_from_db()
    assert promised.person == xie
    assert Notice.objects.filter(kind="promise_back", user=xie).exists()


def test_a_promise_that_was_kept_meanwhile_is_not_taken_back(promised, xie, wei, lin):
    absence, batch = away(xie, TODAY, TODAY + timedelta(days=2)), uuid.uuid4()
    names = [name for name, *_rest in meanwhile.offered(absence, seen_by=wei)]
    chosen = meanwhile.chosen(absence, names, seen_by=wei)
    services.hand_on(chosen=chosen, of=xie, by=wei, batch=batch)
    promises.keep(promise=promised, by=lin)

    assert services.take_back(batch=batch, by=wei) == 0
    promised.refresh_from_db()
    assert promised.person == lin


def test_with_the_only_lead_away_a_manager_has_what_overflows(rules_on, customer_of_lin, lin, wei, mo, zhou):
    seat(mo, "billing", capacity=3)
    away(wei)
    logged(customer_of_lin, lin, cause="price")
    second = logged(customer_of_lin, lin, cause="price", text="Once more")
    assert holder(second) == zhou


def test_a_complaint_is_not_given_to_somebody_who_is_away_until_it_is_due(
    stand_at, customer_of_lin, lin, xie, mo
):
    stand_at("16 10:00")
    complaint = logged(customer_of_lin, lin)
    away(mo, TODAY, TODAY + timedelta(days=2))
    with pytest.raises(ValidationError, match="is away until 18 Jun"):
        complaints.hand_over(complaint=complaint, by=xie, person=mo, until=at("18 10:00"))
    complaints.hand_over(complaint=complaint, by=xie, person=mo, until=at("19 10:00"))
    assert holder(complaint) == mo


def test_warnings_reach_the_deputy_as_well(stand_at, customer_of_lin, lin, xie, mo):
    stand_at("16 10:00")
    complaint = logged(customer_of_lin, lin)
    complaints.take(complaint=complaint, by=xie)
    absence = away(xie)
    absences.change_absence(absence=absence, deputy=mo)
    stand_at("16 11:50")
    escalate_due()
    assert {one.user for one in Notice.objects.filter(kind="complaint_warned")} == {xie, mo}


def test_escalation_passes_a_lead_who_is_away(stand_at, customer_of_lin, lin, xie, wei, zhou):
    stand_at("16 10:00")
    complaint = logged(customer_of_lin, lin)
    complaints.take(complaint=complaint, by=xie)
    away(wei)
    stand_at("16 14:30")
    escalate_due()
    assert {one.user for one in Notice.objects.filter(kind="complaint_over")} >= {wei, zhou, xie}
    assert Complaint.objects.get(pk=complaint.pk).escalated_to == zhou


# ---- pages


def test_leads_see_what_nobody_has_and_give_it_to_somebody(rules_on, as_wei, customer_of_lin, lin, wei, xie):
    Complaint.objects.all().delete()
    away(wei)
    complaint = logged(customer_of_lin, lin, cause="price")
    page = as_wei.get(reverse("desk:routing"))
    assert page.context["unrouted"]["complaint_count"] == 1
    as_wei.post(reverse("desk:complaint_give", args=[complaint.pk]), {"person": xie.pk})
    assert holder(complaint) == xie
    assert as_wei.get(reverse("desk:routing")).context["unrouted"]["complaint_count"] == 0


def test_a_lead_edits_the_skills_of_his_branch(as_wei, xie):
    code = skill("billing")
    said = {"takes": "on", "skills": [code.pk], "capacity": 8, "version": 0}
    as_wei.post(reverse("desk:seat", args=[xie.pk]), said)
    found = Seat.objects.get(person=xie)
    assert ([one.code for one in found.skills.all()], found.capacity, found.version) == (["billing"], 8, 1)
    stale = as_wei.post(reverse("desk:seat", args=[xie.pk]), said)
    assert stale.status_code == 422
    assert "just changed" in stale.content.decode()


def test_who_cannot_log_in_is_given_nothing_and_offered_nowhere(
    rules_on, as_wei, customer_of_lin, lin, wei, mo
):
    seat(mo, "billing")
    mo.set_unusable_password()
    mo.save()

    assert holder(logged(customer_of_lin, lin, cause="price")) == wei
    assert mo not in reads.workers(wei)
    assert as_wei.get(reverse("desk:seat", args=[mo.pk])).status_code == 404
    with pytest.raises(ValidationError):
        specialists.name_specialist(customer=customer_of_lin, person=mo, by=wei)


def test_a_skill_off_the_list_finds_nobody(rules_on, customer_of_lin, lin, mo):
    seat(mo, "billing")
    seats.retire(skill=skill("billing"))
    logged(customer_of_lin, lin, cause="price")
    assert Given.objects.get().reason == "unskilled"


def test_the_same_skill_again_is_the_one_that_has_the_name():
    first = seats.add_skill(name="Bodywork")
    assert seats.add_skill(name="bodywork ") == first
    assert seats.add_skill(name="钣金").code == "skill"


def test_a_rule_that_names_no_skill_of_the_list_is_refused(he):
    skill("billing")
    with pytest.raises(ValidationError) as refused:
        change(values={"skill_price": "magic"}, version=routing_policy().version, by=he)
    assert "skill_price" in refused.value.message_dict


def test_the_policy_is_versioned_and_the_slower_one_is_told(as_zhou, zhou):
    page = as_zhou.get(reverse("desk:routing_policy"))
    form = {name: value for name, value in page.context["form"].initial.items() if value not in (None, False)}
    for code in ("technical", "billing", "sales"):
        skill(code)
    as_zhou.post(reverse("desk:routing_policy"), form | {"capacity": 9})
    assert RoutingPolicy.objects.get().capacity == 9
    late = as_zhou.post(reverse("desk:routing_policy"), form | {"capacity": 11})
    assert late.status_code == 422
    assert RoutingPolicy.objects.get().capacity == 9


def test_the_preview_gives_the_last_month_out_again_and_saves_nothing(customer_of_lin, lin, xie, mo, zhou):
    seat(mo, "billing")
    seat(xie)
    for number in range(4):
        logged(customer_of_lin, lin, cause="price" if number else "attitude", text=f"No. {number}")
    wanted = RoutingPolicy(on=True)
    found = preview.outcome(wanted, user=zhou)
    assert (found.matters, dict(found.got)) == (4, {mo.pk: 3, xie.pk: 1})
    assert preview.outcome(RoutingPolicy(skill_price="sales"), user=zhou).got[mo.pk] == 0
    assert not Given.objects.exists()


def test_in_the_preview_what_was_solved_makes_room(customer_of_lin, lin, mo, zhou):
    """A day holds one complaint: two at once overflow, one after the other do not."""
    seat(mo, "billing", capacity=2)
    first = logged(customer_of_lin, lin, cause="price")
    logged(customer_of_lin, lin, cause="price", text="Second")
    wanted = RoutingPolicy(on=True)
    assert preview.outcome(wanted, user=zhou).got[mo.pk] == 1
    earlier = clock.now() - timedelta(days=3)
    Complaint.objects.filter(pk=first.pk).update(logged_at=earlier)
    complaints.solve_complaint(complaint=first, by=lin, resolution="Done")
    Complaint.objects.filter(pk=first.pk).update(solved_at=earlier + timedelta(days=1))
    assert preview.outcome(wanted, user=zhou).got[mo.pk] == 2


def test_seats_and_specialists_over_http(as_wei, customer_of_lin, xie, chen):
    skill("billing")
    said = {"takes": True, "skills": ["billing"], "capacity": 8, "version": 0}
    address = reverse("desk_api:seat", args=[xie.pk])
    assert as_wei.put(address, said, content_type="application/json").json()["version"] == 1
    assert as_wei.put(address, said, content_type="application/json").status_code == 409
    listed = as_wei.get(reverse("desk_api:seats")).json()
    assert [(one["name"], one["skills"], one["capacity"]) for one in listed] == [("Xie", ["billing"], 8.0)]
    mine = reverse("desk_api:specialist", args=[customer_of_lin.pk])
    as_wei.put(mine, {"person": chen.pk}, content_type="application/json")
    assert as_wei.get(mine).json() == {"person": chen.pk}


def test_the_page_takes_as_many_queries_however_much_there_is(
    rules_on, as_wei, customer_of_lin, lin, xie, mo, django_assert_max_num_queries
):
    for number in range(10):
        seat(
            UserFactory(username=f"p{number}", name=f"P{number}", role="agent", branch=lin.branch), "billing"
        )
    for number in range(12):
        logged(customer_of_lin, lin, cause="price", text=f"No. {number}")
    with django_assert_max_num_queries(24):
        as_wei.get(reverse("desk:routing"))


def test_while_the_rules_are_off_the_page_says_who_switches_them_on(as_zhou, as_wei, he):
    url = reverse("desk:routing")
    assert "See first who would have got what" in as_zhou.get(url).content.decode()
    assert "A manager switches them on, here or in the policy." in as_wei.get(url).content.decode()
    for code in ("technical", "billing", "sales"):
        skill(code)
    assert change(values={"on": True}, version=routing_policy().version, by=he)
    assert "The rules are switched off" not in as_zhou.get(url).content.decode()


# ---- switched on in one click


def test_a_manager_switches_the_rules_on_in_one_click(
    stand_at, customer_of_lin, lin, xie, mo, as_zhou, as_wei
):
    stand_at("16 10:00")
    for code in ("technical", "billing", "sales"):
        skill(code)
    seat(mo, "billing")
    waits = logged(customer_of_lin, lin, cause="comeback")
    Complaint.objects.update(holder=None)
    page = as_zhou.get(reverse("desk:routing")).content.decode()
    assert "The rules are switched off" in page and reverse("desk:routing_on") in page
    assert reverse("desk:routing_on") not in as_wei.get(reverse("desk:routing")).content.decode()
    page = as_zhou.post(reverse("desk:routing_on"), follow=True).content.decode()
    assert routing_policy().on and "1 thing that nobody had was given out" in page
    assert holder(waits) == xie  # she can do everything, as nobody has said what she is good at
    assert [str(one) for one in Seat.objects.get(person=mo).skills.all()] == ["Billing"]
    assert {one.code for one in Seat.objects.get(person=xie).skills.all()} == {
        "technical",
        "billing",
        "sales",
    }


def test_rules_that_are_on_stay_as_they_are(rules_on, xie, as_zhou):
    as_zhou.post(reverse("desk:routing_on"))
    assert (routing_policy().version, Seat.objects.count()) == (2, 0)


def test_rules_that_name_a_skill_off_the_list_are_looked_at_first(as_zhou):
    Skill.objects.all().delete()
    answer = as_zhou.post(reverse("desk:routing_on"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk:routing_policy")
    assert (routing_policy().on, "no such skill on the list" in answer.content.decode()) == (False, True)


# ---- when somebody leaves


def test_whoever_leaves_hands_over_inquiries_and_key_accounts(rules_on, customer_of_lin, xie, mo, he):
    asked = inquiry_of(customer_of_lin, xie)
    services.give_by_hand(thing=asked, person=xie, by=he)
    specialists.name_specialist(customer=customer_of_lin, person=xie, by=he)
    with pytest.raises(Refused, match="1 open inquiry, 1 key account by name"):
        switch_off(person=xie, by=he)
    assert switch_off(person=xie, by=he, hand_over_to=mo) == 2
    assert services.holder_of(asked) == mo.pk
    assert specialists.specialist_of(customer_of_lin.pk).person == mo
    assert Notice.objects.of(mo).filter(kind="inquiry_routed").exists()


def test_an_inquiry_that_is_settled_is_no_duty_any_more(rules_on, customer_of_lin, xie, he):
    asked = inquiry_of(customer_of_lin, xie)
    services.give_by_hand(thing=asked, person=xie, by=he)
    type(asked).objects.filter(pk=asked.pk).update(state="none", settled_on=TODAY)
    assert switch_off(person=xie, by=he) == 0
