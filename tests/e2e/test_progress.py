"""A complaint as its customer sees it, on a phone: linked to, asked, answered, reopened; and filed."""

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from churn_crm import clock
from customers.models import Customer
from desk.complaints import questions, services
from desk.models import Complaint, Promise
from desk.progress import hearing, linking
from outbox import templates
from outbox.models import Message, SendingPolicy
from tests.desk.complaining import logged
from tests.e2e.test_pages import BY_WIDTH, findings_on
from tests.factories import CustomerFactory
from tests.outbox.sending import ALWAYS

# By language: who complains, the template that leads to the page.
PEOPLE = {"en": ("Tang Yiheng", "+85291234567"), "zh-hans": ("方敏", "+8613912346615")}
TEXTS = {"en": "Hello {salutation}: {progress_link}", "zh-hans": "{称呼}您好，投诉进度：{进度链接}"}


@pytest.fixture
def caller(language, lin, he, gaoxin, zhou) -> Customer:
    SendingPolicy.objects.create(**ALWAYS)
    gaoxin.pool_owner = lin
    gaoxin.save()
    said = {"channel": "sms", "purpose": "service", "subject": "", "signature": "Hexi"}
    templates.write(by=zhou, name="Progress", language=language, text=TEXTS[language], **said)
    name, phone = PEOPLE[language]
    return CustomerFactory(owner=lin, branch=gaoxin, name=name, phone=phone)


def phone_of(page_as, language: str) -> Page:
    """Somebody's phone without a cookie, not even one of language."""
    phone = page_as(None, width=375, locale="zh-CN" if language == "zh-hans" else "en-GB")
    phone.context.clear_cookies()
    return phone


def fits(phone: Page) -> bool:
    return phone.evaluate("document.documentElement.scrollWidth") == 375 and phone.context.cookies() == []


def heading(phone: Page, words: str) -> None:
    expect(phone.get_by_role("heading", level=1)).to_have_text(words)


def send_link(desk: Page, complaint: Complaint) -> None:
    """By keyboard, from the complaint's page."""
    desk.goto(f"/desk/complaints/{complaint.pk}/")
    desk.keyboard.press("l")
    expect(desk.locator(f"#link-{complaint.pk}-way")).to_be_focused()
    desk.keyboard.press("Control+Enter")


def link_sent() -> str:
    """The path in the message that waits to be sent."""
    return "/c/" + Message.objects.get().text.rsplit("/c/", 1)[1]


def test_a_customer_follows_his_complaint_and_answers_through_the_link(
    page_as, caller, xie, live_server, language, said
):
    complaint = logged(caller, xie, text="Two hours for oil")
    desk = page_as(xie, language=language)
    send_link(desk, complaint)
    expect(desk.locator("[data-toast]")).to_be_visible()

    phone = phone_of(page_as, language)
    phone.goto(link_sent())
    heading(phone, said("We have received it"))
    assert fits(phone)
    questions.ask(complaint=complaint, by=xie, way="call", text="Which day was it?", token=uuid.uuid4())
    phone.reload()
    heading(phone, said("We have a question for you"))
    expect(phone.locator("blockquote")).to_have_text("Which day was it?")
    phone.get_by_label(said("Your answer")).fill("Friday <b>morning</b>")
    phone.get_by_role("button", name=said("Send the answer")).click()
    heading(phone, said("We are looking into it"))
    expect(phone.locator(".cr-pg-past")).to_contain_text("Friday <b>morning</b>")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.paused_until) == ("answered", None)

    phone.get_by_role("button", name=said("Call me back")).click()
    expect(phone.get_by_text(said("We call you"))).to_be_visible()
    assert Promise.objects.get().complaint == complaint
    services.solve_complaint(complaint=complaint, by=xie, resolution="Oil is free")
    phone.reload()
    heading(phone, said("We have solved it"))
    phone.get_by_text(said("No, it is not solved")).click()
    phone.locator("#pg-why").fill("Nobody told me")
    phone.get_by_role("button", name=said("Look into it again")).click()
    heading(phone, said("We are looking into it"))
    assert fits(phone)

    desk.goto(f"/desk/complaints/{complaint.pk}/")
    expect(desk.locator(".cr-tl")).to_contain_text("Nobody told me")
    told = said("The customer says that it is not solved: a new clock runs")
    expect(desk.locator(".cr-tl")).to_contain_text(told)
    phone.get_by_role("button", name=said("It is solved for me")).click()
    heading(phone, said("It is solved, as you told us"))


