"""Words with a mark: facts, judgements, tiers, echelons, trends, permissions to contact."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from churn_crm.ui.icons import icon

# A judgement always carries an icon, so that colour is never the only difference.
JUDGED = {
    "good": "circle-check",
    "warn": "clock-exclamation",
    "bad": "alert-triangle",
    "prior": "flask-2",
}
CSS = {"prior": "dash"}
TIER_WORDS = {
    0: _("No visit yet"),
    1: _("Current"),
    2: _("3–6 mo"),
    3: _("6–12 mo"),
    4: _("12+ mo"),
}
LAPSED = 2  # the first tier whose words name months
USUALLY_BEGINS = {2: 3, 3: 6, 4: 12}
DAYS_A_MONTH = 30.4375
ECHELONS = {
    1: (_("E1"), _("Value echelon 1")),
    2: (_("E2"), _("Value echelon 2")),
    3: (_("E3"), _("Value echelon 3")),
}
CHANNELS = {
    "call": ("phone", _("Calls: yes"), _("Calls: no consent"), _("Calls: nothing said")),
    "sms": ("message", _("SMS: yes"), _("SMS: no consent"), _("SMS: nothing said")),
    "wechat": ("brand-wechat", _("WeChat: yes"), _("WeChat: no consent"), _("WeChat: nothing said")),
    "email": ("mail", _("E-mail: yes"), _("E-mail: no consent"), _("E-mail: nothing said")),
    "visit": ("map-pin", _("Visits: yes"), _("Visits: no consent"), _("Visits: nothing said")),
}


def chip(text: object, kind: str = "", icon_name: str = "") -> SafeString:
    """A fact (no kind) or a judged state: good, warn, bad, accent; prior is dashed; plain has no frame."""
    name = icon_name or JUDGED.get(kind, "")
    return format_html(
        '<span class="cr-chip{}">{}{}</span>',
        f" cr-chip-{CSS.get(kind, kind)}" if kind else "",
        icon(name) if name else "",
        text,
    )


def count(number: object, *, bad: bool = False) -> SafeString:
    """The count beside a tab or a title; red only for what is overdue."""
    return format_html('<span class="cr-count{}">{}</span>', " cr-count-bad" if bad else "", number)


def tier(number: int | None, words: object = "") -> SafeString:
    """Time away: the four-bar glyph and the words. 0 = prospect, 1 = current … 4 = longest away.

    words: from the tier policy (customers.tiers_in_force); without them the default bounds are named.
    """
    level = number or 0
    return format_html(
        '<span class="cr-tier">{}{}</span>', tier_glyph(level), words or TIER_WORDS.get(level, TIER_WORDS[0])
    )


def tier_of(standing: Any) -> SafeString:
    """Time away of a customer, in the months that hold for him. Whom no night has seen has no standing."""
    return tier(standing.tier, away(standing)) if standing else tier(0)


def away(standing: Any) -> str:
    """His tier in words, by the borders between which a night found him: months may be his own.

    standing: tier, tier_since, next_tier_on, last_visit_on.
    """
    since, until = months_away(standing, standing.tier_since), months_away(standing, standing.next_tier_on)
    return span(standing.tier, since, until)


def span(level: int, since: int | None, until: int | None) -> str:
    """A tier that lasts from so many months to so many; where nobody knows, the default bounds."""
    if level < LAPSED or since is None:
        return str(TIER_WORDS.get(level, TIER_WORDS[0]))
    if until is None:
        return gettext("%(since)s+ mo") % {"since": since}
    return gettext("%(since)s–%(until)s mo") % {"since": since, "until": until}


def tier_names(months: Sequence[int], *, usually: bool = False) -> dict[int, str]:
    """Tier → its words, where tiers 2, 3, 4 begin after so many months. usually: not for everybody."""
    lasts = zip((2, 3, 4), months, [*months[1:], None], strict=True)
    lapsed = {level: span(level, since, until) for level, since, until in lasts}
    if usually:
        lapsed = {level: gettext("usually %(span)s") % {"span": words} for level, words in lapsed.items()}
    return {level: str(TIER_WORDS[level]) for level in range(LAPSED)} | lapsed


def next_away(standing: Any) -> str:
    """The tier that comes next; how long it lasts nobody has written down, where it is not usual."""
    begins, following = months_away(standing, standing.next_tier_on), standing.tier + 1
    if standing.tier_since is None or begins == USUALLY_BEGINS[following]:
        return str(TIER_WORDS[following])
    return span(following, begins, None)


def months_away(standing: Any, day: date | None) -> int | None:
    """Calendar months from the last visit to a border of his, also where a demo has shifted both."""
    if day is None or standing.last_visit_on is None:
        return None
    return round((day - standing.last_visit_on).days / DAYS_A_MONTH)


def tier_glyph(level: int) -> SafeString:
    """Four rising bars, filled as time passes."""
    bars = ((level > i, i * 4, 6 - 2 * i, 4 + 2 * i) for i in range(4))
    return format_html(
        '<svg class="cr-tierg cr-tierg-{}" viewBox="0 0 15 10" aria-hidden="true">{}</svg>',
        level,
        format_html_join(
            "",
            '<rect{} x="{}" y="{}" width="3" height="{}" rx="1"/>',
            ((SafeString(' class="on"') if on else "", x, y, height) for on, x, y, height in bars),
        ),
    )


def vip() -> SafeString:
    """The mark of a VIP customer."""
    return format_html('<span class="cr-vip">{}{}</span>', icon("crown"), gettext("VIP"))


def echelon(number: int | None) -> SafeString:
    """Value echelon 1 to 3, short, with its full name as a title; nothing when there is none."""
    if number not in ECHELONS:
        return SafeString("")
    short, full = ECHELONS[number]
    return format_html('<abbr class="cr-ech" title="{}">{}</abbr>', full, short)


def trend(
    change: Decimal | float | None, text: object, previous: object = "", better: str = "up"
) -> SafeString:
    """A change in words, coloured by better or worse, its arrow by up or down.

    change: its sign draws the arrow. text: "17% fewer". previous: "46 in April". better: up or down.
    """
    value = change or 0
    css = "cr-t2" if value == 0 else "cr-good" if (value > 0) == (better == "up") else "cr-bad"
    arrow = "arrow-right" if value == 0 else "arrow-up-right" if value > 0 else "arrow-down-right"
    return format_html(
        '<span class="{} cr-inline">{}<b class="num">{}</b></span>{}',
        css,
        icon(arrow),
        text,
        format_html(' <span class="cr-t3 num">{}</span>', previous) if previous else "",
    )


def consent(channels: Iterable[tuple[str, bool | None]]) -> SafeString:
    """May contact: one icon a channel with a tick, a cross, or a dash where nothing was said."""
    parts = []
    for channel, allowed in channels:
        name, yes, no, unsaid = CHANNELS[channel]
        words, mark = {True: (yes, "check"), False: (no, "x"), None: (unsaid, "minus")}[allowed]
        parts.append(
            format_html(
                '<span{}>{}<span class="cr-sr">{}</span>{}</span>',
                "" if allowed else SafeString(' class="no"'),
                icon(name),
                words,
                icon(mark),
            )
        )
    return format_html('<span class="cr-consent">{}</span>', SafeString(" ".join(parts)))


def key(*names: str) -> SafeString:
    """Keys to press, one `<kbd>` each."""
    return format_html_join("", "<kbd>{}</kbd>", ((name,) for name in names))
