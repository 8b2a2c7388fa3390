"""Whether a message may leave now: pure. What forbids it for good skips it, what passes puts it off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from outbox.hours import Window, is_open, opens_next

Skipped = Literal["erased", "opted_out", "no_consent", "returned", "unapproved", "complains", "ended"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """The policy, as far as it decides. caps: (days, how many promotions in them), shortest first."""

    service: Window
    marketing: Window
    caps: tuple[tuple[int, int], ...]
    day_cap: int
    assumed: dict[str, bool]  # purpose → allowed without a word of the customer


@dataclass(frozen=True)
class Facts:
    """What is known about a message and its customer at the moment of deciding.

    consent: the customer's last word, None without one · promotions, messages: when earlier ones went out, of
    promotions and of all kinds, within the longest cap · left: what may still be spent, None for any amount;
    renewed_at: when the budget's next month begins, which is the business's and not the branch's
    """

    purpose: str
    at: datetime
    zone: ZoneInfo
    price: Decimal = Decimal(0)
    consent: bool | None = None
    opted_out: bool = False
    returned: bool = False
    objection: Skipped | None = None
    approved: bool = True
    promotions: Sequence[datetime] = field(default=())
    messages: Sequence[datetime] = field(default=())
    left: Decimal | None = None
    renewed_at: datetime | None = None


@dataclass(frozen=True)
class Go:
    """It may leave."""


@dataclass(frozen=True)
class PutOff:
    """Not before `until`; then it is decided anew."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Skip:
    """Never."""

    reason: str


Verdict = Go | PutOff | Skip


def decide(facts: Facts, rules: Rules) -> Verdict:
    """The verdict: what forbids for good first, then what only delays, and of that the longest delay."""
    reason = forbidden(facts, rules)
    if reason:
        return Skip(reason)
    delays = [delay for delay in (hours(facts, rules), cap(facts, rules), budget(facts)) if delay]
    return max(delays, key=lambda delay: delay.until) if delays else Go()


def forbidden(facts: Facts, rules: Rules) -> Skipped | None:
    """Why the message must not go out at all, if so."""
    allowed = rules.assumed[facts.purpose] if facts.consent is None else facts.consent
    if facts.opted_out or facts.consent is False:
        return "opted_out"
    if not allowed:
        return "no_consent"
    if facts.returned:
        return "returned"
    if facts.objection:
        return facts.objection
    return None if facts.approved else "unapproved"


def hours(facts: Facts, rules: Rules) -> PutOff | None:
    window = rules.marketing.bounded() if facts.purpose == "marketing" else rules.service
    if is_open(facts.at, window, facts.zone):
        return None
    rests = not window.goes_out(facts.at.astimezone(facts.zone).date())
    return PutOff(opens_next(facts.at, window, facts.zone), "holiday" if rests else "hours")


def cap(facts: Facts, rules: Rules) -> PutOff | None:
    """Until there is room below every cap again."""
    limits = [(DAY, rules.day_cap, facts.messages)]
    if facts.purpose == "marketing":
        limits += [(days * DAY, most, facts.promotions) for days, most in rules.caps]
    ends = [room(facts.at, span, most, earlier) for span, most, earlier in limits]
    until = max((end for end in ends if end), default=None)
    return PutOff(until, "cap") if until else None


def room(at: datetime, span: timedelta, most: int, earlier: Sequence[datetime]) -> datetime | None:
    """When fewer than `most` lie within `span`; None if that is so now."""
    within = sorted((when for when in earlier if when > at - span), reverse=True)
    if len(within) < most:
        return None
    return within[most - 1] + span if most else at + span


def budget(facts: Facts) -> PutOff | None:
    """Until the next month when what is left does not pay for it."""
    if facts.left is None or facts.price <= facts.left:
        return None
    return PutOff(facts.renewed_at or facts.at + DAY, "budget")
