"""The address of a customer who was merged into another leads to the other."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from customers.merging.tombstones import survivor_of
from staff.access import READING, StaffRequest


def follows_merges(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What is not there under this key may be there under the survivor's, if the person may see him.

    Only for looking: what somebody enters for a customer is never written to another unasked.
    """

    @wraps(view)
    def guarded(request: StaffRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, pk, **kwargs)
        except Http404:
            survivor = survivor_of(pk, seen_by=request.user)
            if survivor is None or request.method not in READING:
                raise
            return led_on(request, pk=survivor.pk, **kwargs)

    return guarded


def led_on(request: StaffRequest, **kwargs: Any) -> HttpResponse:
    """To the same page with other keys, and the same query."""
    assert request.resolver_match is not None  # noqa: S101 (a view is running)
    query = request.GET.urlencode()
    address = reverse(request.resolver_match.view_name, kwargs=kwargs)
    return redirect(f"{address}?{query}" if query else address)
