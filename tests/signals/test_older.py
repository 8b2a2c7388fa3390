"""Lists that only grow are shown whole, a part at a time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from churn_crm import clock
from signals import older
from signals.models import BackTest, ChurnModel, NightlyRun

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(older, "SHOWN", 2)


@pytest.fixture
def nights(today):
    return [
        NightlyRun.objects.create(
            day=today - n * DAY,
            started_at=clock.now(),
            finished_at=clock.now(),
            policy_version=1,
            state="done",
        )
        for n in range(1, 6)
    ]


def test_every_night_is_reached(nights, client, zhou):
    client.force_login(zhou)
    seen, address = [], reverse("signals:runs")
    for _part in range(3):
        context = client.get(address).context
        seen += [night.run.day for night in context["nights"]]
        address = f"{reverse('signals:runs')}?before={context['older']}"
    assert seen == [night.day for night in nights]
    assert context["older"] == ""


def test_the_last_part_has_a_way_back_to_the_newest_and_none_further(nights, client, zhou):
    client.force_login(zhou)
    text = client.get(reverse("signals:runs"), {"before": nights[3].day.isoformat()}).content.decode()
    assert f'href="{reverse("signals:runs")}">The newest' in text
    assert "Older ones" not in text


@pytest.mark.parametrize("name", ["signals:runs", "signals:models", "signals:back_tests"])
def test_what_is_no_place_in_the_list_is_not_found(client, zhou, name):
    client.force_login(zhou)
    assert client.get(reverse(name), {"before": "yesterday"}).status_code == 404
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(("model", "by"), [(NightlyRun, "day"), (ChurnModel, "number"), (BackTest, "id")])
def test_an_empty_list_has_nothing_older(model, by):
    assert older.part(model.objects.all(), by=by, before="") == ([], "")
