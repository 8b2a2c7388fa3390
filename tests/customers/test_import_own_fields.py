"""The business's own fields come with a file of customers: guessed, typed, kept where a cell is empty."""

import pytest

from customers.imports import drafts, preview
from customers.imports.service import Wish
from customers.imports.undo import undo
from customers.models import Customer, CustomerEvent, CustomField
from tests.customers.importing import counts, imported, reasons, written
from tests.customers.test_import_wizard import a_folder_of_its_own, address, text, uploaded  # noqa: F401
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
Kind = CustomField.Kind


@pytest.fixture
def six(gaoxin, wei):
    """One field of each kind, as this business calls them."""
    gaoxin.pool_owner = wei
    gaoxin.save()
    named = {
        Kind.TEXT: "Club card",
        Kind.NUMBER: "Fleet size",
        Kind.MONEY: "信用额度",
        Kind.DAY: "Contract until",
        Kind.YES_NO: "Wants calls",
        Kind.CHOICE: "停车位置",
    }
    return {
        kind: CustomField.objects.create(name=name, kind=kind, place=place, options=options_of(kind))
        for place, (kind, name) in enumerate(named.items())
    }


def options_of(kind):
    return ["Street", "院内"] if kind == Kind.CHOICE else []


def held(code):
    """The values of a customer by the kind of the field."""
    custom = Customer.objects.get(code=code).custom
    return {CustomField.objects.get(pk=key).kind: value for key, value in custom.items()}


HEADER = "code,name,club card,Fleet_Size,信用额度(),contract until,WANTS CALLS,停车位置\n"


def test_each_kind_is_found_by_its_name_and_kept_as_a_form_would_keep_it(six, tmp_path):
    row = 'K1,Fang,A-1,１２.50,"¥1,280",31/01/2026,是,street\n'
    done = imported(written(tmp_path, HEADER + row), "customers")
    assert counts(done) == (1, 0, 0, 0)
    assert held("K1") == {
        "text": "A-1",
        "number": "12.5",
        "money": "1280.00",
        "day": "2026-01-31",
        "yes_no": True,
        "choice": "Street",
    }
    assert list(Customer.objects.with_value(six[Kind.NUMBER].key, "12.5").values_list("code", flat=True)) == [
        "K1"
    ]
    assert counts(imported(written(tmp_path, HEADER + row), "customers")) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("cell", "place", "says"),
    [
        ("many", 3, "Fleet_Size: “many” is no number"),
        ("much", 4, "“much” is no amount"),
        ("2026-02-30", 5, "is no date that we can read"),
        ("perhaps", 6, "is neither yes nor no"),
        ("Moon", 7, "cannot be chosen; there are: Street, 院内"),
        ("x" * 401, 2, "is too long"),
    ],
)
def test_a_value_of_another_kind_rejects_its_row_with_the_reason(six, tmp_path, cell, place, says):
    cells = ["K1", "Fang", "", "", "", "", "", ""]
    cells[place] = cell
    done = imported(written(tmp_path, f"{HEADER}{','.join(cells)}\nK2,Li,A-2,,,,,\n"), "customers")
    assert counts(done) == (1, 0, 0, 1)
    assert says in reasons(done)[0]
    assert held("K2") == {"text": "A-2"}


def test_an_empty_cell_overwrites_nothing_and_a_field_that_is_not_in_the_file_stays(six, tmp_path, lin):
    key = {kind: field.key for kind, field in six.items()}
    CustomerFactory(code="K1", custom={key["text"]: "A-1", key["number"]: "3", key["yes_no"]: True})
    done = imported(written(tmp_path, "code,club card,fleet size\nK1,,4\n"), "customers", by=lin)
    assert counts(done) == (0, 1, 0, 0)
    assert held("K1") == {"text": "A-1", "number": "4", "yes_no": True}
    event = CustomerEvent.objects.get(pgh_obj__code="K1")
    assert event.custom[key["number"]] == "3"
    undo(record=done.record, by=lin)
    assert held("K1") == {"text": "A-1", "number": "3", "yes_no": True}


def test_an_empty_cell_empties_only_where_the_person_says_so(six, tmp_path):
    key = six[Kind.TEXT].key
    CustomerFactory(code="K1", custom={key: "A-1", six[Kind.NUMBER].key: "3"})
    imported(written(tmp_path, "code,club card\nK1,\n"), "customers", overwrite=True)
    assert held("K1") == {"number": "3"}


def test_rows_of_one_customer_are_laid_over_one_another(six, tmp_path):
    file = "code,club card,fleet size\nK1,A-1,\nK1,,7\n"
    assert counts(imported(written(tmp_path, file), "customers")) == (1, 1, 0, 0)
    assert held("K1") == {"text": "A-1", "number": "7"}


def test_a_retired_field_is_no_column_any_more_and_keeps_its_values(six, tmp_path, as_he):
    field = six[Kind.TEXT]
    CustomerFactory(code="K1", custom={field.key: "A-1"})
    as_he.post(address("field_retire", field.pk))
    imported(written(tmp_path, "code,name,club card\nK1,New,A-2\n"), "customers")
    assert Customer.objects.get(name="New").custom == {field.key: "A-1"}


def test_the_preview_names_each_own_field_that_changes(six, tmp_path):
    CustomerFactory(code="K1", custom={six[Kind.YES_NO].key: False, six[Kind.TEXT].key: "A-1"})
    path = written(tmp_path, "code,wants calls,club card\nK1,yes,A-1\n")
    found = preview.preview(wish=Wish(kind="customers", path=path))
    assert found.changes[0].fields == [(six[Kind.YES_NO].field_name, "No", "Yes")]
    assert held("K1")["yes_no"] is False


def test_the_wizard_offers_and_guesses_own_fields(six, as_zhou):
    draft = uploaded(as_zhou, "客户编号,姓名,停车位置,Fleet size\nK1,方,院内,3\n", "customers")
    assert draft.mapping["停车位置"] == six[Kind.CHOICE].field_name
    assert draft.mapping["Fleet size"] == six[Kind.NUMBER].field_name
    page = text(as_zhou.get(address("import_draft", draft.pk)))
    for field in six.values():
        assert f">{field.name}" in page
    shown = text(as_zhou.get(address("import_preview", draft.pk), headers={"HX-Request": "true"}))
    assert "What will happen" in shown
    drafts.discard(draft)
