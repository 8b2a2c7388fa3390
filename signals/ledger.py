"""The ledger of nights as the screens show it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.utils.functional import cached_property

from churn_crm import clock
from signals import runs
from signals.keeping.told import Gone, gone_after
from signals.models import NightlyRun, RunShard
from signals.older import part


@dataclass(frozen=True)
class Night:
    """One run with its figures; a template reads it."""

    run: NightlyRun

    @cached_property
    def done(self) -> int:
        """Its parts are scored, then planned: each is counted twice."""
        return self.run.shards.aggregate(done=Count("scored_at") + Count("done_at"))["done"]

    @cached_property
    def parts(self) -> int:
        return 2 * self.run.shards.count()

    @property
    def share(self) -> float:
        return self.done / self.parts if self.parts else 0

    @property
    def shards(self) -> list[RunShard]:
        """Its parts, each a range of customers."""
        return list(self.run.shards.all())

    @property
    def counts(self) -> dict[str, Any]:
        """What it has counted; while it is under way, in the parts that are done."""
        return self.run.counts or runs.summed(shard.counts for shard in self.shards)

    @property
    def steps(self) -> dict[str, float]:
        """Seconds by step; while it is under way, of the parts that are done."""
        if self.run.finished_at:
            return self.run.timings
        return runs.summed([*(shard.timings for shard in self.shards), self.run.timings])

    @property
    def running(self) -> bool:
        return self.run.state == NightlyRun.State.RUNNING

    @property
    def again(self) -> bool:
        """It was done before and is done once more, for a new policy or new facts."""
        return self.run.policy.get("again", False)

    @property
    def failed(self) -> bool:
        return self.run.state == NightlyRun.State.FAILED

    @property
    def seconds(self) -> float | None:
        if not self.run.finished_at:
            return None
        return (self.run.finished_at - self.run.started_at).total_seconds()

    @property
    def customers(self) -> int:
        return self.run.counts.get("customers", 0)

    @property
    def present(self) -> bool:
        """It has judged the present, so that it counted signals and actions."""
        return "opened" in self.run.counts

    @property
    def model(self) -> int | None:
        """The number of the model that it followed; None for the prior."""
        return self.run.policy.get("model", {}).get("number")

    @property
    def not_followed(self) -> dict[str, Any]:
        """A model in use that this night could not follow: number, and because of what
        (signals.upkeep.store)."""
        model = self.run.policy.get("model", {})
        return model if "not_followed" in model else {}

    @property
    def told_by_prior(self) -> int:
        """Customers whose chance is from the prior, though the night followed a model."""
        return self.run.counts.get("told_by", {}).get("prior", 0) if self.model else 0

    @property
    def planned(self) -> int:
        return sum(self.run.counts.get("planned", {}).values())

    @property
    def held_back(self) -> int:
        return sum(self.held_back_for.values())

    @property
    def held_back_for(self) -> dict[str, int]:
        return self.run.counts.get("held_back", {})

    @property
    def moment(self) -> object:
        return self.run.finished_at or self.run.started_at

    @cached_property
    def let_go(self) -> list[Gone]:
        """Older nights whose snapshots went after it, by month."""
        return gone_after(self.run.day)

    @property
    def history(self) -> bool:
        """Done after a later night: it wrote its snapshots only."""
        return self.run.state == NightlyRun.State.DONE and bool(self.run.counts) and not self.present


def nights(*, before: str) -> tuple[list[Night], str]:
    """The newest nights first, or those before a day, and before what older ones are: see signals.older."""
    found, older = part(NightlyRun.objects.all(), by="day", before=before)
    return [Night(run) for run in found], older


def newest() -> Night | None:
    run = NightlyRun.objects.first()
    return Night(run) if run else None


def horizon_told(day: date) -> int | None:
    """How many days ahead the chances look that the night of that day told; None where there was none."""
    return NightlyRun.objects.filter(day=day).values_list("policy__horizon_days", flat=True).first()


def judged_day() -> date:
    """The day of the newest night; before the first one the last day that is over."""
    night = newest()
    return night.run.day if night else clock.last_finished_day()


def is_late(night: Night | None) -> bool:
    """Should a newer night be done by now? Nobody is late before the first one."""
    if night is None:
        return False
    unfinished = night.failed or (night.running and not night.again)
    behind = (clock.last_finished_day() - night.run.day).days + unfinished
    return behind > 1 or (behind == 1 and hour_of_business() >= settings.NIGHT_DEADLINE_AT)


def hour_of_business() -> int:
    """The hour of the day in the business's zone."""
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).hour
