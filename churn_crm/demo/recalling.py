"""A batch of bad brake pads at the garage: found by a complaint, and its customers being told."""

import uuid
from datetime import date, timedelta

from churn_crm.demo.garage.words import CATEGORIES
from customers.models import Category
from desk.defects import services, telling
from desk.models import Affected, Complaint, Defect
from outbox import consents
from staff.models import User

TOKEN = uuid.UUID("7d3f0b52-2c8e-4f65-8a0e-91f0c6b7a4e3")
AGO, LASTED = timedelta(days=34), timedelta(days=6)
TITLE = ("Front brake pads of one delivery squeal", "一批前制动片异响")
TEXT = (
    "Dear {name}, the front brake pads that we fitted come from a faulty delivery. They are safe but loud; "
    "we change them free of charge. Please call us.",
    "{name}您好，您更换的前制动片属于有异响的批次，制动性能不受影响，我们免费更换，请来电预约。",
)
OWN_PADS = ("Brought his own pads", "自带制动片")
CALLED = 14  # told by telephone before their message could leave
NO_MESSAGES = 3  # of those who came last; they do not want any


def recall(*, people: dict[str, User], language: str, day: date) -> None:
    """Declared and told by the manager; most of those without a number have been called, one is left out."""
    which = int(language == "zh")
    category_en, category_zh, words_en, words_zh = CATEGORIES["brakes"]
    found_by = Complaint.objects.open().filter(cause="quality", customer__branch=people["xie"].branch).last()
    defect = services.declare(
        by=people["zhou"],
        title=TITLE[which],
        text=TEXT[which],
        title_other=TITLE[1 - which],
        text_other=TEXT[1 - which],
        category=Category.objects.get(name=(category_en, category_zh)[which]),
        article=(words_en, words_zh)[which],
        first_day=day - AGO,
        last_day=day - AGO + LASTED,
        complaint=found_by,
        token=TOKEN,
    )
    first = defect.affected.order_by("pk").first()
    if first is not None:
        services.leave_out(affected=first, by=people["zhou"], reason=OWN_PADS[which])
    tell(defect, people)


def tell(defect: Defect, people: dict[str, User]) -> None:
    rows = list(Affected.objects.standing().filter(defect=defect).select_related("customer").order_by("pk"))
    for row in rows[-NO_MESSAGES:]:
        refuse_messages(row, people["xie"])
    services.notify(defect=defect, by=people["zhou"])
    telling.tell_untold()
    for row in rows[:CALLED]:
        services.told_by_phone(affected=row, by=people["xie"])


def refuse_messages(row: Affected, by: User) -> None:
    """He said so at the counter."""
    for channel in telling.CHANNELS:
        token = uuid.uuid5(TOKEN, f"{row.customer_id}:{channel}")
        consents.record(
            customer=row.customer,
            by=by,
            source="person",
            token=token,
            channel=channel,
            purpose="service",
            given=False,
        )
