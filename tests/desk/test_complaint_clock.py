"""The clocks of a complaint: tables, and random stories against a model that walks minute by minute."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.complaints import states
from desk.complaints.clock import Fact, Terms, face, had_it, read
from desk.complaints.escalation import missed
from desk.workdays import calendar_of
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


@dataclass(frozen=True)
class Told(Fact):
    """An event with whom it names."""

    who: str = ""


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


def test_whoever_takes_what_was_left_lying_let_nothing_lie_himself():
    missed_ = [
        Fact("responded", LOGGED),
        Fact("handed_over", at("16 15:10"), due=at("17 10:00")),
        Fact("let_lie", at("17 10:00"), "deadline"),
        Fact("escalated", at("17 10:00"), "deadline"),
    ]
    for kind in ("taken", "handed_over"):
        moved_on = [*missed_, Fact(kind, at("17 10:30"), due=at("17 10:00"))]
        reading = read(LOGGED, moved_on, terms())
        assert reading.breaches == (("resolution", at("18 15:00")),)
        assert (reading.held_due_at, reading.level) == (at("17 10:00"), 1)


@pytest.mark.parametrize(
    ("moves", "name"),
    [
        ([("handed_over", "16 15:00", "billing")], None),
        ([("handed_over", "16 15:00", "billing"), ("taken", "17 09:00", "xie")], None),
        ([("handed_over", "16 15:00", "billing"), ("taken", "17 10:00", "xie")], "billing"),
        (
            [("handed_over", "16 15:00", "a"), ("taken", "17 09:00", "xie"), ("taken", "17 11:00", "lin")],
            "xie",
        ),
    ],
)  # fmt: skip
def test_who_had_it_when_the_deadline_passed_if_it_went_on_since(moves, name):
    told = [Told(kind, at(when), who=who) for kind, when, who in moves]
    then = had_it([*told, Told("noted", at("17 12:00"), who="qin")], at("17 10:00"))
    assert (then.who if then else None) == name


def test_a_deadline_that_passed_unheard_keeps_its_name_when_another_is_set():
    given_ = [
        Told("responded", LOGGED),
        Told("handed_over", at("16 15:10"), due=at("17 10:00"), who="billing"),
        Told("handed_over", at("17 10:00"), due=at("17 15:00"), who="parts"),
    ]
    assert read(LOGGED, given_, terms()).breaches[:2] == (
        ("deadline", at("17 10:00")),
        ("deadline", at("17 15:00")),
    )
    assert had_it(given_, at("17 10:00")).who == "billing"
    heard = [Fact("let_lie", at("17 10:01"), "deadline"), Fact("escalated", at("17 10:01"), "deadline")]
    assert read(LOGGED, [*given_, *heard], terms()).breaches[0] == ("deadline", at("17 15:00"))


@pytest.mark.parametrize(
    ("until", "said", "due"),
    [
        ("17 10:00", [], "17 10:00"),
        ("17 10:00", [("asked", "16 16:00")], "23 10:00"),  # waits three working days, without Friday
        ("17 10:00", [("asked", "16 16:00"), ("pause_ended", "22 16:00")], "23 10:00"),
        ("17 10:00", [("asked", "16 16:00"), ("came", "17 16:00")], "18 10:00"),
        ("17 10:00", [("asked", "16 16:00"), ("not_asked", "16 16:30")], "17 10:30"),
        ("17 10:00", [("asked", "17 10:00"), ("came", "17 16:00")], "17 10:00"),  # missed at that moment
        # Two questions, the second in the time that the first gave back.
        (
            "17 10:00",
            [("asked", "16 16:00"), ("came", "17 16:00"), ("asked", "18 09:30"), ("came", "18 11:30")],
            "18 12:00",
        ),
        # Asked and answered before it was handed over.
        ("17 10:00", [("asked", "16 15:00"), ("came", "16 15:05")], "17 10:00"),
        # Handed over while we wait: only the rest of the pause is given back.
        ("17 10:00", [("asked", "16 15:00"), ("came", "16 16:10")], "17 11:00"),
        # In the evening nothing runs, but nobody lets lie what waits for the customer.
        ("16 20:00", [("asked", "16 18:30"), ("came", "16 21:00")], "16 21:00"),
    ],
)  # fmt: skip
def test_a_pause_moves_the_deadline_of_whoever_it_was_handed_to(until, said, due):
    given_ = Fact("handed_over", at("16 15:10"), due=at(until))
    told = sorted([given_, *facts(*said)], key=lambda fact: fact.at)
    reading = read(LOGGED, told, terms())
    assert reading.held_due_at == at(due)
    assert ("deadline", at(due)) in reading.breaches


def test_the_deadline_of_whoever_it_was_handed_to_is_warned_of_once():
    given_ = [Fact("responded", LOGGED), Fact("handed_over", at("16 15:10"), due=at("17 10:10"))]
    assert read(LOGGED, given_, terms()).warnings[0] == ("deadline", at("17 09:10"))
    paused = [*given_, *facts(("asked", "16 16:10"), ("came", "16 17:10"))]
    assert read(LOGGED, paused, terms()).warnings[0] == ("deadline", at("17 10:10"))
    warned = [*given_, Fact("warned", at("17 09:10"), "deadline"), Fact("taken", at("17 09:20"))]
    assert read(LOGGED, warned, terms()).warnings == (("resolution", at("18 10:00")),)
    again = [*warned, Fact("handed_over", at("17 09:30"), due=at("17 13:30"))]
    assert read(LOGGED, again, terms()).warnings[0] == ("deadline", at("17 11:45"))


def test_a_deadline_of_one_evening_is_warned_of_by_the_evening():
    given_ = [Fact("responded", LOGGED), Fact("handed_over", at("16 18:00"), due=at("16 22:00"))]
    assert read(LOGGED, given_, terms()).warnings[0] == ("deadline", at("16 21:00"))


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


# ---- the property: random events at random minutes against a model that counts minutes

CLOCKS = ("resolution", "response", "deadline")
RESPOND, AGAIN, DAY = 120, 240, 1440  # minutes
SHARE = (3, 4)  # of the time allowed is used when it warns
CHINA = country_holidays("CN")
ONE_DAY = timedelta(days=1)
LUNCH, SPLIT, MORNING = ((540, 720), (780, 1080)), ((480, 690), (960, 1230)), ((540, 720),)
WEEKS = ((LUNCH,) * 5 + ((), ()), (SPLIT,) * 5 + (MORNING, ()))
# A week before make-up workdays of the Spring Festival, Labour Day, Mid-Autumn and National Day; and in June.
STARTS = (date(2026, 2, 9), date(2026, 5, 4), date(2026, 6, 15), date(2026, 9, 16))
LASTS = 120  # days

EVENTS = (
    "taken", "taken", "handed_over", "handed_over", "handed_over", "inherited", "responded", "question",
    "asked", "asked", "asked", "came", "came", "not_asked", "pause_ended", "reminded", "helped", "solved",
    "taken_back", "reopened", "noted", "link_sent", "confirmed", "nothing",
)  # fmt: skip


def spans_of(week, day):
    """Read off the door, and off the calendar of the State Council."""
    usual = week[day.weekday()]
    if CHINA.is_working_day(day):
        return usual or week[0]
    return () if day.weekday() < 5 or in_holiday(day) else usual


def in_holiday(day):
    """Among days off of which one is a public holiday."""
    run = [day]
    for step in (-ONE_DAY, ONE_DAY):
        beside = day + step
        while not CHINA.is_working_day(beside):
            run.append(beside)
            beside += step
    return any(one in CHINA for one in run)


@cache
def minutes_of(week, start):
    """Of each minute since the start whether the place is open."""
    found = bytearray(LASTS * DAY)
    for number in range(LASTS):
        for opens, closes in spans_of(week, start + number * ONE_DAY):
            found[number * DAY + opens : number * DAY + closes] = b"\1" * (closes - opens)
    return found


@dataclass
class Target:
    """A time of ours that a pause pushes off: as many minutes as it took before are given back after it."""

    at: int
    owed: int = 0
    reached: int | None = None

    def passes(self, minute, opened, paused):
        if minute < self.at:
            self.owed += opened and paused
        elif self.owed and not paused:
            self.owed -= opened


@dataclass
class Watch:
    """What stands on the stop-watches of one round."""

    state: str = "new"
    ran: int = 0
    responding: int = 0
    responded: bool = False
    until: int | None = None
    first_asked: int | None = None
    deadline: int | None = None  # as it was set
    near: Target | None = None
    over: Target | None = None
    left_by: str = ""
    unsaid: list = field(default_factory=list)  # (when, by whom) was let lie what has another deadline now
    level: int = 0
    told_at: int | None = None
    passed: dict = field(default_factory=dict)  # (near or over, which) → when
    said: dict = field(default_factory=lambda: {"near": set(), "over": set()})


class Walker:
    """Counts the minutes as a person with stop-watches would, one by one."""

    def __init__(self, logged, solve, opens, counts):
        self.now, self.solve, self.opens, self.counts = logged, solve, opens, counts
        self.watch, self.before, self.holder = Watch(), None, ""

    # ---- time goes by

    def walk(self, to):
        while self.now < to:
            self.tick()

    def tick(self):
        watch, opened = self.watch, self.counts[self.now]
        paused = watch.until is not None and self.now < watch.until
        self.now += 1
        if watch.state == "solved":
            return
        watch.ran += opened and not paused
        watch.responding += opened
        for target in filter(None, (watch.near, watch.over)):
            target.passes(self.now - 1, opened, paused)
        self.look()

    def look(self):
        watch = self.watch
        for mark, (part, whole) in (("near", SHARE), ("over", (1, 1))):
            self.see(mark, "resolution", watch.ran * whole >= self.solve * part)
            if not watch.responded:
                self.see(mark, "response", watch.responding * whole >= RESPOND * part)
            target = getattr(watch, mark)
            waits = watch.until is not None and self.now < watch.until
            if target:
                self.see(mark, "deadline", self.now >= target.at and not target.owed and not waits)

    def see(self, mark, which, is_there):
        if is_there and (mark, which) not in self.watch.passed:
            self.watch.passed[mark, which] = self.now
            if (mark, which) == ("over", "deadline"):
                self.watch.left_by = self.holder

    def counted(self, start, minutes):
        """The minute by which so many have been counted."""
        while minutes > 0:
            minutes -= self.counts[start]
            start += 1
        return start

    # ---- the beat

    def waits_to_be_told(self, mark):
        """Which, in the order in which they passed; of a response nobody hears once it was given."""
        watch = self.watch
        silent = watch.said[mark] | watch.said["over"] | ({"response"} if watch.responded else set())
        found = [which for which in CLOCKS if (mark, which) in watch.passed and which not in silent]
        return sorted(found, key=lambda which: watch.passed[mark, which])

    def goes_on(self):
        """From when on the next level hears of the same breach."""
        watch = self.watch
        lasting = watch.said["over"] & ({"resolution"} if watch.responded else {"resolution", "response"})
        if lasting and watch.level < 2 and watch.told_at is not None:
            return self.counted(watch.told_at, AGAIN)
        return None

    def beats(self):
        """What is said now: (what, which clock, who is named)."""
        if self.watch.state == "solved":
            return []
        said = []
        for _when, name in self.watch.unsaid:
            said += [("let_lie", "deadline", name), *self.raises("deadline", again=True)]
        self.watch.unsaid = []
        for which in self.waits_to_be_told("over"):
            said += [("let_lie", which, self.watch.left_by)] if which == "deadline" else []
            said += self.raises(which)
        again = self.goes_on()
        if again is not None and again <= self.now:
            said += self.raises("")
        for which in self.waits_to_be_told("near"):
            self.watch.said["near"].add(which)
            said.append(("warned", which, ""))
        return said

    def raises(self, which, again=False):
        watch = self.watch
        watch.said["over"] |= {which} if which and not again else set()
        watch.level, watch.told_at = min(watch.level + 1, 2), self.now
        return [("escalated", which, "")]

    # ---- what people do

    def hears(self, kind, **more):
        if kind in MAY[self.watch.state]:
            getattr(self, kind)(**more)

    def solved(self, **_):
        self.before = (deepcopy(self.watch), self.now)
        self.watch.state, self.watch.responded = "solved", True

    def taken_back(self, **_):
        """As if the watches had never been stopped."""
        now = self.now
        self.watch, self.now = deepcopy(self.before[0]), self.before[1]
        self.walk(now)

    def reopened(self, **_):
        self.watch = Watch(state="reopened", responded=True)

    def asked(self, days, **_):
        watch = self.watch
        watch.first_asked = self.now if watch.first_asked is None else watch.first_asked
        watch.until = max(self.now, self.limit(watch.first_asked, days))
        watch.state, watch.responded = "waiting", True

    def limit(self, asked, days):
        """The same minute on the n-th working day after."""
        while days:
            asked += DAY
            days -= any(self.opens[asked - asked % DAY : asked - asked % DAY + DAY])
        return asked

    def came(self, **_):
        self.watch.until = self.watch.first_asked = None
        if self.watch.state == "waiting":
            self.watch.state = "answered"
        self.look()  # a deadline that passed meanwhile, or passes in this very minute, is over now

    not_asked = came

    def pause_ended(self, **_):
        self.watch.state = "answered"

    def responded(self, **_):
        self.watch.responded = True
        if self.watch.state != "waiting":
            self.watch.state = "answered"

    def helped(self, **_):
        """Somebody asked the next level for help."""
        self.raises("")

    def taken(self, who, **_):
        self.holder = who

    def handed_over(self, who, due, **_):
        self.holder, watch = who, self.watch
        if due == watch.deadline:
            return
        watch.deadline = due
        allowed = sum(self.counts[self.now : due])
        warn = self.counted(self.now, allowed * 3 / 4) if allowed else self.now - (self.now - due) * 3 // 4
        watch.near, watch.over = Target(warn), Target(due)
        if "deadline" in self.waits_to_be_told("over"):
            watch.unsaid.append((watch.passed["over", "deadline"], watch.left_by))
        for mark in ("near", "over"):
            watch.passed.pop((mark, "deadline"), None)
            watch.said[mark].discard("deadline")


OPEN = {"responded", "asked", "solved", "came", "not_asked", "helped", "taken", "handed_over"}
MAY = {
    "new": OPEN,
    "answered": OPEN,
    "reopened": OPEN,
    "waiting": OPEN - {"asked"} | {"pause_ended"},
    "solved": {"taken_back", "reopened"},
}


class Program:
    """The clock under test, with its events and with what its beat writes down."""

    def __init__(self, logged, terms):
        self.logged, self.terms, self.said = logged, terms, []

    def reads(self):
        return read(self.logged, self.said, self.terms)

    def beats(self, now):
        """As desk.complaints.escalation does: (what, which clock, who is named)."""
        before = len(self.said)
        while True:
            reading = self.reads()
            if reading.escalate_at and reading.escalate_at <= now:
                which, due = missed(reading, now)
                if which == "deadline":
                    self.said.append(Told("let_lie", now, which, who=self.holder_at(due)))
                self.said.append(Told("escalated", now, which))
            elif reading.warn_at and reading.warn_at <= now:
                self.said.append(Told("warned", now, reading.warnings[0][0]))
            else:
                break
        return [(fact.kind, fact.clock, fact.who) for fact in self.said[before:]]

    def holder_at(self, due):
        then = had_it(self.said, due)
        moves = [fact for fact in self.said if fact.kind in ("taken", "handed_over")]
        return (then or moves[-1]).who


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from(STARTS),
    week=st.sampled_from(WEEKS),
    begin=st.integers(0, 4 * DAY),
    story=st.lists(
        st.tuples(st.sampled_from(EVENTS), st.integers(0, 1600), st.integers(1, 3000), st.booleans()),
        max_size=14,
    ),
    always=st.booleans(),
    pause_days=st.integers(1, 3),
    solve=st.integers(1, 30 * 60),
)
def test_it_agrees_with_a_model_that_counts_every_minute(
    start, week, begin, story, always, pause_days, solve
):
    """State, both clocks, the deadline handed on, who is named, warnings and levels; on China's calendar."""
    opens = minutes_of(week, start)
    midnight = datetime.combine(start, datetime.min.time(), SHANGHAI)
    moment = lambda minute: midnight + timedelta(minutes=minute)  # noqa: E731
    hours = Hours(week=week, zone=SHANGHAI, works=calendar_of("CN"))
    walker = Walker(begin, solve, opens, bytearray(b"\1" * len(opens)) if always else opens)
    solve_in, runs = timedelta(minutes=solve), ALWAYS if always else hours
    program = Program(moment(begin), terms(solve=solve_in, hours=runs, days=hours, pause_days=pause_days))
    for number, (kind, later, ahead, beat) in enumerate(story):
        walker.walk(walker.now + later)
        now = moment(walker.now)
        if beat:
            assert sorted(program.beats(now)) == sorted(walker.beats())
        happens(walker, program, kind, now=now, ahead=ahead, days=pause_days, who=f"person {number}")
    stands_as(walker, program.reads(), moment)


