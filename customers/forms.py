"""What the customer list can be narrowed by."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from customers import search
from customers.listing import DEFAULT_SORT, SORTS
from customers.models import Customer, Tier
from customers.querysets import CustomerQuerySet
from staff.models import Branch, User

ECHELONS = [(1, _("Echelon 1")), (2, _("Echelon 2")), (3, _("Echelon 3"))]


class FilterForm(forms.Form):
    """Every field optional; a value that is not offered narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    branch = forms.ModelChoiceField(
        Branch.objects, label=_("Branch"), required=False, empty_label=_("All branches")
    )
    owner: Any = forms.ModelChoiceField(
        User.objects, label=_("Owner"), required=False, empty_label=_("All owners")
    )
    tier = forms.ChoiceField(
        label=_("Away"), required=False, choices=[("", _("Any time away")), *Tier.choices]
    )
    echelon = forms.ChoiceField(
        label=_("Value echelon"), required=False, choices=[("", _("All echelons")), *ECHELONS]
    )
    vip = forms.BooleanField(label=_("VIP only"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, customers: CustomerQuerySet, **kwargs: Any) -> None:
        """customers: those that the reader may see; only their branches and owners are offered."""
        super().__init__(*args, **kwargs)
        self.customers = customers
        self.offer("branch")
        self.offer("owner")
        self.is_valid()

    def offer(self, name: str) -> None:
        """Offer what the reader's customers have; leave the field out when there is no choice."""
        field: Any = self.fields[name]
        field.queryset = field.queryset.filter(Exists(self.customers.filter(**{name: OuterRef("pk")})))
        if len(field.queryset[:2]) < 2:
            del self.fields[name]

    @property
    def sorted_by(self) -> str:
        wanted = self.cleaned_data.get("sort", "")
        return wanted if wanted in SORTS else DEFAULT_SORT

    @property
    def narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("q", "branch", "owner", "tier", "echelon", "vip"))

    def found(self) -> CustomerQuerySet:
        """The reader's customers that meet all that was asked for."""
        asked = self.cleaned_data
        conditions: dict[str, Any] = {
            "branch": asked.get("branch"),
            "owner": asked.get("owner"),
            "standing__tier": asked.get("tier"),
            "standing__echelon": asked.get("echelon"),
            "vip": asked.get("vip"),
        }
        narrow: CustomerQuerySet = self.customers.filter(**{k: v for k, v in conditions.items() if v})
        return search.matching(narrow, asked["q"]) if asked.get("q") else narrow


def customers_of(user: User) -> CustomerQuerySet:
    """All that a row of the list shows of the customers whom `user` may see."""
    return Customer.objects.visible_to(user).select_related("branch", "owner", "standing")
