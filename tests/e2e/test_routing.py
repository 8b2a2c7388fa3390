"""Skills are taught, a complaint goes where the rules say, somebody falls ill and his work is handed on."""

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from churn_crm import clock
from desk.complaints.services import log_complaint
from desk.models import Complaint, RoutingPolicy, Skill
from staff.absences import enter_absence
from staff.models import Absence
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import UserFactory


@pytest.fixture
def skills(gaoxin):
    for code in ("technical", "billing", "sales"):
        Skill.objects.get_or_create(code=code)


@pytest.fixture
def mo(gaoxin):
    return UserFactory(username="mo", name="Mo", role="agent", branch=gaoxin)


def test_from_skills_to_work_handed_on(page_as, language, said, skills, customer_of_lin, wei, xie, mo):
    RoutingPolicy.objects.create(on=True)
    page = page_as(wei, language=language)
    # Both are good with bills.
    for person in (xie, mo):
        page.goto("/desk/routing/")
        name = said("Change the skills of %(name)s", name=person)
        page.get_by_role("link", name=name).click()
        page.get_by_label(said("Billing", context="skill")).check()
        page.get_by_role("button", name=said("Save"), exact=True).click()
        expect(page.get_by_text(said("The skills of %(name)s are saved.", name=person)).first).to_be_visible()
    log = {"cause": "price", "severity": 2, "text": "Dear", "token": uuid.uuid4()}
    complaint = log_complaint(customer=customer_of_lin, by=wei, **log)
    first, second = (xie, mo) if complaint.holder == xie else (mo, xie)
    # The complaint says why it went there.
    page.goto(f"/desk/complaints/{complaint.pk}/")
    expect(page.get_by_text(said("Given to %(whom)s by the rules", whom=first)).first).to_be_visible()
    # Who has it is on leave for a year; what falls due meanwhile is offered.
    Absence.objects.all().delete()
    page.goto("/absences/add/")
    expect(page.get_by_label(said("Who is away", context="absence"))).to_be_visible()
    entered = enter(first, wei)
    page.goto(f"/absences/{entered.pk}/")
    expect(page.get_by_text(said("to %(name)s", name=second)).first).to_be_visible()
    page.get_by_role("button", name=said("Hand on what is ticked")).click()
    undo = page.get_by_role("button", name=said("Undo")).first
    expect(undo).to_be_visible()
    assert Complaint.objects.get().holder == second
    undo.click()
    expect(page.get_by_text(said("to %(name)s", name=second)).first).to_be_visible()
    assert Complaint.objects.get().holder == first


def enter(person, by):
    days = {"starts_on": clock.today(), "ends_on": clock.today() + timedelta(days=365)}
    return enter_absence(person=person, by=by, kind="leave", token=uuid.uuid4(), **days)


def test_one_enters_his_absence_and_takes_it_back(page_as, language, said, lin):
    page = page_as(lin, language=language)
    page.goto("/absences/add/")
    page.get_by_label(said("Last day away", context="absence")).fill("2026-06-19")
    page.get_by_label(said("Why", context="absence")).select_option("training")
    page.get_by_role("button", name=said("Save"), exact=True).click()
    page.get_by_role("button", name=said("Take back", context="absence")).click()
    page.get_by_role("button", name=said("Undo")).first.click()
    expect(page.locator(".cr-abs-m.cr-abs-training > .cr-sr").first).to_be_attached()
    assert Absence.objects.standing().get().person == lin


def test_nothing_is_wrong_with_the_pages_of_routing(page_as, skills, customer_of_lin, lin, zhou, xie, mo):
    RoutingPolicy.objects.create(on=True)
    log = {"cause": "price", "severity": 2, "text": "Dear", "token": uuid.uuid4()}
    log_complaint(customer=customer_of_lin, by=lin, **log)
    absence = enter(xie, zhou)
    page = page_as(zhou, bypass_csp=True)
    paths = ("/desk/routing/", "/desk/routing/policy/", "/absences/", f"/absences/{absence.pk}/", "/people/")
    found = {path: findings_on(page, path, thorough=True, rules=BY_WIDTH) for path in paths}
    wrong = [
        f"{path} ({view}): {one}" for path, views in found.items() for view in views for one in views[view]
    ]
    assert not wrong, "\n".join(wrong)


def test_the_month_opens_at_today_on_a_phone(page_as, language, lin):
    page = page_as(lin, width=375, language=language)
    page.goto("/absences/")
    expect(page.locator("th[data-today]")).to_be_in_viewport()
    expect(page.locator(".cr-abs thead th").nth(1)).not_to_be_in_viewport()  # the first of the month
    expect(page.locator(".cr-abs tbody th").first).to_be_in_viewport()  # the names stay
