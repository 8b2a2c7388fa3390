"""The knowledge base: writing, publishing, using and judging articles; its pages."""

import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.merging.service import merge
from desk.complaints.services import log_complaint
from desk.knowledge import diff, gaps, using, writing
from desk.models import Article, ArticleUse, ArticleVerdict, ArticleVersion, Complaint, Seat, Skill
from tests.desk.knowing import article, used
from tests.factories import at

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def form(**said):
    usual = {
        "title_en": "Squeal",
        "text_en": "Bed the pads in.",
        "visibility": "inside",
        "token": uuid.uuid4(),
    }
    return usual | said


def change(one, by, **said):
    one = writing.change(article=one, by=by, version=one.newest.number, **said)
    return Article.objects.select_related("newest", "current").get(pk=one.pk)


# ---- writing


def test_an_agent_proposes_and_a_lead_publishes(xie, wei):
    one = article(xie)
    assert (one.current, one.newest.number) == (None, 1)
    assert list(Article.objects.proposed()) == [one]
    writing.publish(article=one, by=wei)
    one.refresh_from_db()
    assert (one.current.number, one.checked_by, Article.objects.proposed().count()) == (1, wei, 0)


def test_a_proposed_change_leaves_what_is_in_force(he, xie):
    one = change(article(he), xie, text_en="Other")
    assert (one.current.text_en, one.newest.text_en, one.is_proposed) == ("Bed the pads in.", "Other", True)
    writing.dismiss(article=one, by=he)
    one.refresh_from_db()
    assert (one.is_proposed, one.newest.number) == (False, 1)
    # The next version has a number of its own: what was proposed is still there to be read.
    assert change(one, he, text_en="Third").newest.number == 3


def test_a_proposal_that_is_not_taken_never_was_an_article(he, xie):
    one = article(xie)
    writing.dismiss(article=one, by=he)
    one.refresh_from_db()
    assert one.retired_at is not None


def test_who_was_overtaken_is_told(he, wei):
    one = article(he)
    change(one, wei, text_en="Theirs")
    with pytest.raises(ValidationError) as refused:
        writing.change(article=one, by=he, version=1, text_en="Mine")
    assert refused.value.code == "stale" and "Wei" in refused.value.messages[0]


def test_nothing_changed_is_no_version(he):
    one = change(article(he), he, text_en="Bed the pads in.", title_en="Squeal")
    assert one.versions.count() == 1


def test_an_old_version_comes_back_as_a_new_one(he):
    one = change(change(article(he), he, text_en="Second"), he, text_en="Third")
    writing.restore(article=one, by=he, number=1)
    one.refresh_from_db()
    assert (one.current.number, one.current.text_en) == (4, "Bed the pads in.")
    assert [v.text_en for v in one.versions.all()][1:3] == ["Third", "Second"]


@pytest.mark.parametrize("edit", [{"text_en": "Forged"}, {"number": 9}, {"note": "x"}])
def test_a_version_is_never_changed(he, edit):
    version = article(he).newest
    with pytest.raises(InternalError), transaction.atomic():
        ArticleVersion.objects.filter(pk=version.pk).update(**edit)
    with pytest.raises(InternalError), transaction.atomic():
        ArticleVersion.objects.filter(pk=version.pk)._raw_delete("default")


def test_the_same_form_twice_is_one_article(he):
    token = uuid.uuid4()
    for _ in range(2):
        writing.add(by=he, token=token, title_en="Squeal", text_en="Bed in")
    assert Article.objects.count() == ArticleVersion.objects.count() == 1


# ---- at work


def test_wrong_stays_open_until_somebody_has_checked(he, xie):
    one = article(he)
    using.judge(article=one, by=xie, kind="wrong", note="It was the disc")
    assert list(Article.objects.wrong()) == [one]
    writing.check(article=one, by=he)
    assert list(Article.objects.wrong()) == []
    assert one.verdicts.get().note == "It was the disc"


