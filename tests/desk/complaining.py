"""Complaints for tests, and a clock that stands where a test wants it."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from desk.complaints import services
from desk.models import Complaint

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """A moment of June 2026 in the branches' zone: "16 15:00" is a Tuesday afternoon."""
    return datetime.fromisoformat(f"2026-06-{text}").replace(tzinfo=SHANGHAI)


def logged(customer, by, **given) -> Complaint:
    """A complaint of middle severity: two business hours to answer, sixteen to solve."""
    usual = {"cause": "waiting", "severity": 2, "text": "Two hours for oil", "token": uuid.uuid4()}
    return services.log_complaint(customer=customer, by=by, **usual | given)
