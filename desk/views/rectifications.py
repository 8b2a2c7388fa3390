"""Rectifications: the list, one with its history, and each thing done with one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from churn_crm.ui.saving import FORM_METHODS, saved
from customers.models import Customer
from desk.cursors import read_moment
from desk.models import Complaint, InspectedItem, Inspection, Rectification
from desk.quality.rectifications import forms, reads, services, states
from desk.quality.rectifications.forms import AskForm, VerbForm
from desk.views import inspections
from desk.views.answers import UNFIT, led, missed
from staff.access import StaffRequest, everybody, writers_only
from staff.models import User

TABS = (
    ("open", pgettext_lazy("rectifications", "To be done")),
    ("overdue", pgettext_lazy("rectifications", "Late")),
    ("look", pgettext_lazy("rectifications", "To be looked at again")),
    ("passed", pgettext_lazy("rectifications", "Passed")),
    ("withdrawn", pgettext_lazy("rectifications", "Withdrawn")),
)
# Name of the verb → form, event of the table, service, icon, label, what is said afterwards.
VERBS: dict[str, tuple[type[VerbForm], str, Callable[..., Any], str, Any, Any]] = {
    "done": (
        forms.DoneForm,
        states.DONE_IT,
        services.done,
        "check",
        pgettext_lazy("a rectification", "It is put right"),
        gettext_lazy("%(rectification)s is done; somebody else looks at it again"),
    ),
    "pass": (
        forms.PassForm,
        states.PASSED_IT,
        services.passed,
        "circle-check",
        pgettext_lazy("a rectification", "Looked again: in order"),
        gettext_lazy("%(rectification)s passed"),
    ),
    "fail": (
        forms.FailForm,
        states.FAILED_IT,
        services.failed,
        "rotate",
        pgettext_lazy("a rectification", "Looked again: not in order"),
        gettext_lazy("%(rectification)s is open again"),
    ),
    "move": (
        forms.MoveForm,
        states.MOVED,
        services.move,
        "calendar-time",
        pgettext_lazy("a rectification", "Change the deadline"),
        gettext_lazy("%(rectification)s has a new deadline"),
    ),
    "give": (
        forms.GiveForm,
        states.HANDED,
        services.give,
        "arrows-exchange",
        pgettext_lazy("a rectification", "Hand over"),
        gettext_lazy("%(rectification)s is handed over"),
    ),
    "withdraw": (
        forms.WithdrawForm,
        states.WITHDRAWN_IT,
        services.withdraw,
        "circle-x",
        pgettext_lazy("a rectification", "Withdraw"),
        gettext_lazy("%(rectification)s is withdrawn"),
    ),
}
ICONS = {
    states.MADE: ("tool", ""),
    states.DONE_IT: ("check", "good"),
    states.PASSED_IT: ("circle-check", "good"),
    states.FAILED_IT: ("rotate", "bad"),
    states.MOVED: ("calendar-time", "warn"),
    states.HANDED: ("arrows-exchange", ""),
    states.WITHDRAWN_IT: ("circle-x", ""),
}


@require_safe
@everybody
def rectifications(request: StaffRequest) -> HttpResponse:
    """What one may see, the next due first; after a cursor only further rows."""
    cursor = request.GET.get("cursor", "")
    context = reads.listed(
        request.user,
        show=request.GET.get("show", ""),
        mine=request.GET.get("mine") == "1",
        customers=request.GET.get("customers") == "1",
        after=read_moment(cursor),
    )
    context |= {"tabs": TABS, "mine_link": narrowed(context)}
    return render(request, "desk/_rectification_rows.html" if cursor else "desk/rectifications.html", context)


def narrowed(context: dict[str, Any]) -> str:
    """What the addresses of tabs and further pages keep."""
    return "".join(f"&{name}=1" for name in ("mine", "customers") if context[name])


@require_safe
@everybody
def for_my_customers(request: StaffRequest) -> HttpResponse:
    """What is due to be put right for one's customers, as a fragment; nothing when there is nothing."""
    return render(request, "desk/_customers_rectifications.html", reads.for_customers_of(request.user))


@require_safe
@everybody
def mine(request: StaffRequest) -> HttpResponse:
    """What one has to put right, as a fragment; nothing when there is nothing."""
    return render(request, "desk/_my_rectifications.html", reads.mine(request.user))


@require_safe
@everybody
def rectification(request: StaffRequest, pk: int) -> HttpResponse:
    return page(request, found(request, pk))


def page(request: StaffRequest, one: Rectification, *, status: int = 200, **bound: VerbForm) -> HttpResponse:
    """bound: the form that was refused, by its verb."""
    user, verbs = request.user, offered(request.user, one, bound)
    inspection = one.finding.inspection if one.finding else None
    context = {
        "one": reads.with_left([one])[0],
        "inspection": inspection,
        "sees_inspection": inspection is not None and sees(user, Inspection, inspection.pk),
        "sees_complaint": bool(one.complaint_id) and sees(user, Complaint, one.complaint_id),
        "sees_customer": bool(one.customer_id) and sees(user, Customer, one.customer_id),
        "events": [
            {"event": event, "icon": ICONS[event.kind][0], "tone": ICONS[event.kind][1]}
            for event in one.events.select_related("by", "person").order_by("-at", "-pk")
        ],
        "verbs": verbs,
        "missed": missed(bound, [verb["name"] for verb in verbs]),
    }
    return render(request, "desk/rectification.html", context, status=status)