def test_unused_and_unchecked_ones_surface(he, xie, customer_of_lin):
    idle, busy = article(he), article(he)
    used(busy, customer_of_lin, xie, solved=True)
    assert list(Article.objects.unused()) == [idle]
    Article.objects.filter(pk=busy.pk).update(checked_at=at(he.date_joined.date().replace(year=2020)))
    assert list(Article.objects.unchecked(at=he.date_joined)) == [busy]


def test_uses_follow_their_customer_at_a_merge(he, xie, zhou, customer_of_lin, customer_of_chen):
    one = article(he)
    used(one, customer_of_chen, xie, solved=True)
    merge(survivor=customer_of_lin.pk, gone=customer_of_chen.pk, by=zhou, choices={})
    assert ArticleUse.objects.get().customer == customer_of_lin


# ---- whose word is a specialist's


def skilled(person, code):
    Seat.objects.create(person=person).skills.add(Skill.objects.get_or_create(code=code)[0])


@pytest.mark.parametrize(
    ("who", "cause", "knows"),
    [
        ("xie", "comeback", True),  # the rules want technical skill for it, and she has it
        ("lin", "comeback", False),
        ("wei", "comeback", False),  # a lead without the skill
        ("xie", "price", False),
        ("xie", "attitude", False),  # the rules name no skill: whoever publishes knows it
        ("wei", "attitude", True),
        ("wei", "", True),
        ("he", "attitude", False),  # he wrote it
    ],
)
def test_who_has_the_skill_of_its_cause_is_a_specialist_of_the_topic(cast, he, xie, who, cause, knows):
    skilled(xie, "technical")
    verdict = using.judge(article=article(he, cause=cause), by=cast[who], kind="helpful")
    assert verdict.by_specialist == knows


def test_a_skill_that_was_retired_makes_no_specialist(he, xie):
    skilled(xie, "technical")
    Skill.objects.filter(code="technical").update(retired_at=he.date_joined)
    assert not using.judge(article=article(he, cause="comeback"), by=xie, kind="helpful").by_specialist


def test_the_word_of_a_specialist_stands_apart_from_that_of_others(he, xie, lin, as_xie, as_lin):
    skilled(xie, "technical")
    one = article(he, cause="comeback")
    url, judge = reverse("desk:article", args=[one.pk]), reverse("desk:article_judge", args=[one.pk])
    assert "your word counts as a specialist" in as_xie.get(url).content.decode()
    assert "your word counts as a specialist" not in as_lin.get(url).content.decode()
    as_xie.post(judge, {"kind": "helpful"}), as_lin.post(judge, {"kind": "helpful"})
    page = as_lin.get(url).content.decode()
    assert "helpful, says 1 specialist" in page and "helped 1 other" in page


# ---- gaps


def complaints(customer, by, *texts, cause="waiting"):
    for text in texts:
        said = {"cause": cause, "severity": 2, "text": text, "token": uuid.uuid4()}
        log_complaint(customer=customer, by=by, **said)


def test_causes_without_an_answer_come_first(he, xie, today, customer_of_lin):
    one = article(he, cause="waiting")
    complaints(customer_of_lin, xie, "a", "b", "c", cause="price")
    complaints(customer_of_lin, xie, "d", "e")
    used(one, customer_of_lin, xie, solved=True)
    found = gaps.by_cause(gaps.complaints_of(xie, day=today))
    assert [(gap.cause, gap.complaints, gap.answered, gap.articles) for gap in found] == [
        ("price", 3, 0, 0),
        ("waiting", 3, 1, 1),
    ]


def test_words_that_no_article_knows(he, xie, today, customer_of_lin):
    article(he, "Oil on the floor", title_zh="机油滴漏", text_zh="查油底")
    complaints(customer_of_lin, xie, *["The windscreen is cracked, and oil"] * 5, *["天窗漏水，机油"] * 6)
    complaints(customer_of_lin, xie, "Seldom words")
    found = gaps.by_word(gaps.complaints_of(xie, day=today))
    assert found == [("天窗漏水", 6), ("cracked", 5), ("windscreen", 5)]


