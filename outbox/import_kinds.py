"""Consent from files: a column for each channel and purpose (短信营销同意), or a line for each word.

A word is known again by customer, channel, purpose and moment; without a moment it is new only where it
says something else than what counts. One line may hold several words: it is new when one of them is.
"""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.imports.columns import Field
from customers.imports.kinds.base import Job, Kind, choice, moment, words
from customers.imports.kinds.facts import CUSTOMER, settle_customers
from customers.imports.upsert import Write
from customers.imports.values import choices, codes
from customers.models import Import, ImportChange
from outbox import consents
from outbox.models import Channel, Consent, Message, Purpose
from staff.models import User

NAME, TABLE = "consents", "outbox_consent"
NO_WORD = lazy("is neither given nor refused")
WORDS = {
    word: value
    for value, spellings in {
        "true": "yes|y|true|1|x|given|agreed|opted in|opt in|opt-in|subscribed|是|有|同意|已同意|允许|已订阅",
        "false": "no|n|false|0|refused|denied|opted out|opt out|opt-out|unsubscribed"
        "|否|无|不同意|拒绝|已拒绝|不允许|退订|已退订",
    }.items()
    for word in spellings.split("|")
}
CHANNELS = {
    Channel.SMS: ("sms", "text message", "短信"),
    Channel.EMAIL: ("email", "e-mail", "邮件", "邮箱"),
    Channel.WECHAT: ("wechat", "weixin", "微信"),
    Channel.CALL: ("call", "calls", "phone call", "电话"),
}
PURPOSES = {
    Purpose.SERVICE: ("service", "服务"),
    Purpose.MARKETING: ("marketing", "promotion", "promotions", "营销", "推广", "促销"),
}
PAIRS = tuple((channel, purpose) for channel in CHANNELS for purpose in PURPOSES)


def called(channel: Channel, purpose: Purpose) -> tuple[str, ...]:
    """What files call the column of this channel and purpose."""
    pairs = [(way, what) for way in CHANNELS[channel] for what in PURPOSES[purpose]]
    names = [
        pattern.format(way=way, what=what)
        for way, what in pairs
        if way.isascii() == what.isascii()
        for pattern in (ENGLISH if way.isascii() else CHINESE)
    ]
    return tuple(dict.fromkeys(names))


ENGLISH = ("{way} {what}", "{way} {what} consent", "{what} {way}", "{what} {way} consent", "{what} by {way}")
CHINESE = (
    "{way}{what}同意",
    "{way}{what}",
    "{what}{way}同意",
    "{what}{way}",
    "同意{what}{way}",
    "同意{way}{what}",
)


def column(channel: Channel, purpose: Purpose) -> str:
    return f"{channel.value}_{purpose.value}"


def yes_or_no(name: str, *aliases: str, label: str | Promise = "") -> Field:
    return Field(name, "boolean", lambda _r: choices(WORDS), NO_WORD, aliases, label=label)


FIELDS: tuple[Field, ...] = (
    CUSTOMER,
    *(
        yes_or_no(
            column(channel, purpose),
            *called(channel, purpose),
            label=format_lazy("{} · {}", channel.label, purpose.label),
        )
        for channel, purpose in PAIRS
    ),
    choice(
        "channel",
        "way",
        "渠道",
        "方式",
        words={word: channel.value for channel, names in CHANNELS.items() for word in names},
        wrong=lazy("is no channel that we know"),
    ),
    choice(
        "purpose",
        "for",
        "用途",
        "目的",
        words={word: purpose.value for purpose, names in PURPOSES.items() for word in names},
        wrong=lazy("is neither service nor marketing"),
    ),
    yes_or_no("given", "consent", "agreed", "同意", "是否同意", "授权"),
    moment("at", "date", "day", "since", "consent date", "日期", "同意日期", "授权日期", "同意时间", "时间"),
    words("note", "remark", "proof", "备注", "凭证", most=200),
    # What a row is known by inside the file: written in `prepare`, read from no column.
    Field("row_key", "text", lambda _r: codes(500), "", derived=True),
)


def spread(channel: Channel, purpose: Purpose) -> str:
    name = column(channel, purpose)
    here = f"channel = '{channel.value}' AND purpose = '{purpose.value}'"
    return f"{name} = CASE WHEN {here} THEN given ELSE {name} END"


def word(channel: Channel, purpose: Purpose) -> str:
    return f"('{channel.value}', '{purpose.value}', s.{column(channel, purpose)})"


# A line for one word fills the column of its channel and purpose.
SPREAD = f"UPDATE {{rows}} SET {', '.join(spread(*pair) for pair in PAIRS)} WHERE given IS NOT NULL"  # noqa: S608
REJECT = """
INSERT INTO {rejects} (line, reason)
SELECT s.line, %(reason)s FROM {rows} s
WHERE (<condition>) AND NOT EXISTS (SELECT FROM {rejects} r WHERE r.line = s.line)
"""
EVERY = ", ".join(f"s.{column(*pair)}" for pair in PAIRS)
HALF = "s.given IS NOT NULL AND (s.channel IS NULL OR s.purpose IS NULL)"
SILENT = f"num_nonnulls({EVERY}) = 0"
TO_COME = "s.at > %(now)s"
ROW_KEY = "UPDATE {rows} SET row_key = concat_ws(chr(31), customer, at)"

