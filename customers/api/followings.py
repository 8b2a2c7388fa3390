"""What follows from visits: returns, warranty claims, declined work."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from customers import visits as services
from customers.agreements.entering import today_of
from customers.api import asking, base, records, seen
from customers.models import Customer, DeclinedWork, Return, WarrantyClaim
from customers.visit_forms import ClaimForm, DeclinedForm, Following, ReturnForm
from staff.api import asker

FOLLOWING = ("id", "customer", "visit", "what", "amount", "source", "number")


class ReturnSerializer(serializers.ModelSerializer[Return]):
    class Meta:
        model = Return
        fields = (*FOLLOWING, "asked_on", "due_on", "refunded_on", "refused_on", "reason")


class ClaimSerializer(serializers.ModelSerializer[WarrantyClaim]):
    class Meta:
        model = WarrantyClaim
        fields = (*FOLLOWING, "asset", "claimed_on", "decided_on", "outcome")


class DeclinedSerializer(serializers.ModelSerializer[DeclinedWork]):
    category = serializers.CharField(source="category.name", default=None, read_only=True)

    class Meta:
        model = DeclinedWork
        fields = (*FOLLOWING, "asset", "category", "recommended_on", "follow_up_on", "done_on")


OneReturnSerializer = seen.shown(ReturnSerializer)
OneClaimSerializer = seen.shown(ClaimSerializer)
OneDeclinedSerializer = seen.shown(DeclinedSerializer)


class Followings(records.EnterableOfCustomer):
    """What follows from visits, of one kind."""

    asks_by: type[Following]

    def rows(self) -> QuerySet[Any, Any]:
        rows: QuerySet[Any, Any] = self.asks_by.model.objects.all()
        return rows.select_related("category") if self.asks_by.model is DeclinedWork else rows

    def form(self, customer: Customer) -> Following:
        return self.asks_by(customer=customer, on=today_of(customer))

    def fill(self, form: Following, given: dict[str, Any]) -> Following:
        form.offer_all_visits()
        return super().fill(form, given)

    def enter(self, customer: Customer, form: Following) -> Any:
        said = asking.cleaned(form)
        return services.record(self.asks_by.model, customer=customer, by=asker(self.request), **said)


class OneFollowing(seen.Changeable, records.Removable):
    """One of them; who entered it may take it back."""

    asks_by: type[Following]

    def rows(self) -> QuerySet[Any, Any]:
        return self.asks_by.model.objects.visible_to(asker(self.request)).select_related("customer__branch")

    def form(self, row: Any) -> Following:
        return self.asks_by(customer=row.customer, on=today_of(row.customer), row=row)

    def fill(self, form: Following, given: dict[str, Any]) -> Following:
        form.offer_all_visits()
        return super().fill(form, given)

    def change(self, row: Any, form: Following) -> None:
        said = asking.cleaned(form)
        del said["token"]
        services.change(row, **said)

    def take_back(self, row: Any) -> None:
        services.take_back(row, by=asker(self.request))


@base.asks(ReturnForm, ReturnSerializer, "Note a return; without a day the refund is due by policy.")
class Returns(Followings):
    """Goods that came back or work complained of, and the clock until the money is back."""

    serializer_class, asks_by = ReturnSerializer, ReturnForm


@base.asks(
    seen.asked(asking.shape(ReturnForm)),
    OneReturnSerializer,
    "Change what is named, over what was `seen`.",
    method="patch",
    status=200,
)
class OneReturn(OneFollowing):
    """One return; who entered it may take it back."""

    serializer_class, asks_by = OneReturnSerializer, ReturnForm


@base.asks(ClaimForm, ClaimSerializer, "Note a claim under warranty.")
class Claims(Followings):
    """Claims under warranty, and what was decided."""

    serializer_class, asks_by = ClaimSerializer, ClaimForm


@base.asks(
    seen.asked(asking.shape(ClaimForm)),
    OneClaimSerializer,
    "Change what is named, the outcome too, over what was `seen`.",
    method="patch",
    status=200,
)
class OneClaim(OneFollowing):
    """One claim; who entered it may take it back."""

    serializer_class, asks_by = OneClaimSerializer, ClaimForm


@base.asks(DeclinedForm, DeclinedSerializer, "Note work that was recommended and declined.")
class Declined(Followings):
    """Recommended and not done: needs that are still there."""

    serializer_class, asks_by = DeclinedSerializer, DeclinedForm


@base.asks(
    seen.asked(asking.shape(DeclinedForm)),
    OneDeclinedSerializer,
    "Change what is named, over what was `seen`; `done_on` when it was done after all.",
    method="patch",
    status=200,
)
class OneDeclined(OneFollowing):
    """Declined work; who entered it may take it back."""

    serializer_class, asks_by = OneDeclinedSerializer, DeclinedForm
