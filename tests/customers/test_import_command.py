"""The command line: what it prints, what it refuses, and several of them at once."""

import errno
import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from customers import progress
from customers.imports import decoding, ledger, upsert
from customers.models import Import, Visit
from tests.customers.importing import imported, written

HEADER = "customer_id,ts,amount,order_id\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


def orders(folder, number, *, first=0):
    rows = (
        f"K{row % 7},2026-01-05 10:00:{row % 60:02d},5,A{row:05d}\n" for row in range(first, first + number)
    )
    return written(folder, HEADER + "".join(rows))


def run(capsys, *arguments):
    call_command("import_records", *map(str, arguments))
    return capsys.readouterr().out.strip().splitlines()


def test_the_last_line_of_json_adds_up(capsys, db, tmp_path):
    path = written(tmp_path, HEADER + "K1,2026-01-05,5,A1\nK1,never,5,A2\n")
    rejects = tmp_path / "mine.csv"
    last = json.loads(run(capsys, "orders", path, "--create-customers", "--json", "--rejects", rejects)[-1])
    assert last.pop("seconds") >= 0
    assert last == {
        "read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "removed": 0,
        "rejects_file": str(rejects),
    }
    assert "never" in rejects.read_text()


def test_words_for_people_and_the_ledger_for_later(capsys, db, tmp_path, lin):
    lines = run(
        capsys, "visits", orders(tmp_path, 3), "--create-customers", "--by", "lin", "--source", "till"
    )
    assert "3 created" in lines[0]
    record = Import.objects.get()
    assert (record.by, record.source, record.automations, record.state) == (lin, "till", False, "done")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["dreams", "FILE"], "Choose one of customers, contacts"),
        (["visits", "nowhere.csv"], "no file nowhere.csv"),
        (["visits", "FILE", "--map", "ts"], "Their column=our_field"),
        (["visits", "FILE", "--map", "tz=at"], "no column “tz”"),
        (["visits", "FILE", "--by", "nobody"], "nobody"),
        (["visits", "FILE", "--branch", "moon"], "moon"),
        (["visits", "FOLDER"], "is a folder"),
        (["visits", "FILE", "--encoding", "nonsense"], "no encoding “nonsense”.*utf-8, gb18030.*utf-16"),
        (["visits", "FILE", "--encoding", "hex"], "no encoding “hex”"),
        (["visits", "FILE", "--encoding", "undefined"], "no encoding “undefined”"),
        (["visits", "FILE", "--encoding", "utf-16"], "not text in the encoding utf-16"),
        (["visits", "FILE", "--rejects", "FOLDER/nowhere/x.csv"], "there is no folder .*nowhere"),
        (["visits", "FILE", "--rejects", "FOLDER"], "it is a folder"),
        (["visits", "FILE", "--rejects", "FILE"], "it is the file that is to be imported"),
    ],
)
def test_a_refusal_is_one_sentence_and_ends_with_2(db, tmp_path, arguments, says):
    path = str(orders(tmp_path, 1))
    before = (tmp_path / "till.csv").read_bytes()
    words = [path if word == "FILE" else word.replace("FOLDER", str(tmp_path)) for word in arguments]
    with pytest.raises(CommandError, match=says) as refused:
        call_command("import_records", *words, "--create-customers")
    assert refused.value.returncode == 2
    assert not Visit.objects.exists()
    assert (tmp_path / "till.csv").read_bytes() == before


@pytest.mark.parametrize("forbidden", [os.R_OK, os.W_OK])
def test_what_may_not_be_read_or_written_is_refused_before_anything_is_imported(
    db, tmp_path, monkeypatch, forbidden
):
    # Tests may run as root, to whom nothing is forbidden.
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != forbidden)
    with pytest.raises(CommandError, match=r"[Yy]ou may not") as refused:
        run(None, "visits", orders(tmp_path, 1), "--create-customers", "--rejects", tmp_path / "mine.csv")
    assert refused.value.returncode == 2
    assert not Visit.objects.exists()


def test_when_the_rejects_cannot_be_copied_after_all_it_says_where_they_are(
    capsys, db, tmp_path, monkeypatch
):
    def full(*_paths):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfile", full)
    path = written(tmp_path, HEADER + "K1,2026-01-05,5,A1\nK1,never,5,A2\n")
    arguments = ("visits", path, "--create-customers", "--json", "--rejects", tmp_path / "mine.csv")
    call_command("import_records", *map(str, arguments))
    out, errors = capsys.readouterr()
    last = json.loads(out.strip().splitlines()[-1])
    assert "No space left" in errors
    assert "never" in Path(last["rejects_file"]).read_text()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "latin-1"])
def test_the_encodings_that_a_refusal_names_are_known(db, tmp_path, encoding):
    path = written(tmp_path, (HEADER + "Kühn,2026-01-05,5,A1\n").encode(encoding))
    call_command("import_records", "visits", str(path), "--create-customers", "--encoding", encoding)
    assert Visit.objects.get().customer.code == "Kühn"
    assert encoding in decoding.KNOWN


def test_the_terminal_shows_how_far_it_is(capsys, db, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    call_command("import_records", "visits", str(orders(tmp_path, 3)), "--create-customers")
    shown = capsys.readouterr().err
    assert f"Writing      [{'#' * progress.WIDTH}] 100%" in shown
    assert shown.endswith("\r\033[K")


def test_many_slices_are_written_by_several_workers(monkeypatch, transactional_db, tmp_path):
    monkeypatch.setattr(upsert, "PAGES_PER_SLICE", 2)
    assert imported(orders(tmp_path, 2000)).record.rows_created == 2000
    record = imported(orders(tmp_path, 2000, first=500)).record
    assert (record.rows_created, record.rows_unchanged) == (500, 1500)
    assert Visit.objects.count() == 2500


def test_an_import_that_broke_in_the_middle_ends_right_the_second_time(
    monkeypatch, transactional_db, tmp_path
):
    monkeypatch.setattr(upsert, "PAGES_PER_SLICE", 2)
    write_one, calls = upsert.write_one, []

    def breaks(*arguments):
        calls.append(1)
        if len(calls) == 4:
            raise ConnectionError("gone")
        write_one(*arguments)

    monkeypatch.setattr(upsert, "write_one", breaks)
    path = orders(tmp_path, 2000)
    with pytest.raises(ConnectionError):
        imported(path)
    assert Import.objects.get().state == Import.State.FAILED
    assert 0 < Visit.objects.count() < 2000
    monkeypatch.setattr(upsert, "write_one", write_one)
    imported(path)
    assert Visit.objects.count() == 2000


def test_the_second_of_two_at_once_waits_for_the_first(transactional_db, tmp_path):
    path, done = orders(tmp_path, 20), []

    def second():
        try:
            done.append(imported(path).record.rows_created)
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    with ledger.alone("visits"):
        thread.start()
        time.sleep(0.6)
        assert not done
    thread.join(30)
    assert done == [20]


def test_two_at_once_keep_every_order_once(transactional_db, tmp_path):
    path = orders(tmp_path, 300)

    def one():
        try:
            imported(path)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Visit.objects.count() == 300
    assert sorted(Import.objects.values_list("rows_created", flat=True)) == [0, 300]
    assert connection.is_usable()
