"""The clocks of a complaint: tables, and random stories against a model that walks minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.complaints import states
from desk.complaints.clock import Fact, Terms, face, read
from staff.business_time import ALWAYS, Hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFF = {date(2026, 6, 19)}  # Dragon Boat Festival, a Friday
WORKED = {date(2026, 6, 14)}  # a Sunday
SHOP = Hours(
    week=(((540, 720), (780, 1080)),) * 5 + ((), ()),
    zone=SHANGHAI,
    works=lambda day: False if day in OFF else True if day in WORKED else None,
)
H = timedelta(hours=1)


def at(text):
    return datetime.fromisoformat(f"2026-06-{text}").replace(tzinfo=SHANGHAI)


def terms(**given):
    usual = {"respond": 2 * H, "solve": 16 * H, "hours": SHOP, "days": SHOP}
    return Terms(**usual | given)


def facts(*said):
    return [Fact(kind, at(when)) for kind, when in said]


LOGGED = at("16 15:00")  # a Tuesday


@pytest.mark.parametrize(
    ("said", "due", "state"),
    [
        ([], "18 15:00", "new"),
        ([("responded", "16 16:00")], "18 15:00", "answered"),
        # A question stops it from the moment it went, the answer starts it again: a day of eight hours.
        ([("asked", "16 16:00"), ("came", "17 16:00")], "22 15:00", "answered"),
        # What was written and has not gone yet stops nothing.
        ([("question", "16 16:00")], "18 15:00", "new"),
        # No answer: three working days, Friday is off.
        ([("asked", "16 16:00")], "24 15:00", "waiting"),
        ([("asked", "16 16:00"), ("pause_ended", "22 16:00")], "24 15:00", "answered"),
        # Asked again without an answer in between: no second pause.
        ([("asked", "16 16:00"), ("pause_ended", "22 16:00"), ("asked", "22 17:00")], "24 15:00", "waiting"),
        # An answer, then another question: a pause of its own.
        (
            [("asked", "16 16:00"), ("came", "16 17:00"), ("asked", "16 17:00"), ("came", "16 18:00")],
            "18 17:00",
            "answered",
        ),
        # It bounced: the clock runs again.
        ([("asked", "16 16:00"), ("not_asked", "16 17:00")], "18 16:00", "answered"),
        # A solution that is taken back has not happened.
        ([("solved", "16 16:00"), ("taken_back", "17 16:00")], "18 15:00", "new"),
        # Reopened: sixteen hours from then on.
        ([("solved", "16 16:00"), ("reopened", "17 09:00")], "18 18:00", "reopened"),
        # What cannot happen in a state changes nothing.
        ([("came", "16 16:00"), ("reopened", "16 16:30"), ("pause_ended", "16 17:00")], "18 15:00", "new"),
    ],
)  # fmt: skip
def test_when_a_complaint_is_to_be_solved(said, due, state):
    reading = read(LOGGED, facts(*said), terms())
    assert (reading.solve_due_at, reading.state) == (at(due), state)


@pytest.mark.parametrize(
    ("said", "responded"),
    [
        ([], None),
        ([("taken", "16 15:30")], None),
        ([("responded", "16 16:00"), ("responded", "16 17:00")], "16 16:00"),
        ([("asked", "16 16:00")], "16 16:00"),
        ([("solved", "16 16:00")], "16 16:00"),
        ([("solved", "16 16:00"), ("taken_back", "16 16:10")], None),
        ([("responded", "16 16:00"), ("solved", "16 16:20"), ("reopened", "17 10:00")], "16 16:00"),
    ],
)
def test_what_counts_as_the_first_response(said, responded):
    reading = read(LOGGED, facts(*said), terms())
    assert reading.responded_at == (at(responded) if responded else None)
    assert reading.respond_due_at == at("16 17:00")
    open_due = reading.solve_due_at if responded else reading.respond_due_at
    assert reading.due_at == (None if reading.state == "solved" else open_due)


def test_round_the_clock_only_the_pause_counts_working_days():
    reading = read(LOGGED, facts(("asked", "16 16:00")), terms(hours=ALWAYS, solve=8 * H))
    assert reading.paused_until == at("22 16:00")
    assert reading.solve_due_at == at("22 23:00")


def test_it_warns_once_for_each_clock_and_escalates_at_each_breach():
    reading = read(LOGGED, [], terms())
    assert reading.warnings == (("response", at("16 16:30")), ("resolution", at("18 10:00")))
    assert reading.escalate_at == at("16 17:00")
    warned = [Fact("warned", at("16 16:30"), "response")]
    assert read(LOGGED, warned, terms()).warn_at == at("18 10:00")
    escalated = [*warned, Fact("escalated", at("16 17:00"), "response")]
    reading = read(LOGGED, escalated, terms())
    assert (reading.level, reading.escalate_at) == (1, at("17 12:00"))
    top = [*escalated, Fact("escalated", at("17 12:00"))]
    assert (read(LOGGED, top, terms()).level, read(LOGGED, top, terms()).escalate_at) == (2, at("18 15:00"))
    over = [*top, Fact("escalated", at("18 15:00"), "resolution")]
    assert read(LOGGED, over, terms()).escalate_at is None


def test_once_the_customer_was_answered_nobody_hears_of_the_response_again():
    said = [Fact("escalated", at("16 17:00"), "response"), Fact("responded", at("16 17:30"))]
    assert read(LOGGED, said, terms()).escalate_at == at("18 15:00")


def test_a_department_has_a_deadline_of_its_own_and_a_new_one_each_time():
    given_ = [Fact("responded", LOGGED), Fact("handed_over", at("16 15:10"), due=at("17 10:00"))]
    reading = read(LOGGED, given_, terms())
    assert reading.breaches[0] == ("deadline", at("17 10:00"))
    missed = [
        *given_,
        Fact("let_lie", at("17 10:00"), "deadline"),
        Fact("escalated", at("17 10:00"), "deadline"),
    ]
    assert read(LOGGED, missed, terms()).breaches == (("resolution", at("18 15:00")),)
    again = [*missed, Fact("handed_over", at("17 11:00"), due=at("17 15:00"))]
    assert read(LOGGED, again, terms()).breaches[0] == ("deadline", at("17 15:00"))


def test_who_waits_for_the_customer_lets_nothing_lie():
    said = [
        Fact("handed_over", at("16 15:10"), due=at("17 10:00")),
        Fact("asked", at("16 16:00")),
    ]
    assert ("deadline", at("22 16:00")) in read(LOGGED, said, terms()).breaches


def test_one_reminder_a_working_day_after_the_question():
    asked = facts(("asked", "16 16:00"))
    assert read(LOGGED, asked, terms()).remind_at == at("17 16:00")
    assert read(LOGGED, [*asked, *facts(("reminded", "17 16:00"))], terms()).remind_at is None
    assert read(LOGGED, [*asked, *facts(("came", "17 10:00"))], terms()).remind_at is None


@pytest.mark.parametrize(
    ("now", "left", "used", "paused"),
    [("16 16:00", 15, 1, False), ("16 22:00", 13, 3, False), ("18 17:00", -2, 18, False)],
)
def test_what_the_clock_shows(now, left, used, paused):
    shown = face(due_at=at("18 15:00"), allowed=16 * H, now=at(now), paused_until=None, hours=SHOP)
    assert (shown.left, shown.used, shown.paused) == (left * H, used * H, paused)


def test_while_it_is_paused_what_is_left_stands_still():
    for now in ("16 16:00", "17 11:00", "22 09:00"):
        shown = face(
            due_at=at("24 15:00"), allowed=16 * H, now=at(now), paused_until=at("22 16:00"), hours=SHOP
        )
        assert (shown.left, shown.paused) == (15 * H, True)


# ---- the property: random events at random minutes against a clock that counts minutes

KINDS = st.sampled_from(
    ["taken", "responded", "question", "asked", "came", "not_asked", "pause_ended", "reminded", "solved",
     "taken_back", "reopened", "noted", "link_sent", "confirmed"]
)  # fmt: skip
START = datetime(2026, 6, 11, tzinfo=UTC)


def is_open(minute):
    local = minute.astimezone(SHANGHAI)
    day, clock = local.date(), local.hour * 60 + local.minute
    worked = (local.weekday() < 5 or day in WORKED) and day not in OFF
    return worked and (540 <= clock < 720 or 780 <= clock < 1080)


def limit(asked, days):
    """The same minute on the n-th working day after."""
    minute, left = asked, days
    while left:
        minute += timedelta(days=1)
        noon = minute.astimezone(SHANGHAI).replace(hour=10, minute=0)
        left -= is_open(noon)
    return minute


class Walker:
    """Counts the minutes as a person with a stop-watch would, one by one."""

    def __init__(self, logged, always):
        self.counts = (lambda minute: True) if always else is_open
        self.logged, self.now = logged, logged
        self.state, self.ran, self.until, self.first_asked = "new", 0, None, None
        self.before = None

    def walk(self, to):
        while self.now < to:
            self.tick()

    def tick(self):
        runs = self.state != "solved" and not (self.until and self.now < self.until)
        self.ran += runs and self.counts(self.now)
        self.now += timedelta(minutes=1)

    def hears(self, kind, pause_days):
        if kind in MAY[self.state]:
            getattr(self, kind)(pause_days)

    def solved(self, _days):
        self.before = (self.state, self.until, self.first_asked, self.ran, self.now)
        self.state = "solved"

    def taken_back(self, _days):
        """As if the watch had never been stopped."""
        now = self.now
        self.state, self.until, self.first_asked, self.ran, self.now = self.before
        self.walk(now)

    def reopened(self, _days):
        self.state, self.ran, self.until, self.first_asked = "reopened", 0, None, None

    def asked(self, days):
        self.first_asked = self.first_asked or self.now
        self.until, self.state = limit(self.first_asked, days), "waiting"

    def came(self, _days):
        self.until = self.first_asked = None
        if self.state == "waiting":
            self.state = "answered"

    not_asked = came

    def pause_ended(self, _days):
        self.state = "answered"

    def responded(self, _days):
        if self.state != "waiting":
            self.state = "answered"


OPEN = {"responded", "asked", "solved", "came", "not_asked"}
MAY = {
    "new": OPEN,
    "answered": OPEN,
    "reopened": OPEN,
    "waiting": OPEN - {"asked"} | {"pause_ended"},
    "solved": {"taken_back", "reopened"},
}


@settings(max_examples=150, deadline=None)
@given(
    begin=st.integers(0, 4 * 1440),
    story=st.lists(st.tuples(KINDS, st.integers(0, 2600)), max_size=10),
    always=st.booleans(),
    pause_days=st.integers(1, 3),
    solve=st.integers(1, 30 * 60),
)
def test_it_agrees_with_a_clock_that_counts_every_minute(begin, story, always, pause_days, solve):
    logged = START + timedelta(minutes=begin)
    walker, said, moment = Walker(logged, always), [], logged
    allowed = terms(solve=timedelta(minutes=solve), hours=ALWAYS if always else SHOP, pause_days=pause_days)
    for kind, later in story:
        moment += timedelta(minutes=later)
        # The program writes a pause's end down when it comes; a person cannot end one early.
        if kind == "pause_ended" and not (walker.until and walker.until <= moment):
            continue
        walker.walk(moment)
        walker.hears(kind, pause_days)
        said.append(Fact(kind, moment))
    reading = read(logged, said, allowed)
    assert reading.state == walker.state
    if reading.state == "solved":
        return
    # Nothing happens any more: the walker goes on until the time is used up.
    if walker.ran >= solve:
        assert reading.solve_due_at <= walker.now
        return
    while walker.ran < solve:
        walker.tick()
    assert reading.solve_due_at == walker.now


@given(state=st.sampled_from(sorted(states.TABLE)), kind=KINDS)
def test_no_event_leads_out_of_the_table(state, kind):
    assert states.after(state, kind) in states.TABLE
    if not states.may_happen(state, kind):
        assert states.after(state, kind) == state
