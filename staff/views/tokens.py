"""A person's own API tokens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from churn_crm import clock
from staff.access import StaffRequest, signed_in
from staff.forms import TokenForm
from staff.models import ApiToken
from staff.tokens import make_token, revoke_token


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tokens(request: StaffRequest) -> HttpResponse:
    """The tokens, and a new one, whose secret is shown this once."""
    form = TokenForm(request.POST or None, by=request.user)
    secret = ""
    if form.is_valid():
        _token, secret = make_token(user=request.user, **form.cleaned_data)
        form = TokenForm(by=request.user)
    held = ApiToken.objects.of(request.user).filter(revoked_at=None)
    context = {"form": form, "secret": secret, "tokens": held, "now": clock.now()}
    answer = render(request, "staff/tokens.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@signed_in
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    token = get_object_or_404(ApiToken.objects.of(request.user), pk=pk)
    revoke_token(token=token)
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("staff:tokens")
