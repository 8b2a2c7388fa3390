"""Contact persons, staff lines, and what a customer is called, tagged with and cares about."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Contact, ContactEvent, Customer, CustomerTag, ExternalIdentity, StaffLine, Tag
from staff.models import User

CONTACT_FIELDS = ("name", "role", "decides", "bond", "phone", "email", "left_on")


@transaction.atomic
def add_contact(*, customer: Customer, **values: Any) -> Contact:
    """A new contact person. The same person (name and phone) again is the one we know."""
    known = customer.contacts.filter(name=values["name"], phone=values.get("phone", "")).first()
    return known or Contact.objects.create(customer=customer, **values)


def remove_contact(*, contact: Contact) -> None:
    """A contact who was entered by mistake; who left gets a day instead. Gone already is fine."""
    Contact.objects.filter(pk=contact.pk).delete()


@transaction.atomic
def restore_contact(*, customer: Customer, pk: int) -> Contact | None:
    """Take a removal back: the contact as the history holds it. None when there never was one."""
    here = customer.contacts.filter(pk=pk).first()
    if here:
        return here
    gone = ContactEvent.objects.filter(pgh_obj=pk, customer=customer.pk, pgh_label="delete")
    event = gone.order_by("-pgh_id").first()
    if event is None:
        return None
    values = {name: getattr(event, name) for name in (*CONTACT_FIELDS, "version")}
    return Contact.objects.create(pk=pk, customer=customer, **values)


def add_line(*, customer: Customer, user: User, kind: str) -> StaffLine:
    """One of us whom the customer knows."""
    return StaffLine.objects.get_or_create(customer=customer, user=user, kind=kind)[0]


def remove_line(*, line: StaffLine) -> None:
    StaffLine.objects.filter(pk=line.pk).delete()


@transaction.atomic
def add_identity(*, customer: Customer, source: str, value: str) -> ExternalIdentity:
    """What a platform calls the customer. The same again is the one we know."""
    return ExternalIdentity.objects.get_or_create(customer=customer, source=source, value=value)[0]


@transaction.atomic
def change_identity(*, identity: ExternalIdentity, source: str, value: str) -> None:
    """Raises ValidationError when the customer has the new one already."""
    others = ExternalIdentity.objects.filter(customer=identity.customer_id, source=source, value=value)
    if others.exclude(pk=identity.pk).exists():
        raise ValidationError({"value": _("This buyer id stands here already.")}, code="double")
    identity.source, identity.value = source, value
    identity.save(update_fields=["source", "value"])


def remove_identity(*, identity: ExternalIdentity) -> None:
    ExternalIdentity.objects.filter(pk=identity.pk).delete()


def put_tag(*, customer: Customer, tag: Tag) -> None:
    CustomerTag.objects.get_or_create(customer=customer, tag=tag)


def take_tag(*, customer: Customer, tag: Tag) -> None:
    CustomerTag.objects.filter(customer=customer, tag=tag).delete()


def confirm_sensitivity(*, customer: Customer, sensitivity: str, by: User) -> None:
    """A person says what the customer cares about. The same word from the same person changes nothing."""
    others = Customer.objects.filter(pk=customer.pk).exclude(sensitivity=sensitivity, sensitivity_by=by)
    others.update(
        sensitivity=sensitivity,
        sensitivity_by=by,
        sensitivity_at=clock.now(),
        version=F("version") + 1,
    )
