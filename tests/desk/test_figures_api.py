"""Figures of the desk over HTTP, and the small acts of its pages that the API had not."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from desk.complaints.services import log_complaint, solve_complaint
from desk.knowledge import using
from desk.models import ArticleUse, Complaint, Interaction, Promise, SatisfactionScore, WorkOrderRating
from desk.voice import services as voice
from tests.desk.knowing import article
from tests.factories import CustomerFactory, VisitFactory, at

pytestmark = pytest.mark.django_db
JSON = "application/json"


def get(client, name, **query):
    answer = client.get(reverse(f"desk_api:{name}"), query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client, name, pk, body, key=None):
    headers = {"Idempotency-Key": str(key)} if key else {}
    return client.post(reverse(f"desk_api:{name}", args=[pk]), body, content_type=JSON, headers=headers)


def came(customer, agent, day, **said):
    return Interaction.objects.create(
        customer=customer, agent=agent, day=day, at=at(day), topic="bill", token=uuid.uuid4(), **said
    )


def settled(customer, person, day, *, count, state="kept"):
    Promise.objects.bulk_create(
        Promise(
            customer=customer, person=person, made_by=person, what="Call", state=state, token=uuid.uuid4(),
            made_at=at(day), due_at=at(day) + timedelta(hours=2), record_by=at(day) + timedelta(days=1),
            kept_at=at(day) + timedelta(hours=1) if state == "kept" else None,
            settled_at=at(day) + timedelta(hours=3), settled_on=day, day=day,
        )
        for _ in range(count)
    )  # fmt: skip


# ---- figures


def test_first_contact_tells_what_was_measured_beside_what_was_ticked(
    gaoxin, lin, xie, zhou, as_xie, as_zhou, today
):
    for n in range(30):
        one = CustomerFactory(branch=gaoxin, owner=lin)
        came(one, xie, today - timedelta(days=40), solved=n < 10)
        if n < 6:
            came(one, xie, today - timedelta(days=38))
    (mine,) = get(as_xie, "first_contact")
    assert mine == {
        "id": xie.pk, "name": xie.name, "cases": 30, "resolved": 24, "ticked": 10,
        "share": 0.8, "low": pytest.approx(0.627, abs=1e-3), "high": pytest.approx(0.905, abs=1e-3),
        "ticked_share": pytest.approx(1 / 3),
    }  # fmt: skip
    assert get(as_xie, "first_contact", by="team") == []
    (branch,) = get(as_zhou, "first_contact", by="branch")
    assert (branch["id"], branch["name"], branch["cases"]) == (None, "Gaoxin", 30)
    assert as_xie.get(reverse("desk_api:first_contact"), {"by": "nobody"}).status_code == 400


def test_too_few_cases_tell_nothing_of_somebody(customer_of_lin, xie, as_xie, today):
    came(customer_of_lin, xie, today - timedelta(days=40))
    (mine,) = get(as_xie, "first_contact")
    assert mine["cases"] == 1
    assert {mine[name] for name in ("resolved", "ticked", "share", "low", "high", "ticked_share")} == {None}


def test_few_cases_of_several_people_are_told_with_their_interval(
    customer_of_lin, customer_of_chen, lin, chen, wei, as_lin, as_wei, today
):
    for customer, agent in ((customer_of_lin, lin), (customer_of_chen, chen)):
        came(customer, agent, today - timedelta(days=40))
    (month,) = get(as_wei, "first_contact", by="month")
    assert (month["cases"], month["share"]) == (2, 1) and month["low"] < 0.4
    (mine,) = get(as_lin, "first_contact", by="month")
    assert (mine["cases"], mine["share"]) == (1, None)  # her own month


def test_kept_promises_by_person_and_team(customer_of_lin, lin, wei, as_lin, as_wei, today):
    day = today - timedelta(days=30)
    settled(customer_of_lin, lin, day, count=24)
    settled(customer_of_lin, lin, day, count=6, state="broken")
    (mine,) = get(as_lin, "kept_rates")
    assert (mine["settled"], mine["kept"], mine["broken"], mine["share"]) == (30, 24, 6, 0.8)
    assert get(as_lin, "kept_rates", by="team") == []
    (team,) = get(as_wei, "kept_rates", by="team")
    assert (team["name"], team["settled"], team["share"]) == (str(lin.team), 30, 0.8)


def test_gaps_are_those_of_complaints_in_sight(customer_of_lin, xie, as_xie, as_deng):
    for _ in range(6):
        log_complaint(
            customer=customer_of_lin, by=xie, cause="price", severity=2, text="Squealing", token=uuid.uuid4()
        )
    found = get(as_xie, "gaps")
    assert found["causes"] == [{"cause": "price", "complaints": 6, "answered": 0, "articles": 0}]
    assert {"word": "squealing", "complaints": 6} in found["words"] and found["days"] == 90
    assert get(as_deng, "gaps")["causes"] == []


def test_the_complaints_of_a_gap_are_listed(customer_of_lin, xie, as_xie, as_deng):
    said = {"customer": customer_of_lin, "by": xie, "severity": 2, "text": "The wiper squeaks"}
    one = log_complaint(cause="quality", token=uuid.uuid4(), **said)
    log_complaint(cause="waiting", token=uuid.uuid4(), **said)
    assert [row["id"] for row in get(as_xie, "gap_complaints", cause="quality")["results"]] == [one.pk]
    assert len(get(as_xie, "gap_complaints", word="wiper")["results"]) == 2
    assert get(as_xie, "gap_complaints", word="brake")["results"] == []
    assert get(as_deng, "gap_complaints", cause="quality")["results"] == []


def test_matters_that_may_be_the_same_are_offered_to_leads(customer_of_lin, xie, as_wei, as_xie):
    said = {
        "customer": customer_of_lin,
        "by": xie,
        "kind": "suggestion",
        "product": "App",
        "category": "Booking",
    }
    first, second = (
        voice.log(text=text, token=uuid.uuid4(), **said).matter
        for text in ("Book by app", "Booking in the app")
    )
    (found,) = as_wei.get(reverse("desk_api:matter_alike", args=[first.pk])).json()
    assert (found["id"], found["said"], found["to_call"]) == (second.pk, 1, 0)
    assert as_xie.get(reverse("desk_api:matter_alike", args=[first.pk])).status_code == 403


def test_voices_are_counted_by_product_and_category(customer_of_lin, xie, as_xie, as_deng):
    for text in ("Saturdays", "Sundays"):
        voice.log(
            customer=customer_of_lin, by=xie, kind="suggestion", product="Booking", category="Times",
            text=text, token=uuid.uuid4(),
        )  # fmt: skip
    (line,) = get(as_xie, "voice_counts")
    assert (line["product"], line["category"], line["now"], line["open"]) == ("Booking", "Times", 2, 2)
    assert (len(line["months"]), line["months"][-1]) == (12, 2)
    assert get(as_deng, "voice_counts") == []


def test_technicians_have_their_means_with_intervals(customer_of_lin, lin, xie, as_zhou, as_xie, today):
    for score in (3, 5):
        visit = VisitFactory(customer=customer_of_lin, technician=lin)
        WorkOrderRating.objects.create(
            customer=customer_of_lin, visit=visit, technician=lin, branch=lin.branch, score=score, day=today,
            channel="paper", given_at=at(today), entered_by=xie, entered_at=at(today), token=uuid.uuid4(),
        )  # fmt: skip
    (row,) = get(as_zhou, "technician_ratings")
    assert (row["id"], row["name"], row["rating"]["n"], row["rating"]["value"]) == (lin.pk, lin.name, 2, 4.0)
    assert row["rating"]["low"] < 4 < row["rating"]["high"] and row["timeliness"] is None
    assert get(as_xie, "technician_ratings") == []  # who leads nobody sees only himself


@pytest.mark.parametrize(
    "name", ["first_contact", "kept_rates", "gaps", "voice_counts", "technician_ratings"]
)
def test_figures_cost_the_same_however_many_there_are(
    name, gaoxin, lin, xie, as_zhou, today, django_assert_max_num_queries
):
    for n in range(12):
        one = CustomerFactory(branch=gaoxin, owner=lin)
        came(one, xie, today - timedelta(days=40))
        settled(one, lin, today, count=1)
        log_complaint(customer=one, by=xie, cause="price", severity=2, text="Dear", token=uuid.uuid4())
        voice.log(customer=one, by=xie, kind="defect", product=f"P{n}", text="Broken", token=uuid.uuid4())
    with django_assert_max_num_queries(10):
        get(as_zhou, name)


# ---- acts


def test_a_likely_duplicate_is_found_before_anything_is_saved(customer_of_lin, customer_of_deng, xie, as_xie):
    said = {"by": xie, "cause": "price", "severity": 2, "token": uuid.uuid4()}
    known = log_complaint(customer=customer_of_lin, text="Two hours for an oil change", **said)
    typed = {"text": "two hours for oil change"}
    found = post(as_xie, "complaint_alike", customer_of_lin.pk, typed)
    assert [row["id"] for row in found.json()] == [known.pk]
    assert post(as_xie, "complaint_alike", customer_of_lin.pk, {"text": "Wrong colour"}).json() == []
    assert post(as_xie, "complaint_alike", customer_of_deng.pk, typed).status_code == 404
    assert Complaint.objects.count() == 1


def test_a_solution_is_taken_back(customer_of_lin, xie, as_xie):
    said = {"cause": "price", "severity": 2, "text": "Dear", "token": uuid.uuid4()}
    one = log_complaint(customer=customer_of_lin, by=xie, **said)
    solve_complaint(complaint=one, by=xie, resolution="Explained")
    for _ in range(2):
        answer = post(as_xie, "complaint_unsolve", one.pk, {})
        assert (answer.status_code, answer.json()["resolution"]) == (200, "")
    one.refresh_from_db()
    assert one.solved_at is None


def test_ones_own_use_of_an_article_is_taken_back(customer_of_lin, he, xie, wei, as_xie, as_wei):
    used = using.use(article=article(he), customer=customer_of_lin, by=xie, token=uuid.uuid4())
    url = reverse("desk_api:article_use", args=[used.pk])
    assert as_wei.delete(url).status_code == 404
    assert as_xie.delete(url).status_code == 204
    assert not ArticleUse.objects.exists()


def test_a_score_is_written_down_once_under_one_key(customer_of_lin, xie, as_xie):
    key, said = uuid.uuid4(), {"score": 4, "comment": "Quick"}
    first, again = (post(as_xie, "scores", customer_of_lin.pk, said, key) for _ in range(2))
    assert (first.status_code, first.json()["id"]) == (201, again.json()["id"])
    held = SatisfactionScore.objects.get()
    assert (held.score, held.comment, held.logged_by) == (4, "Quick", xie)
    listed = as_xie.get(reverse("desk_api:scores", args=[customer_of_lin.pk])).json()["results"]
    assert [row["logged_by"] for row in listed] == ["xie"]
    assert post(as_xie, "scores", customer_of_lin.pk, {"score": 6}).status_code == 400
