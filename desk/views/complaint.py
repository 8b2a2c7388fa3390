"""A complaint's own page: what is known of it, its clock, what happened, and what can be done."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from churn_crm import clock
from churn_crm.ui.saving import saved
from customers.models import Customer
from desk.complaints import (
    compensating,
    correcting,
    forms,
    outside,
    questions,
    reads,
    reasons,
    services,
    states,
    words,
)
from desk.complaints.correct_forms import CorrectForm
from desk.complaints.forms import VerbForm
from desk.complaints.policies import Book, book
from desk.complaints.satisfaction import satisfaction_with, why_not_asked
from desk.models import Compensation, Complaint, Defect, Voice
from desk.progress.forms import LinkForm
from desk.routing.reads import explanation
from desk.views.answers import UNFIT, address, changed, led, missed, today_of
from desk.views.complaints import as_item, found, row_context
from staff.access import StaffRequest, everybody, writers_only
from staff.models import User
from staff.roles import LEADS

# Name of the verb → its form, in the order of the page.
FORMS: dict[str, type[VerbForm]] = {
    "take": VerbForm,
    "respond": forms.RespondForm,
    "ask": forms.AskForm,
    "answer": forms.AnswerForm,
    "hand_over": forms.HandOverForm,
    "escalate": forms.EscalateForm,
    "note": forms.NoteForm,
    "correct": CorrectForm,
    "link": LinkForm,
    "solve": forms.SolveForm,
    "reopen": forms.ReopenForm,
    "outside": forms.OutsideForm,
    "answer_sender": forms.AnswerSenderForm,
    "compensate": forms.CompensateForm,
}
# What each does to the state; a verb that cannot happen now is not offered.
EVENTS = {
    "take": states.TAKEN,
    "respond": states.RESPONDED,
    "ask": states.ASKED,
    "answer": states.CAME,
    "hand_over": states.HANDED_OVER,
    "escalate": states.ESCALATED,
    "note": states.NOTED,
    "correct": states.CORRECTED,
    "link": states.LINKED,
    "solve": states.SOLVED_IT,
    "reopen": states.REOPENED_IT,
    "outside": states.OUTSIDE,
    "answer_sender": states.SENDER_TOLD,
    "compensate": states.COMP_GIVEN,
}

LABELS = {
    "respond": gettext_lazy("Customer was answered"),
    "ask": gettext_lazy("Ask the customer"),
    "answer": gettext_lazy("Note an answer"),
    "hand_over": gettext_lazy("Hand over"),
    "escalate": gettext_lazy("Escalate"),
    "note": gettext_lazy("Write a note"),
    "correct": gettext_lazy("Correct what it is"),
    "link": gettext_lazy("Text a progress link"),
    "solve": gettext_lazy("Solve"),
    "reopen": gettext_lazy("Reopen"),
    "outside": gettext_lazy("It came from outside"),
    "answer_sender": gettext_lazy("Sender was answered"),
    "compensate": gettext_lazy("Give a compensation"),
}


@require_GET
@everybody
def complaint(request: StaffRequest, pk: int) -> HttpResponse:
    return page(request, found(request, pk))


def page(
    request: StaffRequest, complaint: Complaint, *, status: int = 200, **bound: VerbForm
) -> HttpResponse:
    """The page, or by htmx what changes on it. bound: the form that was refused, by its verb."""
    known = book([complaint.customer.branch])
    template = "desk/_complaint.html" if request.htmx else "desk/complaint.html"
    satisfaction, verbs = satisfaction_with(complaint), offered(request, complaint, bound)
    context = {
        "complaint": complaint,
        **clock_of(complaint, known),
        **sender_of(complaint),
        **compensation_of(complaint, request.user),
        "why": explanation(complaint),
        "late": late(complaint),
        "satisfaction": satisfaction,
        "not_asked": why_not_asked(complaint) if complaint.solved_at and not satisfaction else "",
        "events": events_of(complaint),
        "voices": Voice.objects.filter(complaint=complaint).select_related("matter").order_by("pk"),
        "verbs": verbs,
        "missed": missed(bound, verbs),
        "leads": request.user.role in LEADS,
        "defects": Defect.objects.visible_to(request.user).filter(complaint=complaint, withdrawn_at=None),
        "refused": next(iter(bound), ""),
        "labels": LABELS,
        "seen": Customer.objects.visible_to(request.user).filter(pk=complaint.customer_id).exists(),
        "warn_at": float(known.policy.warn_share) * 100,
    }
    if complaint.solved_at is None and request.user.may_write:
        context["root_causes"] = root_causes_for(request.user, complaint.cause)
    return render(request, template, context, status=status)


def root_causes_for(user: User, cause: str) -> list[str]:
    return reasons.known_root_causes(user, on=today_of(user), cause=cause)


@require_GET
@writers_only
def root_causes(request: StaffRequest) -> HttpResponse:
    """What is offered as the root cause of a complaint of this cause (?complaint-cause=), as a fragment."""
    known = root_causes_for(request.user, request.GET.get("complaint-cause", ""))
    return render(request, "desk/_root_causes.html", {"root_causes": known})


def clock_of(complaint: Complaint, known: Book) -> dict[str, Any]:
    """What the clock in force shows, in words; of a solved complaint only who had it."""
    if complaint.due_at is None:
        return {"whose": words.whose(complaint)}
    row = reads.row_of(complaint, known, clock.now())
    return {
        "row": row,
        "whose": row.whose,
        "left_words": words.left(row.face),
        "used_words": words.lasting(row.face.used),
        "allowed_words": words.lasting(row.face.allowed),
    }


def sender_of(complaint: Complaint) -> dict[str, Any]:
    """Who sent it to us, and the time until he wants an answer."""
    now, due, answered = clock.now(), complaint.sender_due_at, complaint.sender_answered_at
    return {
        "sender": words.sender(complaint.sender),
        "sender_left": words.sender_left(complaint, now),
        "sender_late": bool(due and (answered or now) > due),
    }


def compensation_of(complaint: Complaint, user: User) -> dict[str, Any]:
    """What was given or is asked for, what this person may decide, and what he may still give himself."""
    related = ("asked_by", "decided_by", "withdrawn_by", "complaint__customer__branch")
    rows = list(complaint.compensations.select_related(*related))
    return {
        "compensations": [
            {
                "one": one,
                "decides": compensating.may_decide(one, user),
                "may_withdraw": compensating.may_withdraw(one, user),
            }
            for one in rows
        ],
        "compensated": sum((one.amount for one in rows if one.state in Compensation.COUNT), Decimal(0)),
        "may_give": compensating.left_for(complaint, user) if user.may_write else None,
        "has_limit": user.role in compensating.LIMITED,
        "currency": complaint.customer.branch.currency,
    }


def late(complaint: Complaint) -> dict[str, bool]:
    """Which of the two clocks was missed, by what is stored."""
    now = clock.now()
    pairs = {
        "respond": (complaint.responded_at, complaint.respond_due_at),
        "solve": (complaint.solved_at, complaint.solve_due_at),
    }
    return {name: bool(due and (done or now) > due) for name, (done, due) in pairs.items()}


def events_of(complaint: Complaint) -> list[dict[str, Any]]:
    """The history, newest first, in words."""
    rows = complaint.events.select_related("by", "person", "team").order_by("-at", "-pk")
    return [
        {
            "event": event,
            "title": words.sentence(event),
            "icon": words.ICONS[event.kind],
            "tone": words.TONES.get(event.kind, ""),
        }
        for event in rows
    ]


def offered(request: StaffRequest, complaint: Complaint, bound: dict[str, VerbForm]) -> dict[str, VerbForm]:
    """The forms of what this person can do with it now."""
    if not request.user.may_write:
        return {}
    possible = (name for name, kind in EVENTS.items() if states.may_happen(complaint.state, kind))
    return {
        name: bound.get(name) or FORMS[name](complaint=complaint, name=name)
        for name in possible
        if not (name == "take" and complaint.holder_id == request.user.pk)
        and not (name == "answer_sender" and not complaint.sender)
    }


def verb(name: str, service: Callable[..., Complaint], done: str | Promise) -> Any:
    """The view of one thing that is done with a complaint. done: what is said afterwards."""

    @require_POST
    @writers_only
    def view(request: StaffRequest, pk: int) -> HttpResponse:
        complaint = found(request, pk)
        form = FORMS[name](posted(request), complaint=complaint, name=name)
        if not saved(form, service, complaint=complaint, by=request.user):
            return refused(request, complaint, name, form)
        return after(request, pk, str(done) % {"complaint": complaint})

    return view


def posted(request: StaffRequest) -> Any:
    """From the desk's form the words come under its prefix."""
    data = request.POST.copy()
    if "complaint-text" in data:
        data.setdefault("text", str(data["complaint-text"])[: forms.LONGEST])
    return data


