"""What people decide about a pair. Each may be sent twice."""

from datetime import date, timedelta

from churn_crm import clock
from customers.models import DuplicateCandidate
from staff.models import User

State = DuplicateCandidate.State
LATER_DAYS = 30


def keep_apart(*, pair: DuplicateCandidate, by: User) -> bool:
    """They are two, and nobody is asked again. False when somebody said so already."""
    return bool(
        DuplicateCandidate.objects.filter(pk=pair.pk, state=State.OPEN).update(
            state=State.APART, decided_at=clock.now(), decided_by=by, put_off_until=None
        )
    )


def put_off(*, pair: DuplicateCandidate, on: date) -> bool:
    """Ask again in a month. False when it was decided meanwhile."""
    until = on + timedelta(days=LATER_DAYS)
    return bool(DuplicateCandidate.objects.filter(pk=pair.pk, state=State.OPEN).update(put_off_until=until))


def reopen(*, pair: DuplicateCandidate) -> None:
    """Take either back."""
    DuplicateCandidate.objects.filter(pk=pair.pk).update(
        state=State.OPEN, decided_at=None, decided_by=None, put_off_until=None
    )
