"""Records as JSON. Money is a string of two decimals, days are ISO, codes name branches and people."""

from typing import Any

from rest_framework import serializers

from churn_crm.ui.figures import masked_phone
from customers import phones
from customers.models import Asset, Band, Contact, Customer, CustomerStanding
from staff.models import Branch


class PhoneField(serializers.CharField):
    """A number in E.164; masked for whom may not see whole ones."""

    def to_representation(self, value: str) -> str:
        reader = self.context["request"].user
        return value if reader.sees_phones else masked_phone(value)


class StandingSerializer(serializers.ModelSerializer[CustomerStanding]):
    band = serializers.SerializerMethodField(help_text="at_risk, watch, well; null for prospects")
    trend_7 = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="points of health since seven days before; null: unknown"
    )
    trend_28 = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="points of health since 28 days before; null: unknown"
    )

    class Meta:
        model = CustomerStanding
        fields = (
            "day",
            "tier",
            "tier_since",
            "last_visit_on",
            "silent_days",
            "visit_days",
            "echelon",
            "yearly_spend",
            "probability",
            "probability_from",
            "value_at_risk",
            "health",
            "band",
            "trend_7",
            "trend_28",
            "urgency",
            "rank",
            "open_signals",
        )

    def get_band(self, standing: CustomerStanding) -> str | None:
        return Band(standing.band).name.lower() if standing.band else None


class CustomerSerializer(serializers.ModelSerializer[Customer]):
    branch = serializers.CharField(source="branch.code", read_only=True)
    owner = serializers.CharField(source="owner.username", read_only=True)
    phone = PhoneField(read_only=True)
    standing: serializers.Field = StandingSerializer(read_only=True)
    tags = serializers.SerializerMethodField(help_text="their names")

    class Meta:
        model = Customer
        fields = (
            "id",
            "code",
            "kind",
            "name",
            "latin_name",
            "phone",
            "email",
            "wechat",
            "region",
            "branch",
            "owner",
            "vip",
            "sensitivity",
            "sensitivity_at",
            "gender",
            "born_on",
            "family",
            "education",
            "occupation",
            "industry",
            "expectations",
            "drivers",
            "preferences",
            "source",
            "note",
            "custom",
            "tags",
            "since",
            "version",
            "standing",
        )

    def get_tags(self, customer: Customer) -> list[str]:
        return sorted(one.tag.name for one in customer.tagged.all())

    def to_representation(self, instance: Customer) -> dict[str, Any]:
        """A customer whom no night has seen yet has no standing."""
        shown = super().to_representation(instance)
        shown.setdefault("standing", None)
        return shown


class NewCustomerSerializer(serializers.Serializer[Customer]):
    """What is needed to register a customer."""

    name = serializers.CharField(max_length=160)
    branch: serializers.Field = serializers.SlugRelatedField(slug_field="code", queryset=Branch.objects.all())
    kind = serializers.ChoiceField(choices=Customer.Kind.choices, default=Customer.Kind.PERSON)
    phone = serializers.CharField(max_length=32, required=False, default="", allow_blank=True)
    plate = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The phone is read as the branch's people write it."""
        region = phones.region_of(attrs["branch"].currency)
        return attrs | {"phone": phones.understood(attrs["phone"], region=region)}


class ContactSerializer(serializers.ModelSerializer[Contact]):
    phone = PhoneField(read_only=True)

    class Meta:
        model = Contact
        fields = (
            "id",
            "customer",
            "name",
            "role",
            "phone",
            "email",
            "decides",
            "bond",
            "left_on",
            "version",
        )


class AssetSerializer(serializers.ModelSerializer[Asset]):
    class Meta:
        model = Asset
        fields = (
            "id",
            "customer",
            "kind",
            "name",
            "plate",
            "vin",
            "mileage",
            "since",
            "retired_on",
            "version",
        )
