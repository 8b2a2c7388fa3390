"""The garage's consents and messages become records, as if they had been written and sent here."""

import json
import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import override

from churn_crm.demo.copying import copy_in
from churn_crm.demo.garage import Garage
from churn_crm.demo.garage.letters import Letters, make_letters
from churn_crm.ui import figures
from customers.models import Customer, DueKind
from outbox import addresses, policies, rendering
from outbox.gateways import HAND
from outbox.models import Attempt, Consent, Message, OptOut, Receipt, Reply, Spending, Template
from outbox.salutations import salutation
from outbox.suggestions import SUGGESTED
from outbox.template_rules import way_out
from staff.models import Business

SEED = 12
ZONE = ZoneInfo("Asia/Shanghai")
PAST = "demo"  # the gateway of what was never really sent: no phone of the simulated one has it
# The letter's name → its place among the suggested templates, why it is written, who takes it.
LETTERS = {
    "due": (0, "due", PAST),
    "recall": (1, "recall", PAST),
    "thanks": (2, "by_hand", HAND),
    "mail": (4, "due", PAST),
}
STOPS = ("退订", "TD", "R")
ANSWERS = (
    ("Saturday morning is fine.", "周六上午可以。"),
    ("How much would it be?", "大概多少钱？"),
    ("Thank you, I will ring you.", "谢谢，我打电话给你们。"),
    ("I have sold that car.", "那辆车我已经卖了。"),
)
FAILED = ("number not in service", "号码已停机")
UNCLEAR = "no clear answer: ReadTimeout"


@transaction.atomic
def correspond(garage: Garage, *, day: date, language: str) -> None:
    """Consents, half a year of messages with what became of them, and the answers."""
    rows = {one.code: one for one in Customer.objects.select_related("branch", "owner")}
    people = [rows[code] for code in garage.customers.code]
    emails = np.array([one.email for one in people])
    letters = make_letters(np.random.default_rng(SEED), garage.customers, garage.visits, emails, day=day)
    keys = np.array([one.pk for one in people])
    consents = letters.consents
    copy_in(Consent, consents.drop(columns="customer").assign(customer_id=keys[consents.customer], note=""))
    _messages(garage, letters, people, language=language)
    count_spending()


def _messages(garage: Garage, letters: Letters, people: list[Customer], *, language: str) -> None:
    frame = letters.messages
    written = pd.DataFrame(_written(garage, frame, people, language)).astype({"planned_by_id": "Int64"})
    chinese = language == "zh"
    left = frame.state != "skipped"
    gateway = frame.letter.map(lambda name: LETTERS[name][2]).where(left, "")
    references = [uuid.UUID(int=place + (1 << 101)) for place in range(len(frame))]
    sids = [f"demo-{place:06d}" if sent else "" for place, sent in enumerate(frame.sent_at.notna())]
    errors = {"failed": FAILED[chinese], "review": UNCLEAR}
    keys = copy_in(
        Message,
        frame[["channel", "purpose", "state", "reason", "waited_for", "closed_at", "sent_at"]].assign(
            **written,
            gateway=gateway,
            sid=sids,
            reference=references,
            purpose_key=[f"demo:{place}" for place in range(len(frame))],
            attempt=left.astype(int),
            not_before=frame["at"],
            expires_at=frame["at"] + pd.Timedelta(days=3),
            first_tried_at=frame.sent_at,
            planned_at=frame["at"],
            error=frame.state.map(errors).fillna(""),
            link="",
        ),
    )
    _tries(frame, keys, gateway, sids, references)
    _replies(letters, keys, people, language)


def _written(garage: Garage, frame: pd.DataFrame, people: list[Customer], language: str) -> list[dict]:
    """What each customer read, and at which address; prices as in the policy."""
    tongue = "zh-hans" if language == "zh" else "en"
    policy = policies.sending_policy()
    suggested = [row[0] for row in SUGGESTED[tongue]]
    found = {one.name: one for one in Template.objects.filter(language=tongue)}
    templates = {name: found[suggested[place]] for name, (place, _why, _gateway) in LETTERS.items()}
    with override(tongue):
        shared = {
            "business": str(Business.objects.first()),
            "opt_out": way_out(tongue, policies.words_of(policy.opt_out_words), gateway="simulated"),
            "due": str(DueKind.MAINTENANCE.label),
        }
        persons = _persons(garage, people, tongue)
        rows = []
        for one in frame.itertuples():
            template, customer = templates[one.letter], people[one.customer]
            values = shared | persons[one.customer] | _occasion(garage, one)
            said = rendering.said(
                text=template.text,
                subject=template.subject,
                values=values,
                channel=template.channel,
                signature=template.signature,
            )
            rows.append(_row(customer, template, said, why=LETTERS[one.letter][1], price=policy.sms_price))
    return rows


