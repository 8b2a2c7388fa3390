"""Contracts: written down, signed at once or after approval, talked about, ended, renewed."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.agreements import approvals
from customers.agreements.comparing import market_of
from customers.agreements.entering import Refused, check_move, enter, locked, today_of
from customers.agreements.in_force import put_in_force
from customers.agreements.policy import agreement_policy
from customers.agreements.pricing import needs_approval
from customers.agreements.states import CONTRACT
from customers.models import Benchmark, Contract, Customer, PriceApproval
from staff.models import User

State = Contract.State


@transaction.atomic
def enter_contract(
    *,
    customer: Customer,
    by: User,
    token: uuid.UUID,
    benchmark: Benchmark | None = None,
    follows: Contract | None = None,
    **fields: Any,
) -> Contract:
    """Write a draft down, with the market's range as it stands today. The same token again returns the first.

    follows: the contract that this one renews.
    """
    check_people(customer, fields.get("decider"), follows)
    currency = customer.branch.currency
    market = market_of(benchmark, currency=currency, unit=fields.get("unit", ""))
    # A renewal that was written down twice would take the place of the first.
    if follows and Contract.objects.filter(follows=follows).exclude(token=token).exists():
        raise Refused(_("A contract that follows it is written down already."))
    values = {**fields, **market, "currency": currency, "follows": follows}
    return enter(Contract, customer=customer, by=by, token=token, fields=values)[0]


def check_people(customer: Customer, decider: Any, follows: Contract | None) -> None:
    strangers = [row for row in (decider, follows) if row is not None and row.customer_id != customer.pk]
    if strangers:
        raise Refused(_("That belongs to another customer."))


def is_too_high(contract: Contract) -> bool:
    """Whether signing the contract needs a manager, by the policy as it is now."""
    return needs_approval(contract.price, contract.market_high, agreement_policy().over_share)


@transaction.atomic
def sign(*, contract: Contract, by: User, signed_on: date, note: str = "") -> Contract:
    """Sign a draft. A price too far above the market is not signed yet: it waits for a manager, who is told.

    One that is signed or waits already stays as it is. note: for the manager, why this price.
    """
    contract = locked(contract)
    if contract.state in (State.SIGNED, State.AWAITING):
        return contract
    if is_too_high(contract):
        check_move(contract, CONTRACT, State.AWAITING)
        contract.state = State.AWAITING
        contract.save(update_fields=["state"])
        approvals.ask(contract=contract, by=by, signed_on=signed_on, note=note)
        return contract
    return put_in_force(contract, signed_on)


@transaction.atomic
def withdraw(*, contract: Contract, by: User) -> Contract:
    """Take the wish to sign back; the contract is a draft again."""
    contract = locked(contract)
    if contract.state == State.DRAFT:
        return contract
    check_move(contract, CONTRACT, State.DRAFT)
    contract.approvals.filter(state=PriceApproval.State.OPEN).update(
        state=PriceApproval.State.WITHDRAWN, decided_by=by, decided_at=clock.now()
    )
    contract.state = State.DRAFT
    contract.save(update_fields=["state"])
    return contract


@transaction.atomic
def note_talk(*, contract: Contract, by: User, talked_on: date | None = None) -> Contract:
    """What comes after this contract was talked about; without a day today."""
    contract = locked(contract)
    contract.talked_on = talked_on or today_of(contract.customer)
    contract.save(update_fields=["talked_on"])
    return contract


@transaction.atomic
def forget_talk(*, contract: Contract, by: User) -> Contract:
    """Take the renewal talk back."""
    contract = locked(contract)
    contract.talked_on = None
    contract.save(update_fields=["talked_on"])
    return contract


@transaction.atomic
def end_contract(*, contract: Contract, by: User, ended_on: date, reason: str) -> Contract:
    """End a signed contract. One that has ended stays as it is."""
    contract = locked(contract)
    if contract.state == State.ENDED:
        return contract
    check_move(contract, CONTRACT, State.ENDED)
    if ended_on < contract.starts_on:
        raise Refused({"ended_on": _("It ends before it started.")})
    contract.state, contract.ended_on, contract.reason = State.ENDED, ended_on, reason
    contract.save(update_fields=["state", "ended_on", "reason"])
    return contract
