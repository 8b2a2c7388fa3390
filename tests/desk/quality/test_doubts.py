"""Doubts are raised by night, verified by independent agents, decided, and correct what counts."""

import json
import uuid
from collections import Counter
from datetime import timedelta

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from churn_crm import clock
from customers.models import Customer, Visit
from desk.models import (
    Complaint,
    Doubt,
    DoubtedRating,
    Interaction,
    QualityFigure,
    SatisfactionScore,
    TruthPolicy,
    VerificationCall,
    WorkOrderRating,
)
from desk.quality.index import doubted as doubted_index
from desk.quality.index import measuring, policies
from desk.quality.index.reads import Quality
from desk.quality.truth import (
    frames,
    independence,
    moving,
    policy,
    raising,
    reads,
    sampling,
    services,
    verifying,
    words,
)
from desk.quality.truth.checks import find
from desk.quality.truth.frames import observe
from desk.quality.truth.outcome import outcome_of
from desk.quality.truth.tasks import check_truth
from outbox import consents
from staff.absences import enter_absence
from staff.models import Notice, User
from tests.conftest import signed_in
from tests.desk.complaining import logged
from tests.desk.quality.doubting import a_doubtful_business, made_up
from tests.factories import UserFactory, VisitFactory, at

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_a_complaint_that_names_no_visit_is_about_the_last_one_before(
    customer_of_lin, lin, xie, gaoxin, today
):
    """Else a branch whose agents choose no visit would never have had a complaint."""
    for days, technician in ((9, xie), (3, lin)):
        day = today - timedelta(days=days)
        VisitFactory(customer=customer_of_lin, branch=gaoxin, technician=technician, day=day)
    logged(customer_of_lin, xie)
    frame = frames.visits_between(today - timedelta(days=30), today)
    assert dict(zip(frame.technician, frame.complaints, strict=True)) == {xie.pk: 0, lin.pk: 1}


@pytest.fixture
def doubted(gaoxin, wuhu, lin, chen, xie, zhou, wei):
    """The technician whose fives Chen entered in one go."""
    return a_doubtful_business(gaoxin=gaoxin, wuhu=wuhu, lin=lin, chen=chen, xie=xie)


@pytest.fixture
def by_hand(db):
    """Managers begin verifications."""
    TruthPolicy.objects.create(verify_at_once=False)


@pytest.fixture
def raised(doubted, by_hand):
    raising.look_after()
    return doubted


@pytest.fixture
def doubt(raised):
    return Doubt.objects.get(check_kind="one_minute", person=raised)


@pytest.fixture
def verifying_one(doubt, zhou):
    return verifying.verify(doubt=doubt, by=zhou)


def test_what_was_entered_in_one_go_by_one_person_is_doubted_with_its_numbers(raised, chen):
    found = {(one.check_kind, one.about) for one in Doubt.objects.all()}
    assert ("one_minute", raised) in found and ("one_source", raised) in found
    assert {about for _check, about in found} <= {raised, chen}
    minute = Doubt.objects.get(check_kind="one_minute", person=raised)
    assert (minute.numbers["burst"], minute.numbers["seconds"], minute.numbers["n"]) == (70, 138, 96)
    assert minute.p < 1e-6 and minute.q < 0.05 and minute.state == "open"
    assert DoubtedRating.objects.filter(doubt=minute).count() >= 70
    source = Doubt.objects.get(check_kind="one_source", person=raised)
    assert source.source == chen
    assert words.sentence(source) == "70 of 96 ratings were entered by Chen; 0.9% would be usual"


def test_a_second_night_brings_the_same_doubt_up_to_date_and_makes_no_other(raised, chen, lin, today):
    before = set(Doubt.objects.values_list("pk", flat=True))
    assert raising.look_after() == {"raised": 0, "seen_again": len(before)}
    more = made_up(UserFactory(username="tech.more", branch=raised.branch), by=chen, owner=lin, count=8)
    Visit.objects.filter(pk__in=[one.visit_id for one in more]).update(technician=raised)
    raising.look_after(day=today)
    again = Doubt.objects.get(check_kind="one_minute", person=raised)
    assert again.pk in before and again.seen_on == today and again.numbers["n"] == 104
    assert again.ratings.count() >= 78
    assert again.events.count() == 1


def test_what_may_be_chance_is_a_doubt_only_at_the_months_look_and_is_seen_again_each_night(
    doubted, by_hand, monkeypatch, today
):
    def middling(*given):
        return find(*given).assign(q=0.003)

    monkeypatch.setattr(raising, "find", middling)
    first = (today + timedelta(days=30)).replace(day=1)
    assert raising.look_after(day=first - timedelta(days=1)) == {"raised": 0, "seen_again": 0}
    found = raising.look_after(day=first)
    assert found["raised"] == Doubt.objects.count() > 0
    assert raising.look_after(day=first + timedelta(days=1)) == {"raised": 0, "seen_again": found["raised"]}


