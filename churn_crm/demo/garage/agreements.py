"""What the garage agrees on with its customers: contracts, quotes, bookings, packages, inquiries."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from churn_crm.demo.garage.cast import CHARACTERS

# What the market asks for an hour of labour, and what the garage asks of those who stay and of those who go.
MARKET = (138, 162)
RATES, DEAR = (145, 152, 158, 158, 168, 172), (168, 172, 189, 195)
GOES_WITHIN = (10, 100)  # days: whose contract runs out so soon after his last visit did not renew it
BEFORE, YEAR = 0.98, timedelta(days=365)  # of the price a year later
BY_HAND = {character.chinese: character.contract for character in CHARACTERS if character.contract}
FLEET = ("Fleet maintenance", "车队维护")
COVERS = ("All scheduled maintenance, loan vehicle included", "全部定期维护，含代步车")
CLASH = ("They need the invoice before hand-over, we issue it after", "对方要求交车前开票，我们交车后开票")
WORK = (("Brakes, front and rear", "前后制动"), ("Four tyres", "四条轮胎"), ("Air conditioning", "空调检修"))
REFUSALS = (("Dearer than elsewhere", "比别家贵"), ("Sells the car instead", "准备卖车"))
CARDS = (("Ten washes", "洗车十次卡", "units", 10, 280), ("Prepaid card", "储值卡", "value", 2000, 1800))
TOPICS = (
    (
        "Windscreen",
        "前挡风玻璃",
        "Original part, same day",
        "原厂件，当天",
        "Copy part in three days",
        "副厂件，三天",
    ),
    ("Annual inspection", "年检", "On a Saturday", "周六", "Weekdays only", "仅工作日"),
    ("Paintwork", "钣金喷漆", "A fixed price", "一口价", "", ""),
)
COMPANY_CONTRACTS, QUOTES, BOOKED, CARDS_SOLD, ASKED = 0.4, 0.06, 0.05, 0.08, 0.04  # shares of customers


def make_agreements(
    rng: np.random.Generator, customers: pd.DataFrame, visits: pd.DataFrame, *, day: date, language: str
) -> dict[str, pd.DataFrame]:
    """Frames by kind; each names its customer by position."""
    tongue = int(language == "zh")
    last = visits[~visits.cancelled].groupby("customer").tail(1).set_index("customer")
    return {
        "contracts": contracts(rng, customers, visits, day, tongue),
        "quotes": quotes(rng, customers, day, tongue),
        "bookings": bookings(rng, customers, last, day, tongue),
        "packages": packages(rng, customers, day, tongue),
        "inquiries": inquiries(rng, customers, day, tongue),
    }


def some(rng: np.random.Generator, customers: pd.DataFrame, share: float) -> list[int]:
    """The first, whom stories are told about, and a share of the others."""
    return [0, *(int(one) for one in customers.index[1:][rng.random(len(customers) - 1) < share])]


def contracts(
    rng: np.random.Generator, customers: pd.DataFrame, visits: pd.DataFrame, day: date, tongue: int
) -> pd.DataFrame:
    """Who goes pays more than the market asks, as a rule, and lets his contract run out. Who stays has
    renewed his each year since he came: else having a contract would tell the past who was to leave.

    follows: the row of the contract before, where there is one.
    """
    companies = customers[customers.kind == "company"]
    written = {place: BY_HAND[name] for place, name in companies.name.items() if name in BY_HAND}
    known = visits.groupby("customer").agg(first=("day", "min"), last=("day", "max"), goes=("leaving", "any"))
    known = known.reindex(companies.index).assign(goes=lambda of: of.goes.eq(True))
    rows: list[dict[str, Any]] = []
    for customer in sorted({*some(rng, companies, COMPANY_CONTRACTS), *written}):
        ends, price = written.get(customer) or drawn_contract(rng, known.loc[customer], day)
        newest = contract(customer, day + timedelta(days=ends), price, day, tongue)
        newest["clash"] = "" if customer else CLASH[tongue]
        since = newest["starts_on"] if known.goes[customer] else known["first"][customer]
        rows += renewed(newest, since=since, place=len(rows))
    return pd.DataFrame(rows).astype({"follows": "Int64"})


def renewed(newest: dict[str, Any], *, since: date, place: int) -> list[dict[str, Any]]:
    """The newest contract and those before it, back to `since`; each was a little cheaper. place: of its
    row."""
    rows = [newest | {"follows": None}]
    while (start := rows[-1]["starts_on"] - YEAR) >= since:
        rows[-1]["follows"] = place + len(rows)
        before = {
            "starts_on": start,
            "ends_on": start + YEAR,
            "renews_on": start + YEAR - timedelta(days=30),
            "price": round(rows[-1]["price"] * BEFORE),
            "state": "renewed",
            "signed_on": start - timedelta(days=5),
            "ended_on": None,
            "follows": None,
            "clash": "",
        }
        rows.append(newest | before)
    return rows


def drawn_contract(rng: np.random.Generator, of: pd.Series, day: date) -> tuple[int, int]:
    """(days until it ends, price). of: the customer's last visit, and whether he goes."""
    if of.goes:
        return (of["last"] - day).days + int(rng.integers(*GOES_WITHIN)), int(rng.choice(DEAR))
    return int(rng.integers(-200, 360)), int(rng.choice(RATES))


