"""All that the dashboard shows, gathered: key figures, tiers, flow, value at risk, months."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from churn_crm.ui import figures as words
from churn_crm.ui.charts import Chart, Series
from customers.models import Tier
from customers.tiers_in_force import tier_names
from dashboards import cards, drawing, figures, lists
from dashboards.figures import ECHELONS, TIERS, Movements, Share
from dashboards.periods import months_up_to
from dashboards.scope import Scope
from staff.models import Branch

DIMENSIONS = ("branch", "owner")
MOST_BARS = 15


def context(scope: Scope, *, by: str) -> dict[str, Any]:
    """The page's context. by: branch or owner, the dimension of the value at risk."""
    months = figures.movements_by_month(scope)
    shares = figures.at_risk_by(scope, by)
    ends = scope.month_ends(months_up_to(scope.month_of_now, figures.MONTHS))
    facts = _facts(scope, months, shares, ends)
    tiers, names = figures.tiers_now(scope), tier_names()
    counts = figures.flow(scope) if scope.start else {}
    return {
        "scope": scope,
        "cards": cards.cards(facts),
        "currency": facts.currency,
        "tiers": [(row, names[row.tier], scope.link("stands", tier=int(row.tier))) for row in tiers],
        "tiers_tell": tiers_sentence(scope, tiers),
        "tiers_chart": tiers_chart(scope, ends, names),
        "closing": lists.closing(scope, lists.Choice()).count(),
        "closing_link": scope.link("closing"),
        "flow": flow_drawing(scope, counts, names) if counts else None,
        "months": months_chart(scope, months),
        "months_tell": months_sentence(months),
        "at_risk": at_risk_bars(scope, shares, by),
        "at_risk_tell": at_risk_sentence(facts, shares),
        "at_risk_first": scope.link("stands", echelon=1) if shares else "",
        "by": by,
        "by_link": urlencode(scope.query),
    }


def _facts(
    scope: Scope, months: dict[date, Movements | None], shares: list[Share], ends: dict[date, date]
) -> cards.Facts:
    return cards.Facts(
        scope=scope,
        months=months,
        before=figures.movements_to_compare(scope),
        current_at_start=lists.current_at_start(scope, lists.Choice()).count() if scope.start else 0,
        at_risk=figures.at_risk_by_night(scope, {*ends.values(), scope.now}),
        models=figures.models_of_nights({scope.now, scope.month_before_now or scope.now}),
        at_risk_first_echelon=sum((share.by_echelon[0] for share in shares), Decimal(0)),
        currency=currency_of(scope),
    )


def currency_of(scope: Scope) -> str:
    """What the scope adds up: the currency of its branches."""
    if scope.currency:
        return scope.currency
    branches = Branch.objects.filter(pk=scope.branch) if scope.branch else Branch.objects.order_by("pk")
    return branches.values_list("currency", flat=True).first() or ""


def tiers_sentence(scope: Scope, rows: list[figures.TierRow]) -> SafeString:
    current = rows[0]
    if current.change is None:
        return format_html(_("<b>{} are current</b>."), words.percent(current.share))
    return format_html(
        _("<b>{} are current</b>; {} against {}."),
        words.percent(current.share),
        words.points(current.change) if current.change else _("no change"),
        words.day(scope.month_before_now, "short"),
    )


TIER_COLOURS = {Tier.CURRENT: "tier-1", Tier.SMS: "tier-2", Tier.CALL: "tier-3", Tier.RECALL: "tier-4"}


def tiers_chart(scope: Scope, ends: dict[date, date], names: Mapping[int, str]) -> Chart:
    """Customers by tier at the end of each month, the running one up to now."""
    counts = figures.tiers_by_night(scope, ends.values())
    return Chart(
        kind="bars",
        stacked=True,
        labels=[words.day(month, "month_short") for month in ends],
        series=[
            Series(
                name=names[tier],
                values=[counts.get((night, tier), 0) for night in ends.values()],
                colour=TIER_COLOURS[tier],
                links=[scope.of(month=month).link("flow", tier=int(tier)) for month in ends],
            )
            for tier in TIERS
        ],
    )


