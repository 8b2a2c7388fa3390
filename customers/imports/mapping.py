"""Their columns and our fields: what is proposed, what is wrong with a choice, what is remembered."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from churn_crm import clock
from customers.imports.columns import REJECT_COLUMNS, Field
from customers.imports.labels import field_label
from customers.imports.service import wanted
from customers.imports.values import same
from customers.models import ImportDraft, ImportMapping


def proposed(header: Sequence[str], fields: Sequence[Field], known: Mapping[str, str]) -> dict[str, str]:
    """Their column → our field, "" where nothing is known: as it was before, else by name, then by alias."""
    names = {field.name for field in fields}
    mapping = {column: known[column] for column in header if known.get(column, "?") in {*names, ""}}
    taken = set(mapping.values())
    for field in fields:
        words = ({same(field.name)}, {same(alias) for alias in field.aliases})
        if field.name in taken:
            continue
        for candidates in words:
            free = [column for column in header if column not in mapping and same(column) in candidates]
            if free:
                mapping[free[0]] = field.name
                break
    return {column: mapping.get(column, "") for column in header}


def problems(draft: ImportDraft) -> dict[str, str]:
    """What is wrong with the mapping: column → words; "" → a missing required field, or the header itself."""
    kind = wanted(draft.kind)
    chosen: dict[str, list[str]] = {}
    for column, name in draft.mapping.items():
        if name:
            chosen.setdefault(name, []).append(column)
    if draft.found["problem"]:
        return {"": draft.found["problem"]}
    found = {
        column: _("Also mapped from %(column)s: choose one.")
        % {"column": others[0] if column != others[0] else others[1]}
        for others in chosen.values()
        if len(others) > 1
        for column in others
    }
    missing = [field_label(field) for field in kind.fed if field.required and field.name not in chosen]
    if missing:
        found[""] = _("No column yet for: %(fields)s.") % {"fields": ", ".join(missing)}
    return found


def hash_of(header: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(header), ensure_ascii=False).encode()).hexdigest()


def recall(draft: ImportDraft) -> dict[str, str] | None:
    """The mapping of the last file of this kind with this header, best of this source."""
    known = ImportMapping.objects.filter(kind=draft.kind, header_hash=hash_of(own_columns(draft)))
    found = known.filter(source=draft.source).first() or known.order_by("-used_at").first()
    return found.mapping if found else None


def own_columns(draft: ImportDraft) -> list[str]:
    """Its header without what our file of rejected rows adds in front."""
    return [column for column in draft.found["header"] if column not in REJECT_COLUMNS]


def remember(draft: ImportDraft) -> None:
    header = own_columns(draft)
    ImportMapping.objects.update_or_create(
        kind=draft.kind,
        source=draft.source,
        header_hash=hash_of(header),
        defaults={"header": header, "mapping": draft.mapping, "used_at": clock.now()},
    )
