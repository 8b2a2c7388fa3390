"""Facts for the decision, gathered for a batch of messages with one query each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from customers import phones
from customers.models import Visit
from outbox import calendars, consents, objections, policies
from outbox.decision import Facts, Rules, Skipped, Verdict, decide
from outbox.hours import Window
from outbox.models import IN_FLIGHT, Message, Purpose, SendingPolicy, Spending, State, Template

Earlier = dict[int, list[tuple[str, datetime]]]
PERHAPS_OUT = (*IN_FLIGHT, State.REVIEW)


@dataclass
class Known:
    """What one batch of messages needs to know. left: by channel; missing where nothing limits it."""

    opted_out: set[tuple[str, str]]
    consents: consents.Standing
    returned: set[int]
    objections: dict[int, Skipped]
    earlier: Earlier
    left: dict[str, Decimal]


def verdicts(messages: Sequence[Message], *, at: datetime) -> dict[int, Verdict]:
    """The verdict on each message by its key, as of `at`. What one costs, the next cannot spend.

    The messages come with customer, branch and template. Those that count as already sent or on their way are
    read from the database, without the ones asked about.
    """
    policy = policies.sending_policy()
    known = gathered(messages, policy, at)
    found: dict[int, Verdict] = {}
    for message in messages:
        verdict = decide(facts_of(message, known, at), rules_for(message, policy))
        if type(verdict).__name__ == "Go" and message.channel in known.left:
            known.left[message.channel] -= message.price
        found[message.pk] = verdict
    return found


def gathered(messages: Sequence[Message], policy: SendingPolicy, at: datetime) -> Known:
    customers = {message.customer_id for message in messages}
    by_channel: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        by_channel[message.channel].add(message.address)
    return Known(
        opted_out={
            (channel, address)
            for channel, written in by_channel.items()
            for address in consents.opted_out(channel, written)
        },
        consents=consents.standing_of(customers),
        returned=returned(messages),
        objections=objections.against(messages, at=at),
        earlier=earlier(customers, messages, policy, at),
        left=left(by_channel, policy, at),
    )


def returned(messages: Iterable[Message]) -> set[int]:
    """Of the messages about an absence those whose customer has visited since."""
    about_absence = [message.pk for message in messages if message.silent_since]
    if not about_absence:
        return set()
    visits = Visit.objects.filter(
        customer=OuterRef("customer"), day__gt=OuterRef("silent_since"), cancelled=False
    )
    found = Message.objects.filter(Exists(visits), pk__in=about_absence)
    return set(found.values_list("pk", flat=True))


def earlier(customers: set[int], asked: Sequence[Message], policy: SendingPolicy, at: datetime) -> Earlier:
    """When each customer's earlier messages went out, those on their way or perhaps arrived included."""
    since = at - timedelta(days=max(policy.long_cap_days, policy.cap_days, 1))
    out = Message.objects.of(customers).filter(Q(sent_at__gt=since) | Q(state__in=PERHAPS_OUT))
    rows = (
        out.exclude(pk__in=[message.pk for message in asked])
        .annotate(when=Coalesce("sent_at", "unknown_since", "lease_until"))
        .values_list("customer_id", "purpose", "when")
    )
    found: Earlier = defaultdict(list)
    for customer, purpose, when in rows:
        found[customer].append((purpose, min(when, at)))
    return found


def left(channels: Iterable[str], policy: SendingPolicy, at: datetime) -> dict[str, Decimal]:
    """What may still be spent this month, by channel; only SMS has a budget."""
    if "sms" not in set(channels) or policy.sms_budget is None:
        return {}
    row = Spending.objects.filter(month=month_of(at), channel="sms").first()
    return {"sms": policy.sms_budget - (row.spent if row else 0)}


def month_of(at: datetime) -> date:
    """The month in which money spent at `at` counts, by the business's zone."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date().replace(day=1)


def next_month(at: datetime) -> datetime:
    """When the month after that begins."""
    within = month_of(at) + timedelta(days=32)
    return datetime.combine(within.replace(day=1), time(), ZoneInfo(settings.TIME_ZONE)).astimezone(at.tzinfo)


def facts_of(message: Message, known: Known, at: datetime) -> Facts:
    """What the decision needs to know of one message."""
    out = known.earlier.get(message.customer_id, [])
    return Facts(
        purpose=message.purpose,
        at=at,
        zone=ZoneInfo(message.customer.branch.time_zone),
        price=message.price,
        consent=known.consents.get((message.customer_id, message.channel, message.purpose)),
        opted_out=(message.channel, message.address) in known.opted_out,
        returned=message.pk in known.returned,
        objection=known.objections.get(message.pk),
        approved=message.template is None or message.template.approval in Template.GOOD,
        promotions=[when for purpose, when in out if purpose == Purpose.MARKETING],
        messages=[when for _purpose, when in out],
        left=known.left.get(message.channel),
        renewed_at=next_month(at),
    )


def rules_for(message: Message, policy: SendingPolicy) -> Rules:
    """The policy for the customer's country."""
    country = phones.region_of(message.customer.branch.currency)
    goes_out = calendars.days_of(policy.promotion_days, country)
    return Rules(
        service=Window(policy.service_from, policy.service_until),
        marketing=Window(policy.promotions_from, policy.promotions_until, goes_out),
        caps=((policy.cap_days, policy.cap), (policy.long_cap_days, policy.long_cap)),
        day_cap=policy.day_cap,
        assumed={
            Purpose.SERVICE: policy.service_without_consent,
            Purpose.MARKETING: policy.marketing_without_consent,
        },
    )
