"""Fields that a business defines itself: typed, validated, found by index."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from customers import custom
from customers.models import Customer, CustomField, Tag
from customers.profile_forms import ProfileForm
from customers.setup import move_field

Kind = CustomField.Kind


@pytest.mark.parametrize(
    ("kind", "written", "held", "shown"),
    [
        (Kind.TEXT, " A1 ", "A1", "A1"),
        (Kind.NUMBER, "12.50", "12.5", "12.5"),
        (Kind.NUMBER, "100", "100", "100"),
        (Kind.MONEY, "1280", "1280.00", "¥1,280.00"),
        (Kind.DAY, "2026-01-31", "2026-01-31", "31 January"),
        (Kind.YES_NO, "yes", True, "Yes"),
        (Kind.YES_NO, "no", False, "No"),
        (Kind.CHOICE, "Street", "Street", "Street"),
        (Kind.TEXT, "", None, ""),
        (Kind.YES_NO, "", None, ""),
        (Kind.MONEY, "", None, ""),
    ],
)
def test_a_value_is_kept_in_one_form_and_shown_in_words(kind, written, held, shown):
    definition = CustomField(pk=1, name="X", kind=kind, options=["Street"] if kind == Kind.CHOICE else [])
    stored = custom.stored(definition, custom.form_field(definition).clean(written))
    assert stored == held
    assert custom.shown(definition, stored, currency="CNY") == shown


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Kind.NUMBER, "many"),
        (Kind.NUMBER, "NaN"),
        (Kind.MONEY, "1.234"),
        (Kind.DAY, "2026-02-30"),
        (Kind.YES_NO, "perhaps"),
        (Kind.CHOICE, "Moon"),
        (Kind.TEXT, "x" * 401),
    ],
)
def test_a_value_of_another_kind_is_refused(kind, wrong):
    definition = CustomField(pk=1, name="X", kind=kind, options=["Street"])
    with pytest.raises(custom.forms.ValidationError):
        custom.form_field(definition).clean(wrong)


def test_a_choice_that_is_gone_stays_choosable_for_who_holds_it():
    definition = CustomField(pk=1, name="X", kind=Kind.CHOICE, options=["Street"])
    assert custom.form_field(definition, held="Yard").clean("Yard") == "Yard"


def test_initial_values_come_back_as_they_went(db):
    day = CustomField(pk=1, name="X", kind=Kind.DAY)
    assert custom.form_field(day).clean(custom.initial(day, "2026-01-31")) == date(2026, 1, 31)
    money = CustomField(pk=1, name="X", kind=Kind.MONEY)
    assert custom.form_field(money).clean(custom.initial(money, "1280.00")) == Decimal("1280.00")


def test_own_fields_are_asked_for_saved_and_found(as_lin, lin, customer_of_lin, customer_of_chen):
    parks = CustomField.objects.create(name="Parks where", kind=Kind.CHOICE, options=["Street", "Yard"])
    said = {"name": "Muyun", "kind": "person", "version": "1", f"custom_{parks.key}": "Yard"}
    assert as_lin.post(reverse("customers:profile_edit", args=[customer_of_lin.pk]), said).status_code == 302
    assert list(Customer.objects.with_value(parks.key, "Yard")) == [customer_of_lin]
    assert not Customer.objects.with_value(parks.key, "Street").exists()
    page = as_lin.get(reverse("retention:customer_profile", args=[customer_of_lin.pk])).content.decode()
    assert "Parks where" in page
    assert "Yard" in page


def test_a_value_is_found_by_its_index(db, customer_of_lin):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        query, values = Customer.objects.with_value("7", "Yard").only("pk").query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "customer_custom" in plan


def test_a_retired_field_is_not_asked_for_but_its_values_stay(as_he, he, customer_of_lin):
    club = CustomField.objects.create(name="Club card")
    Customer.objects.filter(pk=customer_of_lin.pk).update(custom={club.key: "A1"})
    as_he.post(reverse("customers:field_retire", args=[club.pk]))
    customer = Customer.objects.get(pk=customer_of_lin.pk)
    assert f"custom_{club.key}" not in ProfileForm(instance=customer, by=he).fields
    as_he.post(
        reverse("customers:profile_edit", args=[customer.pk]), {"name": "N", "kind": "person", "version": 1}
    )
    customer.refresh_from_db()
    assert customer.custom == {club.key: "A1"}
    assert "A1" in as_he.get(reverse("retention:customer_profile", args=[customer.pk])).content.decode()
    as_he.post(reverse("customers:field_retire", args=[club.pk]), {"back": "1"})
    assert f"custom_{club.key}" in ProfileForm(instance=customer, by=he).fields


def test_an_administrator_defines_renames_and_orders(as_he):
    for name in ("Club card", "Fleet size"):
        as_he.post(reverse("customers:field_add"), {"name": name, "kind": "text"})
    club, size = CustomField.objects.all()
    as_he.post(reverse("customers:field", args=[club.pk]), {"name": "Card", "kind": "number"})
    club.refresh_from_db()
    assert (club.name, club.kind) == ("Card", "text")
    as_he.post(reverse("customers:field_move", args=[size.pk]), {"way": "up"})
    assert list(CustomField.objects.values_list("pk", flat=True)) == [size.pk, club.pk]
    move_field(field=size, up=True)
    assert list(CustomField.objects.values_list("pk", flat=True)) == [size.pk, club.pk]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"name": "", "kind": "text"}, "required"),
        ({"name": "club CARD", "kind": "text"}, "taken"),
        ({"name": "X", "kind": "choice", "options": " \n "}, "Write down what can be chosen"),
        ({"name": "X", "kind": "choice", "options": "x" * 81}, "80"),
        ({"name": "X", "kind": "alien"}, "valid choice"),
    ],
)
def test_a_field_that_cannot_be_is_refused(as_he, said, says):
    CustomField.objects.create(name="Club card")
    answer = as_he.post(reverse("customers:field_add"), said)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert CustomField.objects.count() == 1


def test_the_database_knows_no_choice_without_options(db):
    with pytest.raises(IntegrityError):
        CustomField.objects.create(name="X", kind="choice", options=[])


def test_a_tag_has_a_name_of_its_own(as_he):
    as_he.post(reverse("customers:tag_add"), {"name": "Bargains", "colour": "ochre"})
    assert as_he.post(reverse("customers:tag_add"), {"name": "bargains", "colour": "blue"}).status_code == 422
    assert Tag.objects.get().colour == "ochre"
