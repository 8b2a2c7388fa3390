"""A complaint as its customer sees it: without login or cookies; what he says there counts once."""

import html
import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from churn_crm import clock
from churn_crm.logs import hide_secrets
from customers.models import Contact, Customer, CustomerStanding
from desk.complaints import questions, services
from desk.complaints.policies import change, complaint_policy
from desk.models import Complaint, ProgressLink, Promise
from desk.progress import linking
from desk.surveys import limits
from outbox import templates
from outbox.models import Message, SendingPolicy
from staff.absences import enter_absence
from staff.models import Leaving, Notice
from tests.desk.complaining import at, logged
from tests.factories import CustomerFactory
from tests.outbox.sending import ALWAYS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_tuesday_afternoon(settings):
    settings.PUBLIC_URL = "https://crm.example.org"
    with time_machine.travel(at("16 14:00"), tick=False) as clock_of_tests:
        yield clock_of_tests


@pytest.fixture
def fang(lin, gaoxin):
    gaoxin.pool_owner = lin
    gaoxin.save()
    return CustomerFactory(owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615", code="C-1")


@pytest.fixture
def complaint(fang, xie):
    return logged(fang, xie, text="He was rude, says the agent", cause="attitude")


@pytest.fixture
def template(zhou):
    SendingPolicy.objects.create(**ALWAYS)
    return a_template(zhou)


def a_template(by, language="zh-hans", **more):
    words = {
        "zh-hans": ("投诉进度", "{称呼}您好，投诉进度：{进度链接}", "禾溪汽车"),
        "en": ("How far", "Hello {salutation}: {progress_link}", "Hexi Auto"),
    }
    name, text, signature = words[language]
    usual = {"channel": "sms", "purpose": "service", "subject": "", "signature": signature}
    return templates.write(by=by, name=name, language=language, text=text, **usual | more)


@pytest.fixture
def stranger(he) -> Client:
    return Client(enforce_csrf_checks=True)


def sent(complaint, by):
    return linking.send(complaint=complaint, by=by, way="sms", token=uuid.uuid4())


def secret_in(message) -> str:
    return message.text.rsplit("/c/", 1)[1]


@pytest.fixture
def secret(complaint, template, xie) -> str:
    return secret_in(sent(complaint, xie).message)


def url(secret: str) -> str:
    return reverse("progress:page", args=[secret])


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def form_of(answer) -> str:
    return re.search(r'name="form" value="([^"]+)"', answer.content.decode())[1]


def say(client, secret, what, **more):
    return client.post(url(secret), {"form": form_of(client.get(url(secret))), "what": what} | more)


def kinds(complaint) -> list[str]:
    return list(complaint.events.values_list("kind", flat=True))


# ---- the link


def test_a_link_goes_through_the_outbox_in_the_customers_language(complaint, template, xie):
    link = sent(complaint, xie)
    message = Message.objects.get()
    assert message.text.startswith("【禾溪汽车】方敏您好，投诉进度：https://crm.example.org/c/")
    assert (message.why, message.purpose, message.template) == ("complaint", "service", template)
    assert message.purpose_key == f"complaint:{complaint.pk}:progress:{link.token}"
    assert secret_in(message) not in str(ProgressLink.objects.values())
    assert kinds(complaint) == ["logged", "link_sent"]


def test_pressing_twice_sends_once(complaint, template, xie):
    token = uuid.uuid4()
    two = {linking.send(complaint=complaint, by=xie, way="sms", token=token).pk for _ in range(2)}
    assert len(two) == 1 and Message.objects.count() == 1


def test_the_other_languages_template_is_better_than_none(fang, xie, zhou):
    SendingPolicy.objects.create(**ALWAYS)
    a_template(zhou, "en")
    sent(logged(fang, xie), xie)
    assert "Hello " in Message.objects.get().text


@pytest.mark.parametrize(
    ("without", "words"),
    [("template", "write one with the variable {progress_link}"), ("phone", "No mobile number is known.")],
)
def test_what_would_never_arrive_is_refused_at_its_field(fang, xie, zhou, without, words):
    SendingPolicy.objects.create(**ALWAYS)
    if without == "phone":
        a_template(zhou)
        Customer.objects.filter(pk=fang.pk).update(phone="")
    with pytest.raises(ValidationError) as refusal:
        sent(logged(fang, xie), xie)
    assert words in refusal.value.message_dict["way"][0]
    assert not ProgressLink.objects.exists()


def test_by_hand_it_is_sent_from_the_page_and_taken_back(complaint, template, as_xie, stranger):
    page = as_xie.get(reverse("desk:complaint", args=[complaint.pk]))
    assert "Text a progress link" in text(page)
    answer = as_xie.post(
        reverse("desk:complaint_link", args=[complaint.pk]), {"way": "sms"}, headers={"HX-Request": "true"}
    )
    assert "Progress link sent: SMS" in text(answer)
    link, message = ProgressLink.objects.get(), Message.objects.get()
    assert reverse("desk:complaint_link_back", args=[link.pk]) in answer.headers["HX-Trigger"]
    as_xie.post(reverse("desk:complaint_link_back", args=[link.pk]))
    as_xie.post(reverse("desk:complaint_link_back", args=[link.pk]))
    message.refresh_from_db()
    assert (message.state, message.reason) == ("skipped", "cancelled")
    assert kinds(complaint) == ["logged", "link_sent", "link_back"]
    assert stranger.get(url(secret_in(message))).status_code == 404


def desk_form(fang, **more):
    said = {"text": "It squeals", "cause": "comeback", "severity": "2", "token": str(uuid.uuid4())} | more
    form = {f"complaint-{name}": value for name, value in said.items()}
    return reverse("desk:complaint_new", args=[fang.pk]), form


def test_the_desk_logs_a_complaint_and_texts_its_link_once(fang, template, as_xie):
    assert "Text a progress link" in text(as_xie.get(reverse("desk:home"), {"customer": fang.pk}))
    url, form = desk_form(fang, text_link="on")
    for _time in range(2):
        as_xie.post(url, form, headers={"HX-Request": "true"})
    logged_one, message = Complaint.objects.get(), Message.objects.get()
    assert ProgressLink.objects.get().complaint == logged_one and message.template == template
    as_xie.post(*desk_form(fang), headers={"HX-Request": "true"})
    assert Complaint.objects.count() == 2 and Message.objects.count() == 1


def test_where_no_link_can_go_the_desk_keeps_the_words_and_says_why(fang, as_xie):
    url, form = desk_form(fang, text_link="on")
    answer = as_xie.post(url, form, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "No template leads to the complaint" in text(answer)
    assert "It squeals" in text(answer) and not Complaint.objects.exists()
    Customer.objects.filter(pk=fang.pk).update(phone="", email="")
    assert "Text a progress link" not in text(as_xie.get(reverse("desk:home"), {"customer": fang.pk}))


def test_over_http_it_is_sent_once(complaint, template, as_xie):
    address = reverse("desk_api:complaint_link", args=[complaint.pk])
    once = {"Idempotency-Key": str(uuid.uuid4())}
    for _ in range(2):
        answer = as_xie.post(address, {"way": "sms"}, "application/json", headers=once)
        assert (answer.status_code, answer.json()["id"]) == (200, complaint.pk)
    assert ProgressLink.objects.count() == Message.objects.count() == 1


def test_over_http_it_is_found_with_its_complaint_and_taken_back(complaint, template, xie, as_xie, as_deng):
    link = sent(complaint, xie)
    (shown,) = as_xie.get(reverse("desk_api:complaint", args=[complaint.pk])).json()["links"]
    assert (shown["id"], shown["made_by"], shown["ended_at"]) == (link.pk, xie.pk, None)
    address = reverse("desk_api:complaint_link_back", args=[shown["id"]])
    assert as_deng.post(address).status_code == 404
    assert [as_xie.post(address).json() for _ in range(2)] == [{"stopped": True}] * 2
    link.refresh_from_db()
    assert link.ended_at is not None
    assert kinds(complaint) == ["logged", "link_sent", "link_back"]


def test_nobody_of_ours_speaks_by_the_customers_page(complaint, as_xie):
    asked = {"way": "web", "text": "Which wheel?"}
    address = reverse("desk:complaint_ask", args=[complaint.pk])
    assert as_xie.post(address, asked).status_code == 422
    assert as_xie.post(reverse("desk_api:complaint_ask", args=[complaint.pk]), asked).status_code == 400


def test_another_branchs_agent_takes_nothing_back(complaint, template, xie, as_deng):
    link = sent(complaint, xie)
    assert as_deng.post(reverse("desk:complaint_link_back", args=[link.pk])).status_code == 404


# ---- the page


def test_it_opens_without_login_sets_no_cookie_and_loads_nothing_from_others(stranger, secret, complaint):
    answers = [stranger.get(url(secret)), say(stranger, secret, "settled"), stranger.get(url("nothing"))]
    answers.append(stranger.get(reverse("progress:new", args=["gaoxin"])))
    assert [answer.status_code for answer in answers] == [200, 302, 404, 200]
    for answer in answers:
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r'(?:src|href)="https?://', answer.content.decode())


def test_it_tells_where_it_stands_and_nothing_that_is_ours_only(stranger, secret, complaint, xie, wei):
    services.take(complaint=complaint, by=xie)
    services.note(complaint=complaint, by=xie, text="Internal: he always complains")
    services.escalate(complaint=complaint, by=xie, text="Help me")
    services.respond(complaint=complaint, by=xie, way="call", text="told him to wait")
    page = text(stranger.get(url(secret) + "?lang=en"))
    for words in ("We are looking into it", "We mean to solve it by", "Xie", "We answered you: Call"):
        assert words in page
    ours = ("Internal", "Help me", "told him", "rude", "Attitude", "scalat", "方敏", "13912346615", "C-1<")
    for words in ours:
        assert words not in page


def test_the_name_is_of_who_has_it_else_of_the_branch(stranger, secret, complaint, xie):
    assert "<dd>Gaoxin</dd>" in text(stranger.get(url(secret)))
    services.take(complaint=complaint, by=xie)
    assert "<dd>Xie</dd>" in text(stranger.get(url(secret)))


@pytest.mark.parametrize(("language", "words"), [("en", "We have received it"), ("zh-hans", "投诉已收到")])
def test_it_speaks_the_customers_language_and_the_other_one(stranger, secret, language, words):
    assert "投诉已收到" in text(stranger.get(url(secret)))
    assert words in text(stranger.get(url(secret) + f"?lang={language}"))


def test_what_is_late_is_said(stranger, secret, a_tuesday_afternoon):
    assert "You get an answer by" in text(stranger.get(url(secret) + "?lang=en"))
    a_tuesday_afternoon.move_to(at("17 15:00"))
    assert "We are late, and we are sorry." in text(stranger.get(url(secret) + "?lang=en"))


def test_expired_taken_back_and_unknown_links_answer_alike(stranger, secret, a_tuesday_afternoon):
    unknown = text(stranger.get(url("never-there")))
    a_tuesday_afternoon.shift(linking.good_for() + timedelta(minutes=1))
    expired = stranger.get(url(secret))
    assert expired.status_code == 404 and text(expired) == unknown
    assert stranger.post(url(secret), {"what": "settled"}).status_code == 404


def test_a_link_made_under_another_policy_is_good_for_as_long_as_that_says(
    stranger, fang, complaint, zhou, a_tuesday_afternoon
):
    change(values={"link_days": 2}, version=complaint_policy().version, by=zhou)
    linking.make(complaint=complaint, secret="short", language="en", branch=fang.branch)
    assert stranger.get(url("short")).status_code == 200
    a_tuesday_afternoon.shift(timedelta(days=2, minutes=1))
    assert stranger.get(url("short")).status_code == 404


def test_whoever_guesses_is_kept_waiting(stranger, monkeypatch):
    monkeypatch.setattr(limits, "GUESSES", 2)
    assert [stranger.get(url(f"guess{n}")).status_code for n in range(4)] == [404, 404, 429, 429]


def test_one_link_takes_so_many_sendings(stranger, secret, monkeypatch):
    monkeypatch.setattr(limits, "SENDINGS", 2)
    assert [say(stranger, secret, "call").status_code for _ in range(3)] == [302, 302, 429]


def test_a_form_that_is_not_ours_is_refused(stranger, secret, complaint, xie):
    other = secret_in(sent(complaint, xie).message)
    foreign = form_of(stranger.get(url(other)))
    for form in ("", "forged", foreign):
        answer = stranger.post(url(secret) + "?lang=en", {"form": form, "what": "settled"})
        assert answer.status_code == 403 and "Nothing was written down" in text(answer)
    complaint.refresh_from_db()
    assert complaint.solved_at is None


def test_the_page_costs_few_queries(stranger, secret, complaint, xie, django_assert_max_num_queries):
    for number in range(9):
        services.note(complaint=complaint, by=xie, text=f"Note {number}")
    with django_assert_max_num_queries(8):
        stranger.get(url(secret))


# ---- what he says


def test_his_answer_ends_the_pause_as_on_any_other_channel(stranger, secret, complaint, xie):
    questions.ask(complaint=complaint, by=xie, way="call", text="Which wheel is it?", token=uuid.uuid4())
    asked = stranger.get(url(secret) + "?lang=en")
    assert "We have a question for you" in text(asked) and "Which wheel is it?" in text(asked)
    said = {"form": form_of(asked), "what": "answer", "text": "The left one"}
    assert [stranger.post(url(secret), said).status_code for _ in range(2)] == [302, 302]
    complaint.refresh_from_db()
    assert (complaint.state, complaint.paused_until, complaint.asked_at) == ("answered", None, None)
    came = complaint.events.get(kind="came")
    assert (came.text, came.way, came.by) == ("The left one", "web", None)
    assert "The left one" in text(stranger.get(url(secret)))
    assert Notice.objects.get(kind="complaint_heard").user == xie


def test_an_empty_answer_is_asked_for_again(stranger, secret, complaint, xie):
    questions.ask(complaint=complaint, by=xie, way="call", text="Which wheel?", token=uuid.uuid4())
    answer = say(stranger, secret, "answer", text=" \0 ")
    assert answer.status_code == 422 and 'aria-invalid="true"' in text(answer)


def test_not_solved_reopens_it_with_a_new_clock(stranger, secret, complaint, xie, a_tuesday_afternoon):
    services.take(complaint=complaint, by=xie)
    services.solve_complaint(complaint=complaint, by=xie, resolution="Apology, says the agent")
    a_tuesday_afternoon.move_to(at("18 10:00"))
    page = text(stranger.get(url(secret) + "?lang=en"))
    assert "We have solved it" in page and "Apology" not in page
    form = form_of(stranger.get(url(secret)))
    for _ in range(2):
        stranger.post(url(secret), {"form": form, "what": "unsettled", "why": "Nobody called"})
    complaint.refresh_from_db()
    assert (complaint.state, complaint.started_at) == ("reopened", at("18 10:00"))
    assert kinds(complaint).count("reopened") == 1
    assert complaint.events.get(kind="reopened").text == "Nobody called"
    assert Notice.objects.get(kind="complaint_unsolved").user == xie


def test_that_it_is_solved_confirms_our_solution_once(stranger, secret, complaint, xie):
    services.solve_complaint(complaint=complaint, by=xie, resolution="Apology")
    for _ in range(2):
        say(stranger, secret, "settled")
    assert kinds(complaint).count("confirmed") == 1
    assert "Thank you for telling us." in text(stranger.get(url(secret) + "?lang=en"))
    complaint.refresh_from_db()
    assert (complaint.state, complaint.solved_by) == ("solved", xie)


def test_he_may_close_an_open_one_and_nobody_gets_a_question_any_more(stranger, secret, complaint, xie):
    questions.ask(complaint=complaint, by=xie, way="sms", text="Which wheel?", token=uuid.uuid4())
    say(stranger, secret, "settled")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.solved_by, complaint.question) == ("solved", None, None)
    assert complaint.resolution
    assert Message.objects.get(text__contains="Which wheel").reason == "cancelled"
    say(stranger, secret, "unsettled")
    complaint.refresh_from_db()
    assert complaint.state == "reopened"


