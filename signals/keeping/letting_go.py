"""Let go of old snapshots by the policy, a month's table at a time. What is done stands with the nights."""

from datetime import date

from django.db import OperationalError, transaction
from psycopg2.errors import LockNotAvailable

from signals.keeping.months import Borders, LetGo, borders, to_let_go
from signals.models import NightlyRun
from signals.partitions import hold_partitions, let_go
from signals.policies import scoring_policy
from signals.upkeep.realised import NEAR

AT_ONCE = 3  # months; whoever shortens the policy by years has the rest done at the next wakes


def let_go_of_old_snapshots(*, day: date) -> list[LetGo]:
    """Once the night of `day` is done and none is under way. Returns what went; nothing where somebody reads
    an old month for longer than a moment: the next wake tries again."""
    newest, running = NightlyRun.objects.first(), NightlyRun.objects.filter(state=NightlyRun.State.RUNNING)
    if newest is None or newest.day < day or running.exists():
        return []
    keeps = kept_from(newest.day)
    gone: list[LetGo] = []
    try:
        while len(gone) < AT_ONCE and (month := let_go_of_oldest(keeps, after=newest.day)):
            gone.append(month)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
    return gone


def kept_from(day: date) -> Borders:
    """What the policy keeps as of that night: never less than what chances are held against a horizon
    later."""
    policy = scoring_policy()
    return borders(
        day,
        nights=policy.keep_nights_months,
        ends=policy.keep_ends_months,
        at_least=policy.horizon_days + NEAR,
    )


@transaction.atomic
def let_go_of_oldest(keeps: Borders, *, after: date) -> LetGo | None:
    """The oldest month of which something goes; None where there is none. after: the night it is done
    after."""
    hold_partitions()
    there = NightlyRun.objects.filter(let_go_on=None, day__lt=keeps.every)
    done = NightlyRun.State.DONE
    nights = ((day, state == done) for day, state in there.values_list("day", "state"))
    month = next(iter(to_let_go(nights, keeps)), None)
    if month:
        let_go(month.month, kept=month.kept)
        NightlyRun.objects.filter(day__in=month.nights).update(let_go_on=after)
    return month
