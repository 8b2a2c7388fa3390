"""What holds for every template of the project: it compiles, and nothing in it breaks the content policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

from churn_crm.ui.icons import UnknownIcon, icon

ROOT = Path(settings.BASE_DIR) / "templates"
PAGES = [file for file in sorted(ROOT.rglob("*.html")) if "email" not in file.parts]
NAMES = [str(file.relative_to(ROOT)) for file in PAGES]
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on, which needs eval": re.compile(r"\shx-on", re.IGNORECASE),
    "an hx-trigger filter, which needs eval": re.compile(r'hx-trigger="[^"]*\[(?![^"]*=)', re.IGNORECASE),
    "js: in hx-vals or hx-headers, which needs eval": re.compile(r"hx-(vals|headers)=.js:", re.IGNORECASE),
    "a javascript: address": re.compile(r"=\s*[\"']?javascript:", re.IGNORECASE),
}
# A script of another type than JavaScript is data and may stand in the page.
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*type=.application/json)[^>]*>", re.IGNORECASE)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("file", PAGES, ids=NAMES)
def test_no_template_needs_more_than_the_content_policy_allows(file):
    source = COMMENT.sub("", file.read_text("utf-8"))
    assert not INLINE_SCRIPT.search(source)
    assert "<style" not in source.lower()
    for tag in TAG.findall(re.sub(r"\{%.*?%\}", "", source)):
        for what, pattern in FORBIDDEN.items():
            assert not pattern.search(tag), f"{what} in {tag}"


def test_an_icon_that_does_not_exist_stops_the_page():
    with pytest.raises(UnknownIcon):
        engines["django"].from_string('{% icon "no-such-icon" %}').render()


@pytest.mark.parametrize("name", ["../phone", "Phone", ""])
def test_an_icon_is_never_a_path(name):
    with pytest.raises(UnknownIcon):
        icon(name)


def test_every_icon_that_a_template_names_exists():
    named = {match for file in PAGES for match in re.findall(r'\{% icon "([^"]+)"', file.read_text("utf-8"))}
    assert named
    for name in named:
        icon(name)


def test_every_style_sheet_and_script_that_a_template_names_exists():
    static = Path(settings.BASE_DIR) / "static"
    named = {
        match
        for file in PAGES
        for match in re.findall(r"\{% static ['\"]((?:css|js|img)/[^'\"]+)", file.read_text("utf-8"))
    }
    assert [name for name in sorted(named) if not (static / name).is_file()] == []


def test_style_sheets_load_nothing_from_elsewhere():
    for file in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css"):
        assert "http" not in file.read_text("utf-8")
        assert "@import" not in file.read_text("utf-8")