def test_a_call_back_is_a_promise_of_whoever_has_it(stranger, secret, complaint, xie):
    services.take(complaint=complaint, by=xie)
    for _ in range(2):
        say(stranger, secret, "call")
    promise = Promise.objects.get()
    assert (promise.person, promise.complaint, promise.due_at) == (xie, complaint, at("16 18:00"))
    page = text(stranger.get(url(secret) + "?lang=en"))
    assert "We call you" in page and "Today by 18:00" in page and "Call me back" not in page
    assert Notice.objects.get(kind="complaint_call").user == xie


@pytest.mark.parametrize("deputy", [None, "deng"])  # who works elsewhere does not see it
def test_of_a_call_to_somebody_away_a_lead_hears_too(stranger, secret, complaint, cast, xie, wei, deputy):
    services.take(complaint=complaint, by=xie)
    today = at("16 10:00").date()
    absence = {"starts_on": today, "ends_on": today, "kind": "leave"}
    enter_absence(person=xie, by=xie, token=uuid.uuid4(), deputy=cast.get(deputy), **absence)
    say(stranger, secret, "call")
    assert Promise.objects.get().person == xie
    heard = Notice.objects.filter(kind="complaint_call").values_list("user__username", flat=True)
    assert set(heard) == {"xie", "wei"}


