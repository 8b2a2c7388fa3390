"""A file on its way to becoming an import: upload, columns, preview, start. Nothing is written before."""

import csv
import io
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, parsers, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from customers.api.imports import KIND_CHOICES, ImportSerializer
from customers.import_forms import ShapeForm, UploadForm
from customers.imports import ImportRefused, choosing, drafts, ledger, mapping, mending, peek
from customers.imports.preview import Preview
from customers.imports.service import wanted
from customers.models import Import, ImportDraft
from customers.tasks import enqueue
from staff.api import MayUse, asker, only
from staff.problems import Conflict
from staff.roles import DECIDERS

MOST_ROWS = 50_000
SHAPE = ("encoding", "delimiter", "sheet", "header_row", "dates")
# Rows that came as JSON need no guessing, and teach nothing about somebody's files.
AS_CSV = {"encoding": "utf-8", "delimiter": ",", "header_row": 1, "remember": False}
OPTIONS = ("create_customers", "automations", "overwrite", "remember")


class ColumnSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    samples = serializers.ListField(child=serializers.CharField())
    field = serializers.CharField(help_text="of ours; empty: not imported")
    problem = serializers.CharField()


class DraftSerializer(serializers.ModelSerializer[ImportDraft]):
    """problem: why it cannot be imported yet · fields: ours, for the mapping · owners: words whose person may
    be named in people, known after a preview.
    """

    columns = serializers.SerializerMethodField()
    fields_known = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()
    owners = serializers.SerializerMethodField()

    class Meta:
        model = ImportDraft
        fields = (
            "id",
            "kind",
            "source",
            "file_name",
            "size",
            *SHAPE,
            "columns",
            "fields_known",
            "problem",
            "owners",
            "people",
            *OPTIONS,
            "record",
        )

    def to_representation(self, instance: ImportDraft) -> dict[str, Any]:
        return {**super().to_representation(instance), **drafts.values(instance)}

    @extend_schema_field(ColumnSerializer(many=True))
    def get_columns(self, draft: ImportDraft) -> Any:
        problems, samples = mapping.problems(draft), draft.found["samples"]
        return [
            {
                "name": column,
                "samples": peek.shown(samples[place]) if place < len(samples) else [],
                "field": draft.mapping.get(column, ""),
                "problem": problems.get(column, ""),
            }
            for place, column in enumerate(draft.found["header"])
        ]

    def get_fields_known(self, draft: ImportDraft) -> dict[str, bool]:
        """Name → whether it is required."""
        return {field.name: field.required for field in wanted(draft.kind).fed}

    def get_problem(self, draft: ImportDraft) -> str:
        return mapping.problems(draft).get("", "")

    def get_owners(self, draft: ImportDraft) -> list[str]:
        return list(draft.found.get("owners", []))


class UploadAsked(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(KIND_CHOICES)
    source = serializers.CharField(max_length=40, required=False, allow_blank=True)  # type: ignore[assignment]
    file = serializers.FileField(help_text="CSV (also .gz), xlsx or Parquet")
    mapping = serializers.JSONField(required=False, help_text='{"their column": "our field, or empty"}')


class DraftAsked(serializers.Serializer[Any]):
    """How the file is read, which column is which field, and what the import may do."""

    source = serializers.CharField(max_length=40, required=False, allow_blank=True)  # type: ignore[assignment]
    encoding = serializers.CharField(max_length=20, required=False, allow_blank=True)
    delimiter = serializers.CharField(max_length=1, required=False, allow_blank=True, trim_whitespace=False)
    sheet = serializers.CharField(max_length=100, required=False, allow_blank=True)
    header_row = serializers.IntegerField(required=False, min_value=1)
    dates = serializers.ChoiceField(ImportDraft.Dates.choices, required=False, allow_blank=True)
    mapping = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        help_text="their column → our field, or empty",
    )
    people = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        help_text="word for an owner → user name",
    )
    create_customers = serializers.BooleanField(required=False)
    automations = serializers.BooleanField(
        required=False, help_text="whether lapses that began earlier get messages"
    )
    overwrite = serializers.BooleanField(required=False, help_text="with empty cells too")
    remember = serializers.BooleanField(required=False)


class RowErrorSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    column = serializers.CharField()
    cell = serializers.CharField()
    reason = serializers.CharField()


class PreviewSerializer(serializers.Serializer[Any]):
    """read = created + updated + unchanged + rejected; whole: of the whole file, not of its first rows."""

    read = serializers.IntegerField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()
    whole = serializers.BooleanField()
    expected = serializers.IntegerField(help_text="rows of the whole file")
    errors = RowErrorSerializer(many=True)  # type: ignore[assignment]
    wrong = serializers.DictField(child=serializers.IntegerField(), help_text="column → unreadable cells")
    unknown_owners = serializers.SerializerMethodField()
    notes = serializers.ListField(child=serializers.CharField())

    def get_unknown_owners(self, found: Preview) -> dict[str, int]:
        return dict(found.unknown_owners)


class Drafts(generics.ListAPIView[ImportDraft]):
    """The asker's files that are not imported yet."""

    serializer_class = DraftSerializer
    permission_classes = [MayUse, only(*DECIDERS)]
    parser_classes = [parsers.MultiPartParser]
    queryset = ImportDraft.objects.none()

    def get_queryset(self) -> QuerySet[ImportDraft]:
        return choosing.open_drafts(asker(self.request))

    @extend_schema(request={"multipart/form-data": UploadAsked}, responses={201: DraftSerializer})
    def post(self, request: Request) -> Response:
        """Upload a file. The answer says how it is read and which of our fields its columns feed."""
        wish = UploadAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        form = UploadForm(request.data, request.FILES)
        if not form.is_valid():
            raise ValidationError(asking.errors_of(form))
        said = form.cleaned_data
        try:
            draft = drafts.upload(
                kind=said["kind"], file=said["file"], source=said["source"], by=asker(request)
            )
        except ImportRefused as refused:
            raise ValidationError({"file": [str(refused)]}) from refused
        map_given(draft, wish.validated_data.get("mapping", {}))
        return Response(DraftSerializer(draft).data, status=status.HTTP_201_CREATED)


def map_given(draft: ImportDraft, given: Any) -> None:
    """Raises ValidationError for a column or a field that there is not."""
    if not isinstance(given, dict):
        raise ValidationError({"mapping": [_("Write it as {“their column”: “our field”}.")]})
    names = {"", *(field.name for field in wanted(draft.kind).fed)}
    wrong = [column for column in given if column not in draft.found["header"]]
    wrong += [name for name in given.values() if name not in names]
    if wrong:
        raise ValidationError(
            {
                "mapping": [
                    _("Neither a column nor a field: %(words)s.") % {"words": ", ".join(map(str, wrong))}
                ]
            }
        )
    choosing.map_columns(draft, given)