def test_the_page_is_read_in_the_other_language_too(page_as, caller, xie, live_server, language, said):
    desk = page_as(xie, language=language)
    send_link(desk, logged(caller, xie))
    expect(desk.locator("[data-toast]")).to_be_visible()
    phone = phone_of(page_as, language)
    phone.goto(link_sent())
    heading(phone, said("We have received it"))
    phone.get_by_role("link", name="English" if language == "zh-hans" else "中文").click()
    heading(phone, "We have received it" if language == "zh-hans" else "投诉已收到")


def test_a_link_is_taken_back_by_its_toast(page_as, troubles, caller, xie, live_server, language, said):
    complaint = logged(caller, xie)
    desk = page_as(xie, language=language)
    send_link(desk, complaint)
    desk.locator("[data-toast-undo]").click()
    expect(desk.locator(".cr-tl")).to_contain_text(said("Progress link taken back"))
    phone = phone_of(page_as, language)
    phone.goto(link_sent())
    heading(phone, said("This link leads nowhere"))
    troubles.clear()  # the browser notes the 404 that was meant


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_files_a_complaint_and_sees_how_far_it_is(
    context_as, troubles, caller, live_server, language, said, scripts
):
    locale = "zh-CN" if language == "zh-hans" else "en-GB"
    phone = context_as(None, width=375, java_script_enabled=scripts, locale=locale).new_page()
    phone.context.clear_cookies()
    phone.goto("/c/at/gaoxin")
    heading(phone, said("Tell us what went wrong"))
    phone.get_by_label(said("What is it about?")).select_option("waiting")
    phone.get_by_label(said("What happened?")).fill("Two hours for oil")
    phone.get_by_label(said("Your name")).fill("Wang Wei")
    phone.get_by_label(said("Your phone number")).fill("12")
    send = phone.get_by_role("button", name=said("Send the complaint"))
    send.click()
    expect(phone.locator(".cr-err")).to_be_visible()
    phone.get_by_label(said("Your phone number")).fill("13700000002")
    phone.wait_for_timeout(3_500)  # nobody reads a form in less
    send.click()
    heading(phone, said("We have received it"))
    expect(phone.locator(".cr-pg-past")).to_contain_text("Two hours for oil")
    complaint = Complaint.objects.get()
    assert (complaint.customer.phone, complaint.customer.name) == ("+8613700000002", "Wang Wei")
    assert phone.context.cookies() == []
    troubles.clear()  # the browser notes the 422 that was meant


STATES = ("received", "question", "late", "solved", "confirmed")


def test_nothing_is_wrong_with_the_page_however_it_stands(page_as, lin, he, xie, gaoxin, live_server):
    """axe, light, dark and on a phone: each state, the form and the branches' codes."""
    gaoxin.pool_owner = lin
    gaoxin.save()
    customer, paths = CustomerFactory(owner=lin, branch=gaoxin, phone="+8613912346615"), []
    for state in STATES:
        complaint = logged(customer, xie)
        if state == "question":
            questions.ask(complaint=complaint, by=xie, way="call", text="Which day?", token=uuid.uuid4())
        if state == "late":
            Complaint.objects.filter(pk=complaint.pk).update(
                respond_due_at=clock.now() - timedelta(hours=1), due_at=clock.now() - timedelta(hours=1)
            )
        if state in ("solved", "confirmed"):
            services.solve_complaint(complaint=complaint, by=xie, resolution="Done")
        if state == "confirmed":
            hearing.settled(complaint=complaint, token=uuid.uuid4())
        linking.make(
            complaint=complaint, secret=state, language="en", branch=gaoxin, token=uuid.uuid4(), made_by=xie
        )
        paths.append(f"/c/{state}")
    paths += ["/c/at/gaoxin", "/desk/complaints/forms/"]
    page = page_as(xie, bypass_csp=True)
    wrong = [
        f"{path} ({view}): {one}"
        for path in paths
        for view, found in findings_on(page, path, thorough=True, rules=BY_WIDTH).items()
        for one in found
    ]
    assert not wrong, "\n".join(wrong)
