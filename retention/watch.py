"""Is a night due, has one stopped, is one late? Decided from the ledger, so that two beats make one run."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from churn_crm import clock
from customers.models import Customer
from retention.night import deciders
from signals.ledger import hour_of_business
from signals.models import NightlyRun
from staff.notices import notify

DONE = NightlyRun.State.DONE


def due_day() -> date | None:
    """The day whose night should have begun and has not. Only the newest missing one is caught up."""
    day = clock.last_finished_day()
    begun = NightlyRun.objects.filter(day__gte=day).exists()
    if begun or hour_of_business() < settings.NIGHT_STARTS_AT or not Customer.objects.exists():
        return None
    return day


def newest_day() -> date:
    """The day whose night is the present one, or should be."""
    newest = NightlyRun.objects.first()
    return max(clock.last_finished_day(), newest.day) if newest else clock.last_finished_day()


def stopped_runs() -> list[NightlyRun]:
    """The newest night, if it is not done. Older ones were overtaken: their findings would be history."""
    newest = NightlyRun.objects.first()
    return [newest] if newest and newest.state != DONE else []


def alarm_if_late() -> int:
    """One notice a day to each manager and administrator. Returns how many are new."""
    day = clock.last_finished_day()
    done = NightlyRun.objects.filter(state=DONE)
    first_night = not done.exists()  # what has never run is no surprise
    if first_night or done.filter(day__gte=day).exists() or hour_of_business() < settings.NIGHT_DEADLINE_AT:
        return 0
    run = NightlyRun.objects.filter(day=day).first()
    if run and run.state == NightlyRun.State.RUNNING and run.policy.get("again"):
        return 0  # it was in time, and somebody does it once more
    failed = run if run and run.state == NightlyRun.State.FAILED else None
    return notify(
        users=deciders(),
        kind="night_failed" if failed else "night_late",
        numbers={"day": day.isoformat(), "error": failed.error if failed else ""},
        occasion=f"night late {day.isoformat()}",
        link=reverse("signals:runs"),
    )
