"""A complaint that a customer writes down by himself, at the branch's web form."""

import uuid

from django.db import transaction

from customers.models import Customer
from customers.services import add_customer, with_phone
from desk.complaints.levels import Levels
from desk.complaints.services import log_complaint
from desk.models import Complaint, ComplaintEvent, ProgressLink
from desk.progress import linking
from desk.surveys import links
from staff.models import Branch, User
from staff.roles import Role

# Which records come of a form's secret: the complaint, and the customer where he is new.
FORMS = uuid.UUID("5f0c6ad2-6a43-4f0e-9a2d-0c5a0c0f6b1e")
MOST_ALIKE = 20


@transaction.atomic
def file(
    *, branch: Branch, name: str, phone: str, cause: str, severity: int, text: str, secret: str, language: str
) -> ProgressLink:
    """Log the complaint, and return the link to it. The same secret again is the same complaint.

    phone: E.164. Whether we knew the customer shows nowhere in what comes back. Raises ValidationError when
    the branch has nobody to own a newcomer.
    """
    known = ProgressLink.objects.filter(digest=links.digest(secret)).first()
    if known:
        return known
    token = uuid.uuid5(FORMS, secret)
    complaint = log_complaint(
        customer=whose(phone, branch) or newcomer(branch, name, phone, token),
        by=None,
        cause=cause,
        severity=severity,
        text=text,
        token=token,
        logged={"way": ComplaintEvent.Way.WEB, "text": name},
    )
    tell(complaint)
    return linking.make(complaint=complaint, secret=secret, language=language, branch=branch)


def whose(phone: str, branch: Branch) -> Customer | None:
    """Whose number it is, as the desk finds him: of this branch first, himself before a contact's company."""
    found = with_phone(phone).select_related("branch", "owner", "standing").order_by("pk")[:MOST_ALIKE]
    return min(found, key=lambda one: (one.branch_id != branch.pk, one.phone != phone), default=None)


def newcomer(branch: Branch, name: str, phone: str, token: uuid.UUID) -> Customer:
    """Nobody is reached at this number yet: a new customer of the branch's pool owner."""
    owner = branch.pool_owner
    assert owner is not None  # noqa: S101 (the form of a branch without one is closed)
    return add_customer(name=name, phone=phone, branch=branch, by=owner, token=token)


def is_open(branch: Branch) -> bool:
    """Without somebody for newcomers nobody could be answered alike."""
    return branch.pool_owner is not None


def tell(complaint: Complaint) -> None:
    """The agents of the branch and its lead hear of what nobody has taken yet."""
    levels = Levels()
    agents = User.objects.at_work().filter(role=Role.AGENT, branch=complaint.customer.branch_id)
    heard = {one.pk: one for one in (*levels.responsible(complaint), *agents)}
    levels.tell(complaint, "complaint_web", heard.values(), occasion=f"complaint:{complaint.pk}:web")
    levels.send()
