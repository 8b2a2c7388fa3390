"""Doubts whether ratings are true, and the calls that verify them: forms and services of the pages."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api import asking, base, records
from desk.models import Doubt, DoubtEvent, VerificationCall
from desk.quality.truth import listing, services, verifying, words
from desk.quality.truth.forms import DecideForm, VerificationForm
from desk.views.answers import today_of
from staff.api import asker


class DoubtSerializer(serializers.ModelSerializer[Doubt]):
    check_kind = serializers.ChoiceField(choices=Doubt.Check.choices, read_only=True)
    person = serializers.CharField(source="person.username", default=None, read_only=True)
    branch = serializers.CharField(source="branch.code", default=None, read_only=True)
    evidence = serializers.SerializerMethodField(help_text="in the asker's language")

    class Meta:
        model = Doubt
        fields = (
            "id",
            "subject",
            "check_kind",
            "person",
            "branch",
            "state",
            "p",
            "q",
            "numbers",
            "evidence",
            "day",
            "seen_on",
            "decided_at",
            "note",
        )

    def get_evidence(self, doubt: Doubt) -> str:
        return words.sentence(doubt)


class VerificationSerializer(serializers.ModelSerializer[VerificationCall]):
    """Without the score that was entered and without the doubt: whoever calls is not told."""

    customer_name = serializers.CharField(source="customer.name", read_only=True)
    agent = serializers.CharField(source="agent.username", default=None, read_only=True)
    scale = serializers.IntegerField(
        read_only=True,
        help_text="5: how satisfied he was, 1 to 5; 10: whether he would recommend us, 0 to 10",
    )

    class Meta:
        model = VerificationCall
        fields = (
            "id",
            "customer",
            "customer_name",
            "visit",
            "agent",
            "tries",
            "next_on",
            "scale",
            "said",
            "comment",
            "closed_at",
        )


class OfDoubts:
    """What all views of doubts show; only leads are let in."""

    request: Any
    serializer_class: Any = DoubtSerializer

    def rows(self) -> QuerySet[Any, Any]:
        if not asker(self.request).leads:
            raise exceptions.PermissionDenied
        return Doubt.objects.visible_to(asker(self.request)).select_related(*listing.RELATED)


class Doubts(OfDoubts, generics.ListAPIView[Doubt]):
    """Doubts, by id."""

    queryset = Doubt.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found: Any = self.rows()
        asked = self.request.GET
        if asked.get("show", "") in listing.SHOWS:
            found = found.filter(state__in=listing.SHOWS[asked["show"]])
        return listing.narrowed(found, check=asked.get("check", ""), branch=0)

    @extend_schema(
        parameters=[
            OpenApiParameter("show", description="open, verifying or settled"),
            OpenApiParameter("check", description="which check found it"),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OneDoubt(OfDoubts, records.OneRecord):
    """One doubt."""


class DoubtEventSerializer(serializers.ModelSerializer[DoubtEvent]):
    """numbers: what was found then; after a verification what came of the calls, and each mean as entered and
    as it counts now.
    """

    by = serializers.CharField(source="by.username", default=None, read_only=True)

    class Meta:
        model = DoubtEvent
        fields = ("id", "kind", "at", "by", "numbers", "note")


class DoubtEvents(OfDoubts, generics.ListAPIView[DoubtEvent]):
    """What happened to a doubt, and what its verification corrected, by id."""

    serializer_class = DoubtEventSerializer
    queryset = DoubtEvent.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"]).events.select_related("by")


class ActOnDoubt(OfDoubts, records.Act):
    """For those who decide."""

    def rows(self) -> QuerySet[Any, Any]:
        if not asker(self.request).decides:
            raise exceptions.PermissionDenied
        return super().rows()


@base.asks(None, DoubtSerializer, "Put a sample of the customers behind it on the call list.", status=200)
class Verify(ActOnDoubt):
    """Verify it."""

    def do(self, doubt: Doubt, form: Any) -> Doubt:
        with base.taking_back():
            return verifying.verify(doubt=doubt, by=asker(self.request))


@base.asks(DecideForm, DoubtSerializer, "Confirmed, refuted or let be.", status=200)
class Decide(ActOnDoubt):
    """Decide."""

    def form(self, doubt: Doubt) -> Any:
        return DecideForm()

    def do(self, doubt: Doubt, form: Any) -> Doubt:
        said = asking.cleaned(form)
        with base.taking_back():
            return services.decide(doubt=doubt, by=asker(self.request), **said)


class OfVerifications:
    """What all views of verification calls show."""

    request: Any
    serializer_class: Any = VerificationSerializer

    def rows(self) -> QuerySet[Any, Any]:
        seen = VerificationCall.objects.visible_to(asker(self.request))
        return seen.select_related("customer__branch", "agent", "doubt")


class Verifications(OfVerifications, generics.ListAPIView[VerificationCall]):
    """Verification calls, by id."""

    queryset = VerificationCall.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found: Any = self.rows()
        show, user = self.request.GET.get("show", ""), asker(self.request)
        known = show in listing.CALL_SHOWS
        return listing.tab(found, show, user=user, on=today_of(user)) if known else found

    @extend_schema(parameters=[OpenApiParameter("show", description="mine, nobody or done")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OneVerification(OfVerifications, records.OneRecord):
    """One verification call."""


@base.asks(VerificationForm, VerificationSerializer, "He was reached: what he says.", status=200)
class Answer(OfVerifications, records.Act):
    """Reached."""

    def form(self, call: VerificationCall) -> Any:
        return VerificationForm(scale=call.scale)

    def do(self, call: VerificationCall, form: Any) -> VerificationCall:
        said = asking.cleaned(form)
        with base.taking_back():
            return services.answered(call=call, by=asker(self.request), **said)


class VerificationTriesForm(forms.Form):
    """So that a call that is written down twice counts once."""

    tries = forms.IntegerField(min_value=0, label="tries before this one")


@base.asks(VerificationTriesForm, VerificationSerializer, "Nobody answered.", status=200)
class NotReached(OfVerifications, records.Act):
    """Not reached."""

    def form(self, call: VerificationCall) -> Any:
        return VerificationTriesForm()

    def do(self, call: VerificationCall, form: Any) -> VerificationCall:
        said = asking.cleaned(form)
        with base.taking_back():
            return services.not_reached(call=call, by=asker(self.request), **said)


@base.asks(None, VerificationSerializer, "Make a call oneself that no agent may make.", status=200)
class Take(OfVerifications, records.Act):
    """Take it."""

    def do(self, call: VerificationCall, form: Any) -> VerificationCall:
        with base.taking_back():
            return services.take(call=call, by=asker(self.request))
