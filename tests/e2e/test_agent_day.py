"""An agent's day at the service desk: finds callers, logs what they say, registers, solves, takes it back."""

import re
import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from customers.models import Asset, Customer, Inquiry
from desk.complaints.services import log_complaint
from desk.models import Complaint, FollowUp, Interaction, Promise, SatisfactionScore
from staff.models import User
from tests.factories import CustomerFactory, VisitFactory

SAVE = "Control+Enter"


@pytest.fixture
def fang(lin, gaoxin) -> Customer:
    fang = CustomerFactory(
        code="C-04117",
        name="方芷若",
        latin_name="Fang Zhiruo",
        phone="+8613912346615",
        owner=lin,
        branch=gaoxin,
        vip=True,
    )
    Asset.objects.create(customer=fang, kind="vehicle", name="Toyota", plate="川A·8K2M7")
    VisitFactory(customer=fang)
    CustomerFactory(name="范子睿", phone="+8613687650932", owner=lin, branch=gaoxin)
    return fang


@pytest.fixture
def desk(page_as, fang, xie, lin, gaoxin):
    """The desk of Xie, in a language and at a width."""
    gaoxin.pool_owner = lin
    gaoxin.save()

    def open_desk(language: str = "en", width: int = 1440) -> Page:
        page = page_as(xie, language=language, width=width)
        page.goto("/desk/")
        expect(page.locator("#caller")).to_be_focused()
        return page

    return open_desk


def find(page: Page, said: str, name: str = "方芷若") -> None:
    """Type and press Enter at once, as one does who is in a hurry: the first found is taken."""
    page.locator("#caller").fill(said)
    page.keyboard.press("Enter")
    expect(page.locator("#caller")).to_have_value("")
    expect(page.locator(".cr-who .cr-row-n")).to_have_text(name)
    expect(page.locator("#id_complaint-text")).to_be_focused()