def flow_drawing(
    scope: Scope, counts: Mapping[tuple[int, int], int], names: Mapping[int, str]
) -> dict[str, Any]:
    """The drawing, its sentence, and the same figures as a table whose every number opens its list."""
    names = {**names, int(lists.NEW): _("New")}
    drawn = drawing.draw_flow(counts, TIERS, newcomers=lists.NEW)
    slipped = sum(n for (before, after), n in counts.items() if before == Tier.CURRENT and after > before)
    returned = sum(
        n for (before, after), n in counts.items() if before > Tier.CURRENT and after == Tier.CURRENT
    )
    leak = max(((n, pair) for pair, n in counts.items() if pair[1] > pair[0] > Tier.CURRENT), default=None)
    return {
        "drawn": drawn,
        "left": [(node, names[node.tier]) for node in drawn.left],
        "right": [(node, names[node.tier]) for node in drawn.right],
        "slipped": (slipped, scope.link("slipped")),
        "returned": (returned, scope.link("returned")),
        "leak": leak and _leak(scope, names, *leak),
        "rows": [_flow_row(scope, counts, node, names[node.tier]) for node in drawn.left],
        "ends": [(node.count, scope.link("flow", tier=int(node.tier))) for node in drawn.right],
        "from": _end_of(scope.start),
        "to": _end_of(scope.end),
    }


def _leak(scope: Scope, names: Mapping[int, str], count: int, pair: tuple[int, int]) -> dict[str, Any]:
    link = scope.link("flow", before=int(pair[0]), tier=int(pair[1]))
    return {"count": count, "before": names[pair[0]], "after": names[pair[1]], "link": link}


def _flow_row(
    scope: Scope, counts: Mapping[tuple[int, int], int], node: drawing.Node, name: str
) -> dict[str, Any]:
    return {
        "name": name,
        "count": node.count,
        "link": scope.link("flow", before=int(node.tier)),
        "cells": [
            (counts.get((node.tier, tier), 0), scope.link("flow", before=int(node.tier), tier=int(tier)))
            for tier in TIERS
        ],
    }


def _end_of(night: date | None) -> str:
    return _("Night of %(day)s") % {"day": words.day(night, "short")}


def months_chart(scope: Scope, months: dict[date, Movements | None]) -> Chart:
    return Chart(
        kind="bars",
        labels=[words.day(month, "month_short") for month in months],
        series=(
            Series(
                name=_("Lost"),
                values=[found.losses if found else None for found in months.values()],
                colour="bad",
                hatched=True,
                links=[scope.of(month=month).link("lost") for month in months],
            ),
            Series(
                name=_("Came back"),
                values=[found.returns if found else None for found in months.values()],
                colour="c1",
                links=[scope.of(month=month).link("came_back") for month in months],
            ),
        ),
    )


def months_sentence(months: dict[date, Movements | None]) -> SafeString | str:
    known = [found for found in months.values() if found]
    if len(known) < 2:
        return _("Two whole months are needed to compare; the nights have seen fewer.")
    lost, back = sum(found.losses for found in known), sum(found.returns for found in known)
    return format_html(
        _("<b>{} lost, {} came back</b> in {} months."), words.figure(lost), words.figure(back), len(known)
    )


def at_risk_bars(scope: Scope, shares: list[Share], by: str) -> list[dict[str, Any]]:
    largest = max((share.total for share in shares), default=Decimal(0))
    return [
        {
            "share": share,
            "link": scope.link("stands", **{by: share.key}),
            "change": words.percent(abs(share.change)) if share.change is not None else "",
            "parts": zip(ECHELONS, drawing.echelon_bar(share.by_echelon, largest), strict=True),
        }
        for share in shares[:MOST_BARS]
    ]


def at_risk_sentence(facts: cards.Facts, shares: list[Share]) -> SafeString | str:
    total = sum((share.total for share in shares), Decimal(0))
    if not total:
        return _("Nothing is at risk.")
    first = shares[0]
    sentence = _("<b>{} holds {}</b> of {}.")
    return format_html(sentence, first.name, words.percent(first.total / total), facts.money(total))
