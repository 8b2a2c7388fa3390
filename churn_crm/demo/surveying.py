"""The garage's survey after a visit: who was asked, and the answers behind the scores of its last year.

Answered: 7 % of the SMS, 3 more points after the reminder, half of those who are asked by phone.
"""

import itertools
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from churn_crm import clock
from customers.models import Visit
from desk.models import (
    Answer,
    Invitation,
    Question,
    Recommendation,
    Response,
    SatisfactionScore,
    Survey,
    SurveyVersion,
)
from desk.surveys import building, callbacks, links, qr
from outbox.models import Template
from staff.models import Branch, User

SEED = 12
YEAR = timedelta(days=360)
BY_SMS = 0.5  # of those who answered; the others were called
UNANSWERED = {"sms": 9.0, "phone": 1.0}  # for each who answered: 10 and 50 % answer
AFTER_REMINDER = 0.3  # of those who answer an SMS
REMIND, GOOD_FOR = timedelta(days=3), timedelta(days=14)
ZONE = ZoneInfo("Asia/Shanghai")
REASONS = {
    "zh": ["维修没解决问题", "等待太久", "价格", "服务态度", "没有提前告知", "其他"],
    "en": ["Not repaired", "Waiting", "Price", "Attitude", "Not told beforehand", "Other"],
}
# Score → how likely each recommendation is.
# Who writes a ten for everybody whom he calls, without asking.
TENS_BY = "ren"
RECOMMENDS = {5: (8, 9, 10), 4: (7, 8, 9), 3: (5, 6, 7), 2: (2, 4, 6), 1: (0, 1, 3)}


def write_surveys(*, by: User, day: date) -> None:
    """The survey with its code, and its invitations of the last year. Nothing goes out by itself."""
    survey, version = make_survey(by=by)
    qr.make_code(survey=survey, branch=Branch.objects.order_by("pk")[0])
    rng = np.random.default_rng(SEED)
    since = day - YEAR
    scores = list(
        SatisfactionScore.objects.filter(day__gte=since, visit__isnull=False)
        .select_related("visit", "customer")
        .order_by("pk")
    )
    by_sms = [bool(chance < BY_SMS) for chance in rng.random(len(scores))]
    asked = [an_answered(survey, score, sms, rng) for score, sms in zip(scores, by_sms, strict=True)]
    scored = {score.visit_id for score in scores}
    left = Visit.objects.counting().filter(day__gte=since, day__lt=day - REMIND).exclude(pk__in=scored)
    visits = left.select_related("customer").order_by("pk")
    asked += itertools.islice(unanswered(survey, list(visits), by_sms, rng), len(visits))
    Invitation.objects.bulk_create(asked, batch_size=2000)
    write_answers(version, list(zip(scores, asked, strict=False)), rng)
    ask_for_a_call(day)


def make_survey(*, by: User) -> tuple[Survey, SurveyVersion]:
    """Satisfaction, what was not good, in their words, recommendation."""
    found = Template.objects.in_use().filter(name="How was your visit?").first()
    chinese = Template.objects.in_use().filter(name="满意度调查").first()
    names: dict[str, Any] = {"name_zh": "到店满意度", "name_en": "After the visit"}
    survey = building.make_survey(
        by=by, occasion=Survey.Occasion.VISIT, template_zh=chinese, template_en=found, **names
    )
    version = building.begin_draft(survey=survey)

    def add(kind: str, zh: str, en: str, **more: Any) -> Question:
        return building.save_question(version=version, kind=kind, words_zh=zh, words_en=en, **more)

    first = add(
        "satisfaction", "您对这次服务满意吗？", "How satisfied are you with this visit?", required=True
    )
    add(
        "several",
        "哪里没有做好？",
        "What was not good?",
        options_zh=REASONS["zh"],
        options_en=REASONS["en"],
        after=first,
        test="at_most",
        value=3,
    )
    add("text", "还有什么想说的？", "Is there anything else?")
    add("nps", "您会把我们推荐给朋友吗？", "Would you recommend us to friends?")
    return survey, building.publish(version=version, by=by)


def invitation(survey: Survey, visit: Visit, channel: str, made_at: datetime) -> Invitation:
    return Invitation(
        survey=survey,
        customer_id=visit.customer_id,
        visit=visit,
        branch_id=visit.branch_id or visit.customer.branch_id,
        technician_id=visit.technician_id,
        channel=channel,
        language="zh-hans",
        purpose_key=f"survey:{survey.pk}:visit:{visit.pk}",
        digest=links.digest(links.new_token()),
        day=made_at.astimezone(ZONE).date(),
        made_at=made_at,
        expires_at=made_at + GOOD_FOR,
    )