def test_a_word_of_the_gaps_is_counted_as_often_as_its_list_is_long(xie, today, customer_of_lin, as_xie):
    """Two words that come up as often, but only once together, are two words."""
    told = [f"{word}{sign}" for word in ("漏油", "油味") for sign in "一二三四五"]
    complaints(customer_of_lin, xie, *told, "漏油味")
    found = gaps.complaints_of(xie, day=today)
    assert dict(gaps.by_word(found)) == {
        word: gaps.about(found, word=word).count() for word in ("漏油", "油味")
    }
    assert as_xie.get(reverse("desk:gaps"), {"word": "\0"}).status_code == 200


def test_gaps_are_those_of_the_customers_one_may_see(as_xie, xie, deng, customer_of_deng, customer_of_lin):
    complaints(customer_of_deng, deng, *["Secret windscreen"] * 6, cause="price")
    complaints(customer_of_lin, xie, "Slow", cause="waiting")
    body = as_xie.get(reverse("desk:gaps") + "?cause=price").content.decode()
    assert "windscreen" not in body and 'href="?cause=price"' not in body and 'href="?cause=waiting"' in body


def test_counts_cost_the_same_however_many_words_there_are(as_he, xie, customer_of_lin):
    def queries():
        with CaptureQueriesContext(connection) as found:
            as_he.get(reverse("desk:gaps"))
        return len(found)

    queries()
    few = queries()
    complaints(customer_of_lin, xie, *["Glass windscreen wiper mirror lamp horn sensor"] * 6)
    assert queries() <= few + 1


# ---- pages


def test_the_list_shows_what_is_asked_for(as_xie, he, xie, customer_of_lin):
    squeal, oil = article(he, "Squeal of pads", cause="comeback"), article(xie, "Oil leak")
    used(squeal, customer_of_lin, xie, solved=True)
    url = reverse("desk:knowledge")
    assert "Squeal of pads" in (body := as_xie.get(url).content.decode()) and "Oil leak" not in body
    assert "1 of 1" in body
    assert "Oil leak" in as_xie.get(url + "?show=proposed").content.decode()
    assert "Squeal of pads" not in as_xie.get(url + "?show=unused").content.decode()
    assert "Squeal of pads" in as_xie.get(url + "?q=squeal").content.decode()
    assert "No article fits" in as_xie.get(url + "?q=windscreen").content.decode()
    assert "No article fits" in as_xie.get(url + "?cause=price").content.decode()
    assert oil.slug.startswith("oil-leak")


def test_the_list_goes_on_by_key_and_costs_the_same(as_he, he, monkeypatch):
    monkeypatch.setattr("desk.knowledge.listing.PAGE", 3)
    for number in range(8):
        article(he, f"Article {number}")
    url, titles, query = reverse("desk:knowledge"), [], ""
    while query is not None:
        answer = as_he.get(url + query, headers=HTMX if query else {})
        titles += [row["words"].title for row in answer.context["rows"]]
        query = answer.context["next"] or None
    assert titles == [f"Article {number}" for number in range(7, -1, -1)]
    with CaptureQueriesContext(connection) as queries:
        as_he.get(url)
    assert len(queries) <= 16


def test_an_article_shows_its_versions_and_what_changed(as_xie, he):
    one = change(article(he), he, text_en="Bed the pads in.\n\nThen check.", note="Pins too")
    body = as_xie.get(reverse("desk:article", args=[one.pk])).content.decode()
    assert "What version 2 changed" in body and "<ins>Then check.</ins>" in body and "Pins too" in body
    old = as_xie.get(reverse("desk:article", args=[one.pk]) + "?version=1").content.decode()
    assert "Then check." not in old


