"""Health in words: what its groups are called, how it changed."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from churn_crm.ui.figures import day, figure, percent, points
from customers.chances import about
from customers.models import CustomerStanding
from signals.health.days import Day
from signals.health.groups import MONEY, NEEDS, PEOPLE, PRICE, SERVICE, VISITS

GROUPS: dict[str, str | Promise] = {
    VISITS: pgettext_lazy("group of health", "Visits"),
    MONEY: pgettext_lazy("group of health", "Money"),
    SERVICE: pgettext_lazy("group of health", "Service"),
    PRICE: pgettext_lazy("group of health", "Price and contract"),
    PEOPLE: pgettext_lazy("group of health", "People"),
    NEEDS: pgettext_lazy("group of health", "Needs"),
}
HOLDS: dict[str, str | Promise] = {
    VISITS: gettext_lazy("Silence, and what he comes for less than before."),
    MONEY: gettext_lazy("Paying later, arrears, unpaid orders."),
    SERVICE: gettext_lazy("Complaints, ratings, returns and claims, broken promises."),
    PRICE: gettext_lazy("Prices, terms and ends of contracts, competitors."),
    PEOPLE: gettext_lazy("Who knows whom, who decides, who leaves."),
    NEEDS: gettext_lazy("Inquiries without order, declined work, wishes that wait."),
}


def chance(day_of: Day, *, ahead: int | None) -> str:
    """The chance of leaving that a night told, for how many days and who told it; a prior is rounded on
    purpose. Empty without one. ahead: days that it looks; None where nobody kept that."""
    if day_of.chance is None:
        return ""
    leaving = _("Chance of leaving in %(days)s days") if ahead else _("Chance of leaving")
    said = {"leaving": leaving % {"days": ahead}, "chance": percent(day_of.chance)}
    if day_of.told_by is None:
        return _("%(leaving)s: %(chance)s; whether a model or the prior told it was not kept then.") % said
    if day_of.told_by:
        return _("%(leaving)s: %(chance)s, told by model %(number)s.") % (said | {"number": day_of.told_by})
    n, m = about(day_of.chance)
    return _("%(leaving)s: about %(n)d in %(m)d, told by the general prior.") % (said | {"n": n, "m": m})


def trends(standing: CustomerStanding) -> list[tuple[int, str]]:
    """(points, in words) against seven and 28 days before, those that can be compared."""
    week, four_weeks = standing.trend_7, standing.trend_28
    found = []
    if week is not None:
        found.append((week, _("%(points)s in 7 days") % {"points": signed(week)}))
    if four_weeks is not None:
        # Beside the other one, "days" has been said.
        words = _("%(points)s in 28 days") if week is None else pgettext("trend", "%(points)s in 28")
        found.append((four_weeks, words % {"points": signed(four_weeks)}))
    return found


def signed(change: int) -> str:
    """+3, −3, and a plain 0."""
    return points(change) if change else "0"


def summary(days: Sequence[Day]) -> str:
    """How health went over these days, and what moved it most, in one sentence."""
    if len(days) < 2:
        return _("One night has judged him so far.") if days else ""
    first, last = days[0], days[-1]
    change = last.health - first.health
    said = {"day": day(first.day), "before": figure(first.health), "after": figure(last.health)}
    if not change:
        return _("%(after)s, as on %(day)s.") % said
    group = last.furthest_since(first)
    if group is None:
        return _("From %(before)s to %(after)s since %(day)s.") % said
    said |= {"group": str(GROUPS[group]), "points": signed(last.changes_since(first)[group])}
    return _("From %(before)s to %(after)s since %(day)s. Most of it: %(group)s, %(points)s.") % said