def sees(user: User, model: Any, key: int | None) -> bool:
    return bool(model.objects.visible_to(user).filter(pk=key).exists())


def offered(user: User, one: Rectification, bound: dict[str, VerbForm]) -> list[dict[str, Any]]:
    """What this person can do with it now, each with its form."""
    if not user.may_write:
        return []
    return [
        {
            "name": name,
            "form": bound.get(name) or form(rectification=one, name=name),
            "icon": icon,
            "label": label,
            "open": name in bound,
        }
        for name, (form, kind, _service, icon, label, _done) in VERBS.items()
        if states.may_happen(one.state, kind) and may(user, one, name)
    ]


def may(user: User, one: Rectification, name: str) -> bool:
    """Whoever did it does not judge it; its deadline and end are for who asked, or leads."""
    if name in ("pass", "fail"):
        return user.pk not in (one.done_by_id, one.person_id)
    return name not in ("move", "withdraw") or user.leads or user.pk == one.made_by_id


def verb(name: str) -> Any:
    """The view of one thing that is done with a rectification."""
    form_of, _kind, service, _icon, _label, words = VERBS[name]

    @require_POST
    @writers_only
    def view(request: StaffRequest, pk: int) -> HttpResponse:
        one = found(request, pk)
        form = form_of(request.POST, rectification=one, name=name)
        if not saved(form, service, rectification=one, by=request.user):
            return page(request, found(request, pk), status=UNFIT, **{name: form})
        return after(request, pk, words)

    return view


def after(request: StaffRequest, pk: int, words: str | Promise) -> HttpResponse:
    """Whoever handed it over may see it no longer, and goes back to the list."""
    messages.success(request, str(words) % {"rectification": f"RE-{pk}"})
    seen = Rectification.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect("desk:rectification", pk) if seen else redirect("desk:rectifications")


done, pass_it, fail = verb("done"), verb("pass"), verb("fail")
move, give, withdraw = verb("move"), verb("give"), verb("withdraw")


def found(request: StaffRequest, pk: int) -> Rectification:
    seen = Rectification.objects.visible_to(request.user)
    one: Rectification = get_object_or_404(
        seen.select_related(*reads.RELATED, "made_by", "finding__item"), pk=pk
    )
    return one


@require_http_methods(FORM_METHODS)
@writers_only
def rectification_new(request: StaffRequest) -> HttpResponse:
    """Asked for by hand, about nothing in particular."""
    form = AskForm(request.POST or None, branch=None, by=request.user)
    if request.method == "POST" and saved(form, services.ask, by=request.user):
        return asked(request, reverse("desk:rectifications"))
    return render(
        request, "desk/rectification_new.html", {"form": form}, status=UNFIT if form.errors else 200
    )


@require_POST
@writers_only
def of_finding(request: StaffRequest, pk: int) -> HttpResponse:
    """A finding of an inspection is to be put right."""
    seen = inspections.reads.seen(request.user).counting()
    findings = InspectedItem.objects.filter(inspection__in=seen.order_by(), verdict=inspections.reads.NOT_OK)
    finding = get_object_or_404(findings.select_related("inspection__branch", "inspection__customer"), pk=pk)
    form = AskForm(request.POST, branch=finding.inspection.branch, by=request.user, prefix="ask")
    if not saved(form, services.ask, finding=finding, by=request.user):
        whole = inspections.found(request, finding.inspection_id)
        return inspections.page(request, whole, status=UNFIT, ask_form=form, refused=finding.pk)
    return asked(request, reverse("desk:inspection", args=[finding.inspection_id]))


@require_http_methods(FORM_METHODS)
@everybody
def of_complaint(request: StaffRequest, pk: int) -> HttpResponse:
    """What is to be put right because of a complaint: the panel of its page, and its form."""
    seen = Complaint.objects.visible_to(request.user).select_related("customer__branch")
    complaint = get_object_or_404(seen, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, branch=complaint.customer.branch, by=request.user, prefix="ask")
    refused = data is not None and not saved(form, services.ask, complaint=complaint, by=request.user)
    if data is not None and not refused:
        return asked(request, reverse("desk:complaint", args=[pk]))
    context = {"complaint": complaint, "form": form, "rectifications": reads.of_complaint(complaint)}
    template = "desk/_complaint_rectifications.html" if request.htmx else "desk/complaint_rectifications.html"
    return render(request, template, context, status=UNFIT if refused else 200)


def asked(request: StaffRequest, target: str) -> HttpResponse:
    messages.success(request, _("It is asked for"))
    return led(request, target)