def test_the_database_holds_one_unsettled_doubt_a_subject_and_check(doubt):
    with pytest.raises(IntegrityError), transaction.atomic():
        Doubt.objects.create(
            subject=doubt.subject, check_kind=doubt.check_kind, person=doubt.person, p=0, q=0,
            day=doubt.day, seen_on=doubt.day, raised_at=doubt.raised_at,
        )  # fmt: skip


def test_managers_hear_once_how_many_are_new(raised, zhou):
    raising.look_after()
    notice = Notice.objects.get(kind="doubts_raised")
    assert (notice.user, notice.numbers["count"]) == (zhou, Doubt.objects.count())


def test_what_was_decided_is_not_raised_again_by_the_same_ratings(doubt, zhou):
    services.decide(doubt=doubt, by=zhou, state="let_be", note="Paper slips of a week")
    raising.look_after()
    assert not Doubt.objects.filter(check_kind="one_minute", person=doubt.person, state="open").exists()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("zhou", True), ("wei", True), ("he", True), ("sun", True), ("xie", False), ("lin", False)],
)
def test_who_sees_doubts(raised, cast, who, sees):
    seen = Doubt.objects.visible_to(cast[who]).filter(person=raised)
    assert seen.exists() == sees


def test_whoever_is_doubted_or_entered_them_does_not_see_it(raised, doubt, zhou, chen):
    Doubt.objects.filter(check_kind="one_source").update(source=zhou)
    assert not Doubt.objects.visible_to(zhou).filter(check_kind="one_source").exists()
    Doubt.objects.filter(pk=doubt.pk).update(person=zhou)
    assert not Doubt.objects.visible_to(zhou).filter(pk=doubt.pk).exists()
    assert signed_in(zhou).get(reverse("desk:doubt", args=[doubt.pk])).status_code == 404


def test_who_entered_any_of_the_ratings_sees_neither_the_doubt_nor_its_calls(doubt, zhou, he, wei, gaoxin):
    """Managers and leads write ratings down as well; then the doubt is about their own work."""
    behind = doubt.ratings.select_related("score").order_by("pk")
    for person, one in zip((zhou, wei), behind, strict=False):
        SatisfactionScore.objects.filter(pk=one.score_id).update(logged_by=person)
    assert not Doubt.objects.visible_to(zhou).filter(pk=doubt.pk).exists()
    assert Doubt.objects.visible_to(he).filter(pk=doubt.pk).exists()
    independence.agents().update(is_active=False)
    verifying.verify(doubt=doubt, by=he)
    assert doubt.calls.filter(agent=None).exists()
    for person in (zhou, wei):
        assert not VerificationCall.objects.visible_to(person).filter(doubt=doubt).exists()
        listed = signed_in(person).get(reverse("desk_api:verifications")).json()["results"]
        assert not {call["id"] for call in listed} & set(doubt.calls.values_list("pk", flat=True))
        assert signed_in(person).get(reverse("desk_api:doubt", args=[doubt.pk])).status_code == 404
    other = UserFactory(username="tian.gaoxin", role="team_lead", branch=gaoxin)
    assert VerificationCall.objects.visible_to(other).filter(doubt=doubt).count() == doubt.calls.count()


def test_what_is_made_up_while_a_doubt_is_verified_is_judged_afterwards(
    verifying_one, chen, lin, zhou, today, settings
):
    """The doubt stands still meanwhile; deciding it does not whitewash what nobody looked at."""
    technician = verifying_one.person
    settings.TODAY = today + timedelta(days=9)
    more = made_up(UserFactory(username="tech.more", branch=technician.branch), by=chen, owner=lin, count=40)
    Visit.objects.filter(pk__in=[one.visit_id for one in more]).update(technician=technician)
    moment = at(today + timedelta(days=5))
    for place, one in enumerate(more):
        SatisfactionScore.objects.filter(pk=one.pk).update(
            logged_at=moment + timedelta(seconds=place), day=moment.date()
        )
    with pgtrigger.ignore("desk.DoubtEvent:append_only"):
        verifying_one.events.update(at=at(today))
    services.decide(doubt=verifying_one, by=zhou, state="let_be", note="Paper slips of a week")
    Doubt.objects.filter(pk=verifying_one.pk).update(decided_at=at(today + timedelta(days=8)))
    raising.look_after()
    new = Doubt.objects.get(check_kind="one_minute", person=technician, state="open")
    assert new.numbers["n"] == 40


