"""Complaints of the garage: what is known of the solved ones, and some that are under way just now."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from churn_crm import clock
from churn_crm.demo.garage.cast import CHARACTERS
from churn_crm.demo.garage.words import COMPLAINTS
from customers.models import Customer
from desk.complaints import states
from desk.complaints.policies import Book, book
from desk.complaints.winding import WOUND, events_of, wind_by, wind_stale
from desk.models import Complaint, ComplaintEvent
from desk.progress import linking
from desk.surveys import links
from staff.business_time import ALWAYS, Hours, between
from staff.models import Branch, Team, User
from staff.opening import USUAL, openings, save_hours

KNOWN = """
INSERT INTO desk_complaintevent (complaint_id, kind, at, by_id, way, text, clock)
SELECT id, 'logged', logged_at, logged_by_id, '', '', '' FROM desk_complaint
UNION ALL
SELECT id, 'responded', logged_at + interval '40 minutes', logged_by_id, 'call', '', '' FROM desk_complaint
UNION ALL SELECT id, 'solved', solved_at, solved_by_id, '', resolution, '' FROM desk_complaint
WHERE solved_at IS NOT NULL
"""
# What has been open for long had been solved once, and came back today.
CAME_BACK = """
INSERT INTO desk_complaintevent (complaint_id, kind, at, by_id, way, text, clock)
SELECT id, 'solved', logged_at + interval '1 day', logged_by_id, '', '', '' FROM desk_complaint
WHERE solved_at IS NULL AND logged_at < %(now)s - interval '3 days'
UNION ALL
SELECT id, 'reopened', %(now)s - make_interval(hours => (1 + id %% 4)::int), logged_by_id, '', '', ''
FROM desk_complaint WHERE solved_at IS NULL AND logged_at < %(now)s - interval '3 days'
"""
# Cause → the role complained about, and why it came about, in English and Chinese.
BEHIND = {
    "comeback": ("technician", "No test drive after the repair", "修后没有试车"),
    "quality": ("technician", "Final inspection without daylight", "出厂检验光线不足"),
    "waiting": ("advisor", "More bookings than bays in the morning", "上午预约多于工位"),
    "price": ("advisor", "Extra work was not agreed on by phone", "增项没有电话确认"),
    "overcharging": (
        "cashier",
        "Parts were booked from the quote, not from the shelf",
        "按报价单而不是领料单结算",
    ),
    "attitude": ("advisor", "One advisor for two counters", "一人看两个接待台"),
    "wrong_part": ("advisor", "Ordered by model instead of VIN", "按车型而不是车架号订货"),
    "after_sales": ("agent", "The call back was not entered as a promise", "回电没有登记成承诺"),
}
DEPARTMENTS = {"billing": ("Billing", "结算"), "parts": ("Parts", "配件"), "technical": ("Technical", "技术")}
SATURDAY = ((9 * 60, 12 * 60),)
STEP = timedelta(minutes=10)
LONG_AGO = timedelta(days=40)


@dataclass(frozen=True)
class Story:
    """A complaint under way. hours: business hours ago · steps: (event, hours ago, what it says of whom)
    · by_form: the customer wrote it down himself · of: who complains, of those written by hand
    """

    cause: str
    severity: int
    hours: float
    steps: tuple[tuple[str, float, dict[str, Any]], ...] = ()
    by_form: bool = False
    of: str = ""


XIES = {"person": "xie"}
QUESTION = ("On which side is it, and at what speed?", "是哪一侧？车速多少的时候出现？")
ANSWER = ("Front left, from 60 km/h. Quiet when braking.", "左前，60 公里以上出现，踩刹车就不响。")
STORIES = (
    # Over: the department let it lie, the lead and then the manager heard of it.
    Story(
        "overcharging",
        2,
        18,
        (
            (states.RESPONDED, 17.5, {"way": "call"}),
            (states.HANDED_OVER, 17, {"team": "billing", "due": 9}),
            (states.WARNED, 11, {"clock": "deadline", "team": "billing"}),
            (states.WARNED, 6, {"clock": "resolution"}),
            (states.LET_LIE, 9, {"clock": "deadline", "team": "billing"}),
            (states.ESCALATED, 9, {"clock": "deadline", "person": "qin"}),
            (states.ESCALATED, 2, {"clock": "resolution", "person": "zhou"}),
        ),
    ),
    Story("waiting", 2, 13, ((states.TAKEN, 12.8, XIES), (states.RESPONDED, 12.5, {"way": "call"}))),
    Story("attitude", 2, 1.6, ((states.WARNED, 0.1, {"clock": "response"}),)),
    Story("price", 1, 0.4),
    Story("after_sales", 3, 0.3),
    Story("dishonesty", 3, 1.5, ((states.ESCALATED, 0.5, {"clock": "response", "person": "qin"}),)),
    # The customer is asked for a photo; another has been reminded.
    Story("quality", 1, 12, ((states.TAKEN, 11, XIES), (states.ASKED, 9, {"way": "wechat"}))),
    Story(
        "wrong_part", 2, 9, ((states.ASKED, 8.5, {"way": "call"}), (states.REMINDED, 0.4, {"way": "call"}))
    ),
    # With other departments, in time.
    Story(
        "comeback",
        1,
        9,
        ((states.RESPONDED, 8, {"way": "call"}), (states.HANDED_OVER, 7, {"team": "technical", "due": -9})),
    ),
    Story(
        "wrong_part",
        1,
        6,
        ((states.RESPONDED, 5, {"way": "call"}), (states.HANDED_OVER, 5, {"team": "parts", "due": -6})),
    ),
    # He was not content: a new clock.
    Story(
        "comeback",
        2,
        40,
        (
            (states.RESPONDED, 39, {"way": "call"}),
            (states.SOLVED_IT, 26, {}),
            (states.REOPENED_IT, 4, {}),
            (states.TAKEN, 3.5, XIES),
        ),
    ),
    # From outside: the city's hotline wants an answer soon, the consumers' one in three days.
    Story(
        "overcharging",
        2,
        7,
        (
            (states.OUTSIDE, 7, {"sender": "12345", "number": "GD-0417", "due": -5}),
            (states.TAKEN, 6.5, XIES),
            (states.RESPONDED, 6, {"way": "call"}),
        ),
    ),
    Story(
        "after_sales",
        1,
        2,
        ((states.OUTSIDE, 2, {"sender": "12315", "number": "340100-2291", "due": -70}),),
    ),
    Story("quality", 1, 3, ((states.TAKEN, 2.9, XIES), (states.RESPONDED, 2.5, {"way": "call"}))),
    # Asked, and answered at the page that he was sent a link to.
    Story(
        "comeback",
        1,
        7,
        (
            (states.TAKEN, 6.8, XIES),
            (states.ASKED, 6.5, {"way": "call", "text": QUESTION}),
            (states.LINKED, 6.4, {"way": "sms"}),
            (states.CAME, 1.2, {"way": "web", "text": ANSWER}),
        ),
    ),
    # Scanned the code at the counter, and wrote it down himself.
    Story("waiting", 2, 0.7, by_form=True),
    # The one whom everything speaks about: asked for a date, waited, was content, and then it was off again.
    Story(
        "neglect",
        2,
        150,
        (
            (states.RESPONDED, 139, {"way": "call"}),
            (states.SOLVED_IT, 120, {}),
            (states.REOPENED_IT, 22, {}),
            (states.TAKEN, 21, XIES),
        ),
        of="木云幼教",
    ),
)


@transaction.atomic
def complain(*, people: dict[str, User], language: str) -> None:
    """Opening hours, departments, the history of what was solved, and complaints under way."""
    chinese = language == "zh"
    open_branches(people["he"])
    write_down_known(chinese=chinese)
    teams = {name: Team.objects.get_or_create(name=words[chinese])[0] for name, words in DEPARTMENTS.items()}
    known, now = book(), clock.now()
    anybody = complaining(people["xie"])
    for number, story in enumerate(STORIES):
        customer = written_by_hand(story.of) if story.of else next(anybody, None)
        if customer is None:
            continue
        play(story, customer, known=known, now=now, number=number, cast=people | teams, chinese=chinese)
    wind_stale()


def open_branches(by: User) -> None:
    """The garage works on Saturday mornings, too."""
    for branch in Branch.objects.all():
        week = [USUAL] * 5 + [SATURDAY, ()]
        version = openings([branch.pk])[branch.pk].version
        save_hours(branch=branch, week=week, special={}, version=version, by=by)


def write_down_known(*, chinese: bool) -> None:
    """What is known of complaints of the past as events, and their clocks by it."""
    for cause, (about, *words) in BEHIND.items():
        of_cause = Complaint.objects.filter(cause=cause)
        of_cause.update(about=about)
        of_cause.filter(solved_at__isnull=False).update(root_cause=words[chinese])
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)
        cursor.execute(CAME_BACK, {"now": clock.now()})
    known, rows = book(), list(Complaint.objects.select_related("customer__branch"))
    events = events_of(rows)
    for complaint in rows:
        wind_by(known, complaint, events[complaint.pk])
    Complaint.objects.bulk_update(rows, WOUND, batch_size=200)


def complaining(agent: User) -> Iterator[Customer]:
    """Customers of the agent's branch, those who came lately first."""
    mine = Customer.objects.filter(branch=agent.branch, standing__last_visit_on__isnull=False)
    ranked = mine.select_related("branch", "owner", "standing").order_by("-standing__last_visit_on", "pk")
    return iter(ranked[: 3 * len(STORIES) : 3])


