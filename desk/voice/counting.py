"""How often what is said: by product and category, over time; and the list that each number opens."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.models import Matter, Voice
from staff.models import User

WINDOW = timedelta(days=90)
MONTHS = 12
PAGE = 40
NAMES = ("matter__product", "matter__category")
ALIKE, MOST_ALIKE = 0.2, 5
TO_CALL = "call"
SHOW: dict[str, str | Promise] = {
    "": pgettext_lazy("suggestions", "Open"),
    Matter.State.NEW: pgettext_lazy("a suggestion", "New"),
    Matter.State.DONE: pgettext_lazy("a suggestion", "Done"),
    Matter.State.DECLINED: pgettext_lazy("a suggestion", "Declined"),
    TO_CALL: pgettext_lazy("suggestions", "Somebody to call"),
    "all": pgettext_lazy("suggestions", "All"),
}


@dataclass
class Line:
    """Voices of one product and category: of the last 90 days, of the 90 before, open matters, by month."""

    product: str
    category: str
    now: int = 0
    before: int = 0
    open: int = 0
    months: list[int] = field(default_factory=lambda: [0] * MONTHS)

    @property
    def change(self) -> int:
        return self.now - self.before


def lines(user: User, *, day: date) -> list[Line]:
    """Every product and category of the last twelve months, what is said most lately first."""
    voices = Voice.objects.visible_to(user).order_by()
    first = month_ago(day, MONTHS - 1)
    found: dict[tuple[str, str], Line] = {}
    for product, category, month, count in by_month(voices.between(first, day)):
        line = found.setdefault((product, category), Line(product, category))
        line.months[months_between(first, month)] = count
    for product, category, now, before in lately(voices, day):
        if (product, category) in found:
            found[product, category].now, found[product, category].before = now, before
    for product, category, number in open_matters(user):
        if (product, category) in found:
            found[product, category].open = number
    return sorted(
        found.values(), key=lambda line: (-line.now, -sum(line.months), line.product, line.category)
    )


def by_month(voices: Any) -> Any:
    rows = voices.values(*NAMES, month=TruncMonth("day")).annotate(n=Count("pk"))
    return rows.values_list(*NAMES, "month", "n")


def lately(voices: Any, day: date) -> Any:
    """(product, category, of the window, of the one before)."""
    now, before = (Q(pk__in=within(voices, name, day).values("pk")) for name in ("now", "before"))
    rows = voices.values(*NAMES).annotate(now=Count("pk", filter=now), before=Count("pk", filter=before))
    return rows.values_list(*NAMES, "now", "before")


def open_matters(user: User) -> Any:
    matters = Matter.objects.visible_to(user).open().order_by().values("product", "category")
    return matters.annotate(n=Count("pk")).values_list("product", "category", "n")


def month_ago(day: date, months: int) -> date:
    """The first day of the month so many months before. Pure."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def months_between(first: date, month: date) -> int:
    return (month.year - first.year) * 12 + month.month - first.month


class MatterFilter(forms.Form):
    """Every field optional; a value that is not offered narrows nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Both kinds")), *Matter.Kind.choices]
    )
    show = forms.ChoiceField(label=_("Show"), required=False, choices=list(SHOW.items()))
    product = forms.CharField(label=_("Product"), required=False, max_length=60)
    category = forms.CharField(label=_("Category"), required=False, max_length=60)
    window = forms.ChoiceField(
        label=_("Said"), required=False, choices=[("", _("Any time")), ("now", ""), ("before", "")]
    )
    mine = forms.BooleanField(label=_("Mine"), required=False)

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    def query(self, **other: str) -> str:
        """The address's query with what is asked for, `other` put over it."""
        query = QueryDict(mutable=True)
        said = {name: "1" if value is True else value for name, value in (self.asked | other).items()}
        query.update({name: value for name, value in said.items() if value})
        return query.urlencode()


def found(form: MatterFilter, user: User, *, day: date) -> Any:
    """The matters that are asked for, each with `said`: how many voices that `user` may see."""
    asked = form.asked
    voices = within(Voice.objects.visible_to(user), asked["window"], day).filter(matter=OuterRef("pk"))
    matters = shown(asked["show"]).filter(Exists(voices))
    for name in ("kind", "product"):
        matters = matters.filter(**{name: asked[name]}) if asked[name] else matters
    if asked["product"] and "category" in form.data:
        matters = matters.filter(category=asked["category"])
    if asked["mine"]:
        mine = Q(owner=user)
        if user.team_id:
            mine |= Q(owner=None, team=user.team_id)
        matters = matters.filter(mine)
    if asked["q"]:
        said = Voice.objects.visible_to(user).filter(matter=OuterRef("pk"), text__icontains=asked["q"])
        matters = matters.filter(Q(title__icontains=asked["q"]) | Exists(said))
    return matters


def within(voices: Any, window: str, day: date) -> Any:
    if window == "now":
        return voices.between(day - WINDOW + timedelta(days=1), day)
    if window == "before":
        return voices.between(day - 2 * WINDOW + timedelta(days=1), day - WINDOW)
    return voices


def shown(name: str) -> Any:
    matters = Matter.objects.standing()
    if name == TO_CALL:
        return matters.with_somebody_to_call()
    if name == "all":
        return matters
    return matters.filter(state=name) if name in Matter.State.values else matters.open()


def page(form: MatterFilter, user: User, *, day: date, cursor: str = "") -> tuple[list[Matter], str]:
    """(one page of matters, the newest first, with counts of voices; the cursor of the next page)."""
    matters = found(form, user, day=day)
    before = int(cursor) if cursor.isdecimal() and len(cursor) < 19 else 0
    matters = matters.filter(pk__lt=before) if before else matters
    rows = list(matters.select_related("team", "owner").order_by("-pk")[: PAGE + 1])
    shown_rows = rows[:PAGE]
    counted(shown_rows, within(Voice.objects.visible_to(user), form.asked["window"], day))
    return shown_rows, str(shown_rows[-1].pk) if len(rows) > PAGE else ""


def counted(matters: list[Any], voices: Any) -> None:
    """Give each matter `said` and `to_call`, in one query."""
    rows = voices.filter(matter__in=matters).order_by().values("matter")
    counts = {
        row["matter"]: row
        for row in rows.annotate(
            said=Count("pk"), to_call=Count("pk", filter=Q(pk__in=Voice.objects.to_call().values("pk")))
        )
    }
    nothing = {"said": 0, "to_call": 0}
    for matter in matters:
        row = counts.get(matter.pk, nothing)
        matter.said, matter.to_call = row["said"], row["to_call"]


def alike(matter: Matter, user: User) -> list[Any]:
    """Undecided matters that may be the same, the most alike first."""
    seen = Matter.objects.visible_to(user).select_related("team", "owner")
    others = seen.open().exclude(pk=matter.pk)
    scored = others.annotate(alike=TrigramSimilarity("title", matter.title))
    near = list(scored.filter(alike__gt=ALIKE).order_by("-alike")[:MOST_ALIKE])
    same = others.filter(product=matter.product, category=matter.category).exclude(
        pk__in=[m.pk for m in near]
    )
    return near + list(same.order_by("-pk")[: MOST_ALIKE - len(near)])


def names(user: User) -> dict[str, list[str]]:
    """Products and categories that were used before, for fields that offer them."""
    used: dict[str, list[str]] = defaultdict(list)
    seen = Matter.objects.visible_to(user)
    for name in ("product", "category"):
        rows = seen.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct()
        used[name] = list(rows[:60])
    return dict(used)
