"""Every figure stands with its interval, opens its list, and shows nobody else's customers."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.urls import reverse

from customers.timeline import timeline
from desk.models import Invitation, Response, SatisfactionScore
from desk.surveys import answering, asked_list, building, policies, results
from desk.views import survey_results
from outbox.models import Message
from tests.desk.surveys.asking import a_survey, ask, questions
from tests.desk.surveys.test_asking import give
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(zhou):
    return a_survey(zhou)


@pytest.fixture
def answered(survey, lin, gaoxin, deng, wuhu):
    """Twelve of Gaoxin, nine satisfied, three not; one of Wuhu."""
    for place in range(12):
        customer = CustomerFactory(owner=lin, branch=gaoxin, name=f"Gaoxin {place}")
        happy = place < 9
        said = {"satisfaction": ["5" if happy else "2"], "nps": ["10" if happy else "3"]}
        give(ask(survey, customer).invitation, survey, said | ({} if happy else {"several": ["1", "3"]}))
    other = CustomerFactory(owner=deng, branch=wuhu, name="Canary Wuhu Transport")
    give(ask(survey, other).invitation, survey, {"satisfaction": ["1"], "several": ["2"]})
    ask(survey, CustomerFactory(owner=lin, branch=gaoxin, name="Silent"))


def seen_by(survey, user, today):
    enough = policies.survey_policy().min_answers
    return results.Results(survey, user=user, today=today, language="en", enough=enough)


def test_shares_and_scores_stand_with_their_intervals(answered, survey, wei, today):
    about = {one.question.kind: one for one in seen_by(survey, wei, today).by_question()}
    satisfied = about["satisfaction"].figure
    assert (satisfied.n, round(satisfied.estimate.value, 2)) == (12, 0.75)
    assert satisfied.estimate.low < 0.75 < satisfied.estimate.high
    assert round(about["nps"].figure.estimate.value) == 50
    assert about["text"].figure.n == 0


def test_few_answers_stand_with_a_wide_interval_and_say_how_few_they_are(
    answered, survey, wei, zhou, as_zhou, today
):
    several = next(one for one in seen_by(survey, wei, today).by_question() if one.options)
    assert [(round(one.estimate.value, 2), one.few) for one in several.options] == [
        (1, True),
        (0, True),
        (1, True),
    ]
    assert several.options[0].estimate.low == pytest.approx(0.4385, abs=0.0001)  # Wilson, 3 of 3
    page = as_zhou.get(reverse("desk:survey_results", args=[survey.pk])).content.decode()
    assert "only 1 answer" in page and "so few that" in page and "only 13 answers" not in page
    policies.change(values={"min_answers": 2}, version=1, by=zhou)
    several = next(one for one in seen_by(survey, wei, today).by_question() if one.options)
    assert not any(option.few for option in several.options)


def test_one_answer_is_a_figure_of_its_question_branch_and_month(survey, deng, wuhu, zhou, today):
    customer = CustomerFactory(owner=deng, branch=wuhu)
    give(ask(survey, customer).invitation, survey, {"satisfaction": ["5"]})
    found, question = seen_by(survey, zhou, today), questions(survey)["satisfaction"]
    lines = [found.by_question()[0].figure, *found.split(question)["branch"], *found.by_month(question)]
    assert [(one.n, one.estimate.value, one.few) for one in lines] == [(1, 1, True)] * 3
    assert lines[0].estimate.low == pytest.approx(0.2065, abs=0.0001)  # Wilson, 1 of 1
    assert found.by_question()[1].figure.estimate is None


@pytest.fixture
def of_people(survey, lin, gaoxin, xie, today):
    """Thirty answers about Lin's work and Xie's solutions: 15 happy ones in March, 15 others in June."""
    for place in range(30):
        customer = CustomerFactory(owner=lin, branch=gaoxin)
        invitation = ask(survey, customer).invitation
        Invitation.objects.filter(pk=invitation.pk).update(technician=lin, agent=xie)
        give(invitation, survey, {"satisfaction": ["5" if place < 15 else "3"], "several": ["1"]})
        if place < 15:
            Response.objects.filter(invitation=invitation).update(day=date(2026, 3, 10))


@pytest.mark.parametrize(("name", "of"), [("technician", "lin"), ("agent", "xie")])
def test_a_persons_months_are_each_with_the_eleven_before(of_people, survey, zhou, today, name, of, request):
    person, question = request.getfixturevalue(of), questions(survey)["satisfaction"]
    found = results.shown(seen_by(survey, zhou, today), {"question": str(question.key), name: str(person.pk)})
    assert (found.of.name, found.of.label) == (name, str(person))
    assert [(one.month.month, one.n, one.estimate and one.estimate.value) for one in found.months] == [
        (3, 15, None),  # below 30 nothing is said of a person
        (4, 15, None),
        (5, 15, None),
        (6, 30, 0.5),
    ]
    for line in found.months:
        listed = asked_list.found(survey, QueryDict(line.query), user=zhou, today=today)
        assert listed.count() == line.n


def test_a_persons_first_month_counts_what_was_said_in_the_year_before(of_people, survey, zhou, lin, today):
    Response.objects.filter(day=date(2026, 3, 10)).update(day=date(2024, 9, 1))
    Response.objects.filter(day__gt=date(2026, 4, 1)).update(day=date(2025, 8, 1))
    question = questions(survey)["satisfaction"]
    months = seen_by(survey, zhou, today).by_month(question, results.Place("technician", lin.pk, "Lin"))
    assert [(one.month, one.n) for one in months[:3]] == [
        (date(2025, 7, 1), 15),
        (date(2025, 8, 1), 30),
        (date(2025, 9, 1), 15),
    ]


def test_a_branchs_months_are_its_own(answered, survey, zhou, gaoxin, wuhu, today, as_zhou):
    question = questions(survey)["satisfaction"]
    for branch, n in ((gaoxin, 12), (wuhu, 1)):
        found = results.shown(seen_by(survey, zhou, today), {"branch": str(branch.pk)})
        assert [(one.month.month, one.n) for one in found.months] == [(6, n)]
    address = reverse("desk:survey_results", args=[survey.pk])
    page = as_zhou.get(f"{address}?question={question.key}&branch={wuhu.pk}").content.decode()
    assert "All together" in page and f"branch={wuhu.pk}#months" in page


def test_results_over_http_are_those_of_the_page(answered, survey, as_zhou, as_wei, as_xie, wuhu):
    address = f"/api/v1/surveys/{survey.pk}/results/"
    assert as_xie.get(address).status_code == 403
    told = as_zhou.get(address).json()
    first = told["questions"][0]
    assert (first["n"], round(first["value"], 2), first["few"]) == (13, 0.69, False)
    assert [(one["name"], one["n"], one["few"]) for one in told["branches"]] == [
        ("Gaoxin", 12, False),
        ("Wuhu", 1, True),
    ]
    assert [(one["month"], one["n"]) for one in told["months"]] == [("2026-06-01", 13)]
    (rate,) = told["rates"]
    assert (rate["asked"], rate["answered"], rate["value"]) == (14, 13, pytest.approx(13 / 14))
    assert as_wei.get(address).json()["questions"][0]["n"] == 12
    mine = as_zhou.get(address, {"branch": wuhu.pk}).json()
    assert [one["n"] for one in mine["months"]] == [1]


def test_people_need_thirty_answers(answered, survey, zhou, today, lin):
    found = seen_by(survey, zhou, today)
    split = found.split(questions(survey)["satisfaction"])
    assert [(one.label, one.n, bool(one.estimate)) for one in split["branch"]] == [
        ("Gaoxin", 12, True),
        ("Wuhu", 1, True),
    ]
    assert split["agent"] == []  # nobody dealt with anything: who looks after the customer is not the agent
    Invitation.objects.update(technician=lin)
    (first,) = found.split(questions(survey)["satisfaction"])["technician"]
    assert (first.label, first.n, first.estimate, first.needs) == (str(lin), 13, None, 30)


def test_a_lead_sees_only_the_teams_customers(answered, survey, wei, zhou, today):
    question = questions(survey)["satisfaction"]
    assert sum(one.n for one in seen_by(survey, wei, today).by_month(question)) == 12
    assert sum(one.n for one in seen_by(survey, zhou, today).by_month(question)) == 13


def test_every_number_opens_a_list_of_that_length(answered, survey, as_zhou):
    page = as_zhou.get(reverse("desk:survey_results", args=[survey.pk])).content.decode()
    links = re.findall(r'<a href="([^"]*/asked/\?[^"]+)">([\d,]+)(?: answers?)?</a>', page)
    assert len(links) > 8
    for link, number in links:
        listed = as_zhou.get(unescape(link)).content.decode()
        assert f'data-found="{number}"' in listed, link


def test_a_choice_opens_those_who_chose_it(answered, survey, zhou, today):
    key = questions(survey)["several"].key
    found = asked_list.found(survey, {"question": str(key), "value": "3"}, user=zhou, today=today)
    assert found.count() == 3


def test_old_answers_leave_the_results(answered, survey, zhou, today):
    Response.objects.update(day=today - timedelta(days=400))
    assert [one.figure.n for one in seen_by(survey, zhou, today).by_question()] == [0, 0, 0, 0]


def test_answers_to_an_older_version_are_counted_with_the_same_question(answered, survey, zhou, today):
    draft = building.begin_draft(survey=survey)
    building.publish(version=draft, by=zhou)
    assert seen_by(survey, zhou, today).by_question()[0].figure.n == 13


def test_rates_count_who_was_reminded(answered, survey, zhou, today):
    first = Invitation.objects.exclude(answered_at=None).order_by("pk").first()
    Invitation.objects.filter(pk=first.pk).update(reminded_at=first.answered_at - timedelta(days=1))
    (row,) = seen_by(survey, zhou, today).rates()
    assert (row["asked"], row["answered"], row["reminded"], row["after"]) == (14, 13, 1, 1)
    assert round(row["rate"].value, 2) == 0.93


def test_a_rate_counts_who_was_written_to_and_none_stands_where_nobody_counts(
    answered, survey, zhou, as_zhou, today, lin, gaoxin
):
    for phone in ("+8613912346615", "+8613912346616"):
        ask(survey, CustomerFactory(owner=lin, branch=gaoxin, phone=phone), channel="sms")
    Message.objects.filter(pk=Message.objects.earliest("pk").pk).update(state="skipped", reason="opted_out")
    first = Invitation.objects.exclude(answered_at=None).order_by("pk").first()
    Invitation.objects.filter(pk=first.pk).update(channel="phone")
    rows = {row["channel"]: row for row in seen_by(survey, zhou, today).rates()}
    assert {name: (row["asked"], row["answered"]) for name, row in rows.items()} == {
        "link": (13, 12),
        "sms": (1, 0),
        "phone": (1, 1),
    }
    assert rows["phone"]["rate"] is None and rows["sms"]["rate"].value == 0
    page = as_zhou.get(reverse("desk:survey_asked", args=[survey.pk]), {"channel": "sms"})
    assert page.context["page"].count == 1


def test_the_results_cost_a_fixed_number_of_queries(answered, survey, as_zhou, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        as_zhou.get(reverse("desk:survey_results", args=[survey.pk]))


def test_the_results_are_read_in_chinese_as_well(answered, survey, as_zhou):
    page = as_zhou.get(
        reverse("desk:survey_results", args=[survey.pk]), headers={"Accept-Language": "zh-hans"}
    )
    assert "区间包含真实值" in page.content.decode()


def test_the_list_costs_a_fixed_number_of_queries(answered, survey, as_zhou, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        as_zhou.get(reverse("desk:survey_asked", args=[survey.pk]))


def test_the_list_goes_on_by_its_cursor(survey, zhou, today, lin, gaoxin, monkeypatch):
    monkeypatch.setattr(asked_list, "PAGE", 2)
    for place in range(5):
        ask(survey, CustomerFactory(owner=lin, branch=gaoxin, name=f"Number {place}"))
    seen, cursor = [], ""
    for _page in range(3):
        page = asked_list.page_of(asked_list.found(survey, {}, user=zhou, today=today), cursor)
        seen += [row.customer.name for row in page.rows]
        cursor = page.cursor
    assert seen == [f"Number {place}" for place in (4, 3, 2, 1, 0)]
    assert not cursor


def test_a_survey_stands_on_the_timeline_where_it_was_asked_and_answered(survey, customer_of_lin):
    invitation = ask(survey, customer_of_lin).invitation
    give(invitation, survey, {"satisfaction": ["2"], "several": ["1"], "nps": ["4"], "text": ["Too slow"]})
    events = timeline(customer_of_lin.pk, kind="survey")
    assert [event.title for event in events] == [
        "Answered: After the visit",
        "Asked: After the visit (Link handed over)",
    ]
    assert events[0].detail == "unhappy · Waiting · Too slow · recommends us: 4 of 10"


def test_an_agent_fills_a_survey_in_on_the_phone(survey, customer_of_lin, as_xie, xie):
    address = reverse("desk:survey_phone", args=[customer_of_lin.pk])
    page = as_xie.get(address).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    keys = {kind: f"q{one.pk}" for kind, one in questions(survey).items()}
    said = {"token": token, "survey": survey.pk, "version": 1, keys["satisfaction"]: 4, keys["nps"]: 10}
    for _time in range(2):
        assert as_xie.post(address, said).status_code == 302
    response = Response.objects.get()
    assert (response.source, response.logged_by, response.invitation.channel) == ("phone", xie, "phone")
    assert response.invitation.agent is None  # who asks is not who is judged
    score = SatisfactionScore.objects.get()
    assert (score.source, score.logged_by, score.score) == ("phone", xie, 4)


def test_who_must_not_be_asked_is_not_asked_by_phone_either(survey, customer_of_lin, as_xie):
    answering.no_more(customer=customer_of_lin, source="link")
    address = reverse("desk:survey_phone", args=[customer_of_lin.pk])
    assert "wants no more surveys" in as_xie.get(address).content.decode()
    keys = {kind: f"q{one.pk}" for kind, one in questions(survey).items()}
    refused = as_xie.post(address, {"survey": survey.pk, "version": 1, keys["satisfaction"]: 4})
    assert refused.status_code == 422
    assert not Response.objects.exists()


def test_a_link_to_hand_over_is_shown_once(survey, customer_of_lin, as_lin):
    address = reverse("desk:survey_invite", args=[customer_of_lin.pk])
    said = {"token": "0" * 32, "survey": survey.pk, "channel": "link", "language": "zh-hans"}
    first = as_lin.post(address, said).content.decode()
    link = re.search(r'value="http[^"]*(/s/[^"]+)"', first)[1]
    assert "您满意吗？" in as_lin.get(link).content.decode()
    assert "shown only once" in as_lin.post(address, said).content.decode()


def test_calls_asked_for_are_a_list_until_somebody_called(survey, customer_of_lin, as_lin, as_deng):
    customer_of_lin.phone = "+8613912346615"
    customer_of_lin.save()
    said = {"invitation": ask(survey, customer_of_lin).invitation, "version": building.published(survey)}
    response = answering.answer(answers={}, source="link", wants_call=True, **said)
    address = reverse("desk:survey_calls")
    assert "Muyun Kindergartens" in as_lin.get(address).content.decode()
    assert "Muyun Kindergartens" not in as_deng.get(address).content.decode()
    as_lin.post(reverse("desk:survey_called", args=[response.pk]))
    assert "Nobody waits" in as_lin.get(address).content.decode()


def test_the_calls_are_counted_and_shown_a_part_at_a_time(
    survey, lin, gaoxin, as_lin, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(survey_results, "CALLS", 2)
    version = building.published(survey)
    for number in range(5):
        someone = CustomerFactory(owner=lin, branch=gaoxin, name=f"Waits {number}", phone="+8613912346615")
        said = {"invitation": ask(survey, someone).invitation, "version": version}
        answering.answer(answers={}, source="link", wants_call=True, **said)
    address, seen = reverse("desk:survey_calls"), []
    assert "5 customers wait" in as_lin.get(address).content.decode()
    while address:
        with django_assert_max_num_queries(16):
            page = as_lin.get(address).content.decode()
        seen.append(re.findall(r"Waits (\d)", page))
        more = re.search(r'href="([^"]*cursor=[^"]*)"', page)
        address = more[1] if more else ""
    assert seen == [["0", "1"], ["2", "3"], ["4"]]


def test_surveys_over_http(survey, customer_of_lin, customer_of_deng, as_lin):
    listed = as_lin.get("/api/v1/surveys/").json()["results"]
    assert [one["name_en"] for one in listed] == ["After the visit"]
    address = f"/api/v1/surveys/{survey.pk}/"
    assert [len(one["questions"]) for one in as_lin.get(address).json()["versions"]] == [4]
    wish = {"customer": customer_of_lin.pk, "channel": "link"}
    headers = {"Idempotency-Key": "6ee2f5f2-9d1c-4d5f-8a0c-0f3f4f1b2c3d"}
    post = {"content_type": "application/json", "headers": headers}
    made = as_lin.post(f"{address}invitations/", wish, **post).json()
    assert "/s/" in made["address"]
    again = as_lin.post(f"{address}invitations/", wish, **post).json()
    assert (again["id"], again["address"]) == (made["id"], "")
    give(Invitation.objects.get(), survey, {"satisfaction": ["4"]})
    (answer,) = as_lin.get(f"{address}responses/").json()["results"]
    assert answer["answers"][0]["number"] == 4
    other = as_lin.post(
        f"{address}invitations/", wish | {"customer": customer_of_deng.pk}, content_type="application/json"
    )
    assert other.status_code == 400
