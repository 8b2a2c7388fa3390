"""Many facts at once as JSON, imported as a file of them would be."""

import csv
import io
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.import_files import started
from customers.api.import_shapes import OPTIONS
from customers.api.imports import KIND_CHOICES, WRITERS, ImportSerializer
from customers.imports import ImportRefused, choosing, drafts, mapping
from customers.imports.service import wanted
from customers.models import ImportDraft
from staff.api import asker
from staff.models import User

MOST_ROWS = 50_000
# Rows that came as JSON need no guessing, and teach nothing about somebody's files.
AS_CSV = {"encoding": "utf-8", "delimiter": ",", "header_row": 1, "remember": False}


class RowsAsked(serializers.Serializer[Any]):
    """Facts as JSON: our own field names, as the kind's draft lists them."""

    kind = serializers.ChoiceField(KIND_CHOICES)
    source = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)  # type: ignore[assignment]
    rows = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=MOST_ROWS)
    create_customers = serializers.BooleanField(default=False)
    automations = serializers.BooleanField(default=False)
    overwrite = serializers.BooleanField(default=False)


class Rows(APIView):
    """Many facts at once, without a file."""

    permission_classes = WRITERS

    @extend_schema(request=RowsAsked, responses={202: ImportSerializer})
    def post(self, request: Request) -> Response:
        """Import up to 50,000 rows as a file would be: the same rows again change nothing, rejected ones
        are listed, all is undone in one step. Follow it under imports/{id}/.
        """
        wish = RowsAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        said = wish.validated_data
        draft = draft_of(said, by=asker(request))
        if not choosing.can_start(draft):
            words = list(mapping.problems(draft).values())
            drafts.discard(draft)
            raise ValidationError({"rows": words})
        return started(draft)


def draft_of(said: dict[str, Any], *, by: User) -> ImportDraft:
    """The rows as an uploaded file, each field its own column. Raises ValidationError."""
    names = list(dict.fromkeys(name for row in said["rows"] for name in row))
    refuse_unknown(names, said["kind"])
    try:
        draft = drafts.from_chunks(
            kind=said["kind"],
            name="rows.csv",
            chunks=[as_csv(names, said["rows"])],
            source=said["source"],
            by=by,
            chosen=AS_CSV | {name: said[name] for name in OPTIONS if name in said},
        )
    except ImportRefused as refused:
        raise ValidationError({"rows": [str(refused)]}) from refused
    draft.found["rows"] = len(said["rows"])
    choosing.map_columns(draft, {name: name for name in names})
    return draft


def refuse_unknown(names: list[str], kind: str) -> None:
    known = {field.name for field in wanted(kind).fed}
    unknown = [name for name in names if name not in known]
    if unknown:
        words = _("There is no field %(names)s.") % {"names": ", ".join(unknown)}
        raise ValidationError({"rows": [words]})


def as_csv(names: list[str], rows: list[dict[str, Any]]) -> bytes:
    """Raises ValidationError for a value that is no single one."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for place, row in enumerate(rows):
        if any(isinstance(value, dict | list) for value in row.values()):
            raise ValidationError(
                {"rows": [_("Row %(row)d holds more than single values.") % {"row": place}]}
            )
        writer.writerow([in_csv(row.get(name)) for name in names])
    return text.getvalue().encode()


def in_csv(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
