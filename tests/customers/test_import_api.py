"""Imports over HTTP: a file or rows, looked at, started, followed, mended, taken back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers.imports import running
from customers.models import Customer, Import, ImportDraft, Visit
from tests.customers.calling import call
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
ORDERS = "customer_id,ts,amount,order_id\nK1,2026-01-05,5,A1\nK2,never,6,A2\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


@pytest.fixture(autouse=True)
def owned_newcomers(gaoxin, lin):
    gaoxin.pool_owner = lin
    gaoxin.save()


def uploaded(client, content=ORDERS, kind="visits", source="till", **more):
    file = SimpleUploadedFile("till.csv", content.encode())
    said = {"kind": kind, "source": source, "file": file, **more}
    answer = client.post(reverse("api:import_drafts"), said)
    answer.body = answer.json()
    return answer


def run_all():
    for record in Import.objects.filter(state="waiting"):
        assert running.run(record=record)
    for record in Import.objects.exclude(undo_wanted_at=None).filter(undone_at=None):
        running.run_undo(record=record)


def test_a_file_goes_all_the_way_and_back(as_zhou):
    draft = uploaded(as_zhou)
    assert (draft.status_code, draft.body["problem"]) == (201, "")
    assert next((one["name"], one["field"]) for one in draft.body["columns"]) == ("customer_id", "customer")
    pk = draft.body["id"]
    call(as_zhou, "patch", "import_draft", pk, create_customers=True, automations=True)
    seen = call(as_zhou, "get", "import_preview", pk).body
    assert (seen["read"], seen["created"], seen["rejected"], seen["whole"]) == (2, 1, 1, True)
    assert (seen["errors"][0]["line"], seen["errors"][0]["cell"]) == (3, "never")
    assert not Visit.objects.exists()
    started = call(as_zhou, "post", "import_start", pk)
    assert (started.status_code, started.body["state"]) == (202, "waiting")
    assert call(as_zhou, "post", "import_start", pk).body["id"] == started.body["id"]
    run_all()
    record = call(as_zhou, "get", "import", started.body["id"]).body
    assert (record["state"], record["rows_created"], record["rows_rejected"]) == ("done", 1, 1)
    assert record["automations"] is True
    rejects = call(as_zhou, "get", "import_rejects", record["id"])
    assert b"never" in b"".join(rejects.streaming_content)
    off = call(as_zhou, "put", "import_automations", record["id"], automations=False).body
    assert off["automations"] is False
    again = call(as_zhou, "post", "import_again", record["id"])
    assert (again.status_code, again.body["create_customers"]) == (201, True)
    assert call(as_zhou, "post", "import_undo", record["id"]).status_code == 202
    run_all()
    assert call(as_zhou, "get", "import", record["id"]).body["state"] == "undone"
    assert not Visit.objects.exists()


def test_columns_are_mapped_by_hand(as_zhou):
    content = "who,when,how much\nK1,2026-01-05,5\n"
    draft = uploaded(as_zhou, content)
    assert "No column yet" in draft.body["problem"]
    pk = draft.body["id"]
    assert call(as_zhou, "post", "import_start", pk).status_code == 400
    said = {"who": "customer", "when": "at", "how much": "amount"}
    assert call(as_zhou, "patch", "import_draft", pk, mapping=said).body["problem"] == ""
    for wrong in ({"nobody": "customer"}, {"who": "shoe size"}):
        assert list(call(as_zhou, "patch", "import_draft", pk, mapping=wrong).body["errors"]) == ["mapping"]
    at_once = uploaded(as_zhou, content, mapping=json.dumps(said))
    assert at_once.body["problem"] == ""


def test_how_a_file_is_read_can_be_said(as_zhou):
    pk = uploaded(as_zhou, "till export\n" + ORDERS).body["id"]
    other = call(as_zhou, "patch", "import_draft", pk, header_row=1).body
    assert [one["name"] for one in other["columns"]] == ["till export"]
    back = call(as_zhou, "patch", "import_draft", pk, header_row=2).body
    assert len(back["columns"]) == 4


def test_what_is_no_table_is_refused(as_zhou):
    assert uploaded(as_zhou, kind="souls").status_code == 400
    file = SimpleUploadedFile("x.pdf", b"%PDF")
    refused = as_zhou.post(reverse("api:import_drafts"), {"kind": "visits", "file": file})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["file"])
    assert not ImportDraft.objects.exists()


def test_a_draft_is_its_owners(as_zhou, as_he, as_lin, he):
    pk = uploaded(as_zhou).body["id"]
    assert call(as_he, "get", "import_draft", pk).status_code == 404
    assert call(as_lin, "get", "import_draft", pk).status_code == 403
    assert uploaded(as_lin).status_code == 403


def test_rows_are_imported_as_a_file_would_be(as_zhou, lin, gaoxin):
    CustomerFactory(code="K1", owner=lin, branch=gaoxin, name="Old")
    rows = [{"code": "K1", "name": 'Old, "new"\nname'}, {"code": "K2", "name": "Two"}, {"name": "No code"}]
    for _time in range(2):
        answer = call(as_zhou, "post", "import_rows", kind="customers", source="shop", rows=rows)
        assert (answer.status_code, answer.body["rows_expected"]) == (202, 3), answer.body
        run_all()
    first, again = Import.objects.order_by("pk")
    assert (first.rows_created, first.rows_updated, first.rows_rejected) == (1, 1, 1)
    assert (again.rows_created, again.rows_updated, again.rows_unchanged) == (0, 0, 2)
    assert Customer.objects.get(code="K2").name == "Two"
    call(as_zhou, "post", "import_undo", first.pk)
    run_all()
    assert not Customer.objects.filter(code="K2").exists()


@pytest.mark.parametrize(
    "rows", [[], [{"shoe size": 9}], [{"code": ["K1"]}], [{"name": "No column for the code"}], ["K1"], "K1"]
)
def test_rows_that_cannot_be_are_refused_and_nothing_stays(rows, as_zhou):
    answer = call(as_zhou, "post", "import_rows", kind="customers", rows=rows)
    assert (answer.status_code, list(answer.body["errors"])) == (400, ["rows"]), answer.body
    assert not ImportDraft.objects.exists()
    assert not Import.objects.exists()


def test_sources_tell_how_old_they_are(as_zhou, as_lin, as_sun):
    made = call(as_zhou, "post", "import_sources", name="till", kind="visits")
    assert (made.status_code, made.body["age"]) == (201, None)
    pk = uploaded(as_zhou).body["id"]
    call(as_zhou, "patch", "import_draft", pk, create_customers=True)
    call(as_zhou, "post", "import_start", pk)
    run_all()
    (source,) = call(as_sun, "get", "import_sources").body["results"]
    assert (source["age"]["newest"], source["age"]["days"]) == ("2026-01-05", 162)
    assert call(as_zhou, "patch", "import_source", source["id"], active=False).body == {"active": False}
    assert call(as_zhou, "post", "import_sources", name="till", kind="visits").status_code == 400
    assert call(as_sun, "post", "import_sources", name="x", kind="visits").status_code == 403
    assert call(as_lin, "get", "import_sources").status_code == 403


def test_facts_come_as_rows_with_numbers_as_numbers(as_zhou, lin, gaoxin):
    CustomerFactory(code="C-7", owner=lin, branch=gaoxin)
    row = {"customer": "C-7", "at": "2026-06-16", "amount": 5.5, "cancelled": False, "number": None}
    call(as_zhou, "post", "import_rows", kind="visits", source="till", rows=[row])
    run_all()
    visit = Visit.objects.get()
    assert (str(visit.amount), visit.source, visit.cancelled) == ("5.50", "till", False)


# ---- what was rejected
BAD = "customer_id,ts,amount,order_id\n" + "".join(f"K{nth},never,{nth},A{nth}\n" for nth in range(1, 5))


@pytest.fixture
def rejected(as_zhou):
    """The ledger's number of an import of four rows that cannot be read."""
    draft = uploaded(as_zhou, BAD).body["id"]
    call(as_zhou, "patch", "import_draft", draft, create_customers=True)
    pk = call(as_zhou, "post", "import_start", draft).body["id"]
    run_all()
    return pk


