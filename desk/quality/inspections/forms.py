"""The forms of inspections and checklists. The inspection's form carries a token: sent twice it is one."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from customers import search
from customers.models import Asset, Customer, Visit
from desk.forms import VISITS_OFFERED, VisitField
from desk.models import ChecklistItem, ChecklistVersion, InspectedItem, Inspection
from desk.quality.inspections.checklists import MOST_POINTS, Point
from desk.quality.inspections.services import Found
from staff.models import Branch, User
from staff.roles import Scope

NOT_OK = InspectedItem.Verdict.NOT_OK


class InspectionForm(forms.Form):
    """What was looked at, and what each point of the checklist came to.

    customer: whose place it is, where the form was opened from him; else he may be named by code or plate.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=pgettext_lazy("an inspection", "Kind"),
        choices=Inspection.Kind.choices,
        widget=forms.RadioSelect,
    )
    technician: Any = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Whose work"),
        required=False,
        empty_label=pgettext_lazy("whose work is inspected", "Nobody's, the place itself"),
    )
    branch: Any = forms.ModelChoiceField(Branch.objects, label=_("Branch"), empty_label=None)
    customer = forms.CharField(
        label=_("Customer, by code, plate or name"), max_length=100, required=False, empty_value=None
    )
    visit = VisitField(
        Visit.objects,
        label=pgettext_lazy("the customer comes", "Visit"),
        required=False,
        empty_label=_("No particular visit"),
    )
    asset: Any = forms.ModelChoiceField(
        Asset.objects, label=_("Vehicle, site or device"), required=False, empty_label="–"
    )
    day = forms.DateField(
        label=pgettext_lazy("an inspection", "Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = forms.CharField(
        label=_("Remarks"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        by: User,
        version: ChecklistVersion,
        customer: Customer | None = None,
        visit: Visit | None = None,
    ) -> None:
        first = {"token": uuid.uuid4(), "kind": Inspection.Kind.ON_SITE, "visit": visit and visit.pk}
        branch = customer.branch_id if customer else by.branch_id
        technician = visit.technician_id if visit else None
        super().__init__(data, initial={**first, "branch": branch, "technician": technician})
        self.by, self.version, self.known = by, version, customer
        self.points = list(version.items.all())
        self.fields["technician"].queryset = User.objects.at_work().exclude(pk=by.pk)  # type: ignore[attr-defined]
        self.fields["branch"].queryset = branches_for(by)  # type: ignore[attr-defined]
        self.offer_what_is_his(customer)
        self.add_points()

    def offer_what_is_his(self, customer: Customer | None) -> None:
        """Visits and assets of the customer whom the form was opened from."""
        if customer is None:
            del self.fields["visit"], self.fields["asset"]
            return
        del self.fields["customer"]
        visits = Visit.objects.of([customer.pk]).select_related("branch", "customer__branch")
        latest = visits.order_by("-day", "-pk").values_list("pk", flat=True)[:VISITS_OFFERED]
        offered = {*latest, *filter(None, [self.initial.get("visit")])}
        self.fields["visit"].queryset = visits.filter(pk__in=offered).order_by("-day", "-pk")  # type: ignore[attr-defined]
        self.fields["asset"].queryset = Asset.objects.of([customer.pk]).in_use()  # type: ignore[attr-defined]

    def add_points(self) -> None:
        language = get_language() or "en"
        for point in self.points:
            self.fields[f"point_{point.pk}"] = forms.ChoiceField(
                label=point.words(language),
                choices=InspectedItem.Verdict.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("This point needs an answer.")},
            )
            self.fields[f"words_{point.pk}"] = forms.CharField(
                label=_("What was found"), max_length=500, required=False
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each point with its two fields, in the order of the checklist."""
        for point in self.points:
            yield {"point": point, "verdict": self[f"point_{point.pk}"], "words": self[f"words_{point.pk}"]}

    def clean_customer(self) -> Customer | None:
        """The one customer whom the words mean."""
        text = self.cleaned_data["customer"]
        if not text:
            return None
        hits = search.find(Customer.objects.visible_to(self.by), text)
        same = [hit for hit in hits if text.strip().upper() == hit.customer.code.upper()] or hits
        if len(same) != 1:
            raise ValidationError(
                _("Several customers are meant by that. Write the code.") if hits else _("Nobody is found.")
            )
        return same[0].customer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["items"] = {point.pk: self.found(point) for point in self.points}
        for point in self.points:
            cleaned.pop(f"point_{point.pk}", None)
            cleaned.pop(f"words_{point.pk}", None)
        if self.known:
            cleaned["customer"] = self.known
        return cleaned

    def found(self, point: ChecklistItem) -> Found:
        verdict = self.cleaned_data.get(f"point_{point.pk}", "")
        words = self.cleaned_data.get(f"words_{point.pk}", "")
        if verdict == NOT_OK and not words:
            self.add_error(f"words_{point.pk}", _("Say what was found."))
        return Found(verdict, words)


class WithdrawForm(forms.Form):
    text = forms.CharField(
        label=pgettext_lazy("why something is done", "Why"),
        max_length=300,
        error_messages={"required": _("Write down why, for those who wonder.")},
    )


class ChecklistForm(forms.Form):
    """Its names; `number` is the version that was read."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80)


class PointForm(forms.Form):
    """One point. A row without words is no point."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    place = forms.IntegerField(label=pgettext_lazy("in a list", "Place"), min_value=1, required=False)
    words_zh = forms.CharField(label=_("Point in Chinese"), max_length=160, required=False)
    words_en = forms.CharField(label=_("Point in English"), max_length=160, required=False)
    weight = forms.TypedChoiceField(
        label=_("Weight"),
        coerce=int,
        choices=[(n, str(n)) for n in range(ChecklistItem.LIGHTEST, ChecklistItem.HEAVIEST + 1)],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("words_zh")) != bool(cleaned.get("words_en")):
            missing = "words_en" if cleaned.get("words_zh") else "words_zh"
            self.add_error(missing, _("Inspectors read it in both languages."))
        return cleaned


class PointsBase(forms.BaseFormSet):
    def points(self) -> list[Point]:
        """What is left of the rows, by the places that were written; the others behind."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("words_en")]
        placed = sorted(enumerate(rows), key=lambda pair: (pair[1].get("place") or MOST_POINTS + 1, pair[0]))
        return [
            Point(row["words_zh"], row["words_en"], row["weight"], row.get("key")) for _place, row in placed
        ]


MORE_ROWS = 3
PointsForm: Any = forms.formset_factory(
    PointForm, formset=PointsBase, extra=MORE_ROWS, max_num=MOST_POINTS, absolute_max=MOST_POINTS + MORE_ROWS
)


def branches_for(user: User) -> Any:
    """Where this person may inspect: agents at their own branch."""
    if user.scope == Scope.BRANCH and user.branch_id:
        return Branch.objects.filter(pk=user.branch_id)
    return Branch.objects.all()
