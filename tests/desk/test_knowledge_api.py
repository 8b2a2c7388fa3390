"""The knowledge base over HTTP."""

import uuid

import pytest
from django.urls import reverse

from desk.models import Article, ArticleUse
from tests.desk.knowing import article

pytestmark = pytest.mark.django_db
JSON = "application/json"


def post(client, name, data, *args, key=None):
    headers = {"Idempotency-Key": str(key)} if key else {}
    return client.post(reverse(f"desk_api:{name}", args=args), data, content_type=JSON, headers=headers)


def patch(client, one, data):
    return client.patch(reverse("desk_api:article", args=[one.pk]), data, content_type=JSON)


def test_an_article_is_written_once_under_one_key(as_xie):
    said, key = {"title_en": "Squeal", "text_en": "Bed in", "cause": "comeback", "tags": "a, b"}, uuid.uuid4()
    first, again = (post(as_xie, "articles", said, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    body = first.json()
    assert body["id"] == again.json()["id"] and Article.objects.count() == 1
    assert body["current"] is None and body["proposed"]["tags"] == ["a", "b"]
    assert post(as_xie, "articles", {"title_en": "Squeal"}).json()["errors"] == {
        "text_en": ["Write what solves it."]
    }


def test_a_change_goes_over_the_version_that_was_read(as_wei, he):
    one = article(he, cause="price", tags=["x", "y"])
    changed = patch(as_wei, one, {"version": 1, "text_en": "Better"}).json()
    assert changed["current"]["number"] == 2
    assert (changed["current"]["cause"], changed["current"]["tags"]) == ("price", ["x", "y"])
    assert patch(as_wei, one, {"version": 1, "text_en": "Late"}).status_code == 409
    assert patch(as_wei, one, {"text_en": "Blind"}).status_code == 428
    versions = as_wei.get(reverse("desk_api:article_versions", args=[one.pk])).json()["results"]
    assert [version["text_en"] for version in versions] == ["Bed the pads in.", "Better"]


def test_articles_are_found_narrowed_and_counted(as_lin, he, xie):
    article(he, "Squeal", cause="comeback"), article(he, "Oil leak"), article(xie, "Proposed squeal")
    url = reverse("desk_api:articles")

    def titles(query):
        return [row["current"]["title_en"] for row in as_lin.get(url + query).json()["results"]]

    assert titles("") == ["Squeal", "Oil leak"]
    assert titles("?q=squealing") == ["Squeal"]
    assert titles("?cause=comeback") == ["Squeal"]
    assert len(as_lin.get(url + "?show=proposed").json()["results"]) == 1
    assert as_lin.get(url + "?show=nonsense").status_code == 400
    found = post(as_lin, "likely", {"text": "brakes squeal"}).json()
    assert [row["current"]["title_en"] for row in found] == ["Squeal"]


def test_uses_and_verdicts(as_lin, he, customer_of_lin, customer_of_deng):
    one, token = article(he), str(uuid.uuid4())
    for _ in range(2):
        answer = post(as_lin, "article_uses", {"customer": customer_of_lin.pk, "token": token}, one.pk)
        assert answer.status_code == 201
    assert ArticleUse.objects.count() == 1
    foreign = post(as_lin, "article_uses", {"customer": customer_of_deng.pk, "token": token}, one.pk)
    assert foreign.status_code == 400
    assert post(as_lin, "article_verdicts", {"kind": "wrong"}, one.pk).status_code == 400
    assert post(as_lin, "article_verdicts", {"kind": "wrong", "note": "No"}, one.pk).status_code == 201
    read = as_lin.get(reverse("desk_api:article", args=[one.pk])).json()
    assert (read["wrong_count"], read["wrong_specialists"], read["helped"]) == (1, 0, 0)


def test_at_a_complaint_the_later_word_counts_and_what_was_wrong_there_is_not_likely(as_lin, he):
    one, token = article(he), str(uuid.uuid4())
    typed = {"text": one.current.in_words.title, "token": token}

    def likely(**said):
        answer = as_lin.post(reverse("desk_api:likely"), typed | said, content_type="application/json")
        return [found["id"] for found in answer.json()]

    assert likely() == [one.pk]
    said = {"kind": "wrong", "note": "Another engine", "token": token}
    answer = post(as_lin, "article_verdicts", said, one.pk)
    assert (answer.status_code, answer.json()["token"]) == (201, token)
    assert (likely(), likely(token=str(uuid.uuid4()))) == ([], [one.pk])
    assert post(as_lin, "article_verdicts", {"kind": "helpful", "token": token}, one.pk).status_code == 201
    (verdict,) = one.verdicts.all()
    assert (verdict.kind, likely()) == ("helpful", [one.pk])


def test_leads_decide(as_wei, as_xie, xie):
    one = article(xie)
    assert post(as_xie, "article_decide", {"what": "publish"}, one.pk).status_code == 403
    assert post(as_wei, "article_decide", {"what": "publish"}, one.pk).json()["current"]["number"] == 1
    assert post(as_wei, "article_decide", {"what": "restore", "number": 7}, one.pk).status_code == 404
    assert post(as_wei, "article_decide", {"what": "restore", "number": 1}, one.pk).status_code == 200
    assert post(as_wei, "article_decide", {"what": "retire"}, one.pk).json()["retired_at"]
