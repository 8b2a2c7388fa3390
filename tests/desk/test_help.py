"""Help articles for customers: without login, without cookies."""

import pytest
from django.urls import reverse

from desk.knowledge import writing
from desk.models import ArticleVersion
from tests.desk.knowing import article

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(he, gaoxin):
    said = {"title_zh": "故障灯", "text_zh": "停车", "problem_en": "It came on."}
    return article(he, "Warning light", "Stop.", visibility=ArticleVersion.Visibility.PUBLIC, **said)


def address(one):
    return reverse("help:article", args=[one.slug])


def test_anybody_reads_it_and_gets_no_cookie(client, public):
    answer = client.get(address(public))
    body = answer.content.decode()
    assert answer.status_code == 200 and "Warning light" in body and "<p>Stop.</p>" in body
    assert not answer.cookies and "Set-Cookie" not in answer.headers
    assert "max-age=600" in answer.headers["Cache-Control"]
    index = client.get(reverse("help:index"))
    assert address(public) in index.content.decode() and not index.cookies


@pytest.mark.parametrize(
    ("query", "browser", "shown", "language"),
    [
        ("?lang=zh", "en", "停车", 'lang="zh-Hans"'),
        ("?lang=en", "zh-CN", "Stop.", 'lang="en"'),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "停车", 'lang="zh-Hans"'),
        ("", "fr,en;q=0.5", "Stop.", 'lang="en"'),
        ("?lang=xx", "", "Stop.", 'lang="en"'),
    ],
)
def test_in_the_customers_language(client, public, query, browser, shown, language):
    body = client.get(address(public) + query, headers={"Accept-Language": browser}).content.decode()
    assert shown in body and f"<html {language}" in body


def test_a_cookie_of_the_staff_does_not_decide(client, public):
    client.cookies["django_language"] = "zh-hans"
    assert "Stop." in client.get(address(public)).content.decode()


def test_only_what_is_public_and_in_force(client, public, he, xie):
    inside = article(he, "Inside")
    proposed = article(xie, "Proposed", visibility="public")
    writing.change(article=public, by=xie, version=1, text_en="Not yet")
    assert client.get(address(inside)).status_code == 404
    assert client.get(address(proposed)).status_code == 404
    assert "Not yet" not in client.get(address(public)).content.decode()
    writing.retire(article=public, by=he)
    assert client.get(address(public)).status_code == 404
    assert "There is nothing here yet." in client.get(reverse("help:index")).content.decode()
