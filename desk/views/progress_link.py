"""Sending a customer the link to his complaint, taking it back; the branches' forms as printed codes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from churn_crm.ui.saving import saved
from desk.models import ProgressLink
from desk.progress import filing, linking
from desk.surveys import links, qr
from desk.views.complaint import FORMS, after, posted, refused
from desk.views.complaints import found
from staff.access import StaffRequest, everybody, writers_only
from staff.models import Branch

KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@require_POST
@writers_only
def send(request: StaffRequest, pk: int) -> HttpResponse:
    """Text the customer a link to the page of his complaint; it can be taken back."""
    complaint = found(request, pk)
    form = FORMS["link"](posted(request), complaint=complaint, name="link")
    if not saved(form, linking.send, complaint=complaint, by=request.user):
        return refused(request, complaint, "link", form)
    sent = ProgressLink.objects.get(token=form.cleaned_data["token"])
    text = _("%(complaint)s: the link to its page is on its way") % {"complaint": complaint}
    return after(request, pk, text, undo=reverse("desk:complaint_link_back", args=[sent.pk]))


@require_POST
@writers_only
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """The link leads nowhere any more; its message is stopped if it has not left."""
    mine = ProgressLink.objects.visible_to(request.user).by_hand()
    link = get_object_or_404(mine.select_related("complaint"), pk=pk)
    if linking.take_back(link=link, by=request.user):
        text = _("The message is taken back")
    else:
        text = _("The message had left already; its link leads nowhere now")
    messages.success(request, text)
    # By htmx it is the undo of a toast, which swaps nothing by itself.
    return HttpResponseClientRefresh() if request.htmx else redirect("desk:complaint", link.complaint_id)


@require_safe
@everybody
def codes(request: StaffRequest) -> HttpResponse:
    """The form of each branch: its address, and a code to print."""
    branches = Branch.objects.select_related("pool_owner").order_by("name")
    rows = [(branch, filing.is_open(branch), address_of(branch)) for branch in branches]
    return render(request, "desk/complaint_codes.html", {"rows": rows})


def address_of(branch: Branch) -> str:
    """The whole address of a branch's form, as it is printed."""
    return links.base() + reverse("progress:new", args=[branch.code])


@require_GET
@everybody
def code(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """A branch's form as a drawing to print."""
    branch = get_object_or_404(Branch, pk=pk)
    if kind not in KINDS:
        raise Http404
    response = HttpResponse(qr.drawing_of(address_of(branch), kind), content_type=KINDS[kind])
    response["Content-Disposition"] = f'inline; filename="complaints-{branch.code}.{kind}"'
    return response
