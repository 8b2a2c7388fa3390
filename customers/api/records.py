"""Views of records: lists under what they belong to, one under its number, and what is done with it.

Another's record is not there: 404, whatever is asked of it.
"""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from customers.api import asking
from customers.api.base import AboutCustomer, taking_back, token_of, writing
from customers.models import Customer
from staff.problems import Conflict


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
