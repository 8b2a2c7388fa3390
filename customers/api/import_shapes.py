"""What is said about an uploaded file on its way to becoming an import, as JSON."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.api.imports import KIND_CHOICES
from customers.imports import drafts, mapping, peek
from customers.imports.preview import Preview
from customers.imports.service import wanted
from customers.models import ImportDraft

SHAPE = ("encoding", "delimiter", "sheet", "header_row", "dates")
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
