"""When messages may go out: hours and days in the customer's zone. Outside them a message waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Promotions never go out before or after these, whatever the policy says.
NEVER_BEFORE, NEVER_AFTER = time(8), time(21)
LONGEST_REST = 30  # days


@dataclass(frozen=True)
class Window:
    """opens, closes: local times, closes excluded · goes_out: whether anything may go out on a day."""

    opens: time
    closes: time
    goes_out: Callable[[date], bool] = lambda day: True

    def bounded(self) -> "Window":
        """The same, within what is allowed for promotions."""
        opens = min(max(self.opens, NEVER_BEFORE), NEVER_AFTER)
        return Window(opens, max(min(self.closes, NEVER_AFTER), opens), self.goes_out)


def is_open(at: datetime, window: Window, zone: ZoneInfo) -> bool:
    """Is the local time of `at` (aware) within the window, on a day on which messages go out?"""
    local = at.astimezone(zone)
    return window.opens <= local.time() < window.closes and window.goes_out(local.date())


def opens_next(at: datetime, window: Window, zone: ZoneInfo) -> datetime:
    """The next moment from `at` on at which the window is open: `at` itself if it is open now.

    A local time that the clocks jump over opens when they have jumped; one that comes twice opens the first
    time. If no day of the next 30 will do, the answer is 30 days ahead: it is asked again then.
    """
    if is_open(at, window, zone):
        return at
    today = at.astimezone(zone).date()
    for days in range(LONGEST_REST):
        day = today + timedelta(days=days)
        opening = datetime.combine(day, window.opens, zone).astimezone(at.tzinfo)
        if opening > at and window.goes_out(day):
            return opening
    return at + timedelta(days=LONGEST_REST)
