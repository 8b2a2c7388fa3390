"""Who hears in the morning that the night opened signals of his customers, let some speak again, or saw some
grow urgent.

One line an owner and night, told once whatever the night does again; while he is away one for who stands in.
Nobody hears of what only came to light: of customers whom the night before did not know (so of nobody after
the first one), of history that an import without automations brought since then, and of nights over the past.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef
from django.urls import reverse

from churn_crm import clock
from customers.models import Contract, Import, Inquiry, Invoice, Visit
from desk.models import Complaint, WorkOrderRating
from signals.models import ChurnSignal, NightlyRun, Snapshot
from signals.models.findings import SignalQuerySet, new_on
from staff.away import Away
from staff.models import User
from staff.notices import Line, notify_each
from staff.roles import Scope

# Facts that files bring, and the day that each tells of.
FACTS: tuple[tuple[type[Model], str], ...] = (
    (Visit, "day"),
    (Invoice, "issued_on"),
    (Contract, "signed_on"),
    (Inquiry, "day"),
    (Complaint, "day"),
    (WorkOrderRating, "day"),
)


def tell_owners(run: NightlyRun) -> None:
    """Put what the night changed into its owners' inboxes; those who switched that off aside."""
    before = NightlyRun.objects.filter(day__lt=run.day, state=NightlyRun.State.DONE).first()
    over = NightlyRun.objects.filter(day__gt=run.day).exists() or run.day < clock.last_finished_day()
    if before and not over:
        notify_each(lines(run.day, changed(run, before)))


def changed(run: NightlyRun, before: NightlyRun) -> list[dict[str, int]]:
    """owner, opened, again and urgent: how many signals of each one's customers the night opened, let speak
    again, and saw grow urgent, or one before it that broke off."""
    known = Snapshot.objects.filter(day=before.day, customer=OuterRef("customer"))
    found = ChurnSignal.objects.asking().news_of(run.day).told_to_all().filter(Exists(known))
    heard = without_history(found, before).filter(customer__owner__is_active=True)
    opened, again = new_on("opened_on", run.day), new_on("again_on", run.day)
    counts = {
        "opened": Count("pk", filter=opened & ~again),
        "again": Count("pk", filter=again),
        "urgent": Count("pk", filter=~opened & ~again),
    }
    return [
        {"owner": row.pop("customer__owner"), **row}
        for row in heard.order_by().values("customer__owner").annotate(**counts)
    ]


def without_history(found: SignalQuerySet, before: NightlyRun) -> SignalQuerySet:
    """Without those of customers of whom an import without automations, since that night, brought older
    facts."""
    since = Import.objects.filter(automations=False, started_at__gte=before.started_at)
    imports = list(since.values_list("pk", flat=True))
    for fact, day in FACTS if imports else ():
        older = {"came_from__in": imports, f"{day}__lte": before.day}
        found = found.filter(~Exists(fact._default_manager.filter(customer=OuterRef("customer"), **older)))
    return found


def lines(day: date, news: Iterable[dict[str, int]]) -> Iterator[Line]:
    """For each owner, and while he is not here for who hears of what is his; each may switch it off."""
    away, news = Away(), list(news)
    owners = User.objects.select_related("branch").in_bulk([row["owner"] for row in news])
    for row in news:
        owner, counts = owners[row["owner"]], {name: row[name] for name in ("opened", "again", "urgent")}
        for hearer in away.hearers_of_all(owner):
            if hearer.hears_of_signals:
                yield (
                    own_line(day, owner, counts) if hearer == owner else line_for(hearer, day, owner, counts)
                )


def own_line(day: date, owner: User, counts: dict[str, int]) -> Line:
    kind = "signals_grown" if counts["urgent"] else "signals_again" if counts["again"] else "signals_opened"
    link = f"{reverse('signals:inbox')}?mine=1&night={day.isoformat()}"
    return line(owner, kind, day, counts, occasion=f"signals {day.isoformat()}", link=link)


def line_for(hearer: User, day: date, owner: User, counts: dict[str, int]) -> Line:
    """Who sees his own customers only learns that there is something, and asks those who hear beside him."""
    link = f"{reverse('signals:inbox')}?owner={owner.pk}&night={day.isoformat()}"
    return line(
        hearer,
        "signals_stand_in",
        day,
        {"person": str(owner), **counts},
        occasion=f"signals {day.isoformat()} of {owner.pk}",
        link="" if hearer.scope == Scope.OWN else link,
    )


def line(user: User, kind: str, day: date, numbers: dict[str, Any], **rest: str) -> Line:
    return Line(user=user.pk, kind=kind, numbers={"day": day.isoformat(), **numbers}, **rest)
