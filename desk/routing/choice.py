"""Whom a matter goes to, and why. Pure: no Django, no clock, no database.

The one whom the customer knows by name comes first, then whoever of those with the skill knows the customer,
then whoever has the least to do. Nobody who is away gets anything. Nobody gets more than his day holds, as
long as somebody else may have it; when nobody may, it goes up: to a lead, else to a manager. While none of
these is here either, whoever is has it, above what his day holds: as long as anybody is here, somebody with a
name has it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

# Reasons.
SPECIALIST, SKILL, ANYBODY = "specialist", "skill", "anybody"
FULL, AWAY, UNSKILLED = "full", "away", "unskilled"  # why it went to a lead, or to nobody
BY_HAND = "by_hand"  # a person chose
DEPUTY, OWNER = "deputy", "owner"  # who keeps the promises of somebody away

Days = tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Matter:
    """skill: "" when anybody may have it · points: what it weighs · knows: people who know the customer"""

    skill: str = ""
    points: float = 1.0
    specialist: int | None = None
    knows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Person:
    """load: points of open work · open: how many things that is · capacity: points a day of his holds.

    away: days, first and last included · given: when he got something last, any ascending number
    seated: whether he is given work as such; leads and managers without a seat are asked only when nobody
    else may
    """

    key: int
    skills: frozenset[str] = frozenset()
    load: float = 0.0
    open: int = 0
    capacity: float = 12.0
    away: Days = ()
    given: float = 0.0
    seated: bool = True
    leads: bool = False
    manages: bool = False

    def is_here(self, day: date) -> bool:
        return not any(first <= day <= last for first, last in self.away)

    def holds(self, points: float) -> bool:
        """Whether it fits into his day beside what he has."""
        return self.load + points <= self.capacity


@dataclass(frozen=True)
class Choice:
    """person: None when nobody may have it · reason: one of the above · open, knows: of the person then

    passed: the named specialist whom it could not go to
    """

    person: int | None
    reason: str
    skill: str = ""
    open: int = 0
    knows: bool = False
    passed: int | None = None


def route(matter: Matter, people: Iterable[Person], day: date) -> Choice:
    """The same matter and people give the same choice, in whatever order the people come."""
    known = sorted(people, key=lambda person: person.key)
    here = [person for person in known if person.is_here(day)]
    named = next((one for one in here if one.key == matter.specialist), None)
    if named and named.holds(matter.points):
        return chosen(matter, named, SPECIALIST)
    passed = matter.specialist
    able = [person for person in here if person.seated and is_able(person, matter)]
    fit = [person for person in able if person.holds(matter.points)]
    if fit:
        best = min(fit, key=lambda person: rank(person, matter))
        return replace(chosen(matter, best, SKILL if matter.skill else ANYBODY), passed=passed)
    return replace(upwards(matter, here, why_not(matter, known, able)), passed=passed)


def is_able(person: Person, matter: Matter) -> bool:
    return not matter.skill or matter.skill in person.skills


def rank(person: Person, matter: Matter) -> tuple[bool, float, float, int]:
    """The least comes first: who knows the customer, who has the least to do, who waited longest."""
    used = round((person.load + matter.points) / max(person.capacity, 1), 6)
    return (person.key not in matter.knows, used, person.given, person.key)


def why_not(matter: Matter, known: Sequence[Person], able_here: Sequence[Person]) -> str:
    """Why nobody of those who are usually asked may have it."""
    if able_here:
        return FULL
    return AWAY if any(one.seated and is_able(one, matter) for one in known) else UNSKILLED


def upwards(matter: Matter, here: Sequence[Person], why: str) -> Choice:
    """To the next level that is here, of it who has the least to do; his day may overflow."""
    levels = (
        [person for person in here if person.leads],
        [person for person in here if person.manages],
        [person for person in here if person.seated and is_able(person, matter)],
        here,
    )
    asked = next((level for level in levels if level), None)
    if not asked:
        return Choice(None, why, matter.skill)
    return chosen(matter, min(asked, key=lambda person: rank(person, matter)), why)


def chosen(matter: Matter, person: Person, reason: str) -> Choice:
    return Choice(person.key, reason, matter.skill, person.open, person.key in matter.knows)


@dataclass
class Loads:
    """What people have while many matters are given out one after the other."""

    people: dict[int, Person]

    def give(self, matter: Matter, day: date, *, of: Iterable[int] | None = None) -> Choice:
        """Route it among `of`, or all, and count it to whoever gets it."""
        asked = self.people.values() if of is None else [self.people[key] for key in of if key in self.people]
        choice = route(matter, asked, day)
        if choice.person is not None:
            self.count(choice.person, matter.points)
        return choice

    def count(self, key: int, points: float) -> None:
        person = self.people[key]
        last = max((one.given for one in self.people.values()), default=0.0)
        self.people[key] = replace(person, load=person.load + points, open=person.open + 1, given=last + 1.0)

    def release(self, key: int, points: float) -> None:
        """It is done: it weighs no more."""
        person = self.people[key]
        self.people[key] = replace(person, load=max(person.load - points, 0.0), open=max(person.open - 1, 0))
