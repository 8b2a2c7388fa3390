"""Doubts in words: what a check found, with its own numbers, in the reader's language."""

from collections.abc import Callable, Mapping
from math import log10
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from churn_crm.ui import figures
from desk.models import Doubt
from desk.quality.truth.checks.observed import OF_TEN

Numbers = Mapping[str, Any]
Check = Doubt.Check
CERTAIN = 1e-9  # a chance below it is no number that anybody can imagine


def sentence(doubt: Doubt) -> str:
    """The evidence: "28 of 30 ratings were entered by Pan Zhiyuan; 12% would be usual"."""
    numbers = dict(doubt.numbers) | {"name": str(doubt.source) if doubt.source else _("one person")}
    return WORDINGS[doubt.check_kind](numbers)


def chance(p: float) -> str:
    """How likely it is when nothing is wrong, in two figures: "1 in 1,200"."""
    if p < CERTAIN:
        return _("less than 1 in a billion")
    if p >= 0.1:
        return figures.percent(p)
    many = 1 / p
    return _("1 in %(many)s") % {"many": figures.figure(round(many, 1 - int(log10(many))))}


def share(value: float) -> str:
    """12%, and 0.3% where it is small."""
    return figures.percent(value, 0 if value >= 0.1 or value == 0 else 1)


def of_ten(numbers: Numbers) -> bool:
    """Whether it is about recommendations; of older doubts no scale is kept."""
    return numbers.get("scale") == OF_TEN


def _one_source(numbers: Numbers) -> str:
    said = {"hits": numbers["hits"], "n": numbers["n"], "usual": share(numbers["usual"])}
    if numbers["person"] is None:
        return _("%(hits)d of %(n)d ratings came from one address; %(usual)s would be usual") % said
    said["name"] = numbers["name"]
    return _("%(hits)d of %(n)d ratings were entered by %(name)s; %(usual)s would be usual") % said


def _one_minute(numbers: Numbers) -> str:
    said = {"burst": numbers["burst"], "seconds": numbers["seconds"], "usual": share(numbers["usual"])}
    said["hits"] = share(numbers["hits"] / max(numbers["n"] - 1, 1))
    words = ngettext(
        "%(burst)d ratings within %(seconds)d second; %(hits)s follow that closely, %(usual)s elsewhere",
        "%(burst)d ratings within %(seconds)d seconds; %(hits)s follow that closely, %(usual)s elsewhere",
        numbers["seconds"],
    )
    return words % said


def _no_variance(numbers: Numbers) -> str:
    said = {"n": numbers["n"], "score": numbers["score"], "usual": share(numbers["usual"])}
    if of_ten(numbers):
        return _("All %(n)d recommendations are %(score)d of 10; of those of others %(usual)s are") % said
    return _("All %(n)d ratings are %(score)d; of others' ratings %(usual)s are") % said


def _pattern(numbers: Numbers) -> str:
    said = {"n": numbers["n"], "runs": numbers["runs"], "usual": figures.figure(numbers["usual"], 1)}
    if of_ten(numbers):
        return _("%(n)d recommendations change in %(runs)d runs; %(usual)s would be usual") % said
    return _("%(n)d ratings change in %(runs)d runs; %(usual)s would be usual") % said


def _digits(numbers: Numbers) -> str:
    said = {name: numbers[name] for name in ("hits", "n", "score")} | {"usual": share(numbers["usual"])}
    if of_ten(numbers):
        return (
            _("%(hits)d of %(n)d recommendations are %(score)d; at this average %(usual)s would be usual")
            % said
        )
    return _("%(hits)d of %(n)d ratings are %(score)d; at this average %(usual)s would be usual") % said


def _no_complaint(numbers: Numbers) -> str:
    said = {"visits": figures.figure(numbers["visits"]), "expected": figures.figure(numbers["expected"], 1)}
    return _("No complaint in %(visits)s visits; %(expected)s would be usual") % said


def _contradiction(numbers: Numbers) -> str:
    said = {
        "satisfied": share(numbers["satisfied"]),
        "gone": numbers["gone"],
        "n": numbers["n"],
        "usual": share(numbers["usual"]),
    }
    if of_ten(numbers):
        return (
            _("%(satisfied)s promoters, yet %(gone)d of %(n)d did not come back; %(usual)s elsewhere") % said
        )
    return _("%(satisfied)s satisfied, yet %(gone)d of %(n)d did not come back; %(usual)s elsewhere") % said


WORDINGS: dict[str, Callable[[Numbers], str]] = {
    Check.ONE_SOURCE: _one_source,
    Check.ONE_MINUTE: _one_minute,
    Check.NO_VARIANCE: _no_variance,
    Check.PATTERN: _pattern,
    Check.DIGITS: _digits,
    Check.NO_COMPLAINT: _no_complaint,
    Check.CONTRADICTION: _contradiction,
}
