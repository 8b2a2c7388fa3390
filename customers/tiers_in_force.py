"""What tiers are called now where many customers are meant: in the months of the policy, "usually" where some
customers have months of their own. What one customer's tier is called says churn_crm.ui.chips.away; what a
night called them, signals.tiers_of_nights.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from churn_crm.ui import chips
from customers.models import Tier


@cache
def months_in_force() -> Callable[[], tuple[list[int], bool]]:
    """What answers with everybody's months and whether some have others: signals keep the policy."""
    found: Callable[[], tuple[list[int], bool]] = import_string(settings.TIER_MONTHS)
    return found


def tier_names() -> dict[int, str]:
    """Tier → its name in the asker's language."""
    months, apart = months_in_force()()
    return chips.tier_names(months, usually=apart)


def tier_choices() -> list[tuple[int, str]]:
    """All tiers, to choose one."""
    return [*({**tier_names(), Tier.PROSPECT.value: str(Tier.PROSPECT.label)}).items()]
