"""Whom a matter goes to: tables, and what holds for whatever people there are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.routing.choice import (
    ANYBODY,
    AWAY,
    FULL,
    SKILL,
    SPECIALIST,
    UNSKILLED,
    Loads,
    Matter,
    Person,
    route,
)

DAY = date(2026, 6, 16)
ONE_DAY = timedelta(days=1)
TODAY = ((DAY, DAY),)
BILL = Matter("billing", 2.0)


def person(key, *skills, **known) -> Person:
    return Person(key, frozenset(skills), **known)


def lead(key, **known) -> Person:
    return Person(key, seated=False, leads=True, **known)


def manager(key, **known) -> Person:
    return Person(key, seated=False, manages=True, **known)


CASES = {
    "who has the skill": ([person(1), person(2, "billing")], BILL, 2, SKILL),
    "anybody where no skill is named": ([person(1), person(2, load=4.0)], Matter(), 1, ANYBODY),
    "the least to do": ([person(1, "billing", load=5.0), person(2, "billing", load=4.0)], BILL, 2, SKILL),
    "against what his day holds": (
        [person(1, "billing", load=5.0, capacity=20.0), person(2, "billing", load=4.0, capacity=8.0)],
        BILL,
        1,
        SKILL,
    ),
    "who knows the customer, though he has more to do": (
        [person(1, "billing", load=6.0), person(2, "billing")],
        replace(BILL, knows=frozenset({1})),
        1,
        SKILL,
    ),
    "knowing the customer does not make up for a skill": (
        [person(1), person(2, "billing")],
        replace(BILL, knows=frozenset({1})),
        2,
        SKILL,
    ),
    "who knows him but is full": (
        [person(1, "billing", load=11.0), person(2, "billing")],
        replace(BILL, knows=frozenset({1})),
        2,
        SKILL,
    ),
    "who waited longest, of equals": (
        [person(1, "billing", given=9.0), person(2, "billing", given=4.0)],
        BILL,
        2,
        SKILL,
    ),
    "the named specialist, with no skill and no seat": (
        [person(1, "billing"), person(2, seated=False, load=6.0)],
        replace(BILL, specialist=2),
        2,
        SPECIALIST,
    ),
    "past a specialist who is away": (
        [person(1, "billing"), person(2, "billing", away=TODAY)],
        replace(BILL, specialist=2),
        1,
        SKILL,
    ),
    "past a specialist who is full": (
        [person(1, "billing"), person(2, load=11.0)],
        replace(BILL, specialist=2),
        1,
        SKILL,
    ),
    "to the lead when all are full": ([person(1, "billing", load=11.0), lead(9)], BILL, 9, FULL),
    "to the lead when all are away": ([person(1, "billing", away=TODAY), lead(9)], BILL, 9, AWAY),
    "to the lead when nobody is able": ([person(1), lead(9)], BILL, 9, UNSKILLED),
    "a full lead has it all the same": ([person(1, "billing", load=11.0), lead(9, load=50.0)], BILL, 9, FULL),
    "to the other lead when one is away": ([lead(8, away=TODAY), lead(9)], BILL, 9, UNSKILLED),
    "to the manager when the only lead is away": (
        [person(1, "billing", load=11.0), lead(8, away=TODAY), manager(9)],
        BILL,
        9,
        FULL,
    ),
    "to the lead who is here before a manager": (
        [person(1, "billing", load=11.0), lead(9, load=30.0), manager(8)],
        BILL,
        9,
        FULL,
    ),
    "to who has the skill, though full, when nobody above is here": (
        [person(1), person(2, "billing", load=11.0), lead(8, away=TODAY), manager(9, away=TODAY)],
        BILL,
        2,
        FULL,
    ),
    "to who is here without the skill when nobody else is": (
        [person(1, load=11.0), person(2, "billing", away=TODAY), manager(9, away=TODAY)],
        BILL,
        1,
        AWAY,
    ),
    "to nobody when nobody is here": (
        [person(1, "billing", away=TODAY), lead(9, away=TODAY)],
        BILL,
        None,
        AWAY,
    ),
    "to nobody where nobody works": ([], BILL, None, UNSKILLED),
    "a lead with a seat is one of all": (
        [replace(lead(9), seated=True, skills=frozenset({"billing"})), person(1, "billing", load=3.0)],
        BILL,
        9,
        SKILL,
    ),
}


@pytest.mark.parametrize(("people", "matter", "who", "why"), CASES.values(), ids=CASES)
def test_it_goes_to(people, matter, who, why):
    choice = route(matter, people, DAY)
    assert (choice.person, choice.reason) == (who, why)


@pytest.mark.parametrize(("day", "who"), [(-1, 1), (0, 2), (3, 2), (4, 1)])
def test_days_away_are_first_and_last_included(day, who):
    people = [person(1, away=((DAY, DAY + 3 * ONE_DAY),)), person(2, load=1.0)]
    assert route(Matter(), people, DAY + day * ONE_DAY).person == who


def test_a_choice_says_what_decided():
    people = [person(1, "billing", open=3, load=3.0), person(2, away=TODAY)]
    choice = route(Matter("billing", 2.0, specialist=2, knows=frozenset({1})), people, DAY)
    assert (choice.skill, choice.open, choice.knows, choice.passed) == ("billing", 3, True, 2)


SKILLS = ("technical", "billing", "sales")
POINTS = st.floats(0, 12).map(lambda number: round(number, 1))
PEOPLE = st.lists(
    st.builds(
        Person,
        key=st.integers(1, 30),
        skills=st.frozensets(st.sampled_from(SKILLS)),
        load=POINTS,
        open=st.integers(0, 9),
        capacity=st.integers(1, 20).map(float),
        away=st.sampled_from([(), TODAY, ((DAY + ONE_DAY, DAY + 2 * ONE_DAY),)]),
        given=POINTS,
        seated=st.booleans(),
        leads=st.booleans(),
        manages=st.booleans(),
    ),
    max_size=9,
    unique_by=lambda one: one.key,
)
MATTERS = st.builds(
    Matter,
    skill=st.sampled_from(["", *SKILLS]),
    points=st.sampled_from([0.5, 1.0, 2.0, 3.0, 4.0]),
    specialist=st.none() | st.integers(1, 30),
    knows=st.frozensets(st.integers(1, 30), max_size=4),
)


@given(PEOPLE, MATTERS)
def test_never_to_somebody_away(people, matter):
    choice = route(matter, people, DAY)
    assert choice.person is None or {one.key: one for one in people}[choice.person].is_here(DAY)


@given(PEOPLE, MATTERS)
def test_somebody_has_it_while_anybody_is_here(people, matter):
    here = [one for one in people if one.is_here(DAY)]
    assert (route(matter, people, DAY).person is None) == (not here)


@given(PEOPLE, MATTERS)
def test_never_above_capacity_unless_nobody_else_may_and_then_upwards(people, matter):
    choice = route(matter, people, DAY)
    here = {one.key: one for one in people if one.is_here(DAY)}
    if choice.person is None or here[choice.person].holds(matter.points):
        return
    able = [one for one in here.values() if one.seated and (not matter.skill or matter.skill in one.skills)]
    assert not any(one.holds(matter.points) for one in able)
    who, leads = here[choice.person], [one for one in here.values() if one.leads]
    assert who.leads or not leads
    assert who.leads or who.manages or not any(one.manages for one in here.values())


@given(PEOPLE, MATTERS)
def test_never_to_somebody_without_the_skill_but_the_specialist_and_leads(people, matter):
    choice = route(matter, people, DAY)
    who = {one.key: one for one in people}.get(choice.person or 0)
    assert (
        who is None
        or not matter.skill
        or matter.skill in who.skills
        or (choice.reason == SPECIALIST and who.key == matter.specialist)
        or who.leads
        or who.manages
        or not any(one.is_here(DAY) and (one.leads or one.manages) for one in people)
    )


@given(PEOPLE, MATTERS, st.randoms())
def test_the_order_of_the_people_decides_nothing(people, matter, chance):
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert route(matter, shuffled, DAY) == route(matter, people, DAY)


@given(st.integers(1, 7), st.integers(1, 90), st.sampled_from([1.0, 2.0]))
def test_fair_in_the_long_run_nobody_gets_two_more_than_another(count, matters, points):
    loads = Loads({key: person(key, "billing", capacity=10_000.0) for key in range(1, count + 1)})
    for _ in range(matters):
        loads.give(Matter("billing", points), DAY)
    got = [one.open for one in loads.people.values()]
    assert sum(got) == matters
    assert max(got) - min(got) <= 1


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_fair_in_turns_when_everything_is_done_at_once(keys):
    """Loads are always nothing: only who waited longest tells them apart."""
    everybody = sorted(set(keys))
    loads = Loads({key: person(key) for key in everybody})
    got = dict.fromkeys(everybody, 0)
    for _ in keys:
        choice = loads.give(Matter(), DAY)
        got[choice.person] += 1
        loads.release(choice.person, 1.0)
    assert max(got.values()) - min(got.values()) <= 1
