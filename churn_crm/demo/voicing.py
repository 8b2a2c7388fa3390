"""What the garage's customers wish for and find broken, who sees to it, and what was answered by phone."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from churn_crm import clock
from customers.models import Customer
from desk.models import Matter, Voice
from staff.models import Team, User

NAMESPACE = uuid.UUID("0f8a4c52-7b1d-4e3a-9c6f-2d5e8b7a1c30")
ZONE = ZoneInfo("Asia/Shanghai")
SEED = 12
DESK = ("xie", "cui", "ren", "shi", "yin")
ANSWERED_AFTER = timedelta(days=30)
# Written before departments were chosen; it is nobody's in particular.
IN_WORDS = ("Branches", "门店")


@dataclass(frozen=True)
class Said:
    """One matter; pairs are English and Chinese. days: since it was first said · times: how often."""

    kind: str
    product: tuple[str, str]
    category: tuple[str, str]
    title: tuple[str, str]
    texts: tuple[tuple[str, str], ...]
    days: int
    times: int
    state: str = "new"
    department: tuple[str, str] = ("", "")
    answer: tuple[str, str] = ("", "")


BOOKING, WAITING_ROOM = ("Online booking", "在线预约"), ("Waiting room", "客休区")
BILL, PICK_UP, WASH = ("Bill", "结算单"), ("Pick-up and delivery", "取送车"), ("Car wash", "洗车")
SAID = (
    Said(
        "suggestion",
        BOOKING,
        ("Times", "时间"),
        ("Book Saturdays online", "周六也能在线预约"),
        (
            (
                "Saturday cannot be chosen on the phone page, one has to call.",
                "手机上选不了周六，只能打电话。",
            ),
            ("I work all week, Saturdays should be bookable.", "平时上班，希望周六也能约。"),
        ),
        days=210,
        times=9,
        state="accepted",
        department=("Front office", "前台"),
    ),
    Said(
        "defect",
        BOOKING,
        ("Confirmation", "确认"),
        ("No confirmation after booking", "预约后没有确认短信"),
        (("I booked and heard nothing, so I called to be sure.", "约完没收到消息，只好打电话确认。"),),
        days=70,
        times=6,
        state="accepted",
        department=("Systems", "信息部"),
    ),
    Said(
        "suggestion",
        BILL,
        ("Wording", "写法"),
        ("Say on the bill what a part is for", "结算单写清配件用途"),
        (("Half of the words on the bill mean nothing to me.", "结算单上一半的词看不懂。"),),
        days=300,
        times=7,
        state="done",
        department=("Billing", "结算"),
        answer=(
            "Our bills now say in plain words what each part is for. Thank you for telling us.",
            "结算单上已用大白话写明每个配件的用途，谢谢您的建议。",
        ),
    ),
    Said(
        "suggestion",
        WAITING_ROOM,
        ("Comfort", "环境"),
        ("Desks with sockets to work at", "客休区放能办公的桌子和插座"),
        (("Two hours on a sofa, I could have worked.", "沙发上坐两小时，有桌子就能办公了。"),),
        days=160,
        times=4,
        state="accepted",
        department=IN_WORDS,
    ),
    Said(
        "defect",
        WAITING_ROOM,
        ("Comfort", "环境"),
        ("The Wi-Fi drops", "客休区 Wi-Fi 总断"),
        (("The Wi-Fi drops every few minutes.", "Wi-Fi 几分钟断一次。"),),
        days=120,
        times=5,
        state="done",
        department=("Systems", "信息部"),
        answer=("The waiting room has new Wi-Fi.", "客休区已更换 Wi-Fi 设备。"),
    ),
    Said(
        "suggestion",
        PICK_UP,
        ("Times", "时间"),
        ("Fetch the car before eight", "八点前上门取车"),
        (("You come at nine, when I have left.", "九点才来取车，我已经上班了。"),),
        days=40,
        times=3,
    ),
    Said(
        "suggestion",
        PICK_UP,
        ("Price", "价格"),
        ("Free pick-up for electric cars too", "电动车也免费取送"),
        (("Petrol cars are fetched free, mine is not.", "油车免费取送，电动车要钱。"),),
        days=180,
        times=3,
        state="declined",
        department=("Sales", "销售"),
        answer=(
            "We cannot do this free of charge at the moment: an electric car takes a truck.",
            "目前还不能免费：电动车需要板车运送。",
        ),
    ),
    Said(
        "defect",
        WASH,
        ("Quality", "质量"),
        ("Water spots after the wash", "洗完车有水渍"),
        (("Spots all over the bonnet after the free wash.", "免费洗车后机盖上全是水渍。"),),
        days=25,
        times=4,
    ),
    Said(
        "defect",
        WASH,
        ("Quality", "质量"),
        ("Stains from hard water", "洗车留下水垢"),
        (("Hard water stains on black paint.", "黑色车漆上都是水垢印。"),),
        days=20,
        times=2,
    ),
)


def write_voices(*, people: dict[str, User], language: str, day: date) -> None:
    """All matters with their voices; what has ended was told by phone, to all but the last one."""
    rng = np.random.default_rng(SEED)
    customers = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    for place, said in enumerate(SAID):
        matter = write_matter(said, people, language, day)
        keys = rng.choice(customers, size=said.times, replace=False)
        ago = sorted((int(rng.integers(1, said.days)) for _ in range(said.times - 1)), reverse=True)
        voices = [
            voice(said, matter, (place, number), int(key), said_on, people, language)
            for number, (key, said_on) in enumerate(
                zip(keys, [day - timedelta(days=days) for days in (said.days, *ago)], strict=True)
            )
        ]
        Voice.objects.bulk_create(voices)


def write_matter(said: Said, people: dict[str, User], language: str, day: date) -> Matter:
    which = language == "zh"
    began = day - timedelta(days=said.days)
    ended = moment(max(day - ANSWERED_AFTER, began)) if said.answer[which] else None
    return Matter.objects.create(
        kind=said.kind,
        product=said.product[which],
        category=said.category[which],
        title=said.title[which],
        team=department(said.department[which]),
        department=said.department[which] if said.department == IN_WORDS else "",
        owner=people["qin"] if said.state == "accepted" else None,
        state=said.state,
        answer=said.answer[which],
        created_at=moment(began),
        decided_at=ended,
        decided_by=people["zhou"] if ended else None,
    )


def department(name: str) -> Team | None:
    """The team of that name."""
    return Team.objects.get_or_create(name=name)[0] if name and name not in IN_WORDS else None


def voice(
    said: Said,
    matter: Matter,
    number: tuple[int, int],
    customer: int,
    day: date,
    people: dict[str, User],
    language: str,
) -> Voice:
    by = people[DESK[sum(number) % len(DESK)]]
    told = matter.has_ended and number[1] < said.times - 1
    return Voice(
        customer_id=customer,
        matter=matter,
        began=matter,
        text=said.texts[number[1] % len(said.texts)][language == "zh"],
        day=day,
        logged_at=moment(day),
        logged_by=by,
        token=uuid.uuid5(NAMESPACE, f"{number}"),
        tried_at=max(matter.decided_at, moment(day)) if matter.decided_at else None,
        told_at=max(matter.decided_at, moment(day)) if told and matter.decided_at else None,
        told_by=by if told else None,
    )


def moment(day: date) -> datetime:
    """Eleven in the morning, but never ahead of now."""
    return min(datetime.combine(day, time(11), tzinfo=ZONE), clock.now())
