"""Work-order ratings: entered from slips, imported, and what they come to per technician."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from churn_crm import clock
from customers.imports.service import Wish, import_file
from customers.imports.undo import undo
from customers.models import ImportDraft, ImportKept
from customers.timeline import timeline
from desk.models import WorkOrderRating
from desk.quality.ratings import means, origins, reads
from tests.desk.inspecting import rated
from tests.factories import UserFactory, VisitFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ma(gaoxin):
    return UserFactory(username="ma", name="Ma", role="agent", branch=gaoxin)


@pytest.fixture
def job(customer_of_lin, ma, today, gaoxin):
    return VisitFactory(
        customer=customer_of_lin, technician=ma, branch=gaoxin, day=today - timedelta(days=2), number="W26-1"
    )


# ---- pure


def group(*scores):
    return means.Group(len(scores), sum(scores), sum(score * score for score in scores))


def test_the_spread_is_that_of_all_together():
    groups = [group(5, 5, 5), group(3, 4, 5), group(4)]
    assert means.pooled_variance(groups) == pytest.approx(2 / 4)
    few = means.mean(groups[0], 0.5)
    assert few and few.few and (few.value, few.high) == (5, 5)
    assert few.low == pytest.approx(5 - 1.96 * (0.5 / 3) ** 0.5, abs=0.001)


def test_with_one_rating_of_each_anything_is_possible():
    assert means.pooled_variance([group(5), group(1)]) is None
    alone = means.mean(group(5), None)
    assert alone and (alone.low, alone.high) == (1, 5)
    assert means.mean(group(), 0.5) is None


def test_thirty_ratings_are_enough():
    many = means.mean(group(*[4] * 30), 0.5)
    assert many and not many.few


def test_a_place_is_kept_as_a_digest_that_tells_same_from_other():
    assert origins.digest(" 10.0.0.7 ") == origins.digest("10.0.0.7") != origins.digest("10.0.0.8")
    assert origins.digest("") == "" and "10.0" not in origins.digest("10.0.0.7")


# ---- written down


def test_the_same_token_rates_once_and_what_the_visit_says_is_kept(job, ma, xie, gaoxin, today):
    token = uuid.uuid4()
    said = {"timeliness": 4, "words": "Friendly", "given_from": "10.0.0.7", "token": token}
    first = rated(job, xie, 5, **said)
    assert rated(job, xie, 1, token=token) == first
    assert (first.technician, first.branch, first.customer) == (ma, gaoxin, job.customer)
    assert (first.score, first.day, first.entered_by) == (5, today, xie)
    assert first.given_from == origins.digest("10.0.0.7")


def test_a_moment_that_cannot_be_is_refused(job, xie):
    with pytest.raises(ValidationError, match="not come yet"):
        rated(job, xie, given_at=clock.now() + timedelta(hours=1))
    with pytest.raises(ValidationError, match="before the visit"):
        rated(job, xie, given_at=at(job.day - timedelta(days=1)))


def test_slips_are_entered_one_after_the_other_by_order_number(job, as_xie, xie, today):
    form = as_xie.get("/desk/ratings/new/").context["form"]
    said = {"token": str(form.initial["token"]), "number": "W26-1", "score": 4, "channel": "paper"}
    said |= {"timeliness": 5, "given_on": (today - timedelta(days=1)).isoformat()}
    assert as_xie.post("/desk/ratings/new/", said | {"number": "W26-9"}).status_code == 422
    answer = as_xie.post("/desk/ratings/new/", said)
    assert answer.status_code == 302 and answer.headers["Location"] == "/desk/ratings/new/"
    made = WorkOrderRating.objects.get()
    assert (made.visit, made.score, made.timeliness, made.day) == (job, 4, 5, today - timedelta(days=1))


def test_from_the_customer_one_of_the_latest_jobs_is_chosen(job, as_xie, customer_of_lin):
    page = reverse("desk:rating_of", args=[customer_of_lin.pk])
    only = as_xie.get(page)
    assert only.status_code == 302 and only.headers["Location"] == f"/desk/ratings/new/?visit={job.pk}"
    VisitFactory(customer=customer_of_lin, day=job.day)
    assert len(as_xie.get(page).context["visits"]) == 2
    form = as_xie.get(only.headers["Location"]).context["form"]
    said = {"token": str(form.initial["token"]), "score": 2, "channel": "agent", "minutes_late": 40}
    assert as_xie.post(only.headers["Location"], said).status_code == 302
    made = WorkOrderRating.objects.get()
    assert (made.visit, made.minutes_late) == (job, 40)


def test_two_orders_of_one_number_are_not_guessed(job, as_xie, customer_of_lin):
    VisitFactory(customer=customer_of_lin, number="W26-1", source="till")
    form = as_xie.get("/desk/ratings/new/").context["form"]
    said = {"token": str(form.initial["token"]), "number": "W26-1", "score": 4, "channel": "paper"}
    assert "Two orders" in as_xie.post("/desk/ratings/new/", said).content.decode()


def test_the_order_of_anothers_customer_is_not_there(customer_of_deng, as_xie):
    VisitFactory(customer=customer_of_deng, number="W26-8")
    form = as_xie.get("/desk/ratings/new/").context["form"]
    said = {"token": str(form.initial["token"]), "number": "W26-8", "score": 4, "channel": "paper"}
    assert "no order of this number" in as_xie.post("/desk/ratings/new/", said).content.decode()


# ---- read


def test_each_technicians_mean_is_seen_by_who_leads_and_by_himself(job, ma, xie, wei, zhou, deng, today):
    for score in (5, 4, 3):
        rated(job, xie, score, timeliness=score, minutes_late=10)
    for user in (wei, zhou, ma):
        (figure,) = reads.by_technician(user, on=today)
        assert (figure.technician, figure.rating.value, figure.rating.n) == (ma, 4, 3)
        assert figure.timeliness and figure.timeliness.value == 4 and figure.minutes == 10
    assert reads.by_technician(xie, on=today) == [] == reads.by_technician(deng, on=today)
    assert reads.by_technician(zhou, on=today + timedelta(days=400)) == []


def test_the_list_costs_the_same_for_many(job, ma, xie, as_wei, django_assert_max_num_queries):
    for number in range(52):
        rated(job, xie, 1 + number % 5)
    with django_assert_max_num_queries(9):
        page = as_wei.get("/desk/ratings/")
    assert len(page.context["rows"]) == 50 and len(page.context["figures"]) == 1
    rest = as_wei.get("/desk/ratings/", {"cursor": page.context["cursor"]})
    assert len(rest.context["rows"]) == 2
    bad = as_wei.get("/desk/ratings/", {"show": "bad", "technician": ma.pk}).context
    assert {row.score for row in bad["rows"]} == {1, 2} and bad["whose"] == ma


def test_the_page_is_read_in_both_languages(job, xie, as_wei, settings):
    rated(job, xie, 5, timeliness=4, minutes_late=10)
    english = as_wei.get("/desk/ratings/").content.decode()
    as_wei.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    chinese = as_wei.get("/desk/ratings/").content.decode()
    assert "10 minutes late" in english and "迟到 10 分钟" in chinese and "置信区间" in chinese


def test_the_timeline_tells_what_he_thought_of_the_job(job, xie):
    rated(job, xie, 2, minutes_late=40, words="Too late")
    (event,) = timeline(job.customer_id, kind="rating")
    assert (event.title, event.tone) == ("Rated the job 2 of 5", "bad")
    assert event.detail == "Ma · 40 minutes late · Too late"


# ---- imported


HEADER = "work order,评分,评价时间,评价编号,及时性,device,operator,entered at,评语\n"


def bring(tmp_path, rows, zhou, name="ratings.csv"):
    file = tmp_path / name
    file.write_text(HEADER + rows, encoding="utf-8")
    mapping = {"operator": "entered_by"}
    return import_file(wish=Wish(kind="ratings", path=file, source="till", mapping=mapping, by=zhou)).record


def test_a_file_of_ratings_is_read_once_with_who_entered_them_and_from_where(
    tmp_path, customer_of_lin, ma, xie, zhou, gaoxin, today
):
    VisitFactory(customer=customer_of_lin, technician=ma, number="W1", source="till", day=today)
    rows = (
        "W1,5,2026-06-15 10:00,R1,4,10.0.0.7,xie,2026-06-15 18:02,很好\n"
        "W1,6,2026-06-15 10:00,R2,,,,,\nW9,5,2026-06-15,R3,,,,,\n"
    )
    record = bring(tmp_path, rows, zhou)
    made = WorkOrderRating.objects.get()
    assert (made.score, made.technician, made.branch, made.entered_by) == (5, ma, gaoxin, xie)
    assert made.given_from == origins.digest("10.0.0.7") and made.words == "很好"
    assert (record.rows_created, record.rows_rejected) == (1, 2)
    again = bring(tmp_path, rows.replace("W1,5", "W1,3"), zhou, "again.csv")
    made.refresh_from_db()
    assert (again.rows_created, again.rows_updated, made.score) == (0, 1, 3)


ROWS = "W1,5,2026-06-15 10:00,R1,4,,,,\nW1,2,2026-06-14 10:00,R2,,,,,\n"


@pytest.fixture
def order(customer_of_lin, ma, today):
    return VisitFactory(customer=customer_of_lin, technician=ma, number="W1", source="till", day=today)


def test_an_import_of_ratings_is_taken_back_as_any_other(tmp_path, order, zhou):
    first = bring(tmp_path, ROWS, zhou)
    second = bring(tmp_path, ROWS.replace("W1,5", "W1,3") + "W1,4,2026-06-13,R3,,,,,\n", zhou, "more.csv")
    assert (second.rows_created, second.rows_updated) == (1, 1)
    undo(record=second, by=zhou)
    assert dict(WorkOrderRating.objects.values_list("number", "score")) == {"R1": 5, "R2": 2}
    kept = ImportKept.objects.filter(record=first)
    undo(record=first, by=zhou)
    # What the second import changed and gave back was written since: it is listed, and stays.
    assert dict(WorkOrderRating.objects.values_list("number", "score")) == {"R1": 5}
    assert [row.reason for row in kept] == ["edited"]


def test_the_wizard_shows_what_an_import_of_ratings_would_do(tmp_path, order, zhou, as_zhou, settings):
    settings.LOCAL_DIR = tmp_path / "local"
    bring(tmp_path, ROWS, zhou)
    content = HEADER + ROWS.replace("W1,5", "W1,3") + "W1,9,2026-06-13,R4,,,,,\n"
    file = SimpleUploadedFile("more.csv", content.encode())
    as_zhou.post("/customers/imports/new/", {"kind": "ratings", "source": "till", "file": file})
    draft = ImportDraft.objects.get()
    page = as_zhou.get(reverse("customers:import_preview", args=[draft.pk]), headers={"HX-Request": "true"})
    found = page.context["preview"]
    assert (found.created, found.updated, found.unchanged, found.rejected) == (0, 1, 1, 1)
    assert [(what, ("Score", "5", "3") in fields) for what, fields in page.context["changes"]] == [
        ("R1 2026-06-15", True)
    ]
    assert "the score is no whole number from 1 to 5" in page.content.decode()
    assert set(WorkOrderRating.objects.values_list("score", flat=True)) == {5, 2}
