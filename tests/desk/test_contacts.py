"""Contacts: one per call, whatever comes of it; solved at first contact by what happened after."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from churn_crm import clock
from customers.models import Inquiry
from customers.timeline import timeline
from desk import services
from desk.complaints import questions
from desk.complaints.services import log_complaint, solve_complaint
from desk.complaints.words import sentence
from desk.contacts import policy, resolution
from desk.contacts.services import WAYS, during, log_interaction
from desk.models import Complaint, ComplaintEvent, Interaction, Promise, SatisfactionScore
from desk.progress import hearing, standing
from tests.factories import CustomerFactory, at

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def contact(customer, agent, day, **said):
    """One contact as it stands after the fact."""
    usual = {"topic": "bill", "text": "Where is my bill?", "direction": "in", "channel": "phone"}
    moment = {"day": day, "at": at(day)}
    return Interaction.objects.create(
        customer=customer, agent=agent, token=uuid.uuid4(), **(usual | moment | said)
    )


def call(customer, agent, token, **said):
    usual = {"topic": "booking", "text": "Wants to come on Saturday"}
    return log_interaction(customer=customer, by=agent, token=token, **(usual | said))


def complain_in(token, customer, agent, **promise):
    log = during(log_complaint, contact={"token": token}, promise=promise or None)
    said = {"cause": "waiting", "severity": 2, "text": "Two hours", "token": uuid.uuid4()}
    return log(customer=customer, by=agent, **said)


# ---- one contact


def test_the_same_token_is_one_contact(customer_of_lin, xie, today):
    token = uuid.uuid4()
    first, again = call(customer_of_lin, xie, token), call(customer_of_lin, xie, token, text="Other words")
    assert (first.pk, again.text, first.day) == (again.pk, "Wants to come on Saturday", today)


def test_a_token_of_another_customer_is_refused(customer_of_lin, customer_of_chen, xie):
    token = uuid.uuid4()
    call(customer_of_lin, xie, token)
    with pytest.raises(ValidationError, match="another customer"):
        call(customer_of_chen, xie, token)


def test_what_is_logged_during_a_contact_belongs_to_it(customer_of_lin, xie):
    token, due = uuid.uuid4(), clock.now() + timedelta(hours=3)
    complaint = complain_in(token, customer_of_lin, xie, what="Technician rides along", due_at=due)
    log = during(services.log_score, contact={"token": token})
    score = log(customer=customer_of_lin, by=xie, score=2, token=uuid.uuid4())
    held = Interaction.objects.get()
    for row in (complaint, score, Promise.objects.get()):
        row.refresh_from_db()
        assert row.interaction == held
    assert held.topic == "complaint"
    assert Promise.objects.get().complaint == complaint


def test_the_words_of_a_contact_come_after_what_was_logged_in_it(customer_of_lin, xie):
    token = uuid.uuid4()
    complain_in(token, customer_of_lin, xie)
    held = call(customer_of_lin, xie, token, solved=True, next_step="Call back")
    assert Interaction.objects.count() == 1
    assert (held.topic, held.text, held.solved) == ("complaint", "Wants to come on Saturday", True)


@pytest.mark.parametrize(
    ("channel", "way", "name"),
    [
        ("phone", "call", "Call"),
        ("chat", "chat", "Chat"),
        ("email", "email", "E-mail"),
        ("wechat", "wechat", "WeChat"),
        ("visit", "here", "In person"),
        ("web", "web", "Our web page"),
    ],
)
def test_a_waiting_complaint_hears_the_answer_by_the_way_it_came(customer_of_lin, xie, channel, way, name):
    waiting = complain_in(uuid.uuid4(), customer_of_lin, xie)
    questions.ask(complaint=waiting, by=xie, way="call", text="Which wheel?", token=uuid.uuid4())
    call(customer_of_lin, xie, uuid.uuid4(), channel=channel, text="The left one", topic="complaint")
    came = ComplaintEvent.objects.get(complaint=waiting, kind="came")
    assert (came.way, sentence(came)) == (way, f"Answer of the customer: {name}")
    # What we wrote down is for us, on whichever channel he said it.
    assert not came.by_himself and standing.said_in(waiting, came) == ""


def asked_of(customer, by):
    waiting = complain_in(uuid.uuid4(), customer, by)
    return questions.ask(complaint=waiting, by=by, way="wechat", text="Which wheel?", token=uuid.uuid4())


def test_an_answer_on_a_call_of_ours_goes_on_with_it_and_a_call_to_nobody_does_not(customer_of_lin, xie):
    waiting = asked_of(customer_of_lin, xie)
    ours = {"direction": "out", "topic": "complaint"}
    call(customer_of_lin, xie, uuid.uuid4(), text="Nobody there", **ours)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    token = uuid.uuid4()
    for _ in range(2):
        call(customer_of_lin, xie, token, text="The left one", answered=True, **ours)
    waiting.refresh_from_db()
    came = ComplaintEvent.objects.get(complaint=waiting, kind="came")
    assert (waiting.state, came.way, came.text, came.by) == ("answered", "call", "The left one", xie)
    # The same form once more answers nothing that was asked since.
    asked = {"complaint": waiting, "by": xie, "way": "call", "text": "And which tyre?"}
    questions.ask(**asked, token=uuid.uuid4())
    call(customer_of_lin, xie, token, text="The left one", answered=True, **ours)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_the_desk_asks_whether_he_answered_where_a_question_waits(customer_of_lin, as_xie, xie):
    page = reverse("desk:home") + f"?customer={customer_of_lin.pk}"
    assert b"interaction-answered" not in as_xie.get(page).content
    waiting = asked_of(customer_of_lin, xie)
    assert b"interaction-answered" in as_xie.get(page).content
    said = {"interaction-text": "The left one", "interaction-topic": "complaint"}
    said |= {"interaction-direction": "out", "interaction-channel": "phone", "interaction-answered": "on"}
    url = reverse("desk:interaction_new", args=[customer_of_lin.pk])
    assert as_xie.post(url, form("interaction", **said), headers=HTMX).status_code == 200
    waiting.refresh_from_db()
    assert waiting.state == "answered"


def test_every_channel_is_a_way_of_its_own():
    assert set(WAYS) == set(Interaction.Channel) and len(set(WAYS.values())) == len(WAYS)


def test_an_inquiry_is_written_down_for_those_who_follow_it(customer_of_lin, xie):
    said = {"topic": "inquiry", "text": "Winter tyres", "inquiry": {"wanted": "Four", "offered": "Brand"}}
    held = call(customer_of_lin, xie, uuid.uuid4(), channel="chat", **said)
    asked = Inquiry.objects.get()
    assert held.inquiry == asked
    assert (asked.topic, asked.wanted, asked.channel, asked.state) == ("Winter tyres", "Four", "web", "open")


def test_a_promise_for_a_time_that_is_over_leaves_no_complaint_behind(customer_of_lin, xie):
    past = clock.now() - timedelta(minutes=1)
    with pytest.raises(ValidationError):
        complain_in(uuid.uuid4(), customer_of_lin, xie, what="Call back", due_at=past)
    assert not Complaint.objects.exists() and not Interaction.objects.exists()


def test_the_timeline_tells_a_contact_only_where_nothing_else_does(customer_of_lin, xie):
    complain_in(uuid.uuid4(), customer_of_lin, xie)
    assert [event.kind for event in timeline(customer_of_lin.pk)] == ["complaint"]
    call(customer_of_lin, xie, uuid.uuid4(), next_step="Call back")
    told = timeline(customer_of_lin.pk, kind="contact")
    assert [(one.title, one.detail) for one in told] == [
        ("Phone: Booking", "Wants to come on Saturday · Next: Call back")
    ]


# ---- the form


def form(kind, **given):
    return {name.replace("__", "-"): value for name, value in given.items() if value is not None} | {
        f"{kind}-token": str(uuid.uuid4())
    }


def test_a_contact_is_logged_by_its_form_with_its_length(customer_of_lin, as_xie, xie):
    said = {
        "interaction-text": "Asks for the bill",
        "interaction-topic": "bill",
        "interaction-seconds": "161",
    }
    said |= {"interaction-channel": "phone", "interaction-mood": "3", "interaction-solved": "on"}
    url = reverse("desk:interaction_new", args=[customer_of_lin.pk])
    answer = as_xie.post(url, form("interaction", **said), headers=HTMX)
    assert answer.status_code == 200
    held = Interaction.objects.get()
    assert (held.topic, held.mood, held.solved, held.minutes) == ("bill", 3, True, "2:41")
    assert (held.agent, held.direction) == (xie, "in")


def test_a_complaint_is_logged_with_a_promise_in_the_branchs_time(customer_of_lin, as_xie, xie):
    contact_token = str(uuid.uuid4())
    said = {"complaint-text": "Squeals", "complaint-cause": "comeback", "complaint-severity": "2"}
    said |= {"complaint_contact-token": contact_token, "complaint_contact-mood": "1"}
    said |= {"complaint_promise-what": "Free check", "complaint_promise-due_at": "2099-06-17T18:00"}
    url = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    assert as_xie.post(url, form("complaint", **said), headers=HTMX).status_code == 200
    promise = Promise.objects.get()
    assert (promise.what, promise.person, promise.due_at.isoformat()) == (
        "Free check",
        xie,
        "2099-06-17T10:00:00+00:00",
    )
    assert Interaction.objects.get().mood == 1
    # The next thing of the same call goes to the same contact.
    said = {"score-score": "2", "score_contact-token": contact_token}
    as_xie.post(reverse("desk:score_new", args=[customer_of_lin.pk]), form("score", **said), headers=HTMX)
    assert SatisfactionScore.objects.get().interaction == Interaction.objects.get()


@pytest.mark.parametrize(
    ("when", "words"), [("2020-01-01T08:00", "That time is over."), ("", "Say by when.")]
)
def test_a_promise_needs_a_time_to_come_and_the_complaint_waits_for_it(customer_of_lin, as_xie, when, words):
    said = {"complaint-text": "Kept", "complaint-cause": "price", "complaint-severity": "2"}
    said |= {"complaint_promise-what": "Call", "complaint_promise-due_at": when}
    url = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    answer = as_xie.post(url, form("complaint", **said), headers=HTMX)
    assert answer.status_code == 422
    assert words in answer.content.decode() and "Kept" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_a_time_without_words_promises_nothing(customer_of_lin, as_xie):
    said = {"complaint-text": "Late", "complaint-cause": "price", "complaint-severity": "2"}
    said |= {"complaint_promise-due_at": "2020-01-01T08:00"}
    url = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    assert as_xie.post(url, form("complaint", **said), headers=HTMX).status_code == 200
    assert Complaint.objects.count() == 1 and not Promise.objects.exists()


def test_the_head_counts_todays_contacts_of_whom_one_may_see(
    customer_of_lin, customer_of_deng, xie, deng, as_xie, today
):
    contact(customer_of_lin, xie, today, solved=True)
    contact(customer_of_lin, xie, today)
    contact(customer_of_lin, xie, today - timedelta(days=1))
    contact(customer_of_deng, deng, today)
    shown = as_xie.get("/desk/today/").context["today"]
    assert (shown["count"], shown["solved"], shown["measured"].cases) == (2, 1, 0)


# ---- first-contact resolution


@pytest.mark.parametrize(
    ("days_later", "topic", "cases", "resolved"),
    [
        (None, "bill", 1, 1),
        (0, "bill", 1, 0),
        (7, "bill", 1, 0),
        (8, "bill", 2, 2),
        (3, "booking", 2, 2),
        (3, "feedback", 1, 1),
    ],
)
def test_resolved_is_what_did_not_come_back_on_the_same_topic(
    customer_of_lin, xie, wei, today, days_later, topic, cases, resolved
):
    first = today - timedelta(days=40)
    contact(customer_of_lin, xie, first, solved=True)
    if days_later is not None:
        contact(customer_of_lin, xie, first + timedelta(days=days_later), topic=topic)
    (figure,) = resolution.by_agent(xie, on=today)
    assert (figure.cases, figure.resolved, figure.ticked) == (cases, resolved, 1)


@pytest.mark.parametrize("days_later", [-3, 0, 3])
def test_our_own_call_on_the_topic_is_not_the_customers_coming(customer_of_lin, xie, today, days_later):
    day = today - timedelta(days=40)
    contact(customer_of_lin, xie, day + timedelta(days=days_later), direction="out")
    contact(customer_of_lin, xie, day)
    (figure,) = resolution.by_agent(xie, on=today)
    assert (figure.cases, figure.resolved) == (1, 1)


def solved_on_the_call(customer, xie) -> Complaint:
    """Complained about and solved on the first of June."""
    return solve_complaint(complaint=complain_in(uuid.uuid4(), customer, xie), by=xie, resolution="Oil free")


def first_contact():
    """The only case there is, in the middle of the month."""
    return Interaction.objects.first_contacts(within=7, until=date(2026, 6, 16)).get()


def at_the_desk(complaint, client):
    url = reverse("desk:complaint_reopen", args=[complaint.pk])
    assert client.post(f"{url}?as=desk", {"complaint-text": "Again"}, headers=HTMX).status_code == 200


def by_himself(complaint, client):
    hearing.unsettled(complaint=complaint, text="It rattles again", token=uuid.uuid4())


def at_the_web_form(complaint, client):
    web = {"way": ComplaintEvent.Way.WEB, "text": "Wang"}
    said = {"cause": "waiting", "severity": 2, "text": "Two hours again", "token": uuid.uuid4()}
    log_complaint(customer=complaint.customer, by=None, logged=web, **said)


def nobody_knows_of(complaint, client):
    """He does not come."""


@pytest.mark.parametrize(
    ("comes", "day", "back"),
    [
        (at_the_desk, 4, True),
        (at_the_desk, 1, False),  # during the contact itself
        (at_the_desk, 9, False),
        (by_himself, 1, True),
        (by_himself, 8, True),
        (at_the_web_form, 4, True),
        (at_the_web_form, 9, False),
        (nobody_knows_of, 4, False),
    ],
)
def test_a_complaint_that_is_opened_again_was_not_resolved_at_first_contact(
    customer_of_lin, xie, as_xie, stand_at, settings, comes, day, back
):
    settings.TODAY = stand_at("01 10:00").date()
    complaint = solved_on_the_call(customer_of_lin, xie)
    settings.TODAY = stand_at(f"{day:02} 23:30").date()  # in Shanghai; in London it is the afternoon
    comes(complaint, as_xie)
    assert first_contact().came_back is back


def test_what_he_wrote_on_our_web_page_before_he_called_makes_the_call_a_repeat(
    customer_of_lin, xie, stand_at, settings
):
    settings.TODAY = stand_at("01 10:00").date()
    complaint = solved_on_the_call(customer_of_lin, xie)
    settings.TODAY = stand_at("08 10:00").date()
    hearing.unsettled(complaint=complaint, text="It rattles again", token=uuid.uuid4())
    contact(customer_of_lin, xie, date(2026, 6, 9), topic="complaint")
    assert first_contact().day == date(2026, 6, 1)


@pytest.mark.parametrize(("language", "words"), [("en", "did not come back"), ("zh-hans", "未再来询")])
def test_the_desks_head_shows_what_was_measured_beside_what_was_ticked(
    gaoxin, lin, xie, as_xie, today, language, words
):
    for n in range(30):
        one = CustomerFactory(branch=gaoxin, owner=lin)
        contact(one, xie, today - timedelta(days=20), solved=True)
        if n < 6:
            contact(one, xie, today - timedelta(days=18))
    contact(CustomerFactory(branch=gaoxin, owner=lin), xie, today - timedelta(days=38))  # before the 30 days
    as_xie.cookies["django_language"] = language
    page = as_xie.get("/desk/")
    measured = page.context["today"]["measured"]
    assert (measured.cases, measured.resolved, measured.ticked) == (30, 24, 30)
    body = page.content.decode()
    assert "80%" in body and "100%" in body and words in body


def test_the_desks_head_says_when_there_is_too_little_to_measure_by(customer_of_lin, xie, as_xie, today):
    contact(customer_of_lin, xie, today - timedelta(days=20))
    assert "First contacts to measure by: 1, 30 needed" in as_xie.get("/desk/").content.decode()


def test_a_repeat_is_no_case_and_what_is_too_young_is_none_yet(customer_of_lin, xie, today):
    contact(customer_of_lin, xie, today - timedelta(days=20))
    contact(customer_of_lin, xie, today - timedelta(days=17))
    contact(customer_of_lin, xie, today - timedelta(days=7), topic="booking")
    (figure,) = resolution.by_agent(xie, on=today)
    assert (figure.cases, figure.resolved) == (1, 0)


def test_the_days_are_policy(customer_of_lin, xie, he, today):
    contact(customer_of_lin, xie, today - timedelta(days=40))
    contact(customer_of_lin, xie, today - timedelta(days=36))
    assert policy.change(values={"resolved_days": 3}, version=1, by=he)
    (figure,) = resolution.by_agent(xie, on=today)
    assert (figure.cases, figure.resolved) == (2, 2)


def test_figures_are_hidden_below_thirty_cases_and_shown_to_whom_one_is_led_by(
    customer_of_lin, lin, chen, wei, deng, gaoxin, as_wei, as_chen, today
):
    for number in range(30):
        customer = CustomerFactory(owner=lin, branch=gaoxin)
        contact(customer, lin, today - timedelta(days=30), solved=number < 20)
    contact(customer_of_lin, chen, today - timedelta(days=30))
    body = as_wei.get("/desk/figures/").content.decode()
    assert "100%" in body and "67%" in body and "too few cases" in body
    assert [one.of for one in resolution.by_agent(wei, on=today)] == [lin, chen]
    assert "100%" not in as_chen.get("/desk/figures/").content.decode()
    assert [one.of for one in resolution.by_agent(deng, on=today)] == []
    assert sum(one.cases for one in resolution.by_month(wei, on=today)) == 31
    assert [(one.of, one.cases) for one in resolution.by_branch(wei, on=today)] == [("Gaoxin", 31)]


def test_managers_see_teams_beside_people(lin, chen, wei, zhou, xie, as_zhou, as_xie, today):
    """Whoever is in no team counts for none."""
    for agent, solved in ((lin, True), (chen, False), (xie, True)):
        for _number in range(20):
            customer = CustomerFactory(owner=lin, branch=lin.branch)
            contact(customer, agent, today - timedelta(days=30), solved=solved)
    (team,) = resolution.by_team(zhou, on=today)
    assert (team.of, team.cases, team.ticked_share) == ("Gaoxin accounts", 40, 0.5)
    assert "Gaoxin accounts" in as_zhou.get("/desk/figures/").content.decode()
    assert "Gaoxin accounts" not in as_xie.get("/desk/figures/").content.decode()


def test_behind_the_figure_stand_its_contacts(customer_of_lin, customer_of_chen, lin, as_wei, today):
    contact(customer_of_lin, lin, today - timedelta(days=30), text="Where is it?")
    contact(customer_of_lin, lin, today - timedelta(days=28), text="Still not here")
    contact(customer_of_chen, lin, today - timedelta(days=28), text="Thanks")
    rows = as_wei.get(f"/desk/contacts/?show=first&agent={lin.pk}").context["rows"]
    assert {row.text for row in rows} == {"Where is it?", "Thanks"}
    (back,) = as_wei.get(f"/desk/contacts/?show=back&agent={lin.pk}").context["rows"]
    assert back.text == "Where is it?"


def test_the_lists_cost_the_same_however_long_they_are(
    customer_of_lin, lin, as_wei, today, django_assert_max_num_queries
):
    for number in range(60):
        contact(customer_of_lin, lin, today - timedelta(days=10 + number))
    with django_assert_max_num_queries(12):
        page = as_wei.get("/desk/contacts/?show=first")
    with django_assert_max_num_queries(25):
        as_wei.get("/desk/figures/")
    first = as_wei.get("/desk/contacts/").context
    assert len(first["rows"]) == 50 and page.status_code == 200
    rest = as_wei.get(f"/desk/contacts/?cursor={first['cursor']}").context
    assert len(rest["rows"]) == 10 and not rest["cursor"]


# ---- the policy


def test_a_policy_is_changed_once_and_its_history_told(as_zhou, zhou):
    said = {"version": "1", "resolved_days": "10", "remind_minutes": "30", "call_days": "3"}
    said |= {"call_tries": "2", "call_late_days": "1"}
    assert as_zhou.post("/desk/contact-policy/", said).status_code == 302
    held = policy.contact_policy()
    assert (held.resolved_days, held.version, held.changed_by) == (10, 2, zhou)
    late = as_zhou.post("/desk/contact-policy/", said)
    assert late.status_code == 422 and "Somebody has just changed" in late.content.decode()
    assert "Contacts and promises" in as_zhou.get("/desk/contact-policy/").content.decode()
    assert as_zhou.post("/desk/contact-policy/", said | {"resolved_days": "0"}).status_code == 422
