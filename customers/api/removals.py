"""Agreements that were written down by mistake: taken away with a reason, looked for, and brought back."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from customers.agreements import removing
from customers.agreements.forms import RemoveForm
from customers.agreements.kinds import BY_NAME, Kind
from customers.api import asking, base, records
from customers.api.agreements import SHOWN, OfOneKind
from customers.api.lists import filters_of, understood
from customers.models import RemovedAgreement
from staff.api import asker
from staff.models import User


class RemovedSerializer(serializers.ModelSerializer[RemovedAgreement]):
    """record: the number that it had, and has again once it is back."""

    by = serializers.CharField(source="by.username", read_only=True)
    restored_by = serializers.CharField(source="restored_by.username", default=None, read_only=True)

    class Meta:
        model = RemovedAgreement
        fields = (
            "id",
            "customer",
            "kind",
            "record",
            "name",
            "reason",
            "by",
            "at",
            "restored_by",
            "restored_at",
        )


class AgreementRemoved(OfOneKind, records.Act):
    """One that was written down by mistake, and is taken away with a reason."""

    def rows(self) -> QuerySet[Any, Any]:
        seen: Any = self.shown
        return seen.visible_to(asker(self.request)).select_related("customer__branch")  # type: ignore[no-any-return]

    def form(self, row: Any) -> RemoveForm:
        if not removing.may_remove(row, asker(self.request)):
            raise PermissionDenied
        return RemoveForm()

    def do(self, row: Any, form: RemoveForm) -> RemovedAgreement:
        reason = asking.cleaned(form)["reason"]
        with base.taking_back():
            return removing.remove(kind=self.kind.name, row=row, by=asker(self.request), reason=reason)

    def answer(self, row: Any, made: RemovedAgreement) -> Response:
        return Response(self.get_serializer(made).data)


class RemovedAgreements(records.OfOneCustomer):
    """His agreements that were taken away, also those that came back."""

    serializer_class = RemovedSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return RemovedAgreement.objects.select_related("by", "restored_by")


class RemovedFilter(forms.Form):
    """What narrows the list of all that was taken away."""

    q = forms.CharField(label="Part of its name, its reason, or its customer's name or code", required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("", ""), *((name, name) for name in BY_NAME)], required=False
    )
    by = forms.ModelChoiceField(
        User.objects.all(), label="Who took it away", required=False, to_field_name="username"
    )
    after = forms.DateField(label="Taken away on this day or later", required=False)
    before = forms.DateField(label="Taken away on this day or earlier", required=False)
    restored = forms.ChoiceField(
        label="Whether it came back", choices=[("", ""), ("yes", "yes"), ("no", "no")], required=False
    )

    def found(self, removed: QuerySet[Any]) -> QuerySet[Any]:
        said = self.cleaned_data
        if said["q"]:
            removed = removed.called(said["q"])  # type: ignore[attr-defined]
        if said["restored"]:
            removed = removed.filter(restored_at__isnull=said["restored"] == "no")
        for name, look_up in (
            ("kind", "kind"),
            ("by", "by"),
            ("after", "at__date__gte"),
            ("before", "at__date__lte"),
        ):
            if said[name]:
                removed = removed.filter(**{look_up: said[name]})
        return removed


@extend_schema_view(get=extend_schema(parameters=filters_of(RemovedFilter)))
class AllRemovedAgreements(generics.ListAPIView[RemovedAgreement]):
    """Agreements of all customers in sight that were taken away, also those that came back."""

    serializer_class = RemovedSerializer
    queryset = RemovedAgreement.objects.none()

    def get_queryset(self) -> QuerySet[Any]:
        form = RemovedFilter(self.request.GET)
        understood(form, self.request, ())
        removed = RemovedAgreement.objects.visible_to(asker(self.request))
        return form.found(removed.select_related("by", "restored_by"))


@base.asks(
    None,
    RemovedSerializer,
    "Bring it back as it was, under its number. For who took it away and for those who lead; 409 when its "
    "number was given to another since.",
    status=200,
)
class AgreementRestored(records.Act):
    """One that was taken away and comes back."""

    serializer_class = RemovedSerializer

    def rows(self) -> QuerySet[Any, Any]:
        removed = RemovedAgreement.objects.visible_to(asker(self.request))
        return removed.select_related("customer__branch", "by", "restored_by")

    def do(self, row: RemovedAgreement, form: Any) -> None:
        with base.taking_back():
            removing.restore(removed=row, by=asker(self.request))


def removed(kind: Kind) -> type[Any]:
    said = {"kind": kind, "serializer_class": RemovedSerializer, "__doc__": f"A mistaken {kind.name}."}
    words = (
        "Take it away, with a reason, by who wrote it down or leads; its answer's id brings it back. 409 "
        "where something has come of it."
    )
    view = type(f"{kind.name.title()}Removed", (AgreementRemoved,), said)
    return base.asks(RemoveForm, RemovedSerializer, words, status=200)(view)


def urls() -> list[URLPattern]:
    """For every kind the way out, and for all the way back."""
    listed, back = RemovedAgreements.as_view(), AgreementRestored.as_view()
    return [
        path("customers/<int:pk>/removed-agreements/", listed, name="removed_agreements"),
        path("removed-agreements/", AllRemovedAgreements.as_view(), name="all_removed_agreements"),
        path("removed-agreements/<int:pk>/restore/", back, name="agreement_restore"),
        *(
            path(f"{plural}/<int:pk>/remove/", removed(BY_NAME[name]).as_view(), name=f"{name}_remove")
            for name, (plural, _shown, _rows) in SHOWN.items()
        ),
    ]
