"""What is foreseen before the first night, and of nobody."""

import pytest
from django.urls import reverse

from signals.foresight import foresee
from signals.models import NightlyRun
from signals.policies import scoring_policy
from tests.retention.nights import NIGHT, a_business
from tests.signals.test_foresight import seen, values

pytestmark = pytest.mark.django_db


def test_before_the_first_night_it_asks_the_facts(lin, gaoxin, he):
    a_business(lin, gaoxin)

    assert seen(months_sms=1).tiers.asked > 0


def test_while_nobody_is_there_nothing_is_foreseen():
    found = foresee(scoring_policy(), months=[], as_of=NIGHT)

    assert (found.tiers.asked, found.bands.asked, found.echelons.asked, found.nothing) == (0, 0, 0, True)


def test_before_anybody_came_the_page_says_so(as_zhou):
    NightlyRun.objects.all().delete()
    body = as_zhou.post(reverse("signals:preview_scoring"), values(as_zhou)).content.decode()

    assert "Nobody has come yet" in body