def test_another_branchs_lead_does_not_see_it(raised, wuhu):
    lead = UserFactory(username="tian", role="team_lead", branch=wuhu)
    assert not Doubt.objects.visible_to(lead).exists()


def test_the_sample_is_called_by_agents_who_entered_none_and_never_served(verifying_one, chen, xie):
    calls = list(VerificationCall.objects.filter(doubt=verifying_one))
    assert (verifying_one.state, len(calls)) == ("verifying", 10)
    assert len({call.customer_id for call in calls}) == 10
    entered = independence.involved(verifying_one)
    for call in calls:
        assert call.agent_id and call.agent_id not in entered
        assert call.agent_id not in independence.served([call.customer_id])[call.customer_id]
        assert not Visit.objects.filter(technician=call.agent_id).exists()
    assert verifying.verify(doubt=verifying_one, by=chen).calls.count() == 10  # pressed twice


def test_a_night_hands_out_the_calls_of_what_it_raises_to_independent_agents(doubted, chen, today):
    raising.look_after()
    minute = Doubt.objects.get(check_kind="one_minute", person=doubted)
    calls = list(VerificationCall.objects.filter(doubt=minute))
    assert (minute.state, len(calls)) == ("verifying", 10)
    assert {call.agent for call in calls}.isdisjoint({chen, doubted, None})
    assert all(independence.is_independent(call.agent, call) for call in calls)
    assert all(call.next_on > today for call in calls)
    event = minute.events.get(kind="verifying")
    assert (event.by, event.numbers) == (None, {"calls": 10})
    customers = list(VerificationCall.objects.values_list("customer", flat=True))
    assert len(customers) == len(set(customers))  # nobody is called about two doubts
    raising.look_after()
    assert VerificationCall.objects.count() == len(customers)


def test_a_manager_dismisses_what_the_night_has_begun(doubted, zhou):
    raising.look_after()
    minute = Doubt.objects.get(check_kind="one_minute", person=doubted)
    services.decide(doubt=minute, by=zhou, state="let_be", note="Paper slips of a week")
    assert not VerificationCall.objects.filter(doubt=minute).open().exists()


def test_where_nobody_is_independent_no_call_is_made_and_managers_are_told(doubted, zhou, wei):
    independence.agents().exclude(pk=wei.pk).update(is_active=False)
    raising.look_after()
    assert not VerificationCall.objects.exists()
    assert set(Doubt.objects.values_list("state", flat=True)) == {"open"}
    notice = Notice.objects.get(kind="doubts_not_called")
    assert (notice.user, notice.numbers["count"]) == (zhou, Doubt.objects.count())
    assert not Notice.objects.filter(kind="verification_alone").exists()


def test_calls_that_nobody_could_make_are_handed_out_once_somebody_can(doubted, zhou, wei):
    away = independence.agents().exclude(pk=wei.pk)
    keys = list(away.values_list("pk", flat=True))
    away.update(is_active=False)
    raising.look_after()
    assert not VerificationCall.objects.exists()
    User.objects.filter(pk__in=keys).update(is_active=True)
    raising.look_after()
    minute = Doubt.objects.get(check_kind="one_minute", person=doubted)
    assert (minute.state, VerificationCall.objects.filter(doubt=minute).count()) == ("verifying", 10)
    assert Notice.objects.filter(kind="doubts_not_called").count() == 1


def test_a_doubt_about_who_entered_them_marks_the_index_that_they_enter(doubted, gaoxin, wuhu, chen, zhou):
    raising.look_after()
    entered = Doubt.objects.filter(subject="person", person=chen)
    assert entered.exists()
    measuring.measure_due()
    Doubt.objects.exclude(subject="person").delete()
    marked = {line.of: {one.person for one in line.doubts} for line in Quality(zhou).technicians()}
    assert marked[doubted] == {chen}
    assert [of for of, doubts in marked.items() if doubts] == [doubted]
    branches = {line.of: bool(line.doubts) for line in Quality(zhou).branches()}
    assert branches[gaoxin] and not branches.get(wuhu)
    entered.update(state="refuted", decided_at=clock.now(), decided_by=zhou)
    assert not any(line.doubts for line in Quality(zhou).technicians())