def written_by_hand(name: str) -> Customer | None:
    """The customer of that Chinese name, in whichever letters he is written down."""
    character = next(one for one in CHARACTERS if one.chinese == name)
    known = Customer.objects.filter(name__in=(character.chinese, character.english))
    return known.select_related("branch", "owner", "standing").order_by("pk").first()


def play(
    story: Story,
    customer: Customer,
    *,
    known: Book,
    now: datetime,
    number: int,
    cast: dict[str, Any],
    chinese: bool,
) -> None:
    """Write one story down, each step at the moment from which so many hours of business lead to now."""
    always = known.always(story.severity)
    hours = ALWAYS if always else known.hours[customer.branch_id]
    logged_at, agent = ago(now, story.hours, hours), cast["xie"]
    _share, _severity, *words = COMPLAINTS[story.cause]
    complaint = Complaint.objects.create(
        customer=customer,
        cause=story.cause,
        severity=story.severity,
        text=words[chinese],
        day=logged_at.astimezone(known.hours[customer.branch_id].zone).date(),
        logged_at=logged_at,
        logged_by=None if story.by_form else agent,
        token=uuid.UUID(int=number + (1 << 101)),
        echelon=customer.standing.echelon or 0,
    )
    sent = next((more for kind, _hours, more in story.steps if kind == states.OUTSIDE), {})
    complaint.sender, complaint.sender_number = sent.get("sender", ""), sent.get("number", "")
    logged = {"way": "web", "text": (customer.name,) * 2} if story.by_form else {}
    steps = [(states.LOGGED, story.hours, logged), *story.steps]
    events = [step(complaint, one, now=now, hours=hours, cast=cast, chinese=chinese) for one in steps]
    ComplaintEvent.objects.bulk_create(sorted(events, key=lambda event: event.at))
    hold(complaint, events)
    if any(event.kind == states.LINKED for event in events):
        link(complaint, by=agent, number=number, chinese=chinese)


