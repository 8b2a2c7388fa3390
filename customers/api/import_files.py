"""A file on its way to becoming an import: upload, columns, preview, start. Nothing is written before."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, parsers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api import asking
from customers.api.import_shapes import (
    OPTIONS,
    SHAPE,
    DraftAsked,
    DraftSerializer,
    PreviewSerializer,
    UploadAsked,
)
from customers.api.imports import WRITERS, ImportSerializer
from customers.import_forms import ShapeForm, UploadForm
from customers.imports import ImportRefused, choosing, drafts, ledger, mapping, mending
from customers.imports.service import wanted
from customers.models import Import, ImportDraft
from customers.tasks import enqueue
from staff.api import asker
from staff.problems import Conflict


class Drafts(generics.ListAPIView[ImportDraft]):
    """The asker's files that are not imported yet."""

    serializer_class = DraftSerializer
    permission_classes = WRITERS
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
    permission_classes = WRITERS
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

    permission_classes = WRITERS

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

    permission_classes = WRITERS

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

    permission_classes = WRITERS

    @extend_schema(request=None, responses={201: DraftSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """A draft of the same file with the same choices, to be looked at before it is imported once more."""
        try:
            draft = mending.again(record=get_object_or_404(Import, pk=pk), by=asker(request))
        except ImportRefused as refused:
            raise Conflict(str(refused)) from refused
        return Response(DraftSerializer(draft).data, status=status.HTTP_201_CREATED)
