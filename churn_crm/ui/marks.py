"""Small figures drawn as SVG in percent coordinates: bar, ring, capacity meter, spark line, logo."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

BANDS = {1: "bad", 2: "warn", 3: "good"}
METER_WIDTH, METER_HEIGHT = 118, 14
SPARK_LEFT, SPARK_RIGHT, SPARK_TOP, SPARK_BOTTOM = 2.0, 96.0, 4.0, 26.0


def logo() -> SafeString:
    """The mark: three visits and the next one."""
    return mark_safe(
        '<svg class="cr-logo" viewBox="0 0 26 26" aria-hidden="true">'
        '<rect class="b" width="26" height="26" rx="7"/>'
        '<path class="t" d="M6.5 8v10M11 8v10M15.5 8v10"/><circle class="d" cx="20" cy="13" r="1.7"/></svg>'
    )


def labelled(label: object) -> SafeString:
    """Attributes that name a drawing, or hide it when the words stand beside it."""
    return format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')


def bar(share: Decimal | float | None, kind: str = "", height: int = 6, label: object = "") -> SafeString:
    """One share (0 to 1) of one whole. kind: mute, bad, warn, good; the default is the accent."""
    width = round(min(max(float(share or 0), 0), 1) * 100, 1)
    return format_html(
        '<svg class="cr-bar{}" height="{}" {}><rect class="t" width="100%" height="{}" rx="{}"/>'
        '<rect class="f" width="{}%" height="{}" rx="{}"/></svg>',
        f" cr-bar-{kind}" if kind else "",
        height,
        labelled(label),
        height,
        height / 2,
        width,
        height,
        height / 2,
    )


def no_bar(label: object = "", height: int = 6) -> SafeString:
    """In the place of a bar whose share nobody knows: hatched, so that it is not taken for an empty one."""
    return format_html(
        '<svg class="cr-bar cr-bar-none" height="{}" {}><rect width="100%" height="{}" rx="{}"/></svg>',
        height,
        labelled(label),
        height,
        height / 2,
    )


def ring(score: Decimal | float | None, band: int | None, size: int = 18) -> SafeString:
    """Health score 0 to 100, nothing else. From 40 px on the number stands inside and is read out.

    band: 1 at risk, 2 watch, 3 well; where one ends is policy, so the colour does not come from the score.
    """
    value = round(float(score or 0))
    large = size >= 40
    box, middle, radius, stroke = (44, 22, 19, 5) if large else (18, 9, 7, 3.5)
    circle = format_html('cx="{}" cy="{}" r="{}" stroke-width="{}"', middle, middle, radius, stroke)
    name = gettext("Health score %(score)s of 100") % {"score": value} if large else ""
    return format_html(
        '<svg class="cr-ring cr-ring-{}" width="{}" height="{}" viewBox="0 0 {} {}" {}><circle class="t" {}/>'
        '<circle class="f" {} pathLength="100" stroke-dasharray="{} 100"'
        ' transform="rotate(-90 {} {})"/>{}</svg>',
        BANDS.get(band or 0, "none"),
        size,
        size,
        box,
        box,
        labelled(name),
        circle,
        circle,
        value,
        middle,
        middle,
        format_html('<text x="22" y="27" font-size="14">{}</text>', value) if large else "",
    )


def meter(done: int, of: int) -> SafeString:
    """Today's capacity: one tick a call, filled when made, with the figures beside it."""
    step = METER_WIDTH / max(of, 1)
    width = min(3, max(1, step * 0.6))
    ticks = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1"/>',
        (
            ("on", round(i * step, 1), 0, width, METER_HEIGHT)
            if i < done
            else ("off", round(i * step, 1), 4, width, 6)
            for i in range(of)
        ),
    )
    label = gettext("%(done)s of %(of)s calls made today") % {"done": done, "of": of}
    return format_html(
        '<svg viewBox="0 0 {} {}" {}>{}</svg><span class="num">{}</span>',
        METER_WIDTH,
        METER_HEIGHT,
        labelled(label),
        ticks,
        mark_safe(gettext("<b>%(done)s</b> of %(of)s") % {"done": int(done), "of": int(of)}),
    )


def spark_points(values: Sequence[float | None]) -> list[tuple[float, float] | None]:
    """x in percent, y in pixels, for each value that is known; flat in the middle when all are the same."""
    known = [v for v in values if v is not None]
    low, high = min(known), max(known)
    across = (SPARK_RIGHT - SPARK_LEFT) / max(len(values) - 1, 1)
    span = (high - low) or 1
    height = SPARK_BOTTOM - SPARK_TOP
    return [
        None
        if v is None
        else (
            round(SPARK_LEFT + i * across, 2),
            round(SPARK_BOTTOM - height * ((v - low) / span if high > low else 0.5), 1),
        )
        for i, v in enumerate(values)
    ]


def spark(values: Sequence[Decimal | float | None], label: object = "") -> SafeString:
    """The last periods as a line: hollow dot previous, full dot now. Nothing with fewer than two values.

    A period of which nothing is known (None) is a gap in the line.
    """
    if sum(v is not None for v in values) < 2:
        return mark_safe("")
    dots = spark_points([None if v is None else float(v) for v in values])
    known = [dot for dot in dots if dot]
    lines = [(*one, *two) for one, two in pairwise(dots) if one and two]
    last = (lines.pop(),) if lines and dots[-1] and dots[-2] else ()
    return format_html(
        '<svg class="cr-spark" height="30" {}>{}{}'
        '<circle class="prev" cx="{}%" cy="{}" r="2.5"/><circle class="now" cx="{}%" cy="{}" r="3.5"/></svg>',
        labelled(label),
        format_html_join("", '<line x1="{}%" y1="{}" x2="{}%" y2="{}"/>', lines),
        format_html_join("", '<line class="last" x1="{}%" y1="{}" x2="{}%" y2="{}"/>', last),
        *known[-2],
        *known[-1],
    )
