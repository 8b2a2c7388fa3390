"""What a page looks like apart from its words, so that a browser looks once at what is the same for many.

The shape of an element: its tag with the attributes that make its look and its role, whether it says
something, and the shape of what it stands in. Two customers' pages with the same shapes look alike, however
many rows their lists have, whatever the names and numbers in them.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

TELLING = ("class", "role", "type", "scope", "open", "disabled", "hidden", "checked")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSEEN = {"head", "script", "style", "template", "title", "option"}
LOADED = re.compile(r"""hx-get="([^"]+)"[^>]*hx-trigger="load|hx-trigger="load[^>]*hx-get="([^"]+)\"""")


class Shapes(HTMLParser):
    """Collects the shapes of a page's elements."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shape = f"{tag} {sorted(telling(attrs))}"
        self.note(shape)
        if tag not in VOID:
            self.open.append(shape)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.note(f"{tag} {sorted(telling(attrs))}")

    def handle_endtag(self, tag: str) -> None:
        if tag in [one.split(" ")[0] for one in self.open]:
            while self.open.pop().split(" ")[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.note("words")

    def note(self, shape: str) -> None:
        """Where it stands is part of its look: the same word may be pale on white and on grey."""
        if not UNSEEN & {one.split(" ")[0] for one in (*self.open, shape)}:
            self.found.add(" > ".join([*self.open[-3:], shape]))


def telling(attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    """Classes and roles by their values; of the others that they are there, and not empty."""
    for name, value in attrs:
        yield f"{name}={value}" if name in TELLING else f"{name}{'' if value else '!'}"


def shapes_of(html: str, fetch: Callable[[str], str]) -> set[str]:
    """The shapes of a page with the fragments that it loads by itself; `fetch` gets those."""
    parser = Shapes()
    parser.feed(html)
    for found in LOADED.finditer(html):
        parser.found |= shapes_of(fetch((found[1] or found[2]).replace("&amp;", "&")), fetch)
    return parser.found