def test_hostile_text_is_harmless_on_every_page(as_he, he, client):
    evil = "<script>alert(1)</script>[x](javascript:alert(1))"
    one = article(he, f"T{evil}", evil, problem_en=evil, visibility="public")
    pages = [as_he.get(reverse(name, args=[one.pk])) for name in ("desk:article", "desk:article_edit")]
    pages += [as_he.get(reverse("desk:knowledge")), client.get(reverse("help:article", args=[one.slug]))]
    pages.append(as_he.post(reverse("desk:article_try"), form(text_en=evil)))
    for page in pages:
        body = page.content.decode()
        assert "<script>alert" not in body and 'href="javascript' not in body


def test_both_languages_are_read_in_ones_own(as_he, he):
    one = article(he, title_zh="尖叫", text_zh="磨合")
    url = reverse("desk:article", args=[one.pk])
    assert "磨合" in as_he.get(url, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "磨合" in as_he.get(url + "?language=zh").content.decode()
    assert "磨合" not in as_he.get(url).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title_en": ""}, "A title is needed."),
        ({"text_en": ""}, "Write what solves it."),
        ({"title_zh": "尖叫"}, "Write what solves it."),
        ({"title_en": "", "text_en": ""}, "A title is needed."),
        ({"title_en": "x" * 121}, "at most 120 characters"),
        ({"cause": "nonsense"}, "Select a valid choice"),
    ],
)
def test_an_article_is_whole_in_at_least_one_language(as_he, said, words):
    answer = as_he.post(reverse("desk:article_add"), form(**said))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert Article.objects.count() == 0


def test_an_article_is_written_and_changed_by_the_forms(as_xie, as_wei):
    as_xie.post(reverse("desk:article_add"), form(tags="brakes，noise, brakes", cause="comeback"))
    one = Article.objects.get()
    assert (one.current, one.newest.tags) == (None, ["brakes", "noise"])
    again = form(version=1, text_en="Better", note="Why")
    answer = as_wei.post(reverse("desk:article_edit", args=[one.pk]), again)
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.current.number, one.current.note, one.current.text_en) == (2, "Why", "Better")
    late = as_xie.post(reverse("desk:article_edit", args=[one.pk]), form(version=1, text_en="Late"))
    assert (
        late.status_code == 422 and "Late" in late.content.decode() and "version 2" in late.content.decode()
    )


def test_a_lead_decides(as_wei, wei, he):
    one = change(article(he), he, text_en="Second")
    url = reverse("desk:article_decide", args=[one.pk])
    assert as_wei.post(url, {"what": "restore", "number": "1"}).status_code == 302
    one.refresh_from_db()
    assert (one.current.number, one.current.text_en, one.checked_by) == (3, "Bed the pads in.", wei)
    as_wei.post(url, {"what": "retire"})
    assert Article.objects.published().count() == 0
    as_wei.post(url, {"what": "bring_back"})
    assert Article.objects.published().count() == 1
    for nonsense in ({"what": "restore", "number": "99"}, {"what": "restore", "number": "x"}, {"what": "x"}):
        assert as_wei.post(url, nonsense).status_code == 404


def test_who_calls_it_wrong_says_what(as_xie, he):
    one = article(he)
    url = reverse("desk:article_judge", args=[one.pk])
    refused = as_xie.post(url, {"kind": "wrong", "note": ""})
    assert refused.status_code == 422 and "Say in a few words what is wrong." in refused.content.decode()
    as_xie.post(url, {"kind": "wrong", "note": "It was the disc"})
    as_xie.post(url, {"kind": "helpful"})
    body = as_xie.get(reverse("desk:article", args=[one.pk])).content.decode()
    assert "It was the disc" in body and "Helpful" in body
    assert ArticleVerdict.objects.count() == 2


# ---- beside the complaint


def typed(customer, text="", **said):
    return {"complaint-text": text, "customer": customer.pk, "complaint-token": uuid.uuid4()} | said


