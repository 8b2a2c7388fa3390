"""Every component by its name in a template; docs/design/components.md shows how each is used."""

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.translation import get_language, to_locale

from churn_crm.ui import blocks, chips, fields, figures, marks
from churn_crm.ui.charts import chart
from churn_crm.ui.icons import icon
from churn_crm.ui.strip import rhythm_strip

register = template.Library()

TAGS: dict[str, Callable[..., Any]] = {
    "icon": icon,
    "money": figures.money,
    "percent": figures.percent,
    "points": figures.points,
    "figure": figures.figure,
    "day": figures.day,
    "moment": figures.moment,
    "chip": chips.chip,
    "count": chips.count,
    "tier": chips.tier,
    "tier_of": chips.tier_of,
    "vip": chips.vip,
    "echelon": chips.echelon,
    "trend": chips.trend,
    "consent": chips.consent,
    "key": chips.key,
    "logo": marks.logo,
    "bar": marks.bar,
    "no_bar": marks.no_bar,
    "ring": marks.ring,
    "meter": marks.meter,
    "spark": marks.spark,
    "skeleton": blocks.skeleton,
    "show_more": blocks.show_more,
    "field": fields.field,
    "form_errors": fields.form_errors,
}
BLOCKS: dict[str, Callable[..., Any]] = {
    "card": blocks.card,
    "cardfoot": blocks.card_foot,
    "note": blocks.note,
    "banner": blocks.banner,
    "empty": blocks.empty,
}
FILTERS: dict[str, Callable[..., Any]] = {
    "masked_phone": figures.masked_phone,
    "figure": figures.figure,
    "measure": figures.measure,
    "percent": figures.percent,
    "measured_share": figures.measured_share,
    "points": figures.points,
    "day": figures.day,
    "moment": figures.moment,
    "happened": figures.happened,
}

for name, function in TAGS.items():
    register.simple_tag(function, name=name)
for name, function in BLOCKS.items():
    register.simple_block_tag(function, name=name)
for name, function in FILTERS.items():
    register.filter(name, function)
register.inclusion_tag("ui/_rhythm.html", name="rhythm")(rhythm_strip)
register.inclusion_tag("ui/_chart.html", name="chart")(chart)


@register.simple_tag
def page_language() -> str:
    """The language as HTML names it: en, zh-Hans."""
    return to_locale(get_language() or "en").replace("_", "-")
