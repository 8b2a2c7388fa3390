"""A survey from its first question to its figures: built, sent, answered on a phone, corrected, read."""

import pytest
from playwright.sync_api import Page, expect

from desk.models import Question, Response, SatisfactionScore, Survey
from desk.surveys import policies
from outbox.models import Message
from tests.desk.surveys.asking import a_survey, a_template, ask
from tests.factories import CustomerFactory


@pytest.fixture
def fang(a_working_business, lin, gaoxin):
    return CustomerFactory(
        owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615", gender="female", code="C-20416"
    )


def add_question(page: Page, kind: str, zh: str, en: str) -> None:
    page.keyboard.press("n")
    page.get_by_label("Kind", exact=True).select_option(kind)
    page.get_by_label("Question in Chinese").fill(zh)
    page.get_by_label("Question in English").fill(en)


def save(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="As the customer sees it")).to_be_visible()
    page.wait_for_load_state()


def build(page: Page, names: tuple[str, str]) -> None:
    """Satisfaction, then what was not good, only up to “so-so”."""
    page.goto("/desk/surveys/")
    page.keyboard.press("n")
    page.get_by_label("name in Chinese").fill(names[0])
    page.get_by_label("name in English").fill(names[1])
    page.get_by_text("By hand").click()
    page.get_by_label("Template in Chinese").select_option(label="调查")
    save(page)
    add_question(page, "satisfaction", "您对这次服务满意吗？", "Are you satisfied?")
    save(page)
    add_question(page, "several", "哪里没有做好？", "What was not good?")
    page.get_by_label("Choices in Chinese").fill("等待太久\n价格")
    page.get_by_label("Choices in English").fill("Waiting\nPrice")
    page.get_by_label("Only if the answer to").select_option(label="Are you satisfied?")
    page.get_by_label("Condition").select_option("at_most")
    page.get_by_label("Value").fill("3")
    save(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Questions, version 1")).to_be_visible()


def test_a_survey_is_built_sent_answered_in_chinese_corrected_and_read(page_as, zhou, lin, fang, live_server):
    a_template(zhou, "zh-hans")
    manager = page_as(zhou)
    build(manager, ("回访调查", "Follow-up"))
    assert [one.kind for one in Question.objects.all()] == ["satisfaction", "several"]

    sender = page_as(lin)
    sender.goto(f"/desk/?customer={fang.pk}")
    sender.get_by_role("link", name="Send a survey").click()
    sender.get_by_role("button", name="Send").click()
    expect(sender.get_by_text("The survey for 方敏 is planned")).to_be_visible()
    link = Message.objects.get(why="survey").text.rsplit("/s/", 1)[1]

    phone = page_as(None, width=375, language="zh-hans")
    phone.context.clear_cookies()
    phone.goto(f"/s/{link}")
    expect(phone.get_by_role("heading", name="方女士，您对我们满意吗？")).to_be_visible()
    expect(phone.get_by_text("哪里没有做好？")).to_be_hidden()
    phone.get_by_role("radio", name="不满意", exact=True).check()
    phone.get_by_role("checkbox", name="等待太久").check()
    phone.get_by_role("switch").check()
    assert phone.evaluate("document.documentElement.scrollWidth") == 375
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="感谢您，回答已收到。")).to_be_visible()
    assert phone.context.cookies() == []
    assert SatisfactionScore.objects.get(customer=fang).score == 2

    phone.get_by_role("link", name="修改回答").click()
    phone.get_by_role("radio", name="很满意", exact=True).check()
    expect(phone.get_by_text("哪里没有做好？")).to_be_hidden()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="感谢您，回答已收到。")).to_be_visible()
    assert SatisfactionScore.objects.get(customer=fang).score == 5

    policies.change(values={"min_answers": 1}, version=1, by=zhou)
    manager.goto(f"/desk/surveys/{Survey.objects.get(name_en='Follow-up').pk}/results/")
    expect(manager.locator(".cr-svr-q").first).to_contain_text("100%")
    manager.get_by_role("link", name="1 answer", exact=True).first.click()
    expect(manager.get_by_role("row", name="方敏")).to_contain_text("very happy")
    sender.goto(f"/customers/{fang.pk}/")
    expect(sender.get_by_text("Answered: Follow-up").first).to_be_visible()


def test_without_scripts_a_customer_answers_all_the_same(context_as, zhou, fang, live_server):
    token = ask(a_survey(zhou), fang).token
    page = context_as(None, width=375, java_script_enabled=False).new_page()
    page.goto(f"/s/{token}?lang=en")
    expect(page.get_by_text("Only if question 1 is at most “so-so”")).to_be_visible()
    page.get_by_role("radio", name="happy", exact=True).check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you, your answers are with us.")).to_be_visible()
    assert Response.objects.get().answers.get().number == 4


def test_an_agent_answers_a_whole_survey_with_digits(page_as, xie, zhou, fang, live_server):
    a_survey(zhou)
    page = page_as(xie)
    page.goto(f"/desk/customers/{fang.pk}/survey/")
    page.locator("[data-kind=satisfaction] input").first.focus()
    page.keyboard.press("4")
    page.keyboard.type("Friendly")
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.keyboard.press("0")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Answers of 方敏 are written down")).to_be_visible()
    given = {one.question.kind: str(one) for one in Response.objects.get().answers.all()}
    assert given == {"satisfaction": "4", "text": "Friendly", "nps": "10"}
