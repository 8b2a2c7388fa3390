"""How contacts join a customer's timeline: only where nothing came of them that stands there itself."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.cursors import Cursor, earlier
from customers.timeline import Event, Part
from desk.models import Interaction
from desk.models.interactions import InteractionQuerySet

ICONS = {
    "phone": "phone",
    "chat": "message",
    "email": "mail",
    "wechat": "brand-wechat",
    "visit": "building-store",
    "web": "world",
    "sms": "message-2",
}
TONES: dict[int | None, str] = {Interaction.Mood.UPSET: "warn"}


def told(customer_id: int) -> InteractionQuerySet:
    return Interaction.objects.of([customer_id]).told_by_nothing_else()


def interaction_events(customer_id: int, before: Cursor | None, limit: int) -> Iterable[Event]:
    return map(interaction_event, earlier(told(customer_id), before, field="at", prefix="contact")[:limit])


def interaction_event(interaction: Interaction) -> Event:
    return Event(
        at=interaction.at,
        key=f"contact:{interaction.pk:012d}",
        kind="contact",
        icon=ICONS[interaction.channel],
        title=_("%(channel)s: %(topic)s")
        % {"channel": interaction.get_channel_display(), "topic": interaction.get_topic_display()},
        detail=" · ".join(filter(None, (interaction.text, next_step(interaction)))),
        tone="good" if interaction.solved else TONES.get(interaction.mood, ""),
    )


def next_step(interaction: Interaction) -> str:
    return _("Next: %(step)s") % {"step": interaction.next_step} if interaction.next_step else ""


PARTS = (
    Part(
        "contact",
        gettext_lazy("Contacts with us"),
        (Interaction,),
        page=interaction_events,
        count=lambda customer_id: told(customer_id).count(),
    ),
)
