"""The page of a customer: without login, cookies or others; kind when there is nothing to answer."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from churn_crm import clock
from desk.models import Invitation, NoSurveys, PublicHit, Response, SurveyCode
from desk.surveys import answering, building, limits, links
from tests.desk.surveys.asking import a_survey, ask, questions
from tests.factories import CustomerFactory, VisitFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def fang(lin, gaoxin):
    return CustomerFactory(
        owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615", gender="female", code="C-1"
    )


@pytest.fixture
def survey(zhou):
    return a_survey(zhou)


@pytest.fixture
def token(survey, fang):
    return ask(survey, fang).token


@pytest.fixture
def stranger(he) -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def a_fixed_moment(today):
    with time_machine.travel(at(today), tick=False):
        yield


def url(token: str) -> str:
    return reverse("survey:page", args=[token])


def hidden(answer) -> dict[str, str]:
    """What the page's form carries."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))


def sent(survey, **by_kind) -> dict[str, object]:
    keys = {kind: one.pk for kind, one in questions(survey).items()}
    return {f"q{keys[kind]}": value for kind, value in by_kind.items()}


def submit(client, token, survey, *, more=None, **by_kind):
    carried = hidden(client.get(url(token) + "?change=1"))
    return client.post(url(token), carried | sent(survey, **by_kind) | (more or {}))


def test_the_page_opens_without_login_and_sets_no_cookie(stranger, token, survey):
    answers = [stranger.get(url(token)), submit(stranger, token, survey, satisfaction=4)]
    answers += [stranger.get(answers[1].url), stranger.get(reverse("survey:stop", args=[token]))]
    answers += [stranger.get(reverse("survey:privacy")), stranger.get(url("nothing"))]
    assert [answer.status_code for answer in answers] == [200, 302, 200, 200, 200, 404]
    for answer in answers:
        assert not answer.cookies
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_nothing_on_the_page_comes_from_elsewhere(stranger, token):
    page = stranger.get(url(token)).content.decode()
    loaded = re.findall(r'(?:src|href|action)="([^"]+)"', page)
    assert [address for address in loaded if not address.startswith(("/", "?"))] == []


def test_little_of_the_customer_stands_on_the_page(stranger, token):
    page = stranger.get(url(token)).content.decode()
    assert "方女士" in page
    assert "139 **** 6615" in page
    for secret in ("方敏", "13912346615", "C-1"):
        assert secret not in page


def test_the_page_speaks_the_customers_language_and_switches(stranger, token):
    assert "您满意吗？" in stranger.get(url(token)).content.decode()
    english = stranger.get(url(token) + "?lang=en").content.decode()
    assert "Are you satisfied?" in english
    assert 'lang="en"' in english
    assert "您满意吗？" in stranger.get(url(token) + "?lang=klingon").content.decode()


def test_a_visit_is_named_by_its_day(stranger, survey, fang, today):
    visit = VisitFactory(customer=fang, day=today - timedelta(days=11))
    invited = ask(survey, fang)
    Invitation.objects.update(visit=visit)
    assert "on 5 June?" in stranger.get(url(invited.token) + "?lang=en").content.decode()


def test_answers_arrive_twice_and_are_kept_once(stranger, token, survey):
    for _time in range(2):
        assert submit(stranger, token, survey, satisfaction=5, nps=9).status_code == 302
    assert Response.objects.count() == 1
    assert "24 hours" not in stranger.get(url(token) + "?lang=en").content.decode()
    assert "Change my answers" in stranger.get(url(token) + "?lang=en").content.decode()


def test_what_is_missing_is_said_and_nothing_is_lost(stranger, token, survey):
    answer = submit(stranger, token, survey, satisfaction=2, text="Brakes squeal")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Brakes squeal" in page
    assert re.search(r'value="2" checked', page)
    assert not Response.objects.exists()


def test_questions_that_were_not_asked_are_not_answered(stranger, token, survey):
    submit(stranger, token, survey, satisfaction=5, several=["1", "2"])
    kinds = {answer.question.kind for answer in Response.objects.get().answers.all()}
    assert kinds == {"satisfaction"}


def test_a_correction_shows_what_was_said(stranger, token, survey):
    submit(stranger, token, survey, satisfaction=5)
    assert re.search(r'value="5" checked', stranger.get(url(token) + "?change=1").content.decode())
    submit(stranger, token, survey, satisfaction=4)
    assert [row.number for row in Response.objects.get().answers.all()] == [4]