def mended(line, **cells):
    return {"line": line, "cells": cells}


def test_rejected_rows_are_read_cell_by_cell_mended_and_sent_again(as_zhou, rejected):
    told = call(as_zhou, "get", "rejected_rows", rejected).body
    assert [row["line"] for row in told["results"]] == [2, 3, 4, 5]
    first = told["results"][0]
    assert first["cells"] == {"customer_id": "K1", "ts": "never", "amount": "1", "order_id": "A1"}
    assert "never" in first["reason"]
    rows = [mended(2, ts="2026-01-05"), mended(4, ts="2026-01-06", amount="30")]
    sent = call(as_zhou, "post", "rejected_rows", rejected, rows=rows)
    assert (sent.status_code, sent.body["source"], sent.body["id"] != rejected) == (202, "till", True)
    run_all()
    assert call(as_zhou, "get", "import", sent.body["id"]).body["rows_created"] == 2
    assert sorted(Visit.objects.values_list("number", "amount")) == [("A1", 1), ("A3", 30)]
    left = call(as_zhou, "get", "rejected_rows", rejected).body["results"]
    assert [row["line"] for row in left] == [3, 5]
    again = call(as_zhou, "post", "rejected_rows", rejected, rows=rows)
    assert (again.status_code, "2, 4" in again.body["detail"]) == (409, True)
    assert Visit.objects.count() == 2


def test_rejected_rows_come_page_by_page(as_zhou, rejected):
    first = call(as_zhou, "get", "rejected_rows", rejected, search="?page_size=3").body
    assert [row["line"] for row in first["results"]] == [2, 3, 4]
    last = as_zhou.get(first["next"]).json()
    assert ([row["line"] for row in last["results"]], last["next"]) == ([5], None)
    assert call(as_zhou, "get", "rejected_rows", rejected, search="?cursor=x").status_code == 400


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([], 400),
        ([{"line": 2}], 400),
        ([{"line": 2, "cells": {}}], 400),
        ([{"line": 2, "cells": {"colour": "red"}}], 400),
        ([{"line": 9, "cells": {"ts": "2026-01-05"}}], 409),
        ([{"line": 2, "cells": {"ts": "2026-01-05"}}] * 1001, 400),
    ],
)
def test_what_mends_no_rejected_row_is_refused_and_nothing_stays(as_zhou, rejected, rows, status):
    assert call(as_zhou, "post", "rejected_rows", rejected, rows=rows).status_code == status
    assert (Import.objects.count(), ImportDraft.objects.count()) == (1, 1)


def test_a_mended_row_that_is_still_wrong_is_rejected_by_its_own_import(as_zhou, rejected):
    sent = call(as_zhou, "post", "rejected_rows", rejected, rows=[mended(2, ts="nor ever")]).body["id"]
    run_all()
    (row,) = call(as_zhou, "get", "rejected_rows", sent).body["results"]
    assert row["cells"]["ts"] == "nor ever"


def test_who_only_reads_mends_nothing(as_sun, as_lin, rejected):
    assert call(as_sun, "get", "rejected_rows", rejected).status_code == 200
    for client in (as_sun, as_lin):
        answer = call(client, "post", "rejected_rows", rejected, rows=[mended(2, ts="2026-01-05")])
        assert answer.status_code == 403
