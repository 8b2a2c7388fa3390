"""What goes out by itself: questions after visits and solved complaints, one reminder. Twice is once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from churn_crm import clock
from customers.models import Customer, Visit
from desk.models import Complaint, Invitation, Survey, SurveyPolicy
from desk.surveys import inviting, links, policies, wording
from desk.surveys.inviting import Occasion
from outbox.models import State
from outbox.planning import plan
from outbox.values import Values, values_of

logger = structlog.get_logger(__name__)
# A beat that was down catches up; what lies longer ago nobody remembers well enough to be asked.
CATCHES_UP = timedelta(days=7)
AT_ONCE = 500  # customers a transaction
ARRIVED = (State.SENT, State.DELIVERED)


def send_due() -> int:
    """Ask after what has happened, in every survey that goes out by itself. Returns how many were asked."""
    return sum(ask_after(survey) for survey in Survey.objects.going_out().order_by("pk"))


def ask_after(survey: Survey) -> int:
    """Ask the customers of one survey whose occasion is due, each about the newest one."""
    day = clock.today()
    due = (
        due_visits(survey, day=day)
        if survey.occasion == survey.Occasion.VISIT
        else due_complaints(survey, day)
    )
    newest: dict[int, Occasion] = {}
    for customer, occasion in due:
        newest.setdefault(customer, occasion)
    asked, keys = 0, list(newest)
    for start in range(0, len(keys), AT_ONCE):
        asked += _ask(survey, {key: newest[key] for key in keys[start : start + AT_ONCE]})
    return asked


def due_visits(survey: Survey, *, day: date) -> Iterator[tuple[int, Occasion]]:
    """(customer, occasion) of the visits of the days that are due, newest first.

    Not of imports that were brought in without automations.
    """
    until = day - timedelta(days=survey.after_days)
    asked = Invitation.objects.filter(visit=OuterRef("pk"))
    visits = (
        Visit.objects.counting()
        .filter(day__lte=until, day__gt=until - CATCHES_UP)
        .exclude(came_from__automations=False)
        .exclude(Exists(asked))
        .order_by("-day", "-pk")
    )
    for visit in visits.iterator():
        yield visit.customer_id, Occasion(f"visit:{visit.pk}", visit=visit)


def due_complaints(survey: Survey, day: date) -> Iterator[tuple[int, Occasion]]:
    """(customer, occasion) of the complaints whose solution is as old as the survey wants, newest first.

    Not of imports that were brought in without automations.
    """
    until = day - timedelta(days=survey.after_days)
    asked = Invitation.objects.that_asked().filter(complaint=OuterRef("pk"))
    solved: QuerySet[Complaint] = Complaint.objects.not_quiet().filter(
        solved_on__lte=until, solved_on__gt=until - CATCHES_UP
    )
    for complaint in solved.exclude(Exists(asked)).select_related("visit").order_by("-solved_at", "-pk"):
        key = f"complaint:{complaint.pk}:{complaint.solved_at:%Y%m%d%H%M%S}"
        yield complaint.customer_id, Occasion(key, visit=complaint.visit, complaint=complaint)


@transaction.atomic
def _ask(survey: Survey, occasions: dict[int, Occasion]) -> int:
    """Ask those of these customers who may be asked. Nobody else asks meanwhile."""
    policy, now = policies.locked_policy(), clock.now()
    solved = survey.occasion == survey.Occasion.COMPLAINT
    held = policies.obstacles(list(occasions), at=now, policy=policy, about_complaint=solved)
    wanted = Customer.objects.filter(pk__in=occasions.keys() - held.keys()).select_related("branch", "owner")
    people = [one for one in wanted if reachable(one, survey.channel)]
    return sum(
        _ask_one(survey, one, occasions[one.pk], policy, values)
        for one, values in with_values(people, survey)
    )


def reachable(customer: Customer, channel: str) -> bool:
    return bool(customer.email if channel == "email" else customer.phone)


def with_values(people: list[Customer], survey: Survey) -> Iterator[tuple[Customer, Values]]:
    """Each with what the words of his language need; a fixed number of queries a language."""
    by_language: dict[str, list[Customer]] = {}
    for one in people:
        by_language.setdefault(wording.language_for(one), []).append(one)
    for language, those in by_language.items():
        values = values_of(those, language=language, channel=survey.channel)
        yield from ((one, values[one.pk]) for one in those)


def _ask_one(
    survey: Survey, customer: Customer, occasion: Occasion, policy: SurveyPolicy, values: Values
) -> bool:
    """One customer; whoever cannot be told is left out and logged, the others are asked."""
    try:
        with transaction.atomic():
            inviting.make(
                survey=survey,
                customer=customer,
                channel=survey.channel,
                occasion=occasion,
                language=wording.language_for(customer),
                policy=policy,
                values=values,
            )
    except ValidationError as error:
        logger.warning("survey_not_sent", survey=survey.pk, customer=customer.pk, why=error.messages)
        return False
    return True


def remind_due() -> int:
    """Remind, once, those whose invitation arrived some days ago and who have not answered.

    Who is held back stays among them, so that all are looked through, a part at a time.
    """
    policy, now = policies.survey_policy(), clock.now()
    keys = list(to_remind(policy, at=now).values_list("pk", flat=True))
    return sum(_remind(keys[start : start + AT_ONCE], now) for start in range(0, len(keys), AT_ONCE))


def to_remind(policy: SurveyPolicy, *, at: datetime) -> "QuerySet[Invitation]":
    """Invitations that arrived long enough ago, were not answered and not reminded of."""
    waited = at - timedelta(days=policy.remind_after_days)
    return (
        Invitation.objects.open(at=at)
        .filter(
            reminded_at=None,
            channel__in=inviting.SENT,
            message__state__in=ARRIVED,
            message__sent_at__lte=waited,
            survey__closed_at=None,
        )
        .order_by("pk")
    )


@transaction.atomic
def _remind(keys: list[int], now: datetime) -> int:
    locked = Invitation.objects.select_for_update(of=("self",), skip_locked=True)
    rows = list(
        locked.filter(pk__in=keys, reminded_at=None, answered_at=None).select_related(
            "survey__template_zh", "survey__template_en", "customer__branch", "customer__owner"
        )
    )
    quiet = policies.held_back({row.customer_id for row in rows if row.customer_id}, at=now)
    return sum(_remind_one(row, now) for row in rows if row.customer_id not in quiet)


def _remind_one(invitation: Invitation, now: datetime) -> bool:
    """The same words with a link of its own: of the first one only the digest is known."""
    customer = invitation.customer
    if customer is None:
        return False
    token = links.new_token()
    values = values_of([customer], language=invitation.language, channel=invitation.channel)[customer.pk]
    try:
        wish = inviting.wish_of(invitation, token, values=values, key=f"survey-reminder:{invitation.pk}")
    except ValidationError as error:
        logger.warning("survey_not_reminded", invitation=invitation.pk, why=error.messages)
        return False
    invitation.reminder_digest, invitation.reminded_at = links.digest(token), now
    invitation.reminder = plan(wish)
    invitation.save(update_fields=["reminder_digest", "reminded_at", "reminder"])
    return True
