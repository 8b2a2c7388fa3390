"""The demo's people: business, branches, teams and their logins."""

from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import transaction

from churn_crm.demo.garage.cast import BRANCHES, BUSINESS, DESKS, PEOPLE, TECHNICIANS, Person
from staff.models import Branch, Business, Team, User
from staff.roles import Role

PASSWORD = "keep-customers"  # noqa: S105


@transaction.atomic
def hire_garage(*, language: str) -> dict[str, User]:
    """The garage group with everybody who works there. Returns users by user name."""
    name, place = BUSINESS[language]
    Business.objects.create(name=name, place=place)
    chinese = language == "zh"
    branches = {
        code: Branch.objects.create(code=code, name=names[chinese], margin=Decimal(margin))
        for code, (*names, margin, _share) in BRANCHES.items()
    }
    teams = {
        code: Team.objects.create(
            name=f"{branch.name}客户组" if chinese else f"{branch.name} accounts", branch=branch
        )
        for code, branch in branches.items()
    }
    desks = desk_teams(chinese)
    people = {
        person.username: User(
            username=person.username,
            name=person.name(language),
            role=person.role,
            branch=branches.get(person.branch),
            team=team_of(person, accounts=teams, desks=desks),
            may_export=person.role in (Role.MANAGER, Role.ADMINISTRATOR, Role.TEAM_LEAD),
        )
        for person in (*PEOPLE, *TECHNICIANS)
    }
    give_passwords(people, {person.username for person in PEOPLE})
    User.objects.bulk_create(people.values())
    for person in PEOPLE:
        if person.role == Role.TEAM_LEAD:
            Branch.objects.filter(code=person.branch).update(pool_owner=people[person.username])
    return people


def desk_teams(chinese: bool) -> dict[str, Team]:
    """The agents' team by branch."""
    made: dict[str, Team] = {}
    for *names, codes in DESKS:
        made |= dict.fromkeys(codes, Team.objects.create(name=names[chinese]))
    return made


def team_of(person: Person, *, accounts: dict[str, Team], desks: dict[str, Team]) -> Team | None:
    """Agents are in a team of the service desk; the workshop, where nobody logs in, is in none."""
    if person in TECHNICIANS:
        return None
    return (desks if person.role == Role.AGENT else accounts).get(person.branch)


def give_passwords(people: dict[str, User], may_log_in: set[str]) -> None:
    """One hash for all: the password is printed on the terminal anyway, and hashing is slow on purpose."""
    hashed, none = make_password(PASSWORD), make_password(None)
    for username, user in people.items():
        user.password = hashed if username in may_log_in else none
