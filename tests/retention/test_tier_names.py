"""What tiers are called: in the months of the policy, of the customer's segment, or of the night."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from retention import night
from signals.models import ScoringPolicy, TierMove, TierSegment
from signals.policies import scoring_policy
from tests.retention.nights import NIGHT, a_business, coming

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(lin, gaoxin):
    return a_business(lin, gaoxin)


@pytest.fixture
def firms():
    """Companies have months of their own."""
    return TierSegment.objects.create(customer_kind="company", months_sms=1, months_call=2, months_recall=5)


def body(client, name: str, *arguments) -> str:
    return client.get(reverse(name, args=arguments)).content.decode()


def pages(client) -> list[str]:
    """Where tiers of many customers are named: the list's filter, the dashboard, the night."""
    run = body(client, "signals:run", NIGHT.isoformat())
    return [body(client, "customers:list"), body(client, "dashboards:home"), run]


def test_tiers_of_many_are_named_by_the_months_of_the_policy(business, as_zhou):
    scoring_policy()
    ScoringPolicy.objects.update(months_sms=2, months_call=4, months_recall=9)
    night.run_night(day=NIGHT)
    for page in pages(as_zhou):
        assert all(words in page for words in ("2–4 mo", "4–9 mo", "9+ mo"))
        assert "3–6 mo" not in page and "usually" not in page


def test_where_some_have_months_of_their_own_those_of_the_others_are_the_usual_ones(business, firms, as_zhou):
    night.run_night(day=NIGHT)
    for page in pages(as_zhou):
        assert all(f"usually {words}" in page for words in ("3–6 mo", "6–12 mo", "12+ mo"))


def test_the_command_names_tiers_as_the_night_followed_them(business, firms):
    said = StringIO()
    call_command("nightly", "--as-of", NIGHT.isoformat(), stdout=said)
    assert "usually 3–6 mo" in said.getvalue()


def test_a_night_s_page_keeps_the_names_that_it_followed(business, firms, as_zhou):
    night.run_night(day=NIGHT)
    firms.delete()
    assert "usually 3–6 mo" in body(as_zhou, "signals:run", NIGHT.isoformat())
    assert "usually" not in body(as_zhou, "customers:list")


def test_a_move_is_told_in_the_customer_s_own_months(business, firms, lin, gaoxin, as_lin):
    firm = coming(lin, gaoxin, every=10, silent=32, kind="company")
    person = coming(lin, gaoxin, every=10, silent=93)
    for back in (3, 0):
        night.run_night(day=NIGHT - timedelta(days=back))
    assert TierMove.objects.filter(customer__in=[firm, person]).count() == 2
    firms.delete()  # what was told of that night stays as it was

    told = {one: body(as_lin, "retention:timeline", one.pk) for one in (firm, person)}
    assert "Time away: Current to 1–2 mo" in told[firm]
    assert "Time away: Current to 3–6 mo" in told[person]
    day = body(as_lin, "signals:health_day", firm.pk, NIGHT.isoformat())
    assert "1–2 mo" in day and "3–6 mo" not in day
