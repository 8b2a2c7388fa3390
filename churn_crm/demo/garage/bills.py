"""What the visits cost: the lines of each bill, and the monthly invoices of companies."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from churn_crm.demo.garage.cast import CHARACTERS
from churn_crm.demo.garage.words import CATEGORIES, PARTS_OF

TERM = 30  # days to pay
ALMOST_GONE, LEAVES_OPEN = 45, 60  # days before the last visit from which on a leaver pays that much later
HALF_CAME = 25  # days after the issue, where only a half did
GROWS_LATE = 0.08  # of the companies pay ever later without leaving
LATE_BY_HAND = {character.chinese: character.pays_late for character in CHARACTERS}


def make_lines(rng: np.random.Generator, visits: pd.DataFrame, *, language: str) -> pd.DataFrame:
    """Labour and one to three parts for each visit that cost something; they add up to its amount."""
    rows = []
    words = {code: (row[3] if language == "zh" else row[2]) for code, row in CATEGORIES.items()}
    shares = rng.dirichlet((3, 2, 1, 1), len(visits))
    counts = rng.integers(1, 4, len(visits))
    starts = rng.integers(0, 6, len(visits))
    for place, (kind, amount) in enumerate(zip(visits.type, visits.amount, strict=True)):
        if amount <= 0:
            continue
        parts = PARTS_OF[kind]
        codes = ["labour", *(parts[(starts[place] + step) % len(parts)] for step in range(counts[place]))]
        codes = list(dict.fromkeys(codes))
        rows += _split(place, amount, codes, shares[place], words)
    return pd.DataFrame(rows, columns=["visit", "category", "text", "amount"])


def _split(
    place: int, amount: float, codes: list[str], share: np.ndarray, words: dict[str, str]
) -> list[tuple]:
    money = np.round(amount * share[: len(codes)] / share[: len(codes)].sum())
    money[0] += amount - money.sum()
    return [(place, code, words[code], part) for code, part in zip(codes, money, strict=True)]


def make_invoices(
    rng: np.random.Generator, customers: pd.DataFrame, visits: pd.DataFrame, *, day: date
) -> pd.DataFrame:
    """One invoice a company and month, issued on the first day of the next month, due thirty days later.

    Who is on the way out pays later and later; a few others do so as well.
    """
    companies = customers.index[customers.kind == "company"]
    billed = visits[visits.customer.isin(companies) & ~visits.cancelled & (visits.amount > 0)]
    months = billed.assign(month=pd.to_datetime(billed.day).dt.to_period("M"))
    sums = months.groupby(["customer", "month"], as_index=False).agg(amount=("amount", "sum"))
    sums["issued_on"] = [(month + 1).start_time.date() for month in sums.month]
    sums = sums[sums.issued_on < day].reset_index(drop=True)
    sums["due_on"] = [issued + timedelta(days=TERM) for issued in sums.issued_on]
    late = _lateness(rng, customers, visits, sums, day)
    paid = [due + timedelta(days=int(days)) for due, days in zip(sums.due_on, late, strict=True)]
    sums["paid_on"] = [when if when < day else None for when in paid]
    sums = sums.sort_values(["issued_on", "customer"], kind="stable").reset_index(drop=True)
    return sums.drop(columns="month")


def _lateness(
    rng: np.random.Generator, customers: pd.DataFrame, visits: pd.DataFrame, invoices: pd.DataFrame, day: date
) -> np.ndarray:
    """Days after the due day at which each invoice is paid."""
    leaving = set(visits.customer[visits.leaving])
    last = visits.groupby("customer").when.max()
    usual = dict(zip(customers.index, rng.normal(4, 6, len(customers)), strict=True))
    grows = dict(zip(customers.index, rng.random(len(customers)) < GROWS_LATE, strict=True))
    late = []
    for row in invoices.itertuples():
        days = usual[row.customer] + rng.normal(0, 3)
        until_last = last[row.customer] - (last.max() - (day - row.issued_on).days)
        worse = rng.normal(26, 7) if until_last < 180 else 0
        if row.customer in leaving:
            days += worse + (LEAVES_OPEN if until_last < ALMOST_GONE else 0)
        hand = LATE_BY_HAND.get(customers.name[row.customer])
        if hand is not None:
            days = hand + rng.normal(0, 2) if (day - row.issued_on).days < 240 else 4 + rng.normal(0, 2)
        elif grows[row.customer] and (day - row.issued_on).days < 300:
            days += rng.normal(26, 7)
        late.append(days)
    return np.round(late)


def payments_of(invoices: pd.DataFrame, keys: np.ndarray) -> pd.DataFrame:
    """What came in: for the paid invoices mostly at once, for each ninth in two parts; of each third of those
    that are open a half."""
    known = invoices[["issued_on", "paid_on", "amount"]].assign(invoice_id=keys)
    paid = known[known.paid_on.notna()].copy()
    parts = paid.iloc[::9].copy()
    parts["amount"] = (parts.amount * 0.4).round(2)
    paid.loc[parts.index, "amount"] -= parts.amount
    parts["paid_on"] = [day - timedelta(days=12) for day in parts.paid_on]
    came = [day + timedelta(days=HALF_CAME) for day in known.issued_on]
    halves = known.assign(paid_on=came, amount=(known.amount / 2).round(2))
    halves = halves[known.paid_on.isna() & (halves.paid_on <= paid.paid_on.max())].iloc[::3]
    received = pd.concat([parts, paid.round({"amount": 2}), halves], ignore_index=True)
    return received.drop(columns="issued_on")
