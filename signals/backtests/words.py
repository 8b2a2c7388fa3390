"""What a back-test says in words: methods, states, why it stopped."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from signals.backtests.outcomes import CAUGHT, FALSE_ALARM, MISSED
from signals.backtests.past import CHANGED, MODEL, PRIOR, RULES, STORED
from signals.models import BackTest

METHODS: Mapping[str, Any] = {
    MODEL: gettext_lazy("Model, learned anew on that day"),
    RULES: gettext_lazy("Signals as a ranking, with the policy's weights"),
    CHANGED: gettext_lazy("Signals as they are tried"),
    PRIOR: gettext_lazy("Prior by inactivity tier"),
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
