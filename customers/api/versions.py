"""Saving over HTTP what others change too: over the version that was read, or not at all."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from customers import versions
from customers.api import asking
from customers.profile_forms import Versioned
from customers.versions import OWN
from staff.problems import Conflict, VersionMissing


def seen_version(given: Mapping[str, Any]) -> int:
    """Raises VersionMissing."""
    version: int | None = given.get("version")
    if version is None:
        raise VersionMissing
    return version


def save_version(record: Any, form: Versioned, given: Mapping[str, Any], *, whole: bool) -> None:
    """Save what was given over the version that was read.

    Raises VersionMissing, Conflict with both values, ValidationError.
    """
    seen_version(given)
    asking.bound(form, given)
    for name in [] if whole else set(form.fields) - set(given):
        del form.fields[name]
    asking.cleaned(form, called)
    try:
        versions.save_seen(record=record, values=form.values(), seen=form.seen)
    except versions.Overtaken as lost:
        raise overtaken(form, lost) from lost


def overtaken(form: Versioned, lost: versions.Overtaken) -> Conflict:
    """Both values of every field that both changed, and the version that stands now."""
    mine = form.values()
    both = {called(name): {"yours": mine[name], "theirs": lost.theirs[name]} for name in lost.merge.conflicts}
    words = _("Somebody else changed the same fields since. Nothing was saved.")
    return Conflict(words, version=lost.current.version, conflicts=both)


def called(name: str) -> str:
    """What a field of the form is called in JSON."""
    return f"custom.{name.removeprefix(OWN)}" if name.startswith(OWN) else name
