"""The policy of complaints in force, the terms of one complaint under it, and changing it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from desk.complaints.clock import Terms
from desk.models import Complaint, ComplaintPolicy
from desk.workdays import hours_of
from staff.business_time import ALWAYS, Hours
from staff.models import Branch, User
from staff.opening import openings
from staff.policies import change_policy

NAMES = {
    Complaint.Severity.LOW: "low",
    Complaint.Severity.MEDIUM: "medium",
    Complaint.Severity.HIGH: "high",
    Complaint.Severity.SAFETY: "safety",
}


def complaint_policy() -> ComplaintPolicy:
    """The one policy; the defaults until somebody has changed it."""
    return ComplaintPolicy.objects.first() or ComplaintPolicy()


@dataclass(frozen=True)
class Book:
    """The policy and the hours of branches, looked up once for many complaints."""

    policy: ComplaintPolicy
    hours: Mapping[int, Hours]

    def always(self, severity: int) -> bool:
        return bool(getattr(self.policy, f"always_{NAMES[Complaint.Severity(severity)]}"))

    def terms(self, *, severity: int, echelon: int, branch_id: int, key: bool = False) -> Terms:
        """What is allowed for a complaint of this severity and echelon. key: of a key account"""
        policy, open_hours = self.policy, self.hours[branch_id]
        respond, solve = allowed(policy, severity, echelon, key=key)
        return Terms(
            respond=respond,
            solve=solve,
            hours=ALWAYS if self.always(severity) else open_hours,
            days=open_hours,
            warn_at=float(policy.warn_share),
            pause_days=policy.pause_days,
            remind_days=policy.remind_days,
            again=timedelta(hours=float(policy.again_hours)),
        )

    def terms_of(self, complaint: Complaint) -> Terms:
        return self.terms(
            severity=complaint.severity,
            echelon=complaint.echelon,
            branch_id=complaint.customer.branch_id,
            key=complaint.key_account,
        )


def book(branches: Iterable[Branch] | None = None, policy: ComplaintPolicy | None = None) -> Book:
    """The book of these branches, or of all. policy: in place of the one in force."""
    known = list(Branch.objects.all() if branches is None else branches)
    said = openings(branch.pk for branch in known)
    return Book(
        policy or complaint_policy(), {branch.pk: hours_of(branch, said[branch.pk]) for branch in known}
    )


def allowed(
    policy: ComplaintPolicy, severity: int, echelon: int, *, key: bool = False
) -> tuple[timedelta, timedelta]:
    """(until the first response, until the solution), in whole minutes, a minute at least.

    Who is not known to belong to an echelon is treated as echelon 3; a key account waits the shorter time
    of both that could count.
    """
    name = NAMES[Complaint.Severity(severity)]
    share = getattr(policy, f"share_{echelon or 3}")
    if key:
        share = min(share, policy.share_key)
    respond, solve = (minutes(getattr(policy, f"{what}_{name}") * share) for what in ("respond", "solve"))
    return respond, solve


def minutes(hours: Decimal) -> timedelta:
    return timedelta(minutes=max(int(hours * 60), 1))


def change(*, values: Mapping[str, Any], version: int, by: User) -> bool:
    """Save the given fields; False if somebody was faster. Raises ValidationError by field.

    The clocks of open complaints are wound anew by the beat.
    """
    return change_policy(ComplaintPolicy, values=values, version=version, by=by, faults=faults)


def faults(policy: ComplaintPolicy) -> dict[str, str]:
    """Field → what is wrong with it; empty for a sound policy."""
    found = {
        f"solve_{name}": getattr(policy, f"solve_{name}") < getattr(policy, f"respond_{name}")
        and _("Not sooner than the first response.")
        for name in NAMES.values()
    }
    found["pause_days"] = not 1 <= policy.pause_days <= 3 and _("One to three working days.")
    found["remind_days"] = not 1 <= policy.remind_days <= policy.pause_days and _(
        "At least one day, and not after the pause."
    )
    found["warn_share"] = policy.warn_share >= 1 and _("Less than 1: a warning comes before.")
    found["give_team_lead"] = policy.give_team_lead < max(
        policy.give_agent, policy.give_account_manager
    ) and _("Not less than those whom a lead decides for.")
    found["give_manager"] = policy.give_manager < policy.give_team_lead and _("Not less than a team lead.")
    return {name: words for name, words in found.items() if words}
