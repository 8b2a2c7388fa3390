"""Why a customer is at risk, in words, for apps to the left of the signals.

A night stores a kind and numbers in the standing. Each app that knows kinds names its words in
settings.REASON_WORDINGS; customers and desk never import what stands to their right.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from customers.models import Customer, CustomerStanding, Tier

Wording = Callable[[dict[str, Any]], str]


@cache
def wordings() -> dict[str, Wording]:
    """Kind → what makes a sentence of its numbers, of all modules of settings.REASON_WORDINGS."""
    modules = [import_module(path) for path in settings.REASON_WORDINGS]
    return {kind: wording for module in modules for kind, wording in module.WORDINGS.items()}


def why_at_risk(customer: Customer) -> SafeString:
    """The sentence that triage shows, as markup; empty while nothing speaks against the customer.

    Wants the standing at hand (select_related): it asks for nothing itself then.
    """
    standing: CustomerStanding | None = getattr(customer, "standing", None)
    if standing is None or not is_at_risk(standing):
        return SafeString("")
    wording = wordings().get(standing.reason_kind)
    return mark_safe(wording(standing.reason)) if wording else SafeString("")


def is_at_risk(standing: CustomerStanding) -> bool:
    """Whether the night found something, or the customer has been away for longer than is usual."""
    return standing.open_signals > 0 or standing.tier > Tier.CURRENT
