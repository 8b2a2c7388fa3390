"""The garage's agreements become records, as if they had been typed here."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from churn_crm import clock
from churn_crm.demo.copying import copy_in
from churn_crm.demo.garage import Garage
from churn_crm.demo.garage.agreements import MARKET
from customers.models import Benchmark, Booking, Contract, Inquiry, Package, PackageMovement, Quote

ZONE = ZoneInfo("Asia/Shanghai")
LABOUR = {"en": "Labour hour", "zh": "工时"}
SURVEYED = {"en": "Trade association, Chengdu", "zh": "成都市汽修行业协会"}


def write_agreements(garage: Garage, *, customers: np.ndarray, day: date, language: str) -> None:
    """All five kinds, and what the market asks for an hour of labour."""
    frames = {
        kind: frame.drop(columns="customer").assign(
            customer_id=customers[frame.customer],
            number=[f"{kind[0].upper()}{day:%y}-{place:04d}" for place in range(1, len(frame) + 1)],
            entered_at=clock.now(),
            source="",
        )
        for kind, frame in garage.agreements.items()
    }
    market = _market(day, language)
    _contracts(frames["contracts"].assign(unit="hour", currency="CNY", reason="", **market))
    copy_in(Quote, frames["quotes"].assign(currency="CNY"))
    copy_in(Inquiry, frames["inquiries"].assign(state="open"))
    booked = frames["bookings"]
    at = [_moment(on, minute) for on, minute in zip(booked.day, booked.minute, strict=True)]
    copy_in(Booking, booked.drop(columns="minute").assign(at=at))
    _packages(frames["packages"])


def _contracts(frame: pd.DataFrame) -> None:
    keys = copy_in(Contract, frame.drop(columns="follows"))
    followed = [
        Contract(pk=key, follows_id=keys[before])
        for key, before in zip(keys, frame.follows, strict=True)
        if before is not pd.NA
    ]
    Contract.objects.bulk_update(followed, ["follows"], batch_size=1_000)


def _market(day: date, language: str) -> dict[str, Any]:
    low, high = MARKET
    found_on = day.replace(day=1)
    values = {"item": LABOUR[language], "low": low, "high": high, "source": SURVEYED[language]}
    Benchmark.objects.create(unit="hour", currency="CNY", found_on=found_on, **values)
    return {f"market_{name}": value for name, value in values.items()} | {"market_on": found_on}


def _packages(frame: pd.DataFrame) -> None:
    used = frame.used.to_numpy()
    keys = copy_in(Package, frame.drop(columns="used").assign(currency="CNY", left=frame.total - used))
    bought = pd.DataFrame(
        {"package_id": keys, "kind": "bought", "day": frame.bought_on, "amount": frame.total}
    )
    gone = pd.DataFrame({"package_id": keys, "kind": "use", "day": frame.bought_on, "amount": -used})
    moved = pd.concat([bought, gone[used > 0]], ignore_index=True)
    copy_in(PackageMovement, moved.assign(note="", entered_at=clock.now()))


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZONE)
