"""The key figures in words: value, change, one sentence, the last twelve months as a line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import figures as words
from dashboards.figures import Movements
from dashboards.scope import Scope

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Card:
    """One key figure. change: its sign draws the arrow; None when there is nothing to compare with."""

    name: str
    title: str
    value: str
    link: str
    change: Decimal | float | None = None
    change_text: str = ""
    previous: str = ""
    better: str = "down"
    tells: str | SafeString = ""
    line: Sequence[float] = field(default_factory=tuple)


@dataclass(frozen=True)
class Facts:
    """What the cards speak about."""

    scope: Scope
    months: dict[date, Movements | None]
    before: Movements | None
    current_at_start: int
    at_risk: dict[date, Decimal]
    at_risk_first_echelon: Decimal
    currency: str
    # night → number of the model that its chances are from; None for the prior.
    models: dict[date, int | None] = field(default_factory=dict)

    @property
    def month(self) -> Movements | None:
        return self.months[self.scope.month]

    def money(self, amount: Decimal | None) -> str:
        return words.money(amount, self.currency, compact=True)


def cards(facts: Facts) -> list[Card]:
    """The row at the head of the page."""
    return [lost(facts), revenue_lost(facts), came_back(facts), value_at_risk(facts)]


def lost(facts: Facts) -> Card:
    return _movement(facts, "lost", _("Customers lost"), "losses", "down", tells=churn_sentence(facts))


def revenue_lost(facts: Facts) -> Card:
    tells = _("What they spent in the year up to their last visit.")
    return _movement(facts, "revenue-lost", _("Revenue lost, a year"), "lost_spend", "down", tells=tells)


def came_back(facts: Facts) -> Card:
    spend = facts.money(facts.month.back_spend) if facts.month else ""
    tells = _("Together they spend %(money)s a year.") % {"money": spend} if spend else ""
    return _movement(facts, "came-back", _("Came back"), "returns", "up", tells=tells)


def value_at_risk(facts: Facts) -> Card:
    scope = facts.scope
    now = facts.at_risk.get(scope.now, Decimal(0))
    before = facts.at_risk.get(scope.month_before_now) if scope.month_before_now else None
    share = facts.at_risk_first_echelon / now if now else 0
    return Card(
        name="value-at-risk",
        title=_("Value at risk now"),
        value=facts.money(now),
        link=scope.link("stands"),
        change=now - before if before is not None else None,
        change_text=compared(now, before),
        previous=_("%(money)s on %(day)s")
        % {"money": facts.money(before), "day": words.day(scope.month_before_now, "short")}
        if before is not None
        else "",
        tells=format_html(
            _('<a href="{}">{} of it in echelon 1.</a> {}'),
            scope.link("stands", echelon=1),
            words.percent(share),
            chances_from(facts),
        ),
        line=[float(total) for _night, total in sorted(facts.at_risk.items())],
    )


def chances_from(facts: Facts) -> str:
    """What the chances behind the value were learned by; and that another spoke at the month's end, if so."""
    scope = facts.scope
    now = facts.models.get(scope.now)
    said = (
        _("Chances by model %(number)d.") % {"number": now}
        if now
        else _("Chances from a prior, not learned yet.")
    )
    then = scope.month_before_now
    if then not in facts.models or facts.models[then] == now:
        return said
    before = facts.models[then]
    changed = _("Before, by model %(number)d.") % {"number": before} if before else _("Before, from a prior.")
    return f"{said} {changed}"


def churn_sentence(facts: Facts) -> SafeString | str:
    """The churn rate: lost against those current when the month began, against the target."""
    if facts.month is None or not facts.current_at_start:
        return ""
    rate = facts.month.losses / facts.current_at_start
    target = settings.CHURN_TARGET_PERCENT / 100 / MONTHS_A_YEAR
    sentence = _('{} of the <a href="{}">{} current</a> when it began; target {}.')
    return format_html(
        sentence,
        words.percent(rate, 1),
        facts.scope.link("current_at_start"),
        words.figure(facts.current_at_start),
        words.percent(target, 1),
    )


def _movement(
    facts: Facts, name: str, title: str, what: str, better: str, *, tells: str | SafeString
) -> Card:
    is_money = what.endswith("spend")
    say = facts.money if is_money else words.figure
    value = getattr(facts.month, what) if facts.month else None
    before = getattr(facts.before, what) if facts.before and facts.month else None
    return Card(
        name=name,
        title=title,
        value=say(value),
        link=facts.scope.link("lost" if what.startswith("los") else "came_back") if facts.month else "",
        change=value - before if value is not None and before is not None else None,
        change_text=compared(value, before),
        previous=previous_words(facts.scope, say(before)) if before is not None else "",
        better=better,
        tells=tells if facts.month else _("Data for this month is incomplete."),
        line=[float(getattr(month, what)) for month in facts.months.values() if month],
    )


def previous_words(scope: Scope, value: str) -> str:
    first, last = scope.comparison
    if scope.runs:
        return _("%(value)s up to %(day)s") % {"value": value, "day": words.day(last, "short")}
    return _("%(value)s in %(month)s") % {"value": value, "month": words.day(first, "month_name")}


def compared(now: Decimal | int | None, before: Decimal | int | None) -> str:
    """17% fewer, 8% more, the same; a count where there was nothing before."""
    if now is None or before is None:
        return ""
    if now == before:
        return _("the same")
    if not before:
        return ngettext("%(n)s more", "%(n)s more", int(now)) % {"n": words.figure(now)}
    share = words.percent(abs(Decimal(now) / Decimal(before) - 1))
    return (_("%(share)s more") if now > before else _("%(share)s less")) % {"share": share}
