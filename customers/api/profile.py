"""Who a customer is: his profile, what he cares about, and whose he is."""

import copy
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from customers import bulk, people
from customers.api import asking
from customers.api.base import ONCE, AboutCustomer, token_of
from customers.api.bulk import BulkSerializer
from customers.api.serializers import CustomerSerializer
from customers.api.versions import called, save_version
from customers.forms import customers_of
from customers.models import Customer
from customers.profile_forms import ProfileForm
from customers.querysets import CustomerQuerySet
from customers.versions import OWN
from staff.api import MayUse, asker, only
from staff.roles import LEADERS


class ProfileAsked(asking.shape(ProfileForm, "version")):  # type: ignore[misc]
    """The profile as its form asks for it, and the business's own fields by their keys (GET fields/)."""

    version = serializers.IntegerField(help_text="The version that was read", min_value=0)
    custom = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        required=False,
        help_text="key → text, number, day (2026-01-31), true or false; null or “” empties it",
    )


class OneCustomer(AboutCustomer, generics.RetrieveAPIView[Customer]):
    """One customer with where he stands."""

    serializer_class = CustomerSerializer
    queryset = Customer.objects.none()

    def get_queryset(self) -> CustomerQuerySet:
        return customers_of(asker(self.request)).prefetch_related("tagged__tag")

    @extend_schema(request=ProfileAsked)
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is named. `version` is the one that was read: what others changed since is kept, and
        where both changed the same field 409 tells both values and nothing is saved. Without it: 428.
        """
        return self.saved(request, whole=False)

    @extend_schema(request=ProfileAsked)
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The whole profile: what is not named is emptied. Otherwise as PATCH."""
        return self.saved(request, whole=True)

    def saved(self, request: Request, *, whole: bool) -> Response:
        customer = self.get_object()
        given = named(asking.heard(ProfileAsked, request.data))
        form = ProfileForm(instance=copy.deepcopy(customer), by=asker(request))
        save_version(customer, form, given, whole=whole)
        return Response(self.get_serializer(self.get_object()).data)


def named(given: dict[str, Any]) -> dict[str, Any]:
    """Own fields by the names that the form gives them."""
    own = given.pop("custom", {})
    wrong = [key for key, value in own.items() if isinstance(value, dict | list)]
    if wrong:
        raise ValidationError({called(f"{OWN}{key}"): [_("This cannot be set here.")] for key in wrong})
    words = {True: "yes", False: "no"}
    return given | {
        f"{OWN}{key}": words[value] if isinstance(value, bool) else value for key, value in own.items()
    }


class SensitivityAsked(serializers.Serializer[Any]):
    sensitivity = serializers.ChoiceField(Customer.Sensitivity.choices)


class Sensitivity(AboutCustomer):
    """What the customer cares about, as a person confirms it."""

    @extend_schema(request=SensitivityAsked, responses=CustomerSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Confirm what the customer cares about, by name and day; the same again changes nothing."""
        customer = self.customer()
        wish = SensitivityAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        people.confirm_sensitivity(customer=customer, by=asker(request), **wish.validated_data)
        return shown(request, pk)


class OwnerAsked(serializers.Serializer[Any]):
    owner = serializers.CharField(max_length=150, help_text="user name")


class Owner(AboutCustomer):
    """Whose customer he is."""

    permission_classes = [MayUse, only(*LEADERS)]

    @extend_schema(request=OwnerAsked, responses=BulkSerializer, parameters=[ONCE])
    def put(self, request: Request, pk: int) -> Response:
        """Give the customer and his owner's open work to somebody else; the answer's token takes it back."""
        customer = self.customer()
        wish = OwnerAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        to = bulk.possible_owners(asker(request)).filter(username=wish.validated_data["owner"]).first()
        if to is None:
            raise ValidationError({"owner": [_("You cannot give customers to this person.")]})
        chosen = Customer.objects.filter(pk=customer.pk)
        change = bulk.reassign(customers=chosen, to=to, by=asker(request), token=token_of(request))
        return Response(BulkSerializer(change).data)


def shown(request: Request, pk: int) -> Response:
    customer = get_object_or_404(customers_of(asker(request)).prefetch_related("tagged__tag"), pk=pk)
    return Response(CustomerSerializer(customer, context={"request": request}).data)