def link(complaint: Complaint, *, by: User, number: int, chinese: bool) -> None:
    """The link that the customer was sent; nobody knows its secret but he."""
    linking.make(
        complaint=complaint,
        secret=links.new_token(),
        language="zh-hans" if chinese else "en",
        branch=complaint.customer.branch,
        token=uuid.UUID(int=number + (1 << 102)),
        made_by=by,
    )


def step(
    complaint: Complaint,
    said: tuple[str, float, dict[str, Any]],
    *,
    now: datetime,
    hours: Hours,
    cast: dict[str, Any],
    chinese: bool,
) -> ComplaintEvent:
    kind, hours_ago, more = said
    named = {name: cast[more[name]] for name in ("person", "team") if name in more}
    by_program = kind in (states.WARNED, states.ESCALATED, states.LET_LIE, states.REMINDED)
    by_himself = more.get("way") == "web"
    return ComplaintEvent(
        complaint=complaint,
        kind=kind,
        at=ago(now, hours_ago, hours),
        by=None if by_program or by_himself else cast["xie"],
        way=more.get("way", ""),
        text=more.get("text", ("", ""))[chinese]
        or " · ".join(more[name] for name in ("sender", "number") if name in more),
        clock=more.get("clock", ""),
        # A sender counts by the calendar, not by our hours.
        due=ago(now, more["due"], ALWAYS if kind == states.OUTSIDE else hours) if "due" in more else None,
        **named,
    )


def hold(complaint: Complaint, events: Iterable[ComplaintEvent]) -> None:
    """Who has it by what happened, and who was told last."""
    for event in events:
        if event.kind in (states.TAKEN, states.HANDED_OVER):
            complaint.holder, complaint.team = event.person, event.team
            complaint.held_since, complaint.held_until = event.at, event.due
        if event.kind == states.ESCALATED:
            complaint.escalated_to = event.person
    complaint.save()


def ago(now: datetime, hours: float, clock_hours: Hours) -> datetime:
    """The moment from which so many hours of business lead to now; ahead of now when they are negative."""
    wanted, moment = timedelta(hours=abs(hours)), now
    way = -STEP if hours > 0 else STEP
    while abs(moment - now) < LONG_AGO:
        passed = between(min(moment, now), max(moment, now), clock_hours)
        if passed >= wanted:
            break
        moment += way
    return moment
