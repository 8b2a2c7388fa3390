"""The clocks of a complaint, read from what happened to it. Pure: no Django, no clock, no database.

First response: from the logging until somebody answers the customer; a question to him is an answer, so is
the solution. Resolution: from the logging until it is solved, without the pauses. A pause begins when a
question has gone to the customer and ends with his answer on any channel, and three working days after the
first question that he left unanswered at the latest: asking again does not stop the clock again. What is
reopened has a new resolution clock from then on; the first response was given.

Whoever it is handed to has a deadline, which the same pauses move. It goes with the complaint: who takes it,
or has it in the place of somebody who left, has the deadline that it had, and what was missed is not missed
again. Only another deadline is a new one.

A body that sent us the complaint has a deadline of its own (desk.complaints.senders): it knows no pause, and
ends with our answer to it, whether the complaint is solved or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from desk.complaints import senders, states
from desk.complaints.senders import Sent
from staff.business_time import NOTHING, Hours, add, between, working_days_later

RESPONSE, RESOLUTION, DEADLINE, SENDER = "response", "resolution", "deadline", "sender"
AGENT, LEAD, MANAGER = 0, 1, 2
HANDS = (states.TAKEN, states.HANDED_OVER)  # after these somebody else may have it


@dataclass(frozen=True)
class Terms:
    """What is allowed. hours: in which the clocks run · days: in which working days are counted.

    warn_at: share of the time allowed, 0 to 1 · pause_days, remind_days: working days · again: how long until
    the next level is told of the same breach
    """

    respond: timedelta
    solve: timedelta
    hours: Hours
    days: Hours
    warn_at: float = 0.75
    pause_days: int = 3
    remind_days: int = 1
    again: timedelta = timedelta(hours=4)


@dataclass(frozen=True)
class Fact:
    """One event. clock: which one was warned of or breached · due: the deadline of whoever it was given to"""

    kind: str
    at: datetime
    clock: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Story:
    """What the events say, before any hours are counted."""

    state: str
    started_at: datetime
    responded_at: datetime | None = None
    solved_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()  # in the current round; the last may lie ahead
    asked_at: datetime | None = None  # the first question without an answer
    reminded: bool = False
    warned: frozenset[str] = frozenset()
    breached: frozenset[str] = frozenset()
    level: int = AGENT
    escalated_at: datetime | None = None
    given: tuple[datetime, datetime] | None = None  # since when, until when whoever has it has time
    missed: tuple[datetime, ...] = ()  # deadlines over before another was set, of which nobody has heard
    sent: Sent = field(default_factory=Sent)
    before: "Story | None" = field(default=None, repr=False)


@dataclass(frozen=True)
class Reading:
    """Where the clocks stand. Moments are aware; `escalate_at`, `remind_at`: when to act next.

    held_due_at: the deadline of whoever it was handed to, moved by the pauses since
    """

    state: str
    started_at: datetime
    respond_due_at: datetime
    solve_due_at: datetime
    responded_at: datetime | None
    solved_at: datetime | None
    paused_until: datetime | None
    asked_at: datetime | None
    held_due_at: datetime | None
    escalate_at: datetime | None
    remind_at: datetime | None
    level: int
    sent: Sent
    # (which clock, when), by time: what to warn of, and the deadlines whose breach nobody was told of.
    warnings: tuple[tuple[str, datetime], ...]
    breaches: tuple[tuple[str, datetime], ...]

    @property
    def warn_at(self) -> datetime | None:
        return self.warnings[0][1] if self.warnings else None

    @property
    def due_at(self) -> datetime | None:
        """The deadline that counts now: of the first response until there is one."""
        if self.solved_at:
            return None
        return self.solve_due_at if self.responded_at else self.respond_due_at


def told(logged_at: datetime, facts: Iterable[Fact], terms: Terms) -> Story:
    """The story of a complaint. facts: in the order in which they happened."""
    story = Story(states.NEW, logged_at)
    for fact in facts:
        if states.may_happen(story.state, fact.kind):
            story = next_part(story, fact, terms)
    return story


def next_part(story: Story, fact: Fact, terms: Terms) -> Story:
    """The story after one more event that may happen."""
    if fact.kind in states.OF_SENDER:
        return replace(story, sent=senders.after(story.sent, fact.kind, fact.at, fact.due))
    if fact.kind == states.TAKEN_BACK:
        return replace(story.before or story, sent=story.sent)
    moved = replace(story, state=states.after(story.state, fact.kind))
    if fact.kind in (states.RESPONDED, states.ASKED, states.SOLVED_IT):
        moved = replace(moved, responded_at=story.responded_at or fact.at)
    if fact.kind == states.ASKED:
        return paused(moved, fact.at, terms)
    if fact.kind in (states.CAME, states.NOT_ASKED):
        return resumed(moved, fact.at)
    if fact.kind == states.SOLVED_IT:
        return replace(resumed(moved, fact.at), solved_at=fact.at, before=story)
    if fact.kind == states.REOPENED_IT:
        return Story(states.REOPENED, fact.at, responded_at=story.responded_at, sent=story.sent)
    return noted(moved, fact, terms)


def paused(story: Story, at: datetime, terms: Terms) -> Story:
    asked = story.asked_at or at
    limit = working_days_later(asked, terms.pause_days, terms.days)
    return replace(
        story,
        asked_at=asked,
        reminded=story.reminded and story.asked_at is not None,
        pauses=(*story.pauses, (at, max(at, limit))),
    )


def resumed(story: Story, at: datetime) -> Story:
    """He has answered, or cannot answer: whatever pause there is ends now, and a new one may come."""
    pauses = tuple((begin, max(begin, min(end, at))) for begin, end in story.pauses)
    return replace(story, pauses=pauses, asked_at=None, reminded=False)


def noted(story: Story, fact: Fact, terms: Terms) -> Story:
    """What the program and the people did about the deadlines."""
    if fact.kind == states.REMINDED:
        return replace(story, reminded=True)
    if fact.kind == states.WARNED:
        return replace(story, warned=story.warned | {fact.clock})
    if fact.kind == states.HANDED_OVER:
        return given_on(story, fact, terms)
    if fact.kind == states.LET_LIE and story.missed:
        return replace(story, missed=story.missed[1:])
    if fact.kind == states.LET_LIE:
        return replace(story, breached=story.breached | {DEADLINE})
    if fact.kind == states.ESCALATED:
        return replace(
            story,
            breached=story.breached | ({fact.clock} & {RESPONSE, RESOLUTION}),
            level=min(story.level + 1, MANAGER),
            escalated_at=fact.at,
        )
    return story


def given_on(story: Story, fact: Fact, terms: Terms) -> Story:
    """Another deadline counts from now on; the one that it has already goes on, missed or not."""
    if story.given and story.given[1] == fact.due:
        return story
    over = held_due(story, terms) if DEADLINE not in story.breached else None
    return replace(
        story,
        given=(fact.at, fact.due) if fact.due else None,
        missed=(*story.missed, over) if over and over <= fact.at else story.missed,
        warned=story.warned - {DEADLINE},
        breached=story.breached - {DEADLINE},
    )


def due(story: Story, allowed: timedelta, terms: Terms) -> datetime:
    """When `allowed` of running time is used up. A pause that goes on is taken to last until its limit."""
    at, left = story.started_at, allowed
    for begin, end in story.pauses:
        ran = between(at, begin, terms.hours)
        if ran >= left:
            break
        left -= ran
        at = end
    return add(at, left, terms.hours)


def held_due(story: Story, terms: Terms, share: float = 1.0) -> datetime | None:
    """When whoever it was handed to has used up his time, or a share of it; a pause since then moves it."""
    if story.given is None:
        return None
    since, until = story.given
    at = until if share == 1 else part(since, until, share, terms.hours)
    for begin, end in story.pauses:
        from_ = max(begin, since)
        if from_ >= at:
            break
        # Whoever waits for the customer lets nothing lie, outside the opening hours neither.
        at = max(end, add(at, between(from_, end, terms.hours), terms.hours))
    return at


def part(since: datetime, until: datetime, share: float, hours: Hours) -> datetime:
    """When a share of the time is used: in business hours, where any lie between."""
    allowed = between(since, until, hours)
    return add(since, allowed * share, hours) if allowed else since + (until - since) * share


def read(logged_at: datetime, facts: Iterable[Fact], terms: Terms) -> Reading:
    """Where the clocks of a complaint stand, and when something is to be done about it."""
    story = told(logged_at, facts, terms)
    respond_due, solve_due = add(logged_at, terms.respond, terms.hours), due(story, terms.solve, terms)
    is_open = story.solved_at is None
    near, over = sender_moments(story.sent, terms)
    held = held_due(story, terms)
    breaches = open_breaches(story, respond_due, solve_due, held) if is_open else ()
    again = escalation(story, breaches, terms) if is_open else None
    return Reading(
        state=story.state,
        started_at=story.started_at,
        respond_due_at=respond_due,
        solve_due_at=solve_due,
        responded_at=story.responded_at,
        solved_at=story.solved_at,
        paused_until=story.pauses[-1][1] if story.state == states.WAITING else None,
        asked_at=story.asked_at if is_open else None,
        held_due_at=held,
        escalate_at=min(filter(None, (again, *(at for _name, at in over))), default=None),
        remind_at=reminder(story, terms) if is_open else None,
        level=story.level,
        sent=story.sent,
        warnings=by_time(*(warnings(story, logged_at, terms) if is_open else ()), *near),
        breaches=by_time(*breaches, *over),
    )


Moment = tuple[str, datetime]


def by_time(*moments: Moment) -> tuple[Moment, ...]:
    return tuple(sorted(moments, key=lambda one: one[1]))


def sender_moments(sent: Sent, terms: Terms) -> tuple[list[Moment], list[Moment]]:
    """(when to warn of the sender's deadline, when the next level hears of it); none or one each."""
    near = senders.warning(sent, terms.warn_at)
    over = senders.escalation(sent, lambda at: add(at, terms.again, terms.hours), highest=MANAGER)
    return [(SENDER, near)] if near else [], [(SENDER, over)] if over else []


def open_breaches(
    story: Story, respond_due: datetime, solve_due: datetime, held: datetime | None
) -> tuple[Moment, ...]:
    """(which, when) of the deadlines that can still be missed for the first time."""
    found = {RESOLUTION: solve_due}
    if story.responded_at is None:
        found[RESPONSE] = respond_due
    if held:
        found[DEADLINE] = held
    first_time = ((name, at) for name, at in found.items() if name not in story.breached)
    return by_time(*((DEADLINE, at) for at in story.missed), *first_time)


def warnings(story: Story, logged_at: datetime, terms: Terms) -> tuple[Moment, ...]:
    """(which, when) to warn: once for each clock, unless it is over already."""
    silent = story.warned | story.breached
    found = []
    if story.responded_at is None and RESPONSE not in silent:
        found.append((RESPONSE, add(logged_at, terms.respond * terms.warn_at, terms.hours)))
    if RESOLUTION not in silent:
        found.append((RESOLUTION, due(story, terms.solve * terms.warn_at, terms)))
    near = held_due(story, terms, terms.warn_at)
    if near and DEADLINE not in silent:
        found.append((DEADLINE, near))
    return by_time(*found)


class Happened(Protocol):
    """What an event has, as a fact and as a row."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...


Event = TypeVar("Event", bound=Happened)


def had_it(events: Iterable[Event], due_at: datetime) -> Event | None:
    """By which event somebody had it when `due_at` passed; None if it has gone to nobody else since."""
    moves = [event for event in events if event.kind in HANDS]
    before = [event for event in moves if event.at < due_at]
    return before[-1] if before and before != moves else None


def escalation(story: Story, breaches: tuple[Moment, ...], terms: Terms) -> datetime | None:
    """The next breach, or when the next level hears of the last one."""
    found = [at for _name, at in breaches]
    over = story.breached - {DEADLINE} if story.responded_at is None else story.breached & {RESOLUTION}
    if over and story.level < MANAGER and story.escalated_at:
        found.append(add(story.escalated_at, terms.again, terms.hours))
    return min(found, default=None)


def reminder(story: Story, terms: Terms) -> datetime | None:
    if story.state != states.WAITING or story.reminded or story.asked_at is None:
        return None
    at = working_days_later(story.asked_at, terms.remind_days, terms.days)
    return at if at < story.pauses[-1][1] else None


@dataclass(frozen=True)
class Face:
    """What the clock in force shows at a moment. left: negative when it is over · share: used of allowed."""

    allowed: timedelta
    used: timedelta
    left: timedelta
    paused: bool

    @property
    def share(self) -> float:
        return self.used / self.allowed if self.allowed else 1.0

    @property
    def over(self) -> bool:
        return self.left < NOTHING


def face(
    *, due_at: datetime, allowed: timedelta, now: datetime, paused_until: datetime | None, hours: Hours
) -> Face:
    """From the stored deadline alone: what is left is the business time until it, after the pause."""
    from_ = max(now, paused_until) if paused_until else now
    left = between(from_, due_at, hours) - between(due_at, from_, hours)
    is_paused = paused_until is not None and paused_until > now
    return Face(allowed=allowed, used=allowed - left, left=left, paused=is_paused)