@pytest.mark.parametrize(("entered", "marks"), [(4, False), (5, True)])
def test_a_few_ratings_of_who_is_doubted_mark_nothing(doubted, zhou, entered, marks):
    """From a twentieth of what the index counts on."""
    raising.look_after()
    measuring.measure_due()
    Doubt.objects.exclude(subject="person", check_kind="one_minute").delete()
    mine = DoubtedRating.objects.filter(score__visit__technician=doubted).order_by("pk")
    DoubtedRating.objects.exclude(pk__in=list(mine.values_list("pk", flat=True)[:entered])).delete()
    (line,) = (one for one in Quality(zhou).technicians() if one.of == doubted)
    assert line.index.n == 96  # a twentieth of it: 4.8
    assert bool(line.doubts) == marks


def test_ratings_before_the_window_of_the_index_mark_nothing(doubted, chen, zhou):
    raising.look_after()
    measuring.measure_due()
    Doubt.objects.exclude(subject="person").delete()
    behind = DoubtedRating.objects.exclude(score=None).values("score")
    SatisfactionScore.objects.filter(pk__in=behind).update(day=clock.today() - timedelta(days=900))
    assert not any(line.doubts for line in Quality(zhou).technicians())


def test_where_managers_begin_the_night_makes_no_calls(raised):
    assert Doubt.objects.exists() and not VerificationCall.objects.exists()
    assert not Notice.objects.filter(kind="doubts_not_called").exists()


def test_the_same_doubt_draws_the_same_sample(doubt, zhou):
    first = [(name, one.pk) for name, one in verifying.chosen(doubt)]
    assert first == [(name, one.pk) for name, one in verifying.chosen(doubt)]
    assert len(first) == policy.truth_policy().sample_size


def test_who_refused_calls_has_no_number_or_was_called_already_is_not_called(doubt, lin, zhou):
    customers = [verifying.rated(one).customer for one in verifying.behind(doubt)]
    refused, mute, *others = customers
    consents.record(customer=refused, channel="call", purpose="service", given=False, source="phone", by=lin)
    Customer.objects.filter(pk=mute.pk).update(phone="")
    verifying.verify(doubt=doubt, by=zhou)
    free = verifying.callable_ones([one.pk for one in customers])
    called = set(VerificationCall.objects.values_list("customer", flat=True))
    assert not free & {refused.pk, mute.pk} and not free & called
    assert len(free) == len({one.pk for one in others}) - 10


def test_who_answers_for_a_call_must_be_independent(verifying_one, chen, xie):
    call = verifying_one.calls.first()
    for person in (chen, verifying_one.person):
        with pytest.raises(ValidationError, match="Somebody else has to make this call"):
            services.answered(call=call, by=person, asked=True, score=5)
        with pytest.raises(ValidationError):
            services.not_reached(call=call, by=person, tries=0)
        with pytest.raises(ValidationError):
            services.take(call=call, by=person)
    Interaction.objects.create(
        customer=call.customer, agent=call.agent, topic="bill", at=at(call.made_at.date()), day=call.next_on,
        token="00000000-0000-4000-8000-000000000001",
    )  # fmt: skip
    with pytest.raises(ValidationError):  # he has served the customer meanwhile
        services.answered(call=call, by=call.agent, asked=True, score=5)


