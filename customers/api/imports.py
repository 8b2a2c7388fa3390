"""The ledger of imports: what each brought, how far it is, its rejected rows, undo; and the sources."""

from typing import Any

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from churn_crm import clock
from customers.imports import ages, ledger, running, undo
from customers.imports.kinds import kinds
from customers.imports.labels import KINDS as LABELS
from customers.models import Import, ImportSource
from customers.tasks import enqueue_undo
from staff.api import MayUse, asker, only
from staff.exporting import check_own_file
from staff.problems import Conflict
from staff.roles import DECIDERS, Role

READERS: list[Any] = [MayUse, only(*DECIDERS, Role.AUDITOR)]
WRITERS: list[Any] = [MayUse, only(*DECIDERS)]
KIND_CHOICES = [(kind.name, kind.label or LABELS.get(kind.name, kind.name)) for kind in kinds()]


class ImportSerializer(serializers.ModelSerializer[Import]):
    """share: how much of it is done, 0 to 1 · newest_fact: the day of the newest thing that it told."""

    by = serializers.CharField(source="by.username", default=None, read_only=True)

    class Meta:
        model = Import
        fields = (
            "id",
            "kind",
            "file_name",
            "source",
            "state",
            "step",
            "share",
            "by",
            "day",
            "automations",
            "started_at",
            "finished_at",
            "rows_expected",
            "rows_removed",
            "rows_read",
            "rows_created",
            "rows_updated",
            "rows_unchanged",
            "rows_rejected",
            "newest_fact",
            "error",
            "undo_wanted_at",
            "undone_at",
        )


class Imports(generics.ListAPIView[Import]):
    """The ledger of imports, by id."""

    serializer_class = ImportSerializer
    permission_classes = READERS
    queryset = Import.objects.select_related("by")


class OneImport(generics.RetrieveAPIView[Import]):
    """One import: how far it is, and what became of it."""

    serializer_class = ImportSerializer
    permission_classes = READERS
    queryset = Import.objects.select_related("by")


class ImportCancelled(APIView):
    """An import that is stopped."""

    permission_classes = WRITERS

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Stop it at its next word; what it has written goes again. Done already: nothing happens."""
        running.cancel(record=get_object_or_404(Import, pk=pk))
        return accepted(pk)


class ImportUndone(APIView):
    """An import that is taken back."""

    permission_classes = WRITERS

    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Have it taken back by a worker; what was edited since stays. 409 when it no longer can be."""
        record = get_object_or_404(Import, pk=pk)
        if running.ask_undo(record=record, by=asker(request)):
            enqueue_undo(record)
        elif not (record.undo_wanted_at or record.undone_at or undo.can_undo(record)):
            raise Conflict(_("This import can no longer be undone."))
        return accepted(pk)


def accepted(pk: int) -> Response:
    record = Import.objects.select_related("by").get(pk=pk)
    return Response(ImportSerializer(record).data, status=status.HTTP_202_ACCEPTED)


class Rejects(APIView):
    """The rejected rows of one import."""

    permission_classes = READERS

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The rejected rows with the reasons, as CSV that can be imported again. 404 when there are none."""
        check_own_file(asker(request))
        path = ledger.rejects_path(get_object_or_404(Import, pk=pk))
        if not path.is_file():
            raise Http404
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv")


class AutomationsSerializer(serializers.Serializer[Any]):
    automations = serializers.BooleanField()


class Automations(APIView):
    """Whether messages may follow an import."""

    permission_classes = WRITERS

    @extend_schema(request=AutomationsSerializer, responses=ImportSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Whether lapses that began before this import get messages, from the next night on."""
        record = get_object_or_404(Import.objects.select_related("by"), pk=pk, state=Import.State.DONE)
        wish = AutomationsSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        ledger.set_automations(record=record, on=wish.validated_data["automations"])
        record.refresh_from_db()
        return Response(ImportSerializer(record).data)


class AgeSerializer(serializers.Serializer[Any]):
    """How old the newest fact is: `days`; older than `usual` is stale."""

    newest = serializers.DateField()
    days = serializers.IntegerField()
    usual = serializers.IntegerField()
    stale = serializers.BooleanField()


class SourceSerializer(serializers.ModelSerializer[ImportSource]):
    age = serializers.SerializerMethodField(help_text="null while it has told nothing")
    kind = serializers.ChoiceField(KIND_CHOICES)

    class Meta:
        model = ImportSource
        fields = ("id", "name", "kind", "create_customers", "active", "age")
        read_only_fields = ("active",)

    @extend_schema_field(AgeSerializer(allow_null=True))
    def get_age(self, source: ImportSource) -> Any:
        found = self.context["ages"].get(source.name)
        return AgeSerializer(found).data if found else None


class Sources(generics.ListAPIView[ImportSource]):
    """Systems whose folder is watched for files, each with the age of its newest fact."""

    serializer_class = SourceSerializer
    permission_classes = READERS
    queryset = ImportSource.objects.all()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "ages": ages.ages(as_of=clock.today())}

    @extend_schema(request=SourceSerializer, responses={201: SourceSerializer})
    def post(self, request: Request) -> Response:
        """Watch the folder of this name from now on."""
        if not asker(request).decides:
            self.permission_denied(request)
        wish = self.get_serializer(data=request.data)
        wish.is_valid(raise_exception=True)
        wish.save(by=asker(request))
        return Response(wish.data, status=status.HTTP_201_CREATED)


class SwitchSerializer(serializers.Serializer[Any]):
    active = serializers.BooleanField()


class OneSource(APIView):
    """One watched source."""

    permission_classes = WRITERS

    @extend_schema(request=SwitchSerializer, responses=SwitchSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Watch it no more, or again."""
        source = get_object_or_404(ImportSource, pk=pk)
        wish = SwitchSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        source.active = wish.validated_data["active"]
        source.save(update_fields=["active"])
        return Response(wish.data)
