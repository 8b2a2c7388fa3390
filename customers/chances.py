"""The chance of leaving in words, and what it rests on: wherever one is shown, both are said.

A prior is rounded on purpose, because it is not learned from the business's own data.
"""

from django.utils.translation import gettext as _

from churn_crm.ui import figures
from customers.models import CustomerStanding

# Fractions that people say; the nearest one is named.
SAID = (
    (1, 20),
    (1, 10),
    (1, 7),
    (1, 5),
    (1, 4),
    (1, 3),
    (1, 2),
    (2, 3),
    (3, 4),
    (4, 5),
    (9, 10),
    (19, 20),
)


def about(probability: float) -> tuple[int, int]:
    """0.92 → (9, 10): the chance of n in m that comes nearest."""
    return min(SAID, key=lambda pair: abs(pair[0] / pair[1] - probability))


def chance_in_words(standing: CustomerStanding) -> str:
    """A learned chance in percent, a prior rounded; the dash for who has none."""
    if standing.probability is None:
        return figures.NOT_APPLICABLE
    if standing.by_model:
        return figures.percent(standing.probability)
    n, m = about(standing.probability)
    return _("about %(n)d in %(m)d") % {"n": n, "m": m}


def basis_in_words(standing: CustomerStanding) -> str:
    """What the chance was told by."""
    if standing.probability is None:
        return ""
    if standing.by_model:
        return _("model %(number)s") % {"number": standing.probability_from}
    return _("general prior")
