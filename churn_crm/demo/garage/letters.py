"""What the garage's customers allow, what was written to them lately, and what they answered."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

ZONE = ZoneInfo("Asia/Shanghai")
MAILED = {"person": 0.35, "company": 0.6}  # have left an e-mail address
# (channel, purpose, said yes, said no); the others were never asked.
ASKED = (
    ("sms", "service", 0.88, 0.02),
    ("sms", "marketing", 0.66, 0.12),
    ("email", "service", 0.75, 0.02),
    ("email", "marketing", 0.40, 0.15),
    ("wechat", "service", 0.70, 0.02),
    ("wechat", "marketing", 0.30, 0.10),
    ("call", "marketing", 0.20, 0.15),
)
SOURCES, SOURCE_SHARES = ("form", "person", "page"), (0.6, 0.25, 0.15)
HISTORY = 180  # days
REMINDED, BY_MAIL, THANKED = 0.45, 0.5, 0.3  # of visits; of those with an address; of those on WeChat
RECALLED, SILENT = 0.35, (120, 540)  # of those who were silent for so many days
CAMPAIGNS = 5  # one a month
STOPPED, ANSWERED = 0.022, 0.05  # of what was delivered
# What became of what left by SMS.
ENDS, END_SHARES = ("delivered", "sent", "failed"), (0.93, 0.025, 0.045)
IN_DOUBT = 3  # of the last days, which a person has to look into


@dataclass(frozen=True)
class Letters:
    """Frames that name customers by position; replies also name their message by position."""

    consents: pd.DataFrame
    messages: pd.DataFrame
    replies: pd.DataFrame


def make_emails(rng: np.random.Generator, customers: pd.DataFrame) -> np.ndarray:
    """An address for some, at a domain that belongs to nobody; the code keeps each apart from all others."""
    names = customers.latin_name.str.lower().str.replace(r"[^a-z]+", ".", regex=True)
    written = names + "." + customers.code.str[2:] + "@example.com"
    known = rng.random(len(customers)) < customers.kind.map(MAILED)
    return np.where(known, written, "")


def make_letters(
    rng: np.random.Generator,
    customers: pd.DataFrame,
    visits: pd.DataFrame,
    emails: np.ndarray,
    *,
    day: date,
) -> Letters:
    """All of it as it stands in the morning of `day`."""
    people = customers.assign(email=emails)
    consents = make_consents(rng, people, day=day)
    occasions = [*_reminders(rng, people, visits, day), *_recalls(rng, visits, day)]
    occasions += _thanks(rng, people, visits, day)
    occasions.sort(key=lambda one: (one["at"], one["customer"]))
    return _sent(rng, occasions, consents, day=day)


def make_consents(rng: np.random.Generator, customers: pd.DataFrame, *, day: date) -> pd.DataFrame:
    """One row for each customer, channel and purpose about which something was said, when he came first."""
    since = customers.since.where(customers.since.notna(), day - timedelta(days=30))
    said = []
    for channel, purpose, yes, no in ASKED:
        reached = customers[channel] != "" if channel in ("email", "wechat") else True
        drawn = pd.Series(rng.random(len(customers)), index=customers.index)
        asked = customers.index[reached & (drawn < yes + no)]
        minutes = rng.integers(9 * 60, 18 * 60, len(asked))
        said.append(
            pd.DataFrame(
                {
                    "customer": asked,
                    "channel": channel,
                    "purpose": purpose,
                    "given": drawn[asked] < yes,
                    "at": [_at(*said_at) for said_at in zip(since[asked], minutes, strict=True)],
                    "source": rng.choice(SOURCES, len(asked), p=SOURCE_SHARES),
                }
            )
        )
    return pd.concat(said, ignore_index=True)


def _reminders(
    rng: np.random.Generator, customers: pd.DataFrame, visits: pd.DataFrame, day: date
) -> list[dict[str, Any]]:
    """Before a visit somebody was often reminded that maintenance falls due."""
    recent = visits[(visits.day >= day - timedelta(days=HISTORY)) & (visits.type == "maintenance")]
    chosen = recent[rng.random(len(recent)) < REMINDED].drop_duplicates(["customer", "day"])
    found = []
    for visit in chosen.itertuples():
        by_mail = bool(customers.email[visit.customer]) and rng.random() < BY_MAIL
        before = timedelta(days=int(rng.integers(5, 15)))
        found.append(
            {
                "customer": visit.customer,
                "letter": "mail" if by_mail else "due",
                "at": _at(visit.day - before, rng.integers(9 * 60, 17 * 60)),
                "asset": visit.asset,
                "due_on": visit.day + timedelta(days=int(rng.integers(-3, 10))),
            }
        )
    return found


def _recalls(rng: np.random.Generator, visits: pd.DataFrame, day: date) -> list[dict[str, Any]]:
    """Once a month those are written to who have not been there for long."""
    found = []
    for back in range(CAMPAIGNS):
        morning = day - timedelta(days=9 + 30 * back)
        came = visits[(visits.day < morning) & ~visits.cancelled]  # in the order of their days
        last = came.drop_duplicates("customer", keep="last").set_index("customer").day
        silent = last.map(lambda one, until=morning: (until - one).days)
        chosen = last[silent.between(*SILENT) & (rng.random(len(last)) < RECALLED)]
        for place, (customer, seen) in enumerate(chosen.items()):
            at = _at(morning, 10 * 60) + timedelta(seconds=2 * place)
            found.append({"customer": customer, "letter": "recall", "at": at, "last_visit": seen})
    return found


def _thanks(
    rng: np.random.Generator, customers: pd.DataFrame, visits: pd.DataFrame, day: date
) -> list[dict[str, Any]]:
    """After a visit some are thanked on WeChat, by hand."""
    recent = visits[(visits.day >= day - timedelta(days=HISTORY)) & (visits.day < day - timedelta(days=2))]
    there = recent[(customers.wechat[recent.customer] != "").to_numpy() & ~recent.cancelled]
    chosen = there[rng.random(len(there)) < THANKED].drop_duplicates(["customer", "day"])
    return [
        {
            "customer": visit.customer,
            "letter": "thanks",
            "at": _at(visit.day + timedelta(days=1), rng.integers(10 * 60, 18 * 60)),
            "last_visit": visit.day,
        }
        for visit in chosen.itertuples()
    ]


CHANNELS = {"due": "sms", "mail": "email", "recall": "sms", "thanks": "wechat"}
PURPOSES = {"recall": "marketing"}


def _sent(
    rng: np.random.Generator, occasions: list[dict[str, Any]], consents: pd.DataFrame, *, day: date
) -> Letters:
    """What became of each, one after the other: who has opted out gets nothing more by SMS."""
    keys = consents[["customer", "channel", "purpose"]].itertuples(index=False, name=None)
    standing = dict(zip(keys, consents.given, strict=True))
    replies: list[dict[str, Any]] = []
    stopped: dict[int, datetime] = {}
    for place, one in enumerate(occasions):
        one |= {"channel": CHANNELS[one["letter"]], "purpose": PURPOSES.get(one["letter"], "service")}
        allowed = standing.get((one["customer"], one["channel"], one["purpose"]))
        one |= _end(rng, one, allowed, stopped)
        if one["sent_at"] is not None and one["state"] != "failed":
            replies += _answer(rng, one, place, stopped)
    doubtful = [one for one in occasions if one["letter"] == "due" and one["state"] == "delivered"]
    for one in doubtful[-IN_DOUBT:]:
        one |= {"state": "review", "sent_at": None, "closed_at": None}
    said = pd.DataFrame(replies)
    said = said[said["at"] < _at(day, 0)].reset_index(drop=True)
    stops = said[said.meaning == "opt_out"]
    refused = [
        stops[["customer", "at"]].assign(channel="sms", purpose=purpose, given=False, source="reply")
        for purpose in ("service", "marketing")
    ]
    return Letters(pd.concat([consents, *refused], ignore_index=True), pd.DataFrame(occasions), said)


def _end(
    rng: np.random.Generator, one: dict[str, Any], allowed: bool | None, stopped: dict[int, datetime]
) -> dict[str, Any]:
    """State, reason and times of one message. allowed: what the customer said; None for nothing."""
    at, by_sms = one["at"], one["channel"] == "sms"
    reason = ""
    if allowed is False or (by_sms and one["customer"] in stopped):
        reason = "opted_out"
    elif allowed is None and one["purpose"] == "marketing":
        reason = "no_consent"
    elif one["purpose"] == "marketing" and rng.random() < 0.04:
        reason = str(rng.choice(["returned", "expired"]))
    if reason:
        later = at + timedelta(days=3) if reason == "expired" else at
        waited_for = "cap" if reason == "expired" else ""
        return _ended("skipped", None, later, reason=reason, waited_for=waited_for)
    sent_at = at + timedelta(seconds=int(rng.integers(2, 40)))
    if not by_sms:
        return _ended("sent", sent_at, None)
    state = str(rng.choice(ENDS, p=END_SHARES))
    told = None if state == "sent" else sent_at + timedelta(seconds=int(rng.integers(3, 90)))
    return _ended(state, sent_at, told)


def _ended(
    state: str,
    sent_at: datetime | None,
    closed_at: datetime | None,
    *,
    reason: str = "",
    waited_for: str = "",
) -> dict[str, Any]:
    ends = {"state": state, "sent_at": sent_at, "closed_at": closed_at}
    return ends | {"reason": reason, "waited_for": waited_for}


def _answer(
    rng: np.random.Generator, one: dict[str, Any], place: int, stopped: dict[int, datetime]
) -> list[dict[str, Any]]:
    """What he writes back, if he does: an opt-out only to a promotion."""
    drawn = rng.random()
    at = one["sent_at"] + timedelta(minutes=int(rng.integers(2, 600)))
    said = {"customer": one["customer"], "message": place, "channel": one["channel"], "at": at}
    if one["purpose"] == "marketing" and drawn < STOPPED:
        stopped[one["customer"]] = at
        return [{**said, "meaning": "opt_out", "words": int(rng.integers(0, 3))}]
    if one["channel"] != "email" and drawn < STOPPED + ANSWERED * (4 if one["channel"] == "wechat" else 1):
        return [{**said, "meaning": "text", "words": int(rng.integers(0, 4))}]
    return []


def _at(day: date, minute: int | np.integer) -> datetime:
    return datetime.combine(day, time(int(minute) // 60, int(minute) % 60), tzinfo=ZONE)
