"""Back-tests in workers. The row holds the work; a task carries its id and may run twice."""

from celery import shared_task

from signals.backtests import running
from signals.models import BackTest

UNFINISHED = [BackTest.State.WAITING, BackTest.State.RUNNING]


@shared_task(ignore_result=True)
def run_back_test(test_id: int) -> None:
    """Do what is left of it, then wake the one that has waited longest. A second delivery does nothing."""
    running.run(test_id)
    waiting = BackTest.objects.filter(state=BackTest.State.WAITING).order_by("pk").first()
    finished = not BackTest.objects.filter(pk=test_id, state__in=UNFINISHED).exists()
    if waiting and finished:
        run_back_test.delay(waiting.pk)


@shared_task(ignore_result=True)
def look_after_back_tests() -> None:
    """Wake what waits and what a killed worker left."""
    for test_id in BackTest.objects.filter(state__in=UNFINISHED).order_by("pk").values_list("pk", flat=True):
        run_back_test.delay(test_id)
