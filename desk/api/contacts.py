"""Interactions, promises and third-day calls. The forms and services are those of the pages."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api import asking, base, records
from customers.models import Customer
from desk.calls.forms import AnswerForm
from desk.contacts import services as contacts
from desk.contacts.forms import InteractionForm, PromiseForm
from desk.follow_ups import reads as calls
from desk.follow_ups import services as calling
from desk.forms import ScoreForm
from desk.models import FollowUp, Interaction, Promise, SatisfactionScore
from desk.promises import reads, services
from desk.promises.forms import KeptForm, PutOffForm
from desk.services import log_score
from desk.views.answers import today_of
from staff.api import asker


class InteractionSerializer(serializers.ModelSerializer[Interaction]):
    """agent: none of what a customer wrote back by himself; its words are those of the answer."""

    agent = serializers.CharField(source="agent.username", default=None, read_only=True, allow_null=True)
    text = serializers.CharField(source="words", read_only=True)

    class Meta:
        model = Interaction
        fields = (
            "id",
            "customer",
            "channel",
            "direction",
            "topic",
            "mood",
            "solved",
            "text",
            "next_step",
            "revenue",
            "seconds",
            "inquiry",
            "reply",
            "at",
            "day",
            "agent",
        )


class PromiseSerializer(serializers.ModelSerializer[Promise]):
    """person: who keeps it. late_with: who had it when it became late, if it was handed over after that.

    unheard: nobody recorded it, so it counts as broken, and nobody but the person himself could be told.
    """

    person = serializers.CharField(source="person.username", read_only=True)
    late_with = serializers.CharField(
        source="late_with.username", default=None, read_only=True, allow_null=True
    )
    unheard = serializers.BooleanField(read_only=True)

    class Meta:
        model = Promise
        fields = (
            "id",
            "customer",
            "person",
            "late_with",
            "what",
            "due_at",
            "record_by",
            "state",
            "kept_at",
            "settled_at",
            "settled_on",
            "unheard",
            "made_at",
            "interaction",
            "complaint",
        )


class FollowUpSerializer(serializers.ModelSerializer[FollowUp]):
    score = serializers.IntegerField(source="score.score", default=None, read_only=True)

    class Meta:
        model = FollowUp
        fields = (
            "id",
            "customer",
            "visit",
            "visited_on",
            "due_on",
            "next_on",
            "tries",
            "state",
            "closed_on",
            "score",
            "complaint",
        )


@base.asks(InteractionForm, InteractionSerializer, "Write a contact down; an inquiry becomes one as well.")
class Interactions(records.EnterableOfCustomer):
    """His contacts with us."""

    serializer_class = InteractionSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Interaction.objects.select_related("agent", "reply")

    def form(self, customer: Customer) -> Any:
        return InteractionForm(prefix="")

    def enter(self, customer: Customer, form: Any) -> Any:
        return contacts.log_interaction(customer=customer, by=asker(self.request), **asking.cleaned(form))


class OneInteraction(records.OneRecord):
    """One contact."""

    serializer_class = InteractionSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Interaction.objects.visible_to(asker(self.request)).select_related("agent", "reply")


class ScoreSerializer(serializers.ModelSerializer[SatisfactionScore]):
    logged_by = serializers.CharField(source="logged_by.username", default=None, read_only=True)

    class Meta:
        model = SatisfactionScore
        fields = ("id", "customer", "visit", "score", "comment", "day", "logged_at", "logged_by")


@base.asks(ScoreForm, ScoreSerializer, "Write down how satisfied he says he is, as on the phone.")
class Scores(records.EnterableOfCustomer):
    """How satisfied he was, wherever he said it."""

    serializer_class = ScoreSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return SatisfactionScore.objects.select_related("logged_by")

    def form(self, customer: Customer) -> Any:
        return ScoreForm(customer=customer, prefix="")

    def enter(self, customer: Customer, form: Any) -> Any:
        return log_score(customer=customer, by=asker(self.request), **asking.cleaned(form))


class OfPromises:
    """What all views of promises show."""

    request: Any
    serializer_class: Any = PromiseSerializer

    def rows(self) -> QuerySet[Any, Any]:
        found = Promise.objects.visible_to(asker(self.request)).select_related(*reads.RELATED)
        return found.prefetch_related("events")


@base.asks(PromiseForm, PromiseSerializer, "Write a promise down, with who keeps it and by when.")
class PromisesOfCustomer(records.EnterableOfCustomer):
    """What he was promised."""

    serializer_class = PromiseSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Promise.objects.select_related("person", "late_with").prefetch_related("events")

    def form(self, customer: Customer) -> Any:
        return PromiseForm(customer=customer, by=asker(self.request), prefix="")

    def enter(self, customer: Customer, form: Any) -> Any:
        return services.make(customer=customer, by=asker(self.request), **asking.cleaned(form))


class Promises(OfPromises, generics.ListAPIView[Promise]):
    """Promises to the asker's customers, by id."""

    queryset = Promise.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found: Any = self.rows()
        if self.request.GET.get("mine"):
            found = found.owed_by(asker(self.request))
        show = self.request.GET.get("show", "")
        return reads.SHOWS[show](found) if show in reads.SHOWS else found  # type: ignore[no-any-return]

    @extend_schema(
        parameters=[
            OpenApiParameter("show", description="open, overdue, broken, late or kept"),
            OpenApiParameter("mine", description="anything: only what the asker has to keep"),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OnePromise(OfPromises, records.OneRecord):
    """One promise."""


@base.asks(KeptForm, PromiseSerializer, "Record it as kept, now or at an earlier time.", status=200)
class Keep(OfPromises, records.Act):
    """Kept."""

    def form(self, promise: Promise) -> Any:
        form = KeptForm(promise=promise)
        form.initial.clear()  # without a time it was kept just now
        return form

    def do(self, promise: Promise, form: Any) -> Promise:
        return services.keep(promise=promise, by=asker(self.request), **asking.cleaned(form))


@base.asks(None, PromiseSerializer, "Record that it was not kept.", status=200)
class Break(OfPromises, records.Act):
    """Not kept."""

    def do(self, promise: Promise, form: Any) -> Promise:
        with base.taking_back():
            return services.break_it(promise=promise, by=asker(self.request))


@base.asks(PutOffForm, PromiseSerializer, "The customer agreed to another time.", status=200)
class PutOff(OfPromises, records.Act):
    """Another time."""

    def form(self, promise: Promise) -> Any:
        return PutOffForm(promise=promise)

    def do(self, promise: Promise, form: Any) -> Promise:
        return services.put_off(promise=promise, by=asker(self.request), **asking.cleaned(form))


@base.asks(None, PromiseSerializer, "Open again what was recorded.", status=200)
class TakeBack(OfPromises, records.Act):
    """Open again."""

    def do(self, promise: Promise, form: Any) -> Promise:
        with base.taking_back():
            return services.take_back(promise=promise, by=asker(self.request))


class OfFollowUps:
    """What all views of third-day calls show."""

    request: Any
    serializer_class: Any = FollowUpSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return FollowUp.objects.visible_to(asker(self.request)).select_related("customer__branch", "score")


class FollowUps(OfFollowUps, generics.ListAPIView[FollowUp]):
    """Third-day calls, by id."""

    queryset = FollowUp.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found: Any = self.rows()
        show = self.request.GET.get("show", "")
        return calls.tab(found, show, on=today_of(asker(self.request))) if show in calls.TABS else found

    @extend_schema(parameters=[OpenApiParameter("show", description="today, overdue or done")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OneFollowUp(OfFollowUps, records.OneRecord):
    """One third-day call."""


@base.asks(AnswerForm, FollowUpSerializer, "He was reached: how satisfied he is.", status=200)
class Answer(OfFollowUps, records.Act):
    """Reached."""

    def form(self, follow_up: FollowUp) -> Any:
        return AnswerForm()

    def do(self, follow_up: FollowUp, form: Any) -> FollowUp:
        return calling.reached(follow_up=follow_up, by=asker(self.request), **asking.cleaned(form))


class TriesForm(forms.Form):
    """So that a call that is written down twice counts once."""

    tries = forms.IntegerField(min_value=0, label="tries before this one")


@base.asks(TriesForm, FollowUpSerializer, "Nobody answered.", status=200)
class NotReached(OfFollowUps, records.Act):
    """Not reached."""

    def form(self, follow_up: FollowUp) -> Any:
        return TriesForm()

    def do(self, follow_up: FollowUp, form: Any) -> FollowUp:
        return calling.not_reached(follow_up=follow_up, by=asker(self.request), **asking.cleaned(form))
