"""What was said at the garage's desk becomes records: contacts, promises, today's third-day calls."""

import uuid
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from churn_crm import clock
from churn_crm.demo.complaining import written_by_hand
from churn_crm.demo.copying import copy_in
from churn_crm.demo.garage import SEED
from churn_crm.demo.garage.contacts import ZONE, make_contacts, make_promises
from customers.models import Customer
from desk.contacts import hearing, policy
from desk.follow_ups import planning
from desk.models import Complaint, FollowUp, Interaction, Promise, PromiseEvent, SatisfactionScore
from desk.promises import services
from staff.models import User
from staff.roles import Role

SPOKEN = 11  # contacts draw from a stream of their own
CALLED = ["maintenance", "repair", "accident"]
# She whom everything speaks about was promised something, and it is late.
OWED_TO, OWED = "木云幼教", ("Package comparison", "套餐对比")
DONE = 0.85  # of the third-day calls of the last days were made
BETWEEN_CALLS = timedelta(seconds=97)
HEARD = timedelta(days=400)  # so far back answers of customers are contacts, too
STILL_OPEN = {
    "en": (("Parts price", -80), ("Send the invoice copy", 40), ("Hold the bay on Saturday", 160)),
    "zh": (("配件报价", -80), ("发送发票副本", 40), ("预留周六工位", 160)),
}


def write_contacts(*, people: dict[str, User], day: date, language: str) -> None:
    """Contacts of 13 months with their promises; what is still open; the calls of these days."""
    rng = np.random.default_rng([SEED, SPOKEN])
    agents = {user.branch_id: user.pk for user in people.values() if at_the_desk(user)}
    rows = Customer.objects.order_by("pk").values_list("pk", "branch", "owner")
    customers = pd.DataFrame(rows, columns=["key", "branch", "owner"]).set_index("key")
    contacts = make_contacts(
        rng, customers.assign(agent=customers.branch.map(agents)), day=day, language=language
    )
    contacts.index = copy_in(Interaction, contacts.assign(next_step="", token=tokens(rng, len(contacts))))
    write_promises(rng, contacts, customers.owner, language=language)
    complaints_in_contacts(rng)
    while hearing.hear_replies(since=clock.now() - HEARD):
        pass
    promise_today(people["xie"], language=language)
    promise_late(day, language=language)
    call_on_the_third_day(rng, people["zhou"])


def at_the_desk(user: User) -> bool:
    return user.role == Role.AGENT and user.has_usable_password()


def tokens(rng: np.random.Generator, count: int) -> list[uuid.UUID]:
    return [uuid.UUID(bytes=rng.bytes(16), version=4) for _ in range(count)]


def write_promises(
    rng: np.random.Generator, contacts: pd.DataFrame, owner: pd.Series, *, language: str
) -> None:
    """With the events that the services would have written."""
    promises = make_promises(rng, contacts, owner, now=clock.now(), language=language)
    by = promises.person_id.where(promises.state == "kept").astype("Int64")
    promises.index = copy_in(
        Promise,
        promises.assign(settled_by_id=by, made_by_id=promises.person_id, token=tokens(rng, len(promises))),
    )
    told = promises.assign(promise_id=promises.index, backdated=False, note="")
    made = told.assign(kind="made", at=told.made_at, by_id=told.person_id, new_at=None)
    settled = told.assign(kind=told.state, at=told.settled_at, by_id=by, new_at=told.kept_at)
    columns = ["promise_id", "kind", "at", "by_id", "due_at", "new_at", "backdated", "note"]
    for frame in (made, settled):
        copy_in(PromiseEvent, frame[columns])


def complaints_in_contacts(rng: np.random.Generator) -> None:
    """Every complaint was made in a contact, but those that customers wrote down themselves."""
    names = ("pk", "customer_id", "logged_by_id", "logged_at", "day")
    spoken = Complaint.objects.exclude(logged_by=None).order_by("pk")
    complaints = pd.DataFrame(spoken.values_list(*names), columns=list(names))
    if complaints.empty:
        return
    contacts = complaints.drop(columns="pk").rename(columns={"logged_by_id": "agent_id", "logged_at": "at"})
    keys = copy_in(
        Interaction,
        contacts.assign(
            topic="complaint",
            channel="phone",
            direction="in",
            solved=False,
            mood=1,
            text="",
            next_step="",
            token=tokens(rng, len(contacts)),
        ),
    )
    belonging = [
        Complaint(pk=int(pk), interaction_id=int(key)) for pk, key in zip(complaints.pk, keys, strict=True)
    ]
    Complaint.objects.bulk_update(belonging, ["interaction"], batch_size=1_000)


def promise_today(person: User, *, language: str) -> None:
    """What one agent still has to keep: one is late, one due within the hour, one later."""
    customers = Customer.objects.filter(branch=person.branch).order_by("-standing__rank", "pk")
    for customer, (what, minutes) in zip(customers, STILL_OPEN[language], strict=False):
        ahead = timedelta(minutes=abs(minutes))
        due = clock.now() + ahead
        promise = services.make(
            customer=customer, by=person, what=what, due_at=due, token=uuid.uuid4(), person=person
        )
        if minutes < 0:
            moved = {"due_at": due - 2 * ahead, "made_at": due - 3 * ahead}
            Promise.objects.filter(pk=promise.pk).update(**moved)


def promise_late(day: date, *, language: str) -> None:
    """Her owner's, due at the end of yesterday."""
    customer = written_by_hand(OWED_TO)
    if customer is None:
        return
    due = datetime.combine(day - timedelta(days=1), time(17), tzinfo=ZONE)
    made = due - timedelta(days=5)
    promise = Promise.objects.create(
        customer=customer,
        person=customer.owner,
        what=OWED[language == "zh"],
        due_at=due,
        record_by=services.recorded_until(due, customer.branch),
        made_at=made,
        day=made.date(),
        made_by=customer.owner,
        token=uuid.uuid4(),
    )
    PromiseEvent.objects.create(promise=promise, kind="made", at=made, by=customer.owner, due_at=due)


def call_on_the_third_day(rng: np.random.Generator, manager: User) -> None:
    """The policy names what is called about; most calls of the last days were made."""
    policy.change(values={"call_types": CALLED}, version=1, by=manager)
    planning.plan_calls()
    agents = {user.branch_id: user for user in User.objects.filter(role=Role.AGENT) if at_the_desk(user)}
    past = FollowUp.objects.filter(due_on__lt=clock.today()).select_related("customer").order_by("pk")
    for call in past:
        if rng.random() < DONE:
            answered(
                call, by=agents[call.customer.branch_id], score=int(rng.choice((3, 4, 5), p=(0.1, 0.3, 0.6)))
            )


def answered(call: FollowUp, *, by: User, score: int) -> None:
    # One after the other, as calls are made.
    at = datetime.combine(call.due_on, time(14), tzinfo=ZONE) + BETWEEN_CALLS * (call.pk % 120)
    call.score = SatisfactionScore.objects.create(
        customer_id=call.customer_id,
        visit_id=call.visit_id,
        score=score,
        source=SatisfactionScore.Source.THIRD_DAY,
        day=call.due_on,
        logged_at=at,
        logged_by=by,
        token=uuid.uuid4(),
    )
    call.state, call.closed_on, call.closed_at, call.closed_by = FollowUp.State.REACHED, call.due_on, at, by
    call.save()
