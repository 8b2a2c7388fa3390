"""Every visible string is marked, collected and translated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.utils import translation

from churn_crm import translations

TEMPLATES = sorted((translations.ROOT / "templates").rglob("*.html"))
# Names and signs that are the same in every language.
SAME_EVERYWHERE = {
    "Churn CRM",
    "python manage.py import_records",
    "SVG",
    "PNG",
    "English",
    "中文",
    "English中文",
}
SPOKEN = ("alt", "aria-label", "placeholder", "title", "aria-description")
SILENT = ("script", "style", "kbd", "code", "pre")
WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,}")
IN_TAGS = re.compile(
    r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|\{%\s*blocktranslate.*?endblocktranslate\s*%\}"
    r"|\{%\s*block \w+_class\s*%\}.*?endblock\s*%\}|\{%.*?%\}|\{\{.*?\}\}|&\w+;",
    re.DOTALL,
)


class Unmarked(HTMLParser):
    """Gathers words that stand in a template outside translate tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own_language = "lang" in dict(attrs) and tag != "html"
        self.open.append((tag, tag in SILENT or own_language))
        if not own_language:
            self.found += [value for name, value in attrs if name in SPOKEN and value and is_words(value)]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if is_words(data) and not any(silent for _tag, silent in self.open):
            self.found.append(data.strip())


def is_words(text: str) -> bool:
    return bool(WORD.search(text)) and text.strip(" ·\n") not in SAME_EVERYWHERE


def unmarked(source: str) -> list[str]:
    parser = Unmarked()
    parser.feed(IN_TAGS.sub("", source))
    return parser.found


def test_nothing_is_left_untranslated():
    assert translations.check() == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(translations.ROOT).as_posix())
def test_every_visible_word_of_a_template_is_marked_for_translation(path: Path):
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "translated", "wrong"),
    [
        ("%(share)s of %(all)s", "%(all)s 中的 %(share)s", False),
        ("%(share)s%% of %(seconds).1f", "%(seconds).1f 的 %(share)s%%", False),
        ("in 95 of 100, %(days)s days", "95% 的情况下，%(days)s 天", True),
        ("95 of 100", "95%", False),
    ],
)
def test_a_single_percent_sign_among_placeholders_is_found(text, translated, wrong):
    assert ("write %%" in translations.problem_of(Message(text, translated))) == wrong


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %}</p>', []),
        ("<p>{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>", []),
        ('<button aria-label="Close"></button>', ["Close"]),
        ('<button lang="zh-Hans" aria-label="切换到中文">中</button>', []),
        ("<p>{{ count }} · 3 % <kbd>Ctrl</kbd></p>", []),
    ],
)
def test_the_search_for_unmarked_words_finds_them(source, found):
    assert unmarked(source) == found


@pytest.mark.parametrize(
    ("source", "strings"),
    [
        ('{% translate "Triage" %}', [("Triage", None)]),
        ("{% translate 'A \"quoted\" word' %}", [('A "quoted" word', None)]),
        ('{% translate "May" context "month" %}', [("May", "month")]),
        ("{% blocktranslate trimmed %}\n  one\n  line\n{% endblocktranslate %}", [("one line", None)]),
        (
            "{% blocktranslate count n=n %}{{ n }} visit{% plural %}{{ n }} visits{% endblocktranslate %}",
            [(("%(n)s visit", "%(n)s visits"), None)],
        ),
        ('{{ _("Total") }}', [("Total", None)]),
    ],
)
def test_strings_of_templates_are_collected(source, strings):
    found = [(words, context) for _name, words, context in translations.template_strings("page.html", source)]
    assert found == strings


@pytest.mark.parametrize(
    ("words", "translation", "problem"),
    [
        ("%(n)s visits", "%(n)s 次到店", ""),
        ("%(n)s visits", "", "not translated"),
        ("%(n)s visits", "%(m)s 次到店", "placeholders differ in '%(m)s 次到店'"),
        (("%(n)s visit", "%(n)s visits"), ("%(n)s 次到店",), ""),
        ("<b>now</b>", "现在", "placeholders differ in '现在'"),
    ],
)
def test_a_translation_that_does_not_fit_is_named(words, translation, problem):
    assert translations.problem_of(translations.Message(words, translation)) == problem


@pytest.mark.parametrize(
    ("context", "word"),
    [
        ("import", "Waiting"),  # it waits; as a complaint: had to wait long
        ("of a file", "Line"),  # its number; of a bill: what was done
        ("of a cell", "Value"),  # what stands in it; of a customer: his worth
        ("verb", "Open"),  # a view; of a contract: not settled
        ("how long", "a year"),  # good for one; of a price: every year
    ],
)
def test_a_word_that_means_two_things_is_two_words_in_chinese(context, word):
    with translation.override("zh-hans"):
        assert translation.pgettext(context, word) not in (word, translation.gettext(word))
