"""The policies of the desk over HTTP: what holds, and changing it over the version that was read."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from desk.complaints import forms as complaint_forms
from desk.complaints import policies as complaints
from desk.contacts import policy as contacts
from desk.contacts import policy_forms as contact_forms
from desk.models import ComplaintPolicy, ContactPolicy, RoutingPolicy, SurveyPolicy, TruthPolicy
from desk.quality.truth import forms as truth_forms
from desk.quality.truth import policy as truth
from desk.routing import forms as routing_forms
from desk.routing import policies as routing
from desk.surveys import policies as surveys
from desk.surveys.forms import SurveyPolicyForm
from staff.api import MayUse, asker, only, written_by
from staff.problems import Conflict, VersionMissing
from staff.roles import DECIDERS, READERS


def policy_view(
    form: Any,
    *,
    model: type[models.Model],
    in_force: Callable[[], Any],
    change: Callable[..., bool],
    readers: tuple[str, ...] = READERS,
    called: str = "",
) -> type[APIView]:
    """A policy of one row with a version: read by `readers`, changed by those who decide.

    called: in the description, where the form is about a part of the model.
    """
    asked, answered = asking.shape(form), serializer_of(model, form, called)

    class OnePolicy(APIView):
        permission_classes = [MayUse, only(*readers), written_by(*DECIDERS)]

        @extend_schema(responses=answered)
        def get(self, request: Request) -> Response:
            """What holds now."""
            return Response(answered(in_force()).data)

        @extend_schema(request=asked, responses=answered)
        def patch(self, request: Request) -> Response:
            """Change what is named over the version that was read: 428 without it, 409 for who is slower."""
            if "version" not in request.data:
                raise VersionMissing
            held = form(instance=in_force())
            asking.bound(held, asking.heard(asked, request.data), keep=True)
            values = asking.cleaned(held)
            version = values.pop("version")
            if not change(values=values, version=version, by=asker(request)):
                raise Conflict(
                    _("Somebody has just changed the policy. Read it again to see the new values.")
                )
            return self.get(request)

    OnePolicy.__doc__ = model.__doc__
    return OnePolicy


def serializer_of(
    of: type[models.Model], form: Any, called: str = ""
) -> type[serializers.ModelSerializer[Any]]:
    """The fields of the form, as they are read."""

    class Meta:
        model = of
        fields = ("version", *form._meta.fields)

    return type(f"{called or of.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": Meta})


# Four forms are called PolicyForm; in the description each needs a name of its own.
class ComplaintPolicyForm(complaint_forms.PolicyForm):
    pass


class ContactPolicyForm(contact_forms.PolicyForm):
    pass


class RoutingPolicyForm(routing_forms.PolicyForm):
    pass


class TruthPolicyForm(truth_forms.PolicyForm):
    pass


Complaints = policy_view(
    ComplaintPolicyForm,
    model=ComplaintPolicy,
    in_force=complaints.complaint_policy,
    change=complaints.change,
)
Contacts = policy_view(
    ContactPolicyForm, model=ContactPolicy, in_force=contacts.contact_policy, change=contacts.change
)
Routing = policy_view(
    RoutingPolicyForm, model=RoutingPolicy, in_force=routing.routing_policy, change=routing.change
)
Surveys = policy_view(
    SurveyPolicyForm, model=SurveyPolicy, in_force=surveys.survey_policy, change=surveys.change
)
Truth = policy_view(TruthPolicyForm, model=TruthPolicy, in_force=truth.truth_policy, change=truth.change)
