"""Signals, and what people say to them: forms and services of the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api import asking, base, records
from customers.churn_reasons import ChurnReason, controllable, reason_of
from signals.evidence import plain
from signals.life import forms, inbox, services
from signals.models import ChurnSignal
from signals.models.findings import SignalQuerySet
from staff.api import asker


class SignalSerializer(serializers.ModelSerializer[ChurnSignal]):
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    owner = serializers.CharField(source="customer.owner.username", read_only=True)
    evidence = serializers.SerializerMethodField(help_text="in the asker's language")
    churn_reason = serializers.SerializerMethodField(help_text="for leaving, that it points to")
    ours = serializers.SerializerMethodField(help_text="whether that reason is ours to change")
    value_at_risk = serializers.DecimalField(
        source="customer.standing.value_at_risk", max_digits=14, decimal_places=2, default=None
    )

    class Meta:
        model = ChurnSignal
        fields = (
            "id",
            "customer",
            "customer_name",
            "owner",
            "kind",
            "strength",
            "numbers",
            "evidence",
            "churn_reason",
            "ours",
            "value_at_risk",
            "state",
            "snoozed_until",
            "opened_on",
            "again_on",
            "urgent_on",
            "seen_on",
            "resolved_on",
        )

    def get_evidence(self, signal: ChurnSignal) -> str:
        return plain(signal.kind, signal.numbers)

    @extend_schema_field(serializers.ChoiceField(ChurnReason.choices))
    def get_churn_reason(self, signal: ChurnSignal) -> str:
        return str(reason_of(signal.kind, signal.numbers))

    def get_ours(self, signal: ChurnSignal) -> bool:
        return controllable(reason_of(signal.kind, signal.numbers))


class OfSignals:
    """What all views of signals show."""

    request: Any
    serializer_class: Any = SignalSerializer

    def rows(self) -> SignalQuerySet:
        found: SignalQuerySet = inbox.told(asker(self.request)).select_related(*inbox.RELATED)
        return found


class Signals(OfSignals, generics.ListAPIView[ChurnSignal]):
    """Signals that the last night found, by id."""

    queryset = ChurnSignal.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        found, asked, user = self.rows(), self.request.GET, asker(self.request)
        show, kind = asked.get("show", ""), asked.get("kind", "")
        found = found.filter(resolved_on=None)
        if show in inbox.SHOWS:
            found = found.filter(inbox.SHOWS[show])
        if kind:
            found = found.filter(kind=kind)
        if night := inbox.read_day(asked.get("night", "")):
            found = found.news_of(night)
        return found.filter(customer__owner=user) if asked.get("mine") == "1" else found

    @extend_schema(
        parameters=[
            OpenApiParameter("show", description="open, seen, snoozed or settled; all without"),
            OpenApiParameter("kind", description="of one kind"),
            OpenApiParameter("night", description="2026-06-15: that this night opened or let speak again"),
            OpenApiParameter("mine", description="1: of one's own customers"),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OneSignal(OfSignals, records.OneRecord):
    """One signal."""


@base.asks(None, SignalSerializer, "Seen: somebody is on it.", status=200)
class Acknowledge(OfSignals, records.Act):
    """Seen."""

    def do(self, signal: ChurnSignal, form: Any) -> ChurnSignal:
        with base.taking_back():
            return services.acknowledge(signal=signal, by=asker(self.request))


@base.asks(forms.SnoozeForm, SignalSerializer, "Ask nobody before that day.", status=200)
class Snooze(OfSignals, records.Act):
    """Not now."""

    def form(self, signal: ChurnSignal) -> Any:
        return forms.SnoozeForm(signal=signal)

    def do(self, signal: ChurnSignal, form: Any) -> ChurnSignal:
        return services.snooze(signal=signal, by=asker(self.request), **asking.cleaned(form))


@base.asks(forms.SettleForm, SignalSerializer, "What was behind it is settled.", status=200)
class Settle(OfSignals, records.Act):
    """Settled."""

    def form(self, signal: ChurnSignal) -> Any:
        return forms.SettleForm(signal=signal)

    def do(self, signal: ChurnSignal, form: Any) -> ChurnSignal:
        said = asking.cleaned(form)
        with base.taking_back():
            return services.resolve(signal=signal, by=asker(self.request), **said)


@base.asks(forms.FalseAlarmForm, SignalSerializer, "There is nothing in it.", status=200)
class CallFalse(OfSignals, records.Act):
    """A false alarm."""

    def form(self, signal: ChurnSignal) -> Any:
        return forms.FalseAlarmForm(signal=signal)

    def do(self, signal: ChurnSignal, form: Any) -> ChurnSignal:
        said = asking.cleaned(form)
        with base.taking_back():
            return services.call_false(signal=signal, by=asker(self.request), **said)


@base.asks(None, SignalSerializer, "Open again, whatever was said.", status=200)
class TakeBack(OfSignals, records.Act):
    """Open again."""

    def do(self, signal: ChurnSignal, form: Any) -> ChurnSignal:
        with base.taking_back():
            return services.take_back(signal=signal, by=asker(self.request))
