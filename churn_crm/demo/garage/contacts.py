"""Contacts with the desk over the last 13 months, and what was promised in them. Pure.

Nearly three of four are over with the first contact; agents tick more than that. 94 promises of 100 are kept.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 396
A_DAY = 13  # first contacts on a working day, over all branches
RESOLVED, TICKED, PROMISED = 0.74, 0.86, 0.30
KEPT, LATE = 0.94, 0.025
BY_OWNER = 0.4  # of the promises are kept by who owns the customer
# topic: share, and what was said in English and Chinese
TOPICS = {
    "progress": (0.27, "Asks how far the car is", "询问车辆进度"),
    "booking": (0.25, "Wants to come at the weekend", "想预约周末到店"),
    "price": (0.16, "Asks what new brake pads cost", "咨询更换刹车片的价格"),
    "bill": (0.11, "Needs a copy of the invoice", "需要发票副本"),
    "technical": (0.10, "Noise from the front left", "左前有异响"),
    "parts": (0.06, "Is the part here yet?", "配件到货了吗"),
    "warranty": (0.05, "Is the alternator still covered?", "发电机还在质保期吗"),
}
PROMISES = (
    ("Call back with the price", "回电告知价格"),
    ("Send the invoice copy", "发送发票副本"),
    ("Hold the bay on Saturday", "预留周六工位"),
    ("Tell when the part is here", "到货后通知"),
    ("Have the foreman call", "由班组长回电"),
)
CHANNELS = (("phone", 0.68), ("wechat", 0.22), ("visit", 0.06), ("web", 0.04))


def make_contacts(
    rng: np.random.Generator, customers: pd.DataFrame, *, day: date, language: str
) -> pd.DataFrame:
    """One row a contact, the last of them yesterday.

    customers: key as index, with agent (who answers in that branch). Names of columns as in the table.
    """
    rows = []
    for back in range(DAYS, 0, -1):
        on = day - timedelta(days=back)
        share = 0.4 if on.weekday() >= 5 else 1.0
        for _ in range(rng.poisson(A_DAY * share)):
            rows += one_case(rng, customers, on, day, language)
    frame = pd.DataFrame(rows).astype({"seconds": "Int64", "mood": "Int64"})
    return frame.sort_values("at", ignore_index=True)


def one_case(
    rng: np.random.Generator, customers: pd.DataFrame, on: date, day: date, language: str
) -> list[dict]:
    """A first contact, and where that was not the end of it a second one some days later."""
    key = customers.index[rng.integers(len(customers))]
    topic = str(rng.choice(list(TOPICS), p=[row[0] for row in TOPICS.values()]))
    said = {"customer_id": key, "agent_id": customers.agent[key], "topic": topic}
    said["text"] = TOPICS[topic][1 + (language == "zh")]
    said["channel"] = str(rng.choice([one for one, _ in CHANNELS], p=[share for _, share in CHANNELS]))
    resolved = rng.random() < RESOLVED
    case = [said | moment(rng, on) | {"direction": "in", "solved": rng.random() < TICKED}]
    again = on + timedelta(days=int(rng.integers(1, 7)))
    if not resolved and again < day:
        case.append(said | moment(rng, again) | {"direction": "in", "solved": rng.random() < TICKED})
    for one in case:
        one["seconds"] = int(rng.gamma(2.2, 80)) + 20 if one["channel"] == "phone" else None
        one["mood"] = int(rng.choice((1, 2, 3), p=(0.1, 0.6, 0.3))) if rng.random() < 0.6 else None
    return case


def make_promises(
    rng: np.random.Generator, contacts: pd.DataFrame, owner: pd.Series, *, now: datetime, language: str
) -> pd.DataFrame:
    """Promises made during contacts; those of the last days whose time has not come are left out.

    contacts: with their key as index; owner: of each customer. kept_at is missing for the broken.
    """
    rows = []
    for contact in contacts[rng.random(len(contacts)) < PROMISED].itertuples():
        due = contact.at + timedelta(hours=float(rng.choice((2, 4, 24, 48))))
        settled = due + timedelta(hours=30)
        if settled >= now:
            continue
        fate = rng.random()
        if fate < KEPT:
            kept = contact.at + (due - contact.at) * rng.uniform(0.2, 0.98)
        elif fate < KEPT + LATE:
            kept = due + timedelta(hours=float(rng.uniform(0.5, 8)))
        else:
            kept = None
        rows.append(
            {
                "customer_id": contact.customer_id,
                "person_id": owner[contact.customer_id] if rng.random() < BY_OWNER else contact.agent_id,
                "interaction_id": contact.Index,
                "what": PROMISES[rng.integers(len(PROMISES))][language == "zh"],
                "made_at": contact.at,
                "day": contact.day,
                "due_at": due,
                "record_by": settled,
                "kept_at": kept,
                "settled_at": kept or settled,
                "settled_on": (kept or settled).astimezone(ZONE).date(),
                "state": "kept" if kept else "broken",
            }
        )
    return pd.DataFrame(rows)


def moment(rng: np.random.Generator, on: date) -> dict:
    minute = int(rng.integers(8 * 60 + 30, 19 * 60))
    return {"day": on, "at": datetime.combine(on, time(minute // 60, minute % 60), tzinfo=ZONE)}
