"""Compensations: within limits by role, approved beyond them, never by who asks, never two past one limit."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from customers.merging.service import merge
from customers.timeline import timeline
from desk.complaints import compensated, compensating, limits, policies, services
from desk.complaints.limits import Given, Limit
from desk.models import Compensation, ComplaintPolicy
from staff.absences import enter_absence
from staff.models import Notice
from tests.desk.complaining import logged
from tests.factories import UserFactory

HTMX = {"HX-Request": "true"}


def D(text):
    return Decimal(str(text))


LIMITS = {
    "agent": Limit(D(200), D(500)),
    "account_manager": Limit(D(300), D(1000)),
    "team_lead": Limit(D(1000), D(3000)),
    "manager": Limit(D(5000), D(20000)),
}


@pytest.fixture
def complaint(customer_of_lin, xie):
    return logged(customer_of_lin, xie)


def give(complaint, by, amount, **more):
    usual = {"kind": "money", "amount": D(amount), "text": "For the wait", "token": uuid.uuid4()}
    return compensating.give(complaint=complaint, by=by, **usual | more)


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("user__username", flat=True))


# ---- limits, pure


@pytest.mark.parametrize(
    ("role", "amount", "before", "in_year", "free", "deciders"),
    [
        ("agent", 200, 0, 0, True, None),
        ("agent", "200.01", 0, 0, False, "team_lead"),
        ("agent", 100, 150, 150, False, "team_lead"),  # for one complaint all of it counts
        ("agent", 100, 0, 450, False, "team_lead"),  # and all that the customer had in the year
        ("agent", 50, 0, 450, True, None),
        ("agent", 2000, 0, 0, False, "manager"),  # a lead could not give it either
        ("agent", 100, 0, 19950, False, "administrator"),
        ("team_lead", 1001, 0, 0, False, "manager"),
        ("manager", 6000, 0, 0, False, "administrator"),
        ("administrator", 999999, 0, 0, True, None),
    ],
)
def test_who_may_give_how_much_and_who_decides_beyond(role, amount, before, in_year, free, deciders):
    so_far = Given(D(before), D(in_year))
    assert limits.may_give(role, D(amount), so_far, LIMITS) is free
    if deciders:
        assert limits.deciders(role, D(amount), so_far, LIMITS)[0] == deciders


MONEY = st.decimals(min_value="0.01", max_value="30000", places=2)


@given(role=st.sampled_from([*LIMITS, "administrator"]), amount=MONEY, before=MONEY, more=MONEY)
def test_whoever_decides_stands_above_and_could_give_it_himself(role, amount, before, more):
    so_far = Given(before, before + more)
    for decider in limits.deciders(role, amount, so_far, LIMITS):
        assert decider != role and decider in limits.above(role)
        assert limits.may_give(decider, amount, so_far, LIMITS)
    if limits.may_give(role, amount, so_far, LIMITS) and role in LIMITS:
        assert before + amount <= LIMITS[role].complaint
        assert before + more + amount <= LIMITS[role].year


# ---- giving, deciding, taking back


@pytest.mark.django_db
def test_within_the_limit_it_is_given_at_once(complaint, xie):
    one = give(complaint, xie, 200)
    assert (one.state, one.waits_for, one.currency) == ("given", "", "CNY")
    event = complaint.events.get(kind="comp_given")
    assert (event.by, event.text) == (xie, "Money back ¥200.00: For the wait")
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_the_same_form_twice_gives_once_and_another_complaints_form_is_refused(
    complaint, customer_of_lin, xie
):
    token = uuid.uuid4()
    assert give(complaint, xie, 100, token=token) == give(complaint, xie, 100, token=token)
    with pytest.raises(ValidationError):
        give(logged(customer_of_lin, xie), xie, 100, token=token)
    assert Compensation.objects.count() == 1


@pytest.mark.django_db
def test_above_the_limit_the_next_level_hears_of_it_and_approves(complaint, xie, wei, zhou):
    one = give(complaint, xie, 800)
    assert (one.state, one.waits_for) == ("waiting", "team_lead")
    assert told("compensation_asked") == ["wei"]
    done = compensating.approve(compensation=one, by=wei)
    assert (done.state, done.decided_by, done.waits_for) == ("approved", wei, "")
    assert told("compensation_approved") == ["xie"]
    assert [event.kind for event in complaint.events.all()] == ["logged", "comp_asked", "comp_approve"]
    assert compensating.approve(compensation=one, by=wei) == done


@pytest.mark.django_db
def test_where_no_lead_sees_the_complaint_the_manager_decides(complaint, xie, zhou):
    one = give(complaint, xie, 800)
    assert (one.waits_for, told("compensation_asked")) == ("manager", ["zhou"])


@pytest.mark.django_db
def test_while_the_lead_is_away_the_manager_hears_of_it_too_and_may_decide(complaint, xie, wei, zhou, today):
    days = {"starts_on": today, "ends_on": today + timedelta(days=20)}
    enter_absence(person=wei, by=zhou, kind="leave", token=uuid.uuid4(), **days)
    one = give(complaint, xie, 800)
    assert (one.waits_for, told("compensation_asked")) == ("team_lead", ["wei", "zhou"])
    assert compensating.approve(compensation=one, by=zhou).decided_by == zhou


@pytest.mark.django_db
def test_where_nobody_may_decide_it_is_said(complaint, xie):
    with pytest.raises(ValidationError, match="nobody is there"):
        give(complaint, xie, 800)


@pytest.mark.django_db
def test_it_is_refused_with_a_reason_that_is_told(complaint, xie, wei):
    one = give(complaint, xie, 800)
    with pytest.raises(ValidationError):
        compensating.refuse(compensation=one, by=wei, reason=" ")
    done = compensating.refuse(compensation=one, by=wei, reason="Half of it is ours")
    assert (done.state, done.reason) == ("refused", "Half of it is ours")
    assert told("compensation_refused") == ["xie"]
    with pytest.raises(ValidationError):
        compensating.approve(compensation=one, by=UserFactory(role="manager"))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["asker", "lower", "agent"])
def test_nobody_approves_what_he_asked_for_or_what_waits_for_one_above(complaint, wei, xie, zhou, who):
    one = give(complaint, wei, 2000)
    assert one.waits_for == "manager"
    by = {"asker": wei, "lower": UserFactory(role="team_lead"), "agent": xie}[who]
    with pytest.raises(ValidationError):
        compensating.approve(compensation=one, by=by)
    assert Compensation.objects.get().state == "waiting"


@pytest.mark.django_db
def test_the_database_too_refuses_who_approves_his_own(complaint, xie, wei):
    one = give(complaint, xie, 800)
    with pytest.raises(IntegrityError), transaction.atomic():
        Compensation.objects.filter(pk=one.pk).update(decided_by=xie)


@pytest.mark.django_db
def test_what_is_above_the_leads_limit_by_now_goes_on_to_the_manager(complaint, xie, wei, zhou):
    first, second = give(complaint, xie, 800), give(complaint, xie, 700)
    compensating.approve(compensation=first, by=wei)
    passed = compensating.approve(compensation=second, by=wei)
    assert (passed.state, passed.waits_for) == ("waiting", "manager")
    assert told("compensation_asked") == ["wei", "wei", "zhou"]
    assert compensating.approve(compensation=second, by=zhou).state == "approved"


@pytest.mark.django_db
def test_the_year_of_the_customer_counts_over_all_his_complaints(
    customer_of_lin, complaint, xie, wei, settings
):
    for _ in range(2):
        assert give(logged(customer_of_lin, xie), xie, 200).state == "given"
    assert give(complaint, xie, 101).state == "waiting"  # 501 in the year
    assert compensating.left_for(complaint, xie) == 100
    Compensation.objects.update(day="2025-12-31")
    assert compensating.left_for(complaint, xie) == 200


@pytest.mark.django_db
def test_what_is_taken_back_counts_no_longer(complaint, xie, lin, wei):
    one = give(complaint, xie, 200)
    with pytest.raises(ValidationError):
        compensating.withdraw(compensation=one, by=lin)
    for _ in range(2):
        back = compensating.withdraw(compensation=one, by=xie)
    assert (back.state, back.withdrawn_by) == ("withdrawn", xie)
    assert [event.kind for event in complaint.events.all()] == ["logged", "comp_given", "comp_back"]
    assert give(complaint, xie, 200).state == "given"


@pytest.mark.django_db
def test_it_is_given_for_a_solved_complaint_too_and_moves_no_clock(complaint, xie):
    solved = services.solve_complaint(complaint=complaint, by=xie, resolution="Done")
    give(solved, xie, 50)
    solved.refresh_from_db()
    assert (solved.state, solved.due_at) == ("solved", None)


@pytest.mark.django_db
def test_who_looked_at_an_older_version_gives_nothing(complaint, xie):
    services.note(complaint=complaint, by=xie, text="x")
    with pytest.raises(ValidationError):
        give(complaint, xie, 50, version=complaint.version)
    assert not Compensation.objects.exists()


@pytest.mark.django_db
def test_other_limits_by_policy_and_a_policy_upside_down_is_refused(complaint, xie, zhou):
    change = {"give_agent": D(50)}
    assert policies.change(values=change, version=ComplaintPolicy().version, by=zhou)
    assert give(complaint, xie, 60).state == "waiting"
    with pytest.raises(ValidationError):
        policies.change(values={"give_agent": D(2000)}, version=2, by=zhou)


# ---- two at once


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_slip_under_the_limit_of_one_complaint(customer_of_lin, xie, wei):
    complaint = logged(customer_of_lin, xie)
    assert both_give(complaint, complaint, xie, 150) == ["given", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_slip_under_the_limit_of_the_year(customer_of_lin, xie, wei):
    first, second, earlier = (logged(customer_of_lin, xie) for _ in range(3))
    give(earlier, xie, 200)
    assert both_give(first, second, xie, 180) == ["given", "waiting"]


def both_give(first, second, by, amount):
    """By two connections that begin at the same moment."""
    begin = Barrier(2)

    def one(complaint):
        try:
            begin.wait()
            return give(complaint, by, amount).state
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, (first, second)))


# ---- where it is shown


@pytest.mark.django_db
def test_it_stands_on_the_timeline_while_he_has_it_and_follows_a_merge(
    complaint, customer_of_lin, customer_of_chen, xie, zhou
):
    kept, back = give(complaint, xie, 100), give(complaint, xie, 50)
    compensating.withdraw(compensation=back, by=xie)
    titles = [event.title for event in timeline(customer_of_lin.pk, kind="compensation")]
    assert titles == ["Compensation: Money back ¥100.00, given"]
    merge(gone=customer_of_lin.pk, survivor=customer_of_chen.pk, by=zhou, choices={})
    assert [event.detail for event in timeline(customer_of_chen.pk, kind="compensation")] == [
        f"{complaint}: {kept.text}"
    ]


@pytest.mark.django_db
def test_the_figures_count_what_was_given_by_cause_and_who_waits(customer_of_lin, xie, wei, as_wei, today):
    waits, price = logged(customer_of_lin, xie), logged(customer_of_lin, xie, cause="price")
    give(waits, xie, 100), give(waits, xie, 60)
    give(price, xie, 90)
    asked = give(price, xie, 400)
    rows = [(line.cause, line.complaints, line.amount) for line in compensated.by_cause(xie, on=today)]
    assert rows == [("waiting", 1, 160), ("price", 1, 90)]
    assert compensated.waiting(wei) == [asked]
    page = as_wei.get(reverse("desk:figures")).content.decode()
    assert "¥160" in page and "waits for: Team lead" in page


@pytest.mark.django_db
def test_of_customers_whom_one_does_not_see_nothing_is_counted(complaint, xie, deng, today):
    give(complaint, xie, 100)
    assert compensated.by_cause(deng, on=today) == []


@pytest.mark.django_db
def test_on_the_page_one_gives_asks_decides_and_takes_back(complaint, as_xie, as_wei, wei):
    page = reverse("desk:complaint", args=[complaint.pk])
    assert "You may give ¥200 without asking" in as_xie.get(page).content.decode()
    target = reverse("desk:complaint_compensate", args=[complaint.pk])
    given = {"kind": "work", "amount": "400", "text": "New pads", "token": uuid.uuid4()}
    answer = as_xie.post(target, given, headers=HTMX)
    assert "waiting for approval" in answer.content.decode() and "undo" in answer.headers["HX-Trigger"]
    one = Compensation.objects.get()
    assert "Why it is refused" in as_wei.get(page).content.decode()
    assert "Why it is refused" not in as_xie.get(page).content.decode()
    assert as_wei.post(reverse("desk:compensation_refuse", args=[one.pk]), {"reason": ""}).status_code == 302
    assert Compensation.objects.get().state == "waiting"
    as_wei.post(reverse("desk:compensation_approve", args=[one.pk]))
    assert Compensation.objects.get().state == "approved"
    as_xie.post(reverse("desk:compensation_withdraw", args=[one.pk]))
    assert Compensation.objects.get().state == "withdrawn"
    wrong = as_xie.post(target, {"kind": "work", "amount": "0", "text": "x"}, headers=HTMX)
    assert wrong.status_code == 422


@pytest.mark.django_db
def test_the_page_costs_the_same_whatever_was_given(
    complaint, as_xie, xie, wei, django_assert_max_num_queries
):
    for _ in range(12):
        give(complaint, xie, 10)
    with django_assert_max_num_queries(24):
        as_xie.get(reverse("desk:complaint", args=[complaint.pk]))


@pytest.mark.django_db
def test_the_figures_cost_the_same_however_much_was_given(
    customer_of_lin, as_xie, xie, wei, django_assert_max_num_queries
):
    for _ in range(8):
        give(logged(customer_of_lin, xie), xie, 60)
    with django_assert_max_num_queries(20):
        as_xie.get(reverse("desk:figures"))


@pytest.mark.django_db
def test_the_api_gives_decides_and_takes_back(complaint, as_xie, as_wei, wei):
    target = reverse("desk_api:complaint_compensations", args=[complaint.pk])
    said = {"kind": "money", "amount": "800.00", "text": "Towing"}
    once = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = (as_xie.post(target, said, "application/json", headers=once) for _ in range(2))
    assert first.status_code == 201 and first.json()["id"] == second.json()["id"]
    one = first.json()
    assert (one["state"], one["waits_for"], one["currency"]) == ("waiting", "team_lead", "CNY")
    assert as_xie.post(target, said | {"amount": "0"}, "application/json").status_code == 400
    approve = reverse("desk_api:compensation_approve", args=[one["id"]])
    assert as_xie.post(approve).status_code == 403
    assert [row["id"] for row in as_wei.get(reverse("desk_api:compensations_waiting")).json()["results"]] == [
        one["id"]
    ]
    assert as_wei.post(approve).json()["state"] == "approved"
    back = as_xie.post(reverse("desk_api:compensation_withdraw", args=[one["id"]]))
    assert back.json()["state"] == "withdrawn"
    assert len(as_xie.get(target).json()["results"]) == 1
