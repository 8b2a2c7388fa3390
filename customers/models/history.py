"""The history of what people change: written by triggers, and nobody can change or delete it.

An event holds the row as it was: before an update or a deletion, after an insertion. What came of an update
is the next event of the same record, or the record itself. See docs/design/history.md.
"""

from typing import Any

import pghistory
import pgtrigger
from django.db import models

from customers.models.custom import CustomField
from customers.models.duplicates import ExternalIdentity
from customers.models.facts import VisitType
from customers.models.lines import StaffLine
from customers.models.profile import Asset, Contact, Customer
from customers.models.tags import CustomerTag, Tag

# What people add on a page or through the API; what files bring is in the ledger of imports.
BY_PEOPLE = pgtrigger.Condition(
    "NULLIF(current_setting('pghistory.context_metadata', TRUE), '')::jsonb ->> 'way' IN ('screen', 'api')"
)

# TRUNCATE passes triggers on rows by. Only the suite may empty these tables, in a database that Django has
# named test_…: nobody but its owner can rename a database, and who owns a table can drop its triggers anyway.
# On a server the program works under a role that owns nothing: see customers/history/rights.py.
NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func=r"""
        IF current_database() NOT LIKE 'test\_%' THEN
            RAISE EXCEPTION 'history: % is append-only and cannot be truncated', TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    """,
)


def recorded(
    model: type[models.Model], *, of: str = "customer", exclude: tuple[str, ...] = (), inserts: Any = None
) -> Any:
    """The event model of `model`. of: the column by which its history is read; inserts: also tracks these."""
    name = f"{model.__name__}Event"
    trackers = [
        pghistory.UpdateEvent(row=pghistory.Old),
        pghistory.DeleteEvent(),
        *([inserts] if inserts else []),
    ]
    return pghistory.create_event_model(
        model,
        *trackers,
        model_name=name,
        abstract=False,
        append_only=True,
        exclude=list(exclude),
        obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+", db_index=False),
        context_field=pghistory.ContextJSONField(),
        # None leaves it out, says its docstring.
        context_id_field=None,  # type: ignore[arg-type]
        attrs={"pgh_id": models.BigAutoField(primary_key=True)},
        meta={"indexes": indexes(name.lower(), of), "triggers": [NO_TRUNCATE]},
    )


def indexes(name: str, of: str) -> list[models.Index]:
    """One to page through what happened, one to find what a record became next."""
    found = [models.Index(fields=[of, "-pgh_created_at", "-pgh_id"], name=f"{name}_read")]
    return [*found, models.Index(fields=["pgh_obj", "pgh_id"], name=f"{name}_next")]


CustomerEvent = recorded(Customer, of="pgh_obj", exclude=("created_at", "came_from"))
ContactEvent = recorded(Contact, inserts=pghistory.InsertEvent(condition=BY_PEOPLE))
AssetEvent = recorded(Asset, inserts=pghistory.InsertEvent(condition=BY_PEOPLE))
StaffLineEvent = recorded(StaffLine, inserts=pghistory.InsertEvent())
CustomerTagEvent = recorded(CustomerTag, inserts=pghistory.InsertEvent())
ExternalIdentityEvent = recorded(ExternalIdentity, inserts=pghistory.InsertEvent(condition=BY_PEOPLE))
CustomFieldEvent = recorded(CustomField, of="pgh_obj", inserts=pghistory.InsertEvent())
TagEvent = recorded(Tag, of="pgh_obj", inserts=pghistory.InsertEvent())
VisitTypeEvent = recorded(VisitType, of="pgh_obj", inserts=pghistory.InsertEvent())
