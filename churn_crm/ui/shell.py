"""What the frame around every page needs: navigation by role, the business's name, theme and keys.

The shell knows other apps by the names of their URLs only; what is not there yet is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

RUN_STATUS = "signals:run_status"
SEARCH = "customers:search"
SEARCH_PAGE = "customers:list"
PASSWORD = "account_change_password"  # noqa: S105 (a URL name)
SECOND_FACTOR = "mfa_index"
LOGOUT = "account_logout"
NAMELESS = ("Churn CRM", "")
THEMES = ("light", "dark", "auto")
# A phone's bottom bar has room for these and "More".
QUICK_ITEMS = 4


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation, ready to draw."""

    label: object
    short: object
    icon: str
    url: str
    badge: str
    current: bool


@dataclass(frozen=True)
class NavGroup:
    """Items under one heading; the first group has none."""

    label: object
    items: tuple[NavItem, ...]


def shell(request: HttpRequest) -> dict[str, "Shell"]:
    """Context processor: everything under one name, worked out only when a template asks."""
    return {"shell": Shell(request)}


class Shell:
    """The frame of one answer."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def groups(self) -> list[NavGroup]:
        """The navigation that this person's role shows, items without a URL left out."""
        current = self.current_url
        groups = [
            NavGroup(label, tuple(nav_item(item, current) for item in items if self.shows(item)))
            for label, items in navigation()
        ]
        return [group for group in groups if group.items]

    @property
    def items(self) -> Iterator[NavItem]:
        return (item for group in self.groups for item in group.items)

    @cached_property
    def quick(self) -> list[NavItem]:
        """The first items, for the bottom bar of a phone."""
        return list(self.items)[:QUICK_ITEMS]

    def shows(self, item: dict[str, Any]) -> bool:
        return self.role in item["roles"] and bool(url(item["url_name"]))

    @property
    def role(self) -> str:
        return getattr(getattr(self.request, "user", None), "role", "")

    @cached_property
    def current_url(self) -> str:
        """The item that this page lies under: that of the longest prefix; none for pages of no item."""
        shown = [item for _, items in navigation() for item in items if self.shows(item)]
        under = [
            (len(place), url(item["url_name"]))
            for item in shown
            for place in (url(item["url_name"]), *item.get("also", ()))
            if lies_under(self.request.path, place)
        ]
        return max(under, default=(0, ""))[1]

    @cached_property
    def business(self) -> tuple[str, str]:
        """Name and caption of the business, from the function that SHELL_BUSINESS names."""
        path = getattr(settings, "SHELL_BUSINESS", None)
        try:
            return (path and import_string(path)()) or NAMELESS
        except Error:
            # The page about what broke must come out even when it was the database.
            return NAMELESS

    @property
    def theme(self) -> str:
        """light, dark, or auto: as the reader's system has it."""
        theme = self.request.COOKIES.get("theme", "auto")
        return theme if theme in THEMES else "auto"

    @property
    def keys(self) -> str:
        """Single-key shortcuts, on unless the reader switched them off."""
        return "off" if self.request.COOKIES.get("keys") == "off" else "on"

    run_status = property(lambda self: url(RUN_STATUS))
    search = property(lambda self: url(SEARCH))
    search_page = property(lambda self: url(SEARCH_PAGE))
    password = property(lambda self: url(PASSWORD))
    second_factor = property(lambda self: url(SECOND_FACTOR))
    logout = property(lambda self: url(LOGOUT))
    set_language = property(lambda self: url("set_language"))


def navigation() -> list[tuple[object, list[dict[str, Any]]]]:
    """The list of groups in the settings: what is shown where, to whom."""
    return cast(list[tuple[object, list[dict[str, Any]]]], settings.NAVIGATION)


def url(name: str | None) -> str:
    """The URL of that name, or nothing while the page does not exist."""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


def lies_under(path: str, prefix: str) -> bool:
    return path == prefix or (prefix != "/" and path.startswith(prefix))


def nav_item(item: dict[str, Any], current: str) -> NavItem:
    target = url(item["url_name"])
    return NavItem(
        label=item["label"],
        short=item.get("short") or item["label"],
        icon=item["icon"],
        url=target,
        badge=url(item.get("badge")),
        current=target == current,
    )