def test_whoever_has_left_is_promised_no_call(stranger, secret, complaint, xie, lin, zhou):
    services.take(complaint=complaint, by=xie)
    day = at("16 10:00").date()
    Leaving.objects.create(
        person=xie,
        last_day=day - timedelta(days=1),
        told_on=day - timedelta(days=9),
        set_by=zhou,
        set_at=clock.now(),
    )
    say(stranger, secret, "call")
    assert Promise.objects.get().person == lin


def test_what_was_solved_meanwhile_says_so(stranger, secret, complaint, xie):
    form = form_of(stranger.get(url(secret)))
    services.solve_complaint(complaint=complaint, by=xie, resolution="Done")
    answer = stranger.post(url(secret), {"form": form, "what": "answer", "text": "The left one"})
    assert answer.status_code == 422 and "We have solved it" in text(stranger.get(url(secret) + "?lang=en"))
    # What he wrote stands where he can send it on.
    assert re.search(r"<details[^>]* open>.*<textarea[^>]*>The left one<", answer.content.decode(), re.DOTALL)


def test_a_solution_that_was_taken_back_as_a_slip_is_not_told(stranger, secret, complaint, xie):
    services.solve_complaint(complaint=complaint, by=xie, resolution="The wrong row")
    services.take_back(complaint=complaint, by=xie)
    assert "Solved by us" not in text(stranger.get(url(secret) + "?lang=en"))
    services.solve_complaint(complaint=complaint, by=xie, resolution="Done")
    assert text(stranger.get(url(secret) + "?lang=en")).count("Solved by us") == 1


