"""What agents write down: complaints, their solution, satisfaction scores. The form's token makes it once."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer, Visit
from desk.models import Complaint, SatisfactionScore
from staff.models import User


@transaction.atomic
def log_complaint(
    *,
    customer: Customer,
    by: User,
    cause: str,
    severity: int,
    text: str,
    token: uuid.UUID,
    visit: Visit | None = None,
    solved: bool = False,
    resolution: str = "",
) -> Complaint:
    """Write a complaint down; with `solved` close it at once. The same token again returns the first."""
    check_visit(customer, visit)
    complaint, created = Complaint.objects.get_or_create(
        token=token,
        defaults={
            "customer": customer,
            "visit": visit,
            "cause": cause,
            "severity": severity,
            "text": text,
            "logged_by": by,
            "logged_at": clock.now(),
            "day": clock.today(customer.branch.time_zone),
        },
    )
    check_customer(complaint, customer)
    if created and solved:
        return solve_complaint(complaint=complaint, by=by, resolution=resolution)
    return complaint


@transaction.atomic
def solve_complaint(*, complaint: Complaint, by: User, resolution: str) -> Complaint:
    """Close a complaint with what solved it. One that is solved already stays as it is."""
    complaint = locked(complaint)
    if complaint.solved_at is None:
        complaint.solved_at = clock.now()
        complaint.solved_on = clock.today(complaint.customer.branch.time_zone)
        complaint.solved_by = by
        complaint.resolution = resolution
        complaint.save(update_fields=["solved_at", "solved_on", "solved_by", "resolution"])
    return complaint


@transaction.atomic
def reopen_complaint(*, complaint: Complaint) -> Complaint:
    """Take a solution back; the complaint is open again as if it had never been solved."""
    complaint = locked(complaint)
    complaint.solved_at = complaint.solved_on = complaint.solved_by = None
    complaint.resolution = ""
    complaint.save(update_fields=["solved_at", "solved_on", "solved_by", "resolution"])
    return complaint


@transaction.atomic
def log_score(
    *,
    customer: Customer,
    by: User,
    score: int,
    token: uuid.UUID,
    comment: str = "",
    visit: Visit | None = None,
) -> SatisfactionScore:
    """Write a satisfaction score of 1 to 5 down. The same token again returns the first one."""
    check_visit(customer, visit)
    logged, _created = SatisfactionScore.objects.get_or_create(
        token=token,
        defaults={
            "customer": customer,
            "visit": visit,
            "score": score,
            "comment": comment,
            "logged_by": by,
            "logged_at": clock.now(),
            "day": clock.today(customer.branch.time_zone),
        },
    )
    check_customer(logged, customer)
    return logged


def locked(complaint: Complaint) -> Complaint:
    """The complaint as it is now, so that two people who solve it at once do not overwrite each other."""
    return (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("customer__branch")
        .get(pk=complaint.pk)
    )


def check_visit(customer: Customer, visit: Visit | None) -> None:
    if visit is not None and visit.customer_id != customer.pk:
        raise ValidationError(_("That visit belongs to another customer."), code="visit")


def check_customer(logged: Complaint | SatisfactionScore, customer: Customer) -> None:
    if logged.customer_id != customer.pk:
        raise ValidationError(
            _("This form was already used for another customer. Reload the page."), code="token"
        )
