"""What all views of the API share: how they are described, keys, conflicts, and whom an address means."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from customers.merging.tombstones import survivor_of
from customers.models import Customer
from staff.api import asker
from staff.problems import Conflict

View = TypeVar("View", bound=type[APIView])
ONCE = OpenApiParameter(
    "Idempotency-Key",
    uuid.UUID,
    OpenApiParameter.HEADER,
    description="The same key again answers with what it made the first time.",
)


def token_of(request: Request) -> uuid.UUID:
    """What makes a repeated POST the same one. Raises ValidationError when the header is no UUID."""
    given = request.headers.get("Idempotency-Key", "")
    try:
        return uuid.UUID(given) if given else uuid.uuid4()
    except ValueError as error:
        raise ValidationError(_("Idempotency-Key is no UUID.")) from error


def asks(
    form: Any,
    answer: Any,
    words: str,
    *,
    method: str = "post",
    status: int = 201,
    without: tuple[str, ...] = (),
    once: bool = False,
) -> Callable[[View], View]:
    """Describe one method of a view: its form (or serializer), what it answers, and what it is for.

    form: also what the view hears; without: fields of it that are not asked for; once: a serializer has
    a token.
    """

    def decorate(view: View) -> View:
        asked: Any = form
        if form is not None and issubclass(form, forms.BaseForm):
            asked = asking.shape(form, *without)
        view.asked = asked  # type: ignore[attr-defined]
        has_token = once or asking.ONCE in getattr(form, "base_fields", ())
        described = extend_schema(
            request=asked,
            responses={status: answer},
            description=words,
            parameters=[ONCE] if has_token and method == "post" else None,
        )
        return extend_schema_view(**{method: described})(view)

    return decorate


@contextmanager
def taking_back() -> Iterator[None]:
    """What a service will not take back is a conflict: with what has happened since, or with who did it."""
    try:
        yield
    except ValidationError as error:
        raise Conflict(" ".join(error.messages)) from error


@contextmanager
def writing() -> Iterator[None]:
    """What the database refuses after every check was written by somebody at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(
            _("The same was written just now, or this Idempotency-Key was used before.")
        ) from error


class AboutCustomer(APIView):
    """`pk` names a customer. One who was merged away answers 308 with the address of who took him in."""

    def customer(self) -> Customer:
        seen = Customer.objects.visible_to(asker(self.request)).select_related("branch")
        found: Customer = get_object_or_404(seen, pk=self.kwargs["pk"])
        return found

    def handle_exception(self, exc: Exception) -> Response:
        survivor = None
        if isinstance(exc, Http404):
            survivor = survivor_of(self.kwargs["pk"], seen_by=asker(self.request))
        return super().handle_exception(exc) if survivor is None else self.led_on(survivor)

    def led_on(self, survivor: Customer) -> Response:
        """Not to be kept by anybody: a merge can be undone."""
        match = self.request.resolver_match
        assert match is not None  # noqa: S101 - the request has come to a view
        address = reverse(match.view_name, kwargs=self.kwargs | {"pk": survivor.pk})
        query = self.request.META.get("QUERY_STRING", "")
        headers = {"Location": f"{address}?{query}" if query else address, "Cache-Control": "no-store"}
        return Response({"merged_into": survivor.pk}, status.HTTP_308_PERMANENT_REDIRECT, headers=headers)
