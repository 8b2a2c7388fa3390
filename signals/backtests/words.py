"""What a back-test says in words: methods, states, why it stopped."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signals.backtests.outcomes import CAUGHT, FALSE_ALARM, MISSED
from signals.backtests.past import CHANGED, MODEL, OTHER_PRIOR, PRIOR, RULES, STORED
from signals.backtests.wanted import SCORING, SEGMENTS, scoring_of
from signals.detectors import KINDS
from signals.evidence import title
from signals.models import BackTest, ScoringPolicy, TierSegment
from signals.models.policy import MONTHS
from signals.policies import Followed
from signals.segments import Segment, echelon_of, whose
from signals.wording import label, parameters
from staff.models import Branch

METHODS: Mapping[str, Any] = {
    MODEL: gettext_lazy("Model, learned anew on that day"),
    RULES: gettext_lazy("Signals as a ranking, with the policy's weights"),
    CHANGED: gettext_lazy("Signals as they are tried"),
    PRIOR: gettext_lazy("Prior by inactivity tier"),
    OTHER_PRIOR: gettext_lazy("Prior as it is tried"),
}
BASES: Mapping[str, Any] = {
    "prior": gettext_lazy("the prior: there was too little to learn from"),
    "lifetimes": gettext_lazy("rhythm alone: there was too little to learn from"),
    "learned": gettext_lazy("learned from own history"),
}
GROUP_TITLES: Mapping[str, Any] = {
    CAUGHT: gettext_lazy("Caught"),
    MISSED: gettext_lazy("Missed"),
    FALSE_ALARM: gettext_lazy("False alarms"),
}


def method_of(test: BackTest, method: str) -> str:
    """What a method of a test is called."""
    if method == STORED:
        return _("Model %(number)s, as it is stored") % {"number": test.number}
    return str(METHODS[method])


def why(error: Mapping[str, Any]) -> str:
    """Why it stopped and what to do; empty while nothing went wrong."""
    if not error:
        return ""
    if error["why"] == "too_short":
        return _("The history is too short: nobody had bought anything by the first of these days.")
    return _(
        "It broke off: %(told)s. Start it again; if it breaks off once more, tell your administrator."
    ) % {"told": error.get("told", "")}


def changes_of(test: BackTest) -> list[str]:
    """What stood in the place of the policy, a line each: from what, to what."""
    if not (test.changed or test.scoring):
        return []
    followed = Followed.from_json(test.policy)
    held = scoring_of(followed)
    lines = [
        _("%(what)s: %(before)s → %(after)s") % {"what": called(name), "before": held[name], "after": value}
        for name in SCORING  # JSON in the database keeps no order
        if (value := test.scoring.get(name)) is not None
    ]
    lines += months_changes(followed.own_months, test.scoring.get(SEGMENTS, followed.own_months))
    for kind in KINDS:
        if kind in test.changed:
            lines += rule_changes(kind, followed.detectors[kind], test.changed[kind])
    return lines


def months_changes(before: Iterable[Segment], after: Iterable[Segment]) -> Iterator[str]:
    """Of each segment whose months are tried otherwise."""
    held, tried = ({whose(one): one for one in these} for these in (before, after))
    for key in dict.fromkeys([*held, *tried]):
        was, now = in_words(held.get(key)), in_words(tried.get(key))
        if was != now:
            words = {"whose": called_of(held.get(key) or tried[key]), "before": was, "after": now}
            yield _("Months of %(whose)s: %(before)s → %(after)s") % words


def in_words(segment: Segment | None) -> str:
    """Its three months, or that it has none of its own."""
    return "/".join(map(str, segment["months"])) if segment else _("as everybody")


def called_of(segment: Segment) -> str:
    """A segment as its row is called; of a branch that is gone without it."""
    branch = Branch.objects.filter(pk=segment["branch"]).first()
    kept = TierSegment(branch=branch, echelon=echelon_of(segment), customer_kind=segment["customer_kind"])
    return str(kept)


def rule_changes(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Of one signal: switch, weight, parameters and rules of segments."""
    words = _("%(signal)s, %(what)s: %(before)s → %(after)s")
    if after["enabled"] != before["enabled"]:
        state = _("%(signal)s: switched on") if after["enabled"] else _("%(signal)s: switched off")
        yield state % {"signal": title(kind)}
    pairs = [(_("weight"), before["weight"], after["weight"])]
    if "parameters" in after:
        usual = parameters(KINDS[kind])
        old, new = (usual | rule["parameters"] for rule in (before, after))
        pairs += [(label(kind, name), old[name], new[name]) for name in usual]
    if "segments" in after:
        pairs += [(_("rules for some customers"), len(before["segments"]), len(after["segments"]))]
        if pairs[-1][1] == pairs[-1][2]:
            yield _("%(signal)s: other rules for some customers") % {"signal": title(kind)}
    for what, was, now in pairs:
        if was != now:
            yield words % {"signal": title(kind), "what": what, "before": was, "after": now}


def called(name: str) -> str:
    """A number of the tiers, as the policy calls it."""
    words = str(ScoringPolicy._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return words[:1].upper() + words[1:]


def stays(test: BackTest) -> int:
    """How many rules of segments of the signals that are tried otherwise were left as they are."""
    if not test.changed:
        return 0
    followed = Followed.from_json(test.policy).detectors
    return sum(
        len(followed[kind]["segments"]) for kind, rule in test.changed.items() if "segments" not in rule
    )


def keeps(test: BackTest) -> int:
    """How many segments kept months of their own while other months were tried for everybody."""
    if SEGMENTS in test.scoring or not any(name in test.scoring for name in MONTHS):
        return 0
    return len(Followed.from_json(test.policy).own_months)