# ---- filing one by oneself

TYPED = {"name": "Wang Wei", "phone": "139 1234 6615", "cause": "waiting", "text": "Two hours for oil"}


def new(branch="gaoxin") -> str:
    return reverse("progress:new", args=[branch]) + "?lang=en"


def file(client, traveller, *, branch="gaoxin", wait=5, **typed):
    form = form_of(client.get(new(branch)))
    traveller.shift(timedelta(seconds=wait))
    return client.post(new(branch), {"form": form} | TYPED | typed)


def test_a_known_number_is_a_complaint_of_that_customer(stranger, fang, xie, a_tuesday_afternoon):
    answer = file(stranger, a_tuesday_afternoon)
    complaint = Complaint.objects.get()
    assert (complaint.customer, complaint.logged_by, complaint.severity) == (fang, None, 2)
    assert (complaint.state, complaint.respond_due_at is not None) == ("new", True)
    event = complaint.events.get()
    assert (event.kind, event.way, event.text, event.by) == ("logged", "web", "Wang Wei", None)
    assert answer.status_code == 302 and answer.url.startswith("/c/")
    page = text(stranger.get(answer.url))
    assert "We have received it" in page and "Two hours for oil" in page
    assert {notice.user for notice in Notice.objects.filter(kind="complaint_web")} >= {xie}


