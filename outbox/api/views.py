"""Words of consent, messages, replies, templates, the policy of sending. Another's is not there: 404."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.base import ONCE, token_of
from customers.api.records import OfOneCustomer
from customers.models import Customer
from outbox import consents, interventions, log, planning, policies
from outbox.api import serializers
from outbox.models import Consent, Intervention, Message, Reply, Template, Why
from outbox.models.messages import MessageQuerySet
from staff.api import MayUse, asker
from staff.models import User
from staff.roles import READERS

FILTERS = [
    OpenApiParameter(name, description=words)
    for name, words in (
        ("q", "name, last digits of a number, plate or code of the customer"),
        ("state", "waiting, under_way, review, sent, delivered, failed or skipped"),
        ("channel", "sms, email or wechat"),
        ("purpose", "service or marketing"),
        ("why", "the occasion"),
        ("reason", "why it waits or was not sent"),
        ("first", "planned on this day or later, as 2026-06-16"),
        ("last", "planned on this day or earlier"),
    )
]


class Consents(OfOneCustomer):
    """His words about being contacted, by id; the newest of a channel and purpose counts. POST writes one."""

    serializer_class = serializers.ConsentSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return Consent.objects.select_related("by")

    @extend_schema(
        parameters=[ONCE],
        request=serializers.WordSerializer,
        responses={201: serializers.ConsentSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Write down what he allows or refuses. A refusal stops what waits for him."""
        customer = get_object_or_404(Customer.objects.visible_to(asker(request)), pk=pk)
        word = serializers.WordSerializer(data=request.data)
        word.is_valid(raise_exception=True)
        said = consents.record(
            customer=customer,
            by=asker(request),
            source=Consent.Source.API,
            token=own_token(request),
            **word.validated_data,
        )
        return Response(self.get_serializer(said).data, status=status.HTTP_201_CREATED)


def own_token(request: Request) -> uuid.UUID:
    """The asker's key, apart from what others may call theirs."""
    return uuid.uuid5(token_of(request), f"api:{asker(request).pk}")


class Messages(generics.ListCreateAPIView[Message]):
    """What was written to the asker's customers, by id. POST plans a message."""

    serializer_class = serializers.MessageSerializer
    queryset = Message.objects.none()

    def get_queryset(self) -> MessageQuerySet:
        return log.LogFilter(self.request.GET, user=asker(self.request)).found()

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        parameters=[ONCE],
        request=serializers.WishSerializer,
        responses={201: serializers.MessageSerializer},
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Plan a message. Consent, hours, caps and budget decide whether and when it leaves.

        The same key for another customer or text answers 409.
        """
        wish = serializers.WishSerializer(data=request.data, context={"request": request})
        wish.is_valid(raise_exception=True)
        planned = plan(wish.validated_data, by=asker(request), token=token_of(request))
        same = (planned.customer, planned.channel, planned.text)
        if same != tuple(wish.validated_data[name] for name in ("customer", "channel", "text")):
            words = _("This Idempotency-Key was used for another message.")
            return Response({"detail": words}, status=status.HTTP_409_CONFLICT)
        return Response(self.get_serializer(planned).data, status=status.HTTP_201_CREATED)


def plan(wanted: dict[str, Any], *, by: User, token: uuid.UUID) -> Message:
    key = f"api:{by.pk}:{token}"
    return planning.plan(planning.Wish(**wanted, why=Why.BY_HAND, key=key), by=by)


class OneMessage(generics.RetrieveAPIView[Message]):
    """One message with what was tried."""

    serializer_class = serializers.OneMessageSerializer
    queryset = Message.objects.none()

    def get_queryset(self) -> MessageQuerySet:
        return Message.objects.visible_to(asker(self.request)).prefetch_related("attempts")


class TakeBack(APIView):
    """Take back a message that waits."""

    @extend_schema(request=None, parameters=[ONCE], responses={200: serializers.MessageSerializer, 409: None})
    def post(self, request: Request, pk: int) -> Response:
        """It is not sent. One that is on its way or has ended answers 409; one taken back already, 200."""
        mine = Message.objects.visible_to(asker(request)).filter(pk=pk)
        get_object_or_404(mine)
        choice = interventions.choice_called(Intervention.Verb.TAKE_BACK)
        assert choice is not None  # noqa: S101 (one of the constants)
        interventions.intervene(messages=mine, choice=choice, by=asker(request), batch=uuid.uuid4())
        message = mine.get()
        if (message.state, message.reason) != ("skipped", "cancelled"):
            words = _("It does not wait any more: %(state)s.") % {"state": message.get_state_display()}
            return Response({"detail": words}, status=status.HTTP_409_CONFLICT)
        return Response(serializers.MessageSerializer(message, context={"request": request}).data)


class Replies(generics.ListAPIView[Reply]):
    """What the asker's customers wrote back, by id."""

    serializer_class = serializers.ReplySerializer
    queryset = Reply.objects.none()

    def get_queryset(self) -> QuerySet[Any, Any]:
        return Reply.objects.visible_to(asker(self.request)).filter(customer__isnull=False)


class Templates(generics.ListAPIView[Template]):
    """The templates in use, by id."""

    serializer_class = serializers.TemplateSerializer
    queryset = Template.objects.in_use()


class OneTemplate(generics.RetrieveAPIView[Template]):
    """One template, also one that was retired."""

    serializer_class = serializers.TemplateSerializer
    queryset = Template.objects.all()


class MayReadPolicy(BasePermission):
    """As on the page of the policy."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.user.is_authenticated and asker(request).role in READERS


class Policy(APIView):
    """The policy of sending in force."""

    permission_classes = [MayUse, MayReadPolicy]

    @extend_schema(responses=serializers.SendingPolicySerializer)
    def get(self, request: Request) -> Response:
        return Response(serializers.SendingPolicySerializer(policies.sending_policy()).data)
