"""Blocks of a page: cards, notes, empty states, skeletons, the way to more rows."""

from zlib import crc32

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from churn_crm.ui.icons import icon

NOTE_ICONS = {
    "": "info-circle",
    "bad": "alert-triangle",
    "warn": "alert-triangle",
    "good": "circle-check",
    "prior": "flask-2",
}
BANNER_ICONS = {"warn": "clock-exclamation", "bad": "plug-connected-x"}
# Widths in percent of the two lines of each skeleton row, so that it does not look like a table.
SKELETON = ((38, 62), (30, 54), (22, 48), (34, 66), (26, 44))


def card(
    content: SafeString,
    title: object,
    tells: object = "",
    css: str = "",
    end: object = "",
    name: str = "",
    level: int = 2,
) -> SafeString:
    """A card: the question as its title, `tells` the answer in one sentence, then the body.

    css: more classes (cr-s6 for six columns). end: what stands at the right of the title. name: its id.
    """
    heading = name or f"card-{crc32(str(title).encode()):x}"
    return format_html(
        '<section class="card cr-card{}" aria-labelledby="{}"><div class="cr-card-h"><div>'
        '<h{} id="{}">{}</h{}>{}</div>{}</div>{}</section>',
        f" {css}" if css else "",
        heading,
        level,
        heading,
        title,
        level,
        format_html('<p class="cr-tells">{}</p>', tells) if tells else "",
        format_html('<div class="end">{}</div>', end) if end else "",
        content,
    )


def card_foot(content: SafeString) -> SafeString:
    """The foot of a card: what to do; the last link stands at the right (class `end`)."""
    return format_html('<div class="cr-card-f">{}</div>', content)


def note(content: SafeString, kind: str = "", icon_name: str = "") -> SafeString:
    """A state of the thing one looks at: one sentence, one way out. kind: good, warn, bad, prior."""
    return format_html(
        '<div class="cr-note{}">{}<span class="cr-grow">{}</span></div>',
        f" cr-note-{kind}" if kind and kind != "prior" else "",
        icon(icon_name or NOTE_ICONS[kind]),
        content,
    )


def banner(content: SafeString, kind: str = "warn", icon_name: str = "") -> SafeString:
    """The state of a whole list, on top of it: stale (warn) or broken (bad)."""
    return format_html(
        '<div class="cr-banner{}" role="status">{}<span>{}</span></div>',
        " cr-banner-bad" if kind == "bad" else "",
        icon(icon_name or BANNER_ICONS[kind]),
        content,
    )


def empty(
    content: SafeString, title: object, icon_name: str = "circle-check", text: object = "", level: int = 2
) -> SafeString:
    """Nothing here, and why (done, filter, first day); the content is the one next step."""
    actions = content.strip()
    return format_html(
        '<div class="cr-empty">{}<h{}>{}</h{}>{}{}</div>',
        icon(icon_name),
        level,
        title,
        level,
        format_html("<p>{}</p>", text) if text else "",
        format_html('<div class="cr-row-x">{}</div>', mark_safe(actions)) if actions else "",
    )


def skeleton(rows: int = 5) -> SafeString:
    """Rows of the geometry of a work list while it loads; invisible for the first 400 ms."""
    drawn = format_html_join(
        "",
        '<svg class="cr-sk-row" aria-hidden="true"><rect x="16" y="14" width="{}%" height="10" rx="5"/>'
        '<rect x="16" y="33" width="{}%" height="9" rx="4.5"/>'
        '<rect x="82%" y="14" width="14%" height="10" rx="5"/>'
        '<rect x="86%" y="33" width="10%" height="9" rx="4.5"/></svg>',
        (SKELETON[i % len(SKELETON)] for i in range(rows)),
    )
    return format_html(
        '<div class="cr-skeleton" aria-busy="true"><span class="cr-sr" role="status">{}</span>{}</div>',
        gettext("Loading"),
        drawn,
    )


def show_more(url: str, target: str, text: object = "") -> SafeString:
    """The next page of a list by cursor: replaces itself by the rows that `url` answers with.

    target: CSS selector of what is replaced, usually the item that holds this button.
    """
    return format_html(
        '<a class="btn cr-more" href="{}" hx-get="{}" hx-target="{}" hx-swap="outerHTML">{}{}</a>',
        url,
        url,
        target,
        icon("chevron-down"),
        text or gettext("Show more"),
    )
