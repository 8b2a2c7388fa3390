"""One whole day of a service desk, and what the night makes of it.

A Tuesday, hour by hour: two promises, a complaint that is paused by a question, heard again, handed over,
left lying, escalated, solved, asked about and reopened; one promise kept and one not. On Wednesday morning
the account manager reads all that as evidence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils.translation import override
from playwright.sync_api import Locator, Page, expect

from customers.models import Customer
from desk.complaints.tasks import look_after_complaints
from desk.models import Complaint, Promise, SatisfactionScore
from desk.promises.tasks import look_after_promises
from desk.surveys.tasks import send_surveys
from outbox.models import Message
from retention.night import run_night
from signals import evidence
from signals.models import ChurnSignal
from staff.models import Notice, User
from tests.desk.surveys.asking import a_survey
from tests.e2e.words import Words
from tests.factories import CustomerFactory, VisitFactory

SAVE = "Control+Enter"
TUESDAY = date(2026, 6, 16)
VISITS = (date(2026, 3, 10), date(2026, 4, 14), date(2026, 5, 12), date(2026, 6, 12))
BILL, CALL = "Send a copy of the bill", "Call back with the day of the part"
GoTo = Callable[[str], None]


@pytest.fixture
def it_is(settings, live_server) -> Iterator[GoTo]:
    """`it_is("16 10:30")` moves everybody's clock there, beats that were due meanwhile included."""
    settings.TODAY = None
    zone = ZoneInfo("Asia/Shanghai")
    with time_machine.travel(datetime(2026, 6, 16, 9, tzinfo=zone), tick=True) as traveller:

        def move(to: str) -> None:
            traveller.move_to(datetime.fromisoformat(f"2026-06-{to}").replace(tzinfo=zone))
            look_after_complaints()
            look_after_promises()
            send_surveys()

        yield move


@pytest.fixture
def fang(it_is, cast, lin, gaoxin) -> Customer:
    """A good customer of Lin's who was here on Friday; Xie answers the telephone for Lin's team."""
    cast["xie"].team = lin.team
    cast["xie"].save()
    fang = CustomerFactory(
        code="C-04117", name="方芷若", phone="+8613912346615", owner=lin, branch=gaoxin, vip=True
    )
    for day in VISITS:
        VisitFactory(customer=fang, day=day)
    return fang


@pytest.fixture
def asked_afterwards(zhou, gaoxin) -> None:
    """Who had a complaint is asked on the same day whether he is content with its solution."""
    a_survey(zhou, occasion="complaint", by_itself=True, after_days=0)


def find(page: Page, digits: str) -> None:
    page.goto("/desk/")
    page.locator("#caller").fill(digits)
    page.keyboard.press("Enter")
    expect(page.locator("#id_complaint-text")).to_be_focused()


def log(page: Page, key: str, field: str, text: str) -> Locator:
    """Open one of the four forms by its key and write into its first field."""
    page.locator("h1").click()
    page.keyboard.press(key)
    first = page.locator(field)
    expect(first).to_be_focused()
    first.fill(text)
    return first


def promise(page: Page, what: str, until: str) -> None:
    log(page, "4", "#id_promise-what", what)
    page.locator("#id_promise-due_at").fill(f"2026-06-{until.replace(' ', 'T')}")
    page.keyboard.press(SAVE)
    expect(page.locator("#my-promises")).to_contain_text(what)


def do(page: Page, key: str, **fields: str) -> None:
    """One of the verbs on a complaint's page by its key, with what its form asks."""
    events = page.locator(".cr-tl li").count()
    page.locator("h1").click()
    page.keyboard.press(key)
    form = page.locator(".cr-verb[open]")
    expect(form).to_be_visible()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.keyboard.press(SAVE)
    expect(page.locator(".cr-tl li")).to_have_count(events + 1)


