"""The settling as a task: it may run twice, and it says nothing when there is nothing to settle."""

from celery import shared_task

from customers.agreements import settling


@shared_task(ignore_result=True)
def settle_agreements() -> None:
    """Find out who came, who did not, what expired, and which inquiries became orders."""
    settling.settle_all()