def _row(customer: Customer, template: Template, said: rendering.Said, *, why: str, price: Any) -> dict:
    by_sms = template.channel == "sms"
    reached = {"sms": customer.phone, "email": customer.email, "wechat": customer.wechat}
    return {
        "customer_id": customer.pk,
        "template_id": template.pk,
        "why": why,
        "text": said.text,
        "subject": said.subject,
        "variables": json.dumps(said.variables, ensure_ascii=False),
        "address": reached[template.channel],
        "segments": said.parts,
        "price": price * said.parts if by_sms else 0,
        "planned_by_id": customer.owner_id if why == "by_hand" else None,
    }


def _persons(garage: Garage, people: list[Customer], tongue: str) -> list[dict[str, str]]:
    """How each is addressed and by whom, as outbox.values has it; companies by who decides there."""
    names = garage.contacts.sort_values("decides", ascending=False).groupby("customer").name.first()
    found = []
    for place, one in enumerate(people):
        contact = names.get(place) if one.kind == Customer.Kind.COMPANY else None
        called = salutation(
            name=contact or one.name,
            latin_name="" if contact else one.latin_name,
            gender="" if contact else one.gender,
            language=tongue,
        )
        found.append({"salutation": called, "branch": str(one.branch), "manager": str(one.owner)})
    return found


def _occasion(garage: Garage, one: Any) -> dict[str, str]:
    """The vehicle, what falls due on it, the last visit: as far as the message is about them."""
    values = {}
    if one.due_on == one.due_on:
        asset = garage.assets.loc[int(one.asset)]
        named = f"{asset['name']} {asset.plate}"
        values = {"asset": named, "plate": asset.plate, "due_on": figures.day(one.due_on)}
    if one.last_visit == one.last_visit:
        values["last_visit"] = figures.day(one.last_visit)
    return values


def _tries(
    frame: pd.DataFrame, keys: np.ndarray, gateway: pd.Series, sids: list[str], references: list[uuid.UUID]
) -> None:
    """One attempt for whatever left, and the receipt of what a gateway reported on."""
    columns = frame.assign(message_id=keys, gateway=gateway, sid=sids, reference=references)
    left = columns[(columns.state != "skipped") & (columns.gateway != HAND)]
    doubtful = left.state == "review"
    copy_in(
        Attempt,
        pd.DataFrame(
            {
                "message_id": left.message_id,
                "number": 1,
                "gateway": left.gateway,
                "at": left["at"],
                "ended_at": left.sent_at.where(~doubtful, left["at"]),
                "outcome": np.where(doubtful, "unknown", "accepted"),
                "detail": np.where(doubtful, UNCLEAR, ""),
            }
        ),
    )
    told = left[left.state.isin(("delivered", "failed"))]
    copy_in(
        Receipt,
        pd.DataFrame(
            {
                "gateway": told.gateway,
                "event": told.sid + ":" + told.state,
                "reference": [one.hex for one in told.reference],
                "sid": told.sid,
                "delivered": told.state == "delivered",
                "detail": "",
                "at": told.closed_at,
                "received_at": told.closed_at,
                "message_id": told.message_id,
                "proof": "signed",
            }
        ),
    )


def _replies(letters: Letters, keys: np.ndarray, people: list[Customer], language: str) -> None:
    """Who answered, and the addresses that want nothing more."""
    frame = letters.replies
    stops = frame.meaning == "opt_out"
    reached = [
        people[one.customer].wechat if one.channel == "wechat" else people[one.customer].phone
        for one in frame.itertuples()
    ]
    words = [
        STOPS[one.words] if one.meaning == "opt_out" else ANSWERS[one.words][language == "zh"]
        for one in frame.itertuples()
    ]
    copy_in(
        Reply,
        pd.DataFrame(
            {
                "gateway": np.where(frame.channel == "wechat", HAND, PAST),
                "event": [f"demo-in-{place}" for place in range(len(frame))],
                "channel": frame.channel,
                "address": reached,
                "text": words,
                "meaning": frame.meaning,
                "at": frame["at"],
                "received_at": frame["at"],
                "customer_id": [people[place].pk for place in frame.customer],
                "answers_id": keys[frame.message],
            }
        ),
    )
    stopped = [address for address, stop in zip(reached, stops, strict=True) if stop]
    digests = addresses.digests("sms", stopped)
    at = frame["at"][stops]
    copy_in(
        OptOut,
        pd.DataFrame({"channel": "sms", "digest": [digests[one] for one in stopped], "at": at.to_numpy()}),
    )


def count_spending() -> None:
    """What the messages have cost, by month: counted anew."""
    sent = Message.objects.filter(sent_at__isnull=False, price__gt=0)
    months = sent.annotate(month=TruncMonth("sent_at", tzinfo=ZONE)).values("month", "channel")
    Spending.objects.all().delete()
    Spending.objects.bulk_create(
        Spending(month=row["month"].date(), channel=row["channel"], spent=row["spent"])
        for row in months.annotate(spent=Sum("price")).order_by("month")
    )
