"""The wizard's pages: upload, columns, preview, start, follow, mend, cancel, undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers.imports import drafts, ledger, running
from customers.imports.choosing import options_of
from customers.imports.kinds import kinds
from customers.models import Customer, Import, ImportDraft, Visit
from tests.customers.importing import imported, written
from tests.factories import CustomerFactory

ORDERS = "customer_id,ts,amount,order_id\nK1,2026-01-05,5,A1\nK2,never,6,A2\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


def text(response):
    return response.content.decode()


def uploaded(client, content=ORDERS, kind="visits", name="till.csv", source="till"):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    client.post("/customers/imports/new/", {"kind": kind, "source": source, "file": file})
    return ImportDraft.objects.latest("pk")


def address(name, pk):
    return reverse(f"customers:{name}", args=[pk])


def started(client, draft, **options):
    client.post(address("import_start", draft.pk), {"create_customers": "on", **options})
    draft.refresh_from_db()
    return draft.record


def run_all():
    for record in Import.objects.filter(state="waiting"):
        assert running.run(record=record)
    for record in Import.objects.exclude(undo_wanted_at=None).filter(undone_at=None):
        running.run_undo(record=record)


def test_every_kind_can_be_chosen(as_zhou):
    page = text(as_zhou.get("/customers/imports/new/"))
    for kind in kinds():
        assert f'value="{kind.name}"' in page


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_every_kind_goes_through_the_wizard(as_zhou, kind):
    """Their own words as headers, an empty file but for one hopeless row: every page stands."""
    header = ",".join(field.name for field in kind.fed)
    draft = uploaded(as_zhou, f"{header}\n{','.join('?' * len(kind.fed))}\n", kind=kind.name)
    assert draft.mapping == {field.name: field.name for field in kind.fed}
    page = text(as_zhou.get(address("import_draft", draft.pk)))
    assert "No column yet" not in page
    preview = text(as_zhou.get(address("import_preview", draft.pk), headers={"HX-Request": "true"}))
    assert "What will happen" in preview
    started(as_zhou, draft)
    run_all()
    record = Import.objects.get()
    assert record.state == "done"
    assert text(as_zhou.get(address("import", record.pk)))


def test_no_file_and_a_bad_one_keep_what_was_typed(as_zhou):
    response = as_zhou.post("/customers/imports/new/", {"kind": "visits", "source": "my till"})
    assert response.status_code == 422
    assert "my till" in text(response)
    bad = SimpleUploadedFile("x.xlsx", b"PK\x03\x04bad")
    response = as_zhou.post("/customers/imports/new/", {"kind": "visits", "source": "s", "file": bad})
    assert response.status_code == 422
    assert "cannot be read" in text(response)
    assert not ImportDraft.objects.exists()


def test_the_columns_page_shows_fields_samples_and_readings(as_zhou):
    content = "客户编号,姓名,手机\nK1,方芷若,13800138000\n".encode("gbk")
    page = text(as_zhou.get(address("import_draft", uploaded(as_zhou, content, "customers").pk)))
    assert "方芷若" in page
    assert "GB18030 (GBK) (found)" in page
    assert "138 **** 8000" in page
    assert "13800138000" not in page


def test_a_changed_delimiter_and_row_read_the_file_anew(as_zhou):
    draft = uploaded(as_zhou, "a;b|x\n" + ORDERS)
    assert draft.found["header_row"] == 2
    form = {"delimiter": "|", "header_row": "1", "dates": ""}
    response = as_zhou.post(address("import_draft", draft.pk), form, headers={"HX-Request": "true"})
    draft.refresh_from_db()
    assert draft.found["header"] == ["a;b", "x"]
    assert "No column yet for: Customer" in text(response)


def test_an_encoding_that_does_not_fit_is_said_and_the_old_one_stays(as_zhou):
    draft = uploaded(as_zhou, "客户编号,姓名\nK1,方\n".encode("gbk"), "customers")
    form = {"encoding": "utf-8", "header_row": "1"}
    response = as_zhou.post(address("import_draft", draft.pk), form, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "is not text in the encoding" in text(response)
    draft.refresh_from_db()
    assert draft.found["encoding"] == "gb18030"


def test_two_columns_for_one_field_stop_at_the_columns(as_zhou):
    draft = uploaded(as_zhou)
    form = {
        "header_row": "1",
        "map-0": "customer",
        "map-1": "at",
        "map-2": "amount",
        "map-3": "amount",
        "go": "1",
    }
    response = as_zhou.post(address("import_draft", draft.pk), form)
    assert response.status_code == 422
    assert "Also mapped from amount" in text(response)
    assert as_zhou.get(address("import_preview", draft.pk)).status_code == 302


def test_the_preview_counts_and_asks_what_this_kind_knows(as_zhou, lin):
    CustomerFactory(code="K1", name="Old")
    content = "code,name,owner\nK1,New,lin\nK2,Two,Tao\n1.38E+10,Bad,lin\n"
    draft = uploaded(as_zhou, content, "customers")
    page = text(as_zhou.get(address("import_preview", draft.pk), headers={"HX-Request": "true"}))
    assert "All of the file: 3 rows." in page
    assert "1.38E+10" in page
    assert "Tao" in page
    assert "Old" in page
    assert 'name="create_customers"' not in page
    as_zhou.post(address("import_start", draft.pk), {"who-0": "lin", "remember": "on"})
    run_all()
    assert Customer.objects.get(code="K2").owner == lin


def test_while_another_import_of_the_kind_runs_the_preview_says_so(as_zhou, monkeypatch):
    draft = uploaded(as_zhou)
    monkeypatch.setattr(ledger, "is_busy", lambda _kind: True)
    page = text(as_zhou.get(address("import_preview", draft.pk), headers={"HX-Request": "true"}))
    assert "Another import of this kind is under way" in page
    record = started(as_zhou, draft)
    assert "begins when it is done" in text(as_zhou.get(address("import", record.pk)))


def test_from_start_to_result_mended_and_undone(as_zhou):
    draft = uploaded(as_zhou)
    record = started(as_zhou, draft)
    assert started(as_zhou, draft) == record
    assert "every 2s" in text(as_zhou.get(address("import", record.pk)))
    run_all()
    page = text(as_zhou.get(address("import", record.pk)))
    assert "every 2s" not in page
    assert "never" in page
    nothing = as_zhou.post(address("import_mend", record.pk), {"cell-3-1": "never"})
    assert nothing.status_code == 422
    as_zhou.post(address("import_mend", record.pk), {"cell-3-1": "2026-01-06"})
    run_all()
    assert Visit.objects.count() == 2
    assert "1 mended row" in text(as_zhou.get(address("import", record.pk)))
    for _again in range(2):
        as_zhou.post(address("import_undo", record.pk))
        run_all()
    record.refresh_from_db()
    assert record.state == "undone"
    assert Visit.objects.count() == 1


def test_a_second_click_that_read_the_draft_before_the_first_was_done_starts_no_second_import(as_zhou):
    early = uploaded(as_zhou)
    record = started(as_zhou, ImportDraft.objects.get(pk=early.pk))
    options = options_of(early, {"create_customers": "on"})
    assert options.is_valid()
    options.save()
    assert drafts.start(draft=early) == record


def test_a_cancelled_one_is_offered_again(as_zhou):
    record = started(as_zhou, uploaded(as_zhou))
    as_zhou.post(address("import_cancel", record.pk))
    run_all()
    assert "Import the file again" in text(as_zhou.get(address("import", record.pk)))
    response = as_zhou.post(address("import_again", record.pk))
    assert "/drafts/" in response["Location"]


def test_an_import_by_the_command_has_a_page_without_a_file(as_zhou, tmp_path):
    summary = imported(written(tmp_path, ORDERS))
    page = text(as_zhou.get(address("import", summary.record.pk)))
    assert "Import the file again" not in page
    assert as_zhou.post(address("import_again", summary.record.pk)).status_code == 302
    assert (
        as_zhou.post(address("import_mend", summary.record.pk), {"cell-3-1": "2026-01-06"}).status_code == 302
    )


def test_an_auditor_looks_on(as_zhou, as_sun):
    record = started(as_zhou, uploaded(as_zhou))
    run_all()
    page = text(as_sun.get(address("import", record.pk)))
    assert "till.csv" in page
    assert "Undo the import" not in page
    assert "never" not in page
    assert as_sun.get("/customers/imports/new/").status_code == 403


def test_another_managers_upload_is_nobodys_business(as_zhou, as_he):
    draft = uploaded(as_zhou)
    assert as_he.get(address("import_draft", draft.pk)).status_code == 404
    assert as_he.post(address("import_start", draft.pk)).status_code == 404


def test_hostile_cells_stay_text(as_zhou):
    hostile = '"<script>alert(1)</script>",2026-01-05,5,A1\n"=cmd()",never,5,A2\n'
    draft = uploaded(as_zhou, "customer_id,ts,amount,order_id\n" + hostile)
    page = text(as_zhou.get(address("import_draft", draft.pk)))
    assert "<script>alert" not in page
    record = started(as_zhou, draft)
    run_all()
    assert "<script>alert" not in text(as_zhou.get(address("import", record.pk)))
    assert drafts.folder(draft).is_dir()


def test_the_page_of_an_import_costs_the_same_whatever_it_holds(as_zhou, django_assert_max_num_queries):
    rows = "".join(f"K{number},never,5,A{number}\n" for number in range(60))
    record = started(as_zhou, uploaded(as_zhou, "customer_id,ts,amount,order_id\n" + rows))
    run_all()
    with django_assert_max_num_queries(16):
        as_zhou.get(address("import", record.pk))
