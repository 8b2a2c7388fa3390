"""A manager says how long history is kept; old nights go, and the page of the night says which."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from signals.keeping.letting_go import let_go_of_old_snapshots
from signals.models import ScoringPolicy, Snapshot
from signals.policies import scoring_policy
from tests.factories import CustomerFactory
from tests.signals.health.nights import a_night


@pytest.fixture
def last_night(live_server, lin, gaoxin, today) -> date:
    """Three nights of a month two and a half years ago, and last night."""
    customer, night = CustomerFactory(owner=lin, branch=gaoxin), today - timedelta(days=1)
    scoring_policy()
    for day in (date(2023, 12, 29), date(2023, 12, 30), date(2023, 12, 31), night):
        a_night(customer, day)
    return night


def test_how_long_is_policy_and_a_nights_page_says_what_went(
    page_as, zhou, last_night, language, said, troubles
):
    page = page_as(zhou, language=language)
    page.goto("/signals/policies/")
    page.locator('a[href="/signals/policies/keeping/"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("How long history is kept"))
    page.locator("[name=keep_nights_months]").fill("24")
    page.locator("[name=keep_ends_months]").fill("23")
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator("form.cr-form")).to_contain_text(said("Not shorter than every night is kept."))
    page.locator("[name=keep_ends_months]").fill("84")
    page.get_by_role("button", name=said("Save"), exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(said("Saved. The next night follows it."))
    policy = ScoringPolicy.objects.get()
    assert (policy.keep_nights_months, policy.keep_ends_months) == (24, 84)

    let_go_of_old_snapshots(day=last_night)
    assert sorted(Snapshot.objects.values_list("day", flat=True)) == [date(2023, 12, 31), last_night]
    page.goto(f"/signals/runs/{last_night}/")
    expect(page.get_by_role("heading", name=said("History let go of"))).to_be_visible()
    one, more = "%(n)s night; that of %(kept)s stays", "%(n)s nights; that of %(kept)s stays"
    kept = said.day(date(2023, 12, 31))
    expect(page.locator(".cr-cards")).to_contain_text(said.many(one, more, 2, n=2, kept=kept))
    page.goto("/signals/runs/2023-12-30/")
    gone = said(
        "Where each customer stood on this day was let go of after the night of %(after)s, as the policy "
        "says. What the night counted and followed stays.",
        after="@",
    )
    expect(page.locator(".cr-cards")).to_contain_text(gone.split("@")[0].strip())
    troubles.clear()  # the browser notes the 422