def contract(customer: int, ends: date, price: int, day: date, tongue: int) -> dict[str, Any]:
    """One that runs for a year."""
    return {
        "customer": customer,
        "subject": FLEET[tongue],
        "covers": COVERS[tongue],
        "starts_on": ends - timedelta(days=365),
        "ends_on": ends,
        "renews_on": ends - timedelta(days=30),
        "price": price,
        "state": "ended" if ends < day else "signed",
        "signed_on": min(ends - timedelta(days=370), day - timedelta(days=1)),
        "ended_on": ends if ends < day else None,
    }


def quotes(rng: np.random.Generator, customers: pd.DataFrame, day: date, tongue: int) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for customer in some(rng, customers, QUOTES):
        made = day - timedelta(days=int(rng.integers(1, 120)))
        until = made + timedelta(days=30)
        state = str(rng.choice(["accepted", "refused", "open"], p=[0.5, 0.2, 0.3]))
        state = "expired" if state == "open" and until < day else state
        answered = min(made + timedelta(days=int(rng.integers(1, 20))), day - timedelta(days=1))
        rows.append(
            {
                "customer": customer,
                "subject": WORK[rng.integers(len(WORK))][tongue],
                "amount": int(rng.integers(8, 60)) * 100,
                "made_on": made,
                "valid_until": until,
                "state": state,
                "reason": REFUSALS[rng.integers(len(REFUSALS))][tongue] if state == "refused" else "",
                "settled_on": None if state == "open" else until if state == "expired" else answered,
            }
        )
    return pd.DataFrame(rows)


def bookings(
    rng: np.random.Generator, customers: pd.DataFrame, last: pd.DataFrame, day: date, tongue: int
) -> pd.DataFrame:
    """Ahead, kept on the day of the newest visit, or missed."""
    rows: list[dict[str, Any]] = []
    for customer in some(rng, customers, BOOKED):
        state = str(rng.choice(["booked", "came", "no_show"], p=[0.4, 0.4, 0.2]))
        ago = -int(rng.integers(0, 14)) if state == "booked" else int(rng.integers(1, 90))
        on = last.day[customer] if state == "came" and customer in last.index else day - timedelta(days=ago)
        rows.append(
            {
                "customer": customer,
                "day": on,
                "minute": int(rng.integers(9, 17)) * 60,
                "note": WORK[rng.integers(len(WORK))][tongue],
                "state": state,
                "settled_on": None if state == "booked" else min(on + timedelta(days=1), day),
            }
        )
    return pd.DataFrame(rows)


def packages(rng: np.random.Generator, customers: pd.DataFrame, day: date, tongue: int) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for customer in some(rng, customers, CARDS_SOLD):
        card = CARDS[rng.integers(len(CARDS))]
        bought = day - timedelta(days=int(rng.integers(10, 340)))
        rows.append(
            {
                "customer": customer,
                "name": card[tongue],
                "kind": card[2],
                "bought_on": bought,
                "expires_on": bought + timedelta(days=365),
                "price": card[4],
                "total": card[3],
                "used": int(card[3] * rng.choice([0, 0.1, 0.4, 0.7, 1])),
            }
        )
    return pd.DataFrame(rows)


def inquiries(rng: np.random.Generator, customers: pd.DataFrame, day: date, tongue: int) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for customer in some(rng, customers, ASKED):
        topic = TOPICS[rng.integers(len(TOPICS))]
        rows.append(
            {
                "customer": customer,
                "day": day - timedelta(days=int(rng.integers(1, 60))),
                "channel": str(rng.choice(["phone", "wechat", "web", "visit"])),
                "topic": topic[tongue],
                "wanted": topic[2 + tongue],
                "offered": topic[4 + tongue],
            }
        )
    return pd.DataFrame(rows)
