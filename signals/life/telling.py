"""Who hears in the morning that the night opened signals of his customers, or let some speak again.

One line a person and night, told once whatever the night does again. Nobody hears of what only came to light:
of customers whom the night before did not know (so of nobody after the first one), of history that an import
without automations brought since then, and of nights over the past.
"""

from datetime import date

from django.db.models import Count, Exists, Model, OuterRef, Q
from django.urls import reverse

from churn_crm import clock
from customers.models import Contract, Import, Inquiry, Invoice, Visit
from desk.models import Complaint, WorkOrderRating
from signals.models import ChurnSignal, NightlyRun, Snapshot
from signals.models.findings import SignalQuerySet
from staff.notices import Line, notify_each

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
        notify_each(line(run.day, **found) for found in changed(run, before))


def changed(run: NightlyRun, before: NightlyRun) -> list[dict[str, int]]:
    """owner, opened and again: how many signals of each one's customers the night opened, and let speak
    again."""
    known = Snapshot.objects.filter(day=before.day, customer=OuterRef("customer"))
    found = ChurnSignal.objects.asking().news_of(run.day).told_to_all().filter(Exists(known))
    heard = without_history(found, before).filter(
        customer__owner__is_active=True, customer__owner__hears_of_signals=True
    )
    counts = {"opened": Count("pk", filter=Q(again_on=None)), "again": Count("pk", filter=~Q(again_on=None))}
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


def line(day: date, *, owner: int, opened: int, again: int) -> Line:
    address = reverse("signals:inbox")
    return Line(
        user=owner,
        kind="signals_again" if again else "signals_opened",
        numbers={"day": day.isoformat(), "opened": opened, "again": again},
        occasion=f"signals {day.isoformat()}",
        link=f"{address}?mine=1&night={day.isoformat()}",
    )