def refused(request: StaffRequest, complaint: Complaint, name: str, form: VerbForm) -> HttpResponse:
    return page(request, found(request, complaint.pk), status=UNFIT, **{name: form})


def after(request: StaffRequest, pk: int, text: str, undo: str = "") -> HttpResponse:
    """The page as it is now, or the row of the list from which it was done (?as=row), and what was done.

    Whoever gave it away may see it no longer, and goes back to the desk.
    """
    seen = Complaint.objects.visible_to(request.user).filter(pk=pk).exists()
    if not request.htmx or not seen:
        messages.success(request, text)
        target = reverse("desk:complaint", args=[pk]) if seen else address()
        return led(request, target)
    complaint = found(request, pk)
    if request.GET.get("as") == "row":
        row = render(request, "desk/_complaint_row.html", row_context(complaint))
        return changed(row, text)
    if request.GET.get("as") == "desk":
        messages.success(request, text)
        return led(request, reverse("desk:complaint", args=[pk]))
    return changed(page(request, complaint), text, undo=undo)


@require_http_methods(["GET", "POST"])
@writers_only
def solve(request: StaffRequest, pk: int) -> HttpResponse:
    """From the page (?as=page); from a list or a panel the form in place of the row, then the row gone."""
    complaint = found(request, pk)
    on_page = request.GET.get("as") == "page"
    form = forms.SolveForm(request.POST or None, complaint=complaint, name="solve")
    if request.method == "GET":
        return solve_row(request, complaint, form)
    if not saved(form, services.solve_complaint, complaint=complaint, by=request.user):
        if on_page:
            return refused(request, complaint, "solve", form)
        return solve_row(request, complaint, form, status=UNFIT)
    text = _("%(complaint)s of %(name)s is solved") % {
        "complaint": complaint,
        "name": complaint.customer.name,
    }
    undo = reverse("desk:complaint_unsolve", args=[pk])
    if on_page:
        return after(request, pk, text, undo=undo)
    if not request.htmx:
        messages.success(request, text)
        return redirect(address(customer=complaint.customer_id))
    return changed(HttpResponse(), text, undo=undo)


