"""Recurring imports: complete files of a watched folder, once each; ages of sources; the guard that asks."""

from datetime import timedelta

import pytest

from churn_crm import clock
from customers import tasks
from customers.imports import ages, inbox, mapping, running
from customers.models import Import, ImportDraft, ImportMapping, ImportSource, Visit
from retention.guards import stale_branches
from staff.models import Notice

ORDERS = "who,ts,amount,order no\nK1,2026-06-10,5,A1\n"
HEADER = ORDERS.splitlines()[0].split(",")


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


@pytest.fixture
def garage(zhou):
    return ImportSource.objects.create(name="garage", kind="visits", create_customers=True, by=zhou)


@pytest.fixture
def known(garage):
    """A file with these columns was imported by hand before."""
    return ImportMapping.objects.create(
        kind="visits",
        source="garage",
        header=HEADER,
        header_hash=mapping.hash_of(HEADER),
        mapping={"who": "customer", "ts": "at", "amount": "amount", "order no": "number"},
        used_at=clock.now(),
    )


def put(source, content=ORDERS, name="night.csv"):
    folder = inbox.folder_of(source)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    return folder


def look(source):
    records = inbox.look(source_id=source.pk)
    for record in records:
        assert running.run(record=record)
    return records


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_has_stopped_growing_is_imported_and_put_away(garage, known):
    folder = put(garage)
    assert look(garage) == []
    put(garage, ORDERS + "K2,2026-06-11,6,A2\n")
    assert look(garage) == []  # it grew
    (record,) = look(garage)
    assert look(garage) == []
    record.refresh_from_db()
    assert (record.state, record.source, record.rows_created) == ("done", "garage", 2)
    assert names(folder / "done") == [f"{record.pk}-night.csv"]
    assert names(folder / "taken") == []
    assert Visit.objects.count() == 2


def test_unknown_columns_leave_a_ledger_row_and_a_notice(garage, zhou, he):
    folder = put(garage)
    look(garage)
    look(garage)
    record = Import.objects.get()
    assert record.state == "failed"
    assert "by hand" in record.error
    assert names(folder / "failed") == [f"{record.pk}-night.csv"]
    assert set(Notice.objects.values_list("user", "kind")) == {
        (zhou.pk, "import_failed"),
        (he.pk, "import_failed"),
    }
    assert not ImportDraft.objects.exists()


def test_what_is_wrong_is_said_in_the_language_of_who_set_the_source_up(garage, zhou):
    zhou.language = "zh-hans"
    zhou.save()
    put(garage)
    look(garage)
    look(garage)
    assert Import.objects.get().error == "缺少对应的列：客户编号。先手动导入一次，之后会记住列对应。"


def test_a_broken_file_fails_and_the_next_one_is_imported_all_the_same(garage, known):
    folder = put(garage, "", "a-empty.csv")
    put(garage)
    look(garage)
    look(garage)
    look(garage)
    assert sorted(Import.objects.values_list("state", flat=True)) == ["done", "failed"]
    assert len(names(folder / "failed")) == len(names(folder / "done")) == 1


def test_a_file_whose_ledger_row_was_lost_is_taken_again(garage, known):
    folder = put(garage)
    look(garage)
    (folder / "night.csv").rename(folder / "taken" / "999999-night.csv")
    for _look in range(3):
        look(garage)
    assert Visit.objects.count() == 1


def test_links_hidden_files_and_other_kinds_of_files_stay_where_they_are(garage, known, tmp_path):
    folder = put(garage, name=".half.csv")
    put(garage, name="notes.pdf")
    (tmp_path / "secret.csv").write_text(ORDERS)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    look(garage)
    assert look(garage) == []
    assert not Import.objects.exists()


def test_the_same_file_every_night_changes_nothing(garage, known):
    for _night in range(2):
        put(garage)
        look(garage)
        look(garage)
    look(garage)
    assert Visit.objects.count() == 1
    assert Import.objects.latest("pk").rows_unchanged == 1


def test_a_source_that_is_not_watched_is_left_alone(garage, known):
    ImportSource.objects.update(active=False)
    put(garage)
    tasks.look_into_inbox()
    tasks.look_into_inbox()
    assert not Import.objects.exists()


def past(source, today, *days):
    for back in days:
        day = today - timedelta(days=back)
        Import.objects.create(
            kind="visits",
            file_name="x",
            source=source,
            day=day,
            newest_fact=day,
            started_at=clock.now(),
            state="done",
        )


def test_each_source_has_an_age_and_a_usual_gap(today, db):
    past("till", today, 30, 23, 16, 9)
    past("daily", today, 3, 2, 1)
    found = ages.ages(as_of=today)
    assert (found["till"].days, found["till"].usual, found["till"].stale) == (9, 7, True)
    assert (found["daily"].days, found["daily"].usual, found["daily"].stale) == (1, 3, False)


def test_a_silent_source_holds_back_its_branches_though_another_is_fresh(garage, known, today, gaoxin, xie):
    gaoxin.pool_owner = xie
    gaoxin.save()
    put(garage, ORDERS + "K1,2026-06-16,5,A2\n")
    look(garage)
    look(garage)
    Import.objects.update(newest_fact=today - timedelta(days=6), day=today - timedelta(days=6))
    assert [stale.days for stale in stale_branches(as_of=today)] == [6]
    ImportSource.objects.update(active=False)
    assert stale_branches(as_of=today) == []


def test_the_page_shows_ages_and_watches_a_new_folder(as_zhou, as_sun, today):
    past("till", today, 9, 2)
    response = as_zhou.post("/customers/imports/sources/", {"name": "shop-1", "kind": "visits"})
    assert response.status_code == 302
    page = as_sun.get("/customers/imports/sources/").content.decode()
    assert "till" in page
    assert "shop-1" in page
    assert "Watch a folder" not in page
    assert (
        as_zhou.post("/customers/imports/sources/", {"name": "../etc", "kind": "visits"}).status_code == 422
    )


def test_the_page_of_sources_costs_the_same_for_many(as_zhou, zhou, today, django_assert_max_num_queries):
    for number in range(30):
        past(f"s{number}", today, 2)
        ImportSource.objects.create(name=f"s{number}", kind="visits", by=zhou)
    with django_assert_max_num_queries(10):
        as_zhou.get("/customers/imports/sources/")
