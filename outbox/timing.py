"""How long things may take, so that no message is called twice. Times that do not fit stop the start.

claim ── FRESH ──▶ last moment for the call ── timeout ──▶ the call has ended ── MARGIN ──▶ the lease ends
and only later than a gateway's worst late acceptance is "not found" believed.
"""

import time
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Consent was looked up when the message was claimed; 5 seconds after an opt-out nothing may leave.
FRESH = timedelta(seconds=2)
MARGIN = timedelta(seconds=5)
ASK_FIRST, ASK_LAST = timedelta(seconds=20), timedelta(minutes=15)  # between two questions about one message
ASK_FOR = timedelta(days=1)  # then a person looks
RETRY_FIRST, RETRY_LAST = timedelta(seconds=30), timedelta(hours=1)
DOUBLINGS = 7  # from the first to the last; a gateway may refuse for days
# Of Linux the one that goes on while the machine sleeps: a claim gets stale meanwhile.
UPTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def uptime() -> float:
    """Seconds by the clock that nobody sets; it never goes back, and sleep counts."""
    return time.clock_gettime(UPTIME)


def timeout() -> timedelta:
    return timedelta(seconds=settings.GATEWAY_TIMEOUT)


def lease() -> timedelta:
    return timedelta(seconds=settings.SENDING_LEASE)


def settles_after() -> timedelta:
    return timedelta(seconds=settings.SENDING_SETTLES_AFTER)


def ask_again(asking_for: timedelta) -> timedelta:
    """How long until the next question, for a message that has been unknown for so long: ever longer."""
    return min(max(asking_for, ASK_FIRST), ASK_LAST)


def confirm_again(asking_for: timedelta) -> timedelta:
    """How long until the next question about a receipt that came so long ago: doubled, until ASK_FOR.

    It settles what is told of a message, not whether it is sent: about a dozen questions are enough.
    """
    return max(min(asking_for, ASK_FOR - asking_for), ASK_FIRST)


def retry(attempt: int) -> timedelta:
    """How long to wait after the n-th refusal that may pass: doubled each time, an hour at most."""
    return min(RETRY_FIRST * 2 ** min(max(attempt - 1, 0), DOUBLINGS), RETRY_LAST)


def check_lease() -> None:
    """Raise ImproperlyConfigured when a lease could end while its call is still under way."""
    least = FRESH + timeout() + MARGIN
    if lease() < least:
        raise ImproperlyConfigured(
            f"SENDING_LEASE={settings.SENDING_LEASE}: write at least {least.total_seconds():.0f}, that is "
            f"GATEWAY_TIMEOUT ({settings.GATEWAY_TIMEOUT}) and {(FRESH + MARGIN).total_seconds():.0f} more."
        )


def check(*, late_acceptance: timedelta) -> None:
    """Raise ImproperlyConfigured when "not found" would be believed before the gateway may take it late."""
    if settles_after() < late_acceptance:
        raise ImproperlyConfigured(
            f"SENDING_SETTLES_AFTER={settings.SENDING_SETTLES_AFTER}: write at least "
            f"{late_acceptance.total_seconds():.0f}; so late this gateway may still take a message."
        )
