"""What every form of the desk is checked for, beside what it says."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.models import Customer, Visit
from desk.models import Complaint


def check_visit(customer: Customer, visit: Visit | None) -> None:
    """Raises ValidationError for a visit of somebody else."""
    if visit is not None and visit.customer_id != customer.pk:
        raise ValidationError(_("That visit belongs to another customer."), code="visit")


def check_customer(logged: Any, customer: Customer) -> None:
    """Raises ValidationError when the form's token was used for another customer."""
    if logged.customer_id != customer.pk:
        raise ValidationError(
            _("This form was already used for another customer. Reload the page."), code="token"
        )


def check_complaint(logged: Any, complaint: Complaint) -> None:
    """The same of a form about a complaint."""
    if logged.complaint_id != complaint.pk:
        raise ValidationError(
            _("This form was already used for another complaint. Reload the page."), code="token"
        )
