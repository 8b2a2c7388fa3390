"""A manager tries something against the past, opens who stands behind a number, and chooses a model."""

from datetime import date

import pytest
from playwright.sync_api import expect

from churn_crm import clock
from signals.backtests import running
from signals.models import BackTest, ChurnModel, ModelCheck, Training
from signals.upkeep import schedule
from signals.upkeep.drift import Drift, Shifted
from signals.upkeep.realised import Realised, tenth_of
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import CustomerFactory, VisitFactory
from tests.retention.factories import at_risk
from tests.signals.tried import done_test, model_row


@pytest.fixture
def shop(live_server, lin, gaoxin):
    """Six customers; purchases from January 2024 to 10 June 2026."""
    shop = [CustomerFactory(owner=lin, branch=gaoxin, name=f"Customer {n}") for n in range(6)]
    VisitFactory(customer=shop[0], day=date(2024, 1, 10), amount=100)
    for n in range(1, 6):
        for day in (date(2025, 3, n), date(2025, 9, n), date(2026, 6, 10)):
            VisitFactory(customer=shop[n], day=day, amount=100)
    return shop


def test_weights_are_tried_against_the_past_and_watched(page_as, zhou, shop, language, said):
    page = page_as(zhou, language=language)
    page.goto("/signals/policies/")
    page.get_by_role("link", name=said("Back-tests")).click()
    page.get_by_role("link", name=said("Try something")).first.click()
    page.get_by_text(said("The signals with their weights"), exact=True).click()
    page.get_by_text(said("Signals: try other switches, weights and parameters")).click()
    page.locator("[name=weight-lapsed_visit]").fill("0.9")
    page.get_by_text(said("Tiers: try other months and priors")).click()
    page.locator("[name=prior_sms]").fill("0.6")
    page.get_by_role("button", name=said("Try it")).click()
    expect(page.get_by_role("heading", name=said("Waiting for a worker"))).to_be_visible()
    test = BackTest.objects.get()
    assert test.changed == {"lapsed_visit": {"enabled": True, "weight": 0.9}}
    assert test.scoring == {"prior_sms": 0.6}
    expect(page.get_by_role("heading", name=said("In the place of the policy"))).to_be_visible()

    running.run(test.pk)
    expect(page.get_by_role("heading", name=said("Beside what is in use"))).to_be_visible()
    heads = page.locator(".cr-bt-wide tbody th")
    expect(heads.nth(0)).to_contain_text(said("Signals as they are tried"))
    expect(heads.nth(1)).to_contain_text(said("Prior by inactivity tier"))
    expect(heads.nth(1)).to_contain_text(said("in use"))
    expect(heads.nth(2)).to_contain_text(said("Signals as a ranking, with the policy's weights"))


def test_every_number_opens_its_customers(page_as, sun, shop, language, said):
    test = done_test(shop)
    page = page_as(sun, language=language)
    page.goto(f"/signals/back-tests/{test.pk}/")
    page.locator("[name=n]").fill("3")
    page.keyboard.press("Enter")
    caught = page.locator(
        ".cr-kpi", has=page.get_by_role("heading", name=said("Caught", context="customers"))
    )
    expect(caught.locator(".cr-open")).to_have_text("2")
    caught.locator(".cr-open").click()
    expect(page.locator("tbody th a")).to_have_text(["Customer 0", "Customer 2"])


def test_a_back_test_is_cancelled(page_as, zhou, shop, language, said):
    test = done_test(shop)
    BackTest.objects.filter(pk=test.pk).update(state="waiting", share=0)
    page = page_as(zhou, language=language)
    page.goto(f"/signals/back-tests/{test.pk}/")
    page.get_by_role("button", name=said("Cancel the back-test")).click()
    expect(page.get_by_text(said("Somebody cancelled it; nothing was measured."))).to_be_visible()


def test_another_model_is_put_into_use_and_taken_back(page_as, zhou, live_server, language, said):
    model_row(number=1, role="champion")
    model_row(number=2)
    page = page_as(zhou, language=language)
    page.goto("/signals/models/")
    page.get_by_role("link", name=said("Model %(number)s", number=2)).click()
    page.locator("[name=reason]").fill("Fits the season")
    page.get_by_role("button", name=said("Put it into use")).click()
    expect(page.get_by_text("Fits the season")).to_be_visible()
    assert ChurnModel.objects.champion().number == 2
    page.get_by_role("button", name=said("Take back")).click()
    expect(page.get_by_role("heading", name=said("Model %(number)s", number=1))).to_be_visible()
    assert ChurnModel.objects.champion().number == 1


def test_a_manager_has_it_learn_anew_and_reads_what_came_out(page_as, zhou, live_server, language, said):
    a_check_that_moved()
    page = page_as(zhou, language=language)
    page.goto("/signals/models/1/")
    expect(page.get_by_role("heading", name=said("What has moved since its teaching"))).to_be_visible()
    expect(page.get_by_role("rowheader", name=said("How late against their own rhythm"))).to_be_visible()
    page.get_by_role("button", name=said("Learn anew now")).click()
    expect(page.get_by_text(said("It takes minutes. You can leave this page."))).to_be_visible()
    expect(page.get_by_role("button", name=said("Learn anew now"))).to_be_disabled()

    schedule.learn_begun(Training.objects.all())
    expect(
        page.get_by_text(said("There is nothing to learn from yet; the prior of the policy holds."))
    ).to_be_visible()
    expect(page.get_by_role("button", name=said("Learn anew now"))).to_be_enabled()


def a_check_that_moved() -> None:
    """The model in use, looked at: chances and rhythm have moved; what came, now and a year ago."""
    shifted = [Shifted("score", 0.1234, 0.02), Shifted("late_z", 0.09, 0.01), Shifted("tenure", 0.002, 0.01)]
    tenths = [tenth_of(n, 100, n / 10 + 0.05, 10 * n + 4) for n in range(10)]
    came = {
        name: Realised(date(year, 12, 10), 180, tenths, told_by).as_json()
        for name, year, told_by in (("now", 2025, 1), ("last_year", 2024, 0))
    }
    ModelCheck.objects.create(
        day=clock.last_finished_day(),
        model=model_row(number=1, role="champion"),
        drift=Drift(900, shifted).as_json(),
        realised=came,
        checked_at=clock.now(),
    )


def test_cards_and_back_tests_have_no_finding(page_as, zhou, lin, gaoxin, live_server):
    """axe, light, dark and on a phone."""
    many = [CustomerFactory(owner=lin, branch=gaoxin, name=f"Customer {n}") for n in range(110)]
    test = done_test(many)
    a_check_that_moved()
    action = at_risk(lin, "Muyun", probability_from="1")
    page = page_as(zhou, bypass_csp=True)
    for path in (
        "/signals/models/",
        f"/triage/?current={action.pk}",
        f"/customers/{action.customer_id}/",
        "/signals/models/1/",
        "/signals/back-tests/",
        "/signals/back-tests/new/",
        f"/signals/back-tests/{test.pk}/",
        f"/signals/back-tests/{test.pk}/customers/?group=missed",
    ):
        for view, found in findings_on(page, path, thorough=True, rules=BY_WIDTH).items():
            assert not found, (path, view, found)
