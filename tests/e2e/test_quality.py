"""An inspection with one thumb, left and without a connection; a finding that is put right and looked at."""

import re

import pytest
from playwright.sync_api import expect

from desk.models import Inspection, Rectification, WorkOrderRating
from tests.desk.inspecting import POINTS, a_checklist, asked, inspected, rated
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import VisitFactory


def choose(page, number, verdict):
    page.locator(".cr-ins-p").nth(number).locator(f".cr-ins-{verdict}").click()


@pytest.fixture
def on_site(page_as, xie, language):
    a_checklist()
    page = page_as(xie, width=375, language=language, has_touch=True)
    page.goto("/desk/inspections/new/")
    return page


def test_what_was_entered_at_a_site_is_kept_until_it_is_saved(on_site, said, language, troubles):
    page = on_site
    words = page.locator(".cr-ins-say input").nth(1)
    expect(words).to_be_hidden()
    choose(page, 0, "ok")
    choose(page, 1, "not_ok")
    expect(words).to_be_visible()
    words.fill("Wheel nuts by feeling")
    expect(page.locator("[data-answered]")).to_have_text("2")
    page.goto("/desk/inspections/")  # called away
    page.goto("/desk/inspections/new/")
    expect(page.locator("[data-draft-kept]")).to_contain_text(said("Your draft of"))
    expect(words).to_have_value("Wheel nuts by feeling")
    choose(page, 2, "na")
    save = page.get_by_role("button", name=said("Save"))
    page.context.set_offline(True)
    save.click()
    expect(page.locator("[data-error-title]").last).to_be_visible()
    assert not Inspection.objects.exists()
    page.context.set_offline(False)
    page.locator("[data-error-retry]").last.click()
    expect(page).to_have_url(re.compile(r"/desk/inspections/\d+/$"))
    made = Inspection.objects.get()
    assert (made.score, made.items.get(verdict="not_ok").words) == (25, "Wheel nuts by feeling")
    point = POINTS[1].words_zh if language == "zh-hans" else POINTS[1].words_en
    expect(page.locator(".cr-q-bad")).to_contain_text(point)
    page.goto("/desk/inspections/new/")
    expect(page.locator("[data-draft-kept]")).to_be_hidden()
    troubles[:] = [one for one in troubles if "ERR_INTERNET_DISCONNECTED" not in one and "htmx:" not in one]


def test_what_is_missing_is_led_to(on_site, said, troubles):
    page = on_site
    choose(page, 0, "not_ok")
    page.get_by_role("button", name=said("Save")).click()
    expect(page.get_by_text(said("Say what was found."))).to_be_visible()
    expect(page.get_by_text(said("This point needs an answer."))).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    troubles.clear()  # the browser notes the 422


def test_a_finding_is_put_right_by_one_and_looked_at_by_another(page_as, zhou, lin, gaoxin, language, said):
    made = inspected(zhou, branch=gaoxin)
    boss, worker = page_as(zhou, language=language), page_as(lin, language=language)
    boss.goto(f"/desk/inspections/{made.pk}/")
    boss.get_by_text(said("Have it put right")).click()
    boss.get_by_label(said("What has to be put right")).fill("Torque wrench at every bay")
    boss.get_by_label(said("Who puts it right", context="a rectification")).select_option(label="Lin")
    boss.get_by_role("button", name=said("Ask for it")).click()
    expect(boss.locator(".cr-q-r")).to_contain_text("Torque wrench at every bay")
    worker.goto("/desk/")
    worker.locator(".cr-mine").get_by_text("Torque wrench at every bay").click()
    worker.get_by_text(said("It is put right", context="a rectification")).first.click()
    worker.get_by_label(said("What was done")).fill("Bought four")
    worker.locator("form").get_by_role(
        "button", name=said("It is put right", context="a rectification")
    ).click()
    expect(worker.locator(".cr-tl")).to_contain_text("Bought four")
    boss.goto(f"/desk/rectifications/{Rectification.objects.get().pk}/")
    boss.get_by_text(said("Looked again: in order", context="a rectification")).first.click()
    boss.locator("form").get_by_role(
        "button", name=said("Looked again: in order", context="a rectification")
    ).click()
    expect(boss.locator(".cr-tl")).to_contain_text(said("Passed the second look", context="a rectification"))
    assert Rectification.objects.get().state == "passed"


def test_slips_are_entered_by_the_keyboard_alone(page_as, xie, customer_of_lin, language, said):
    VisitFactory(customer=customer_of_lin, number="W26-1")
    page = page_as(xie, language=language)
    page.goto("/desk/ratings/new/")
    page.keyboard.type("W26-1")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_label(said("Order number"))).to_be_focused()
    expect(page.get_by_label(said("Order number"))).to_have_value("")
    assert WorkOrderRating.objects.get().score == 4


def test_nothing_is_wrong_with_the_pages_when_they_are_full(page_as, zhou, lin, xie, customer_of_lin, gaoxin):
    made = inspected(zhou, customer=customer_of_lin, technician=lin)
    asked(zhou, zhou, finding=made.items.get(verdict="not_ok"))
    visit = VisitFactory(customer=customer_of_lin, technician=lin, branch=gaoxin)
    rated(visit, xie, 2, minutes_late=40, timeliness=2, words="Too late")
    page = page_as(zhou, bypass_csp=True)
    paths = ("inspections/", f"inspections/{made.pk}/", "ratings/", "rectifications/", "inspections/new/")
    found = {path: findings_on(page, f"/desk/{path}", thorough=True, rules=BY_WIDTH) for path in (*paths, "")}
    wrong = [
        f"{path} ({view}): {one}" for path, views in found.items() for view in views for one in views[view]
    ]
    assert not wrong, "\n".join(wrong)
