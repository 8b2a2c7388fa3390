"""What people change of a visit by hand: kept as what it held before and after, and put back from that."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from churn_crm import clock
from customers.models import Visit, VisitCorrection, VisitDetail, VisitLine, VisitType
from staff.models import User

State = dict[str, Any]
VISIT = ("day", "at", "amount", "discount", "cancelled", "type", "branch", "asset", "technician", "number")
DETAIL = (
    *("estimate", "standard_hours", "actual_hours", "part_grade", "grade_agreed", "inspected", "comeback_of"),
    *("payment", "paid_on", "note"),
)
LINE = ("category", "text", "quantity", "amount", "discount")
LINES = "lines"


def state_of(visit: Visit) -> State:
    """All that a form can change of it, as JSON holds it; references by their key, all lines as one value."""
    held: State = dict(Visit.objects.values(*VISIT).get(pk=visit.pk))
    fields = VisitDetail._meta.concrete_fields
    empty = {one.name: one.get_default() for one in fields if one.name in DETAIL}
    held |= VisitDetail.objects.filter(visit=visit).values(*DETAIL).first() or empty
    held[LINES] = list(VisitLine.objects.filter(visit=visit).order_by("pk").values(*LINE))
    as_json: State = json.loads(json.dumps(held, cls=DjangoJSONEncoder))
    return as_json


def note(*, visit: Visit, before: State, by: User, way: str) -> VisitCorrection | None:
    """Write down what differs from `before` by now; nothing where nothing does."""
    after = state_of(visit)
    differ = [name for name in before if before[name] != after[name]]
    if not differ:
        return None
    return VisitCorrection.objects.create(
        customer_id=visit.customer_id,
        visit=visit,
        day=visit.day,
        before={name: before[name] for name in differ},
        after={name: after[name] for name in differ},
        by=by,
        way=way,
        at=clock.now(),
    )


def changes_to(state: State) -> dict[str, Any]:
    """The state as `change_visit` takes it: changed, detail, lines."""
    changed = read(Visit, state, VISIT)
    changed["type"] = VisitType.objects.filter(pk=state["type"]).first()
    lines = [read(VisitLine, line, LINE, by_key=True) for line in state[LINES]]
    return {"changed": changed, "detail": read(VisitDetail, state, DETAIL, by_key=True), "lines": lines}


def read(model: Any, state: State, names: tuple[str, ...], *, by_key: bool = False) -> dict[str, Any]:
    """The fields of `model` from JSON. by_key: references under the name of their column."""
    fields = [model._meta.get_field(name) for name in names]
    return {one.attname if by_key else one.name: one.to_python(state[one.name]) for one in fields}
