"""The visit-rhythm strip in words and pixels; its geometry is in rhythm.py."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from churn_crm.ui.figures import day, figure, language
from churn_crm.ui.rhythm import Drawing, Rhythm, draw


@dataclass(frozen=True)
class Layout:
    """Pixels from the top: where the plot begins, its axis, the labels of the months."""

    height: int
    top: int
    axis: int

    @property
    def plot(self) -> int:
        return self.axis - self.top

    @property
    def labels(self) -> int:
        return self.axis + 16

    @property
    def tick_end(self) -> int:
        return self.axis + 4

    @property
    def visit_end(self) -> int:
        return self.axis - 3

    @property
    def late_line(self) -> int:
        return self.axis - 10

    @property
    def late_text(self) -> int:
        return self.axis - 15

    @property
    def above(self) -> int:
        return self.top - 8


# "today" takes the place of months whose label it would touch, in percent to either side.
TODAY_NEEDS = 9
SMALL = Layout(height=84, top=22, axis=62)
LARGE = Layout(height=140, top=38, axis=116)


def rhythm_strip(strip: Rhythm, large: bool = False) -> dict:
    """Context of templates/ui/_rhythm.html. strip: a `churn_crm.ui.rhythm.Rhythm`."""
    layout, drawing = (LARGE if large else SMALL), draw(strip, large=large)
    today = "below" if not drawing.late else "top" if large else "above"
    tallest = layout.visit_end - layout.top + 3
    return {
        "large": large,
        "layout": layout,
        "drawing": drawing,
        "today": today,
        "visits": [(x, round(layout.visit_end - tallest * share, 1)) for x, share in drawing.visits],
        "months": [
            (x, month_label(first))
            for x, first in drawing.months
            if today != "below" or abs(x - drawing.today) > TODAY_NEEDS
        ],
        "soon": [
            (x, day(on, "short", today=strip.today), words, layout.top - 6 + 28 * i)
            for i, (x, on, words) in enumerate(drawing.soon)
        ],
        "window_words": window_words(strip, drawing),
        "silent": silent_words(strip),
        "today_words": gettext("Today, %(day)s") % {"day": day(strip.today, today=strip.today)}
        if today == "top"
        else gettext("today"),
        "sentence": sentence(strip),
    }


def month_label(first: date) -> str:
    """January is labelled by its year."""
    chinese = language() == "zh-hans"
    if first.month == 1:
        return f"{first.year}年" if chinese else str(first.year)
    return f"{first.month}月" if chinese else day(first, "short", today=first).split()[1]


def window_words(strip: Rhythm, drawing: Drawing) -> tuple[str, float, str] | None:
    """The words over the window, where they stand, and on which side of that point."""
    if not strip.expected or not drawing.window:
        return None
    start, end = (day(d, "short", today=strip.today) for d in strip.expected)
    words = gettext("expected %(start)s – %(end)s") % {"start": start, "end": end}
    if drawing.window.end < 40:
        return words, drawing.window.x, "start"
    return words, drawing.window.end, "end"


def silent_words(strip: Rhythm) -> str:
    days = strip.silent_days
    if days is None:
        return ""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": figure(days)}


def sentence(strip: Rhythm) -> str:
    """The strip for who cannot see it."""
    if not strip.visits or strip.last_visit is None:
        return gettext("No visit yet.")
    first = min(on for on, _ in strip.visits)
    parts = [
        ngettext("%(count)s visit since %(month)s.", "%(count)s visits since %(month)s.", len(strip.visits))
        % {"count": figure(len(strip.visits)), "month": day(first, "month")}
    ]
    if strip.gap_median:
        parts.append(
            gettext("Usually every %(median)s plus or minus %(mad)s days.")
            % {"median": figure(strip.gap_median), "mad": figure(strip.gap_mad or 0)}
        )
    if strip.expected:
        start, end = (day(d, today=strip.today) for d in strip.expected)
        parts.append(gettext("Next visit expected %(start)s to %(end)s.") % {"start": start, "end": end})
    parts.append(
        gettext("Today, %(day)s, is %(days)s after the last visit.")
        % {"day": day(strip.today, today=strip.today), "days": silent_words(strip)}
    )
    return " ".join(parts)
