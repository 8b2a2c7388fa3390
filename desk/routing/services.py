"""Giving out: by the rules when something is logged, by hand, and on to others while somebody is away."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from churn_crm import clock
from customers.models import Customer, Inquiry
from desk.addresses import address
from desk.complaints import recording, states
from desk.complaints.levels import Levels
from desk.models import Complaint, Given, Promise, RoutingPolicy
from desk.promises import services as promises
from desk.routing import choice as rules
from desk.routing.choice import Choice, Loads, Matter
from desk.routing.people import held_still, knowing, people_of, working_day
from desk.routing.policies import INQUIRY, points_of, routing_policy, skill_for
from desk.seeing import customers_seen
from staff.away import Away
from staff.models import User
from staff.notices import notify

Thing = Complaint | Inquiry  # what the rules give out
Held = Thing | Promise  # what can be handed on while somebody is away


def matter_of(
    thing: Thing, policy: RoutingPolicy, known: tuple[dict[int, int], dict[int, frozenset[int]]]
) -> Matter:
    """What the rules are told of a complaint or an inquiry. known: of desk.routing.people.knowing"""
    named, knows = known
    about = thing.cause if isinstance(thing, Complaint) else INQUIRY
    points = points_of(policy, thing) if isinstance(thing, Complaint) else policy.weight_inquiry
    key = thing.customer_id
    return Matter(skill_for(policy, about), points, named.get(key), knows.get(key, frozenset()))


def decide(thing: Thing, policy: RoutingPolicy) -> Choice:
    """Whom it would go to now; nothing is saved."""
    customer: Customer = thing.customer
    day = working_day(customer.branch, clock.now())
    known = knowing([customer])
    matter = matter_of(thing, policy, known)
    also = [matter.specialist] if matter.specialist else []
    return rules.route(matter, people_of(customer.branch, policy, day=day, also=also).values(), day)


@transaction.atomic
def place(thing: Thing) -> Given | None:
    """Give it out by the rules, if they are on and nobody has it. What came of it; None if nothing did.

    What somebody else works on at this moment is left for the next beat.
    """
    policy = routing_policy()
    if not policy.on:
        return None
    held_still(thing.customer.branch)
    if is_worked_on(thing) or not is_free(thing := locked(thing)):
        return None
    choice = decide(thing, policy)
    last: Given | None = standing(thing).filter(person=None, reason=choice.reason).first()
    return last if last and choice.person is None else give(thing, choice, policy=policy)


def locked(thing: Held) -> Any:
    """As it is now; two who give out at once do it one after the other."""
    if isinstance(thing, Complaint):
        return recording.locked(thing)
    if isinstance(thing, Promise):
        return promises.locked(thing)
    inquiries = Inquiry.objects.select_for_update(of=("self",)).select_related("customer__branch")
    found: Inquiry = inquiries.get(pk=thing.pk)
    return found


def is_worked_on(thing: Thing) -> bool:
    """Somebody else holds its row. Who holds people still waits for no row: no two wait for each other."""
    rows = type(thing)._default_manager.filter(pk=thing.pk).values_list("pk")
    return not list(rows.select_for_update(skip_locked=True))


def is_free(thing: Thing) -> bool:
    """Open, and with nobody: neither a person nor a department; an inquiry also when its person has gone."""
    if isinstance(thing, Complaint):
        return thing.solved_at is None and thing.holder_id is None and thing.team_id is None
    kept = Given.objects.kept(on=clock.today(thing.customer.branch.time_zone)).filter(inquiry=thing.pk)
    return thing.state == Inquiry.State.OPEN and not kept.exists()


def standing(thing: Held) -> Any:
    return Given.objects.standing().filter(**{kind_of(thing): thing.pk})


def kind_of(thing: Held) -> str:
    return type(thing).__name__.lower()


@transaction.atomic
def give(
    thing: Held,
    choice: Choice,
    *,
    policy: RoutingPolicy,
    by: User | None = None,
    batch: uuid.UUID | None = None,
) -> Given:
    """Note the choice with its reason, and let the person have it. by: None is the rules."""
    now, before = clock.now(), holder_of(thing)
    standing(thing).update(ended_at=now)
    given = Given.objects.create(
        **{f"{kind_of(thing)}_id": thing.pk},
        person_id=choice.person,
        before_id=before,
        at=now,
        by=by,
        reason=choice.reason,
        facts={name: value for name, value in asdict(choice).items() if name not in ("person", "reason")},
        policy_version=policy.version,
        batch=batch,
    )
    if choice.person is not None and choice.person != before:
        taker = User.objects.select_related("branch").get(pk=choice.person)
        pass_to(taker, thing, given)
    return given


def pass_to(taker: User, thing: Held, given: Given) -> None:
    """It is his from now on, and he hears of it unless he gave it to himself."""
    if isinstance(thing, Complaint):
        hold(thing, taker, by=given.by)
        return
    if isinstance(thing, Promise):
        promises.hand_over(promises=Promise.objects.filter(pk=thing.pk), to=taker.pk, by=given.by)
    if given.by != taker:
        tell(taker, thing, given)


def hold(complaint: Complaint, taker: User, *, by: User | None) -> None:
    """The complaint is with that person from now on, who hears of it unless he gave it to himself."""
    said: dict[str, Any] = {"person": taker, "team": complaint.team, "due": complaint.held_until}
    fields = {"holder": taker, "held_since": clock.now()}
    moved = recording.record(complaint=complaint, kind=states.TAKEN, by=by, fields=fields, **said)
    complaint.holder, complaint.version = taker, moved.version
    if by == taker:
        return
    levels = Levels()
    occasion = f"complaint:{moved.pk}:routed:{moved.version}"
    levels.tell(moved, "complaint_routed", levels.responsible(moved), occasion=occasion)
    levels.send()


def tell(taker: User, thing: Inquiry | Promise, given: Given) -> None:
    """Whoever gets an inquiry or a promise hears, or who stands in for him."""
    kind, numbers = "inquiry_routed", {"customer": thing.customer.name}
    if isinstance(thing, Promise):
        kind = "promise_back" if given.reason == rules.BY_HAND else "promise_handed"
        numbers |= {"person": str(given.before), "what": thing.what, "due": thing.due_at.isoformat()}
    else:
        numbers["topic"] = thing.topic
    notify(
        users=Away().hearers(taker, sees=customers_seen([thing.customer_id]).who_sees(thing.customer_id)),
        kind=kind,
        numbers=numbers,
        occasion=f"{kind} {given.pk}",
        link=address(customer=thing.customer_id),
    )


def is_open(thing: Held) -> bool:
    """There is still something to do about it."""
    if isinstance(thing, Complaint):
        return thing.solved_at is None
    return thing.state == type(thing).State.OPEN


def holder_of(thing: Held) -> int | None:
    """Who has it now."""
    if isinstance(thing, Complaint):
        return thing.holder_id
    if isinstance(thing, Promise):
        return thing.person_id
    found: int | None = standing(thing).values_list("person", flat=True).first()
    return found


@transaction.atomic
def give_by_hand(*, thing: Thing, person: User, by: User) -> Given:
    """Somebody decides whom it goes to, whatever the rules would say."""
    choice = Choice(person.pk, rules.BY_HAND)
    return give(locked(thing), choice, policy=routing_policy(), by=by)


# ---- on to others while somebody is away


def proposals(things: Iterable[Held], *, of: User, deputy: User | None = None) -> list[tuple[Held, Choice]]:
    """Each with whom the rules would give it to without `of`, one after the other: loads add up.

    A promise goes to whoever stands in for him, else to the owner of the customer, if one of them is here.
    """
    listed, policy = list(things), routing_policy()
    known = knowing({thing.customer_id: thing.customer for thing in listed}.values())
    branches = {thing.customer.branch_id: thing.customer.branch for thing in listed}
    days = {key: working_day(branch, clock.now()) for key, branch in branches.items()}
    loads = {key: loads_of(branch, policy, days[key], without=of.pk) for key, branch in branches.items()}
    away, found = Away(), []
    for thing in listed:
        branch = thing.customer.branch_id
        if isinstance(thing, Promise):
            keeper = keeper_of(thing, of=of, deputy=deputy, away=away)
            # Promises are personal: they weigh nothing, and no skill is asked for.
            matter = Matter(points=0, knows=known[1].get(thing.customer_id, frozenset()))
        else:
            keeper, matter = None, matter_of(thing, policy, known)
        found.append((thing, keeper or loads[branch].give(matter, days[branch])))
    return found


def keeper_of(promise: Promise, *, of: User, deputy: User | None, away: Away) -> Choice | None:
    """Who keeps a promise of somebody away, where anybody is nearer to it than the rules."""
    near = ((deputy, rules.DEPUTY), (promise.customer.owner, rules.OWNER))
    here = ((one, why) for one, why in near if one and one != of and one.may_write and away.is_here(one))
    return next((Choice(one.pk, why) for one, why in here), None)


def loads_of(branch: Any, policy: RoutingPolicy, day: Any, *, without: int) -> Loads:
    people = people_of(branch, policy, day=day)
    return Loads({key: person for key, person in people.items() if key != without})


@transaction.atomic
def hand_on(*, chosen: Iterable[tuple[Held, Choice]], of: User, by: User, batch: uuid.UUID) -> int:
    """Give these to the people proposed. The same batch again changes nothing. Returns how many went over.

    What is done, is no longer with `of`, or may be had by nobody, stays where it is.
    """
    if Given.objects.filter(batch=batch).exists():
        return 0
    policy, count = routing_policy(), 0
    for named, proposed in chosen:
        thing = locked(named)
        if proposed.person is None or holder_of(thing) != of.pk or not is_open(thing):
            continue
        give(thing, proposed, policy=policy, by=by, batch=batch)
        count += 1
    return count


@transaction.atomic
def take_back(*, batch: uuid.UUID, by: User) -> int:
    """What was handed on together goes back, where nobody has moved it since. Returns how many went back."""
    policy, count = routing_policy(), 0
    given = (
        Given.objects.standing()
        .filter(batch=batch, by=by)
        .select_related(
            "complaint__customer__branch",
            "complaint__team",
            "inquiry__customer__branch",
            "promise__customer__branch",
            "before",
        )
    )
    for one in list(given):
        thing: Held = locked(one.complaint or one.inquiry or one.promise)  # type: ignore[arg-type]
        if one.before is None or holder_of(thing) != one.person_id or not is_open(thing):
            continue
        give(thing, Choice(one.before_id, rules.BY_HAND), policy=policy, by=by)
        count += 1
    return count
