"""Every URL, method, role and object of the access table, asked for real."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from customers.models import Customer
from staff.models import User
from tests.conftest import ROLES, customer_of, first_branch, person, second_branch, signed_in, team_of
from tests.staff.access_objects import DATA, arguments
from tests.staff.access_table import LINES, WHO, Line

CANARY = "Canary Wuhu Transport"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Views of Django and allauth take PUT for POST.
NOT_OURS = ("account_", "mfa_", "set_language")
SHUT = (401, 403, 404, 405)


@dataclass(frozen=True)
class World:
    """Two branches, who works there, whose customers are whose; each with a session."""

    people: dict[str, User | None]
    owned: dict[str, Customer]
    sessions: dict[str, str]

    def client(self, who: str, **options: Any) -> Client:
        """A browser of its own, logged in as that role."""
        client = Client(raise_request_exception=False, **options)
        if who in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client

    def url(self, line: Line) -> str:
        return reverse(line.url_name, kwargs=arguments(line.kind, line.whose, self.owned))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """There are thousands of cells and one business: it is made once. What a test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world()
        transaction.set_rollback(True)


def a_world() -> World:
    gaoxin, wuhu = first_branch(), second_branch()
    cast = {name: person(name, gaoxin=gaoxin, wuhu=wuhu, team=team_of(gaoxin)) for name in ROLES}
    people = dict(zip(WHO, ("xie", "lin", "wei", "zhou", "he", "sun"), strict=False))
    sessions = {
        who: signed_in(cast[name]).cookies[settings.SESSION_COOKIE_NAME].value for who, name in people.items()
    }
    whose = {"own": "lin", "team": "chen", "other": "deng"}
    owned = {word: customer_of(cast[name]) for word, name in whose.items()}
    return World({who: cast.get(name) for who, name in people.items()}, owned, sessions)


def url_names(patterns: list, namespace: str = "") -> Iterator[str]:
    """The full name of every URL of the project; a URL without a name is told by its route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or f'(no name) {pattern.pattern}'}"


ALL_NAMES = sorted(set(url_names(get_resolver().url_patterns)))


def test_every_url_is_declared_in_the_table():
    assert sorted(set(ALL_NAMES) - {line.url_name for line in LINES}) == []


def test_the_table_declares_no_url_that_is_gone():
    assert sorted({line.url_name for line in LINES} - set(ALL_NAMES)) == []


def test_every_cell_is_declared_once():
    lines = [str(line) for line in LINES]
    assert sorted({line for line in lines if lines.count(line) > 1}) == []


@pytest.mark.parametrize("line", LINES, ids=str)
@pytest.mark.django_db
def test_everybody_gets_what_the_table_says(line: Line, world):
    url, data = world.url(line), DATA.get(line.url_name, {})
    got = {who: answer_to(world.client(who), line.verb, url, data) for who in WHO}
    wrong = {who: (got[who], line.answers[who]) for who in WHO if not fits(got[who], line.answers[who])}
    assert not wrong, f"{line.verb} {url}: (is, should be) by role: {wrong}"


@pytest.mark.parametrize("url_name", [name for name in ALL_NAMES if not name.startswith(NOT_OURS)])
@pytest.mark.django_db
def test_a_method_that_is_not_declared_is_not_allowed(url_name: str, world):
    lines = [line for line in LINES if line.url_name == url_name]
    if not lines:
        pytest.fail(f"{url_name} is not declared in tests/staff/access_table.py")
    line = next((line for line in lines if line.whose != "missing"), lines[0])
    url = world.url(line)
    open_to = next((who for who in reversed(WHO[:-1]) if line.answers[who] not in ("403", "404")), WHO[0])
    undeclared = set(METHODS) - {line.verb for line in lines}
    got = {method: answer_to(world.client(open_to), method, url, {}) for method in sorted(undeclared)}
    assert {method: answer for method, answer in got.items() if answer != "405"} == {}


@pytest.mark.parametrize("line", [line for line in LINES if line.verb == "GET"], ids=str)
@pytest.mark.django_db
def test_another_portfolio_shines_through_nowhere(line: Line, world):
    url, lin = world.url(line), world.client("account_manager")
    for query in ("", "?q=Wuhu+Trans", "?q=C-00999"):
        answer = lin.get(url + query)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert CANARY not in body.decode(errors="replace")


@pytest.mark.parametrize("url_name", sorted({line.url_name for line in LINES if line.method == "POST"}))
@pytest.mark.django_db
def test_nothing_is_written_without_a_csrf_token(url_name: str, world):
    line = next(line for line in LINES if line.url_name == url_name and line.method == "POST")
    client = world.client("administrator", enforce_csrf_checks=True)
    assert client.post(world.url(line), DATA.get(url_name, {})).status_code == 403


@pytest.mark.django_db
def test_an_expired_login_inside_a_fragment_leads_the_whole_page_to_the_login(world):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/?tier=2"}
    answer = world.client("nobody").get(reverse("staff:notices_badge"), headers=headers)
    assert answer.headers["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fcustomers%2F%3Ftier%3D2"


def answer_to(client: Client, method: str, url: str, data: dict[str, Any]) -> str:
    """The status code, or "login"; whatever the request changed is undone."""
    with transaction.atomic():
        response = client.post(url, data) if method == "POST" else client.generic(method, url)
        transaction.set_rollback(True)
    return "login" if leads_to_login(response) else str(response.status_code)


def leads_to_login(response: HttpResponse) -> bool:
    target = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
    return target.split("?")[0] == reverse("account_login")


def fits(got: str, declared: str) -> bool:
    if declared != "in":
        return got == declared
    return got.isdecimal() and int(got) < 500 and int(got) not in SHUT
