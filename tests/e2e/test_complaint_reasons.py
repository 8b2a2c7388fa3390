"""What complaints were about and why, from the figure to its list; calls and routing begun in one click."""

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from churn_crm import clock
from desk.complaints.services import solve_complaint
from desk.contacts.policy import contact_policy
from desk.models import Complaint, Skill
from desk.promises import services as promises
from desk.routing.policies import routing_policy
from tests.desk.complaining import logged

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complained(live_server, cast, customer_of_lin, xie):
    for code in Skill.BUILT_IN:
        Skill.objects.get_or_create(code=code)
    for number, why in enumerate(("修后没有试车", "修后没有试车", "No daylight at final inspection", "")):
        said = {"cause": "comeback" if number < 3 else "waiting", "about": "technician" if number < 3 else ""}
        complaint = logged(customer_of_lin, xie, **said)
        if why:
            solve_complaint(complaint=complaint, by=xie, resolution="Done again", root_cause=why)


def test_a_manager_goes_from_a_figure_to_its_complaints(page_as, complained, zhou, language, said):
    page = page_as(zhou, language=language, width=375)
    page.goto("/desk/figures/")
    card = page.get_by_role("region", name=said("What were complaints about, and why?"))
    row = card.get_by_role("row").filter(has_text="修后没有试车")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("修后没有试车")
    expect(page.get_by_role("table").get_by_role("link")).to_have_count(2)


def test_a_manager_begins_calls_and_routing_in_one_click(page_as, complained, zhou, language, said):
    page = page_as(zhou, language=language)
    page.goto("/desk/third-day/")
    page.get_by_role("button", name=said("Switch third-day calls on")).click()
    expect(page.get_by_text(said("Third-day calls are switched off"))).to_have_count(0)
    page.goto("/desk/routing/")
    page.get_by_role("button", name=said("Switch the rules on")).click()
    expect(page.get_by_text(said("The rules are switched off"))).to_have_count(0)
    assert (contact_policy().call_types, routing_policy().on) == (["no-kind"], True)


def test_a_managers_promise_stands_on_his_home_page(
    page_as, complained, customer_of_lin, zhou, language, said
):
    due = clock.now() + timedelta(hours=3)
    promises.make(customer=customer_of_lin, by=zhou, what="Look at the bill", due_at=due, token=uuid.uuid4())
    page = page_as(zhou, language=language, width=375)
    page.goto("/")
    expect(page.get_by_role("region", name=said("My promises"))).to_contain_text("Look at the bill")


def test_an_agent_solves_in_the_panel_with_what_it_came_of_by_keyboard(
    page_as, complained, customer_of_lin, xie, language, said
):
    page = page_as(xie, language=language, width=375)
    page.goto(f"/desk/?customer={customer_of_lin.pk}")
    page.locator("button[hx-get*='/solve/']").first.click()
    expect(page.locator(".cr-solve-f [name=resolution]")).to_be_focused()
    page.keyboard.type("Called back")
    page.keyboard.press("Tab")
    cause = page.locator(".cr-solve-f [name=root_cause]")
    expect(cause).to_be_focused()
    expect(cause).to_have_attribute("placeholder", said("Not known yet"))
    assert page.locator(".cr-solve-f datalist option").count() == 2
    page.keyboard.type("One till only")
    page.keyboard.press("Enter")
    expect(page.locator(".cr-solve-f")).to_have_count(0)
    assert Complaint.objects.filter(root_cause="One till only").exists()


@pytest.mark.parametrize("width", [375, 1280])
def test_an_agent_solves_in_the_list_by_keyboard(
    page_as, complained, customer_of_lin, xie, language, said, width
):
    page = page_as(xie, language=language, width=width)
    page.goto("/desk/")
    row = page.locator("#open-complaints tbody tr")
    expect(row.get_by_role("button", name=said("Solve"))).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    row.locator("a.btn, button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#open-complaints .cr-solve-f [name=resolution]")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")
    expect(page.locator(".cr-solve-f")).to_have_count(0)
    row.get_by_role("button", name=said("Solve")).press("Enter")
    expect(page.locator(".cr-solve-f [name=resolution]")).to_be_focused()
    page.keyboard.type("Called back")
    page.keyboard.press("Tab")
    page.keyboard.type("One till only")
    page.keyboard.press("Enter")
    expect(page.locator("#open-complaints tbody tr")).to_have_count(0)
    assert Complaint.objects.filter(root_cause="One till only", solved_by=xie).exists()


def test_what_is_solved_on_the_call_is_offered_the_words_of_before(
    page_as, complained, customer_of_lin, xie, language, said
):
    page = page_as(xie, language=language, width=375)
    page.goto(f"/desk/?customer={customer_of_lin.pk}&kind=complaint")
    page.keyboard.press("2")
    page.locator("#id_complaint-cause").select_option("comeback")
    page.locator("#id_complaint-solved").check()
    page.locator("#id_complaint-root_cause").focus()
    expect(page.locator("#root-causes option")).to_have_count(2)


def test_a_manager_makes_a_kind_of_visits(page_as, complained, zhou, language, said):
    page = page_as(zhou, language=language, width=375)
    page.goto("/customers/visit-kinds/")
    page.get_by_role("link", name=said("Add a kind")).first.click()
    page.locator("#id_name").fill("拖车")
    page.get_by_role("button", name=said("Save")).click()
    expect(page.get_by_text("拖车").first).to_be_visible()
