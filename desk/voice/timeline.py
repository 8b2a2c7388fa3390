"""What a customer wished for, on his timeline: where it was said, and where the answer was told by phone."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part, newest_first
from desk.models import Matter, Voice

TONES = {Matter.State.DONE: "good"}


def voice_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    voices = Voice.objects.of([customer_id]).select_related("matter")
    said = earlier(voices, before, field="logged_at", prefix="voice")[:limit]
    told = earlier(voices.exclude(told_at=None), before, field="told_at", prefix="told")[:limit]
    return newest_first(map(said_event, said), map(told_event, told), limit=limit)


def said_event(voice: Voice) -> Event:
    matter = voice.matter
    is_defect = matter.kind == Matter.Kind.DEFECT
    title = _("Defect: %(product)s") if is_defect else _("Suggestion: %(product)s")
    return Event(
        at=voice.logged_at,
        key=f"voice:{voice.pk:012d}",
        kind="voice",
        icon="bug" if is_defect else "bulb",
        title=title % {"product": matter.product},
        detail=voice.text,
        tone=TONES.get(Matter.State(matter.state), ""),
    )


def told_event(voice: Voice) -> Event:
    assert voice.told_at is not None  # noqa: S101 (only those who were told are asked for)
    return Event(
        at=voice.told_at,
        key=f"told:{voice.pk:012d}",
        kind="voice",
        icon="phone",
        title=_("Answer told: %(matter)s") % {"matter": voice.matter.title},
    )


PART = Part(
    "voice",
    gettext_lazy("Suggestions and defects"),
    (Voice,),
    page=voice_events,
    count=lambda customer_id: Voice.objects.of([customer_id]).count(),
)
