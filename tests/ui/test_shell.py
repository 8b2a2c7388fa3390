"""The frame around every page: who sees which navigation, which item is current, theme and keys."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import include, path

from churn_crm.settings import NAVIGATION as REAL_NAVIGATION
from churn_crm.ui.icons import icon
from churn_crm.ui.shell import Shell
from staff.models import User
from staff.roles import Role


def page(request):
    raise NotImplementedError


def item(url_name: str, label: str, *roles: str) -> dict:
    return {"url_name": url_name, "label": label, "icon": "users", "roles": roles}


def no_name() -> None:
    return None


def no_database() -> None:
    raise OperationalError


CUSTOMERS = [path("", page, name="list"), path("search", page, name="search")]
urlpatterns = [
    path("triage/", page, name="triage"),
    path("badge/", page, name="badge"),
    path("customers/", include((CUSTOMERS, "customers"))),
    path("customers/imports/", page, name="imports"),
]
FIRST = [
    item("triage", "Triage", "manager") | {"badge": "badge"},
    item("customers:list", "Customers", "manager", "agent"),
]
NAVIGATION = [
    (None, FIRST),
    ("Set up", [item("imports", "Imports", "manager") | {"also": ("/sources/",)}]),
    ("Later", [item("not:built", "Later", "manager")]),
]


@pytest.fixture(autouse=True)
def a_small_site(settings):
    settings.ROOT_URLCONF = __name__
    settings.NAVIGATION = NAVIGATION


def shell_of(role: str, address: str = "/triage/", **cookies) -> Shell:
    request = RequestFactory().get(address)
    request.user = User(role=role)
    request.COOKIES.update(cookies)
    return Shell(request)


def test_an_item_shows_to_the_roles_that_it_names():
    assert [item.label for item in shell_of("agent").items] == ["Customers"]
    assert [item.label for item in shell_of("manager").items] == ["Triage", "Customers", "Imports"]
    assert list(shell_of("").items) == []


def test_what_is_not_built_yet_is_left_out_with_its_heading():
    assert [group.label for group in shell_of("manager").groups] == [None, "Set up"]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/triage/", ["Triage"]),
        ("/customers/17/", ["Customers"]),
        ("/customers/imports/3/", ["Imports"]),
        ("/sources/till/", ["Imports"]),
        ("/elsewhere/", []),
    ],
)
def test_the_item_that_a_page_lies_under_is_current(address, current):
    assert [item.label for item in shell_of("manager", address).items if item.current] == current


def test_badges_and_search_come_by_their_urls():
    shell = shell_of("manager")
    assert [item.badge for item in shell.items] == ["/badge/", "", ""]
    assert shell.search == "/customers/search"
    assert shell.run_status == ""


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("auto", "auto"), ("<x>", "auto")]
)
def test_the_theme_is_one_of_three(cookie, theme):
    assert shell_of("agent", theme=cookie).theme == theme


def test_single_keys_can_be_switched_off():
    assert shell_of("agent").keys == "on"
    assert shell_of("agent", keys="off").keys == "off"


@pytest.mark.parametrize("setting", [None, f"{__name__}.no_name", f"{__name__}.no_database"])
def test_a_business_without_a_name_is_called_as_the_product(settings, setting):
    settings.SHELL_BUSINESS = setting
    assert shell_of("agent").business == ("Churn CRM", "")


def test_the_real_navigation_names_icons_and_roles_that_exist():
    for _, entries in REAL_NAVIGATION:
        for entry in entries:
            icon(str(entry["icon"]))
            assert set(entry["roles"]) <= set(Role.values)
