"""The quality index in a browser: a number opens its answers, a policy is tried out and saved."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from desk.models import QualityPolicy
from desk.quality.index import measuring
from tests.desk.quality.answering import complaint, inspection, score, visit
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.e2e.words import Words
from tests.factories import UserFactory


@pytest.fixture
def measured(customer_of_lin, customer_of_deng, gaoxin, xie, today):
    """A branch and a technician with enough answers and a year of months, and a branch with too few."""
    ma = UserFactory(username="ma", name="Ma", role="agent", branch=gaoxin)
    for number in range(60):
        day = today - timedelta(days=1 + 6 * number)
        one = visit(customer_of_lin, day, technician=ma)
        for said in (3 + number % 3, 5, 4):
            score(one, day, said, source="link")
    complaint(one, today - timedelta(days=3), severity=2)
    inspection(gaoxin, ma, xie, today - timedelta(days=9), 82)
    score(visit(customer_of_deng, today - timedelta(days=2)), today - timedelta(days=2), 5, source="agent")
    measuring.measure_due()
    return ma


def test_nothing_is_wrong_with_the_pages_of_the_index(measured, customer_of_lin, zhou, page_as):
    page = page_as(zhou, bypass_csp=True)
    paths = (
        reverse("desk:quality"),
        reverse("desk:quality_technician", args=[measured.pk]),
        f"{reverse('desk:quality_answers')}?technician={measured.pk}",
        reverse("desk:quality_policy"),
        reverse("retention:customer", args=[customer_of_lin.pk]),
    )
    found = {path: findings_on(page, path, thorough=True, rules=BY_WIDTH) for path in paths}
    wrong = [
        f"{path} ({view}): {one}" for path, views in found.items() for view in views for one in views[view]
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_number_opens_its_answers_and_a_policy_is_tried_out_before_it_is_saved(
    measured, zhou, page_as, language
):
    said, page = Words(language), page_as(zhou, language=language)
    page.goto(reverse("desk:quality"))
    row = page.get_by_role("row").filter(has_text="Ma")
    expect(row).to_contain_text(said("missing"))
    row.get_by_role("link", name="Ma").click()
    expect(page.get_by_role("heading", name=said("How has it changed?"))).to_be_visible()
    page.get_by_role("link", name=said.many("%(shown)s answer", "%(shown)s answers", 2, shown="45")).click()
    expect(page.get_by_role("row")).to_have_count(46)  # the head and 45 answers
    page.goto(reverse("desk:quality_policy"))
    page.get_by_label(said("surveys, %")).fill("45")
    page.get_by_label(said("customer feedback, %")).fill("5")
    page.get_by_role("button", name=said("What would change?")).click()
    expect(page.get_by_role("table", name=said("Who would move"))).to_contain_text("Ma")
    assert not QualityPolicy.objects.exists()
    page.get_by_role("button", name=said("Save")).click()
    expect(page.get_by_text(said("Version %(version)s.", version=2))).to_be_visible()
