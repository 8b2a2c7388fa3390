"""The approval of a price far above the market: asked for, then given or refused by another person."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from churn_crm import clock
from churn_crm.ui import figures
from customers.agreements.entering import Refused, locked
from customers.agreements.in_force import put_in_force
from customers.agreements.pricing import share_over
from customers.models import Contract, PriceApproval
from staff.models import User
from staff.notices import notify
from staff.roles import DECIDERS

State = PriceApproval.State


def ask(*, contract: Contract, by: User, signed_on: date, note: str) -> PriceApproval:
    """Ask for approval and tell those who may give it. The contract is locked by the caller."""
    high = contract.market_high
    assert high is not None  # noqa: S101 (without a market no price is too high)
    approval = PriceApproval.objects.create(
        contract=contract,
        price=contract.price,
        high=high,
        over_share=share_over(contract.price, high),
        signed_on=signed_on,
        note=note,
        asked_by=by,
        asked_at=clock.now(),
    )
    tell(approval, users=deciders_for(approval), kind="price_asked", address=list_address())
    return approval


def deciders_for(approval: PriceApproval) -> list[User]:
    """Who may decide: managers and administrators who neither ask for it nor wrote the contract down."""
    enterers = [approval.asked_by_id, approval.contract.entered_by_id or 0]
    return list(User.objects.at_work().filter(role__in=DECIDERS).exclude(pk__in=enterers))


def list_address() -> str:
    return f"{reverse('customers:agreements')}?show=approvals"


def may_decide(approval: PriceApproval, user: User) -> bool:
    return user.decides and user.pk not in (approval.asked_by_id, approval.contract.entered_by_id)


@transaction.atomic
def approve(*, approval: PriceApproval, by: User, reason: str = "") -> PriceApproval:
    """The contract is signed as of the day that was asked for. Approved already: it stays as it is.

    Raises PermissionDenied for who may not decide, Refused for one that was decided otherwise.
    """
    approval, contract = opened(approval, by, to=State.APPROVED)
    if approval.state == State.OPEN:
        decide(approval, State.APPROVED, by, reason)
        put_in_force(contract, approval.signed_on)
        tell(approval, users=[approval.asked_by], kind="price_approved", address=page_of(contract))
    return approval


@transaction.atomic
def refuse(*, approval: PriceApproval, by: User, reason: str) -> PriceApproval:
    """The contract is a draft again, and who asked reads why. Refused already: it stays as it is."""
    approval, contract = opened(approval, by, to=State.REFUSED)
    if approval.state == State.OPEN:
        if not reason.strip():
            raise Refused({"reason": _("Say why, so that the price can be mended.")})
        decide(approval, State.REFUSED, by, reason)
        Contract.objects.filter(pk=contract.pk).update(state=Contract.State.DRAFT)
        tell(approval, users=[approval.asked_by], kind="price_refused", address=page_of(contract))
    return approval


def opened(approval: PriceApproval, by: User, *, to: str) -> tuple[PriceApproval, Contract]:
    """Approval and contract under lock, the contract first, as signing takes them."""
    contract = locked(approval.contract)
    approval = (
        PriceApproval.objects.select_for_update(of=("self",))
        .select_related("asked_by", "contract__customer__branch")
        .get(pk=approval.pk)
    )
    if not may_decide(approval, by):
        raise PermissionDenied
    if approval.state not in (State.OPEN, to):
        raise Refused(
            _("It is “%(state)s” by now. Reload the page."), params={"state": approval.get_state_display()}
        )
    return approval, contract


def decide(approval: PriceApproval, state: str, by: User, reason: str) -> None:
    approval.state, approval.decided_by, approval.decided_at = state, by, clock.now()
    approval.reason = reason.strip()
    approval.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def tell(approval: PriceApproval, *, users: list[User], kind: str, address: str) -> None:
    contract = approval.contract
    numbers: dict[str, Any] = {
        "customer": contract.customer.name,
        "price": figures.money(approval.price, contract.currency),
        "high": figures.money(approval.high, contract.currency),
        "share": figures.percent(approval.over_share),
        "reason": approval.reason,
        "person": str(approval.decided_by or approval.asked_by),
    }
    notify(users=users, kind=kind, numbers=numbers, occasion=f"{kind} {approval.pk}", link=address)


def page_of(contract: Contract) -> str:
    return reverse("retention:customer_agreements", args=[contract.customer_id])
