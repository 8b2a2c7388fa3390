"""The desk's pages with something on them: no finding of axe, light, dark and on a phone."""

import uuid
from datetime import timedelta

import pytest

from churn_crm import clock
from desk.contacts.services import log_interaction
from desk.models import FollowUp, Interaction, Promise
from desk.promises import services
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import VisitFactory, at

PAGES = (
    "/desk/promises/?show=open",
    "/desk/promises/?show=kept",
    "/desk/contacts/?show=first",
    "/desk/figures/",
    "/desk/third-day/",
)


@pytest.fixture
def spoken_with(customer_of_lin, lin, xie, today):
    """A late promise, one that is kept, enough contacts for a figure, and a call for today."""
    for hours in (2, 3):
        due = clock.now() + timedelta(hours=hours)
        said = {"what": f"Call back in {hours} hours", "due_at": due, "token": uuid.uuid4()}
        promise = services.make(customer=customer_of_lin, by=xie, **said)
    services.keep(promise=promise, by=xie)
    Promise.objects.open().update(due_at=clock.now() - timedelta(hours=1))
    log_interaction(customer=customer_of_lin, by=xie, token=uuid.uuid4(), topic="bill", text="Which bill?")
    for days in range(9, 360, 10):
        day = today - timedelta(days=days)
        Interaction.objects.create(
            customer=customer_of_lin, agent=xie, topic="bill", day=day, at=at(day), token=uuid.uuid4()
        )
    visit = VisitFactory(customer=customer_of_lin, day=today - timedelta(days=3))
    days = {"visited_on": visit.day, "due_on": today, "next_on": today}
    FollowUp.objects.create(customer=customer_of_lin, visit=visit, **days)
    return customer_of_lin


def test_nothing_is_wrong_with_the_desks_pages(spoken_with, xie, page_as):
    page = page_as(xie, bypass_csp=True)
    kinds = [f"/desk/?customer={spoken_with.pk}&kind={kind}" for kind in ("interaction", "promise")]
    found = {path: findings_on(page, path, thorough=True, rules=BY_WIDTH) for path in (*kinds, *PAGES)}
    wrong = [
        f"{path} ({view}): {one}" for path, views in found.items() for view in views for one in views[view]
    ]
    assert not wrong, "\n".join(wrong)
