"""The choice at the head of the dashboard: month, branch, owner."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from churn_crm.ui import figures as words
from customers.models import Customer
from customers.querysets import CustomerQuerySet
from dashboards.lists import FIGURES, Choice, Figure
from dashboards.periods import first_of, following, months_up_to, previous
from dashboards.scope import Scope
from staff.models import Branch, User

MONTHS = 13


class ScopeForm(forms.Form):
    """Every field is free; what cannot be understood falls back to the default."""

    month = forms.ChoiceField(label=_("Month"), required=False)
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Branch"), required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, data: Any, *, user: User, nights: tuple[date, ...]) -> None:
        super().__init__(data)
        self.user, self.nights = user, nights
        seen = Customer.objects.visible_to(user)
        self._offer("branch", Branch.objects.filter(pk__in=seen.values("branch")), str(_("All branches")))
        self._offer("owner", User.objects.filter(pk__in=seen.values("owner")), str(_("All owners")))
        self._offer_currencies(seen)
        months = cast(forms.ChoiceField, self.fields["month"])
        months.choices = [(f"{month:%Y-%m}", _month_label(month, nights[-1])) for month in self._months()]

    def _offer(self, name: str, rows: Any, all_of_them: str) -> None:
        field = cast(forms.ModelChoiceField, self.fields[name])
        field.queryset = rows
        field.empty_label = all_of_them

    def _offer_currencies(self, seen: CustomerQuerySet) -> None:
        """Amounts in several currencies are never added up; of one there is nothing to choose."""
        found = (
            Branch.objects.filter(pk__in=seen.values("branch"))
            .order_by("pk")
            .values_list("currency", flat=True)
        )
        self.currencies = list(dict.fromkeys(found))
        if len(self.currencies) < 2:
            del self.fields["currency"]
            return
        field = cast(forms.ChoiceField, self.fields["currency"])
        field.choices = [(currency, currency) for currency in self.currencies]

    def scope(self) -> Scope:
        """The choice; the default is the last month that is over and that the nights saw whole."""
        self.is_valid()
        chosen = self.cleaned_data
        month = date.fromisoformat(f"{chosen['month']}-01") if chosen.get("month") else self.default_month
        return Scope(
            user=self.user,
            nights=self.nights,
            month=month,
            branch=chosen["branch"].pk if chosen.get("branch") else None,
            owner=chosen["owner"].pk if chosen.get("owner") else None,
            currency=self._currency(chosen),
        )

    def _currency(self, chosen: dict[str, Any]) -> str:
        """A branch brings its own; else the chosen one, else the first."""
        if len(self.currencies) < 2:
            return ""
        branch = chosen.get("branch")
        return branch.currency if branch else chosen.get("currency") or self.currencies[0]

    @property
    def default_month(self) -> date:
        running = first_of(self.nights[-1])
        over = running if following(running) - self.nights[-1] == date.resolution else previous(running)
        return over if self.nights[0] < over else running

    def _months(self) -> list[date]:
        """Newest first, not before the first night's month."""
        first = first_of(self.nights[0])
        return [
            month for month in reversed(months_up_to(first_of(self.nights[-1]), MONTHS)) if month >= first
        ]


def _month_label(month: date, now: date) -> str:
    name = words.day(month, "month")
    if now < following(month) - date.resolution:
        return str(_("%(month)s so far") % {"month": name})
    return name


class ListForm(ScopeForm):
    """The address of a list behind a number: the scope and what narrows the figure."""

    figure = forms.ChoiceField(choices=[(name, name) for name in FIGURES], required=False)
    tier = forms.IntegerField(min_value=1, max_value=4, required=False)
    before = forms.IntegerField(min_value=0, max_value=4, required=False)
    echelon = forms.IntegerField(min_value=1, max_value=3, required=False)

    @property
    def name(self) -> str:
        """The figure's name; without one all customers by value at risk."""
        return self.cleaned_data["figure"] or "stands"

    @property
    def chosen(self) -> Figure:
        return FIGURES[self.name]

    def choice(self) -> Choice:
        data = self.cleaned_data
        return Choice(tier=data["tier"], before=data["before"], echelon=data["echelon"])

    def link(self) -> str:
        """The list's own address, ready for a cursor or for the export."""
        data = self.cleaned_data
        chosen = {
            name: data[name]
            for name in ("figure", "tier", "before", "echelon")
            if data[name] not in (None, "")
        }
        return urlencode(chosen | self.scope().query)

    def names(self) -> list[str]:
        """What the list is narrowed to, for its head."""
        return [str(self.cleaned_data[name]) for name in ("branch", "owner") if self.cleaned_data[name]]
