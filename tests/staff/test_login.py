"""Logging in, being locked out, the inbox."""

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import Notice
from staff.notices import notify

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"


@pytest.fixture
def known(lin, he):
    lin.set_password(PASSWORD)
    lin.email = "lin@example.org"
    lin.save()
    return lin


def log_in(client: Client, name: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": name, "password": password})


@pytest.mark.parametrize("name", ["lin", "lin@example.org", "LIN@example.org"])
def test_one_logs_in_by_user_name_or_address(client, known, name):
    log_in(client, name)
    assert client.session["_auth_user_id"] == str(known.pk)


def test_each_role_begins_on_its_own_page(client, known):
    log_in(client, "lin")
    assert client.get("/").headers["Location"] == reverse("retention:triage")


def test_the_session_key_changes_at_login(client, known):
    client.get(reverse("account_login"))
    before = client.session.session_key
    log_in(client, "lin")
    assert client.session.session_key != before


def test_a_wrong_password_is_said_without_saying_whether_the_name_exists(client, known):
    wrong, unknown = log_in(client, "lin", "nonsense"), log_in(client, "nobody", "nonsense")
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_after_eight_wrong_passwords_even_the_right_one_waits(client, known, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = log_in(client, "lin", "nonsense")
    assert answer.status_code == 429
    assert "Too many wrong passwords" in answer.content.decode()
    assert log_in(client, "lin").status_code == 429


def test_a_forged_forwarded_address_does_not_open_the_lock(client, known, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, "lin", "nonsense")
    entry = {"login": "lin", "password": PASSWORD}
    answer = client.post(reverse("account_login"), entry, headers={"X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == 429


def test_there_is_no_way_to_sign_up(client, he):
    for path in ("/account/signup/", "/accounts/signup/"):
        assert client.get(path).status_code == 404


def test_a_login_leads_to_no_foreign_site(client, known):
    answer = client.post(
        reverse("account_login"), {"login": "lin", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert "evil" not in answer.headers["Location"]


def test_the_inbox_counts_what_is_not_read_and_forgets_it_when_read(as_lin, lin):
    notify(
        users=[lin],
        kind="night_failed",
        numbers={"day": "1 June", "error": "disk full"},
        occasion="x",
        link="/desk/",
    )
    assert ">1<" in as_lin.get(reverse("staff:notices_badge")).content.decode()
    assert "disk full" in as_lin.get(reverse("staff:notices")).content.decode()
    answer = as_lin.post(reverse("staff:notice", args=[Notice.objects.get().pk]))
    assert answer.headers["Location"] == "/desk/"
    assert as_lin.get(reverse("staff:notices_badge")).content.decode().strip() == ""


def test_an_empty_inbox_says_so(as_lin):
    assert "No notices" in as_lin.get(reverse("staff:notices")).content.decode()


def test_times_stand_in_the_zone_of_the_persons_branch(as_lin, lin, gaoxin):
    gaoxin.time_zone = "Europe/Berlin"
    gaoxin.save()
    notify(users=[lin], kind="night_late", numbers={"day": "1 June"}, occasion="x")
    Notice.objects.update(created_at="2026-06-01T12:00:00Z")
    assert "14:00" in as_lin.get(reverse("staff:notices")).content.decode()
