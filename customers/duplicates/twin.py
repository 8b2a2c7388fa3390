"""The other row that a customer may be, for whoever has him on the line."""

from dataclasses import dataclass

from django.db.models import Q

from churn_crm import clock
from customers.duplicates import scoring, words
from customers.models import Customer
from customers.models.duplicates import DuplicateCandidate
from staff.models import User


@dataclass(frozen=True)
class Twin:
    """customer: the other one · reasons: what speaks for it, in words"""

    customer: Customer
    reasons: list[str]


def twin_of(customer: Customer, *, seen_by: User) -> Twin | None:
    """The likeliest row that may be the same customer and of which nobody has decided."""
    pairs = DuplicateCandidate.objects.visible_to(seen_by).waiting(on=clock.today(customer.branch.time_zone))
    of_him = pairs.filter(Q(first=customer) | Q(second=customer), confidence__gte=scoring.LIKELY)
    pair = of_him.surest_first().select_related("first", "second").first()
    if pair is None:
        return None
    other = pair.second if pair.first_id == customer.pk else pair.first
    return Twin(other, [str(said) for kind, said in words.in_words(pair.reasons) if kind == "for"])
