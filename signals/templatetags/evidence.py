"""Evidence sentences: {% evidence standing.reason_kind standing.reason %}; of how many a figure counts; what
was measured of a model, or that it was not: {% measured measures "slope" 2 %}."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from churn_crm.ui.figures import NOT_APPLICABLE, measure, measured_share
from signals.evidence import plain, sentence, title
from signals.sampling import sampled

register = template.Library()

register.simple_tag(sentence, name="evidence")
register.simple_tag(plain, name="evidence_plain")
register.simple_tag(title, name="evidence_title")
register.simple_tag(sampled)


@register.simple_tag
def measured(measures: Mapping[str, float] | None, name: str, digits: int) -> str:
    """A measure; of what was kept before there was this one, that it was not measured. None: of nothing."""
    return told(measures, name) or measure((measures or {})[name], digits)


@register.simple_tag
def measured_percent(measures: Mapping[str, float] | None, name: str) -> str:
    """The same as +5.0%, −13.4%."""
    share = (measures or {}).get(name) or 0
    return told(measures, name) or ("+" if share > 0 else "") + measured_share(share)


def told(measures: Mapping[str, float] | None, name: str) -> str:
    """Why there is no figure; empty where there is one."""
    if not measures:
        return NOT_APPLICABLE
    return "" if measures.get(name) is not None else _("not measured")
