"""Messages, words of consent, replies, templates and the policy as JSON. Money is a string."""

from typing import Any

from rest_framework import serializers

from customers.models import Customer
from customers.querysets import CustomerQuerySet
from outbox.exports import address_of
from outbox.models import Attempt, Channel, Consent, Message, Purpose, Reply, SendingPolicy, Template
from outbox.policy_forms import FIELDS

# Calls are made by people, WeChat messages are sent by hand.
SENDABLE = [(one.value, one.label) for one in (Channel.SMS, Channel.EMAIL)]


SHOWN = (
    "id",
    "customer",
    "channel",
    "purpose",
    "why",
    "link",
    "template",
    "subject",
    "text",
    "address",
    "segments",
    "price",
    "state",
    "reason",
    "error",
    "gateway",
    "attempt",
    "planned_at",
    "not_before",
    "expires_at",
    "sent_at",
    "closed_at",
)


class ConsentSerializer(serializers.ModelSerializer[Consent]):
    by = serializers.CharField(source="by.username", default=None, read_only=True)

    class Meta:
        model = Consent
        fields = ("id", "channel", "purpose", "given", "at", "source", "note", "by", "undoes")


class WordSerializer(serializers.Serializer[Any]):
    """One word of the customer. at: when he said it; now if left out."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    given = serializers.BooleanField()
    at = serializers.DateTimeField(required=False)
    note = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    class Meta:
        model = Attempt
        fields = ("number", "gateway", "at", "ended_at", "outcome", "detail")


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One message. address: a phone number is masked for whom may not see whole ones."""

    address = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = SHOWN

    def get_address(self, message: Message) -> str:
        return address_of(message, whole=self.context["request"].user.sees_phones)


class OneMessageSerializer(MessageSerializer):
    """A message with what was tried."""

    attempts = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = Message
        fields = (*SHOWN, "attempts")


class SeenCustomer(serializers.PrimaryKeyRelatedField[Customer]):
    """A customer whom the asker may see; any other is not there."""

    def get_queryset(self) -> CustomerQuerySet:
        return Customer.objects.visible_to(self.context["request"].user)


class WishSerializer(serializers.Serializer[Any]):
    """A message to be planned. It leaves when consent, hours and caps allow."""

    customer: serializers.Field = SeenCustomer(queryset=Customer.objects.none())
    channel = serializers.ChoiceField(choices=SENDABLE)
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    text = serializers.CharField(max_length=4000)
    subject = serializers.CharField(max_length=160, required=False, default="", allow_blank=True)
    not_before = serializers.DateTimeField(required=False, default=None, allow_null=True)
    expires_at = serializers.DateTimeField(required=False, default=None, allow_null=True)


class ReplySerializer(serializers.ModelSerializer[Reply]):
    class Meta:
        model = Reply
        fields = ("id", "customer", "channel", "text", "meaning", "unconfirmed", "at", "answers")


class TemplateSerializer(serializers.ModelSerializer[Template]):
    class Meta:
        model = Template
        fields = (
            "id",
            "name",
            "channel",
            "purpose",
            "language",
            "subject",
            "text",
            "signature",
            "gateway_code",
            "approval",
            "refusal",
            "version",
        )


class SendingPolicySerializer(serializers.ModelSerializer[SendingPolicy]):
    class Meta:
        model = SendingPolicy
        fields = ("version", *FIELDS, "changed_at")
