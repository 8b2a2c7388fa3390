"""Contracts: the price beside the market, signing with approval, renewal, and who may decide."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from customers.agreements import approvals, contracts
from customers.agreements.entering import Refused
from customers.agreements.policy import agreement_policy, change_policy, set_benchmark
from customers.models import Benchmark, Contact, Contract, PriceApproval
from staff.models import Notice
from staff.notices import words
from tests.conftest import TODAY
from tests.customers.agreeing import draft, signed

pytestmark = pytest.mark.django_db
DEAR = {"price": Decimal(189)}  # 16.7 % above 162


@pytest.fixture
def waiting(customer_of_lin, zhou, he):
    """Lin wants to sign a price far above the market."""
    return signed(customer_of_lin, **DEAR).approvals.get()


def test_a_price_within_the_share_is_signed_at_once(customer_of_lin):
    contract = signed(customer_of_lin)
    assert (contract.state, contract.signed_on, contract.currency) == ("signed", TODAY, "CNY")
    assert not PriceApproval.objects.exists()


def test_a_price_far_above_the_market_waits_and_managers_are_told(customer_of_lin, waiting, zhou, he, sun):
    contract = Contract.objects.get()
    assert (contract.state, contract.signed_on) == ("awaiting", None)
    assert waiting.over_share == Decimal("0.167")
    assert {notice.user for notice in Notice.objects.all()} == {zhou, he}
    assert words(Notice.objects.filter(user=zhou).get()) == (
        "Lin wants to sign ¥189 with Muyun Kindergartens, 17% above the market's ¥162. Decide."
    )


def test_asking_twice_asks_once(customer_of_lin, waiting, zhou):
    contracts.sign(contract=waiting.contract, by=customer_of_lin.owner, signed_on=TODAY)
    assert PriceApproval.objects.count() == 1
    assert Notice.objects.filter(user=zhou).count() == 1


def test_a_manager_approves_and_the_contract_counts_from_the_day_asked_for(waiting, zhou, lin):
    for _press in range(2):
        approvals.approve(approval=waiting, by=zhou)
    contract = Contract.objects.get()
    assert (contract.state, contract.signed_on) == ("signed", TODAY)
    assert words(Notice.objects.get(user=lin)).startswith("Zhou approved ¥189")


def test_a_manager_refuses_with_a_reason_and_it_is_a_draft_again(waiting, zhou, lin):
    with pytest.raises(Refused):
        approvals.refuse(approval=waiting, by=zhou, reason="  ")
    approvals.refuse(approval=waiting, by=zhou, reason="Go down to 170")
    assert Contract.objects.get().state == "draft"
    assert words(Notice.objects.get(user=lin)) == "Zhou refused ¥189 for Muyun Kindergartens: Go down to 170"
    with pytest.raises(Refused):
        approvals.approve(approval=waiting, by=zhou)


@pytest.mark.parametrize("who", ["lin", "wei", "xie", "sun"])
def test_who_is_no_manager_decides_nothing(waiting, cast, who):
    with pytest.raises(PermissionDenied):
        approvals.approve(approval=waiting, by=cast[who])


def test_a_manager_does_not_approve_what_he_asked_for_or_wrote_down(customer_of_lin, zhou, he):
    asked = contracts.sign(contract=draft(customer_of_lin, **DEAR), by=zhou, signed_on=TODAY)
    with pytest.raises(PermissionDenied):
        approvals.approve(approval=asked.approvals.get(), by=zhou)
    written = contracts.sign(
        contract=draft(customer_of_lin, by=zhou, **DEAR), by=customer_of_lin.owner, signed_on=TODAY
    )
    assert approvals.deciders_for(written.approvals.get()) == [he]
    with pytest.raises(PermissionDenied):
        approvals.approve(approval=written.approvals.get(), by=zhou)


def test_the_database_lets_nobody_approve_his_own(waiting):
    with pytest.raises(IntegrityError, match="approval_by_somebody_else"), transaction.atomic():
        PriceApproval.objects.update(
            state="approved", decided_by=waiting.asked_by, decided_at=waiting.asked_at
        )


def test_a_wish_is_withdrawn_and_may_be_asked_again(waiting, lin):
    contracts.withdraw(contract=waiting.contract, by=lin)
    assert Contract.objects.get().state == "draft"
    contracts.sign(contract=waiting.contract, by=lin, signed_on=TODAY)
    assert sorted(PriceApproval.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_the_share_is_policy(customer_of_lin, zhou):
    change_policy(values={"over_share": Decimal("0.2")}, by=zhou)
    assert agreement_policy().changed_by == zhou
    assert signed(customer_of_lin, **DEAR).state == "signed"


def test_a_contract_keeps_the_market_as_it_was_written_down(customer_of_lin, zhou):
    price = {"item": "Labour", "unit": "hour", "currency": "CNY", "source": "Survey", "by": zhou}
    old = set_benchmark(low=Decimal(100), high=Decimal(120), found_on=TODAY - timedelta(days=90), **price)
    contract = contracts.enter_contract(
        customer=customer_of_lin,
        by=zhou,
        token=uuid.uuid4(),
        subject="Labour",
        starts_on=TODAY,
        ends_on=TODAY,
        price=Decimal(110),
        unit="hour",
        benchmark=old,
    )
    set_benchmark(low=Decimal(80), high=Decimal(90), found_on=TODAY, **price)
    contract.refresh_from_db()
    assert (contract.market_high, contract.market_source) == (Decimal(120), "Survey")
    assert [one.high for one in Benchmark.objects.current(as_of=TODAY)] == [Decimal(90)]
    assert [one.high for one in Benchmark.objects.current(as_of=TODAY - timedelta(days=1))] == [Decimal(120)]


def test_a_market_price_for_another_unit_is_no_comparison(customer_of_lin, zhou):
    market = set_benchmark(
        item="Labour",
        unit="hour",
        currency="CNY",
        low=Decimal(1),
        high=Decimal(2),
        source="x",
        found_on=TODAY,
        by=zhou,
    )
    with pytest.raises(ValidationError):
        draft(customer_of_lin, unit="month", benchmark=market)


def test_the_contract_that_follows_makes_the_old_one_renewed_when_it_is_signed(customer_of_lin, lin):
    old = signed(customer_of_lin)
    new = draft(customer_of_lin, follows=old)
    old.refresh_from_db()
    assert old.state == "signed"
    contracts.sign(contract=new, by=lin, signed_on=TODAY)
    old.refresh_from_db()
    assert old.state == "renewed"
    with pytest.raises(Refused):
        draft(customer_of_lin, follows=old)


def test_nothing_of_another_customer_gets_into_a_contract(customer_of_lin, customer_of_chen):
    stranger = Contact.objects.create(customer=customer_of_chen, name="Qiu Lan")
    with pytest.raises(Refused):
        draft(customer_of_lin, decider=stranger)
    with pytest.raises(Refused):
        draft(customer_of_lin, follows=signed(customer_of_chen))


def test_a_token_writes_one_contract_for_one_customer(customer_of_lin, customer_of_chen):
    token = uuid.uuid4()
    assert draft(customer_of_lin, token=token) == draft(customer_of_lin, token=token)
    with pytest.raises(Refused):
        draft(customer_of_chen, token=token)


def test_a_number_is_taken_once(customer_of_lin, customer_of_chen):
    draft(customer_of_lin, number="K-1")
    with pytest.raises(Refused):
        draft(customer_of_chen, number="K-1")


def test_it_ends_once_and_not_before_it_started(customer_of_lin, lin):
    contract = signed(customer_of_lin)
    with pytest.raises(Refused):
        contracts.end_contract(
            contract=contract, by=lin, ended_on=TODAY - timedelta(days=1), reason="Moved away"
        )
    for day in (TODAY, TODAY + timedelta(days=9)):
        contract = contracts.end_contract(contract=contract, by=lin, ended_on=day, reason="Moved away")
    assert (contract.state, contract.ended_on) == ("ended", TODAY)


@pytest.mark.parametrize(("days", "ends"), [(0, True), (90, True), (91, False), (-1, False)])
def test_a_contract_ends_within_days(customer_of_lin, days, ends):
    signed(customer_of_lin, starts_on=TODAY - timedelta(days=400), ends_on=TODAY + timedelta(days=days))
    found = Contract.objects.ending(within=90, as_of=TODAY)
    assert found.exists() is ends
    assert found.without_talk().exists() is ends


def test_a_renewal_talk_is_noted_and_taken_back(customer_of_lin, lin):
    contract = signed(customer_of_lin)
    assert contracts.note_talk(contract=contract, by=lin).talked_on == TODAY
    assert contracts.forget_talk(contract=contract, by=lin).talked_on is None
