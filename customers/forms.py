"""What the customer list is narrowed and sorted by, and which columns it shows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from customers import search
from customers.columns import Column
from customers.filters import FILTERS, Chosen, Filter, own_filters
from customers.listing import DEFAULT_SORT, SORTS
from customers.models import BulkChange, Customer, CustomField, Tag
from customers.querysets import CustomerQuerySet
from staff.models import User


class FilterForm(forms.Form):
    """Every field optional; a value that is not offered narrows nothing."""

    q = forms.CharField(label=lazy("Search"), required=False, max_length=100, strip=True)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, reader: User, **kwargs: Any) -> None:
        """reader: only what the customers whom he may see have is offered."""
        super().__init__(data, **kwargs)
        self.customers = customers_of(reader)
        self.filters: list[tuple[Filter, tuple[str, ...]]] = []
        self.own_fields = list(CustomField.objects.in_use())
        for one in (*FILTERS, *own_filters(self.own_fields)):
            fields = one.fields(self.customers, reader)
            self.fields.update(fields)
            if fields:
                self.filters.append((one, tuple(fields)))
        self.is_valid()

    @property
    def sorted_by(self) -> str:
        wanted = self.cleaned_data.get("sort", "")
        return wanted if wanted in SORTS else DEFAULT_SORT

    def entered(self, names: tuple[str, ...]) -> bool:
        values = [self.cleaned_data.get(name) for name in names]
        return any(value is not None and value is not False and value != "" for value in values)

    @property
    def in_use(self) -> list[Chosen]:
        return [
            Chosen(str(one.label), self.in_words(one, names), names)
            for one, names in self.filters
            if self.entered(names)
        ]

    def in_words(self, one: Filter, names: tuple[str, ...]) -> str:
        """What was entered; nothing for a yes, which the label says."""
        if one.said:
            return one.said(self.cleaned_data)
        choices = dict(getattr(self.fields[names[0]], "choices", ()))
        return str(choices.get(self.cleaned_data[names[0]], ""))

    @property
    def narrowed(self) -> bool:
        return self.entered(("q",)) or bool(self.in_use)

    def found(self) -> CustomerQuerySet:
        """The reader's customers that meet all that was asked for."""
        found = self.customers
        for one, names in self.filters:
            if self.entered(names):
                found = one.narrow(found, self.cleaned_data)
        said = self.cleaned_data.get("q")
        return search.matching(found, said) if said else found

    def query(self, *, without: tuple[str, ...] = (), sort: bool = True) -> str:
        """The valid part of what was asked for, as it stands in an address and in a saved view."""
        names = [name for _one, names in self.filters for name in names]
        asked = [
            (name, str(self.data.get(name)))
            for name in ("q", *names)
            if name not in without and self.entered((name,))
        ]
        if sort and self.sorted_by != DEFAULT_SORT:
            asked.append(("sort", self.sorted_by))
        return urlencode(asked)

    # ---- for the page
    def shown(self, *, at_hand: bool) -> list[tuple[Filter, list[forms.BoundField]]]:
        return [
            (one, [self[name] for name in names]) for one, names in self.filters if one.at_hand == at_hand
        ]

    @property
    def at_hand(self) -> list[tuple[Filter, list[forms.BoundField]]]:
        return self.shown(at_hand=True)

    @property
    def further(self) -> list[tuple[Filter, list[forms.BoundField]]]:
        return self.shown(at_hand=False)

    @property
    def further_in_use(self) -> int:
        return sum(self.entered(names) for one, names in self.filters if not one.at_hand)


class ColumnsForm(forms.Form):
    """Which columns a person wants; the customer himself always stands first."""

    columns = forms.MultipleChoiceField(
        label=lazy("Columns"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, data: Any = None, *, offered: Sequence[Column], shown: Sequence[Column] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, initial={"columns": [column.name for column in shown]}, **kwargs)
        named = [(column.name, column.label) for column in offered]
        self.fields["columns"].choices = named  # type: ignore[attr-defined]


class ViewForm(forms.Form):
    """The name of a saved view and who sees it."""

    name = forms.CharField(label=lazy("Name"), max_length=60)
    audience = forms.ChoiceField(label=lazy("Who sees it"), required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, by: User, **kwargs: Any) -> None:
        from customers.saved_views import audiences

        super().__init__(data, **kwargs)
        offered = audiences(by)
        if len(offered) > 1:
            self.fields["audience"].choices = offered  # type: ignore[attr-defined]
            self.fields["audience"].initial = offered[0][0]
        else:
            del self.fields["audience"]


class ReassignForm(forms.Form):
    """Who is to own the selected customers."""

    owner_to: Any = forms.ModelChoiceField(User.objects, label=lazy("New owner"), empty_label=None)

    def __init__(self, data: Any = None, *, by: User, **kwargs: Any) -> None:
        from customers.bulk import possible_owners

        super().__init__(data, **kwargs)
        self.fields["owner_to"].queryset = possible_owners(by)  # type: ignore[attr-defined]
        self.fields["owner_to"].error_messages["required"] = _("Who is to own them?")


class TagForm(forms.Form):
    """Which tag many customers are to carry, or carry no more."""

    do = forms.ChoiceField(
        label=lazy("What to do"),
        choices=[(BulkChange.Kind.TAG_ON, lazy("Put on")), (BulkChange.Kind.TAG_OFF, lazy("Take off"))],
        initial=BulkChange.Kind.TAG_ON,
        widget=forms.RadioSelect,
    )
    tag: Any = forms.ModelChoiceField(Tag.objects, label=lazy("Tag"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].error_messages["required"] = _("Which tag?")

    @property
    def groups(self) -> list[tuple[str, list[Tag]]]:
        """(heading, tags): those in use, then those that are retired."""
        every = list(self.fields["tag"].queryset)  # type: ignore[attr-defined]
        used = [tag for tag in every if tag.retired_at is None]
        retired = [tag for tag in every if tag.retired_at]
        groups = ((_("Tags"), used), (pgettext("tags", "Retired"), retired))
        return [(name, tags) for name, tags in groups if tags]


def customers_of(user: User) -> CustomerQuerySet:
    """All that a row of the list shows of the customers whom `user` may see."""
    return Customer.objects.visible_to(user).select_related("branch", "owner", "standing")


def asked(query: str, reader: User) -> FilterForm:
    """The form for an address's query string."""
    return FilterForm(QueryDict(query), reader=reader)
