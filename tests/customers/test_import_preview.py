"""The preview: the same counts as the import, and nothing stays."""

import pytest

from customers.imports import ImportRefused, Wish
from customers.imports.preview import preview
from customers.models import Customer, Import, ImportChange, Visit
from tests.customers.importing import counts, imported, written
from tests.factories import CustomerFactory

HEADER = "customer_id,ts,amount,order_id\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, db):
    settings.LOCAL_DIR = tmp_path / "local"


def previewed(path, kind="visits", **wish):
    wish.setdefault("create_customers", kind != "customers")
    most = wish.pop("most", 1000)
    return preview(wish=Wish(kind=kind, path=path, **wish), most=most)


def four(found):
    return (found.created, found.updated, found.unchanged, found.rejected)


def test_the_preview_counts_as_the_import_does_and_writes_nothing(tmp_path):
    imported(written(tmp_path, HEADER + "K1,2026-01-05,5,A1\nK1,2026-01-06,6,A2\n"))
    path = written(
        tmp_path, HEADER + "K1,2026-01-05,5,A1\nK1,2026-01-06,9,A2\nK2,2026-01-07,1,A3\nK3,never,1,A4\n"
    )
    before = (Import.objects.count(), Customer.objects.count(), ImportChange.objects.count())
    found = previewed(path)
    assert four(found) == (1, 1, 1, 1)
    assert (found.read, found.whole) == (4, True)
    assert (Import.objects.count(), Customer.objects.count(), ImportChange.objects.count()) == before
    assert Visit.objects.count() == 2
    assert counts(imported(path)) == four(found)


def test_the_first_errors_say_line_column_and_reason(tmp_path):
    found = previewed(written(tmp_path, HEADER + "K1,never,5,A1\nK1,2026-01-06,5\nK1,2026-01-06,,A3\n"))
    errors = {error.line: error for error in found.errors}
    assert (errors[2].column, errors[2].cell) == ("ts", "never")
    assert "no date" in errors[2].reason
    assert errors[3].column == ""
    assert errors[4].column == "amount"
    assert found.wrong == {"ts": 1, "amount": 1}


def test_a_change_is_shown_before_and_after(tmp_path):
    CustomerFactory(code="K1", name="Old")
    found = previewed(written(tmp_path, "code,name\nK1,New\n"), "customers")
    assert [(change.what, change.fields) for change in found.changes] == [
        ("K1 Old", [("name", "Old", "New")])
    ]


def test_of_a_big_file_the_first_rows_are_counted_and_it_says_so(tmp_path):
    rows = "".join(f"K{number},2026-01-05,5,A{number}\n" for number in range(50))
    found = previewed(written(tmp_path, HEADER + rows), most=20)
    assert four(found) == (20, 0, 0, 0)
    assert not found.whole
    assert previewed(written(tmp_path, HEADER + rows), most=50).whole


def test_unknown_owners_are_named_until_somebody_says_who_they_are(tmp_path, lin):
    path = written(tmp_path, "code,name,owner\nK1,A,Tao\nK2,B,Tao\nK3,C,lin\n")
    assert previewed(path, "customers").unknown_owners == [("Tao", 2)]
    assert previewed(path, "customers", people={"Tao": "lin"}).unknown_owners == []
    imported(path, "customers", people={"Tao": "lin"})
    assert set(Customer.objects.values_list("owner__username", flat=True)) == {"lin"}


def test_empty_cells_take_nothing_away_unless_told_to(tmp_path):
    CustomerFactory(code="K1", name="Old", phone="+8613800138000", wechat="muyun")
    path = written(tmp_path, "code,name,phone\nK1,Old,\n")
    assert counts(imported(path, "customers")) == (0, 0, 1, 0)
    assert counts(imported(path, "customers", overwrite=True)) == (0, 1, 0, 0)
    customer = Customer.objects.get()
    assert (customer.phone, customer.wechat) == ("", "muyun")


def test_what_cannot_be_imported_is_refused_as_the_import_would(tmp_path):
    with pytest.raises(ImportRefused, match="no column for customer"):
        previewed(written(tmp_path, "who,ts,amount\nK1,2026-01-05,5\n"))
