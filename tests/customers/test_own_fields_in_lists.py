"""Own fields in the customer list: filters, chips, saved views, columns, files, the API."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from customers import custom
from customers.models import Customer, CustomField, SavedView
from tests.customers.test_directory import names
from tests.customers.test_exports import EXPORT, rows_of
from tests.customers.test_import_own_fields import Kind, six  # noqa: F401
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
LIST = "/customers/"


@pytest.fixture
def three(six, lin, gaoxin):  # noqa: F811
    """A holds one value of each field, B others, C none."""
    one = {"text": "Gold 7", "number": "12.5", "money": "1280.00", "day": "2026-01-31"}
    two = {"text": "silver", "number": "-3", "money": "90.00", "day": "2026-06-01"}
    values = {
        "A": one | {"yes_no": True, "choice": "Street"},
        "B": two | {"yes_no": False, "choice": "院内"},
        "C": {},
    }
    for name, held in values.items():
        kept = {six[Kind(kind)].key: value for kind, value in held.items()}
        CustomerFactory(name=name, owner=lin, branch=gaoxin, custom=kept)
    return six


@pytest.mark.parametrize(
    ("kind", "asked", "shown"),
    [
        ("text", {"": "gold"}, "A"),
        ("text", {"": "L"}, "AB"),
        ("text", {"": "%"}, ""),
        ("number", {"_from": "0"}, "A"),
        ("number", {"_to": "0"}, "B"),
        ("number", {"_from": "-3", "_to": "12.5"}, "AB"),
        ("money", {"_from": "100.5"}, "A"),
        ("money", {"_to": "90"}, "B"),
        ("day", {"_from": "2026-02-01"}, "B"),
        ("day", {"_to": "2026-01-31"}, "A"),
        ("yes_no", {"": "yes"}, "A"),
        ("yes_no", {"": "no"}, "B"),
        ("choice", {"": "院内"}, "B"),
        # What cannot be read narrows nothing.
        ("text", {"": "a\0b"}, "ABC"),
        ("number", {"_from": "NaN"}, "ABC"),
        ("number", {"_from": "1e400"}, "ABC"),
        ("money", {"_from": "much"}, "ABC"),
        ("day", {"_from": "2026-02-30"}, "ABC"),
        ("yes_no", {"": "perhaps"}, "ABC"),
        ("choice", {"": "Moon"}, "ABC"),
    ],
)
def test_each_kind_narrows_in_its_own_way(three, as_lin, kind, asked, shown):
    name = three[Kind(kind)].field_name
    query = {f"{name}{end}": value for end, value in asked.items()}
    assert sorted(names(as_lin.get(LIST, query))) == list(shown)


def test_filters_are_chips_and_a_saved_view_that_counts(three, as_lin):
    size, parks = three[Kind.NUMBER], three[Kind.CHOICE]
    query = f"{size.field_name}_to=0.5&{parks.field_name}=院内"
    page = as_lin.get(f"{LIST}?{query}")
    chips = {one.label: one.words for one, _link in page.context["chips"]}
    assert chips == {"Fleet size": "up to 0.5", "停车位置": "院内"}
    as_lin.post(f"/customers/views/?{query}", {"name": "Yard"})
    view = SavedView.objects.get()
    assert names(as_lin.get(f"{LIST}?{view.query}")) == ["B"]
    assert as_lin.get(f"/customers/views/{view.pk}/count/").content.decode() == "1"


def test_a_retired_field_is_no_filter_and_no_column_any_more(three, as_lin, as_he):
    parks = three[Kind.CHOICE]
    as_lin.post("/customers/columns/", {"columns": [parks.field_name]})
    assert as_lin.get(LIST).context["rows"][0][1]
    as_he.post(f"/customers/fields/{parks.pk}/retire/")
    page = as_lin.get(f"{LIST}?{parks.field_name}=Street")
    assert len(names(page)) == 3
    assert page.context["rows"][0][1] == []


def test_columns_show_the_values_and_a_file_holds_them(three, as_lin, lin):
    lin.may_export = True
    lin.save()
    as_lin.post("/customers/columns/", {"columns": [one.field_name for one in three.values()]})
    cells = {row[0].name: [cell for _css, cell in row[1]] for row in as_lin.get(LIST).context["rows"]}
    assert cells["A"] == ["Gold 7", "12.5", "¥1,280.00", "31 January", "Yes", "Street"]
    assert cells["C"] == ["–"] * 6
    rows = rows_of(as_lin.post(EXPORT, {"all": "1", "format": "csv"}))
    assert rows[0][-6:] == [
        "Club card",
        "Fleet size",
        "信用额度",
        "Contract until",
        "Wants calls",
        "停车位置",
    ]
    found = {row[1]: row[-6:] for row in rows[1:]}
    assert found["B"] == ["silver", "-3", "90.00", "2026-06-01", "No", "院内"]


def test_a_file_gets_numbers_and_days_as_such():
    assert custom.bare(CustomField(kind=Kind.NUMBER), "12.5") == Decimal("12.5")
    assert custom.bare(CustomField(kind=Kind.DAY), "2026-01-31") == date(2026, 1, 31)
    assert custom.bare(CustomField(kind=Kind.YES_NO), None) is None


def test_the_api_narrows_by_own_fields_too(three, as_lin):
    name = three[Kind.YES_NO].field_name
    answer = as_lin.get("/api/v1/customers/", {name: "yes"})
    assert [row["name"] for row in answer.json()["results"]] == ["A"]


@pytest.mark.parametrize("fields", [0, 6, 12])
def test_the_list_asks_as_often_for_no_own_field_as_for_twelve(
    fields, lin, gaoxin, as_lin, django_assert_num_queries
):
    made = [CustomField.objects.create(name=f"F{n}", place=n) for n in range(fields)]
    for _n in range(3):
        CustomerFactory(owner=lin, branch=gaoxin, custom={one.key: "x" for one in made})
    as_lin.post("/customers/columns/", {"columns": [one.field_name for one in made]})
    with django_assert_num_queries(16):
        as_lin.get(LIST, {one.field_name: "x" for one in made})


def test_a_choice_is_found_by_its_index_within_the_list(three, lin):
    found = Customer.objects.visible_to(lin).with_value(three[Kind.CHOICE].key, "Street")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("DROP INDEX customer_owner, customer_owner_branch")
        query, values = found.only("pk").query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "customer_custom" in plan
