"""Work-order ratings are written down as the customer gave them. The form's token makes each once."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Visit
from desk.checks import check_customer
from desk.models import WorkOrderRating
from desk.quality.ratings import origins
from staff.models import User

A_MINUTE = timedelta(minutes=1)  # forms know minutes only


@transaction.atomic
def rate(
    *,
    visit: Visit,
    by: User,
    score: int,
    channel: str,
    token: uuid.UUID,
    timeliness: int | None = None,
    minutes_late: int | None = None,
    words: str = "",
    given_at: datetime | None = None,
    given_from: str = "",
) -> WorkOrderRating:
    """Write down what a customer thought of a job, 1 to 5. The same token again returns the first one.

    given_at: when he said so, now by default; given_from: the address or device, of which a digest is kept.
    Raises ValidationError for a moment that is yet to come or lies before the day of the job.
    """
    branch = visit.branch or visit.customer.branch
    now, zone = clock.now(), ZoneInfo(branch.time_zone)
    if given_at:
        check_moment(visit, given_at, now, zone)
    made, _created = WorkOrderRating.objects.get_or_create(
        token=token,
        defaults={
            "customer": visit.customer,
            "visit": visit,
            "technician_id": visit.technician_id,
            "branch": branch,
            "score": score,
            "timeliness": timeliness,
            "minutes_late": minutes_late,
            "words": words,
            "given_at": given_at or now,
            "day": given_at.astimezone(zone).date() if given_at else clock.today(branch.time_zone),
            "channel": channel,
            "given_from": origins.digest(given_from),
            "entered_by": by,
            "entered_at": now,
        },
    )
    check_customer(made, visit.customer)
    return made


def check_moment(visit: Visit, given: datetime, now: datetime, zone: ZoneInfo) -> None:
    if given > now + A_MINUTE:
        raise ValidationError({"given_at": _("That time has not come yet.")})
    if given.astimezone(zone).date() < visit.day:
        raise ValidationError({"given_at": _("That was before the visit.")})
