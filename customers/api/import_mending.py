"""The rejected rows of an import: read cell by cell, mended, and sent again."""

from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.imports import READERS, ImportSerializer, accepted
from customers.api.lists import SIZE, PageSerializer, paged, size_of
from customers.imports import drafts, mending
from customers.models import Import
from customers.tasks import enqueue
from staff.api import asker
from staff.problems import Conflict

MOST_ROWS = 1_000
CURSOR = OpenApiParameter("cursor", int, description="the line after which the page begins, as in `next`")


class RejectedSerializer(serializers.Serializer[Any]):
    """line: of the file · cells: by column, as the file has them."""

    line = serializers.IntegerField()
    reason = serializers.CharField()
    cells = serializers.DictField(child=serializers.CharField(allow_blank=True))


class RejectedPageSerializer(PageSerializer):
    results = RejectedSerializer(many=True)


class MendedRowSerializer(serializers.Serializer[Any]):
    """cells: by column, those that are mended; the others stay as they are."""

    line = serializers.IntegerField()
    cells = serializers.DictField(child=serializers.CharField(allow_blank=True), allow_empty=False)


class MendedSerializer(serializers.Serializer[Any]):
    rows = serializers.ListField(child=MendedRowSerializer(), min_length=1, max_length=MOST_ROWS)


class RejectedRows(APIView):
    """The rejected rows of one import that nobody has mended yet."""

    permission_classes = READERS

    @extend_schema(parameters=[CURSOR, SIZE], responses=RejectedPageSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Each with its line, its reason and its cells, in the order of the file."""
        record = get_object_or_404(Import, pk=pk)
        after, size = after_line(request), size_of(request)
        rows = [row for row in mending.rejected_rows(record) if row.line > after][: size + 1]
        header = mending.rejected_header(record)
        page = [told(row, header) for row in rows[:size]]
        return paged(request, page, str(rows[size - 1].line) if len(rows) > size else "")

    @extend_schema(request=MendedSerializer, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Send mended rows again, with the choices of the import they come from: an import of its own.

        409 when one of the lines is not among those that are left, because somebody has mended it.
        """
        if not asker(request).decides:
            self.permission_denied(request)
        get_object_or_404(Import, pk=pk)
        wish = MendedSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        with transaction.atomic():
            # Who sends the same line at the same time waits here, and then finds it sent.
            record = Import.objects.select_for_update().get(pk=pk)
            rows = mended(record, wish.validated_data["rows"])
            sent = drafts.start(draft=mending.mend(record=record, rows=rows, by=asker(request)))
        enqueue(sent)
        return accepted(sent.pk)


def after_line(request: Request) -> int:
    """Raises ValidationError for a cursor that is none of ours."""
    given = request.GET.get("cursor", "") or "0"
    if not given.isdecimal():
        raise ValidationError({"cursor": [_("There is no such choice.")]})
    return int(given[:18])


def told(row: mending.Rejected, header: list[str]) -> dict[str, Any]:
    cells = dict(zip_longest(header, row.cells[: len(header)], fillvalue=""))
    return {"line": row.line, "reason": row.reason, "cells": cells}


def mended(record: Import, asked: list[dict[str, Any]]) -> dict[int, list[str]]:
    """line → all its cells, the mended ones among them. Raises ValidationError, Conflict."""
    header = mending.rejected_header(record)
    left = {row.line: told(row, header)["cells"] for row in mending.rejected_rows(record)}
    gone = [row["line"] for row in asked if row["line"] not in left]
    if gone:
        words = _("These lines are not among the rejected rows that are left: %(lines)s.")
        raise Conflict(words % {"lines": ", ".join(map(str, gone))})
    unknown = sorted({column for row in asked for column in row["cells"] if column not in header})
    if unknown:
        words = _("The file has no column %(names)s.") % {"names": ", ".join(unknown)}
        raise ValidationError({"rows": [words]})
    return {row["line"]: list((left[row["line"]] | row["cells"]).values()) for row in asked}
