"""Who changed what, when, from which value to which, by which way; and nobody can change that."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from customers import history
from customers.models import (
    Asset,
    Contact,
    ContactEvent,
    Customer,
    CustomerEvent,
    CustomField,
    Tag,
    TagEvent,
)
from customers.recording import recorded
from customers.versions import save_seen


@pytest.fixture
def muyun(customer_of_lin) -> Customer:
    return customer_of_lin


def told(customer: Customer, **options) -> list[tuple]:
    """(who, way, what, field, from, to) of every change, newest first."""
    return [
        (one.who, one.way, one.what, change.label, change.before, change.after)
        for one in history.of_customer(customer, **options)
        for change in one.changes
    ]


def test_a_change_on_screen_says_who_and_from_which_value_to_which(as_lin, muyun):
    url = reverse("customers:profile_edit", args=[muyun.pk])
    as_lin.post(url, {"name": "Muyun", "kind": "company", "region": "North", "version": 1})
    assert told(muyun) == [
        ("Lin", "on screen", "Profile", "Kind", "Person", "Company"),
        ("Lin", "on screen", "Profile", "Name", "Muyun Kindergartens", "Muyun"),
        ("Lin", "on screen", "Profile", "Region", "", "North"),
    ]


def test_each_change_of_a_value_has_its_own_before_and_after(muyun):
    for region in ("North", "South", "West"):
        Customer.objects.filter(pk=muyun.pk).update(region=region)
    steps = [(before, after) for *_rest, before, after in told(muyun)]
    assert steps == [("South", "West"), ("North", "South"), ("", "North")]


def test_by_which_way_it_came(muyun, he):
    Customer.objects.filter(pk=muyun.pk).update(region="A")
    with recorded(way="job", job="x"):
        Customer.objects.filter(pk=muyun.pk).update(region="B")
    with recorded(way="api", by=lambda: he.pk):
        Customer.objects.filter(pk=muyun.pk).update(region="C")
    ways = [(who, way) for who, way, *_rest in told(muyun)]
    assert ways == [("He", "through the API"), ("the system", "by a job"), ("the system", "in the database")]


def test_a_percent_sign_in_what_is_written_is_no_trouble(muyun):
    with recorded(way="screen"), connection.cursor() as cursor:
        Customer.objects.filter(pk=muyun.pk).update(note="100 % {sure} 'quoted'")
        cursor.execute("UPDATE customers_customer SET region = '5%' WHERE id = -1")
    muyun.refresh_from_db()
    assert muyun.note == "100 % {sure} 'quoted'"
    assert CustomerEvent.objects.get().pgh_context["way"] == "screen"


def test_the_innermost_way_counts(muyun):
    with recorded(way="job"), recorded(way="import"):
        Customer.objects.filter(pk=muyun.pk).update(region="A")
    assert [way for _who, way, *_rest in told(muyun)] == ["import"]


def test_statements_composed_as_bytes_are_recorded_too(muyun):
    """As execute_values composes them, of which the search for duplicates makes use every day."""
    with recorded(way="job"), connection.cursor() as cursor:
        cursor.execute(b"UPDATE customers_customer SET region = '\xe5\xb7\x9d' WHERE id = %d" % muyun.pk)
    assert [way for _who, way, *_rest in told(muyun)] == ["by a job"]


def test_contacts_lines_and_tags_are_told_with_their_names(as_lin, muyun, xie):
    tag = Tag.objects.create(name="Long-standing")
    as_lin.post(reverse("customers:customer_tag", args=[muyun.pk]), {"tag": tag.pk})
    as_lin.post(reverse("customers:customer_tag", args=[muyun.pk]), {"tag": tag.pk, "off": 1})
    as_lin.post(reverse("customers:line_add", args=[muyun.pk]), {"user": xie.pk, "kind": "technician"})
    as_lin.post(
        reverse("customers:contact_add", args=[muyun.pk]),
        {"name": "Wang", "bond": 0, "phone": "13800138000", "version": 1},
    )
    contact = muyun.contacts.get()
    save_seen(record=contact, values={"phone": "+8613900139000"}, seen=1)
    as_lin.post(reverse("customers:contact_remove", args=[contact.pk]))
    found = {(what, before, after) for _who, _way, what, _label, before, after in told(muyun)}
    assert found == {
        ("Tag added", "", "Long-standing"),
        ("Tag removed", "Long-standing", ""),
        ("Staff line added", "", "Xie · Technician"),
        ("Contact added", "", "Wang"),
        ("Contact · Wang", "138 **** 8000", "139 **** 9000"),
        ("Contact removed", "Wang", ""),
    }


def test_what_we_look_after_has_a_history_too(muyun):
    asset = Asset.objects.create(customer=muyun, kind="vehicle", name="Transit", plate="皖A12345")
    Asset.objects.filter(pk=asset.pk).update(mileage=90_000)
    assert told(muyun) == [
        ("the system", "in the database", "What we look after · Transit 皖A12345", "Mileage", "", "90000")
    ]


def test_own_fields_are_told_by_name_and_in_words(muyun):
    owes = CustomField.objects.create(name="Deposit", kind="money")
    save_seen(record=muyun, values={f"custom_{owes.key}": "1280.00"}, seen=1)
    assert [row[3:] for row in told(muyun)] == [("Deposit", "", "¥1,280.00")]


def test_a_new_customer_a_version_and_the_same_value_are_no_change(muyun):
    Customer.objects.filter(pk=muyun.pk).update(region=muyun.region)
    Contact.objects.create(customer=muyun, name="From a file")
    assert not CustomerEvent.objects.exists()
    assert not ContactEvent.objects.exists()


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE customers_customerevent SET region = 'forged'",
        "DELETE FROM customers_customerevent",
        "UPDATE customers_customerevent SET pgh_context = NULL",
    ],
)
def test_the_database_refuses_to_change_what_was(muyun, attempt):
    Customer.objects.filter(pk=muyun.pk).update(region="North")
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)
    assert CustomerEvent.objects.get().region == ""


def test_the_history_of_a_customer_who_is_gone_stays(muyun):
    Contact.objects.create(customer=muyun, name="Wang")
    muyun.delete()
    assert CustomerEvent.objects.get().name == "Muyun Kindergartens"
    assert ContactEvent.objects.get().name == "Wang"


def test_definitions_and_tags_have_a_history_of_their_own(as_he):
    as_he.post(reverse("customers:field_add"), {"name": "Club card", "kind": "text"})
    field = CustomField.objects.get()
    as_he.post(reverse("customers:field", args=[field.pk]), {"name": "Card", "kind": "text"})
    as_he.post(reverse("customers:tag_add"), {"name": "Bargains", "colour": "ochre"})
    page = as_he.get(reverse("customers:fields")).content.decode()
    assert "Own field · Club card" in page
    assert TagEvent.objects.get().pgh_label == "insert"


def test_pages_go_on_where_the_last_one_ended(muyun):
    for number in range(12):
        Customer.objects.filter(pk=muyun.pk).update(note=str(number))
        Contact.objects.create(customer=muyun, name=f"C{number}").delete()
    # All of one transaction: the keys alone tell them apart.
    whole = history.of_customer(muyun, limit=100)
    assert len(whole) == 24
    paged, before = [], None
    while found := history.of_customer(muyun, before=before, limit=5):
        paged += found
        before = (found[-1].at, found[-1].key)
    assert [one.key for one in paged] == [one.key for one in whole]


@pytest.mark.parametrize("changes", [1, 40])
def test_the_history_costs_the_same_however_long_it_is(muyun, changes, django_assert_max_num_queries):
    contact = Contact.objects.create(customer=muyun, name="Wang")
    for number in range(changes):
        Customer.objects.filter(pk=muyun.pk).update(note=str(number))
        Contact.objects.filter(pk=contact.pk).update(role=str(number))
    with django_assert_max_num_queries(20):
        assert len(history.of_customer(muyun, limit=30)) == min(2 * changes, 30)


def test_the_page_shows_it_and_goes_on(as_lin, muyun, lin):
    for number in range(35):
        Customer.objects.filter(pk=muyun.pk).update(note=f"note {number}")
    url = reverse("retention:customer_history", args=[muyun.pk])
    page = as_lin.get(url)
    more = page.context["more"]
    assert more
    assert "note 34" in page.content.decode()
    rest = as_lin.get(url, {"before": more}, headers={"HX-Request": "true"}).content.decode()
    assert "note 3<" in rest
    assert "<html" not in rest
    assert as_lin.get(url, {"before": "nonsense"}).status_code == 200


def test_a_day_in_the_history_is_when_it_happened(muyun):
    Customer.objects.filter(pk=muyun.pk).update(note="x")
    event = CustomerEvent.objects.get()
    (entry,) = history.of_customer(muyun)
    assert abs(entry.at - event.pgh_created_at) < timedelta(seconds=1)
