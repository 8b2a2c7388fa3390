"""What complaints were about: how many of each cause, role and root cause; the list behind each figure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count, Max, Q, Value
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.contacts.resolution import year_before
from desk.defects.forms import day
from desk.models import Complaint
from desk.models.complaints import ComplaintQuerySet
from desk.quality.index.reads import branches_seen
from staff.models import Branch, User

ONE_DAY = timedelta(days=1)
A_PAGE = 50
SHOWN = 40  # combinations on the page; there are as many as people find words for root causes
ABOUT_NOBODY = pgettext_lazy("role complained about", "Nobody in particular")
NO_ROOT_CAUSE = _("No root cause yet")
NONE = "none"  # in an address: those without
OFFERED = 30  # root causes, where one is asked for


@dataclass(frozen=True)
class Line:
    """Complaints of one cause, about one role ("": nobody's), for one root cause ("": none written down)."""

    cause: str
    about: str
    root_cause: str
    key: str  # the root cause in small letters: "No test drive" and "no test drive" are one
    complaints: int
    open: int
    share: float  # of all in that time and branch, 0 to 1

    @property
    def cause_label(self) -> str:
        return str(Complaint.Cause(self.cause).label)

    @property
    def about_label(self) -> str:
        return str(Complaint.About(self.about).label) if self.about else ""

    @property
    def only(self) -> dict[str, str]:
        """What an address asks for to see the complaints behind it."""
        why = {"root_cause": self.key} if self.key else {"without_root_cause": "1"}
        return {"cause": self.cause, "about": self.about or NONE, **why}


class ReasonsForm(forms.Form):
    """Which time and branch: the last 12 months everywhere, if nobody says."""

    since = day(pgettext_lazy("a period", "From"))
    until = day(pgettext_lazy("a period", "To"))
    branch = forms.ModelChoiceField(
        Branch.objects.none(),
        label=_("Branch"),
        required=False,
        empty_label=_("All branches"),
        to_field_name="code",
    )

    def __init__(self, data: QueryDict, *, user: User, on: date) -> None:
        usual = {"since": f"{year_before(on) + ONE_DAY}", "until": f"{on}"}
        super().__init__({**usual, **{name: value for name, value in data.items() if value}})
        chosen: Any = self.fields["branch"]
        chosen.queryset = branches_seen(user).order_by("name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", _("The time ends before it begins."))
        return data

    def query(self, **more: str) -> str:
        """The address's query of what is asked for, with `more`."""
        query = QueryDict(mutable=True)
        held = {name: self.data.get(name, "") for name in self.fields}
        query.update({name: value for name, value in held.items() if value} | more)
        return query.urlencode()


class BehindForm(ReasonsForm):
    """Of one figure as well; what is left out narrows nothing."""

    cause = forms.ChoiceField(label=_("Cause"), choices=Complaint.Cause.choices, required=False)
    about = forms.ChoiceField(
        label=pgettext_lazy("complained about", "Role"),
        choices=[*Complaint.About.choices, (NONE, ABOUT_NOBODY)],
        required=False,
    )
    root_cause = forms.CharField(label=_("Root cause"), max_length=300, required=False)
    without_root_cause = forms.BooleanField(label=NO_ROOT_CAUSE, required=False)

    @property
    def told(self) -> list[str]:
        """Which figure it is, in words."""
        asked = self.cleaned_data
        words = [Complaint.Cause(asked["cause"]).label] if asked["cause"] else []
        if asked["about"]:
            words += [ABOUT_NOBODY if asked["about"] == NONE else Complaint.About(asked["about"]).label]
        if asked["without_root_cause"]:
            return [*map(str, words), str(NO_ROOT_CAUSE)]
        return [str(word) for word in (*words, asked["root_cause"]) if word]

    def of_time(self) -> str:
        """The query of its time and branch alone."""
        query = QueryDict(mutable=True)
        query.update({name: self.data[name] for name in ReasonsForm.base_fields if self.data.get(name)})
        return query.urlencode()


def within(user: User, asked: dict[str, Any]) -> ComplaintQuerySet:
    """The complaints that `user` may see of this time and branch."""
    found = Complaint.objects.visible_to(user).filter(day__gte=asked["since"], day__lte=asked["until"])
    found = found.in_branch(asked["branch"].pk) if asked["branch"] else found
    return found.annotate(why=Lower("root_cause"))


def lines(found: ComplaintQuerySet) -> list[Line]:
    """Most complaints first. One query."""
    groups = found.order_by().values("cause", "about", "why")
    counts = {
        "said": Max("root_cause"),
        "count": Count("pk"),
        "still_open": Count("pk", filter=Q(solved_at=None)),
    }
    rows = list(groups.annotate(**counts).order_by("-count", "cause", "about", "why"))
    of = sum(row["count"] for row in rows)
    return [
        Line(
            *(row["cause"], row["about"], row["said"], row["why"]),
            *(row["count"], row["still_open"], row["count"] / of),
        )
        for row in rows
    ]


def summary(found: ComplaintQuerySet) -> dict[str, Any]:
    """The first lines, how many complaints there are, and how many the lines count that are not shown."""
    every = lines(found)
    shown, rest = every[:SHOWN], every[SHOWN:]
    return {
        "lines": shown,
        "total": sum(line.complaints for line in every),
        "rest": len(rest),
        "rest_complaints": sum(line.complaints for line in rest),
    }


def behind(found: ComplaintQuerySet, asked: dict[str, Any]) -> ComplaintQuerySet:
    """Those of one figure."""
    if asked["cause"]:
        found = found.filter(cause=asked["cause"])
    if asked["about"]:
        found = found.filter(about="" if asked["about"] == NONE else asked["about"])
    if asked["without_root_cause"]:
        return found.filter(root_cause="")
    return found.filter(why=Lower(Value(asked["root_cause"]))) if asked["root_cause"] else found


def page(found: ComplaintQuerySet, *, before: tuple[date, int] | None) -> dict[str, Any]:
    """One page, newest first, and the cursor of the next."""
    rows = list(found.newest_first(before=before).select_related("customer__branch")[: A_PAGE + 1])
    shown = rows[:A_PAGE]
    more = len(rows) > A_PAGE
    return {"rows": shown, "cursor": f"{shown[-1].day.isoformat()}.{shown[-1].pk}" if more else ""}


def known_root_causes(user: User, *, on: date, cause: str = "") -> list[str]:
    """Those of the last 12 months, the most frequent first: the same words make one figure of them.

    cause: what was complained about; the root causes of the same come before all others.
    """
    seen = Complaint.objects.visible_to(user).filter(day__gt=year_before(on)).exclude(root_cause="")
    rows = seen.annotate(why=Lower("root_cause")).order_by().values("why")
    same = Count("pk", filter=Q(cause=cause))
    counted = rows.annotate(said=Max("root_cause"), same=same, count=Count("pk"))
    counted = counted.order_by("-same", "-count", "why")
    return [row["said"] for row in counted[:OFFERED]]
