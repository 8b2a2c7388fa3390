"""What people changed of all that nights follow, in words: the row of tiers and value, detectors, months and
caps of health, for everybody and for some customers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from churn_crm.ui.figures import figure
from customers import custom, history
from customers.history.words import Names
from customers.models import Customer
from signals import models
from signals.detectors import KINDS
from signals.evidence import title
from signals.health.groups import GROUPS as GROUPS_OF_HEALTH
from signals.health.words import GROUPS
from signals.models.policy import MONTHS
from signals.models.segments import ECHELONS
from signals.taking_back import stands
from signals.wording import label, parameters

SHOWN, ASKED = 20, 60


def entries(*, may_change: bool) -> list[history.Entry]:
    """The newest. A change of any row raises the version of the one policy too: that alone tells nothing.

    may_change: with the addresses that take back what nobody has changed since.
    """
    rows = history.page(SOURCES, None, ASKED)
    told = zip(rows, history.in_words(rows, currency=""), strict=True)
    some = [(row, entry) for row, entry in told if entry.changes][:SHOWN]
    if not may_change:
        return [entry for _row, entry in some]
    sources = {row.source.prefix: row.source for row, _entry in some}
    standing = {prefix: list(source.records.objects.all()) for prefix, source in sources.items()}
    return [
        replace(entry, back=address(row)) if stands(row, standing[row.source.prefix]) else entry
        for row, entry in some
    ]


def address(row: history.Row) -> str:
    return reverse("signals:take_back_change", args=[row.source.prefix, row.event.pk])


def whose(state: Any, names: Names) -> str:
    """For which customers a row is; empty for everybody."""
    branch = names.branches.get(state.branch_id)
    of = (branch, dict(ECHELONS).get(state.echelon), dict(Customer.Kind.choices).get(state.customer_kind))
    return " · ".join(str(part) for part in of if part)


def for_whom(state: Any, names: Names) -> dict[str, str]:
    of = whose(state, names)
    return {_("For whom"): of} if of else {}


def months(state: Any, names: Names) -> Mapping[str, str]:
    labels = {one.name: str(one.verbose_name) for one in models.TierSegment._meta.concrete_fields}
    return for_whom(state, names) | {capfirst(labels[name]): figure(getattr(state, name)) for name in MONTHS}


def caps(state: Any, names: Names) -> Mapping[str, str]:
    points = {str(GROUPS[group]): figure(getattr(state, group)) for group in GROUPS_OF_HEALTH}
    return for_whom(state, names) | points


def usual_caps(state: Any) -> Any:
    """What holds for everybody until somebody says something else."""
    of_some = state.branch_id or state.echelon or state.customer_kind
    return None if of_some else models.HealthProfile()


def rule(state: Any, names: Names) -> dict[str, str]:
    """On or off, weight, and each parameter that the detector has today."""
    usual = parameters(KINDS[state.kind]) if state.kind in KINDS else {}
    held = {label(state.kind, name): state.parameters.get(name, value) for name, value in usual.items()}
    switched = {_("On"): custom.yes_or_no(state.enabled), _("Weight"): figure(state.weight, 2)}
    return switched | {words: figure(value, 4) for words, value in held.items()}


def rule_of_some(state: Any, names: Names) -> Mapping[str, str]:
    return for_whom(state, names) | rule(state, names)


def usual_rule(state: Any) -> Any:
    """What a detector does until somebody says something else; None where it is gone."""
    known = KINDS.get(state.kind)
    return models.DetectorPolicy(kind=state.kind, weight=known.WEIGHT) if known else None


def called(state: Any, names: Names) -> str:
    return title(state.kind) if state.kind in KINDS else str(state.kind)


def called_of_some(state: Any, names: Names) -> str:
    return f"{called(state, names)} · {whose(state, names)}"


SOURCES = (
    history.Source(
        "scoring",
        models.ScoringPolicyEvent,
        models.ScoringPolicy,
        gettext_lazy("Tiers, value and urgency"),
        of="pgh_obj",
    ),
    history.Source(
        "months",
        models.TierSegmentEvent,
        models.TierSegment,
        gettext_lazy("Months for some customers"),
        of="pgh_obj",
        called=whose,
        told=months,
    ),
    history.Source(
        "caps",
        models.HealthProfileEvent,
        models.HealthProfile,
        gettext_lazy("Health score"),
        of="pgh_obj",
        called=whose,
        told=caps,
        before=usual_caps,
    ),
    history.Source(
        "detector",
        models.DetectorPolicyEvent,
        models.DetectorPolicy,
        gettext_lazy("Signal"),
        of="pgh_obj",
        called=called,
        told=rule,
        before=usual_rule,
    ),
    history.Source(
        "rule",
        models.DetectorSegmentEvent,
        models.DetectorSegment,
        gettext_lazy("Signal"),
        of="pgh_obj",
        called=called_of_some,
        told=rule_of_some,
    ),
)
BY_PREFIX = {source.prefix: source for source in SOURCES}