def toast(page: Page) -> None:
    expect(page.locator("[data-toast]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_agents_day_by_keyboard(desk, xie, language):
    page = desk(language)
    find(page, "6615")
    page.keyboard.type("Squeals again. <b>Second</b> time.")
    page.locator("#id_complaint-cause").select_option("comeback")
    page.locator("#id_complaint-visit").select_option(index=1)
    page.locator("#id_complaint-text").press(SAVE)
    expect(page.locator(".cr-lately")).to_contain_text("Squeals again. <b>Second</b> time.")
    expect(page.locator("#open-complaints tbody tr")).to_have_count(1)
    expect(page.locator("#caller")).to_be_focused()

    find(page, "8k2m7")
    page.locator("#id_complaint-text").blur()
    page.keyboard.press("3")
    expect(page.locator("#log-score")).to_be_visible()
    page.locator("#log-score label", has_text="2").click()
    page.locator("#id_score-comment").fill("Not again")
    page.locator("#id_score-comment").press(SAVE)
    expect(page.locator(".cr-lately")).to_contain_text("Not again")
    score, complaint = SatisfactionScore.objects.get(), Complaint.objects.get()
    assert (score.score, score.logged_by) == (2, xie)
    assert (complaint.cause, complaint.visit is not None) == ("comeback", True)

    page.locator(".cr-who .cr-row-n").click()
    expect(page.locator("main")).to_contain_text("Squeals again.")


class Presses:
    """Counts every key that is pressed; Ctrl and Enter are two."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, *keys: str) -> None:
        for key in keys:
            self.count += len(key.split("+"))
            self.page.keyboard.press(key)


# Among them those whose digits are the same, or begin like another's.
@pytest.mark.parametrize(
    ("language", "cause", "way"),
    [
        ("en", "after_sales", "05"),
        ("zh-hans", "waiting", "07"),
        ("en", "overcharging", "11"),
        ("zh-hans", "overcharging", "11"),
        ("zh-hans", "neglect", "12"),
    ],
)
def test_from_a_blank_desk_to_a_saved_complaint_in_at_most_twelve_keys(desk, xie, language, cause, way):
    """The caller's four digits are counted, Ctrl and Enter are two; only the complaint's words are not."""
    page = desk(language)
    press = Presses(page)
    press(*"6615")
    press("Enter")
    expect(page.locator("#id_complaint-text")).to_be_focused()
    page.keyboard.type("Squeals again")
    press("Tab")
    expect(page.locator("#id_complaint-cause")).to_be_focused()
    press(*way)
    press(SAVE)
    expect(page.locator("#caller")).to_be_focused()
    complaint = Complaint.objects.get()
    assert (complaint.text, complaint.cause, complaint.logged_by) == ("Squeals again", cause, xie)
    assert complaint.interaction is not None and complaint.interaction.seconds is not None
    assert press.count <= 12


def test_a_contact_and_a_promise_by_keyboard(desk, xie):
    page = desk()
    find(page, "6615")
    page.locator("#id_complaint-text").blur()
    page.keyboard.press("1")
    expect(page.locator("#id_interaction-text")).to_be_focused()
    page.keyboard.type("Where is my bill?")
    page.locator("#id_interaction-topic").select_option("bill")
    page.keyboard.press(SAVE)
    expect(page.locator(".cr-lately")).to_contain_text("Where is my bill?")
    expect(page.locator("#desk-today")).to_contain_text("1 contact today")
    page.locator("h1").click()
    page.keyboard.press("4")
    expect(page.locator("#id_promise-what")).to_be_focused()
    page.keyboard.type("Send a copy")
    page.keyboard.press(SAVE)
    mine = page.locator("#my-promises li")
    expect(mine).to_contain_text("Send a copy")
    promise = Promise.objects.get()
    assert (promise.person, promise.interaction) == (xie, Interaction.objects.get())
    mine.get_by_role("button", name="Kept: Send a copy").press("Enter")
    expect(mine).to_have_count(0)
    toast(page)
    page.locator("h1").click()
    page.keyboard.press("u")
    expect(mine).to_contain_text("Send a copy")
    promise.refresh_from_db()
    assert promise.state == "open"


def test_an_inquiry_by_keyboard(desk, language):
    page = desk(language)
    find(page, "6615")
    page.locator("#id_complaint-text").blur()
    page.keyboard.press("1")
    expect(page.locator("#id_interaction-text")).to_be_focused()
    page.keyboard.type("What does a set of tyres cost?")
    page.keyboard.press("Tab")
    expect(page.locator("#id_interaction-topic")).to_be_focused()
    page.keyboard.type("08")
    expect(page.locator("#id_interaction-topic")).to_have_value("inquiry")
    wanted = page.locator("#id_interaction-wanted")
    expect(wanted).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
        if wanted.evaluate("field => field === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    page.keyboard.type("Four winter tyres")
    page.keyboard.press(SAVE)
    expect(page.locator(".cr-lately")).to_contain_text("What does a set of tyres cost?")
    inquiry = Inquiry.objects.get()
    assert (inquiry.customer.name, inquiry.wanted) == ("方芷若", "Four winter tyres")


def test_an_unknown_caller_becomes_a_customer_and_a_complaint_by_keyboard(desk):
    page = desk()
    page.keyboard.type("Tang Yiheng")
    expect(page.locator("#caller-new")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#id_new-name")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("13912346615")
    expect(page.locator("#alike")).to_contain_text("方芷若")
    page.keyboard.press("Control+a")
    page.keyboard.type("13912340000")
    page.keyboard.press(SAVE)
    expect(page.locator("#id_complaint-text")).to_be_focused()
    page.keyboard.type("Nobody answers the phone")
    page.keyboard.press("Tab")
    page.keyboard.type("07")
    page.keyboard.press(SAVE)
    expect(page.locator("#open-complaints tbody tr")).to_have_count(1)
    assert Complaint.objects.get().customer.name == "Tang Yiheng"


def test_third_day_calls_are_made_one_after_the_other(page_as, fang, xie, today):
    calls = []
    for customer in (fang, Customer.objects.get(name="范子睿")):
        visit = VisitFactory(customer=customer, day=today - timedelta(days=3))
        days = {"visited_on": visit.day, "due_on": today, "next_on": today}
        calls.append(FollowUp.objects.create(customer=customer, visit=visit, **days))
    page = page_as(xie)
    page.goto("/desk/third-day/")
    expect(page.locator("#call-h")).to_contain_text("方芷若")
    page.keyboard.press("x")
    expect(page.locator("#call-h")).to_contain_text("范子睿")
    page.keyboard.press("2")
    expect(page.locator(".cr-unhappy")).to_be_visible()
    page.keyboard.press("4")
    expect(page.locator(".cr-unhappy")).to_be_hidden()
    page.keyboard.press(SAVE)
    expect(page.locator(".cr-empty")).to_be_visible()
    calls[1].refresh_from_db()
    assert calls[1].score.score == 4
    calls[0].refresh_from_db()
    assert (calls[0].tries, calls[0].state) == (1, "open")


def test_a_caller_is_found_by_name_and_the_arrow_keys_choose(desk):
    page = desk()
    page.locator("#caller").fill("方")
    expect(page.locator("#callers [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#caller-new")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#callers [aria-selected=true]")).to_contain_text("方芷若")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?customer=\d+$"))
    page.reload()
    expect(page.locator(".cr-who .cr-row-n")).to_have_text("方芷若")


def test_a_form_that_is_not_complete_keeps_what_was_typed(desk, troubles):
    page = desk()
    find(page, "zhiruo")
    page.locator("#id_complaint-text").fill("Kept")
    page.keyboard.press(SAVE)
    expect(page.locator(".cr-err")).to_have_text("Choose the cause that fits best.")
    expect(page.locator("#id_complaint-text")).to_have_value("Kept")
    expect(page.locator("#id_complaint-cause")).to_be_focused()
    assert Complaint.objects.count() == 0
    troubles.clear()  # the browser notes each 422


def test_a_new_customer_is_warned_of_and_registered(desk, fang, troubles, language, said):
    page = desk(language)
    page.locator("#caller").fill("13912340000")
    page.locator("#caller-new").click()
    expect(page.locator("#id_new-phone")).to_have_value("13912340000")
    page.locator("#id_new-phone").fill("139 1234 6615")
    expect(page.locator("#alike")).to_contain_text("方芷若")
    expect(page.locator("#alike")).to_contain_text(said("same phone"))
    page.locator("#id_new-phone").fill("1391234")
    expect(page.locator("#alike .cr-note")).to_have_count(0)
    page.locator("#id_new-name").fill("Tang Yiheng")
    short = said.many(
        "%(count)d digit; a mobile number has 11, a landline its area code.",
        "%(count)d digits; a mobile number has 11, a landline its area code.",
        7,
        count=7,
    )
    page.keyboard.press(SAVE)
    expect(page.locator(".cr-err")).to_contain_text(short)
    expect(page.locator("#id_new-name")).to_have_value("Tang Yiheng")
    page.locator("#id_new-phone").fill("13912340000")
    page.keyboard.press(SAVE)
    expect(page.locator(".cr-who .cr-row-n")).to_have_text("Tang Yiheng")
    expect(page.locator("#id_complaint-text")).to_be_focused()
    assert Customer.objects.get(phone="+8613912340000").owner == User.objects.get(username="lin")
    troubles.clear()  # the browser notes each 422


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_complaint_is_solved_and_that_is_undone(desk, fang, xie, today, language):
    complaint = log_complaint(
        customer=fang, by=xie, cause="waiting", severity=3, text="Two hours", token=uuid.uuid4()
    )
    page = desk(language)
    page.goto(f"/desk/?customer={fang.pk}")
    row = page.locator(".cr-desk-panel .cr-due li")
    row.locator("button").click()
    field = page.locator(f"#solve-{complaint.pk}-resolution")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cr-solve")).to_have_count(0)
    row.locator("button").click()
    field.fill("Apologised")
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)
    toast(page)
    page.locator("h1").click()
    page.keyboard.press("u")
    expect(row).to_contain_text(str(complaint))
    complaint.refresh_from_db()
    assert complaint.solved_at is None


def test_the_screen_pop_of_a_telephone_puts_the_caller_on_the_desk(desk, fang):
    page = desk()
    page.goto("/desk/call?number=13912346615")
    expect(page.locator(".cr-call h2")).to_have_text("139 **** 6615")
    expect(page.locator(".cr-who .cr-row-n")).to_have_text("方芷若")


@pytest.mark.parametrize("width", [1440, 375])
def test_a_long_name_pushes_no_button_out_of_sight(desk, fang, xie, width):
    Customer.objects.filter(pk=fang.pk).update(name="欧阳" + "慕容" * 38)
    log_complaint(customer=fang, by=xie, cause="price", severity=2, text="-", token=uuid.uuid4())
    page = desk(width=width)
    solve = page.locator("#open-complaints").get_by_role("button", name="Solve").bounding_box()
    card = page.locator("#open-complaints").bounding_box()
    assert solve["x"] + solve["width"] <= card["x"] + card["width"]


def test_on_a_phone_nothing_runs_over_the_edge(desk):
    page = desk(width=375)
    find(page, "6615")
    for path in (page.url, "/customers/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_customer_list_is_narrowed_while_typing(page_as, fang, lin, language):
    page = page_as(lin, language=language)
    page.goto("/customers/")
    expect(page.locator(".cr-dirt tbody tr")).to_have_count(2)
    page.locator("#id_q").fill("fang")
    expect(page.locator(".cr-dirt tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=fang"))
    page.locator("[name=vip]").check()
    expect(page).to_have_url(re.compile("vip=1"))
    page.get_by_role("link", name="方芷若").click()
    expect(page).to_have_url(re.compile(rf"/customers/{fang.pk}/$"))


def test_the_search_of_the_house_finds_a_customer_by_keyboard(page_as, fang, lin):
    page = page_as(lin)
    page.goto("/customers/")
    page.keyboard.press("/")
    page.locator("#search input").fill("8K2M7")
    expect(page.locator("#search-found a").first).to_contain_text("方芷若")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/customers/{fang.pk}/$"))
