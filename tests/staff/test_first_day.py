"""An empty installation: every page leads to the one that makes the first administrator. That works once."""

from decimal import Decimal

import pytest
from django.urls import reverse

from staff import services
from staff.models import Branch, Business, User

GOOD = {
    "business": "Hexi Auto Care",
    "place": "Changsha",
    "branch": "Gaoxin",
    "time_zone": "Asia/Shanghai",
    "currency": "CNY",
    "margin": "35",
    "name": "He Min",
    "username": "he",
    "email": "he@example.org",
    "password": "a long enough one",
}
pytestmark = pytest.mark.django_db


def begin(client, **changes):
    return client.post(reverse("staff:first_day"), GOOD | changes)


def test_every_page_of_an_empty_installation_leads_to_the_first_day(client):
    for path in ("/", "/people/", "/account/login/", "/customers/"):
        assert client.get(path).headers["Location"] == "/first-day/"


def test_health_answers_before_the_first_day(client):
    assert client.get("/healthz").status_code == 200


def test_the_first_day_makes_business_branch_and_administrator_and_logs_in(client):
    answer = begin(client)
    assert answer.status_code == 302
    administrator, branch = User.objects.get(username="he"), Branch.objects.get()
    assert (administrator.role, administrator.name) == ("administrator", "He Min")
    assert (branch.name, branch.currency, branch.margin, branch.pool_owner) == (
        "Gaoxin",
        "CNY",
        Decimal("0.350"),
        administrator,
    )
    assert Business.objects.get().name == "Hexi Auto Care"
    assert client.get("/people/").status_code == 200


def test_the_first_day_comes_once(client, client_of_a_stranger):
    begin(client)
    answer = begin(client_of_a_stranger, username="mallory")
    assert answer.status_code == 302
    assert not User.objects.filter(username="mallory").exists()


def test_two_at_once_make_one_administrator(client):
    begin(client)
    fields = {name: value for name, value in GOOD.items() if name != "margin"}
    with pytest.raises(services.Refused):
        services.set_up_business(first_day=services.FirstDay(**fields, margin=Decimal("0.3")))


@pytest.fixture
def client_of_a_stranger():
    from django.test import Client

    return Client()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"margin": "135"}, "margin"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"business": ""}, "business"),
    ],
)
def test_a_wrong_entry_is_said_at_its_field_and_nothing_is_made(client, changes, field):
    answer = begin(client, **changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not User.objects.exists()
    assert not Branch.objects.exists()


def test_an_import_before_the_first_day_keeps_its_branch(client):
    branch = Branch.objects.create(code="main", name="Main")
    begin(client, branch="Gaoxin")
    branch.refresh_from_db()
    assert branch.name == "Gaoxin"
    assert Branch.objects.count() == 1
