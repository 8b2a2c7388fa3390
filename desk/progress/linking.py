"""Links under which a customer sees how far his complaint is: sent by the outbox, taken back, found."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer
from desk.complaints import states
from desk.complaints.policies import complaint_policy
from desk.complaints.recording import locked, record, was_recorded
from desk.complaints.services import log_complaint
from desk.models import Complaint, ComplaintEvent, ProgressLink
from desk.surveys import links
from desk.surveys.wording import language_for, put_into
from outbox import composing
from outbox.models import Purpose, Template, Why
from outbox.planning import Wish, plan
from outbox.rendering import names
from outbox.values import values_of
from staff.models import Branch, User

VARIABLES = {"progress_link", "progress_code"}
WAYS = [(one.value, one.label) for one in (ComplaintEvent.Way.SMS, ComplaintEvent.Way.EMAIL)]


def good_for() -> timedelta:
    """How long a link leads somewhere that is made now; the next one begins anew."""
    return timedelta(days=complaint_policy().link_days)


def address(secret: str) -> str:
    """The whole address, as the customer gets it."""
    return links.base() + reverse("progress:page", args=[secret])


def found(secret: str) -> ProgressLink | None:
    """The link with this secret while it is good; an expired one is as unknown as one that never was."""
    good = ProgressLink.objects.good(at=clock.now()).filter(digest=links.digest(secret))
    related = ("complaint__customer__branch", "complaint__holder", "complaint__team", "branch")
    return good.select_related(*related).first()


@transaction.atomic
def send(
    *, complaint: Complaint, by: User, way: str, token: uuid.UUID, version: int | None = None
) -> ProgressLink:
    """Send the customer a link. The same token again is the same link.

    Raises ValidationError where no template leads to it or the message would never leave.
    """
    row = locked(complaint)
    if was_recorded(row, token):
        return ProgressLink.objects.get(token=token)
    secret, language = links.new_token(), language_for(row.customer)
    message = plan(wish_of(row, way, language, secret, token), by=by)
    record(complaint=row, kind=states.LINKED, by=by, way=way, message=message, token=token, version=version)
    sent = {"token": token, "made_by": by, "message": message}
    return make(complaint=row, secret=secret, language=language, branch=row.customer.branch, **sent)


@transaction.atomic
def log_and_send(*, by: User, token: uuid.UUID, text_link: bool = False, **said: Any) -> Complaint:
    """Write a complaint down and, with `text_link`, send its customer the link: both or neither, and once.

    Raises ValidationError as `log_complaint` does, and by the field `text_link` where no link can go.
    """
    complaint = log_complaint(by=by, token=token, **said)
    if text_link:
        try:
            send(complaint=complaint, by=by, way=way_to(complaint.customer), token=uuid.uuid5(token, "link"))
        except ValidationError as error:
            raise ValidationError({"text_link": error.messages}) from error
    return complaint


def way_to(customer: Customer) -> str:
    """By which way a link goes to him if nobody chose one; empty where it cannot."""
    if customer.phone:
        return ComplaintEvent.Way.SMS
    return ComplaintEvent.Way.EMAIL if customer.email else ""


def make(*, complaint: Complaint, secret: str, language: str, branch: Branch, **sent: Any) -> ProgressLink:
    """The link of this secret, made if there is none yet."""
    now = clock.now()
    values = {"complaint": complaint, "language": language, "branch": branch, **sent}
    made, _new = ProgressLink.objects.get_or_create(
        digest=links.digest(secret), defaults=values | {"made_at": now, "expires_at": now + good_for()}
    )
    return made


def wish_of(complaint: Complaint, way: str, language: str, secret: str, token: uuid.UUID) -> Wish:
    """The message that leads to the page. Raises ValidationError by the field `way`."""
    template, customer = template_for(way, language), complaint.customer
    if template is None:
        words = _("No template leads to the complaint: write one with the variable %(variable)s.")
        raise ValidationError({"way": words % {"variable": "{progress_link}"}})
    outlook = composing.outlook(composing.draft_of(template, customer))
    if outlook.kind == "never":
        raise ValidationError({"way": outlook.words})
    values = values_of([customer], language=template.language, channel=way)[customer.pk]
    ready = put_into(template, values | {"progress_link": address(secret), "progress_code": secret})
    return Wish(
        customer=customer,
        channel=way,
        purpose=Purpose.SERVICE,
        why=Why.COMPLAINT,
        key=f"complaint:{complaint.pk}:progress:{token}",
        text=ready.said.text,
        subject=ready.said.subject,
        link=reverse("desk:complaint", args=[complaint.pk]),
        template=template,
        variables=ready.variables,
    )


def template_for(way: str, language: str) -> Template | None:
    """The newest service template of this channel that leads to the page; in that language if one does."""
    usable = Template.objects.in_use().of_channel(way).filter(purpose=Purpose.SERVICE).order_by("-changed_at")
    leading = [one for one in usable if VARIABLES & set(names(one.text))]
    spoken = [one for one in leading if one.language == language]
    return next(iter(spoken or leading), None)


@transaction.atomic
def take_back(*, link: ProgressLink, by: User) -> bool:
    """The link leads nowhere any more; whether its message was stopped, too. Safe to repeat."""
    complaint = locked(link.complaint)
    row = ProgressLink.objects.select_for_update(of=("self",)).select_related("message").get(pk=link.pk)
    stopped = row.message is not None and composing.take_back(message=row.message, by=by)
    if row.ended_at is None:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        record(complaint=complaint, kind=states.UNLINKED, by=by, message=row.message)
    return stopped
