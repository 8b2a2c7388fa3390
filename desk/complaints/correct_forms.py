"""The form by which it is put right what a complaint is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Visit
from desk.complaints.forms import VerbForm
from desk.forms import VISITS_OFFERED, VisitField
from desk.models import Complaint


class CorrectForm(VerbForm):
    """It begins with what it is called now."""

    severity = forms.TypedChoiceField(
        label=_("Severity"),
        coerce=int,
        choices=Complaint.Severity.choices,
        help_text=_("The clocks go by it."),
    )
    cause = forms.ChoiceField(label=_("Cause"), choices=Complaint.Cause.choices)
    about = forms.ChoiceField(
        label=pgettext_lazy("role", "Complained about"),
        required=False,
        choices=[
            ("", pgettext_lazy("role complained about", "Nobody in particular")),
            *Complaint.About.choices,
        ],
    )
    visit = VisitField(
        Visit.objects,
        label=pgettext_lazy("the customer comes", "Visit"),
        required=False,
        empty_label=_("No particular visit"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = {name: getattr(self.complaint, name) for name in ("severity", "cause", "about")}
        self.initial.update(now, visit=self.complaint.visit_id)
        visits = Visit.objects.of([self.complaint.customer_id]).select_related("branch", "customer__branch")
        latest = visits.order_by("-day", "-pk").values_list("pk", flat=True)[:VISITS_OFFERED]
        offered = {*latest, *filter(None, [self.complaint.visit_id])}
        self.fields["visit"].queryset = visits.filter(pk__in=offered).order_by("-day", "-pk")  # type: ignore[attr-defined]
