"""Sending as tasks. Beat only wakes, every few seconds; what there is to do stands in PostgreSQL."""

import time

from celery import shared_task
from django.conf import settings

from outbox import confirming, sending, settling
from outbox.mailbox import looking

BUSY_FOR = 20  # seconds; then the next wake-up goes on


@shared_task(ignore_result=True)
def send() -> None:
    """What is due becomes ready, what is ready is sent."""
    until = time.monotonic() + BUSY_FOR
    settling.expire()
    while time.monotonic() < until:
        ripe = settling.ripen()
        if not sending.send_ready() and not ripe:
            break


@shared_task(ignore_result=True)
def settle() -> None:
    """What nobody knows the outcome of is found out, and what nobody signed is asked about."""
    until = time.monotonic() + BUSY_FOR
    settling.doubt_abandoned()
    while time.monotonic() < until:
        restored = settling.doubt_restored()
        asked = settling.settle() + confirming.confirm()
        if not asked and not restored:
            break


@shared_task(ignore_result=True)
def read_mail() -> None:
    """What customers answered by e-mail."""
    if settings.EMAIL_ANSWERS == "imap":
        looking.look()
