"""What the garage gave because of complaints: small things by agents, and two that a manager decided."""

import uuid
from decimal import Decimal

from churn_crm import clock
from desk.complaints import compensating
from desk.contacts.resolution import year_before
from desk.models import Compensation, Complaint
from staff.models import User

NAMESPACE = uuid.UUID("5b8e1c0a-43d7-4d0e-9a57-6c1f0e2d7b11")
ONE_IN = 5  # of the solved complaints
# By turns: what it was, its worth, what for.
SMALL = (
    ("work", 120, ("Brake fluid, labour free", "免费更换刹车油工时")),
    ("money", 80, ("Taxi home while the car stayed", "留车期间的打车费")),
    ("voucher", 100, ("Car wash and check", "洗车检测券")),
    ("money", 180, ("Half of the labour", "退一半工时费")),
    ("goods", 60, ("Wiper blades", "雨刮片一副")),
)
# (cause, kind, amount, what for, what became of it): above what an agent may give.
ASKED = (
    ("comeback", "work", 460, ("The same repair once more", "同一故障免费返修"), "approved"),
    ("dishonesty", "money", 900, ("The whole of the bill", "退全部费用"), "refused"),
    ("overcharging", "money", 680, ("The hours that were not worked", "退未施工的工时"), ""),
)
REFUSED = ("The bill was right, half at most", "账单无误，最多退一半")


def compensate(*, people: dict[str, User], language: str) -> None:
    """Small ones of the past year as they are known; the larger ones asked for as people ask for them."""
    which = int(language == "zh")
    today = clock.today()
    solved = Complaint.objects.filter(state="solved", solved_on__gt=year_before(today), solved_on__lte=today)
    solved = solved.select_related("customer").order_by("customer", "pk").distinct("customer")
    rows = [one for number, one in enumerate(solved) if number % ONE_IN == 0]
    Compensation.objects.bulk_create(
        small(one, number, people["xie"], which) for number, one in enumerate(rows)
    )
    for number, (cause, kind, amount, words, became) in enumerate(ASKED):
        complaint = Complaint.objects.open().filter(cause=cause, customer__branch=people["xie"].branch).last()
        if complaint is not None:
            ask(complaint, number, kind, Decimal(amount), words[which], became, people, which)


def small(complaint: Complaint, number: int, agent: User, which: int) -> Compensation:
    kind, amount, words = SMALL[number % len(SMALL)]
    assert complaint.solved_at is not None  # noqa: S101 (only solved ones are asked for)
    assert complaint.solved_on is not None  # noqa: S101
    return Compensation(
        complaint=complaint,
        kind=kind,
        amount=amount,
        text=words[which],
        state=Compensation.State.GIVEN,
        day=complaint.solved_on,
        asked_by=complaint.solved_by or agent,
        asked_at=complaint.solved_at,
        token=uuid.uuid5(NAMESPACE, f"small:{complaint.pk}"),
    )


def ask(
    complaint: Complaint,
    number: int,
    kind: str,
    amount: Decimal,
    text: str,
    became: str,
    people: dict[str, User],
    which: int,
) -> None:
    token = uuid.uuid5(NAMESPACE, f"asked:{number}")
    said = {"kind": kind, "amount": amount, "text": text, "token": token}
    one = compensating.give(complaint=complaint, by=people["xie"], **said)  # type: ignore[arg-type]
    if became == Compensation.State.APPROVED:
        compensating.approve(compensation=one, by=people["zhou"])
    elif became:
        compensating.refuse(compensation=one, by=people["zhou"], reason=REFUSED[which])
