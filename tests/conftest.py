"""The named cast. The servers come with churn_crm.embedded.pytest_plugin.

Gaoxin: Lin and Chen keep accounts in Wei's team, Xie answers the phone. Wuhu: Deng keeps accounts, alone.
Zhou manages, He administers, Sun audits.
"""

from datetime import date

import pytest
from django.test import Client

from staff.models import Branch, Business, Team, User
from staff.roles import Role
from tests.factories import BranchFactory, CustomerFactory, UserFactory

TODAY = date(2026, 6, 16)


@pytest.fixture(autouse=True)
def a_fixed_day(settings):
    """The business day stands still, so that no test depends on when it runs."""
    settings.TODAY = TODAY


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def gaoxin(db) -> Branch:
    Business.objects.get_or_create(defaults={"name": "Hexi Auto Care"})
    return BranchFactory(code="gaoxin", name="Gaoxin")


@pytest.fixture
def wuhu(db) -> Branch:
    return BranchFactory(code="wuhu", name="Wuhu")


@pytest.fixture
def gaoxin_team(gaoxin) -> Team:
    return Team.objects.get_or_create(name="Gaoxin accounts", defaults={"branch": gaoxin})[0]


def person(username: str, role: Role, branch: Branch | None = None, team: Team | None = None) -> User:
    return UserFactory(username=username, name=username.title(), role=role, branch=branch, team=team)


@pytest.fixture
def lin(gaoxin, gaoxin_team) -> User:
    return person("lin", Role.ACCOUNT_MANAGER, gaoxin, gaoxin_team)


@pytest.fixture
def chen(gaoxin, gaoxin_team) -> User:
    return person("chen", Role.ACCOUNT_MANAGER, gaoxin, gaoxin_team)


@pytest.fixture
def wei(gaoxin, gaoxin_team) -> User:
    return person("wei", Role.TEAM_LEAD, gaoxin, gaoxin_team)


@pytest.fixture
def deng(wuhu) -> User:
    return person("deng", Role.ACCOUNT_MANAGER, wuhu)


@pytest.fixture
def xie(gaoxin) -> User:
    return person("xie", Role.AGENT, gaoxin)


@pytest.fixture
def zhou(gaoxin) -> User:
    return person("zhou", Role.MANAGER)


@pytest.fixture
def he(gaoxin) -> User:
    return person("he", Role.ADMINISTRATOR)


@pytest.fixture
def sun(gaoxin) -> User:
    return person("sun", Role.AUDITOR)


@pytest.fixture
def cast(lin, chen, wei, deng, xie, zhou, he, sun) -> dict[str, User]:
    return {user.username: user for user in (lin, chen, wei, deng, xie, zhou, he, sun)}


@pytest.fixture
def customer_of_lin(lin, gaoxin):
    return CustomerFactory(owner=lin, branch=gaoxin, name="Muyun Kindergartens", code="C-00418")


@pytest.fixture
def customer_of_chen(chen, gaoxin):
    return CustomerFactory(owner=chen, branch=gaoxin, name="Beiting Cold Chain", code="C-00419")


@pytest.fixture
def customer_of_deng(deng, wuhu):
    return CustomerFactory(owner=deng, branch=wuhu, name="Canary Wuhu Transport", code="C-00999")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def as_lin(lin) -> Client:
    return signed_in(lin)


@pytest.fixture
def as_chen(chen) -> Client:
    return signed_in(chen)


@pytest.fixture
def as_wei(wei) -> Client:
    return signed_in(wei)


@pytest.fixture
def as_deng(deng) -> Client:
    return signed_in(deng)


@pytest.fixture
def as_xie(xie) -> Client:
    return signed_in(xie)


@pytest.fixture
def as_zhou(zhou) -> Client:
    return signed_in(zhou)


@pytest.fixture
def as_he(he) -> Client:
    return signed_in(he)


@pytest.fixture
def as_sun(sun) -> Client:
    return signed_in(sun)
