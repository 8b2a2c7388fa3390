"""What an agent has typed outlives an ended session, another caller, and an error of ours."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from customers.models import Customer
from desk.models import Complaint
from staff.models import User
from tests.factories import CustomerFactory

SAVE = "Control+Enter"
PASSWORD = "a long enough one"
SAID = "刹车又响了 “second time” <b>loud</b> 🚗"


@pytest.fixture
def fang(lin, gaoxin) -> Customer:
    return CustomerFactory(name="方芷若", phone="+8613912346615", owner=lin, branch=gaoxin)


@pytest.fixture
def page(page_as, fang, xie, he) -> Page:
    """Xie's desk with Fang on it, what he says half typed."""
    page = page_as(xie)
    page.goto(f"/desk/?customer={fang.pk}")
    page.locator("#id_complaint-text").press_sequentially(SAID)
    page.locator("#id_complaint-cause").select_option("comeback")
    return page


def log_in(page: Page, user: User) -> None:
    user.set_password(PASSWORD)
    user.save()
    page.locator("input[name=login]").fill(user.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def is_back(page: Page) -> None:
    expect(page.locator("#id_complaint-text")).to_have_value(SAID)
    expect(page.locator("#id_complaint-cause")).to_have_value("comeback")
    expect(page.locator("[data-kept]")).to_be_visible()


def test_what_was_typed_comes_back_after_a_session_has_ended(page, fang, xie):
    Session.objects.all().delete()
    page.keyboard.press(SAVE)
    log_in(page, xie)
    is_back(page)
    page.locator("#id_complaint-text").press(SAVE)
    expect(page.locator("[data-toast]")).to_be_visible()
    assert Complaint.objects.get().text == SAID
    expect(page.locator("#id_complaint-text")).to_have_value("")
    page.reload()
    expect(page.locator("#id_complaint-text")).to_have_value("")


def test_what_was_saved_from_the_keyboard_is_no_draft_any_more(page):
    page.locator("#id_complaint-text").press_sequentially("!")
    page.keyboard.press(SAVE)
    expect(page.locator("[data-toast]")).to_be_visible()
    for _time in range(2):
        expect(page.locator("#id_complaint-text")).to_have_value("")
        expect(page.locator("[data-kept]")).to_have_count(0)
        page.reload()


def test_another_caller_in_between_loses_nothing_and_one_may_begin_anew(page, fang, lin, gaoxin):
    other = CustomerFactory(name="范子睿", phone="+8613687650932", owner=lin, branch=gaoxin)
    page.goto(f"/desk/?customer={other.pk}")
    expect(page.locator("#id_complaint-text")).to_have_value("")
    page.goto(f"/desk/?customer={fang.pk}")
    is_back(page)
    page.locator("#log-complaint [data-keep-drop]").click()
    expect(page.locator("#id_complaint-text")).to_have_value("")
    page.reload()
    expect(page.locator("#id_complaint-text")).to_have_value("")


def test_of_a_colleague_who_logs_in_next_nothing_is_shown(page, fang, zhou):
    Session.objects.all().delete()
    page.keyboard.press(SAVE)
    log_in(page, zhou)
    expect(page.locator(".cr-who .cr-row-n")).to_have_text("方芷若")
    expect(page.locator("#id_complaint-text")).to_have_value("")


def test_an_error_of_ours_leaves_what_was_typed_where_it_is(page, troubles):
    page.route("**/complaint/", lambda route: route.fulfill(status=500, body="<!doctype html><p>broken</p>"))
    page.keyboard.press(SAVE)
    expect(page.locator("[data-toast]")).to_contain_text("what you entered is still here")
    expect(page.locator("#id_complaint-text")).to_have_value(SAID)
    expect(page.locator("[data-kept]")).to_have_count(0)
    troubles.clear()


def test_a_form_from_before_a_login_says_so_and_keeps_what_was_typed(page, fang, troubles):
    page.context.clear_cookies(name="csrftoken")
    page.keyboard.press(SAVE)
    expect(page.locator("[data-toast]")).to_contain_text("This form has expired")
    expect(page.locator("#id_complaint-text")).to_have_value(SAID)
    page.locator("[data-error-retry]").click()
    is_back(page)
    troubles.clear()


def test_a_new_customer_half_typed_comes_back(page_as, xie, he, lin, gaoxin):
    gaoxin.pool_owner = lin
    gaoxin.save()
    page = page_as(xie)
    page.goto("/desk/call?number=13977001234")
    page.locator("#caller-new").click()
    page.locator("#id_new-name").press_sequentially("李小白")
    Session.objects.all().delete()
    page.keyboard.press(SAVE)
    log_in(page, xie)
    expect(page.locator("#id_new-name")).to_have_value("李小白")
    expect(page.locator("#id_new-phone")).to_have_value("13977001234")
    expect(page.locator("#id_new-name")).to_be_focused()
    page.keyboard.press(SAVE)
    expect(page.locator(".cr-who .cr-row-n")).to_have_text("李小白")
