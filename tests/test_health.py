"""What a load balancer and an operator ask."""

import pytest
from django.db import DatabaseError, connection


def test_the_process_says_that_it_is_alive_without_a_database(client):
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_it_is_ready_when_the_database_and_redis_answer(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "redis": True}


@pytest.mark.django_db
def test_without_redis_it_is_not_ready_and_says_so(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "redis": False}


@pytest.mark.django_db
def test_without_a_database_it_is_not_ready_and_says_so(client, monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/readyz").json()["database"] is False


@pytest.mark.django_db
def test_a_page_that_breaks_shows_a_code_that_also_stands_in_the_log(as_lin, monkeypatch, caplog):
    monkeypatch.setattr("staff.notices.words", lambda notice: 1 / 0)
    monkeypatch.setattr("staff.views.inbox.notices.words", lambda notice: 1 / 0)
    from churn_crm import clock
    from staff.models import Notice, User

    Notice.objects.create(
        user=User.objects.get(username="lin"), kind="x", occasion="x", created_at=clock.now()
    )
    as_lin.raise_request_exception = False
    answer = as_lin.get("/notices/")
    assert answer.status_code == 500
    code = answer.context["code"]
    assert code in answer.content.decode()
    assert code in caplog.text