def test_after_a_day_the_page_says_so(stranger, token, survey):
    submit(stranger, token, survey, satisfaction=5)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        assert stranger.get(url(token) + "?change=1").status_code == 410
        assert submit_again(stranger, token, survey).status_code == 410


def submit_again(client, token, survey):
    from desk.surveys import building
    from desk.views import survey_page

    signed = survey_page.signing.TimestampSigner(salt=survey_page.SALT).sign(links.digest(token))
    version = building.published(survey).pk
    return client.post(url(token), {"form": signed, "version": version} | sent(survey, satisfaction=1))


def test_an_expired_link_answers_kindly(stranger, token, survey):
    with time_machine.travel(clock.now() + timedelta(days=14), tick=False):
        answer = stranger.get(url(token) + "?lang=en")
        assert answer.status_code == 410
        assert "This link has expired" in answer.content.decode()
        assert submit_again(stranger, token, survey).status_code == 410


def test_a_form_that_is_not_ours_is_refused(stranger, token, survey):
    assert stranger.post(url(token), sent(survey, satisfaction=5)).status_code == 403
    other = hidden(stranger.get(url(token))) | {"form": "forged"}
    assert stranger.post(url(token), other | sent(survey, satisfaction=5)).status_code == 403
    assert not Response.objects.exists()
    page = stranger.post(f"{url(token)}?lang=en", other | sent(survey, satisfaction=5)).content.decode()
    assert "Nothing was written down" in page


def test_a_page_that_was_open_for_very_long_keeps_what_was_typed_and_takes_it_the_second_time(
    stranger, token, survey
):
    carried = hidden(stranger.get(url(token)))
    said = sent(survey, satisfaction=2, text="Brakes squeal", several=["1"]) | {"call": "1"}
    with time_machine.travel(clock.now() + timedelta(hours=49), tick=False):
        answer = stranger.post(f"{url(token)}?lang=en", carried | said)
        page = answer.content.decode()
        assert answer.status_code == 422 and "open for very long" in page
        assert "Brakes squeal" in page and re.search(r'value="2" checked', page)
        assert re.search(r'name="call" value="1" checked', page)
        assert not Response.objects.exists()
        assert stranger.post(url(token), hidden(answer) | said).status_code == 302
    assert Response.objects.get().answers.count() == 3


def test_a_call_that_was_asked_for_is_not_taken_back_by_a_page_on_which_it_did_not_stand(
    stranger, token, survey
):
    other_tab = hidden(stranger.get(url(token)))
    submit(stranger, token, survey, satisfaction=5, more={"call": "1"})
    stranger.post(url(token), other_tab | sent(survey, satisfaction=4))
    assert Response.objects.wants_call().exists()
    submit(stranger, token, survey, satisfaction=4)
    assert not Response.objects.wants_call().exists()


def test_the_page_counts_the_questions_that_everybody_is_asked(stranger, token, survey):
    page = stranger.get(url(token) + "?lang=en").content.decode()
    always = sum(one.after_id is None for one in questions(survey).values())
    assert always < len(questions(survey)) and f"{always} questions, about" in page


def test_no_more_surveys_on_a_page_that_was_open_for_very_long_is_asked_again(stranger, token):
    address = f"{reverse('survey:stop', args=[token])}?lang=en"
    carried = hidden(stranger.get(address))
    with time_machine.travel(clock.now() + timedelta(hours=49), tick=False):
        answer = stranger.post(address, carried)
        assert answer.status_code == 422 and "open for very long" in answer.content.decode()
        assert not NoSurveys.objects.exists()
        stranger.post(address, hidden(answer))
    assert NoSurveys.objects.exists()


