"""The state machines of agreements, and prices beside the market: pure, by tables and by properties."""

from contextlib import suppress
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.agreements import contracts, packages
from customers.agreements.entering import Refused
from customers.agreements.pricing import needs_approval, share_over
from customers.agreements.states import BOOKING, CONTRACT, INQUIRY, QUOTE, may_go
from customers.agreements.verbs import VERBS
from customers.models import Booking, Contract, Inquiry, PackageMovement, Quote
from tests.conftest import TODAY
from tests.customers.agreeing import booked, draft, quoted, sold
from tests.examples import examples

MACHINES = {"contract": CONTRACT, "booking": BOOKING, "quote": QUOTE, "inquiry": INQUIRY}
MODELS = {"contract": Contract, "booking": Booking, "quote": Quote, "inquiry": Inquiry}
ROLLED_BACK = settings(
    max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("kind", MACHINES)
def test_a_machine_knows_exactly_the_states_of_its_records(kind):
    states = {state.value for state in MODELS[kind].State}
    assert set(MACHINES[kind]) == states
    assert set().union(*MACHINES[kind].values()) <= states


@given(st.lists(st.sampled_from([state.value for state in Contract.State]), max_size=12))
def test_a_contract_that_was_signed_is_never_a_draft_again(wishes):
    state, was_signed = "draft", False
    for wish in wishes:
        state = wish if may_go(CONTRACT, state, wish) else state
        was_signed = was_signed or state == "signed"
        assert not (was_signed and state in ("draft", "awaiting"))


@given(st.text(max_size=8), st.text(max_size=8))
def test_an_unknown_state_leads_nowhere(state, to):
    if state not in CONTRACT:
        assert not may_go(CONTRACT, state, to)


@pytest.mark.parametrize(
    ("price", "high", "needs"),
    [
        ("186.30", "162", False),  # 15% to the cent
        ("186.31", "162", True),
        ("100", "162", False),
        ("999", None, False),
    ],
)
def test_a_price_needs_approval_above_the_share_that_is_allowed(price, high, needs):
    assert needs_approval(Decimal(price), Decimal(high) if high else None, Decimal("0.15")) is needs


@given(st.decimals("0.01", 10**9, places=2), st.decimals("0.01", 10**9, places=2))
def test_the_share_over_the_market_is_never_negative(price, high):
    assert (share_over(price, high) > 0) <= (price > high)


@pytest.mark.django_db
@ROLLED_BACK
@given(
    st.lists(
        st.tuples(st.sampled_from(["use", "top_up", "take_back"]), st.integers(1, 12)),
        min_size=1,
        max_size=12,
    )
)
def test_what_is_left_is_always_the_sum_of_the_movements(customer_of_lin, steps):
    package = sold(customer_of_lin)
    for name, amount in steps:
        with suppress(Refused):
            move(package, name, amount, by=customer_of_lin.owner)
        package.refresh_from_db()
        moved = sum(package.movements.values_list("amount", flat=True))
        assert package.left == moved
        assert 0 <= package.left <= package.total


def move(package, name, amount, *, by):
    if name == "take_back":
        last = PackageMovement.objects.filter(package=package, kind__in=["use", "top_up"]).order_by("-pk")[
            0:1
        ]
        for movement in last:
            packages.take_back(movement=movement, by=by)
        return
    service = packages.use if name == "use" else packages.top_up
    service(package=package, by=by, amount=Decimal(amount), day=TODAY, token=uuid4())


DATA = {
    "sign": {"signed_on": TODAY},
    "talk": {"talked_on": TODAY},
    "end": {"ended_on": TODAY, "reason": "Moved away"},
    "refuse": {"reason": "Too dear"},
}


@pytest.mark.django_db
@ROLLED_BACK
@given(
    st.sampled_from(["contract", "quote", "booking"]).flatmap(
        lambda kind: st.tuples(
            st.just(kind), st.lists(st.sampled_from([verb.name for verb in VERBS[kind]]), max_size=10)
        )
    )
)
def test_whatever_people_press_a_record_only_goes_where_its_machine_leads(customer_of_lin, pressed):
    kind, names = pressed
    row = {"contract": draft, "quote": quoted, "booking": booked}[kind](customer_of_lin)
    for name in names:
        before = row.state
        verb = next(verb for verb in VERBS[kind] if verb.name == name)
        try:
            verb.do(**{kind: row}, by=customer_of_lin.owner, **DATA.get(name, {}))
        except Refused:
            row.refresh_from_db()
            assert row.state == before
        row.refresh_from_db()
        assert row.state == before or may_go(MACHINES[kind], before, row.state)


@pytest.mark.django_db
def test_a_contract_in_force_is_signed_once(customer_of_lin):
    contract = draft(customer_of_lin)
    for _press in range(2):
        contract = contracts.sign(contract=contract, by=customer_of_lin.owner, signed_on=TODAY)
    assert (contract.state, contract.signed_on) == ("signed", TODAY)
