"""Key accounts, and the person of ours whom each of them knows by name."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer
from desk.models import Specialist
from staff.models import User


def is_key_account(customer: Customer) -> bool:
    """A VIP, or an account for which somebody is named."""
    return customer.vip or Specialist.objects.of([customer.pk]).exists()


def specialist_of(customer_id: int) -> Specialist | None:
    return Specialist.objects.of([customer_id]).select_related("person__branch").first()


@transaction.atomic
def name_specialist(*, customer: Customer, person: User | None, by: User) -> Specialist | None:
    """From now on its complaints and inquiries go to `person` first; None: nobody is named any more.

    Raises ValidationError for somebody who cannot work on them.
    """
    if person is None:
        Specialist.objects.of([customer.pk]).delete()
        return None
    if not (person.may_write and User.objects.at_work().logging_in().filter(pk=person.pk).exists()):
        raise ValidationError({"person": _("This person cannot work on it.")})
    said = {"person": person, "named_by": by, "named_at": clock.now()}
    return Specialist.objects.update_or_create(customer=customer, defaults=said)[0]
