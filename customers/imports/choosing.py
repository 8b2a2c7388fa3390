"""What a person chooses about an uploaded file, on the wizard's pages and over HTTP: kept at once."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from customers.import_forms import OptionsForm, ShapeForm
from customers.imports import drafts, mapping
from customers.imports.errors import ImportRefused
from customers.imports.preview import Preview, preview
from customers.imports.service import wanted
from customers.models import ImportDraft
from staff.models import User


def open_drafts(user: User) -> QuerySet[ImportDraft]:
    """A draft is its owner's until it is imported."""
    return ImportDraft.objects.filter(by=user, record=None)


def reread(form: ShapeForm) -> None:
    """Look into the file anew, as the form says. Raises ImportRefused; then the draft is what it was."""
    draft: ImportDraft = form.instance
    before = ImportDraft.objects.get(pk=draft.pk)
    try:
        drafts.look_into(draft)
    except ImportRefused:
        draft.encoding, draft.delimiter = before.encoding, before.delimiter
        draft.sheet, draft.header_row = before.sheet, before.header_row
        raise


def map_columns(draft: ImportDraft, chosen: Mapping[str, str]) -> None:
    """Their column → our field; what is no field of the kind leaves the column out. Saves."""
    names = {field.name for field in wanted(draft.kind).fields}
    for column in draft.found["header"]:
        if column in chosen:
            draft.mapping[column] = chosen[column] if chosen[column] in names else ""
    draft.save()


def options_of(draft: ImportDraft, data: Any = None) -> OptionsForm:
    """What the import may do, as far as its kind knows it, and who is meant by unknown owners."""
    kind = wanted(draft.kind)
    return OptionsForm(
        data,
        instance=draft,
        names=[field.name for field in kind.fed],
        facts=bool(kind.write.newest),
        sets=kind.trim is not None,
        owners=draft.found.get("owners", []),
    )


def looked_ahead(draft: ImportDraft) -> Preview:
    """What the import would do. Kept: whom to ask for, and how many rows the progress bar expects.

    Raises ImportRefused.
    """
    found = preview(wish=drafts.wish_of(draft))
    known = [owner for owner, person in draft.people.items() if person]
    draft.found["owners"] = list(dict.fromkeys([*known, *(word for word, _count in found.unknown_owners)]))
    draft.found["rows"] = found.expected
    draft.save(update_fields=["found"])
    return found


def can_start(draft: ImportDraft) -> bool:
    return draft.record_id is not None or not mapping.problems(draft)
