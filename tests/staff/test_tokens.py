"""API tokens: good for what their person may do, until they are revoked, expire, or he is switched off."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from churn_crm import clock
from staff import services
from staff.models import ApiToken
from staff.tokens import make_token, revoke_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def there_is_an_administrator(he):
    """Without one every stranger is led to the first day."""


def ask(secret: str, method: str = "get", **data):
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    return getattr(client, method)(reverse("api:customers"), data, content_type="application/json")


def test_a_token_sees_what_its_person_sees(lin, customer_of_lin, customer_of_chen, customer_of_deng):
    _token, secret = make_token(user=lin, name="till", days=30, writes=False)
    assert [row["code"] for row in ask(secret).json()["results"]] == [customer_of_lin.code]


def test_no_token_and_a_wrong_one_are_answered_with_401(lin, client):
    assert client.get(reverse("api:customers")).status_code == 401
    answer = ask("crm_made-up")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert "revoked or expired" in answer.json()["detail"]


@pytest.mark.parametrize("ending", ["revoked", "expired", "person switched off"])
def test_a_token_ends(ending, lin, he, zhou, gaoxin):
    token, secret = make_token(user=lin, name="till", days=30, writes=False)
    assert ask(secret).status_code == 200
    if ending == "revoked":
        revoke_token(token=token)
    elif ending == "expired":
        ApiToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    else:
        services.switch_off(person=lin, by=he, hand_over_to=zhou)
    assert ask(secret).status_code == 401


def test_a_token_that_reads_does_not_write(lin, gaoxin):
    new = {"name": "Mo Ran", "branch": "gaoxin"}
    _reads, secret = make_token(user=lin, name="website", days=30, writes=False)
    assert ask(secret, "post", **new).status_code == 403
    _writes, secret = make_token(user=lin, name="till", days=30, writes=True)
    assert ask(secret, "post", **new).status_code == 201


def test_an_auditors_token_never_writes(sun, gaoxin):
    _token, secret = make_token(user=sun, name="audit", days=30, writes=True)
    assert ask(secret, "post", name="Mo Ran", branch="gaoxin").status_code == 403


def test_the_secret_is_shown_once_and_kept_nowhere(as_lin, lin):
    page = as_lin.post(reverse("staff:tokens"), {"name": "till", "days": "90", "writes": "on"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert ask(secret).status_code == 200
    token = ApiToken.objects.get()
    assert secret not in str(vars(token))
    again = as_lin.get(reverse("staff:tokens")).content.decode()
    assert secret not in again
    assert token.begins in again


def test_nobody_revokes_the_token_of_somebody_else(as_chen, as_lin, lin):
    token, _secret = make_token(user=lin, name="till", days=30, writes=False)
    address = reverse("staff:revoke_token", args=[token.pk])
    assert as_chen.post(address).status_code == 404
    assert as_lin.post(address).status_code == 302
    assert ApiToken.objects.get().revoked_at is not None


def test_a_token_without_a_purpose_is_not_made(as_lin):
    assert as_lin.post(reverse("staff:tokens"), {"name": "", "days": "90"}).status_code == 422
    assert not ApiToken.objects.exists()


def test_the_last_use_is_noted_once_an_hour(lin, django_assert_num_queries):
    token, secret = make_token(user=lin, name="till", days=30, writes=False)
    ask(secret)
    token.refresh_from_db()
    first = token.used_at
    ask(secret)
    token.refresh_from_db()
    assert first is not None
    assert token.used_at == first
