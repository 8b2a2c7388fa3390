"""No record of a customer is forgotten when a timeline is shown, customers are merged, or one is erased."""

from django.apps import apps

from customers.models import Customer
from customers.timeline import parts


def models_of_customers() -> set[type]:
    """Every model with a foreign key to Customer."""
    return {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is Customer
    }


def test_every_record_of_a_customer_is_claimed_by_a_part():
    claimed = {model for part in parts() for model in part.models}
    assert {model.__name__ for model in models_of_customers() - claimed} == set()


def test_parts_claim_only_records_of_customers():
    claimed = {model for part in parts() for model in part.models}
    assert {model.__name__ for model in claimed - models_of_customers() - {Customer}} == set()


def test_no_two_parts_share_a_kind():
    kinds = [part.kind for part in parts() if part.page]
    assert len(kinds) == len(set(kinds))