# Every word of a line, with the row of ours that says the same; one that was taken back says nothing.
SAID = f"""
LATERAL (VALUES {", ".join(word(*pair) for pair in PAIRS)}) w (channel, purpose, given)
LEFT JOIN LATERAL (
    SELECT o.id, o.given FROM outbox_consent o
    WHERE o.customer_id = c.id AND o.channel = w.channel AND o.purpose = w.purpose
        AND (s.at IS NULL OR o.at = s.at AND o.given = w.given
            AND NOT EXISTS (SELECT FROM outbox_consent u WHERE u.undoes_id = o.id))
    ORDER BY o.at DESC, o.id DESC LIMIT 1
) k ON k.given = w.given
"""  # noqa: S608 - constants
FOUND = f"""
SELECT v AS old, v.id AS known, c.id AS customer_id, p.channel, p.purpose, p.given,
    coalesce(s.at, %(now)s) AS at, 'import' AS source, coalesce(s.note, '') AS note, %(by)s::bigint AS by_id
FROM {{source}} s
JOIN customers_customer c ON c.code = s.customer
CROSS JOIN LATERAL (
    SELECT w.channel, w.purpose, w.given, k.id FROM {SAID}
    WHERE w.given IS NOT NULL ORDER BY k.id IS NOT NULL, w.channel, w.purpose LIMIT 1
) p
LEFT JOIN outbox_consent v ON v.id = p.id
WHERE {{which}}
ORDER BY c.id, s.line
"""  # noqa: S608 - constants
# What a line says beside the word that its own row was written for.
OTHERS = f"""
WITH read AS (
    SELECT * FROM {{rows}} s WHERE NOT EXISTS (SELECT FROM {{repeated}} r WHERE r.key = s.row_key)
        AND NOT EXISTS (SELECT FROM {{rejects}} r WHERE r.line = s.line)
    UNION ALL SELECT * FROM {{last}}
), made AS (
    INSERT INTO outbox_consent (customer_id, channel, purpose, given, at, source, note, by_id)
    SELECT c.id, w.channel, w.purpose, w.given, coalesce(s.at, %(now)s), 'import', coalesce(s.note, ''),
        %(by)s::bigint
    FROM read s JOIN customers_customer c ON c.code = s.customer CROSS JOIN {SAID}
    WHERE w.given IS NOT NULL AND k.id IS NULL
    ORDER BY c.id, s.line
    RETURNING id
)
INSERT INTO customers_importchange (record_id, table_name, "row") SELECT %(import)s, '{TABLE}', id FROM made
"""  # noqa: S608 - constants
WRITE = Write(
    table=TABLE,
    found=FOUND,
    columns=("given",),
    once=("customer_id", "channel", "purpose", "at", "source", "note", "by_id"),
)


def prepare(job: Job) -> list[str]:
    job.stage.run(SPREAD)
    reject(job, HALF, _("it does not say for which channel and purpose"))
    reject(job, SILENT, _("it says neither yes nor no to anything"))
    reject(job, TO_COME, _("that day is still to come"))
    settle_customers(job, first="min(s.at)::date")
    job.stage.run(ROW_KEY)
    return []


def reject(job: Job, condition: str, reason: str) -> None:
    job.stage.run(REJECT.replace("<condition>", condition), job.parameters | {"reason": reason})


def finish(job: Job) -> None:
    """The other words of the lines; and what waits for those who refused does not leave."""
    job.stage.run(OTHERS, job.parameters)
    refused = Consent.objects.filter(pk__in=made_by(job.parameters["import"]), given=False)
    waiting = Message.objects.waiting().filter(
        Exists(
            refused.filter(
                customer=OuterRef("customer"), channel=OuterRef("channel"), purpose=OuterRef("purpose")
            )
        )
    )
    said = consents.standing_of({message.customer_id for message in waiting})
    stopped = [
        message.pk
        for message in waiting
        if said.get((message.customer_id, message.channel, message.purpose)) is False
    ]
    consents.stop(Message.objects.filter(pk__in=stopped))


def made_by(record: int) -> Any:
    return ImportChange.objects.filter(record=record, table_name=TABLE, before__isnull=True).values("row")


def take_back(record: Import, by: User | None) -> None:
    """The ledger only grows: each word that still counts is followed by what counted before it."""
    made = Consent.objects.filter(pk__in=made_by(record.pk))
    customers: Any = made.order_by().values("customer").distinct()
    counting = Consent.objects.of(customers).standing()
    keys = set(made.values_list("pk", flat=True))
    counting_still = [one for one in counting if one.pk in keys]
    consents.take_back_all(counting_still, among=made_by(record.pk), by=by)


KINDS = (
    Kind(
        NAME,
        FIELDS,
        "row_key",
        prepare,
        WRITE,
        finish,
        label=lazy("Consent"),
        take_back=take_back,
        only_grows=True,
    ),
)