def take(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("t")
    expect(page.locator("[data-key=t]")).to_have_count(0)


def told(user: User) -> set[str]:
    """Kinds of what stands in somebody's inbox."""
    return set(Notice.objects.filter(user=user).values_list("kind", flat=True))


@dataclass
class Day:
    """What everybody has before them, and the complaint that it is all about."""

    it_is: GoTo
    cast: dict[str, User]
    page_as: Callable[..., Page]
    said: Words
    fang: Customer
    desk: Page

    @property
    def complaint(self) -> Complaint:
        return Complaint.objects.get()

    def opened(self, page: Page) -> Page:
        page.goto(f"/desk/complaints/{self.complaint.pk}/")
        return page

    def promised(self, what: str) -> Locator:
        self.desk.goto("/desk/")
        return self.desk.locator("#my-promises li", has_text=what)


def she_complains_and_is_promised_two_things(day: Day) -> None:
    desk = day.desk
    find(desk, "6615")
    log(desk, "2", "#id_complaint-text", "刹车又响了 The brakes squeal again")
    desk.locator("#id_complaint-cause").select_option("comeback")
    desk.keyboard.press(SAVE)
    expect(desk.locator("#open-complaints tbody tr")).to_have_count(1)
    promise(desk, BILL, "16 10:00")
    promise(desk, CALL, "16 11:00")
    assert day.complaint.interaction is not None


def a_question_stops_the_clock_and_her_call_starts_it(day: Day) -> None:
    desk, due = day.desk, day.complaint.solve_due_at
    day.it_is("16 09:55")
    do(day.opened(desk), "q", way="call", text="Front or rear?")
    waiting = day.said("waiting for the customer", context="complaint")
    expect(desk.locator("section[aria-labelledby=clock-h]")).to_contain_text(waiting)
    assert day.complaint.state == "waiting"
    day.it_is("16 10:30")
    find(desk, "6615")
    log(desk, "1", "#id_interaction-text", "The rear ones")
    desk.locator("#id_interaction-topic").select_option("complaint")
    desk.keyboard.press(SAVE)
    expect(desk.locator(".cr-lately")).to_contain_text("The rear ones")
    assert day.complaint.state == "answered"
    assert due and day.complaint.solve_due_at and day.complaint.solve_due_at - due >= timedelta(minutes=34)


def the_bill_is_sent(day: Day) -> None:
    day.it_is("16 09:50")
    kept = day.promised(BILL)
    kept.get_by_role("button", name=day.said("Kept: %(what)s", what=BILL)).click()
    expect(kept).to_have_count(0)


def the_workshop_lets_it_lie_and_its_lead_solves_it(day: Day) -> None:
    wei = day.cast["wei"]
    day.it_is("16 10:40")
    do(day.opened(day.desk), "h", team=str(wei.team_id), until="2026-06-16T11:30", text="Look at them")
    expect(day.desk.locator("main")).to_contain_text(str(wei.team))
    day.it_is("16 11:35")
    assert day.complaint.events.filter(kind="let_lie").exists()
    assert told(wei) >= {"complaint_given", "complaint_left"}
    lead = day.opened(day.page_as(wei, language=day.said.language))
    take(lead)
    assert day.complaint.holder == wei
    do(lead, "e", text="A loan car, please")
    assert "complaint_asked" in told(day.cast["zhou"])
    day.it_is("16 14:00")
    do(day.opened(lead), "x", resolution="New rear pads, free of charge")
    assert day.complaint.state == "solved"


def she_is_asked_and_is_not_content(day: Day) -> None:
    day.it_is("16 14:30")
    link = Message.objects.get(why="survey").text.rsplit("/s/", 1)[1]
    phone = day.page_as(None, width=375)
    phone.goto(f"/s/{link}?lang={'zh' if day.said.language.startswith('zh') else 'en'}")
    phone.get_by_role("radio").first.check()
    phone.get_by_role("checkbox").first.check()
    phone.locator("button[type=submit]").click()
    expect(phone.locator("form[data-survey]")).to_have_count(0)
    assert SatisfactionScore.objects.get(customer=day.fang).score == 1


def it_is_reopened_and_the_call_was_not_made(day: Day) -> None:
    day.it_is("16 15:00")
    do(day.opened(day.desk), "r", text="They still squeal")
    assert day.complaint.state == "reopened"
    broken = day.promised(CALL)
    record = day.said("Record whether it was kept: %(what)s", what=CALL)
    broken.get_by_role("button", name=record).click()
    day.desk.get_by_role("button", name=day.said("Not kept")).click()
    expect(broken).to_have_count(0)
    assert {one.what: one.state for one in Promise.objects.all()} == {BILL: "kept", CALL: "broken"}


def the_night_makes_evidence_of_it(day: Day) -> None:
    """What it found stands on Lin's page of her in the words of his language, and she is in his queue."""
    day.it_is("17 04:00")
    run_night(day=TUESDAY)
    day.it_is("17 08:30")
    found = {one.kind: one.numbers for one in ChurnSignal.objects.filter(customer=day.fang)}
    assert set(found) >= {"unmet_expectation", "reopened_complaint", "broken_promise"}
    morning = day.page_as(day.cast["lin"], language=day.said.language)
    morning.goto(f"/customers/{day.fang.pk}/")
    for kind, numbers in found.items():
        with override(day.said.language):
            expect(morning.locator("main")).to_contain_text(evidence.plain(kind, numbers))
    morning.goto("/")
    expect(morning.locator("main")).to_contain_text(day.fang.name)


def test_a_whole_day_and_what_the_night_makes_of_it(it_is, fang, cast, page_as, asked_afterwards, said):
    desk = page_as(cast["xie"], language=said.language)
    day = Day(it_is=it_is, cast=cast, page_as=page_as, said=said, fang=fang, desk=desk)
    she_complains_and_is_promised_two_things(day)
    the_bill_is_sent(day)
    a_question_stops_the_clock_and_her_call_starts_it(day)
    the_workshop_lets_it_lie_and_its_lead_solves_it(day)
    she_is_asked_and_is_not_content(day)
    it_is_reopened_and_the_call_was_not_made(day)
    the_night_makes_evidence_of_it(day)
