"""Signals and movements on the timeline, newest first, page by page."""

from datetime import timedelta

import pytest

from customers.timeline import timeline
from signals.models import ChurnSignal, TierMove

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def story(customer_of_lin, today):
    """Ten signals on ten days, every other one resolved the day after, and a return."""
    for n in range(10):
        opened = today - (20 + n) * DAY
        ChurnSignal.objects.create(
            customer=customer_of_lin,
            kind=f"kind{n}",
            strength=0.5,
            opened_on=opened,
            seen_on=opened,
            resolved_on=opened + DAY if n % 2 else None,
        )
    TierMove.objects.create(
        customer=customer_of_lin,
        day=today,
        seen_on=today,
        from_tier=3,
        to_tier=1,
        came_back=True,
        branch=customer_of_lin.branch,
        owner=customer_of_lin.owner,
    )
    return customer_of_lin


def test_the_return_stands_above_the_signals(story):
    events = timeline(story.pk, limit=100)

    assert events[0].title == "Came back, was 6–12 mo"
    assert sum(event.kind == "signal" for event in events) == 15


def test_pages_join_without_a_gap_or_a_repeat(story):
    whole = [event.key for event in timeline(story.pk, limit=100)]
    paged, before = [], None
    while page := timeline(story.pk, before=before, limit=3):
        paged += [event.key for event in page]
        before = (page[-1].at, page[-1].key)

    assert paged == whole