def test_whoever_guesses_links_is_kept_waiting(stranger, monkeypatch):
    monkeypatch.setattr(limits, "GUESSES", 3)
    answers = [stranger.get(url(f"guess{number}")).status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert "127.0.0.1" not in str(PublicHit.objects.values())
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        assert stranger.get(url("guess")).status_code == 404


def test_one_link_takes_so_many_sendings(stranger, token, survey, monkeypatch):
    monkeypatch.setattr(limits, "SENDINGS", 2)
    statuses = [submit(stranger, token, survey, satisfaction=5).status_code for _time in range(3)]
    assert statuses == [302, 302, 429]


def test_counts_are_forgotten(stranger):
    stranger.get(url("guess"))
    assert limits.forget() == 0
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        assert limits.forget() == 1


def test_a_call_back_is_promised_on_the_page(stranger, token, survey):
    page = stranger.get(url(token) + "?lang=en").content.decode()
    assert "Today by 18:00, at 139 **** 6615" in page
    submit(stranger, token, survey, satisfaction=5, more={"call": "1"})
    assert Response.objects.wants_call().count() == 1
    assert "Today by 18:00" in stranger.get(url(token) + "?lang=en").content.decode()


def test_no_more_surveys_is_asked_again_before_it_counts_and_taken_back(stranger, token, fang):
    address = reverse("survey:stop", args=[token])
    carried = hidden(stranger.get(address))
    assert not NoSurveys.objects.exists()
    stranger.post(address, carried)
    assert NoSurveys.objects.get().customer == fang
    stranger.post(address, carried | {"again": "1"})
    assert not NoSurveys.objects.exists()
    assert stranger.post(address).status_code == 403


def test_a_printed_code_opens_a_fresh_link_and_leaves_nothing_behind(stranger, survey, gaoxin, lin):
    code = SurveyCode.objects.create(
        survey=survey, code="front-desk", branch=gaoxin, technician=lin, made_at=clock.now()
    )
    address = reverse("survey:code", args=[code.code])
    first, second = hidden(stranger.get(address)), hidden(stranger.get(address))
    assert first["token"] != second["token"]
    assert not Invitation.objects.exists()
    for _time in range(2):
        answer = stranger.post(address, first | sent(survey, satisfaction=4))
        assert answer.status_code == 302
    made = Invitation.objects.get()
    assert (made.customer, made.branch, made.technician, made.channel) == (None, gaoxin, lin, "qr")
    assert made.digest == links.digest(first["token"])
    assert stranger.get(answer.url).status_code == 200
    assert stranger.get(reverse("survey:stop", args=[first["token"]])).status_code == 404


def test_a_retired_code_is_no_survey(stranger, survey, gaoxin):
    SurveyCode.objects.create(
        survey=survey, code="old", branch=gaoxin, made_at=clock.now(), retired_at=clock.now()
    )
    assert stranger.get(reverse("survey:code", args=["old"])).status_code == 404


def test_a_form_of_an_older_version_is_still_taken(stranger, token, survey, zhou):
    from desk.surveys import building

    carried = hidden(stranger.get(url(token))) | sent(survey, satisfaction=5)
    draft = building.begin_draft(survey=survey)
    building.publish(version=draft, by=zhou)
    assert stranger.post(url(token), carried).status_code == 302
    assert Response.objects.get().version.number == 1


def test_the_page_costs_few_queries(stranger, token, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        stranger.get(url(token))


def test_a_link_that_was_answered_is_not_reminded_of(stranger, token, survey):
    submit(stranger, token, survey, satisfaction=5)
    assert answering.may_answer(Invitation.objects.get(), Response.objects.get(), at=clock.now())
    assert not Invitation.objects.open(at=clock.now()).exists()


def test_a_link_that_is_opened_after_the_end_says_kindly_that_it_is_over(stranger, token, survey):
    form = hidden(stranger.get(url(token)))
    building.close(survey=survey)
    with override("en"):
        late = stranger.get(url(token), {"lang": "en"})
        front = {"branch": Invitation.objects.get().branch, "made_at": clock.now()}
        code = SurveyCode.objects.create(survey=survey, code="Q7", **front)
        scanned = stranger.get(reverse("survey:code", args=[code.code]), {"lang": "en"})
    for answer in (late, scanned):
        assert answer.status_code == 410 and "This survey is over" in answer.content.decode()
    assert "这次调查已经结束" in stranger.get(url(token), {"lang": "zh-hans"}).content.decode()
    # Whoever was writing when it ended is heard, for an hour.
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert stranger.post(url(token), form | sent(survey, satisfaction=4)).status_code == 410
        assert not Response.objects.exists()
    assert stranger.post(url(token), form | sent(survey, satisfaction=4)).status_code == 302
    assert Response.objects.exists()
