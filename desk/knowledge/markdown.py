"""Markdown into HTML that can do nothing: read by markdown-it without raw HTML, then cleaned by nh3.

Two gates, because an article may be public and is written by many. Pictures are left out: they would be
fetched from wherever the writer likes.
"""

import html
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a"),
    *("ul", "ol", "li", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = {"http", "https", "mailto", "tel"}
LOWEST = 6
BELOW = 2  # an article stands under the page's own headings
READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def to_html(text: str) -> str:
    """Safe HTML of Markdown, for templates with `|safe`."""
    tokens = READER.parse(text)
    for token in tokens:
        lower(token)
    return clean(READER.renderer.render(tokens, READER.options, {}))


def lower(token: Token) -> None:
    """`# Title` becomes a heading of the third rank, and so on."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1:]) + BELOW, LOWEST)}"


def clean(rendered: str) -> str:
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """The words alone, a paragraph or an item on each line. Who types on asks for the same articles again."""
    bare = html.unescape(nh3.clean(to_html(text), tags=set()))
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())


def first_line(text: str) -> str:
    """The first paragraph as one line."""
    return plain(text).partition("\n")[0]