class OneDraft(generics.RetrieveAPIView[ImportDraft]):
    """One uploaded file of the asker's."""

    serializer_class = DraftSerializer
    permission_classes = [MayUse, only(*DECIDERS)]
    queryset = ImportDraft.objects.none()

    def get_queryset(self) -> QuerySet[ImportDraft]:
        return choosing.open_drafts(asker(self.request))

    @extend_schema(request=DraftAsked, responses=DraftSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Say otherwise how the file is read, which column is which field, and what the import may do."""
        draft = self.get_object()
        wish = DraftAsked(data=request.data, partial=True)
        wish.is_valid(raise_exception=True)
        said = wish.validated_data
        draft.source = said.get("source", draft.source)
        reshape(draft, {name: said[name] for name in SHAPE if name in said})
        map_given(draft, said.get("mapping", {}))
        choose(draft, said)
        return Response(self.get_serializer(draft).data)


def reshape(draft: ImportDraft, said: dict[str, Any]) -> None:
    """Raises ValidationError for what the file cannot be read as."""
    if not said:
        return
    values = {name: getattr(draft, name) for name in SHAPE} | {
        "header_row": drafts.values(draft)["header_row"]
    }
    form = ShapeForm(
        {name: as_chosen(draft, name, value) for name, value in (values | said).items()}, instance=draft
    )
    if not form.is_valid():
        raise ValidationError(asking.errors_of(form))
    try:
        choosing.reread(form)
    except ImportRefused as refused:
        raise ValidationError(str(refused)) from refused


def as_chosen(draft: ImportDraft, name: str, value: Any) -> Any:
    """What was found is no choice: the form knows it as empty."""
    found = draft.found | {"sheet": next(iter(draft.found["sheets"]), "")}
    return "" if name in ("encoding", "delimiter", "sheet") and value == found[name] else value


def choose(draft: ImportDraft, said: dict[str, Any]) -> None:
    """What the import may do, and who is meant by an owner that we do not know."""
    options = choosing.options_of(draft)
    people = said.get("people", {})
    data = {name: said.get(name, getattr(draft, name)) for name in OPTIONS}
    data |= {name: people.get(owner, draft.people.get(owner, "")) for name, owner in options.owners.items()}
    options = choosing.options_of(draft, data)
    if not options.is_valid():
        raise ValidationError(asking.errors_of(options, lambda name: options.owners.get(name, name)))
    options.save()


class DraftPreview(APIView):
    """What an import would do."""

    permission_classes = [MayUse, only(*DECIDERS)]

    @extend_schema(responses=PreviewSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Counts and first errors, by the import itself over the first 50,000 rows; nothing stays."""
        draft = get_object_or_404(choosing.open_drafts(asker(request)), pk=pk)
        if ledger.is_busy(draft.kind):
            raise Conflict(_("An import of this kind is under way. Try again when it is done."))
        try:
            found = choosing.looked_ahead(draft)
        except ImportRefused as refused:
            raise ValidationError(str(refused)) from refused
        return Response(PreviewSerializer(found).data)


class DraftStarted(APIView):
    """A file that becomes an import."""

    permission_classes = [MayUse, only(*DECIDERS)]

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Start the import; follow it under imports/{id}/. Once more answers with the same import."""
        draft = get_object_or_404(ImportDraft.objects.filter(by=asker(request)), pk=pk)
        if not choosing.can_start(draft):
            raise ValidationError({"mapping": list(mapping.problems(draft).values())})
        return started(draft)


def started(draft: ImportDraft) -> Response:
    record = drafts.start(draft=draft)
    enqueue(record)
    return Response(ImportSerializer(record).data, status=status.HTTP_202_ACCEPTED)


class ImportAgain(APIView):
    """The same file once more."""

    permission_classes = [MayUse, only(*DECIDERS)]

    @extend_schema(request=None, responses={201: DraftSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """A draft of the same file with the same choices, to be looked at before it is imported once more."""
        try:
            draft = mending.again(record=get_object_or_404(Import, pk=pk), by=asker(request))
        except ImportRefused as refused:
            raise Conflict(str(refused)) from refused
        return Response(DraftSerializer(draft).data, status=status.HTTP_201_CREATED)


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

    permission_classes = [MayUse, only(*DECIDERS)]

    @extend_schema(request=RowsAsked, responses={202: ImportSerializer})
    def post(self, request: Request) -> Response:
        """Import up to 50,000 rows as a file would be: the same rows again change nothing, rejected ones
        are listed, all is undone in one step. Follow it under imports/{id}/.
        """
        wish = RowsAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        said = wish.validated_data
        known = {field.name for field in wanted(said["kind"]).fed}
        names = list(dict.fromkeys(name for row in said["rows"] for name in row))
        unknown = [name for name in names if name not in known]
        if unknown:
            raise ValidationError(
                {"rows": [_("There is no field %(names)s.") % {"names": ", ".join(unknown)}]}
            )
        try:
            draft = drafts.from_chunks(
                kind=said["kind"],
                name="rows.csv",
                chunks=[as_csv(names, said["rows"])],
                source=said["source"],
                by=asker(request),
                chosen=AS_CSV | {name: said[name] for name in OPTIONS if name in said},
            )
        except ImportRefused as refused:
            raise ValidationError({"rows": [str(refused)]}) from refused
        draft.found["rows"] = len(said["rows"])
        choosing.map_columns(draft, {name: name for name in names})
        if not choosing.can_start(draft):
            words = list(mapping.problems(draft).values())
            drafts.discard(draft)
            raise ValidationError({"rows": words})
        return started(draft)


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
