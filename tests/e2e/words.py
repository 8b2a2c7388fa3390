"""What stands on the screen, in the language of the walk: one walk is written once and made in both.

`said("Save view")` is "Save view" or "保存视图"; a text that has no Chinese fails the walk that looks for it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext, override, pgettext

from churn_crm.ui import figures


@dataclass(frozen=True)
class Words:
    """The program's own words in one language, "en" or "zh-hans"."""

    language: str

    def __call__(self, text: str, *, context: str = "", **values: Any) -> str:
        """`text` as the catalogue has it, its placeholders filled in; context: that of pgettext."""
        with override(self.language):
            found = pgettext(context, text) if context else gettext(text)
        return self.told(text, found) % values if values else self.told(text, found)

    def many(self, one: str, more: str, number: int, **values: Any) -> str:
        """A text that has a plural, for `number`."""
        with override(self.language):
            found = ngettext(one, more, number)
        return self.told(one if number == 1 else more, found) % values

    def day(self, day: date) -> str:
        """A day as lists show it: 14 Jun, 6月14日."""
        with override(self.language):
            return figures.day(day, "short")

    def told(self, text: str, found: str) -> str:
        same = text.isupper()  # VIP and CSV are called so everywhere
        assert self.language == "en" or same or found != text, f"{text!r} has no Chinese"
        return found