def happens(walker, program, kind, *, now, ahead, days, who):
    """One event, in both worlds."""
    watch = walker.watch
    # The program writes a pause's end down when it comes; a person cannot end one early.
    early = kind == "pause_ended" and not (watch.until and watch.until <= walker.now)
    # What is solved is with nobody else from then on.
    closed = kind in ("taken", "handed_over", "inherited", "helped") and watch.state == "solved"
    if early or closed or kind == "nothing":
        return
    # Whoever has it in the place of somebody who left has his deadline too.
    due = watch.deadline if kind == "inherited" else walker.now + ahead
    named = {"inherited": "handed_over", "helped": "escalated"}
    kept = now + timedelta(minutes=due - walker.now) if due is not None else None
    program.said.append(
        Told(named.get(kind, kind), now, due=kept if kind in ("handed_over", "inherited") else None, who=who)
    )
    if kind == "inherited" and due is None:
        kind = "taken"
    walker.hears("handed_over" if kind == "inherited" else kind, days=days, due=due, who=who)


def stands_as(walker, reading, moment):
    """What the program says of the rest, when nothing happens any more, is what the walker meets."""
    assert (reading.state, reading.level) == (walker.watch.state, walker.watch.level)
    if reading.state == "solved":
        return
    watch, again = walker.watch, walker.goes_on()
    assert reading.paused_until == (moment(watch.until) if watch.state == "waiting" else None)
    awaited = {"resolution"} | ({"deadline"} if watch.over else set())
    awaited |= set() if watch.responded else {"response"}
    while not all(("over", which) in watch.passed for which in awaited):
        walker.tick()
    assert reading.solve_due_at == moment(watch.passed["over", "resolution"])
    assert reading.held_due_at == (moment(watch.passed["over", "deadline"]) if watch.over else None)
    for mark, told in (("near", reading.warnings), ("over", reading.breaches)):
        ahead = [(which, watch.passed[mark, which]) for which in walker.waits_to_be_told(mark)]
        ahead += [("deadline", when) for when, _name in watch.unsaid] if mark == "over" else []
        minutes = [(which, -((moment(0) - at_) // timedelta(minutes=1))) for which, at_ in told]
        assert sorted(minutes) == sorted(ahead)
    breaches = [at_ for _which, at_ in reading.breaches]
    acts = [*breaches, *([] if again is None else [moment(again)])]
    assert reading.escalate_at == min(acts, default=None)


ANY = st.sampled_from(sorted({kind for ways in states.TABLE.values() for kind in ways}))


@given(state=st.sampled_from(sorted(states.TABLE)), kind=ANY)
def test_no_event_leads_out_of_the_table(state, kind):
    assert states.after(state, kind) in states.TABLE
    if not states.may_happen(state, kind):
        assert states.after(state, kind) == state
