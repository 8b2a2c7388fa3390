"""People are away: entered by themselves or their leads, on days that do not overlap; who hears meanwhile."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from churn_crm import clock
from staff import absences
from staff.away import Away
from staff.leading import leads_at, leads_of
from staff.leaving import set_leaving
from staff.models import Absence, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 16)
ONE_DAY = timedelta(days=1)


def away(person, first=TODAY, last=TODAY, *, deputy=None, kind="leave") -> Absence:
    days = {"starts_on": first, "ends_on": last}
    return absences.enter_absence(
        person=person, by=person, kind=kind, deputy=deputy, token=uuid.uuid4(), **days
    )


@pytest.mark.parametrize(("day", "works"), [(-1, True), (0, False), (2, False), (3, True)])
def test_both_days_are_included(lin, day, works):
    away(lin, TODAY, TODAY + 2 * ONE_DAY)
    assert User.objects.at_work(on=TODAY + day * ONE_DAY).filter(pk=lin.pk).exists() is works
    assert User.objects.at_work().filter(pk=lin.pk).exists()


def test_whoever_has_left_works_no_more_from_the_next_day(lin, zhou):
    set_leaving(person=lin, by=zhou, last_day=TODAY, told_on=TODAY)
    assert lin in User.objects.at_work(on=TODAY)
    assert lin not in User.objects.at_work(on=TODAY + ONE_DAY)


def test_an_overlap_is_refused_and_names_the_other_absence(lin):
    away(lin, TODAY, TODAY + 4 * ONE_DAY)
    with pytest.raises(ValidationError, match=r"16 Jun.* until 20 Jun"):
        away(lin, TODAY + 4 * ONE_DAY, TODAY + 9 * ONE_DAY, kind="sick")
    away(lin, TODAY + 5 * ONE_DAY, TODAY + 9 * ONE_DAY, kind="sick")


def test_the_database_refuses_an_overlap_as_well(lin):
    away(lin)
    other = {"kind": "other", "entered_at": clock.now(), "starts_on": TODAY, "ends_on": TODAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(person=lin, token=uuid.uuid4(), **other)


def test_pressing_save_twice_enters_one(lin):
    said = {"person": lin, "by": lin, "kind": "leave", "starts_on": TODAY, "ends_on": TODAY}
    token = uuid.uuid4()
    first = absences.enter_absence(token=token, **said)
    assert absences.enter_absence(token=token, **said) == first
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "field"), [((0, -1), "ends_on"), ((0, 367), "ends_on")], ids=["backwards", "too long"]
)
def test_days_that_cannot_be_are_refused_at_their_field(lin, days, field):
    with pytest.raises(ValidationError) as refused:
        away(lin, TODAY + days[0] * ONE_DAY, TODAY + days[1] * ONE_DAY)
    assert field in refused.value.message_dict


def test_nobody_stands_in_for_himself(lin):
    with pytest.raises(ValidationError, match="Somebody else"):
        away(lin, deputy=lin)


def test_taken_back_he_is_here_and_put_back_away_again(lin, wei):
    absence = away(lin)
    absences.take_back(absence=absence, by=wei)
    assert lin in User.objects.at_work(on=TODAY)
    absences.put_back(absence=absence)
    assert lin not in User.objects.at_work(on=TODAY)


def test_what_was_taken_back_does_not_come_back_over_a_newer_one(lin):
    absence = away(lin)
    absences.take_back(absence=absence, by=lin)
    away(lin, kind="sick")
    with pytest.raises(ValidationError, match="Away already"):
        absences.put_back(absence=absence)


def hearers(person, *blind):
    """Who hears of something that all can open but `blind`."""
    return Away().hearers(person, sees=lambda one: one not in blind)


def test_who_hears_of_the_work_of_somebody_away(lin, chen, wei):
    assert hearers(lin) == [lin]
    absence = away(lin)
    assert hearers(lin) == [lin, wei]
    absences.change_absence(absence=absence, deputy=chen)
    assert hearers(lin) == [lin, chen]


def test_a_deputy_who_cannot_open_it_is_not_told_and_the_next_who_can_is(lin, chen, wei, zhou):
    away(lin, deputy=chen)
    assert hearers(lin, chen) == [lin, wei]
    assert hearers(lin, chen, wei) == [lin, zhou]


def test_a_deputy_who_sees_only_his_own_customers_does_not_hear_of_all_alone(lin, chen, wei):
    away(lin, deputy=chen)
    assert Away().hearers_of_all(lin) == [lin, chen, wei]


def test_a_deputy_who_is_away_too_is_no_deputy(lin, wei, xie):
    away(lin, deputy=xie)
    away(xie, kind="sick")
    assert hearers(lin) == [lin, wei]


def test_of_somebody_gone_only_his_leads_hear(lin, wei, zhou):
    set_leaving(person=lin, by=zhou, last_day=TODAY - ONE_DAY, told_on=TODAY - 9 * ONE_DAY)
    assert hearers(lin) == [wei]


def test_of_what_a_manager_left_undone_another_hears_else_an_administrator(zhou, wei, he):
    assert leads_of(zhou) == [he]
    other = UserFactory(username="gao", role="manager", branch=zhou.branch)
    assert leads_of(zhou) == [other]
    away(other)
    assert leads_of(zhou) == [other, he]
    User.objects.exclude(pk=zhou.pk).update(is_active=False)
    assert leads_of(zhou) == []


def test_while_the_lead_is_away_managers_hear_beside_him(lin, wei, zhou):
    away(wei)
    assert leads_of(lin) == [wei, zhou]
    assert leads_at(lin.branch) == [wei, zhou]


def test_of_what_the_only_lead_left_undone_managers_hear(wei, zhou):
    assert leads_of(wei) == [zhou]


def test_the_business_day_of_his_branch_decides(settings, lin, wuhu):
    """At 23:30 in London it is the next morning in Chengdu."""
    settings.TODAY = None
    lin.branch.time_zone = "Asia/Shanghai"
    here = clock.today("Asia/Shanghai")
    away(lin, here, here)
    assert not Away().is_here(lin)
    lin.branch.time_zone = "Pacific/Kiritimati" if clock.today("Pacific/Kiritimati") != here else "Etc/GMT+12"
    if clock.today(lin.branch.time_zone) != here:
        assert Away().is_here(lin)


# ---- pages


DAYS = {"starts_on": "2026-06-18", "ends_on": "2026-06-19", "kind": "sick", "deputy": ""}


def form(person, **more):
    return DAYS | {"person": person.pk, "token": uuid.uuid4()} | more


def test_one_enters_his_own_absence(as_lin, lin):
    as_lin.post(reverse("staff:absence_add"), form(lin))
    entered = Absence.objects.get()
    assert (entered.person, entered.entered_by, entered.days) == (lin, lin, 2)


def test_a_lead_enters_the_absence_of_his_team_and_of_nobody_else(as_wei, lin, deng):
    as_wei.post(reverse("staff:absence_add"), form(lin))
    answer = as_wei.post(reverse("staff:absence_add"), form(deng))
    assert answer.status_code == 422
    assert [one.person for one in Absence.objects.all()] == [lin]


def test_a_lead_leads_the_people_of_his_branch_who_are_in_no_team(as_wei, xie, wuhu):
    there = UserFactory(username="far", name="Far", role="agent", branch=wuhu)
    as_wei.post(reverse("staff:absence_add"), form(xie))
    assert as_wei.post(reverse("staff:absence_add"), form(there)).status_code == 422
    assert Absence.objects.get().person == xie
    page = as_wei.get(reverse("staff:absences"), {"of": f"branch-{xie.branch_id}"}).content.decode()
    assert 'cr-abs-m cr-abs-sick"><span' in page


def test_a_colleague_cannot_enter_or_change_it(as_chen, lin):
    answer = as_chen.post(reverse("staff:absence_add"), form(lin))
    assert answer.status_code == 422
    assert as_chen.get(reverse("staff:absence", args=[away(lin).pk])).status_code == 404


def test_the_reason_is_for_him_and_his_leads(as_lin, as_chen, as_wei, as_zhou, lin):
    away(lin, kind="sick")
    month = reverse("staff:absences")
    for client, reads in ((as_lin, True), (as_chen, False), (as_wei, True), (as_zhou, True)):
        page = client.get(month).content.decode()
        assert "Lin" in page
        assert ('cr-abs-m cr-abs-sick"><span' in page) is reads


def test_the_month_is_of_ones_own_team(as_chen, lin, deng):
    away(deng)
    page = as_chen.get(reverse("staff:absences")).content.decode()
    assert "Lin" in page
    assert "Deng" not in page


def test_a_manager_opens_any_month_of_any_team(as_zhou, lin, deng):
    away(deng, date(2026, 8, 3), date(2026, 8, 4))
    page = as_zhou.get(reverse("staff:absences"), {"month": "2026-08", "of": f"branch-{deng.branch_id}"})
    assert "Deng" in page.content.decode()
    assert "Lin" not in page.content.decode()


@pytest.mark.parametrize("asked", ["2026-13", "x", "2026-6", "0000-01", "9999-12-31"])
def test_a_month_that_is_none_is_this_one(as_zhou, asked):
    assert as_zhou.get(reverse("staff:absences"), {"month": asked}).context["month"].first == date(2026, 6, 1)


def test_a_change_that_overlaps_is_said_at_the_field(as_lin, lin):
    away(lin, date(2026, 6, 18), date(2026, 6, 19))
    other = away(lin, date(2026, 6, 25), date(2026, 6, 26))
    answer = as_lin.post(reverse("staff:absence", args=[other.pk]), DAYS)
    assert answer.status_code == 422
    assert "Away already" in answer.content.decode()


def test_taking_back_offers_undo_that_puts_it_back(as_lin, lin):
    absence = away(lin)
    answer = as_lin.post(reverse("staff:absence_remove", args=[absence.pk]), follow=True)
    undo = reverse("staff:absence_back", args=[absence.pk])
    assert undo in answer.content.decode()
    as_lin.post(undo, headers={"HX-Request": "true"})
    assert Absence.objects.standing().count() == 1


def test_the_month_takes_as_many_queries_whoever_is_away(as_zhou, lin, chen, django_assert_max_num_queries):
    for number in range(12):
        away(UserFactory(username=f"p{number}", name=f"P{number}", branch=lin.branch), deputy=chen)
    with django_assert_max_num_queries(14):
        as_zhou.get(reverse("staff:absences"))
