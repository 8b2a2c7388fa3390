"""The garage's frames become records."""

import uuid
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from django.db import connection, transaction

from churn_crm import clock
from churn_crm.demo.agreeing import write_agreements
from churn_crm.demo.copying import copy_in
from churn_crm.demo.garage import Garage
from churn_crm.demo.garage.bargains import make_discounts
from churn_crm.demo.garage.bills import payments_of
from churn_crm.demo.garage.cast import TECHNICIANS
from churn_crm.demo.garage.letters import make_emails
from churn_crm.demo.garage.profiles import make_profiles
from churn_crm.demo.garage.words import CATEGORIES, VISIT_TYPES
from churn_crm.demo.profiling import own_values, profile
from customers.models import (
    Account,
    Asset,
    AssetDue,
    Category,
    Contact,
    Customer,
    DeclinedWork,
    Import,
    Invoice,
    MileageReading,
    Payment,
    Return,
    Visit,
    VisitLine,
    VisitType,
    WarrantyClaim,
)
from customers.money import settle
from desk.models import Complaint, SatisfactionScore
from staff.models import Branch, User

SOURCE = "demo"
PROFILE_SEED, DISCOUNT_SEED, OWN_SEED, EMAIL_SEED = 8, 9, 10, 11
ZONE = ZoneInfo("Asia/Shanghai")


@transaction.atomic
def write(garage: Garage, *, people: dict[str, User], day: date, language: str) -> None:
    """All records of the garage, as if its systems had been imported long ago with automations on."""
    branches = {branch.code: branch.pk for branch in Branch.objects.all()}
    keys = {username: user.pk for username, user in people.items()}
    came_from = _ledger(garage, day=day).pk
    customers = _customers(garage, branches, keys, came_from, language)
    copy_in(
        Contact,
        garage.contacts.assign(customer_id=customers[garage.contacts.customer], email="").drop(
            columns="customer"
        ),
    )
    profile(garage, customers=customers, people=keys, language=language)
    assets = _assets(garage, customers)
    for model, frame in ((MileageReading, garage.readings), (AssetDue, garage.dues)):
        copy_in(model, frame.drop(columns="asset").assign(asset_id=assets[frame.asset]))
    visits = _visits(garage, customers, assets, branches, keys, came_from, language)
    _lines(garage, visits, language)
    _invoices(garage, customers, came_from)
    _voices(garage, customers, visits, keys)
    write_agreements(garage, customers=customers, day=day, language=language)
    _aftermath(garage, customers, visits, assets)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ledger(garage: Garage, *, day: date) -> Import:
    rows = len(garage.visits)
    return Import.objects.create(
        kind="visits",
        file_name="demo",
        source=SOURCE,
        state=Import.State.DONE,
        day=garage.visits.day.min(),
        automations=True,
        started_at=clock.now(),
        finished_at=clock.now(),
        rows_read=rows,
        rows_created=rows,
        newest_fact=day - timedelta(days=1),
    )


def _customers(garage: Garage, branches: dict, people: dict, came_from: int, language: str) -> np.ndarray:
    frame = garage.customers
    frame = frame.assign(email=make_emails(np.random.default_rng(EMAIL_SEED), frame))
    since = frame.since.where(frame.since.notna(), garage.visits.day.max())
    if language == "en":
        # Read in Latin letters already, a name has no other form in them.
        frame = frame.assign(name=frame.latin_name, latin_name="")
    return copy_in(
        Customer,
        frame[
            ["code", "kind", "name", "latin_name", "phone", "email", "wechat", "region", "vip", "sensitivity"]
        ].assign(
            branch_id=frame.branch.map(branches),
            owner_id=frame.owner.map(people),
            since=since,
            came_from_id=came_from,
            version=1,
            created_at=[_moment(day, 9 * 60) for day in since],
            **_profiles(garage, people, language),
        ),
    )


def _profiles(garage: Garage, people: dict, language: str) -> dict:
    """What is written down of each; a quarter of what customers care about was confirmed by the owner."""
    rng = np.random.default_rng(PROFILE_SEED)
    frame = garage.customers
    confirmed = (frame.sensitivity != "unknown") & (rng.random(len(frame)) < 0.25)
    owner = frame.owner.map(people).where(confirmed).astype("Int64")
    day = garage.visits.day.max()
    return {
        **make_profiles(rng, frame, language=language),
        "custom": own_values(np.random.default_rng(OWN_SEED), len(frame), language=language),
        "sensitivity_by_id": owner,
        "sensitivity_at": [_moment(day, 17 * 60) if one else None for one in confirmed],
    }


def _assets(garage: Garage, customers: np.ndarray) -> np.ndarray:
    frame = garage.assets
    since = garage.customers.since.reindex(frame.customer).to_numpy()
    return copy_in(
        Asset,
        frame.assign(customer_id=customers[frame.customer], kind=Asset.Kind.VEHICLE.value, since=since).drop(
            columns="customer"
        ),
    )


