"""One detector's policy: for everybody, for segments, and whom it would accuse before it is saved."""

from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm.ui.saving import FORM_METHODS
from signals import services
from signals.detector_forms import DetectorForm, SegmentForm
from signals.detectors import CONFIDENTIAL, DETECTORS, KINDS
from signals.evidence import title
from signals.life.judgements import Judged, judgements
from signals.life.services import reset_trust as believe_again
from signals.models import ChurnSignal, DetectorSegment
from signals.policies import detectors_followed
from signals.saving import accepted, saved
from signals.wished import accused, changing
from signals.wording import DOES, GROUPS
from staff.access import StaffRequest, role_required
from staff.models import User
from staff.roles import DECIDERS


@dataclass(frozen=True)
class Row:
    """One detector on the page of policies. accuses: customers with an open signal, None where untold;
    so judged: what people said of its signals within a year.
    """

    kind: str
    title: str
    does: str
    rule: dict[str, Any]
    accuses: int | None
    judged: Judged | None
    segments: list[DetectorSegment] = field(default_factory=list)


def groups(reader: User) -> list[tuple[str, list[Row]]]:
    """All detectors under the words of their group."""
    followed = detectors_followed()
    counts = ChurnSignal.objects.open().values_list("kind").annotate(count=Count("pk"))
    accuses, judged = dict(counts), judgements(followed)
    segments: dict[str, list[DetectorSegment]] = {}
    for segment in DetectorSegment.objects.select_related("branch"):
        segments.setdefault(segment.kind, []).append(segment)
    rows: dict[str, list[Row]] = {group: [] for group in GROUPS}
    for one in DETECTORS:
        kind = one.KIND
        told = reader.decides or kind not in CONFIDENTIAL
        rows[one.GROUP].append(
            Row(
                kind,
                title(kind),
                str(DOES[kind]),
                followed[kind],
                accuses.get(kind, 0) if told else None,
                judged[kind] if told else None,
                segments.get(kind, []),
            )
        )
    return [(str(GROUPS[group]), of_group) for group, of_group in rows.items() if of_group]


def detector_of(kind: str) -> ModuleType:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_detector(request: StaffRequest, kind: str) -> HttpResponse:
    """On or off, weight and parameters for everybody who has no rule of his own."""
    detector, followed = detector_of(kind), detectors_followed()[kind]
    form = DetectorForm(request.POST or None, detector=detector, rule=followed)
    if request.method == "POST" and form.is_valid():
        services.change_detector(kind=kind, rule=form.rule, by=request.user)
        return saved(request)
    segments = DetectorSegment.objects.filter(kind=kind).select_related("branch")
    judged = judgements([kind])[kind]
    return edit(request, form, kind, segments=segments, shows_segments=True, judged=judged)


@require_POST
@role_required(*DECIDERS)
def reset_trust(request: StaffRequest, kind: str) -> HttpResponse:
    """Believe it as at first: what was said of its signals until now counts no longer."""
    detector_of(kind)
    believe_again(kind=kind, by=request.user)
    return saved(request)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def add_segment(request: StaffRequest, kind: str) -> HttpResponse:
    """A rule of their own for some customers; it begins as a copy of what holds for all."""
    form = SegmentForm(request.POST or None, detector=detector_of(kind), rule=detectors_followed()[kind])
    return save_segment(request, form, kind, None)


@require_http_methods(FORM_METHODS)
@role_required(*DECIDERS)
def edit_segment(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Change the rule of a segment, or take it away."""
    segment = get_object_or_404(DetectorSegment, pk=pk, kind=kind)
    if request.method == "POST" and "reset" in request.POST:
        services.drop_segment(segment=segment, by=request.user)
        return saved(request)
    form = SegmentForm(request.POST or None, detector=detector_of(kind), rule=segment.rule, segment=segment)
    return save_segment(request, form, kind, segment)


def save_segment(
    request: StaffRequest, form: SegmentForm, kind: str, segment: DetectorSegment | None
) -> HttpResponse:
    def save() -> None:
        services.change_segment(kind=kind, rule=form.rule, whose=form.whose, segment=segment, by=request.user)

    if accepted(request, form, save):
        return saved(request)
    return edit(request, form, kind, segment=segment, may_reset=segment is not None)


@require_POST
@role_required(*DECIDERS)
def preview_detector(request: StaffRequest, kind: str) -> HttpResponse:
    """Whom it would accuse under the form's values, as a fragment; nothing is saved."""
    detector, followed = detector_of(kind), detectors_followed()[kind]
    of_segment = "branch" in request.POST
    make = SegmentForm if of_segment else DetectorForm
    form = make(request.POST, detector=detector, rule=followed)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        found = accused(kind, form)
        context |= {"found": found, **changing(found, by=request.user)}
    return render(request, "signals/_accusations.html", context, status=422 if form.errors else 200)


def edit(request: StaffRequest, form: Any, kind: str, **more: Any) -> HttpResponse:
    context = {"form": form, "kind": kind, "heading": title(kind), "does": DOES[kind], **more}
    return render(request, "signals/detector.html", context, status=422 if form.errors else 200)
