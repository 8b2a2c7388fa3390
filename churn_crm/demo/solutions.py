"""The garage's survey after solved complaints: who was asked, and the answers of its last year."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from churn_crm.demo.surveying import AFTER_REMINDER, GOOD_FOR, REMIND, YEAR, ZONE
from desk.models import Answer, Complaint, Invitation, Question, Response, SatisfactionScore, Survey
from desk.surveys import building, links, shipped
from staff.models import User

SEED = 21
ANSWERED = 0.1  # of the SMS, reminded ones among them
BETWEEN = timedelta(days=30)  # as the policy asks
RIPE = REMIND + timedelta(days=2)  # then whoever answers has answered
SCORES, SHARES = (1, 2, 3, 4, 5), (0.07, 0.1, 0.15, 0.32, 0.36)


def write_satisfaction(*, by: User, day: date) -> None:
    """A year of solved complaints that were asked about. From now on nothing goes out by itself."""
    survey = shipped.make(by=by)
    building.change_survey(survey=survey, by_itself=False)
    rng = np.random.default_rng(SEED)
    solved = Complaint.objects.filter(solved_on__gt=day - YEAR, solved_on__lt=day - RIPE).order_by("pk")
    asked = [invitation(survey, one, rng) for one in may_be_asked(list(solved.select_related("customer")))]
    Invitation.objects.bulk_create(asked, batch_size=2000)
    write_answers(survey, [one for one in asked if one.answered_at], rng)


def may_be_asked(solved: list[Complaint]) -> Iterator[Complaint]:
    """Those whose customer was not asked anything in the days before; each customer once."""
    made: dict[int, list[datetime]] = {}
    keys = [one.customer_id for one in solved]
    for key, at in Invitation.objects.of(keys).values_list("customer", "made_at"):
        made.setdefault(key, []).append(at)
    for one in solved:
        at = asked_at(one)
        if all(abs(at - other) > BETWEEN for other in made.get(one.customer_id, ())):
            made.setdefault(one.customer_id, []).append(at)
            yield one


def asked_at(complaint: Complaint) -> datetime:
    """In the morning of the day after."""
    assert complaint.solved_on is not None  # noqa: S101 (only solved ones are taken)
    return datetime.combine(complaint.solved_on + timedelta(days=1), time(10), tzinfo=ZONE)


def invitation(survey: Survey, complaint: Complaint, rng: np.random.Generator) -> Invitation:
    made_at, answers = asked_at(complaint), rng.random() < ANSWERED
    reminded = not answers or rng.random() < AFTER_REMINDER
    later = REMIND if reminded else timedelta()
    return Invitation(
        survey=survey,
        customer_id=complaint.customer_id,
        visit_id=complaint.visit_id,
        complaint=complaint,
        branch_id=complaint.customer.branch_id,
        agent_id=complaint.solved_by_id,
        channel="sms",
        language="zh-hans",
        purpose_key=f"survey:{survey.pk}:complaint:{complaint.pk}:{complaint.solved_on}",
        digest=links.digest(links.new_token()),
        day=made_at.date(),
        made_at=made_at,
        expires_at=made_at + GOOD_FOR,
        reminded_at=made_at + REMIND if reminded else None,
        answered_at=made_at + later + timedelta(minutes=int(rng.integers(5, 300))) if answers else None,
    )


def write_answers(survey: Survey, asked: list[Invitation], rng: np.random.Generator) -> None:
    """The responses with the score beside them, as answering keeps it."""
    version = building.published(survey)
    assert version is not None  # noqa: S101 (it is shipped published)
    question = version.questions.get(kind=Question.Kind.SATISFACTION)
    responses = [
        Response(
            invitation=one,
            version=version,
            source="link",
            day=one.answered_at.astimezone(ZONE).date(),
            answered_at=one.answered_at,
        )
        for one in asked
        if one.answered_at
    ]
    Response.objects.bulk_create(responses, batch_size=2000)
    scores = [score_of(one, rng) for one in responses]
    SatisfactionScore.objects.bulk_create(scores, batch_size=2000)
    given: Any = zip(responses, scores, strict=True)
    Answer.objects.bulk_create(
        [Answer(response=one, question=question, number=score.score) for one, score in given], batch_size=2000
    )


def score_of(response: Response, rng: np.random.Generator) -> SatisfactionScore:
    asked = response.invitation
    assert asked.customer_id is not None  # noqa: S101 (each is about a complaint of his)
    return SatisfactionScore(
        customer_id=asked.customer_id,
        visit_id=asked.visit_id,
        score=int(rng.choice(SCORES, p=SHARES)),
        source=SatisfactionScore.Source.LINK,
        day=response.day,
        logged_at=response.answered_at,
        token=response.token,
    )
