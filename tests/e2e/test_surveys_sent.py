"""Surveys that go out: by e-mail through the simulated gateway, and by itself after a solved complaint."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from churn_crm import clock
from customers.models import Customer
from desk.models import Complaint, Invitation, SatisfactionScore
from desk.surveys import tasks as surveys
from outbox import gateways, simulated_phones, tasks, templates
from outbox.models import Message, SendingPolicy
from outbox.simulator.__main__ import Server
from outbox.simulator.faults import Faults
from outbox.simulator.ledger import Ledger
from tests.desk.complaining import logged
from tests.desk.surveys.asking import a_survey
from tests.factories import CustomerFactory
from tests.outbox.sending import ALWAYS

ADDRESS = "fang.min@example.com"
NAMES = {"en": "Fang Min", "zh-hans": "方敏"}
LINK = re.compile(r"/s/([\w-]+)")


@pytest.fixture
def server(live_server, settings, tmp_path) -> Iterator[Server]:
    """The simulated gateway, which takes e-mail, too."""
    settings.SMS_GATEWAY = settings.EMAIL_GATEWAY = "simulated"
    secret = settings.SIMULATED_GATEWAY_SECRET
    ledger, hooks = Ledger(tmp_path / "ledger.sqlite3"), f"{live_server.url}/hooks/simulated/"
    server = Server(0, ledger, hooks=hooks, secret=secret, faults=Faults())
    settings.SIMULATED_GATEWAY_URL = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    gateways.by_name.cache_clear()
    yield server
    server.end()
    gateways.by_name.cache_clear()


@pytest.fixture
def fang(lin, he, gaoxin, language) -> Customer:
    SendingPolicy.objects.create(**ALWAYS)
    phone = "+8613912346615" if language == "zh-hans" else "+85291234567"
    return CustomerFactory(owner=lin, branch=gaoxin, name=NAMES[language], phone=phone, email=ADDRESS)


def a_letter(by, language: str):
    """A template of e-mail that invites in this language."""
    words = {
        "en": ("How was it?", "Dear {salutation},\n\nhow was it? {link}"),
        "zh-hans": ("服务怎么样？", "{称呼}，您好：\n\n服务怎么样？{链接}"),
    }
    subject, text = words[language]
    said = {"channel": "email", "purpose": "service", "signature": "", "subject": subject, "text": text}
    return templates.write(by=by, name="Invitation", language=language, **said)


def answer(phone: Page, link: str, face: str, said, *, why: str = "") -> None:
    """As somebody on a phone who was never here before. why: what was not good, asked of the unhappy."""
    phone.context.clear_cookies()
    phone.goto(link)
    phone.get_by_role("radio", name=said(face), exact=True).check()
    if why:
        phone.get_by_role("checkbox", name=why).check()
    phone.get_by_role("button", name=said("Send", context="answers to a survey")).click()
    heading = phone.get_by_role("heading", name=said("Thank you, your answers are with us."))
    expect(heading).to_be_visible()


def test_an_invitation_by_e_mail_arrives_and_is_answered(page_as, server, zhou, lin, fang, language, said):
    letter = a_letter(zhou, language)
    both = {"zh-hans": (letter, None), "en": (None, letter)}[language]
    survey = a_survey(zhou, channel="email", template_zh=both[0], template_en=both[1])
    sender = page_as(lin, language=language)
    sender.goto(f"/desk/?customer={fang.pk}")
    sender.get_by_role("link", name=said("Send a survey")).click()
    sender.get_by_role("radio", name=said("E-mail", context="channel")).check()
    sender.get_by_role("button", name=said("Send", context="a survey")).click()
    planned = said("The survey for %(name)s is planned", name=fang.name)
    expect(sender.get_by_text(planned)).to_be_visible()

    tasks.send()
    (arrived,) = simulated_phones.conversation(ADDRESS)
    message = Message.objects.get(why="survey")
    assert (message.state, message.address) in (("sent", ADDRESS), ("delivered", ADDRESS))
    link = LINK.search(arrived.text)
    assert link is not None
    phone = page_as(None, width=375)
    answer(phone, link[0], "happy", said)
    score = SatisfactionScore.objects.get()
    assert (score.customer, score.score, score.source) == (fang, 4, "link")
    assert Invitation.objects.get().channel == "email"
    sender.goto(f"/customers/{fang.pk}/")
    answered = said("Answered: %(survey)s", survey=survey.name(language))
    expect(sender.get_by_text(answered).first).to_be_visible()


def test_whoever_complained_is_asked_how_it_was_solved(page_as, server, zhou, xie, fang, language, said):
    a_survey(zhou, occasion="complaint", by_itself=True, after_days=1)
    complaint = logged(fang, xie, text="Two hours for oil")
    page = page_as(xie, language=language)
    page.goto(f"/desk/complaints/{complaint.pk}/")
    page.keyboard.press("x")
    page.locator(f"#solve-{complaint.pk}-resolution").fill("The oil is free")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_be_visible()
    surveys.send_surveys()
    assert not Invitation.objects.exists()  # not on the same day

    yesterday = clock.now() - timedelta(days=1)
    Complaint.objects.update(solved_at=yesterday, solved_on=clock.today() - timedelta(days=1))
    for _twice in range(2):
        surveys.send_surveys()
    tasks.send()
    (arrived,) = simulated_phones.conversation(fang.phone)
    link = LINK.search(arrived.text)
    assert link is not None
    phone = page_as(None, width=375)
    answer(phone, link[0], "unhappy", said, why="等待太久" if language == "zh-hans" else "Waiting")
    invitation = Invitation.objects.get()
    assert (invitation.complaint, invitation.agent) == (complaint, xie)
    assert SatisfactionScore.objects.get().score == 2
    page.goto(f"/customers/{fang.pk}/")
    expect(page.get_by_text(said("unhappy")).first).to_be_visible()
