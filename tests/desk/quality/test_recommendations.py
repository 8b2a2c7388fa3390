"""Recommendations of surveys are doubted, verified and corrected as satisfaction is."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from customers.models import Visit
from desk.models import (
    Complaint,
    Doubt,
    QualityFigure,
    Recommendation,
    SatisfactionScore,
    TruthPolicy,
    VerificationCall,
)
from desk.quality.index import doubted as doubted_index
from desk.quality.index import measuring, policies
from desk.quality.truth import policy, raising, reads, services, verifying, words
from desk.quality.truth.agreement import says_the_same
from desk.quality.truth.frames import observe
from desk.quality.truth.outcome import outcome_of
from staff.models import Notice, User
from tests.conftest import signed_in
from tests.desk.quality.doubting import recommended_by_all, technicians
from tests.factories import UserFactory, at

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def people(gaoxin, wuhu, lin, chen, xie, zhou, wei):
    """Chen has written down thirty tens for the first of these technicians."""
    second: User = UserFactory(username="cui", name="Cui", role="agent", branch=gaoxin)
    found = technicians(gaoxin, wuhu)
    recommended_by_all(found, by=[xie, second], tens_by=chen, owner=lin)
    return found


@pytest.fixture
def doubt(people, chen):
    TruthPolicy.objects.create(verify_at_once=False)  # managers begin
    raising.look_after()
    return Doubt.objects.get(check_kind="no_variance")


@pytest.fixture
def calls(doubt, zhou, today):
    """Of one agent, all due today."""
    verifying.verify(doubt=doubt, by=zhou)
    doubt.calls.update(next_on=today)
    return list(doubt.calls.filter(agent=doubt.calls.first().agent).order_by("pk"))


def answer(call, **said):
    url = reverse("desk:verification_answer", args=[call.pk])
    return signed_in(call.agent).post(url, said, headers=HTMX)


def test_tens_of_one_hand_are_doubted_with_their_numbers_and_hardly_anything_else(doubt, chen):
    assert (doubt.subject, doubt.person) == ("person", chen)
    assert words.sentence(doubt).startswith("All 30 recommendations are 10 of 10; of those of others 3")
    assert {one.kind for one in doubt.ratings.all()} == {"recommendation"}
    assert set(Doubt.objects.values_list("person", flat=True)) == {chen.pk}


def test_the_call_asks_for_a_recommendation_and_shows_no_old_one(calls, doubt):
    page = signed_in(calls[0].agent).get("/desk/verification/").content.decode()
    assert "whether you would recommend us" in page and "from nought to ten" in page
    assert 'value="0"' in page and 'value="10"' in page and "How satisfied" not in page
    for hidden in (doubt.person.name, "All the same", "10 of 10"):
        assert hidden not in page


def test_a_detractor_corrects_what_counts_and_has_a_complaint(calls, doubt, wei, gaoxin):
    wei.branch = gaoxin
    wei.save()
    call = calls[0]
    refused = answer(call, asked="yes", score="0")
    assert refused.status_code == 422 and "Choose the cause that fits best." in refused.content.decode()
    assert answer(call, asked="yes", score="0", comment="Never again", cause="price").status_code == 200
    call.refresh_from_db()
    assert (call.state, call.said, call.complaint) == ("other", 0, Complaint.objects.get())
    assert reads.corrections_of_recommendations() == {call.recommendation_id: 0}
    told = Notice.objects.get(kind="call_detractor", user=wei)
    assert (told.numbers["score"], told.numbers["text"]) == (0, "Never again")
    (means,) = outcome_of(doubt).means
    assert (means.scale, means.before, means.said, means.after) == (10, 10, 0, pytest.approx(290 / 30))
    page = signed_in(call.agent).get("/desk/verification/?show=done").content.decode()
    assert "0 of 10" in page


def test_neither_nothing_nor_eleven_is_an_answer(calls):
    for score in ("", "11", "-1"):
        refused = answer(calls[0], asked="yes", score=score)
        assert refused.status_code == 422 and refused.context["current"] == calls[0]
    assert answer(calls[0], asked="no").status_code == 200


@pytest.mark.parametrize(
    ("scale", "recorded", "said", "same"),
    [
        (5, 5, 5, True),
        (5, 5, 4, False),
        (10, 10, 10, True),
        (10, 10, 9, True),
        (10, 9, 8, False),  # a promoter no more
        (10, 8, 7, True),
        (10, 7, 6, False),
        (10, 6, 5, True),
        (10, 6, 0, False),  # both detractors, but far apart
        (10, 0, 0, True),
    ],
)
def test_who_confirms_what_was_entered(scale, recorded, said, same):
    assert says_the_same(recorded, said, scale=scale) is same
    assert says_the_same(said, recorded, scale=scale) is same


def test_the_doubts_page_shows_its_scale_and_costs_the_same(
    calls, doubt, as_zhou, django_assert_max_num_queries
):
    answer(calls[0], asked="yes", score="9")
    with django_assert_max_num_queries(20):
        page = as_zhou.get(reverse("desk:doubt", args=[doubt.pk])).content.decode()
    assert "Recommendation, mean as entered" in page and "/ 10" in page
    calls[0].refresh_from_db()
    assert calls[0].state == "same" and reads.corrections_of_recommendations() == {}


def test_the_index_before_and_after_is_what_is_measured(calls, doubt, people, zhou, today, monkeypatch):
    """Of the technician, whose only answers are recommendations; the doubt is made his."""
    monkeypatch.setattr(policies, "PEOPLE_NEED", 5)
    Doubt.objects.filter(pk=doubt.pk).update(subject="technician", person=people[0])
    doubt.refresh_from_db()

    def measured(day):
        measuring.measure([day])
        return QualityFigure.objects.get(day=day, technician=people[0]).value

    before = measured(today - timedelta(days=1))
    unchanged = doubted_index.change_by(doubt)
    assert (unchanged.before, unchanged.after) == (pytest.approx(before), pytest.approx(before))
    for call, said in zip(calls, ({"asked": "no"}, {"asked": "yes", "score": "5"}), strict=False):
        answer(call, **said)
    services.decide(doubt=doubt, by=zhou, state="confirmed", note="Never asked")
    Doubt.objects.filter(pk=doubt.pk).update(decided_at=at(today))
    change = doubted_index.change_by(doubt)
    assert change.before == pytest.approx(before)
    assert change.after == pytest.approx(measured(today)) != pytest.approx(before)


def test_over_http_a_call_says_its_scale_and_takes_only_its_own_steps(calls, today):
    client = signed_in(calls[0].agent)
    url = reverse("desk_api:verification", args=[calls[0].pk])
    assert client.get(url).json()["scale"] == 10

    def say(call, **said):
        to = reverse("desk_api:verification_answer", args=[call.pk])
        return client.post(to, said, content_type="application/json")

    assert say(calls[0], asked="yes", score=11).status_code == 400
    told = say(calls[0], asked="yes", score=0, cause="price", comment="No")
    assert (told.status_code, told.json()["said"]) == (200, 0)
    # Of satisfaction a seven is no answer.
    score = SatisfactionScore.objects.create(
        customer=calls[1].customer, score=5, day=today, logged_at=at(today), token=uuid.uuid4()
    )
    VerificationCall.objects.filter(pk=calls[1].pk).update(recommendation=None, score=score)
    assert say(calls[1], asked="yes", score=7).status_code == 400


def test_of_two_answers_of_one_survey_the_customer_is_called_about_his_satisfaction(doubt, zhou, chen):
    for one in Recommendation.objects.filter(logged_by=chen):
        SatisfactionScore.objects.create(
            customer=one.customer, visit=one.visit, score=5, day=one.day, logged_at=one.logged_at,
            logged_by=chen, token=one.token, source="phone",
        )  # fmt: skip
    observed = observe(day=doubt.day, policy=policy.truth_policy())
    assert len(observed.ratings) == len(observed.entries) + 30
    raising.put_behind(doubt, observed.behind(observed.entries[observed.entries.person == chen.pk]))
    assert doubt.ratings.count() == 60
    verifying.verify(doubt=doubt, by=zhou)
    assert set(doubt.calls.values_list("stratum", flat=True)) == {"score good"}


def test_promoters_who_do_not_come_back_contradict(people, today, lin):
    """Of the first technician nobody came back; of the others all did."""
    limits = policy.truth_policy()
    Recommendation.objects.update(day=today - timedelta(days=300), logged_at=at(today - timedelta(days=300)))
    Visit.objects.update(day=today - timedelta(days=305))
    back = [
        Visit(customer_id=one.customer_id, day=today - timedelta(days=200), at=at(today), amount=100,
              branch=one.visit.branch, number=f"B-{one.pk}")
        for one in Recommendation.objects.exclude(visit__technician=people[0]).select_related("visit__branch")
    ]  # fmt: skip
    Visit.objects.bulk_create(back)
    behaviour = observe(day=today - timedelta(days=1), policy=limits).behaviour
    assert set(behaviour.scale) == {10}
    gone = behaviour.groupby("technician").gone.mean()
    assert gone[people[0].pk] == 1 and gone.drop(people[0].pk).max() == 0
    # Eights and sevens are no promoters.
    promoters = Recommendation.objects.filter(score__gte=9).count()
    assert len(behaviour) == promoters