def test_likely_answers_come_while_a_complaint_is_typed(as_xie, he, customer_of_lin):
    one = article(he, "Brake squeal", "Cold only: bed in.\n\n1. Ask")
    url = reverse("desk:likely")
    answer = as_xie.post(url, typed(customer_of_lin, "the brakes squeal again"), headers=HTMX)
    body = answer.content.decode()
    assert "Brake squeal" in body and "Cold only: bed in." in body and 'data-key="alt+1"' in body
    assert json.loads(answer.headers["HX-Trigger"]) == {"announce": {"text": "1 likely answer"}}
    again = as_xie.post(url, typed(customer_of_lin, "the brakes squeal", shown=str(one.pk)), headers=HTMX)
    assert "HX-Trigger" not in again.headers
    assert "No article fits yet" in as_xie.post(url, typed(customer_of_lin, "xylophone")).content.decode()
    assert "as you go" in as_xie.post(url, typed(customer_of_lin)).content.decode()
    assert as_xie.post(url, typed(customer_of_lin, "squeal") | {"customer": "x"}).status_code == 400


def test_an_answer_is_used_once_and_taken_back(as_xie, as_lin, xie, he, customer_of_lin):
    one = article(he, "Brake squeal", "Bed in.\n\n1. First step")
    url = reverse("desk:article_use", args=[one.pk, customer_of_lin.pk])
    form = typed(customer_of_lin)
    for _ in range(2):
        answer = as_xie.post(url, form, headers=HTMX)
    assert (
        "<li>First step</li>" in answer.content.decode()
        and "Used for this complaint" in answer.content.decode()
    )
    used_once = ArticleUse.objects.get()
    assert (used_once.customer, used_once.by) == (customer_of_lin, xie)
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert as_lin.post(undo).status_code == 404
    assert as_xie.post(undo).status_code == 200
    assert ArticleUse.objects.count() == 0
    assert as_xie.post(url, {"complaint-token": "nonsense"}).status_code == 400


def test_what_was_called_wrong_here_is_not_suggested_here_again(as_xie, he, customer_of_lin):
    one = article(he, "Brake squeal")
    here = typed(customer_of_lin, "brake")
    asked = as_xie.get(reverse("desk:article_wrong", args=[one.pk])).content.decode()
    assert "What is wrong with it?" in asked
    url = reverse("desk:article_judge", args=[one.pk])
    assert as_xie.post(url, here | {"kind": "wrong", "note": ""}, headers=HTMX).status_code == 422
    said = as_xie.post(url, here | {"kind": "wrong", "note": "It was the disc"}, headers=HTMX)
    assert "It was the disc" in said.content.decode()
    assert ArticleVerdict.objects.get().token == here["complaint-token"]
    assert "Brake squeal" not in as_xie.post(reverse("desk:likely"), here).content.decode()
    assert (
        "Brake squeal"
        in as_xie.post(reverse("desk:likely"), typed(customer_of_lin, "brake")).content.decode()
    )


def test_the_card_stands_beside_the_form_of_those_who_write(as_xie, as_sun, customer_of_lin):
    address = f"/desk/?customer={customer_of_lin.pk}"
    assert reverse("desk:likely") in as_xie.get(address).content.decode()
    assert reverse("desk:likely") not in as_sun.get(address).content.decode()
    assert Complaint.objects.count() == 0


# ---- pure


def test_what_changed_is_told_line_by_line(he):
    one = change(article(he, text="a\nb\nc"), he, text_en="a\nB\nc", visibility="public", tags=["x"])
    new, old = one.versions.all()
    told = {str(c.label): c.lines for c in diff.changes(old, new)}
    assert told["What solves it, English"] == [("", "a"), ("-", "b"), ("+", "B"), ("", "c")]
    assert told["Who reads it"] == [("-", "Only us"), ("+", "Customers too")]
    assert told["Words to find it by"] == [("+", "x")]
    assert len(told) == 3