def test_a_contacts_number_is_his_companys(stranger, fang, a_tuesday_afternoon):
    Contact.objects.create(customer=fang, name="Driver", phone="+8613800000001")
    file(stranger, a_tuesday_afternoon, phone="13800000001")
    assert Complaint.objects.get().customer == fang


def test_an_unknown_number_becomes_a_customer_of_the_pool_owner(stranger, fang, lin, a_tuesday_afternoon):
    file(stranger, a_tuesday_afternoon, phone="13700000002", danger="1")
    complaint = Complaint.objects.exclude(customer=fang).get()
    customer = complaint.customer
    assert (customer.name, customer.phone, customer.owner) == ("Wang Wei", "+8613700000002", lin)
    assert complaint.severity == 4


def test_the_page_does_not_tell_whether_one_is_known(stranger, fang, lin, wuhu, deng, a_tuesday_afternoon):
    """Not even a customer of another branch whose complaints are due in half the time."""
    wuhu.pool_owner = deng
    wuhu.save()
    vip = CustomerFactory(owner=deng, branch=wuhu, name="Canary", phone="+8613811112222")
    CustomerStanding.objects.create(customer=vip, echelon=1, day=clock.today())
    pages = []
    for phone in ("13811112222", "13700000002"):
        answer = file(stranger, a_tuesday_afternoon, wait=5, phone=phone)
        a_tuesday_afternoon.move_to(at("16 14:00"))
        Complaint.objects.update(logged_at=at("16 14:00"))
        page = re.sub(r'CP-\d+|value="[^"]*"|datetime="[^"]*"', "", text(stranger.get(answer.url)))
        pages.append(page.replace(answer.url.split("?")[0], ""))
    assert Complaint.objects.filter(customer=vip).get().echelon == 1
    assert pages[0] == pages[1] and "Canary" not in pages[0] and "Wuhu" not in pages[0]


