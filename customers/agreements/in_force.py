"""The moment at which a contract is in force; signing and approving both lead here."""

from datetime import date

from customers.agreements.entering import check_move
from customers.agreements.states import CONTRACT
from customers.models import Contract

State = Contract.State


def put_in_force(contract: Contract, signed_on: date) -> Contract:
    """Signed; the one that it follows is renewed. The contract is locked by the caller."""
    check_move(contract, CONTRACT, State.SIGNED)
    contract.state, contract.signed_on = State.SIGNED, signed_on
    contract.save(update_fields=["state", "signed_on"])
    before = Contract.objects.filter(followed_by=contract, state__in=[State.SIGNED, State.ENDED])
    before.update(state=State.RENEWED)
    return contract