def solve_row(
    request: StaffRequest, complaint: Complaint, form: forms.SolveForm, *, status: int = 200
) -> HttpResponse:
    """The form in place of the row of a list, or of an item of a panel."""
    context = {
        "complaint": complaint,
        "form": form,
        "as_item": as_item(request),
        "root_causes": root_causes_for(request.user, complaint.cause),
    }
    return render(request, "desk/_solve.html", context, status=status)


@require_POST
@writers_only
def unsolve(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a solution back: the clock runs as if it had never been solved."""
    try:
        complaint = services.take_back(complaint=found(request, pk), by=request.user)
        text = _("%(complaint)s is open again") % {"complaint": complaint}
    except ValidationError as error:
        text = " ".join(error.messages)
    page = reverse("desk:complaint", args=[pk])
    if not request.htmx or request.htmx.current_url_abs_path == page:
        messages.success(request, text)
        # By htmx it is the undo of a toast, which swaps nothing by itself.
        return HttpResponseClientRefresh() if request.htmx else redirect(page)
    return changed(HttpResponse(), text)


take = verb("take", services.take, gettext_lazy("You have %(complaint)s"))
respond = verb("respond", services.respond, gettext_lazy("%(complaint)s: the customer was answered"))
ask = verb("ask", questions.ask, gettext_lazy("%(complaint)s: the question is written down"))
answer = verb("answer", services.note_answer, gettext_lazy("%(complaint)s: the clock runs again"))
hand_over = verb("hand_over", services.hand_over, gettext_lazy("%(complaint)s is handed over"))
escalate = verb("escalate", services.escalate, gettext_lazy("%(complaint)s is escalated"))
note = verb("note", services.note, gettext_lazy("%(complaint)s: noted"))
correct = verb("correct", correcting.correct, gettext_lazy("%(complaint)s is corrected"))
reopen = verb("reopen", services.reopen_complaint, gettext_lazy("%(complaint)s is reopened"))
came_outside = verb("outside", outside.came, gettext_lazy("%(complaint)s: the sender is written down"))
answer_sender = verb(
    "answer_sender",
    outside.answer_sender,
    gettext_lazy("%(complaint)s: the answer to the sender is written down"),
)