def test_the_database_lets_nobody_verify_what_he_entered(verifying_one):
    call = verifying_one.calls.first()
    for field in ("agent", "closed_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            VerificationCall.objects.filter(pk=call.pk).update(**{field: call.entered_by_id})


def test_without_an_independent_agent_the_lead_is_told_and_may_call_himself(doubt, zhou, wei, gaoxin):
    desk = independence.agents()
    desk.exclude(pk=wei.pk).update(is_active=False)
    verifying.verify(doubt=doubt, by=zhou)
    call = VerificationCall.objects.filter(doubt=doubt).first()
    assert call.agent is None
    notice = Notice.objects.get(kind="verification_alone")
    assert (notice.user, notice.numbers) == (wei, {"branch": "Gaoxin", "count": 10})
    page = signed_in(wei).get("/desk/verification/?show=nobody")
    assert ("nobody", "Nobody’s", 10, True) in page.context["tabs"]
    assert "No agent is independent" in page.content.decode()
    signed_in(wei).post(reverse("desk:verification_take", args=[call.pk]))
    call.refresh_from_db()
    assert call.agent == wei


def away(person, by, today, days=21):
    return enter_absence(
        person=person,
        by=by,
        starts_on=today,
        ends_on=today + timedelta(days=days),
        kind="leave",
        token=uuid.uuid4(),
    )


def agents_of(doubt):
    return set(VerificationCall.objects.filter(doubt=doubt).open().values_list("agent", flat=True))


def test_who_is_away_on_the_day_of_the_call_is_not_chosen(doubt, zhou, today):
    chosen = {one.pk for one in independence.agents()} - independence.involved(doubt)
    for person in User.objects.filter(pk__in=chosen):
        away(person, zhou, today)
    verifying.verify(doubt=doubt, by=zhou)
    assert agents_of(doubt) == {None}


def test_calls_of_somebody_away_go_to_another_and_to_the_lead_where_there_is_none(
    verifying_one, zhou, wei, today
):
    first, *others = User.objects.filter(pk__in=agents_of(verifying_one)).order_by("pk")
    assert others
    away(first, zhou, today)
    moved = VerificationCall.objects.filter(doubt=verifying_one, agent=first).count()
    assert (moving.move_calls(), moving.move_calls()) == (moved, 0)
    assert agents_of(verifying_one) == {other.pk for other in others}
    calls = VerificationCall.objects.filter(doubt=verifying_one)
    assert all(independence.is_independent(call.agent, call) for call in calls)
    User.objects.filter(pk__in=[other.pk for other in others]).update(is_active=False)
    check_truth()
    assert agents_of(verifying_one) == {None}
    notice = Notice.objects.get(kind="verification_alone")
    assert (notice.user, notice.numbers["count"]) == (wei, 10)


def test_a_call_for_a_day_after_the_absence_stays_where_it_is(verifying_one, zhou, today):
    before = agents_of(verifying_one)
    VerificationCall.objects.filter(doubt=verifying_one).update(next_on=today + timedelta(days=5))
    away(User.objects.get(pk=min(before)), zhou, today, days=2)
    assert (moving.move_calls(), agents_of(verifying_one)) == (0, before)


def test_nobody_behind_it_who_can_be_called_is_said(doubt, zhou, as_zhou):
    Customer.objects.update(phone="")
    answer = as_zhou.post(reverse("desk:doubt_verify", args=[doubt.pk]), follow=True)
    assert "Nobody behind this doubt can be called" in answer.content.decode()
    doubt.refresh_from_db()
    assert doubt.state == "open"


def say(doubt, never=4, other=1, same=2):
    """7 of 10 are reached."""
    calls = list(doubt.calls.order_by("pk"))
    for place, call in enumerate(calls):
        by = call.agent
        if place < never:
            services.answered(call=call, by=by, asked=False, comment="Nobody ever called")
        elif place < never + other:
            services.answered(call=call, by=by, asked=True, score=3)
        elif place < never + other + same:
            services.answered(call=call, by=by, asked=True, score=5)
        else:
            for tries in range(3):
                services.not_reached(call=call, by=by, tries=tries)


def test_what_customers_say_corrects_what_counts(verifying_one, zhou):
    say(verifying_one)
    found = outcome_of(verifying_one)
    assert (found.reached, found.called, found.never, found.other, found.same) == (7, 10, 4, 1, 2)
    corrections = reads.corrections_of_scores()
    assert Counter(corrections.values()) == {None: 4, 3: 1}
    assert found.left == found.ratings - 4
    (means,) = found.means
    assert (means.scale, means.before, means.said) == (5, pytest.approx(5, abs=0.3), pytest.approx(13 / 3))
    assert means.after and means.before and means.after < means.before
    assert verifying_one.events.filter(kind="verified").exists()
    assert Notice.objects.get(kind="doubt_verified").numbers == {"reached": 7, "called": 10, "refuted": 5}
    # Confirmed: of what was not verified nothing counts any more.
    services.decide(doubt=verifying_one, by=zhou, state="confirmed", note="Four were never asked")
    corrections = reads.corrections_of_scores()
    verified = set(verifying_one.calls.filter(state="same").values_list("score", flat=True))
    assert not verified & set(corrections)
    assert len(corrections) == found.ratings - 2
    assert outcome_of(verifying_one).left == 3
    assert verifying_one in Doubt.objects.standing()


@pytest.mark.parametrize("kind", ["technician", "branch"])
def test_the_index_before_and_after_is_what_is_measured_before_and_after(
    verifying_one, zhou, today, monkeypatch, kind
):
    monkeypatch.setattr(policies, "PEOPLE_NEED", 5)
    if kind == "branch":
        branch = verifying_one.person.branch
        Doubt.objects.filter(pk=verifying_one.pk).update(subject="branch", person=None, branch=branch)
        verifying_one.refresh_from_db()

    def measured(day):
        measuring.measure([day])
        key = doubted_index.subject_of(verifying_one, kind)
        return QualityFigure.objects.get(day=day, **{kind: key}).value

    assert doubted_index.change_by(verifying_one) is None  # nothing is measured yet
    before = measured(today - timedelta(days=1))
    unchanged = doubted_index.change_by(verifying_one)
    assert (unchanged.before, unchanged.after) == (pytest.approx(before), pytest.approx(before))
    say(verifying_one)
    services.decide(doubt=verifying_one, by=zhou, state="confirmed", note="Four were never asked")
    Doubt.objects.filter(state="confirmed").update(
        decided_at=at(today)
    )  # the day of the test, not that of the clock on the wall
    change = doubted_index.change_by(verifying_one)
    assert change.before == pytest.approx(before)
    assert change.after == pytest.approx(measured(today)) != pytest.approx(before)
    again = doubted_index.change_by(verifying_one)
    assert (again.before, again.after) == (pytest.approx(before), pytest.approx(change.after))


def test_refuted_doubts_take_nothing_away_but_what_customers_corrected(verifying_one, zhou):
    say(verifying_one, never=0, other=1, same=6)
    services.decide(doubt=verifying_one, by=zhou, state="refuted", note="They were asked")
    assert list(reads.corrections_of_scores().values()) == [3]
    assert verifying_one not in Doubt.objects.standing()


def test_what_was_refuted_is_no_fact_for_the_next_night(verifying_one, today):
    before = len(observe(day=today, policy=policy.truth_policy()).ratings)
    say(verifying_one)
    assert len(observe(day=today, policy=policy.truth_policy()).ratings) == before - 5


def test_who_is_not_satisfied_when_called_to_verify_has_a_complaint(verifying_one, wei, gaoxin, today):
    verifying_one.calls.update(next_on=today)
    call = verifying_one.calls.first()
    wei.branch = gaoxin
    wei.save()
    url = reverse("desk:verification_answer", args=[call.pk])
    client, htmx = signed_in(call.agent), {"HX-Request": "true"}
    said = {"asked": "yes", "score": "2"}
    refused = client.post(url, said, headers=htmx)
    assert refused.status_code == 422 and "Choose the cause that fits best." in refused.content.decode()
    said |= {"comment": "Nobody looked at the noise", "cause": "comeback"}
    for _pressed_twice in range(2):
        client.post(url, said, headers=htmx)
    call.refresh_from_db()
    complaint = Complaint.objects.get()
    assert (call.state, call.said, call.complaint) == ("other", 2, complaint)
    assert (complaint.customer, complaint.visit, complaint.cause) == (call.customer, call.visit, "comeback")
    assert complaint.interaction is not None and complaint.logged_by == call.agent
    told = Notice.objects.get(kind="call_unhappy", user=wei)
    # Who leads hears of the customer, not of the doubt.
    assert set(told.numbers) == {"customer", "score", "text"}


def test_whoever_was_never_asked_complains_of_nothing(verifying_one):
    call = verifying_one.calls.first()
    said = {"asked": "no", "score": "1", "cause": "price"}
    signed_in(call.agent).post(reverse("desk:verification_answer", args=[call.pk]), said)
    call.refresh_from_db()
    assert (call.state, call.said, call.complaint) == ("never", None, None)


def test_a_decision_ends_open_calls_and_is_made_once(verifying_one, zhou, he):
    services.decide(doubt=verifying_one, by=zhou, state="let_be", note="A week of paper slips")
    assert set(verifying_one.calls.values_list("state", flat=True)) == {"dropped"}
    with pytest.raises(ValidationError, match="settled"):
        services.decide(doubt=verifying_one, by=he, state="confirmed", note="No")
    assert [event.kind for event in verifying_one.events.all()] == ["raised", "verifying", "let_be"]
    assert verifying_one.events.last().by == zhou


def test_an_answer_that_is_written_down_twice_counts_once(verifying_one):
    call = verifying_one.calls.first()
    for score in (5, 2):
        services.answered(call=call, by=call.agent, asked=True, score=score)
    call.refresh_from_db()
    assert (call.state, call.said) == ("same", 5)
    assert Interaction.objects.filter(customer=call.customer, topic="feedback").count() == 1


def test_who_is_not_reached_is_called_on_the_next_day_and_given_up_after_three(verifying_one, today):
    call = verifying_one.calls.first()
    for _pressed in range(2):
        services.not_reached(call=call, by=call.agent, tries=0)
    call.refresh_from_db()
    assert (call.tries, call.next_on, call.state) == (1, today + timedelta(days=1), "open")
    for tries in (1, 2):
        services.not_reached(call=call, by=call.agent, tries=tries)
    call.refresh_from_db()
    assert call.state == "given_up"


def test_whoever_calls_sees_neither_the_doubt_nor_the_score_that_was_entered(verifying_one, today):
    VerificationCall.objects.update(next_on=today)
    call = verifying_one.calls.order_by("pk").first()
    page = signed_in(call.agent).get("/desk/verification/").content.decode()
    assert "Good day, " in page
    for hidden in (verifying_one.person.name, "Entered in one go", "5 of 5"):
        assert hidden not in page
    assert signed_in(call.agent).get(reverse("desk:doubt", args=[verifying_one.pk])).status_code == 403
    told = signed_in(call.agent).get(reverse("desk_api:verification", args=[call.pk])).json()
    assert not {"recorded", "doubt", "stratum", "entered_by", "state"} & set(told)


def test_the_call_is_made_on_its_page(verifying_one, today):
    VerificationCall.objects.update(next_on=today)
    call = verifying_one.calls.order_by("pk").first()
    client, url = signed_in(call.agent), reverse("desk:verification_answer", args=[call.pk])
    assert client.post(url, {"asked": "yes"}, headers=HTMX).status_code == 422
    assert client.post(url, {"asked": "no", "score": "4"}, headers=HTMX).status_code == 200
    call.refresh_from_db()
    assert (call.state, call.said, call.closed_by) == ("never", None, call.agent)
    assert (
        client.get("/desk/verification/mine/").context["to_verify_count"]
        == VerificationCall.objects.of_agent(call.agent).open().count()
    )


def test_a_call_made_before_its_day_keeps_its_card_when_the_answer_has_an_error(verifying_one, today):
    early, due = (verifying_one.calls.filter(agent=verifying_one.calls.first().agent).order_by("pk"))[:2]
    VerificationCall.objects.update(next_on=today + timedelta(days=2))
    VerificationCall.objects.filter(pk=due.pk).update(next_on=today)
    client, url = signed_in(early.agent), reverse("desk:verification_answer", args=[early.pk])
    refused = client.post(url, {"asked": "yes", "comment": "Wait"}, headers=HTMX)
    assert (refused.status_code, refused.context["current"]) == (422, early)
    page = refused.content.decode()
    assert "Choose a score from 1 to 5." in page and "Wait" in page and early.customer.name in page
    assert [one.pk for one in refused.context["rows"]] == [due.pk, early.pk]
    VerificationCall.objects.filter(pk=due.pk).delete()  # the only row: the list is not empty either
    assert client.post(url, {"asked": "yes"}, headers=HTMX).context["current"] == early


def test_only_whose_call_it_is_answers_it(verifying_one, zhou, he):
    call = verifying_one.calls.first()
    url = reverse("desk:verification_answer", args=[call.pk])
    # A manager sees the call, and the doubt, and what was entered.
    for said in ({"asked": "yes", "score": "5"}, {"asked": "yes"}):
        refused = signed_in(zhou).post(url, said, headers=HTMX)
        assert "somebody else’s" in json.loads(refused.headers["HX-Trigger"])["toast"]["text"]
    over_http = signed_in(zhou).post(
        reverse("desk_api:verification_answer", args=[call.pk]), {"asked": "yes", "score": 5},
        content_type="application/json",
    )  # fmt: skip
    assert over_http.status_code == 409
    with pytest.raises(ValidationError, match="makes this call already"):
        services.take(call=call, by=he)
    call.refresh_from_db()
    assert (call.state, call.closed_by) == ("open", None) and call.agent not in (zhou, he)


def test_an_answer_to_a_call_that_was_closed_meanwhile_is_not_said_to_be_written(verifying_one, zhou):
    call = verifying_one.calls.first()
    services.decide(doubt=verifying_one, by=zhou, state="let_be", note="A week of paper slips")
    client, url = signed_in(call.agent), reverse("desk:verification_answer", args=[call.pk])
    for said in ({"asked": "yes", "score": "4"}, {"asked": "yes"}):
        late = client.post(url, said, headers=HTMX)
        assert "nothing was written down" in late.headers["HX-Trigger"]
    assert not Interaction.objects.filter(customer=call.customer, topic="feedback").exists()
    with pytest.raises(ValidationError, match="closed meanwhile"):
        services.not_reached(call=call, by=call.agent, tries=0)


def test_work_order_ratings_are_checked_and_corrected_like_scores(doubted, gaoxin, chen, zhou, today):
    start = at(today - timedelta(days=2))
    for n in range(40):
        visit = VisitFactory(technician=doubted, branch=gaoxin, day=today - timedelta(days=9))
        Customer.objects.filter(pk=visit.customer_id).update(phone=f"+861391000{n:04d}")
        moment = start + timedelta(seconds=n)
        WorkOrderRating.objects.create(
            customer=visit.customer, visit=visit, technician=doubted, branch=gaoxin, score=5, given_at=moment,
            day=moment.date(), channel="paper", entered_by=chen, entered_at=moment,
        )  # fmt: skip
    raising.look_after()
    doubt = Doubt.objects.get(check_kind="one_minute", person=doubted)
    # 26 honest ones, 70 scores and 40 ratings of slips in two bursts.
    assert (doubt.numbers["n"], doubt.numbers["burst"]) == (136, 70)
    assert doubt.ratings.exclude(rating=None).count() == 40
    verifying.verify(doubt=doubt, by=zhou)
    call = doubt.calls.filter(rating__isnull=False).first()
    services.answered(call=call, by=call.agent, asked=False)
    assert reads.corrections_of_ratings() == {call.rating_id: None}
    assert {name.split()[0] for name in doubt.calls.values_list("stratum", flat=True)} == {"rating", "score"}


@pytest.mark.parametrize(
    ("sizes", "size", "shares"),
    [
        ({"a": 3, "b": 2}, 10, {"a": 3, "b": 2}),
        ({"a": 90, "b": 10}, 10, {"a": 9, "b": 1}),
        ({"a": 97, "b": 3}, 10, {"a": 9, "b": 1}),
        ({"a": 50, "b": 30, "c": 20}, 5, {"a": 2, "b": 2, "c": 1}),
        ({"a": 5, "b": 5, "c": 5}, 2, {"a": 0, "b": 1, "c": 1}),
    ],
)
def test_every_kind_of_rating_has_its_share_of_the_sample(sizes, size, shares):
    assert sampling.shares(sizes, size=size) == shares


@pytest.mark.parametrize(
    ("p", "said"),
    [(0.31, "31%"), (0.099, "1 in 10"), (0.0008333, "1 in 1,200"), (9e-8, "1 in 11,000,000")],
)
def test_how_likely_it_is_by_chance_in_words(p, said):
    assert words.chance(p) == said
    assert words.chance(1e-12) == "less than 1 in a billion"


def test_a_sample_is_random_and_repeatable():
    strata = {"score good": list(range(100)), "rating good": list(range(200, 250))}
    first, again, other = (sampling.sample(strata, size=12, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert Counter(name for name, _key in first) == {"score good": 8, "rating good": 4}


def test_pages_cost_the_same_however_much_stands_on_them(
    verifying_one, as_zhou, today, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        as_zhou.get("/desk/doubts/?show=open")
    with django_assert_max_num_queries(18):
        as_zhou.get(reverse("desk:doubt", args=[verifying_one.pk]))
    VerificationCall.objects.update(next_on=today)
    agent = signed_in(verifying_one.calls.first().agent)
    with django_assert_max_num_queries(12):
        agent.get("/desk/verification/")


def test_a_night_costs_the_same_however_many_ratings_there_are(doubted, django_assert_max_num_queries):
    raising.look_after()
    with django_assert_max_num_queries(60):
        raising.look_after()


def test_the_policy_is_changed_and_its_limits_hold(as_zhou, he):
    page = as_zhou.get("/desk/doubts/policy/")
    values = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    assert as_zhou.post("/desk/doubts/policy/", values | {"false_percent": 50}).status_code == 422
    assert as_zhou.post("/desk/doubts/policy/", values | {"sample_size": 12}).status_code == 302
    assert policy.truth_policy().sample_size == 12
    assert as_zhou.post("/desk/doubts/policy/", values | {"sample_size": 9}).status_code == 422


def test_what_a_verification_corrected_is_listed_over_http(verifying_one, zhou, as_zhou, as_xie):
    for call in VerificationCall.objects.filter(doubt=verifying_one):
        services.answered(call=call, by=call.agent, asked=True, score=1)
    url = reverse("desk_api:doubt_events", args=[verifying_one.pk])
    told = as_zhou.get(url).json()["results"]
    assert [one["kind"] for one in told] == ["raised", "verifying", "verified"]
    mean = told[-1]["numbers"]["means"][0]
    assert mean["said"] == 1 and mean["after"] < mean["before"]
    assert as_xie.get(url).status_code == 403


def test_decided_over_http_and_only_by_those_who_decide(doubt, as_zhou, as_wei, as_xie):
    url = reverse("desk_api:doubt_decide", args=[doubt.pk])
    said = {"state": "refuted", "note": "Paper slips"}
    assert as_wei.post(url, said, content_type="application/json").status_code == 403
    assert as_xie.get(reverse("desk_api:doubts")).status_code == 403
    listed = as_wei.get(reverse("desk_api:doubts"), {"check": "one_minute"}).json()["results"]
    assert {row["check_kind"] for row in listed} == {"one_minute"}
    assert "ratings within" in {row["id"]: row["evidence"] for row in listed}[doubt.pk]
    assert as_zhou.post(url, said, content_type="application/json").json()["state"] == "refuted"
    assert as_zhou.post(url, said, content_type="application/json").status_code == 409
