"""How complaints and scores join a customer's timeline."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part, newest_first
from desk.complaints import compensation_timeline as compensation
from desk.complaints import states, words
from desk.defects import timeline as defects
from desk.models import ArticleUse, Complaint, ComplaintEvent, SatisfactionScore, Specialist
from desk.surveys import parts as surveys
from desk.voice import timeline as voice

WORST_BAD, WORST_FAIR = 2, 3
TOLD = (states.REOPENED_IT, states.ESCALATED, states.SENDER_OVER)


def complaint_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    """A complaint stands where it was logged, where it was solved, and where it took a turn for the worse."""
    complaints = Complaint.objects.of([customer_id])
    logged = earlier(complaints, before, field="logged_at", prefix="complaint")[:limit]
    solved_ones = complaints.exclude(solved_at=None)
    solved = earlier(solved_ones, before, field="solved_at", prefix="solved")[:limit]
    turns = ComplaintEvent.objects.filter(complaint__customer=customer_id, kind__in=TOLD)
    told = earlier(turns.select_related("complaint", "person"), before, field="at", prefix="turn")[:limit]
    return newest_first(
        map(complaint_event, logged),
        map(solution_event, solved),
        map(turn_event, told),
        limit=limit,
    )


def turn_event(turn: ComplaintEvent) -> Event:
    """A complaint that was reopened or went to the next level."""
    return Event(
        at=turn.at,
        key=key_of("turn", turn),
        kind="complaint",
        icon=words.ICONS[turn.kind],
        title=f"{turn.complaint}: {lower_first(words.sentence(turn))}",
        detail=turn.text,
        tone="bad",
    )


def score_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    scores = SatisfactionScore.objects.of([customer_id])
    return map(score_event, earlier(scores, before, field="logged_at", prefix="score")[:limit])


def key_of(prefix: str, row: Complaint | ComplaintEvent | SatisfactionScore) -> str:
    return f"{prefix}:{row.pk:012d}"


def complaint_event(complaint: Complaint) -> Event:
    return Event(
        at=complaint.logged_at,
        key=key_of("complaint", complaint),
        kind="complaint",
        icon="message-report",
        title=_("Complaint: %(cause)s, %(severity)s")
        % {
            "cause": lower_first(complaint.get_cause_display()),
            "severity": lower_first(complaint.get_severity_display()),
        },
        detail=complaint.text,
        tone="" if complaint.solved_at else "bad",
    )


def solution_event(complaint: Complaint) -> Event:
    assert complaint.solved_at is not None  # noqa: S101 (only solved ones are asked for)
    return Event(
        at=complaint.solved_at,
        key=key_of("solved", complaint),
        kind="complaint",
        icon="circle-check",
        title=_("Complaint solved: %(cause)s") % {"cause": lower_first(complaint.get_cause_display())},
        detail=complaint.resolution,
        tone="good",
    )


def score_event(logged: SatisfactionScore) -> Event:
    return Event(
        at=logged.logged_at,
        key=key_of("score", logged),
        kind="score",
        icon="mood-smile" if logged.score > WORST_FAIR else "mood-sad",
        title=_("Satisfaction %(score)d of 5") % {"score": logged.score},
        detail=logged.comment,
        tone=tone_of(logged.score),
    )


def tone_of(score: int) -> str:
    """1 and 2 are bad, 3 is a warning, 4 and 5 are good."""
    return "bad" if score <= WORST_BAD else "warn" if score <= WORST_FAIR else "good"


def lower_first(words: str) -> str:
    """A label inside a sentence."""
    return words[:1].lower() + words[1:]


PARTS = (
    Part(
        "complaint",
        gettext_lazy("Complaints"),
        (Complaint,),
        page=complaint_events,
        count=lambda customer_id: Complaint.objects.of([customer_id]).count(),
        # Goes with a complaint that an undo takes away; one that people worked on stays.
        computed=(ComplaintEvent,),
    ),
    Part(
        "score",
        gettext_lazy("Scores"),
        (SatisfactionScore,),
        page=score_events,
        count=lambda customer_id: SatisfactionScore.objects.of([customer_id]).count(),
    ),
    *surveys.PARTS,
    compensation.PART,
    defects.PART,
    # Which answers were used for his complaints; the complaint itself stands on the timeline.
    Part("article_use", gettext_lazy("Answers used"), (ArticleUse,)),
    voice.PART,
    # Whom a key account knows by name; at a merge the survivor keeps its own.
    Part("specialist", gettext_lazy("Named specialist"), (Specialist,)),
)
