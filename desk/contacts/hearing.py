"""What customers write back is a contact too: an answer by e-mail, WeChat or SMS.

The outbox keeps the words and stands on the timeline with them; the contact only says that he came to us, by
which way and about what, so that figures count it. Nobody of ours had it, so it is nobody's.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from churn_crm import clock
from desk.models import Complaint, ComplaintEvent, Interaction
from outbox.models import Channel, Reply, Why

Topic = Interaction.Topic
LOOKED_BACK = timedelta(days=30)  # so long the beat may have been away
AT_ONCE = 1_000
CHANNELS = {
    Channel.EMAIL: Interaction.Channel.EMAIL,
    Channel.WECHAT: Interaction.Channel.WECHAT,
    Channel.SMS: Interaction.Channel.SMS,
}
# Why we had written → what he writes about.
TOPICS = {
    Why.COMPLAINT: Topic.COMPLAINT,
    Why.BOOKING: Topic.BOOKING,
    Why.DUE: Topic.BOOKING,
    Why.SURVEY: Topic.FEEDBACK,
}


def hear_replies(*, since: datetime | None = None) -> int:
    """Write down what came since the last time, once each; a thousand at most. Returns how many."""
    heard = list(map(contact_of, unheard(since or clock.now() - LOOKED_BACK)))
    with transaction.atomic():
        return len(Interaction.objects.bulk_create(heard, ignore_conflicts=True))


def unheard(since: datetime) -> Iterable[Reply]:
    """Words of customers whom we know, of which nothing is written down yet; the oldest first."""
    known = Interaction.objects.filter(reply=OuterRef("pk"))
    found = Reply.objects.filter(
        ~Exists(known), meaning=Reply.Meaning.TEXT, received_at__gte=since, customer__isnull=False
    )
    answered = ComplaintEvent.objects.filter(reply=OuterRef("pk"))
    waiting = Complaint.objects.filter(customer=OuterRef("customer"), asked_at__lte=OuterRef("at"))
    told = found.annotate(why=F("answers__why"), about_complaint=Q(Exists(answered)) | Q(Exists(waiting)))
    related: Any = told.select_related("customer__branch")
    return related.order_by("pk")[:AT_ONCE]


def contact_of(reply: Any) -> Interaction:
    topic = Topic.COMPLAINT if reply.about_complaint else TOPICS.get(reply.why, Topic.OTHER)
    return Interaction(
        customer=reply.customer,
        reply=reply,
        channel=CHANNELS[Channel(reply.channel)],
        direction=Interaction.Direction.IN,
        topic=topic,
        at=reply.at,
        day=reply.at.astimezone(ZoneInfo(reply.customer.branch.time_zone)).date(),
        token=uuid.uuid4(),
    )
