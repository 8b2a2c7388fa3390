"""Where a complaint stands, as its customer reads it: plain words, dates, the next step and by when.

What is for us only stays out: causes, severity, notes, hand-overs, warnings, escalations, what an agent made
of his words. To whoever filed it by the form, dates are those of a stranger at that branch: that somebody is
known to us, or dear, shows in no deadline.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from churn_crm import clock
from churn_crm.ui import figures
from desk.complaints import states
from desk.complaints.clock import read
from desk.complaints.policies import book
from desk.complaints.winding import fact_of
from desk.models import Complaint, ComplaintEvent, ProgressLink

RECEIVED, LOOKED_INTO, QUESTION, SOLVED = "received", "looked_into", "question", "solved"
# What a customer reads of the history.
TOLD = (
    states.LOGGED,
    states.RESPONDED,
    states.ASKED,
    states.CAME,
    states.SOLVED_IT,
    states.REOPENED_IT,
    states.CONFIRMED,
)
WORKED_ON = (states.TAKEN, states.HANDED_OVER, states.RESPONDED)


@dataclass(frozen=True)
class Line:
    """One thing that happened. words: what was said, ours to him or his to us."""

    title: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """stage: one of the four above · next_step: what happens next, and by when · question: open, ours to him
    · with_whom: who has it, else the branch
    """

    stage: str
    next_step: str
    question: str
    with_whom: str
    late: bool
    solved_at: datetime | None
    by_himself: bool
    history: list[Line]

    @property
    def is_open(self) -> bool:
        return self.solved_at is None


@dataclass(frozen=True)
class Dates:
    """By when; the ones that are shown at this link."""

    respond_by: datetime | None
    solve_by: datetime | None
    paused_until: datetime | None


def standing(link: ProgressLink) -> Standing:
    """What the page says now. Two queries more than the link itself, at a form's link four."""
    complaint, now = link.complaint, clock.now()
    events = list(complaint.events.order_by("at", "pk"))
    dates = dates_at(link, events)
    stage = stage_of(complaint, events)
    due = dates.solve_by if complaint.responded_at else dates.respond_by
    late = stage in (RECEIVED, LOOKED_INTO) and due is not None and due < now
    return Standing(
        stage=stage,
        next_step=next_step(complaint, stage, dates, late=late),
        question=question_of(complaint, events),
        with_whom=str(complaint.holder or complaint.team or link.branch),
        late=late,
        solved_at=complaint.solved_at,
        by_himself=by_himself(complaint, events),
        history=list(history(complaint, events)),
    )


def dates_at(link: ProgressLink, events: list[ComplaintEvent]) -> Dates:
    complaint = link.complaint
    if not link.by_form:
        return Dates(complaint.respond_due_at, complaint.solve_due_at, complaint.paused_until)
    terms = book([link.branch]).terms(severity=complaint.severity, echelon=0, branch_id=link.branch_id)
    reading = read(complaint.logged_at, map(fact_of, events), terms)
    return Dates(reading.respond_due_at, reading.solve_due_at, reading.paused_until)


def stage_of(complaint: Complaint, events: list[ComplaintEvent]) -> str:
    if complaint.solved_at is not None:
        return SOLVED
    if complaint.asked_at is not None:
        return QUESTION
    if complaint.state == states.NEW and not any(event.kind in WORKED_ON for event in events):
        return RECEIVED
    return LOOKED_INTO


def next_step(complaint: Complaint, stage: str, dates: Dates, *, late: bool) -> str:
    """One sentence about what happens next."""
    if stage == SOLVED:
        return ""
    if stage == QUESTION:
        if dates.paused_until is None:
            return _("We go on as far as we can without your answer.")
        return _("We wait for your answer until %(when)s, then we go on as far as we can without it.") % {
            "when": figures.moment(dates.paused_until)
        }
    answered = complaint.responded_at is not None
    when = {"when": figures.moment(dates.solve_by if answered else dates.respond_by)}
    if late and answered:
        return _("It should have been solved by %(when)s. We are late, and we are sorry.") % when
    if late:
        return _("You should have had an answer by %(when)s. We are late, and we are sorry.") % when
    if answered:
        return _("We mean to solve it by %(when)s.") % when
    return _("You get an answer by %(when)s.") % when


def question_of(complaint: Complaint, events: list[ComplaintEvent]) -> str:
    """The newest question that he has not answered, in the words that he got."""
    if complaint.asked_at is None:
        return ""
    asked = [event for event in events if event.kind == states.ASKED and event.at >= complaint.asked_at]
    return asked[-1].text if asked else ""


def by_himself(complaint: Complaint, events: list[ComplaintEvent]) -> bool:
    """He has said by himself that it is solved."""
    since = complaint.solved_at
    said = (states.SOLVED_IT, states.CONFIRMED)
    return since is not None and any(
        event.kind in said and event.by_himself and event.at >= since for event in events
    )


def history(complaint: Complaint, events: list[ComplaintEvent]) -> Iterator[Line]:
    """What happened between him and us, newest first; a solution that was a slip of ours never was."""
    is_slip = False
    for event in reversed(events):
        if event.kind == states.TAKEN_BACK:
            is_slip = True
        elif event.kind == states.SOLVED_IT and is_slip:
            is_slip = False
        elif event.kind in TOLD:
            yield Line(title_of(event), said_in(complaint, event), event.at)


def title_of(event: ComplaintEvent) -> str:
    himself = event.by_himself
    titles = {
        states.LOGGED: _("You told us"),
        states.RESPONDED: _("We answered you: %(way)s"),
        states.ASKED: _("We asked you: %(way)s"),
        states.CAME: _("You answered"),
        states.SOLVED_IT: _("You said that it is solved") if himself else _("Solved by us"),
        states.REOPENED_IT: _("You said that it is not solved")
        if himself
        else pgettext("a complaint", "Open again"),
        states.CONFIRMED: _("You said that it is solved"),
    }
    return titles[event.kind] % {"way": event.get_way_display()}


def said_in(complaint: Complaint, event: ComplaintEvent) -> str:
    """Words that passed between both: his own as he wrote them, and our questions."""
    wrote = event.by_himself or event.reply_id is not None
    if event.kind == states.LOGGED:
        # What another system wrote down need not be his words.
        return complaint.text if wrote and complaint.came_from_id is None else ""
    if event.kind == states.ASKED or (wrote and event.kind in (states.CAME, states.REOPENED_IT)):
        return event.text
    return ""
