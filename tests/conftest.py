"""The named cast. The servers come with churn_crm.embedded.pytest_plugin.

Gaoxin: Lin and Chen keep accounts in Wei's team, Xie answers the phone. Wuhu: Deng keeps accounts, alone.
Zhou manages, He administers, Sun audits.
"""

import gc
from datetime import date
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from customers.models import Customer
from staff.models import Branch, Business, Team, User
from staff.roles import Role
from tests import databases, emptying
from tests.examples import examples
from tests.factories import BranchFactory, CustomerFactory, UserFactory

TODAY = date(2026, 6, 16)

# How fast examples are made says more about the machine than about them.
hypothesis.settings.register_profile(
    "any machine",
    deadline=None,
    max_examples=examples(100),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any machine")
emptying.install()
# Every client makes its handler anew; it need not read the list of all static files each time.
settings.WHITENOISE_AUTOREFRESH = True

# They take minutes, with servers of their own: begun last, they would go on when all else has ended.
FIRST = ("test_launch.py", "test_faults.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins."""
    items.sort(key=lambda item: item.path.name not in FIRST)


def pytest_collection_finish() -> None:
    """What collecting has made stays until the end: the collector need not walk through it ever again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request,
    tmp_path_factory,
    django_db_modify_db_settings_parallel_suffix,
    django_db_blocker,
    django_db_keepdb,
    django_db_createdb,
):
    """A test waits for no disk: what the server loses in a crash was a test's. Its tables are copies."""
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off".strip()
    if django_db_createdb or not django_db_keepdb:
        own = tmp_path_factory.getbasetemp()
        with django_db_blocker.unblock():
            databases.copy_tables(own.parent if is_worker(request.config) else own)


def is_worker(config: pytest.Config) -> bool:
    """Does this process share the tests with others, as pytest-xdist has them?"""
    return hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The workers have ended."""
    if not is_worker(session.config):
        with session.config.stash[blocking_manager_key].unblock():
            databases.drop_template()


@pytest.fixture(autouse=True)
def a_fixed_day(settings):
    """The business day stands still, so that no test depends on when it runs."""
    settings.TODAY = TODAY


@pytest.fixture(autouse=True)
def in_english():
    """A request in Chinese leaves its language to whatever comes next in the same thread."""
    translation.activate("en")


@pytest.fixture
def today() -> date:
    return TODAY


def first_branch() -> Branch:
    Business.objects.get_or_create(defaults={"name": "Hexi Auto Care"})
    return BranchFactory(code="gaoxin", name="Gaoxin")


def second_branch() -> Branch:
    return BranchFactory(code="wuhu", name="Wuhu")


def team_of(branch: Branch) -> Team:
    return Team.objects.get_or_create(name=f"{branch.name} accounts", defaults={"branch": branch})[0]


@pytest.fixture
def gaoxin(db) -> Branch:
    return first_branch()


@pytest.fixture
def wuhu(db) -> Branch:
    return second_branch()


@pytest.fixture
def gaoxin_team(gaoxin) -> Team:
    return team_of(gaoxin)


# Who belongs to the first branch, to its team, to the second branch.
ROLES = {
    "lin": (Role.ACCOUNT_MANAGER, "gaoxin", "team"),
    "chen": (Role.ACCOUNT_MANAGER, "gaoxin", "team"),
    "wei": (Role.TEAM_LEAD, "gaoxin", "team"),
    "deng": (Role.ACCOUNT_MANAGER, "wuhu", ""),
    "xie": (Role.AGENT, "gaoxin", ""),
    "zhou": (Role.MANAGER, "", ""),
    "he": (Role.ADMINISTRATOR, "", ""),
    "sun": (Role.AUDITOR, "", ""),
}


def person(username: str, **places: Any) -> User:
    """One of the cast; `places` by name: gaoxin, wuhu, team."""
    role, branch, team = ROLES[username]
    where = {"branch": places.get(branch), "team": places.get(team)}
    return UserFactory(username=username, name=username.title(), role=role, **where)


@pytest.fixture
def lin(gaoxin, gaoxin_team) -> User:
    return person("lin", gaoxin=gaoxin, team=gaoxin_team)


@pytest.fixture
def chen(gaoxin, gaoxin_team) -> User:
    return person("chen", gaoxin=gaoxin, team=gaoxin_team)


@pytest.fixture
def wei(gaoxin, gaoxin_team) -> User:
    return person("wei", gaoxin=gaoxin, team=gaoxin_team)


@pytest.fixture
def deng(wuhu) -> User:
    return person("deng", wuhu=wuhu)


@pytest.fixture
def xie(gaoxin) -> User:
    return person("xie", gaoxin=gaoxin)


@pytest.fixture
def zhou(gaoxin) -> User:
    return person("zhou")


@pytest.fixture
def he(gaoxin) -> User:
    return person("he")


@pytest.fixture
def sun(gaoxin) -> User:
    return person("sun")


@pytest.fixture
def cast(lin, chen, wei, deng, xie, zhou, he, sun) -> dict[str, User]:
    return {user.username: user for user in (lin, chen, wei, deng, xie, zhou, he, sun)}


def customer_of(owner: User) -> Customer:
    name, code = CUSTOMERS[owner.username]
    return CustomerFactory(owner=owner, branch=owner.branch, name=name, code=code)


CUSTOMERS = {
    "lin": ("Muyun Kindergartens", "C-00418"),
    "chen": ("Beiting Cold Chain", "C-00419"),
    "deng": ("Canary Wuhu Transport", "C-00999"),
}


@pytest.fixture
def customer_of_lin(lin) -> Customer:
    return customer_of(lin)


@pytest.fixture
def customer_of_chen(chen) -> Customer:
    return customer_of(chen)


@pytest.fixture
def customer_of_deng(deng) -> Customer:
    return customer_of(deng)


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
