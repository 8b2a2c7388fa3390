"""Models of churn: which one nights follow, how each came about, and choosing another."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from churn_crm import clock
from signals.backtests import drawing
from signals.models import ChurnModel, Training
from signals.older import part
from signals.upkeep import choosing, ordering
from signals.upkeep.card import Card
from signals.upkeep.truth import Truth
from signals.upkeep.words import outcome
from staff.access import StaffRequest, everybody, role_required
from staff.roles import DECIDERS, LEADERS


class ChooseForm(forms.Form):
    """Why another model is put into use, and which one the person saw in use."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    over = forms.IntegerField(required=False, widget=forms.HiddenInput)


@require_safe
@everybody
def models(request: StaffRequest) -> HttpResponse:
    """All models, the newest first; which one is in use stands above them. The fragment says how learning is
    getting on, and is fetched again while it is under way."""
    state = learning(request)
    if request.htmx:
        return told_anew(request, state)
    before, known = request.GET.get("before", ""), ChurnModel.objects.defer("body").select_related("made_by")
    rows, older = part(known, by="number", before=before)
    champion = ChurnModel.objects.champion()
    context = {
        "cards": [Card(row) for row in rows],
        "before": before,
        "older": older,
        "champion": Card(champion) if champion else None,
        "may_try": request.user.decides,
        "sees_policies": request.user.role in LEADERS,
        **state,
    }
    return render(request, "signals/models.html", context)


def learning(request: StaffRequest) -> dict[str, Any]:
    """The newest training, with what came out of it."""
    training = Training.objects.with_model().first()
    return {
        "training": training,
        "outcome": outcome(training) if training else "",
        "may_learn": request.user.decides,
    }


def told_anew(request: StaffRequest, state: dict[str, Any]) -> HttpResponse:
    """The fragment while something is learned; then the page it stands on is loaded again."""
    if state["training"] and state["training"].running:
        return render(request, "signals/_learning.html", state)
    return HttpResponseClientRefresh()


@require_POST
@role_required(*DECIDERS)
def learn(request: StaffRequest) -> HttpResponse:
    """A worker learns a model of what is known now; a second click changes nothing."""
    ordering.order(by=request.user)
    return redirect("signals:models")


@require_safe
@everybody
def model(request: StaffRequest, number: int) -> HttpResponse:
    return show(request, number, None)


def show(request: StaffRequest, number: int, form: ChooseForm | None) -> HttpResponse:
    """The card of one model."""
    rows = ChurnModel.objects.defer("body").select_related("made_by")
    card = Card(get_object_or_404(rows, number=number))
    champion = ChurnModel.objects.champion()
    context: dict[str, Any] = {
        "card": card,
        "champion": champion,
        "form": form or ChooseForm(initial={"over": champion and champion.number}),
        "may_choose": request.user.decides and card.row.role != ChurnModel.Role.CHAMPION,
        "may_take_back": request.user.decides
        and card.row.role == ChurnModel.Role.CHAMPION
        and card.by_hand is not None,
        "sees_runs": request.user.role in LEADERS,
        "ticks": drawing.ticks(),
    }
    if card.row.role == ChurnModel.Role.CHAMPION:
        context |= {"truth": Truth(card.row, clock.last_finished_day()), **learning(request)}
    status = 422 if form is not None else 200
    return render(request, "signals/model.html", context, status=status)


@require_POST
@role_required(*DECIDERS)
def choose_model(request: StaffRequest, number: int) -> HttpResponse:
    """Put it into use, with a reason; not where another one has come into use meanwhile."""
    get_object_or_404(ChurnModel, number=number)
    form = ChooseForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            choosing.choose(number=number, over=said["over"], reason=said["reason"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Nights follow model %(n)d from the next one on.") % {"n": number})
            return redirect("signals:model", number)
    return show(request, number, form)


@require_POST
@role_required(*DECIDERS)
def take_back_model(request: StaffRequest, number: int) -> HttpResponse:
    """What was in use before somebody chose this one is in use again."""
    get_object_or_404(ChurnModel, number=number)
    try:
        before = choosing.take_back(number=number, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("signals:model", number)
    if before is None:
        messages.success(request, _("Nights follow the policy's prior again, from the next one on."))
        return redirect("signals:models")
    messages.success(request, _("Nights follow model %(n)d from the next one on.") % {"n": before})
    return redirect("signals:model", before)
