"""What stands around an import: the uploaded file and its choices, mappings remembered, what undo needs."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.imports import Import
from staff.models import User


class ImportDraft(models.Model):
    """An uploaded file with what was found in it and what the person chose. One draft is imported once.

    found: {"encoding", "delimiter", "header_row", "sheet", "sheets", "header", "samples"}; an empty choice
    means what was found. mapping: their column → our field, "" leaves it out. people: a word for an owner →
    user name.
    """

    class Dates(models.TextChoices):
        FOUND = "", _("Find out")
        DAY_FIRST = "dmy", _("Day first: 31/1/2026")
        MONTH_FIRST = "mdy", _("Month first: 1/31/2026")

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)  # bytes
    by = models.ForeignKey(User, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    source = models.CharField(_("source"), max_length=40, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("separator"), max_length=1, blank=True)
    header_row = models.PositiveIntegerField(_("header in row"), default=0)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    dates = models.CharField(_("dates"), max_length=3, choices=Dates.choices, default="", blank=True)
    found = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    people = models.JSONField(default=dict)
    create_customers = models.BooleanField(default=False)
    automations = models.BooleanField(default=False)
    overwrite = models.BooleanField(default=False)  # with empty cells
    # The file holds all lines of the orders that it names: others of them go.
    whole = models.BooleanField(default=True, db_default=True)
    remember = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    record = models.OneToOneField(
        Import, on_delete=models.SET_NULL, related_name="draft", null=True, blank=True
    )
    # Rejected rows of that import, mended on its page.
    mends = models.ForeignKey(Import, on_delete=models.SET_NULL, related_name="mended", null=True, blank=True)
    mended_lines = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.file_name


class ImportMapping(models.Model):
    """How columns were mapped last time a file of this kind and source had this header."""

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=40, blank=True)
    header = models.JSONField()
    header_hash = models.CharField(max_length=64)  # SHA-256 in hexadecimal
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "header_hash"], name="one_mapping_per_header")
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.source}"


class ImportChange(models.Model):
    """What an import did to one row, so that it can be taken back.

    before, after: the whole row; before is null for a row that was made, and only tables without came_from
    list those. A line without a table marks a transaction that wrote: its xmin is that of the rows it made.
    """

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(Import, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    table_name = models.CharField(max_length=63, blank=True)
    row = models.BigIntegerField(default=0)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        # An import's rows lie together: block ranges find them, and cost nothing to write.
        indexes = [BrinIndex(fields=["record"], name="import_change_record")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row}"


class ImportKept(models.Model):
    """A row that undo left as it is, and why."""

    class Reason(models.TextChoices):
        EDITED = "edited", _("changed since")
        REFERRED = "referred", _("something later refers to it")

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="kept")
    table_name = models.CharField(max_length=63)
    row = models.BigIntegerField()
    what = models.CharField(max_length=200)
    reason = models.CharField(max_length=10, choices=Reason.choices)

    def __str__(self) -> str:
        return self.what
