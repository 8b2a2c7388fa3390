"""A caller who is not known yet: his number, his owner, and whether he is known after all."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from customers import phones, services
from customers.models import Asset, Contact, Customer
from tests.factories import CustomerFactory


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("13912346615", "+8613912346615"),
        ("139 1234-6615", "+8613912346615"),
        ("１３９１２３４６６１５", "+8613912346615"),
        ("+86 139 1234 6615", "+8613912346615"),
        ("028-85554321", "+862885554321"),
        ("+44 20 7946 0018", "+442079460018"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_number_is_understood_as_it_is_written(written, dialled):
    assert phones.understood(written) == dialled


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1391234", "7 digits; a mobile number has 11"),
        ("1", "1 digit; a mobile number has 11"),
        ("139123466155", "12 digits; a mobile number has 11"),
        ("10012346615", "No mobile number begins like this"),
        ("1.38E+10", "digits, spaces, + and - only"),
        ("call me", "digits, spaces, + and - only"),
        ("+44 1", "No such number"),
    ],
)
def test_a_number_that_cannot_be_dialled_is_refused_in_words(written, words):
    with pytest.raises(ValidationError, match=words.replace("+", r"\+")):
        phones.understood(written)


@pytest.mark.django_db
def test_a_caller_belongs_to_the_pool_owner_and_an_account_managers_find_to_himself(gaoxin, xie, chen, lin):
    gaoxin.pool_owner = lin
    gaoxin.save()
    owners = [
        services.add_customer(name="New", branch=gaoxin, by=by, token=uuid.uuid4()).owner
        for by in (xie, chen)
    ]
    assert owners == [lin, chen]


@pytest.mark.django_db
def test_a_branch_without_a_pool_owner_is_refused_in_words(gaoxin, xie):
    with pytest.raises(ValidationError, match="Gaoxin has no owner for new customers"):
        services.add_customer(name="New", branch=gaoxin, by=xie, token=uuid.uuid4())


@pytest.mark.django_db
def test_registering_twice_with_one_token_makes_one_customer(gaoxin, lin, today):
    token = uuid.uuid4()
    first, second = (
        services.add_customer(name="New", branch=gaoxin, by=lin, token=token, plate="川A12345")
        for _ in range(2)
    )
    assert first == second
    assert first.since == today
    assert Asset.objects.get().plate == "川A12345"
    assert Customer.objects.get().code == services.code_of(token)


@pytest.mark.django_db
def test_the_same_phone_plate_or_name_is_told_within_ones_scope(customer_of_lin, lin):
    Customer.objects.filter(pk=customer_of_lin.pk).update(phone="+8613912346615")
    Asset.objects.create(customer=customer_of_lin, kind="vehicle", name="Van", plate="川A·8K2M7")
    Contact.objects.create(customer=customer_of_lin, name="Lu Ping", phone="+862885554321")
    for known in (
        {"phone": "+8613912346615"},
        {"phone": "+862885554321"},
        {"plate": "川a8k2m7"},
        {"name": "muyun kindergartens"},
    ):
        assert services.alike(by=lin, **known) == services.Alike([customer_of_lin], hidden=False)
    assert services.alike(by=lin, phone="+8613900000000", name="Muyun") == services.Alike([], hidden=False)
    assert services.alike(by=lin) == services.Alike([], hidden=False)


@pytest.mark.django_db
def test_outside_ones_scope_only_that_somebody_is_registered_is_told(customer_of_deng, lin):
    Customer.objects.filter(pk=customer_of_deng.pk).update(phone="+8613912346615")
    assert services.alike(by=lin, phone="+8613912346615") == services.Alike([], hidden=True)
    assert services.alike(by=lin, name=customer_of_deng.name) == services.Alike([], hidden=False)


@pytest.mark.django_db
def test_a_name_with_signs_of_a_pattern_is_only_itself(lin, gaoxin):
    CustomerFactory(name="Anybody", owner=lin, branch=gaoxin)
    assert services.alike(by=lin, name="%") == services.Alike([], hidden=False)
