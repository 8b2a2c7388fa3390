"""Every URL, method, role and object of the access table, asked for real.

Every view runs for every cell; what it answers with is drawn once for each role and URL, which is told by
`Drawing`. A long form draws all of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partialmethod
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from drf_spectacular.generators import SchemaGenerator

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
READER = "account_manager"
ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html")
RENDER = Template.render
DESCRIBE = SchemaGenerator.get_schema
FIND = SessionStore._get_session_from_db


@dataclass
class Drawing:
    """Which templates are rendered; the others stand for an empty text.

    Most of what a request costs is the page that comes back, and most of those pages were drawn before: by
    the same template, for the same role. So one template is rendered once for each role, URL and method,
    what says no ("404.html") once for each role, and whole pages only for Lin, who must find nobody of Wuhu
    in them: test_pages.py draws the same lines of the table for everybody.
    """

    drawn: set[tuple[str, ...]] = field(default_factory=set)
    line: Line | None = None
    who: str = ""
    everything: bool = False
    within: bool = False

    @contextmanager
    def of(self, line: Line) -> Iterator[None]:
        self.line = line
        try:
            yield
        finally:
            self.line = None

    def wants(self, template: str) -> bool:
        """Is this template to be rendered? Asked once, it counts as drawn."""
        if self.everything or self.within or not self.line:
            return True
        refuses = template.split("/")[0] in ERRORS
        if self.line.verb == "GET" and self.who == READER and not refuses:
            return True
        if is_walked(self.line, self.who):
            return False
        place = (template, self.who) + (() if refuses else (self.line.url_name, self.line.verb))
        new = place not in self.drawn
        self.drawn.add(place)
        return new

    def render(self, template: Template, *context: Any, **more: Any) -> str:
        """In place of the template's own; what a page is put together from is drawn with it."""
        if not self.wants(str(template.template.name)):
            return ""
        before, self.within = self.within, True
        try:
            return RENDER(template, *context, **more)
        finally:
            self.within = before


def is_walked(line: Line, who: str) -> bool:
    """Does test_pages.py draw this page for this role?"""
    walks = "nobody" if line.answers["nobody"] == "200" else who
    return line.method == "GET" and line.answers[who] == "200" and walks == who


@dataclass(frozen=True)
class World:
    """Two branches, who works there, whose customers are whose; each with a session."""

    people: dict[str, User | None]
    owned: dict[str, Customer]
    sessions: dict[str, str]
    drawing: Drawing = field(default_factory=Drawing)
    # Every client would load all middleware anew for its first request.
    handlers: dict[bool, ClientHandler] = field(
        default_factory=lambda: {csrf: ClientHandler(enforce_csrf_checks=csrf) for csrf in (False, True)}
    )

    def client(self, who: str, *, csrf: bool = False) -> Client:
        """A browser of its own, logged in as that role."""
        client = Client(raise_request_exception=False)
        client.handler = self.handlers[csrf]
        if who in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client

    def url(self, line: Line) -> str:
        return reverse(line.url_name, kwargs=arguments(line.kind, line.whose, self.owned))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """There are thousands of cells and one business: it is made once. What a test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        world = a_world()
        patch.setattr(Template, "render", partialmethod(drawn_by, world.drawing))
        patch.setattr(SchemaGenerator, "get_schema", described_once())
        patch.setattr(SessionStore, "_get_session_from_db", found_once())
        yield world
        transaction.set_rollback(True)


def drawn_by(template: Template, drawing: Drawing, *context: Any, **more: Any) -> str:
    return drawing.render(template, *context, **more)


def found_once() -> Callable[[SessionStore], Session | None]:
    """The sessions stand still, since what a request does to one is undone: each is read once."""
    found: dict[str | None, Session] = {}

    def find(store: SessionStore) -> Session | None:
        session = found.get(store.session_key) or FIND(store)
        if session:
            found[store.session_key] = session
        return session

    return find


def described_once() -> Callable[..., dict[str, Any]]:
    """The description of the API is the same for everybody, and takes seconds: it is made once."""
    made: list[bool] = []

    def describe(generator: SchemaGenerator, **how: Any) -> dict[str, Any]:
        first = not made
        made.append(True)
        return DESCRIBE(generator, **how) if first else {}

    return describe


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
DECLARED = sorted({line.url_name for line in LINES})


def lines_of(url_name: str, verb: str = "") -> list[Line]:
    """What the table says of this URL, of all verbs or of one."""
    return [line for line in LINES if line.url_name == url_name and verb in ("", line.verb)]


def test_every_url_is_declared_in_the_table():
    assert sorted(set(ALL_NAMES) - {line.url_name for line in LINES}) == []


def test_the_table_declares_no_url_that_is_gone():
    assert sorted({line.url_name for line in LINES} - set(ALL_NAMES)) == []


def test_every_cell_is_declared_once():
    lines = [str(line) for line in LINES]
    assert sorted({line for line in lines if lines.count(line) > 1}) == []


@pytest.mark.parametrize("url_name", DECLARED)
@pytest.mark.django_db
def test_everybody_gets_what_the_table_says(url_name: str, world):
    """All that is wrong with one URL is told at once: by verb, object and role."""
    wrong = [complaint for line in lines_of(url_name) for complaint in complaints(line, world)]
    assert not wrong, "\n".join(["", *wrong])


def complaints(line: Line, world: World) -> Iterator[str]:
    """Who got another answer than is declared, and whether Lin was shown Wuhu's customer."""
    with undone(line), world.drawing.of(line):
        url, data = world.url(line), DATA.get(line.url_name, {})
        for who in WHO:
            world.drawing.who = who
            got, declared = asked(world.client(who), line.verb, url, data), line.answers[who]
            if not fits(got.code, declared):
                yield f"{line.verb} {url} ({line}) as {who}: is {got.code}, should be {declared}"
            if who == READER and line.verb == "GET" and CANARY in got.body:
                yield f"GET {url} ({line}) as {who}: shows {CANARY}"


