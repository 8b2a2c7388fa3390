"""The policy of sending in force, and changing it."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from outbox import addresses
from outbox.models import SendingPolicy
from staff.models import User
from staff.policies import change_policy

# Promotions never go out outside these hours, whatever the policy says: the law of the land.
PROMOTIONS_EARLIEST, PROMOTIONS_LATEST = time(8), time(21)


def sending_policy() -> SendingPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return SendingPolicy.objects.first() or SendingPolicy()


def change(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields; False if somebody was faster. Raises ValidationError by field."""
    return change_policy(SendingPolicy, values=values, version=version, by=by, faults=faults)


def faults(policy: SendingPolicy) -> dict[str, str]:
    """Field → what is wrong with it; empty for a sound policy."""
    both = words_of(policy.opt_out_words) & words_of(policy.opt_in_words)
    found = {
        "promotions_from": policy.promotions_from < PROMOTIONS_EARLIEST
        and _("Promotions go out between 8:00 and 21:00 only."),
        "promotions_until": (
            policy.promotions_until > PROMOTIONS_LATEST
            and _("Promotions go out between 8:00 and 21:00 only.")
        )
        or (policy.promotions_until <= policy.promotions_from and _("This lies before the beginning.")),
        "service_until": policy.service_until <= policy.service_from and _("This lies before the beginning."),
        "cap_days": policy.cap_days < 1 and _("At least one day."),
        "long_cap_days": policy.long_cap_days < policy.cap_days
        and _("Not fewer days than the short cap has."),
        "long_cap": policy.long_cap < policy.cap and _("Not fewer messages than the short cap allows."),
        "sms_price": policy.sms_price < 0 and _("A price is not negative."),
        "sms_budget": (policy.sms_budget or 0) < 0 and _("A budget is not negative."),
        "opt_out_words": not words_of(policy.opt_out_words) and _("At least one word must opt out."),
        "opt_in_words": bool(both)
        and _("These words opt out already: %(words)s.") % {"words": ", ".join(sorted(both))},
    }
    return {name: words for name, words in found.items() if words}


def words_of(written: str) -> frozenset[str]:
    """The words of a list that a manager wrote, separated by commas of either script."""
    words = addresses.folded(written).split(",")  # folding makes "，" a ","
    return frozenset(word.strip() for word in words if word.strip())


def tidy(written: str) -> str:
    """The list with one comma between two words, and each word once."""
    kept: dict[str, str] = {}
    for word in written.replace("，", ",").split(","):
        if word.strip():
            kept.setdefault(addresses.folded(word), word.strip())
    return ",".join(kept.values())
