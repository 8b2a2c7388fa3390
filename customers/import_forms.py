"""The wizard's forms. Which kinds and fields there are, the kinds say."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.imports.kinds import kinds
from customers.imports.labels import kind_label
from customers.models import ImportDraft
from staff.models import User

MOST_BYTES = 4 << 30
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("gb18030", "GB18030 (GBK)"),
    ("big5", "Big5"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("cp1252", "Western (Windows-1252)"),
)
DELIMITERS = (
    (",", lazy("Comma")),
    (";", lazy("Semicolon")),
    ("\t", lazy("Tab")),
    ("|", lazy("Bar")),
)


class UploadForm(forms.Form):
    """Which kind of record, from which system, in which file."""

    kind = forms.ChoiceField(label=lazy("What is in it"))
    source = forms.CharField(
        label=lazy("Source"),
        max_length=40,
        required=False,
        help_text=lazy("The till, shop or garage system it comes from. Order numbers are unique within it."),
    )
    file = forms.FileField(
        label=lazy("File"), help_text=lazy("CSV (also .gz), Excel (.xlsx) or Parquet, up to 4 GB.")
    )

    def __init__(self, *args: Any, sources: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind_label(kind.name)) for kind in kinds()]  # type: ignore[attr-defined]
        self.fields["source"].widget.attrs["list"] = "sources"
        self.sources = list(sources)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file has more than 4 GB: split it."))
        return file


class ShapeForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the file is read; an empty choice is what was found."""

    class Meta:
        model = ImportDraft
        fields = ["encoding", "delimiter", "sheet", "header_row", "dates"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.instance.found
        self.fields["encoding"] = choice(lazy("Encoding"), ENCODINGS, found["encoding"])
        self.fields["delimiter"] = choice(lazy("Separator"), DELIMITERS, found["delimiter"])
        sheets = [(name, name) for name in found["sheets"]]
        self.fields["sheet"] = choice(lazy("Sheet"), sheets, next(iter(found["sheets"]), ""))
        self.fields["header_row"] = forms.IntegerField(
            label=lazy("Header in row"), min_value=1, max_value=1_000_000
        )
        self.initial["header_row"] = self.instance.header_row or found["header_row"]
        for name, known in (("encoding", "encoding"), ("delimiter", "delimiter"), ("sheet", "sheets")):
            if not found[known]:
                del self.fields[name]


def choice(label: Any, options: Iterable[tuple[str, Any]], found: str) -> forms.ChoiceField:
    """A choice whose first entry is what was found."""
    named = dict(options)
    first = _("%(found)s (found)") % {"found": named.get(found, found)}
    return forms.ChoiceField(
        label=label,
        choices=[("", first), *((value, words) for value, words in named.items() if value != found)],
        required=False,
    )


class OptionsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the import may do; only what this kind knows is asked."""

    class Meta:
        model = ImportDraft
        fields = ["create_customers", "automations", "overwrite", "whole", "remember"]

    def __init__(
        self, *args: Any, names: Sequence[str], facts: bool, sets: bool, owners: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if "customer" not in names:
            del self.fields["create_customers"]
        if not facts:
            del self.fields["automations"]
        if not sets:
            del self.fields["whole"]
        for option in self.fields.values():
            option.widget.attrs["class"] = "form-check-input"
        active = User.objects.filter(is_active=True).order_by("name")
        people = [("", _("Leave to the pool owner")), *((user.username, str(user)) for user in active)]
        self.owners = {f"who-{place}": owner for place, owner in enumerate(owners)}
        for name, owner in self.owners.items():
            self.fields[name] = forms.ChoiceField(label=owner, choices=people, required=False)
            self.initial[name] = self.instance.people.get(owner, "")

    def save(self, commit: bool = True) -> ImportDraft:
        people = {owner: self.cleaned_data[name] for name, owner in self.owners.items()}
        self.instance.people = self.instance.people | people
        super().save(commit=False)
        if commit:
            # Only what was asked here: another click may have started the import since the draft was read.
            self.instance.save(update_fields=["people", *(set(self.fields) - set(self.owners))])
        return self.instance
