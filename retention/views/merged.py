"""The address of a customer who was merged into another leads to the other."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from customers.merging.tombstones import survivor_of
from staff.access import StaffRequest


def follows_merges(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What is not there under this key may be there under the survivor's, if the person may see him."""

    @wraps(view)
    def guarded(request: StaffRequest, pk: int, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, **kwargs)
        except Http404:
            survivor = survivor_of(pk, seen_by=request.user)
            if survivor is None or request.resolver_match is None:
                raise
            return redirect(request.resolver_match.view_name, pk=survivor.pk)

    return guarded
