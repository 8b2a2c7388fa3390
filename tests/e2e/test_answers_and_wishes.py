"""Beside a complaint: an answer that is used, one that is wrong here; a wish that is noted and answered."""

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from desk.models import ArticleUse, ArticleVerdict, Complaint, Matter, Voice
from outbox.models import Message, SendingPolicy
from tests.desk.complaining import logged
from tests.desk.knowing import article
from tests.factories import CustomerFactory
from tests.outbox.sending import ALWAYS

SAVE = "Control+Enter"


@pytest.fixture
def fang(lin, xie, he, gaoxin) -> Customer:
    SendingPolicy.objects.create(**ALWAYS)
    return CustomerFactory(owner=lin, branch=gaoxin, name="方芷若", phone="+8613912346615")


def test_an_answer_is_used_and_another_one_called_wrong_here(page_as, fang, he, xie, language, said):
    right = article(he, "Brakes squeal", "Bed the pads in.", title_zh="刹车异响", text_zh="磨合刹车片。")
    wrong = article(he, "Brakes squeal in rain", "Wait until dry.", title_zh="刹车雨天响", text_zh="等它干。")
    chinese = language == "zh-hans"
    title, other = ("刹车异响", "刹车雨天响") if chinese else ("Brakes squeal", "Brakes squeal in rain")
    page = page_as(xie, language=language)
    page.goto(f"/desk/?customer={fang.pk}")
    page.locator("#id_complaint-text").fill(title)
    answers = page.locator("#answer-list")
    expect(answers.locator("li")).to_have_count(2)

    answers.get_by_role("button", name=said("Wrong here: %(title)s", title=other)).click()
    answers.locator(".cr-wrong [name=note]").fill("It was dry")
    answers.get_by_role("button", name=said("Say so")).click()
    noted = "Noted as wrong here: %(note)s. Who keeps the article sees it."
    expect(answers).to_contain_text(said(noted, note="It was dry"))
    answers.get_by_role("button", name=said("Use %(title)s", title=title), exact=True).click()
    expect(answers).to_contain_text(said("Used for this complaint"))
    expect(page.locator("#id_complaint-resolution")).to_have_value(title)

    page.locator("#id_complaint-cause").select_option("quality")
    page.locator("#id_complaint-text").press(SAVE)
    expect(page.locator("#caller")).to_be_focused()
    use, verdict = ArticleUse.objects.get(), ArticleVerdict.objects.get()
    assert use.article == right and use.token == Complaint.objects.get().token
    assert (verdict.article, verdict.kind, verdict.note) == (wrong, "wrong", "It was dry")

    keeper = page_as(he, language=language)
    keeper.goto(f"/desk/knowledge/{wrong.pk}/")
    expect(keeper.locator("main")).to_contain_text("It was dry")
    page.goto(f"/desk/knowledge/{right.pk}/")
    page.get_by_role("button", name=said("Helpful")).click()
    helped = said.many("helped %(n)s other", "helped %(n)s others", 1, n=1)
    expect(page.locator("main")).to_contain_text(helped)


def test_a_use_is_taken_back_by_its_toast(page_as, fang, he, xie, language, said):
    one = article(he, "Brakes squeal", title_zh="刹车异响", text_zh="磨合刹车片。")
    page = page_as(xie, language=language)
    page.goto(f"/desk/?customer={fang.pk}")
    page.locator("#id_complaint-text").fill("刹车异响" if language == "zh-hans" else "brakes squeal")
    expect(page.locator("#answer-list li")).to_have_count(1)
    page.keyboard.press("Alt+1")
    expect(page.locator("#answer-list")).to_contain_text(said("Used for this complaint"))
    page.locator("[data-toast-undo]").click()
    expect(page.locator("#answer-list")).not_to_contain_text(said("Used for this complaint"))
    assert not ArticleUse.objects.filter(article=one).exists()


def test_a_wish_is_noted_with_its_complaint_and_answered(page_as, fang, lin, xie, wei, zhou, language, said):
    complaint = logged(fang, xie, text="Nobody answers on Saturdays")
    page = page_as(xie, language=language)
    page.goto(f"/desk/?customer={fang.pk}")
    page.get_by_role("button", name=said("Suggestion or defect")).click()
    form = page.locator("#caller-voice")
    form.get_by_label(said("Product or service")).fill("Telephone")
    form.get_by_label(said("In their words")).fill("Answer on Saturdays")
    form.locator("[name=voice-complaint]").select_option(str(complaint.pk))
    form.get_by_role("button", name=said("Note it")).click()
    expect(page.locator("[data-toast]")).to_contain_text(said("Noted for %(name)s", name=fang.name))
    voice = Voice.objects.get()
    assert (voice.complaint, voice.text) == (complaint, "Answer on Saturdays")

    lead = page_as(zhou, language=language)
    lead.goto("/desk/voice/")
    lead.get_by_role("link", name="Answer on Saturdays").click()
    expect(lead.get_by_role("link", name=str(complaint))).to_be_visible()
    lead.locator("[name=team]").select_option(label=str(lin.team))
    lead.get_by_role("button", name=said("Save"), exact=True).click()
    expect(lead.locator("main .cr-head")).to_contain_text(str(lin.team))
    lead.locator("[name=state][value=done]").check(force=True)
    answer = "周六开始接电话。" if language == "zh-hans" else "We answer on Saturdays now."
    lead.locator("[name=answer]").fill(answer)
    lead.get_by_role("button", name=said("Decide and answer")).click()
    expect(lead.get_by_role("heading", name=said("What customers read"))).to_be_visible()
    matter, message = Matter.objects.get(), Message.objects.get()
    assert (matter.state, matter.decided_by) == ("done", zhou)
    assert message.purpose_key == f"voice:{voice.pk}"
    page.goto(f"/desk/complaints/{complaint.pk}/")
    expect(page.get_by_role("link", name="Answer on Saturdays")).to_be_visible()