def an_answered(survey: Survey, score: SatisfactionScore, sms: bool, rng: np.random.Generator) -> Invitation:
    """Asked the day before, or four days before and reminded in between; called at once."""
    reminded = sms and rng.random() < AFTER_REMINDER
    before = timedelta(days=4 if reminded else 1) if sms else timedelta()
    visit = score.visit
    assert visit is not None  # noqa: S101 (only scores of visits are taken)
    made = invitation(survey, visit, "sms" if sms else "phone", score.logged_at - before)
    made.answered_at = score.logged_at
    made.reminded_at = made.made_at + REMIND if reminded else None
    return made


def unanswered(
    survey: Survey, visits: list[Visit], by_sms: list[bool], rng: np.random.Generator
) -> Iterator[Invitation]:
    """So many who did not answer that the rates come out; all SMS were reminded of."""
    sms = round(sum(by_sms) * UNANSWERED["sms"])
    phone = round((len(by_sms) - sum(by_sms)) * UNANSWERED["phone"])
    order = rng.permutation(len(visits))[: sms + phone]
    for place, index in enumerate(order):
        visit = visits[int(index)]
        channel = "phone" if place < phone else "sms"
        made_at = datetime.combine(visit.day + timedelta(days=1), time(10), tzinfo=ZONE)
        made = invitation(survey, visit, channel, made_at)
        made.reminded_at = made_at + REMIND if channel == "sms" else None
        yield made


def write_answers(
    version: SurveyVersion,
    given: list[tuple[SatisfactionScore, Invitation]],
    rng: np.random.Generator,
) -> None:
    """The responses with their answers; the scores are told where they come from."""
    responses = [
        Response(
            invitation=invitation,
            version=version,
            source="link" if invitation.channel == "sms" else "phone",
            token=score.token,
            day=score.day,
            answered_at=score.logged_at,
            logged_by_id=None if invitation.channel == "sms" else score.logged_by_id,
        )
        for score, invitation in given
    ]
    Response.objects.bulk_create(responses, batch_size=2000)
    questions = {one.kind: one for one in version.questions.all()}
    without_asking = User.objects.filter(username=TENS_BY).values_list("pk", flat=True).first()
    rows = [
        answer
        for response, (score, _asked) in zip(responses, given, strict=True)
        for answer in answers(response, score, questions, rng, without_asking=without_asking)
    ]
    Answer.objects.bulk_create(rows, batch_size=2000)
    scores = SatisfactionScore.objects.all()
    scores.filter(token__in=[one.token for one in responses if one.source == "phone"]).update(source="phone")
    by_link = scores.filter(token__in=[one.token for one in responses if one.source == "link"])
    by_link.update(source="link", logged_by=None)
    Recommendation.objects.bulk_create(recommendations(rows), batch_size=2000)


def recommendations(rows: list[Answer]) -> Iterator[Recommendation]:
    """As answering keeps them beside the answers."""
    for row in rows:
        response, customer = row.response, row.response.invitation.customer_id
        if row.question.kind == Question.Kind.NPS and row.number is not None and customer is not None:
            yield Recommendation(
                customer_id=customer,
                visit_id=response.invitation.visit_id,
                score=row.number,
                source=response.source,
                day=response.day,
                logged_at=response.answered_at,
                logged_by_id=response.logged_by_id,
                token=response.token,
            )


def answers(
    response: Response,
    score: SatisfactionScore,
    questions: dict[str, Question],
    rng: np.random.Generator,
    *,
    without_asking: int | None,
) -> Iterator[Answer]:
    yield Answer(response=response, question=questions["satisfaction"], number=score.score)
    recommends = int(rng.choice(RECOMMENDS[score.score]))
    made_up = response.logged_by_id is not None and response.logged_by_id == without_asking
    yield Answer(response=response, question=questions["nps"], number=10 if made_up else recommends)
    if score.comment:
        yield Answer(response=response, question=questions["text"], text=score.comment)
    if score.score <= 3:
        lines = rng.choice(len(REASONS["en"]), size=int(rng.integers(1, 3)), replace=False) + 1
        yield Answer(
            response=response, question=questions["several"], choices=sorted(int(line) for line in lines)
        )


def ask_for_a_call(day: date) -> None:
    """The last one who was dissatisfied by SMS waits for a call."""
    unhappy = Response.objects.filter(
        source="link", answers__question__kind="satisfaction", answers__number__lte=2
    )
    last = unhappy.exclude(invitation__customer__phone="").order_by("-answered_at").first()
    if last:
        tomorrow = max(day, clock.now().date()) + timedelta(days=1)  # nobody promises what is over
        last.call_by = datetime.combine(tomorrow, time(12), tzinfo=ZONE)
        last.promise = callbacks.promised(last, last.invitation, None)
        last.save(update_fields=["call_by", "promise"])