@pytest.mark.long
@pytest.mark.parametrize("url_name", DECLARED)
@pytest.mark.django_db
def test_everybody_is_shown_what_the_table_says(url_name: str, world, monkeypatch):
    """As above, with every answer drawn for everybody."""
    monkeypatch.setattr(world.drawing, "everything", True)
    test_everybody_gets_what_the_table_says(url_name, world)


@pytest.mark.parametrize("url_name", [name for name in ALL_NAMES if not name.startswith(NOT_OURS)])
@pytest.mark.django_db
def test_a_method_that_is_not_declared_is_not_allowed(url_name: str, world):
    lines = lines_of(url_name)
    if not lines:
        pytest.fail(f"{url_name} is not declared in tests/staff/access_table.py")
    line = next((line for line in lines if line.whose != "missing"), lines[0])
    url = world.url(line)
    open_to = next((who for who in reversed(WHO[:-1]) if line.answers[who] not in ("403", "404")), WHO[0])
    undeclared = set(METHODS) - {line.verb for line in lines}
    got = {method: asked(world.client(open_to), method, url, {}).code for method in sorted(undeclared)}
    wrong = {method: code for method, code in got.items() if code != "405"}
    assert wrong == {}, f"{url} as {open_to}"


@pytest.mark.parametrize("url_name", [name for name in DECLARED if lines_of(name, "GET")])
@pytest.mark.django_db
def test_another_portfolio_shines_through_no_search(url_name: str, world):
    """Nor without a search: that is looked at above."""
    shown = [place for line in lines_of(url_name, "GET") for place in shining_through(line, world)]
    assert shown == []


def shining_through(line: Line, world: World) -> Iterator[str]:
    """Where Lin finds Wuhu's customer by name or by code."""
    with undone(line):
        url, lin = world.url(line), world.client(READER)
        for query in ("?q=Wuhu+Trans", "?q=C-00999"):
            got = asked(lin, "GET", url + query, {})
            if CANARY in got.body:
                yield f"{url}{query} ({line})"
            if got.code in ("401", "403", "404"):
                break  # whatever is searched for


@pytest.mark.parametrize("url_name", sorted({line.url_name for line in LINES if line.method == "POST"}))
@pytest.mark.django_db
def test_nothing_is_written_without_a_csrf_token(url_name: str, world):
    line = lines_of(url_name, "POST")[0]
    client = world.client("administrator", csrf=True)
    assert client.post(world.url(line), DATA.get(url_name, {})).status_code == 403


@pytest.mark.django_db
def test_an_expired_login_inside_a_fragment_leads_the_whole_page_to_the_login(world):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/?tier=2"}
    answer = world.client("nobody").get(reverse("staff:notices_badge"), headers=headers)
    assert answer.headers["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fcustomers%2F%3Ftier%3D2"


@contextmanager
def undone(line: Line | None = None) -> Iterator[None]:
    """Whatever is changed inside it is taken back; an error says at which line it came."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    except Exception as error:
        if line:
            error.add_note(f"at {line}")
        raise


@dataclass(frozen=True)
class Answer:
    """The status code, or "login"; and what was said."""

    code: str
    body: str


def asked(client: Client, method: str, url: str, data: dict[str, Any]) -> Answer:
    """What it answers; whatever the request changed is undone."""
    with undone():
        response = client.post(url, data) if method == "POST" else client.generic(method, url)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        code = "login" if leads_to_login(response) else str(response.status_code)
        return Answer(code, content.decode(errors="replace"))


def leads_to_login(response: HttpResponse) -> bool:
    target = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
    return target.split("?")[0] == reverse("account_login")


def fits(got: str, declared: str) -> bool:
    if declared != "in":
        return got == declared
    return got.isdecimal() and int(got) < 500 and int(got) not in SHUT
