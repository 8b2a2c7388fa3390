"""How old what is owed is: one scale for a customer's page, the list over all customers and its file."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Age:
    """Late by more than `over` and by at most `most` days; None: without a border on that side."""

    name: str
    label: str | Promise
    over: int | None
    most: int | None

    def holds(self, late: int) -> bool:
        return (self.over is None or late > self.over) and (self.most is None or late <= self.most)


AGES = (
    Age("not_due", _("Not due"), None, 0),
    Age("30", _("1–30 days late"), 0, 30),
    Age("60", _("31–60 days late"), 30, 60),
    Age("90", _("61–90 days late"), 60, 90),
    Age("older", _("More than 90 days late"), 90, None),
)


def by_age(owed: list[tuple[int, Decimal]]) -> list[Decimal]:
    """The sum of each age. owed: (days late, amount)."""
    return [sum((amount for late, amount in owed if age.holds(late)), Decimal(0)) for age in AGES]
