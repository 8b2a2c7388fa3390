"""What the views of records share. Another's record is not there: 404, whatever is asked of it."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
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


class OfOne(generics.ListAPIView[Any]):
    """Rows of one kind that belong to one thing, by id. belongs_by: their reference to it."""

    belongs_by = "customer"

    def parent(self) -> Any:
        """What they belong to, if the asker may see it."""
        raise NotImplementedError

    def rows(self) -> QuerySet[Any, Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any, Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.rows().none()
        return self.of(self.parent())

    def of(self, parent: Any) -> QuerySet[Any, Any]:
        return self.rows().filter(**{self.belongs_by: parent.pk})


class OfOneCustomer(AboutCustomer, OfOne):
    """A customer's rows of one kind."""

    def parent(self) -> Customer:
        return self.customer()


class Enterable(OfOne):
    """A list to which POST adds."""

    asked: type[serializers.Serializer]

    def form(self, parent: Any) -> Any:
        raise NotImplementedError

    def enter(self, parent: Any, form: Any) -> Any:
        """Call the service with what the form says. Returns the row."""
        raise NotImplementedError

    def fill(self, form: Any, given: dict[str, Any]) -> Any:
        return asking.bound(form, given, token=token_of(self.request))

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        parent = self.parent()
        given = asking.heard(self.asked, request.data)
        with writing():
            row = self.enter(parent, self.fill(self.form(parent), given))
        found = self.of(parent).filter(pk=row.pk).first()
        if found is None:
            raise Conflict(_("This Idempotency-Key was used for something else."))
        return Response(self.get_serializer(found).data, status=status.HTTP_201_CREATED)


class EnterableOfCustomer(Enterable, OfOneCustomer):
    """A customer's rows of one kind, to which POST adds."""


class OneRecord(generics.RetrieveAPIView[Any]):
    """One record, under its own number."""

    def rows(self) -> QuerySet[Any, Any]:
        """Those that the asker may see, with what the answer shows."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any, Any]:
        return self.rows()

    def again(self, row: Any) -> Response:
        """The record as it is now."""
        return Response(self.get_serializer(get_object_or_404(self.rows(), pk=row.pk)).data)


class Changeable(OneRecord):
    """PATCH changes what it names."""

    asked: type[serializers.Serializer]

    def form(self, row: Any) -> Any:
        raise NotImplementedError

    def change(self, row: Any, form: Any) -> Any:
        raise NotImplementedError

    def fill(self, form: Any, given: dict[str, Any]) -> Any:
        return asking.bound(form, given, token=uuid.uuid4(), keep=True)

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        given = asking.heard(self.asked, request.data)
        with writing():
            self.change(row, self.fill(self.form(row), given))
        return self.again(row)


class Removable(generics.GenericAPIView[Any]):
    """DELETE takes it back."""

    def rows(self) -> QuerySet[Any, Any]:
        """Those that the asker may take back, or is told why not."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any, Any]:
        return self.rows()

    def take_back(self, row: Any) -> None:
        raise NotImplementedError

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        with taking_back():
            self.take_back(row)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Act(generics.GenericAPIView[Any]):
    """POST does something with one record, and answers with what became of it."""

    asked: type[serializers.Serializer] | None = None

    def rows(self) -> QuerySet[Any, Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any, Any]:
        return self.rows()

    def form(self, row: Any) -> Any:
        return forms.Form()

    def do(self, row: Any, form: Any) -> Any:
        raise NotImplementedError

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        given = asking.heard(self.asked, request.data) if self.asked else {}
        with writing():
            made = self.do(row, asking.bound(self.form(row), given, token=token_of(request), keep=True))
        return self.answer(row, made)

    def answer(self, row: Any, made: Any) -> Response:
        return Response(self.get_serializer(get_object_or_404(self.rows(), pk=row.pk)).data)