def _visits(
    garage: Garage,
    customers: np.ndarray,
    assets: np.ndarray,
    branches: dict,
    people: dict,
    came_from: int,
    language: str,
) -> np.ndarray:
    frame = garage.visits
    branch = garage.customers.branch.reindex(frame.customer).reset_index(drop=True)
    types = {
        code: VisitType.objects.create(
            code=code, name=str(row[language == "zh"]), resets_clock=row[2], in_rhythm=row[3]
        )
        for code, row in VISIT_TYPES.items()
    }
    kinds = frame.type.map(types)
    return copy_in(
        Visit,
        pd.DataFrame(
            {
                "customer_id": customers[frame.customer],
                "day": frame.day,
                "at": [_moment(day, minute) for day, minute in zip(frame.day, frame.minute, strict=True)],
                "amount": frame.amount,
                "discount": make_discounts(np.random.default_rng(DISCOUNT_SEED), garage.customers, frame),
                "counts": kinds.map(lambda kind: kind.resets_clock) & ~frame.cancelled,
                "in_rhythm": kinds.map(lambda kind: kind.in_rhythm) & ~frame.cancelled,
                "cancelled": frame.cancelled,
                "type_id": kinds.map(lambda kind: kind.pk),
                "branch_id": branch.map(branches),
                "asset_id": assets[frame.asset],
                "technician_id": _technicians(branch, people),
                "source": SOURCE,
                "number": [f"W{day:%y}-{place:06d}" for place, day in enumerate(frame.day, 1)],
                "nth": 1,
                "came_from_id": came_from,
            }
        ),
    )


def _technicians(branch: pd.Series, people: dict) -> list[int]:
    hands = {
        code: [people[one.username] for one in TECHNICIANS if one.branch == code] for code in branch.unique()
    }
    return [hands[code][place % len(hands[code])] for place, code in enumerate(branch)]


def _lines(garage: Garage, visits: np.ndarray, language: str) -> None:
    frame = garage.lines
    categories = {
        code: Category.objects.create(name=row[language == "zh"]).pk for code, row in CATEGORIES.items()
    }
    copy_in(
        VisitLine,
        frame[["text", "amount"]].assign(
            visit_id=visits[frame.visit], category_id=frame.category.map(categories), quantity=1
        ),
    )


def _invoices(garage: Garage, customers: np.ndarray, came_from: int) -> None:
    frame = garage.invoices
    numbers = [f"{issued:%y}-{place:04d}" for place, issued in enumerate(frame.issued_on, 1)]
    keys = copy_in(
        Invoice,
        frame.drop(columns="customer").assign(
            customer_id=customers[frame.customer],
            source=SOURCE,
            number=numbers,
            came_from_id=came_from,
            monthly=True,
            statement_sent_on=[issued + timedelta(days=1) for issued in frame.issued_on],
        ),
    )
    billed = (Account(customer_id=key, monthly=True) for key in set(customers[frame.customer]))
    Account.objects.bulk_create(billed)
    copy_in(Payment, payments_of(frame, keys))
    settle(keys.tolist())


def _voices(garage: Garage, customers: np.ndarray, visits: np.ndarray, people: dict) -> None:
    desk = [people[name] for name in ("xie", "cui", "ren", "shi", "yin")]
    for model, frame in ((Complaint, garage.complaints), (SatisfactionScore, garage.scores)):
        logged_by = [desk[place % len(desk)] for place in range(len(frame))]
        spoken = frame.drop(columns=["customer", "visit"]).assign(
            customer_id=customers[frame.customer],
            visit_id=visits[frame.visit],
            logged_at=[_moment(day, 10 * 60 + place % 400) for place, day in enumerate(frame.day)],
            logged_by_id=logged_by,
            token=[uuid.UUID(int=place + (1 << 100)) for place in range(len(frame))],
        )
        if model is Complaint:
            solved = frame.solved_on.notna()
            spoken["solved_at"] = [
                _moment(day, 16 * 60) if known else None
                for day, known in zip(frame.solved_on, solved, strict=True)
            ]
            spoken["solved_by_id"] = [
                by if known else None for by, known in zip(logged_by, solved, strict=True)
            ]
            spoken["solved_by_id"] = spoken.solved_by_id.astype("Int64")
            spoken["state"] = ["solved" if known else "new" for known in solved]
            spoken["responded_at"] = spoken.solved_at
        copy_in(model, spoken)


def _aftermath(garage: Garage, customers: np.ndarray, visits: np.ndarray, assets: np.ndarray) -> None:
    kinds = ((DeclinedWork, garage.declined), (Return, garage.returns), (WarrantyClaim, garage.claims))
    for model, frame in kinds:
        if frame.empty:
            continue
        rows = frame.drop(columns=["customer", "visit"]).assign(
            customer_id=customers[frame.customer], visit_id=visits[frame.visit], source=SOURCE, number=""
        )
        if "asset" in rows:
            rows = rows.assign(asset_id=assets[rows.asset.to_numpy()]).drop(columns="asset")
        copy_in(model, rows.assign(reason="") if model is Return else rows)


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(int(minute) // 60, int(minute) % 60), tzinfo=ZONE)
