"""The lists that people work through: what ends, waits, was missed or is lost soon, of all they may see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.agreements.kinds import BY_NAME
from customers.agreements.lines import Line
from customers.agreements.policy import agreement_policy
from customers.agreements.section import line, marked, newest, read_cursor, soonest, write_cursor
from customers.models import AgreementPolicy, PriceApproval
from staff.models import User

SHOWN = 50
# Counting further, for six lists beside the one that is shown, takes longer than the list itself.
MOST_COUNTED = 99
Narrow = Callable[[Any, date, AgreementPolicy], Any]


@dataclass(frozen=True)
class Worklist:
    """kind: whose rows · narrow: which of them on a day · order: soonest or newest by `day` first"""

    name: str
    title: str | Promise
    nothing: str | Promise
    kind: str
    day: str
    narrow: Narrow
    order: Callable[[Any, str, tuple[date, int] | None], Any] = soonest
    urgent: bool = False


WORKLISTS = (
    Worklist(
        "ending",
        _("Contracts ending"),
        _("No contract ends soon"),
        "contract",
        "ends_on",
        lambda rows, on, policy: rows.ending(within=policy.ending_days, as_of=on),
    ),
    Worklist(
        "inquiries",
        _("Open inquiries"),
        _("No inquiry is open"),
        "inquiry",
        "day",
        lambda rows, on, policy: rows.open(within=policy.order_days),
    ),
    Worklist(
        "quotes",
        _("Open quotes"),
        _("No quote is open"),
        "quote",
        "valid_until",
        lambda rows, on, policy: rows.open(as_of=on),
    ),
    Worklist(
        "bookings",
        _("Bookings ahead"),
        _("Nothing is booked"),
        "booking",
        "day",
        lambda rows, on, policy: rows.ahead(as_of=on),
    ),
    Worklist(
        "missed",
        _("No-shows"),
        _("Everybody came"),
        "booking",
        "day",
        lambda rows, on, policy: rows.missed(as_of=on),
        order=newest,
    ),
    Worklist(
        "packages",
        _("Packages expiring"),
        _("No package expires soon"),
        "package",
        "expires_on",
        lambda rows, on, policy: rows.expiring(within=policy.expiring_days, as_of=on),
    ),
)
BY_LIST = {worklist.name: worklist for worklist in WORKLISTS}


def page(worklist: Worklist, *, user: User, on: date, cursor: str = "") -> tuple[list[Line], str]:
    """One page of lines, and the cursor of the next; empty when there is none."""
    rows, more = found(
        worklist, rows=BY_NAME[worklist.kind].rows, user=user, on=on, cursor=cursor, size=SHOWN
    )
    return marked([line(worklist.kind, row, user=user, on=on) for row in rows]), more


def found(
    worklist: Worklist, *, rows: Any, user: User, on: date, cursor: str, size: int
) -> tuple[list[Any], str]:
    """One page of `rows`, which are all of the list's kind with what is shown of them, and its cursor."""
    wanted = worklist.narrow(rows.visible_to(user), on, agreement_policy())
    ordered = list(worklist.order(wanted, worklist.day, read_cursor(cursor))[: size + 1])
    more = write_cursor(ordered[size - 1], worklist.day) if len(ordered) > size else ""
    return ordered[:size], more


def counts(*, user: User, on: date) -> dict[str, int | str]:
    """How many each list holds; 99+ where there are more than MOST_COUNTED."""
    policy = agreement_policy()
    held: dict[str, int | str] = {}
    for one in WORKLISTS:
        rows = BY_NAME[one.kind].rows.visible_to(user)
        held[one.name] = counted(one.narrow(rows, on, policy))
    if user.decides or not user.may_write:
        held["approvals"] = open_approvals(user).count()
    return held


def counted(rows: Any) -> int | str:
    count: int = rows.order_by()[: MOST_COUNTED + 1].count()
    return count if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def open_approvals(user: User) -> Any:
    """Prices that wait for a manager, the one that waits longest first."""
    rows = PriceApproval.objects.filter(state=PriceApproval.State.OPEN)
    if not (user.decides or not user.may_write):
        return rows.none()
    return rows.select_related("contract__customer__branch", "contract__decider", "asked_by").order_by(
        "asked_at", "pk"
    )
