"""Which model nights follow, chosen by a person: put one into use, or take that back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from signals.models import ChurnModel
from signals.upkeep import store
from staff.models import User


@transaction.atomic
def choose(*, number: int, over: int | None, reason: str, by: User) -> ChurnModel:
    """Nights follow that model from the next one on.

    over: number of the model in use that the person saw, None for the prior. Raises ValidationError for
    somebody who does not decide, without a reason, where another one has come into use since, or where this
    one is in use already.
    """
    if not (by.is_active and by.decides):
        raise ValidationError(_("Managers and administrators choose the model that nights follow."))
    if not reason.strip():
        raise ValidationError(_("Say why."))
    refuse_if_changed(over)
    row = ChurnModel.objects.select_for_update().get(number=number)
    if number == over:
        raise ValidationError(_("It is in use already."))
    store.put_into_use(row, verdict=with_hand(row, before=over, reason=reason, by=by))
    return row


@transaction.atomic
def take_back(*, number: int, by: User) -> int | None:
    """What was in use before a person chose this model is in use again; its number, None for the prior.

    Raises ValidationError where the model is not in use, or nobody chose it.
    """
    row = ChurnModel.objects.select_for_update().get(number=number)
    chosen = row.verdict.get("by_hand")
    if row.role != ChurnModel.Role.CHAMPION or chosen is None:
        raise ValidationError(_("There is nothing to take back: it is not in use by somebody's choice."))
    before = ChurnModel.objects.select_for_update().filter(number=chosen["before"]).first()
    if before is None:
        row.role, row.retired_at = ChurnModel.Role.RETIRED, clock.now()
        row.save(update_fields=["role", "retired_at"])
        return None
    store.put_into_use(before, verdict=without_hand(before))
    return before.number


def refuse_if_changed(over: int | None) -> None:
    """Raises ValidationError when another model is in use than the person saw."""
    champion = ChurnModel.objects.select_for_update().filter(role=ChurnModel.Role.CHAMPION).first()
    if (champion.number if champion else None) != over:
        raise ValidationError(_("Another model has come into use meanwhile. Look at it first."))


def with_hand(row: ChurnModel, *, before: int | None, reason: str, by: User) -> dict[str, Any]:
    """What the contest said stays; beside it stands who chose otherwise, and why."""
    chosen = {"before": before, "reason": reason.strip(), "by": str(by), "at": clock.now().isoformat()}
    return {**row.verdict, "by_hand": chosen}


def without_hand(row: ChurnModel) -> dict[str, Any]:
    return {name: said for name, said in row.verdict.items() if name != "by_hand"}