def test_sent_twice_it_is_one_complaint(stranger, fang, a_tuesday_afternoon):
    form = form_of(stranger.get(new()))
    a_tuesday_afternoon.shift(timedelta(seconds=5))
    answers = [stranger.post(new(), {"form": form} | TYPED) for _ in range(5)]
    assert {answer.url for answer in answers} == {answers[0].url}
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "wait", "words"),
    [
        ({"website": "http://spam"}, 5, "as if a program had filled it in"),
        ({}, 1, "That was very quick."),
        ({}, 49 * 3600, "open for very long"),
        ({"phone": "12"}, 5, "2 digits"),
        ({"phone": ""}, 5, "We need a number to reach you."),
        ({"text": " "}, 5, "Write down what happened."),
        ({"cause": "murder"}, 5, "murder"),
    ],
)
def test_what_is_not_taken_keeps_what_was_typed(stranger, fang, a_tuesday_afternoon, typed, wait, words):
    answer = file(stranger, a_tuesday_afternoon, wait=wait, **typed)
    assert answer.status_code == 422 and words in text(answer)
    assert "Wang Wei" in text(answer)
    assert not Complaint.objects.exists()


def test_it_is_limited_by_address_and_by_number(stranger, fang, a_tuesday_afternoon, monkeypatch):
    monkeypatch.setattr("desk.views.progress_page.OF_A_NUMBER", 1)
    assert [file(stranger, a_tuesday_afternoon).status_code for _ in range(2)] == [302, 429]
    monkeypatch.setattr("desk.views.progress_page.FILINGS", 1)
    assert file(stranger, a_tuesday_afternoon, phone="13700000003").status_code == 429
    assert Complaint.objects.count() == 1


def test_a_forged_form_and_a_branch_without_a_pool_owner_take_nothing(stranger, fang, wuhu):
    assert stranger.post(new(), {"form": "x"} | TYPED).status_code == 403
    closed, unknown = stranger.get(new("wuhu")), stranger.get(new("not-there"))
    assert closed.status_code == unknown.status_code == 404
    assert text(closed) == text(unknown)


def test_the_codes_lead_to_the_forms(as_xie, fang, wuhu, gaoxin):
    page = text(as_xie.get(reverse("desk:complaint_codes")))
    assert "https://crm.example.org/c/at/gaoxin" in page and "Closed" in page
    drawn = as_xie.get(reverse("desk:complaint_code", args=[gaoxin.pk, "png"]))
    assert drawn.content.startswith(b"\x89PNG")
    assert as_xie.get(reverse("desk:complaint_code", args=[gaoxin.pk, "gif"])).status_code == 404


def test_the_desk_says_who_wrote_it_down(stranger, fang, as_xie, a_tuesday_afternoon):
    file(stranger, a_tuesday_afternoon)
    page = text(as_xie.get(reverse("desk:complaint", args=[Complaint.objects.get().pk])))
    assert "Written by the customer: our web page" in page.replace("Our", "our")


def test_no_log_names_a_link():
    paths = ["/c/qu1te-5ecret?lang=en", "Not Found: /c/qu1te-5ecret", "/c/at/gaoxin"]
    hidden = [hide_secrets(None, "", {"event": path})["event"] for path in paths]
    assert hidden == ["/c/…?lang=en", "Not Found: /c/…", "/c/at/gaoxin"]
