"""The persons at a customer's, our lines to him, and what shop platforms call him."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import people
from customers.api import asking, base, records
from customers.api.serializers import ContactSerializer
from customers.api.versions import save_version
from customers.models import Contact, Customer, ExternalIdentity, StaffLine
from customers.profile_forms import ContactForm, IdentityForm, LineForm
from staff.api import asker


class ContactAsked(asking.shape(ContactForm, "version", "bond")):  # type: ignore[misc]
    bond = serializers.ChoiceField(Contact.Bond.choices, default=Contact.Bond.UNKNOWN)


@base.asks(ContactAsked, ContactSerializer, "Add a person; the same name and phone again is the one we know.")
class Contacts(records.EnterableOfCustomer):
    """The persons at the customer's."""

    serializer_class = ContactSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Contact.objects.all()

    def form(self, customer: Customer) -> ContactForm:
        form = ContactForm(by=asker(self.request), currency=customer.branch.currency)
        del form.fields["version"]
        return form

    def fill(self, form: ContactForm, given: dict[str, Any]) -> ContactForm:
        return super().fill(form, {"bond": Contact.Bond.UNKNOWN} | given)

    def enter(self, customer: Customer, form: ContactForm) -> Contact:
        return people.add_contact(customer=customer, **asking.cleaned(form))


@base.asks(
    ContactForm,
    ContactSerializer,
    "Change what is named, over the `version` that was read: 409 with both values where somebody changed the "
    "same fields since, 428 without it.",
    method="patch",
    status=200,
)
class OneContact(records.Changeable, records.Removable):
    """One contact person."""

    serializer_class = ContactSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Contact.objects.visible_to(asker(self.request)).select_related("customer__branch")

    def form(self, row: Contact) -> ContactForm:
        return ContactForm(instance=row, by=asker(self.request), currency=row.customer.branch.currency)

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        given = asking.heard(self.asked, request.data)
        save_version(row, self.form(self.get_object()), given, whole=False)
        return self.again(row)

    def take_back(self, row: Contact) -> None:
        people.remove_contact(contact=row)


class ContactRestored(base.AboutCustomer):
    """A contact who was removed by mistake."""

    @extend_schema(request=None, responses=ContactSerializer)
    def post(self, request: Request, pk: int, contact: int) -> Response:
        """Take the removal back."""
        restored = people.restore_contact(customer=self.customer(), pk=contact)
        if restored is None:
            raise Http404
        return Response(ContactSerializer(restored, context={"request": request}).data)


class LineSerializer(serializers.ModelSerializer[StaffLine]):
    user = serializers.CharField(source="user.username", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        model = StaffLine
        fields = ("id", "customer", "user", "name", "kind")


@base.asks(LineForm, LineSerializer, "Add one of us; the same person in the same part again changes nothing.")
class Lines(records.EnterableOfCustomer):
    """Those of us whom the customer knows besides his owner."""

    serializer_class = LineSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return StaffLine.objects.select_related("user")

    def form(self, customer: Customer) -> LineForm:
        return LineForm(customer=customer)

    def enter(self, customer: Customer, form: LineForm) -> StaffLine:
        return people.add_line(customer=customer, **asking.cleaned(form))


class OneLine(records.Removable):
    """One of us whom the customer knows."""

    serializer_class = LineSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return StaffLine.objects.visible_to(asker(self.request)).select_related("user")

    def take_back(self, row: StaffLine) -> None:
        people.remove_line(line=row)


class IdentitySerializer(serializers.ModelSerializer[ExternalIdentity]):
    """source: the shop platform, as imports name it · value: the buyer id there"""

    class Meta:
        model = ExternalIdentity
        fields = ("id", "customer", "source", "value")


@base.asks(
    IdentityForm,
    IdentitySerializer,
    "Add a buyer id; the same again is the one we know. One that another customer carries is refused unless "
    "one is `sure` that both do.",
)
class Identities(records.EnterableOfCustomer):
    """What shop platforms call him."""

    serializer_class = IdentitySerializer

    def rows(self) -> QuerySet[Any, Any]:
        return ExternalIdentity.objects.all()

    def form(self, customer: Customer) -> IdentityForm:
        return IdentityForm(customer=customer, by=asker(self.request))

    def enter(self, customer: Customer, form: IdentityForm) -> ExternalIdentity:
        return people.add_identity(customer=customer, **asking.cleaned(form))


@base.asks(IdentityForm, IdentitySerializer, "Change what is named.", method="patch", status=200)
class OneIdentity(records.Changeable, records.Removable):
    """One buyer id."""

    serializer_class = IdentitySerializer

    def rows(self) -> QuerySet[Any, Any]:
        return ExternalIdentity.objects.visible_to(asker(self.request)).select_related("customer__branch")

    def form(self, row: ExternalIdentity) -> IdentityForm:
        held = {"source": row.source, "value": row.value}
        return IdentityForm(customer=row.customer, by=asker(self.request), initial=held)

    def change(self, row: ExternalIdentity, form: IdentityForm) -> None:
        people.change_identity(identity=row, **asking.cleaned(form))

    def take_back(self, row: ExternalIdentity) -> None:
        people.remove_identity(identity=row)
