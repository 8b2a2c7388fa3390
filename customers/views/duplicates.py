"""Pairs that may be one customer: the list, and what is decided about each."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from churn_crm import clock
from customers.duplicates import compare, decisions, listing, words
from customers.merging.words import left_in_words
from customers.models import DuplicateCandidate, DuplicateRun, Merge
from customers.models.duplicates import CandidateQuerySet
from customers.models.merges import MergeQuerySet
from staff.access import StaffRequest, role_required
from staff.models import User
from staff.roles import LEADERS

VIEWS = ("open", "apart", "merged")
# The list fetches itself again when it hears this.
CHANGED = "duplicates"


@require_GET
@role_required(*LEADERS)
def duplicates(request: StaffRequest) -> HttpResponse:
    """One page of pairs to decide, of pairs that are two, or of merges; by htmx rows after a cursor."""
    show = request.GET.get("show", "")
    show = show if show in VIEWS else VIEWS[0]
    cursor = request.GET.get("cursor", "")
    context = {"show": show, "may_change": request.user.may_write, **page_of(request.user, show, cursor)}
    if request.htmx and cursor:
        return render(request, "customers/_duplicate_rows.html", context)
    context["counts"] = [(name, *listing.count(held)) for name, held in held_by(request.user).items()]
    context["run"] = DuplicateRun.objects.first()
    if request.htmx:
        return render(request, "customers/_duplicates.html", context)
    context["done"] = merge_done(request)
    return render(request, "customers/duplicates.html", context)


def held_by(user: User) -> dict[str, Any]:
    """What each view holds for this person."""
    pairs: CandidateQuerySet = DuplicateCandidate.objects.visible_to(user)
    merges: MergeQuerySet = Merge.objects.visible_to(user)
    return {
        "open": pairs.waiting(on=today()),
        "apart": pairs.filter(state=DuplicateCandidate.State.APART),
        "merged": merges,
    }


def page_of(user: User, show: str, cursor: str) -> dict[str, Any]:
    held = held_by(user)[show]
    if show == "merged":
        merges, more = listing.newest(held.select_related("survivor", "by", "undone_by"), cursor)
        return {"merges": [(merge, left_in_words(merge)) for merge in merges], "more": more}
    page = listing.surest if show == "open" else listing.newest
    rows, more = page(held, cursor)
    return {"rows": [in_words(pair) for pair in compare.in_full(rows)], "more": more}


def in_words(pair: DuplicateCandidate) -> dict[str, Any]:
    kind, sure = words.how_sure(pair.confidence)
    return {
        "pair": pair,
        "kind": kind,
        "sure": sure,
        "reasons": words.in_words(pair.reasons),
        "lines": compare.lines(pair),
    }


def merge_done(request: StaffRequest) -> Merge | None:
    """The merge that somebody has just made, with its way back."""
    pk = request.GET.get("merged", "")
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return Merge.objects.visible_to(request.user).standing().select_related("survivor").filter(pk=pk).first()


@require_POST
@role_required(*LEADERS)
def keep_apart(request: StaffRequest, pk: int) -> HttpResponse:
    pair = the_pair(request, pk)
    decisions.keep_apart(pair=pair, by=request.user)
    return gone_from_list(pair, _("Kept as two customers; nobody is asked again."))


@require_POST
@role_required(*LEADERS)
def put_off(request: StaffRequest, pk: int) -> HttpResponse:
    pair = the_pair(request, pk)
    decisions.put_off(pair=pair, on=today())
    return gone_from_list(pair, _("Put off by %(days)d days.") % {"days": decisions.LATER_DAYS})


@require_POST
@role_required(*LEADERS)
def reopen(request: StaffRequest, pk: int) -> HttpResponse:
    """Back among those to decide."""
    decisions.reopen(pair=the_pair(request, pk))
    return trigger_client_event(HttpResponse(), CHANGED, {})


def the_pair(request: StaffRequest, pk: int) -> DuplicateCandidate:
    return get_object_or_404(DuplicateCandidate.objects.visible_to(request.user), pk=pk)


def gone_from_list(pair: DuplicateCandidate, text: str) -> HttpResponse:
    """Nothing stands in its place; a word that it was done, and the way back."""
    toast = {"text": text, "undo": reverse("customers:duplicate_reopen", args=[pair.pk])}
    return trigger_client_event(HttpResponse(), "toast", toast)


def today() -> Any:
    return clock.today(timezone.get_current_timezone_name())
