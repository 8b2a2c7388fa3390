"""The history of templates, written by triggers like that of customers: see docs/design/history.md."""

import pghistory

from customers.models.history import recorded
from outbox.models.templates import Template

TemplateEvent = recorded(
    Template,
    of="pgh_obj",
    exclude=("changed_by", "changed_at", "version"),
    inserts=pghistory.InsertEvent(),
)
