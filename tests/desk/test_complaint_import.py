"""Complaints from files: once, refused with line and reason, told to nobody unless wanted, and taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from churn_crm import clock
from customers.imports import ledger
from customers.imports.undo import undo
from customers.models import Customer, Import, ImportDraft, ImportKept
from desk.complaints import services
from desk.complaints.escalation import escalate_due
from desk.complaints.winding import wind_stale
from desk.complaints.words import sentence
from desk.models import Complaint, ComplaintEvent, RoutingPolicy, Survey
from desk.routing import waiting
from desk.surveys.sending import due_complaints
from staff.models import Notice
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
HEADER = "客户编号,投诉编号,投诉时间,投诉原因,严重程度,投诉内容,渠道,状态,解决时间,处理结果\n"
SOLVED = "K1,C1,2026-05-04 10:20,等待,高,等了两个小时,电话,已解决,2026-05-05 16:00,道歉并免费洗车\n"
OPEN = "K1,C2,2026-05-20 09:00,price,,Too dear,web,处理中,,\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path / "local"


@pytest.fixture
def k1(gaoxin, lin):
    return CustomerFactory(code="K1", branch=gaoxin, owner=lin)


def bring(folder, rows, name="complaints.csv", **wish):
    return imported(written(folder, HEADER + rows, name), "complaints", source="old desk", **wish)


def beat():
    """What the beat does each minute."""
    wind_stale()
    escalate_due()


def kinds(complaint):
    return list(complaint.events.values_list("kind", flat=True))


def test_a_complaint_comes_with_all_that_the_file_says(tmp_path, k1):
    assert counts(bring(tmp_path, SOLVED + OPEN, create_customers=False)) == (2, 0, 0, 0)
    solved, waits = Complaint.objects.order_by("number")
    assert (solved.customer, solved.cause, solved.severity, solved.text) == (k1, "waiting", 3, "等了两个小时")
    assert (str(solved.day), str(solved.solved_on), solved.state) == ("2026-05-04", "2026-05-05", "solved")
    assert (solved.resolution, solved.responded_at, solved.logged_by) == (
        "道歉并免费洗车",
        solved.solved_at,
        None,
    )
    assert kinds(solved) == ["logged", "solved"]
    assert sentence(solved.events.first()) == "Logged in another system: Call"
    assert (waits.cause, waits.severity, waits.state, waits.solved_at) == ("price", 2, "new", None)
    assert (waits.events.get().kind, waits.events.get().way) == ("logged", "web")


def test_twice_is_once(tmp_path, k1):
    bring(tmp_path, SOLVED + OPEN)
    before = list(Complaint.objects.order_by("pk").values()), list(ComplaintEvent.objects.values())
    assert counts(bring(tmp_path, SOLVED + OPEN, "again.csv")) == (0, 0, 2, 0)
    assert before == (list(Complaint.objects.order_by("pk").values()), list(ComplaintEvent.objects.values()))


def test_a_later_file_says_that_it_is_solved(tmp_path, k1):
    bring(tmp_path, OPEN)
    beat()
    later = OPEN.replace("处理中,,", "已关闭,2026-05-22,Explained")
    assert counts(bring(tmp_path, later, "later.csv")) == (0, 1, 0, 0)
    row = Complaint.objects.get()
    assert (row.state, str(row.solved_on), row.resolution, row.due_at) == (
        "solved",
        "2026-05-22",
        "Explained",
        None,
    )
    assert kinds(row) == ["logged", "solved"]
    beat()
    row.refresh_from_db()
    assert row.state == "solved"


def test_what_people_did_here_stands_against_the_file(tmp_path, k1, xie):
    bring(tmp_path, OPEN)
    row = services.solve_complaint(complaint=Complaint.objects.get(), by=xie, resolution="Called")
    row = services.reopen_complaint(complaint=row, by=xie)
    again = OPEN.replace("Too dear", "Other").replace("处理中,,", "已关闭,2026-05-22,Explained")
    assert counts(bring(tmp_path, again, "again.csv")) == (0, 0, 1, 0)
    row.refresh_from_db()
    assert (row.state, row.text, row.resolution) == ("reopened", "Too dear", "")


HOSTILE = [
    ("K1,,2026-05-04,price,,Words,,,,", "投诉编号 is empty"),
    (",C1,2026-05-04,price,,Words,,,,", "客户编号 is empty"),
    ("K1,C1,never,price,,Words,,,,", "“never” is no date that we can read"),
    ("K1,C1,2031-05-04,price,,Words,,,,", "that day is still to come"),
    ("K1,C1,2026-05-04,weather,,Words,,,,", "“weather” is no cause that we know"),
    ("K1,C1,2026-05-04,,,Words,,,,", "it does not say what it is about"),
    ("K1,C1,2026-05-04,price,7,Words,,,,", "“7” is no severity that we know"),
    ("K1,C1,2026-05-04,price,,,,,,", "it does not say what happened"),
    ("K1,C1,2026-05-04,price,,Words,pigeon,,,", "“pigeon” is no channel that we know"),
    ("K1,C1,2026-05-04,price,,Words,,已解决,,", "it is solved, but does not say when"),
    ("K1,C1,2026-05-04,price,,Words,,处理中,2026-05-05,", "it is open, and yet was solved on a day"),
    ("K1,C1,2026-05-04,price,,Words,,已解决,2026-05-01,", "it was solved before it came"),
    ("K1,C1,2026-05-04,price,,Words,,已解决,2031-05-01,", "that day is still to come"),
    ("K9,C1,2026-05-04,price,,Words,,,,", "no customer has the code “K9”"),
    (f"K1,C1,2026-05-04,price,,{'x' * 4001},,,,", "is too long"),
]


@pytest.mark.parametrize(("row", "reason"), HOSTILE, ids=[reason for _row, reason in HOSTILE])
def test_a_hostile_row_is_refused_with_its_line_and_reason_and_the_others_come(tmp_path, k1, row, reason):
    summary = bring(tmp_path, SOLVED.replace("C1", "C8") + row + "\n", create_customers=False)
    assert counts(summary) == (1, 0, 0, 1)
    (line,) = reasons(summary)
    assert line.startswith(("3,", '"3"')) and reason in line


def test_a_number_does_not_go_over_to_another_customer(tmp_path, k1, gaoxin, lin):
    CustomerFactory(code="K2", branch=gaoxin, owner=lin)
    bring(tmp_path, SOLVED)
    summary = bring(tmp_path, SOLVED.replace("K1", "K2"), "other.csv")
    assert counts(summary) == (0, 0, 0, 1)
    assert "this number is a complaint of another customer" in reasons(summary)[0]


# ---- nobody is alarmed


def test_imported_history_warns_escalates_and_gives_out_nothing(tmp_path, k1, wei, xie):
    RoutingPolicy.objects.update_or_create(defaults={"on": True})
    bring(tmp_path, SOLVED + OPEN)
    for _minute in range(2):
        beat()
        waiting.give_out()
    row = Complaint.objects.get(number="C2")
    # It stands among the open ones with its deadline, long over; nobody was told.
    assert row.due_at and row.due_at < clock.now() and row in Complaint.objects.by_deadline()
    assert (row.quiet, row.warn_at, row.escalate_at, row.level, row.holder) == (True, None, None, 0, None)
    assert kinds(row) == ["logged"] and not Notice.objects.exists()


def test_switched_on_they_escalate_and_switched_off_again_they_are_quiet(tmp_path, k1, wei):
    record = bring(tmp_path, OPEN).record
    beat()
    ledger.set_automations(record=record, on=True)
    beat()
    row = Complaint.objects.get()
    assert row.level > 0 and "escalated" in kinds(row) and Notice.objects.filter(user=wei).exists()
    told = Notice.objects.count()
    ledger.set_automations(record=record, on=False)
    beat()
    row.refresh_from_db()
    assert (row.quiet, row.escalate_at) == (True, None) and Notice.objects.count() == told


def test_its_page_says_whose_complaints_they_are_and_what_is_held_back(tmp_path, k1, lin, gaoxin, as_zhou):
    CustomerFactory(code="K2", branch=gaoxin, owner=lin)
    record = bring(tmp_path, SOLVED + OPEN + OPEN.replace("K1,C2", "K2,C3")).record
    address = reverse("customers:import_automations", args=[record.pk])
    page = as_zhou.get(address).content.decode()
    assert "records of 2 customers" in page and "escalate to nobody" in page and "stayed away" not in page
    toast = as_zhou.post(address, {"on": "1"}, follow=True).content.decode()
    assert "like those that were entered here from now on" in toast
    assert "Held back again:" in as_zhou.get(address).content.decode()


def test_brought_in_with_automations_they_run_like_any_other(tmp_path, k1, wei):
    bring(tmp_path, OPEN, automations=True)
    beat()
    assert Complaint.objects.get().level > 0


@pytest.mark.parametrize(("on", "asked"), [(False, 0), (True, 1)])
def test_nobody_is_asked_about_a_solution_of_another_time(tmp_path, k1, today, on, asked):
    day = (today - timedelta(days=1)).isoformat()
    bring(tmp_path, SOLVED.replace("2026-05-05 16:00", day), automations=on)
    survey = Survey(occasion=Survey.Occasion.COMPLAINT, after_days=1)
    assert len(list(due_complaints(survey, today))) == asked


# ---- taken back


def test_undo_takes_them_away_with_what_happened_to_them_and_with_customers_made_on_the_way(
    tmp_path, zhou, gaoxin
):
    record = bring(tmp_path, SOLVED + OPEN).record
    assert Customer.objects.filter(code="K1").exists()
    beat()
    undo(record=record, by=zhou)
    assert not Complaint.objects.exists() and not ComplaintEvent.objects.exists()
    assert not Customer.objects.filter(code="K1").exists() and not record.kept.exists()


def test_undo_leaves_what_somebody_works_on(tmp_path, k1, zhou, xie):
    record = bring(tmp_path, SOLVED + OPEN).record
    services.take(complaint=Complaint.objects.get(number="C2"), by=xie)
    undo(record=record, by=zhou)
    assert Complaint.objects.get().number == "C2"
    assert ImportKept.objects.get(record=record).what.startswith("C2")


def test_undo_of_the_later_file_opens_it_again_and_the_file_may_come_once_more(tmp_path, k1, zhou):
    bring(tmp_path, OPEN)
    later = OPEN.replace("处理中,,", "已关闭,2026-05-22,Explained")
    for name in ("later.csv", "once more.csv"):
        record = bring(tmp_path, later, name).record
        assert Complaint.objects.get().state == "solved"
        undo(record=record, by=zhou)
        beat()
        row = Complaint.objects.get()
        assert (row.state, row.solved_at, row.resolution) == ("new", None, "") and row.due_at
    assert kinds(row) == ["logged", "solved", "taken_back", "solved", "taken_back"]


# ---- the wizard


def test_the_wizard_shows_what_would_come_and_writes_nothing(k1, as_zhou):
    bad = "K1,C3,2026-05-04,weather,,Words,,,,\n"
    file = SimpleUploadedFile("complaints.csv", (HEADER + SOLVED + OPEN + bad).encode())
    as_zhou.post("/customers/imports/new/", {"kind": "complaints", "source": "old desk", "file": file})
    draft = ImportDraft.objects.get()
    assert set(draft.mapping.values()) == {
        *("customer", "number", "at", "cause", "severity", "text", "channel", "state", "solved_at"),
        "resolution",
    }
    page = as_zhou.get(reverse("customers:import_preview", args=[draft.pk]), headers={"HX-Request": "true"})
    found = page.context["preview"]
    assert (found.created, found.rejected, found.whole) == (2, 1, True)
    assert "weather" in page.content.decode() and page.context["options"]["automations"]
    assert not Complaint.objects.exists() and not Import.objects.exists()
