"""Translations without the gettext programs, which a fresh machine does not have.

python -m churn_crm.translations collect   strings of templates and code → locale/…/django.po
python -m churn_crm.translations compile   django.po → django.mo
python -m churn_crm.translations check     names what is missing, untranslated or does not fit
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("zh_Hans",)
CODE = ("churn_crm", "staff", "customers", "outbox", "desk", "signals", "retention", "dashboards")
TEMPLATES = ("templates",)
KEYWORDS: dict = {
    name + lazy: arguments
    for name, arguments in {
        "_": None,
        "gettext": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"lazy": None}  # what a module calls gettext_lazy that needs gettext as well
HEADER = """\
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
# What Django's templatize leaves of a template: calls with quoted words between blanked-out markup.
QUOTED = r"""[uU]?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*{QUOTED}(?:\s*,\s*{QUOTED})?(?:\s*,\s*{QUOTED})?", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w*\}|<[a-z/][^>]*>")
# What may stand after a % where there are named placeholders.
NAMED = re.compile(r"%\(\w+\)[\d.]*[sdf]|%%")

# (file, words or (singular, plural), context or None)
Found = tuple[str, str | tuple[str, str], str | None]


def main() -> int:
    """Run one of the three commands; the exit code is 1 when `check` found something."""
    parser = argparse.ArgumentParser(prog="python -m churn_crm.translations", description=__doc__)
    parser.add_argument("command", choices=("collect", "compile", "check"))
    command = parser.parse_args().command
    if command == "check":
        problems = check()
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
        return 1 if problems else 0
    for locale in LOCALES:
        collect(locale) if command == "collect" else compile_one(locale)
    return 0


def po_file(locale: str) -> Path:
    return ROOT / "locale" / locale / "LC_MESSAGES" / "django.po"


def found_strings() -> Iterator[Found]:
    """Every string that is marked for translation, by file."""
    for path in files(CODE, "*.py"):
        yield from python_strings(path)
    for pattern in ("*.html", "*.txt"):
        for path in files(TEMPLATES, pattern):
            yield from template_strings(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def files(folders: tuple[str, ...], pattern: str) -> Iterator[Path]:
    return (path for folder in folders for path in sorted((ROOT / folder).rglob(pattern)))


def python_strings(path: Path) -> Iterator[Found]:
    """Strings of a module, as Babel finds them by the names of the gettext functions."""
    name = path.relative_to(ROOT).as_posix()
    for _line, words, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
        yield name, words, context  # type: ignore[misc]


def template_strings(name: str, source: str) -> Iterator[Found]:
    """Strings of a template: translate and blocktranslate tags, and _() inside other tags."""
    for call in CALL.finditer(templatize(source, origin=name)):
        words = [ast.literal_eval(quoted) for quoted in call.groups()[1:] if quoted]
        context = words.pop(0) if "pg" in call[1] else None
        yield name, (words[0], words[1]) if call[1].startswith("n") else words[0], context


def collected(locale: str) -> Catalog:
    """What the sources say now, with the translations that the file has."""
    catalog = read(locale)
    fresh = Catalog(locale=locale, fuzzy=False)
    for name, words, context in found_strings():
        if words and words != ("", ""):
            fresh.add(words, locations=[(name, 0)], context=context)
    catalog.update(fresh, no_fuzzy_matching=True)
    return catalog


def read(locale: str) -> Catalog:
    path = po_file(locale)
    if not path.exists():
        return Catalog(locale=locale, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def collect(locale: str) -> None:
    """Rewrite the .po file: new strings in, strings that are gone out, no dates and line numbers."""
    text = BytesIO()
    write_po(
        text,
        collected(locale),
        width=110,
        omit_header=True,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    po_file(locale).parent.mkdir(parents=True, exist_ok=True)
    po_file(locale).write_text(HEADER + text.getvalue().decode().lstrip("\n"), encoding="utf-8")


def compile_one(locale: str) -> None:
    """Write the .mo file that Django reads; it is not kept in the repository."""
    with po_file(locale).with_suffix(".mo").open("wb") as file:
        write_mo(file, read(locale))


def check() -> list[str]:
    """What is wrong, one line each: not collected, not translated, doubtful, placeholders that differ."""
    return [
        f"{locale}: {problem}: {message.id!r} ({places_of(message)})"
        for locale in LOCALES
        for message in collected(locale)
        if message.id and (problem := problem_of(message))
    ]


def places_of(message: Message) -> str:
    return ", ".join(sorted({file for file, _line in message.locations}))


def problem_of(message: Message) -> str:
    ids, strings = forms_of(message.id), forms_of(message.string)
    if not all(strings):
        return "not translated"
    if message.fuzzy:
        return "doubtful (fuzzy)"
    if any(marks(string) != marks(ids[-1]) for string in strings):
        return f"placeholders differ in {strings[0]!r}"
    if any(NAMED.search(one) for one in ids) and any("%" in NAMED.sub("", one) for one in strings):
        return f"a single % among placeholders, write %%: {strings[0]!r}"
    return ""


def forms_of(text: Any) -> tuple[str, ...]:
    """One form, or singular and plural."""
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def marks(text: str) -> list[str]:
    """Placeholders and markup, which must be the same on both sides."""
    return sorted(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    sys.exit(main())
