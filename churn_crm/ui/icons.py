"""Tabler's outline icons as inline SVG, stroke 1.5: no icon font, nothing to load."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

OUTLINE = Path("@tabler") / "icons" / "icons" / "outline"
# Tabler draws an invisible frame around each icon; it only makes the page longer.
FRAME = re.compile(r'<path stroke="none"[^>]*/>')
INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class UnknownIcon(LookupError):
    """No icon of this name is installed; a misspelt name must not become an empty space."""


def icon(name: str, css: str = "") -> SafeString:
    """The icon as `<svg class="cr-i cr-i-NAME CSS">`, hidden from screen readers: words stand beside it.

    Raises UnknownIcon when Tabler has no outline icon of that name.
    """
    return format_html(
        '<svg class="cr-i cr-i-{}{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        name,
        f" {css}" if css else "",
        paths(name),
    )


@cache
def paths(name: str) -> SafeString:
    file = settings.NODE_MODULES / OUTLINE / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        raise UnknownIcon(f"No Tabler outline icon is called {name!r}")
    inner = INNER.search(file.read_text(encoding="utf-8"))
    if inner is None:
        raise UnknownIcon(f"{file} is not an SVG icon")
    # The file comes with the locked package, not from a user.
    return mark_safe(" ".join(FRAME.sub("", inner.group(1)).split()))
