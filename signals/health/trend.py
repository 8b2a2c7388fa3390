"""Against what a night compares: real days, never merely the night before."""

from datetime import date, timedelta

from signals.models import NightlyRun

WEEK, FOUR_WEEKS = 7, 28
# Where no night was run on that very day, the newest of so many days before it will do.
TOLERANCE = 3


def compared_days(as_of: date) -> dict[str, date | None]:
    """week, four_weeks → the finished night that health is compared with; None: no comparison."""
    wanted = {"week": as_of - timedelta(days=WEEK), "four_weeks": as_of - timedelta(days=FOUR_WEEKS)}
    oldest = wanted["four_weeks"] - timedelta(days=TOLERANCE)
    done = NightlyRun.objects.filter(
        state=NightlyRun.State.DONE, day__gte=oldest, day__lte=wanted["week"]
    ).values_list("day", flat=True)
    nights = list(done)
    return {name: newest_near(nights, day) for name, day in wanted.items()}


def newest_near(nights: list[date], day: date) -> date | None:
    """The newest of them on that day or up to three days before it."""
    near = [night for night in nights if day - timedelta(days=TOLERANCE) <= night <= day]
    return max(near, default=None)
