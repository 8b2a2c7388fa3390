"""Why somebody got something, in the reader's language: Xie Wanting: Billing, 3 open, knows the customer."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from desk.models import Given, Skill
from desk.routing import choice as rules


def skill_names() -> dict[str, str]:
    """Code → name in the reader's language, of all that ever were."""
    return {skill.code: str(skill) for skill in Skill.objects.all()}


def explain(given: Given, names: Mapping[str, str]) -> str:
    """One line: to whom, and what decided."""
    facts = given.facts
    seen = () if given.reason in (rules.BY_HAND, rules.DEPUTY, rules.OWNER) else circumstances(facts)
    parts = list(filter(None, (reason(given, names), *seen)))
    whom = str(given.person) if given.person else pgettext("complaint", "Nobody")
    return _("%(whom)s: %(why)s") % {"whom": whom, "why": _(", ").join(parts)}


def reason(given: Given, names: Mapping[str, str]) -> str:
    """What decided, in the words of the rules."""
    skill = names.get(given.facts.get("skill", ""), given.facts.get("skill", ""))
    words = {
        rules.SPECIALIST: _("named for this customer"),
        rules.SKILL: skill,
        rules.ANYBODY: _("anybody may have it"),
        rules.FULL: _("everybody else is full") if not skill else _("everybody for %(skill)s is full"),
        rules.AWAY: _("everybody else is away") if not skill else _("everybody for %(skill)s is away"),
        rules.UNSKILLED: _("nobody is given work") if not skill else _("nobody is good at %(skill)s"),
        rules.DEPUTY: _("stands in"),
        rules.OWNER: _("looks after the customer"),
        rules.BY_HAND: _("chosen by %(name)s") % {"name": given.by or _("the program")},
    }
    return words.get(given.reason, given.reason) % {"skill": skill}


def circumstances(facts: Mapping[str, object]) -> Iterable[str]:
    """What else the rules saw."""
    if "open" in facts:
        count = int(str(facts["open"]))
        yield ngettext("%(count)d open", "%(count)d open", count) % {"count": count}
    if facts.get("knows"):
        yield _("knows the customer")
    if facts.get("passed"):
        yield _("the named specialist is away or full")
