"""A doubt is read, verified by phone by somebody independent, and confirmed; axe on its pages."""

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from desk.models import Doubt, Recommendation, TruthPolicy, VerificationCall
from desk.quality.truth import raising, reads, verifying
from tests.desk.quality.doubting import a_doubtful_business
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.e2e.words import Words
from tests.factories import at


@pytest.fixture
def doubted(a_working_business, gaoxin, wuhu, lin, chen, xie):
    technician = a_doubtful_business(gaoxin=gaoxin, wuhu=wuhu, lin=lin, chen=chen, xie=xie)
    TruthPolicy.objects.create(verify_at_once=False)  # the manager begins
    raising.look_after()
    return technician


def read_and_verify(page: Page, said: Words, technician: str) -> None:
    page.goto("/desk/doubts/")
    page.get_by_role("link", name=technician).first.click()
    expect(page.get_by_role("heading", name=said("What was found"))).to_be_visible()
    page.get_by_role("button", name=said("Put them on the call list")).click()
    expect(page.get_by_role("heading", name=said("What customers say"))).to_be_visible()


def call(page: Page, said: Words) -> None:
    """The first was never asked, the second says five, the third is not reached."""
    page.goto("/desk/")
    page.get_by_role("link", name=said("%(n)s to call", n="3")).click()
    expect(page.get_by_role("heading", name=said("Verification calls"))).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("n")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.keyboard.press("y")
    page.keyboard.press("5")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.keyboard.press("x")
    expect(page.get_by_text(said("Nobody is left to call today"))).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_doubt_is_verified_and_confirmed(page_as, zhou, doubted, today, language):
    said = Words(language)
    manager = page_as(zhou, language=language)
    read_and_verify(manager, said, doubted.name)
    doubt = Doubt.objects.get(state="verifying")
    agent = doubt.calls.first().agent
    kept = [one.pk for one in doubt.calls.filter(agent=agent).order_by("pk")[:3]]
    VerificationCall.objects.filter(pk__in=kept).update(next_on=today)
    call(page_as(agent, language=language), said)
    assert sorted(doubt.calls.filter(pk__in=kept).values_list("state", flat=True)) == [
        "never",
        "open",
        "same",
    ]
    manager.reload()
    manager.get_by_text(said("Confirmed", context="a doubt"), exact=True).click()
    manager.get_by_label(said("Why", context="a decision")).fill("Never asked")
    manager.get_by_role("button", name=said("Decide", context="a doubt")).click()
    expect(manager.get_by_text(said("Decided. What counts has been corrected."))).to_be_visible()
    assert None in reads.corrections_of_scores().values()


def calls_of_one_agent(technician, zhou) -> list[VerificationCall]:
    doubt = verifying.verify(doubt=Doubt.objects.get(person=technician, check_kind="one_minute"), by=zhou)
    agent = doubt.calls.order_by("pk").first().agent
    return list(doubt.calls.filter(agent=agent).order_by("pk"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_call_made_before_its_day_keeps_its_card_when_something_is_missing(
    page_as, zhou, doubted, today, troubles, language
):
    said = Words(language)
    early, due, *_others = calls_of_one_agent(doubted, zhou)
    VerificationCall.objects.update(next_on=today + timedelta(days=3))
    VerificationCall.objects.filter(pk=due.pk).update(next_on=today)
    page = page_as(early.agent, language=language)
    page.goto(f"/desk/verification/?at={early.pk}")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("y")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(said("Choose a score from 1 to 5."))).to_be_visible()
    troubles.clear()  # the browser notes the 422
    expect(page.get_by_role("heading", name=early.customer.name)).to_be_visible()
    expect(page.locator("[data-row]")).to_have_count(2)
    page.keyboard.press("5")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.get_by_role("heading", name=due.customer.name)).to_be_visible()
    early.refresh_from_db()
    assert (early.state, early.said) == ("same" if early.recorded == 5 else "other", 5)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_recommendation_is_verified_from_nought_to_ten(page_as, zhou, doubted, today, language):
    said = Words(language)
    call = calls_of_one_agent(doubted, zhou)[0]
    entered = Recommendation.objects.create(
        customer=call.customer, visit=call.visit, score=10, source="phone", day=today, logged_at=at(today),
        logged_by=call.entered_by, token=uuid.uuid4(),
    )  # fmt: skip
    VerificationCall.objects.update(next_on=today + timedelta(days=3))
    VerificationCall.objects.filter(pk=call.pk).update(
        next_on=today, score=None, recommendation=entered, recorded=10
    )
    page = page_as(call.agent, language=language)
    page.goto("/desk/verification/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text(said("How likely is he to recommend us, 0 to 10"))).to_be_visible()
    page.keyboard.press("y")
    page.keyboard.press("4")
    expect(page.locator(".cr-unhappy")).to_be_visible()
    page.keyboard.press("5")
    expect(page.locator(".cr-unhappy")).to_be_hidden()
    page.keyboard.press("t")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(said("Nobody is left to call today"))).to_be_visible()
    call.refresh_from_db()
    assert (call.state, call.said) == ("same", 10)


def test_nothing_is_wrong_with_the_truth_checks_pages(page_as, zhou, doubted, today):
    doubt = verifying.verify(doubt=Doubt.objects.filter(person=doubted).first(), by=zhou)
    VerificationCall.objects.update(next_on=today, agent=zhou)
    page = page_as(zhou, bypass_csp=True)
    paths = ("/desk/doubts/", f"/desk/doubts/{doubt.pk}/", "/desk/verification/", "/desk/doubts/policy/")
    found = {path: findings_on(page, path, thorough=True, rules=BY_WIDTH) for path in paths}
    wrong = [
        f"{path} ({view}): {one}" for path, views in found.items() for view in views for one in views[view]
    ]
    assert not wrong, "\n".join(wrong)
