"""How surveys join a customer's timeline: asked, and answered."""

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part, newest_first
from desk.models import Invitation, NoSurveys, Recommendation, Response
from desk.surveys import page
from desk.surveys.questions import NPS, SATISFACTION, TEXT


def survey_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    """A survey stands where the customer was asked, and once more where he answered."""
    asked = Invitation.objects.of([customer_id]).select_related("survey", "made_by")
    given = Response.objects.of([customer_id]).select_related("invitation__survey", "logged_by")
    given = given.prefetch_related("answers__question")
    return newest_first(
        map(asked_event, earlier(asked, before, field="made_at", prefix="asked")[:limit]),
        map(answered_event, earlier(given, before, field="answered_at", prefix="answered")[:limit]),
        limit=limit,
    )


def named(survey: object) -> str:
    return str(survey.name(get_language() or "en"))  # type: ignore[attr-defined]


def asked_event(invitation: Invitation) -> Event:
    reminded = _("Reminded once.") if invitation.reminded_at else ""
    return Event(
        at=invitation.made_at,
        key=f"asked:{invitation.pk:012d}",
        kind="survey",
        icon="clipboard-text",
        title=_("Asked: %(survey)s (%(channel)s)")
        % {"survey": named(invitation.survey), "channel": invitation.get_channel_display()},
        detail=reminded,
    )


def answered_event(response: Response) -> Event:
    return Event(
        at=response.answered_at,
        key=f"answered:{response.pk:012d}",
        kind="survey",
        icon="clipboard-check",
        title=_("Answered: %(survey)s") % {"survey": named(response.invitation.survey)},
        detail=" · ".join(in_short(response)),
        tone="warn" if response.call_by and not response.called_at else "",
    )


def in_short(response: Response) -> Iterable[str]:
    """What was said, a word for each question; then whether he is waiting for a call."""
    language = get_language() or "en"
    for answer in sorted(response.answers.all(), key=lambda row: row.question.place):
        kind = answer.question.kind
        if kind == SATISFACTION:
            yield page.label(answer.question, answer.number or 1, language)
        elif kind == NPS:
            yield _("recommends us: %(number)d of 10") % {"number": answer.number or 0}
        elif kind == TEXT:
            yield answer.text
        elif answer.number is not None:
            yield f"{answer.question.words(language)} {answer.number}"
        else:
            yield from (page.label(answer.question, one, language) for one in answer.choices)
    if response.call_by and not response.called_at:
        yield _("waits for a call back")


def count(customer_id: int) -> int:
    """Questions and answers; one query."""
    found = Invitation.objects.of([customer_id]).aggregate(asked=Count("pk"), answered=Count("answered_at"))
    return int(found["asked"] + found["answered"])


PARTS = (
    Part(
        "survey",
        gettext_lazy("Surveys"),
        (Invitation, NoSurveys, Recommendation),
        page=survey_events,
        count=count,
        # Made with its response, and gone with it.
        computed=(Recommendation,),
    ),
)
