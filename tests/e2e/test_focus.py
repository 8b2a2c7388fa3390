"""Forms that stand in place of a row are left and finished without losing the focus, all by keyboard."""

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from churn_crm import clock
from customers.models import Customer
from desk.models import Complaint, FollowUp, Promise
from desk.promises import services as promises
from tests.desk.complaining import logged
from tests.desk.knowing import article
from tests.e2e.test_signal_inbox import signals  # noqa: F401 (a fixture)
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fang(live_server, cast, lin, gaoxin) -> Customer:
    return CustomerFactory(owner=lin, branch=gaoxin, name="方芷若", phone="+8613912346615")


@pytest.fixture
def complaints(fang, xie) -> list[Complaint]:
    """Shown in this order: the graver is due first."""
    return [logged(fang, xie, severity=severity) for severity in (3, 2)]


@pytest.fixture
def promised(fang, xie) -> list[Promise]:
    given = [(what, clock.now() + timedelta(days=n)) for n, what in enumerate(("A part", "A bill"), 1)]
    return [
        promises.make(customer=fang, by=xie, what=what, due_at=due, token=uuid.uuid4()) for what, due in given
    ]


@pytest.mark.parametrize("place", ["#open-complaints", "#caller-panel"])
def test_after_solving_in_a_row_the_next_one_is_at_hand(
    page_as, complaints, fang, xie, language, said, place
):
    first, second = complaints if place == "#open-complaints" else reversed(complaints)
    page = page_as(xie, language=language)
    page.goto(f"/desk/?customer={fang.pk}" if place == "#caller-panel" else "/desk/")
    part = page.locator(place)
    button, after = (
        part.get_by_role("button", name=said("Solve %(complaint)s", complaint=one)) for one in (first, second)
    )
    button.focus()
    page.keyboard.press("Enter")
    expect(part.locator("[name=resolution]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    expect(part.locator("[name=resolution]")).to_be_focused()
    page.keyboard.type("Called back")
    page.keyboard.press("Enter")
    expect(button).to_have_count(0)
    expect(after).to_be_focused()

    page.keyboard.press("Enter")
    expect(part.locator("[name=resolution]")).to_be_focused()
    page.keyboard.type("Called back")
    page.keyboard.press("Enter")
    expect(after).to_have_count(0)
    expect(part.get_by_role("heading").first).to_be_focused()
    assert not Complaint.objects.filter(solved_at=None).exists()


@pytest.mark.parametrize(("path", "place"), [("/desk/", "#my-promises"), ("/desk/promises/", "#promises")])
def test_after_a_promise_is_recorded_the_next_one_is_at_hand(
    page_as, promised, xie, language, said, path, place
):
    page = page_as(xie, language=language)
    page.goto(path)
    part = page.locator(place)
    opener, after = (part.get_by_role("button", name=one.what, exact=True) for one in promised)
    opener.focus()
    page.keyboard.press("Enter")
    expect(part.locator("[name=kept_at]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(part.locator("[name=kept_at]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(opener).to_have_count(0)
    expect(after).to_be_focused()
    kept = part.get_by_role("button", name=said("Kept: %(what)s", what=promised[1].what))
    kept.focus()
    page.keyboard.press("Enter")
    expect(after).to_have_count(0)
    expect(page.locator(f"{place}, {place} h2").last).to_be_focused()


def test_a_wish_and_a_word_on_an_answer_are_left_by_escape(page_as, fang, xie, he, language, said):
    article(he, "Brakes squeal", "Bed the pads in.", title_zh="刹车异响", text_zh="磨合刹车片。")
    page = page_as(xie, language=language)
    page.goto(f"/desk/?customer={fang.pk}")
    wish = page.get_by_role("button", name=said("Suggestion or defect"))
    wish.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#caller-voice [name$=kind]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(wish).to_be_focused()

    title = "刹车异响" if language == "zh-hans" else "Brakes squeal"
    page.locator("#id_complaint-text").fill(title)
    answers = page.locator("#answer-list")
    wrong = answers.get_by_role("button", name=said("Wrong here: %(title)s", title=title))
    wrong.focus()
    page.keyboard.press("Enter")
    expect(answers.locator("[name=note]")).to_be_focused()
    expect(wrong).to_be_hidden()
    page.keyboard.press("Escape")
    expect(answers.locator(".cr-wrong")).to_have_count(0)
    expect(wrong).to_be_focused()


def test_after_a_call_the_next_customers_name_is_at_hand(page_as, fang, customer_of_lin, xie, today):
    for customer in (fang, customer_of_lin):
        visit = VisitFactory(customer=customer, day=today - timedelta(days=3))
        FollowUp.objects.create(
            customer=customer, visit=visit, visited_on=visit.day, due_on=today, next_on=today
        )
    page = page_as(xie)
    page.goto("/desk/third-day/")
    expect(page.locator("#call-h")).to_contain_text("方芷若")
    page.keyboard.press("x")
    expect(page.locator("#call-h")).to_contain_text(customer_of_lin.name)
    expect(page.locator("#call-h")).to_be_focused()


def test_after_a_word_on_a_signal_the_next_one_is_at_hand(page_as, lin, signals):  # noqa: F811
    page = page_as(lin)
    page.goto("/signals/")
    rows = page.locator("#signals [data-row]")
    page.keyboard.press("j")
    expect(rows.nth(1).locator("[data-row-link]")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#say-form [name=reason]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(rows.nth(1).locator("[data-row-link]")).to_be_focused()
    page.keyboard.press("x")
    page.locator("#say-form [name=reason]").fill("Came in")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2)
    expect(rows.nth(1).locator("[data-row-link]")).to_be_focused()
