"""What a night follows, frozen at its start: all shards agree, and each score can be repeated later."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import Exists

from customers.models import Customer
from signals.competitors import Rival
from signals.detectors import DETECTORS, KINDS
from signals.health.groups import AT_RISK_BELOW, CAPS, WELL_FROM
from signals.learning.prior import Prior
from signals.life.judgements import judgements
from signals.models import (
    Competitor,
    DetectorPolicy,
    DetectorSegment,
    HealthProfile,
    ScoringPolicy,
    TierSegment,
)
from signals.models.policy import MONTHS
from signals.quality import Measure, in_force
from signals.segments import is_everybody
from signals.tiers import borders_of
from staff.models import Branch


@dataclass(frozen=True)
class Followed:
    """The frozen policy. Branches are keyed by id; priors by tier, 0 for prospects."""

    version: int
    months: list[int]
    priors: list[float]
    horizon_days: int
    attrition_months: int
    call_at_strength: float
    border_days: int
    detectors: dict[str, dict[str, Any]]
    margins: dict[int, float]
    currencies: dict[int, str]
    # Found in the facts before the first shard: see signals.survey.
    usual_worth: dict[str, list[float]] = field(default_factory=dict)  # currency → mean margin, mean visits
    cut_offs: dict[str, list[float]] = field(default_factory=dict)  # currency → worth of echelons 1, 2
    usual_gaps: dict[int, float] = field(default_factory=dict)  # branch → days
    # With defaults, so that a night begun before these were policy can still be resumed.
    own_months: list[dict[str, Any]] = field(default_factory=list)  # of segments, with their months
    echelon_months: int = 12
    frequency_share: float = 0.0
    competitors: list[dict[str, Any]] = field(default_factory=list)
    second_visits: dict[int, float] = field(default_factory=dict)  # branch → days, as the survey found
    trust: dict[str, float] = field(default_factory=dict)  # kind → what its weight is multiplied by
    # The model's number and sha256; empty for the prior. not_followed, because: one that could not be.
    model: dict[str, Any] = field(default_factory=dict)
    health: list[dict[str, Any]] = field(default_factory=lambda: [usual_profile()])  # caps, by segment
    bands: list[int] = field(default_factory=lambda: [AT_RISK_BELOW, WELL_FROM])
    quality: dict[str, Any] = field(default_factory=dict)  # how the quality index is measured
    # Of customers in echelons 1 and 2; nights find the cut-offs by them before the first shard.
    shares: list[float] = field(default_factory=lambda: [0.15, 0.30])
    prior_days: int = 0  # days that the priors are for; 0, in older nights: the horizon

    @property
    def days_of_priors(self) -> int:
        return self.prior_days or self.horizon_days

    @property
    def chances(self) -> list[float]:
        """By tier, the priors turned into chances of no purchase within the horizon (see Prior.p0)."""
        return [prior ** (self.horizon_days / self.days_of_priors) for prior in self.priors]

    @property
    def rivals(self) -> list[Rival]:
        return [Rival.from_json(stored) for stored in self.competitors]

    @property
    def of_health(self) -> dict[str, Any]:
        """What signals.health.arithmetic reads: the priors as people set them, so that another horizon moves
        no health."""
        return {"priors": self.priors, "profiles": self.health, "bands": self.bands}

    @property
    def prior(self) -> Prior:
        """What is said of whom there is too little to learn from."""
        return Prior(months=tuple(self.months), chances=tuple(self.priors[1:]), horizon=self.days_of_priors)

    @property
    def measure(self) -> Measure | None:
        return Measure.from_json(self.quality) if self.quality else None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Followed":
        """JSON turned the branches' ids into text."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        known["own_months"] = own_months_of(stored)
        for name in ("margins", "currencies", "usual_gaps", "second_visits"):
            known[name] = {int(branch): value for branch, value in known.get(name, {}).items()}
        return cls(**known)


def scoring_policy() -> ScoringPolicy:
    """The one row; made with the defaults when there is none yet."""
    return ScoringPolicy.objects.get_or_create(only=True)[0]


def months_for_all() -> dict[str, int]:
    """By their names, for everybody without months of his own."""
    return dict(zip(MONTHS, scoring_policy().months, strict=True))


def tier_months_in_force() -> tuple[list[int], bool]:
    """(everybody's months, whether some customers have others), in one query."""
    asked = ScoringPolicy.objects.values_list(*MONTHS, Exists(TierSegment.objects.all()))
    *months, apart = asked.first() or (*ScoringPolicy().months, False)
    return months, apart


def own_months(*, but: int | None = None) -> list[dict[str, Any]]:
    """Months of segments, in the order in which they were made. but: without this row."""
    return [row.as_months() for row in TierSegment.objects.order_by("pk") if row.pk != but]


def own_months_of(stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of segments, as a night kept them. Once months could differ by branch alone."""
    of_branches = stored.get("months_of_branch") or {}
    return [
        *(stored.get("own_months") or []),
        *(months_of_branch(int(pk), months) for pk, months in of_branches.items()),
    ]


def months_of_branch(branch: int, months: list[int]) -> dict[str, Any]:
    """A segment as nights follow it."""
    return {"branch": branch, "customer_kind": "", "echelon": None, "months": months}


def months_for(customer: Customer, *, echelon: int | None) -> np.ndarray:
    """Months at which the customer's tiers begin by the policies as they stand now, in one row."""
    who = pd.DataFrame(
        {
            "branch_id": [customer.branch_id],
            "echelon": pd.array([echelon], dtype="Int64"),
            "customer_kind": [customer.kind],
        }
    )
    return borders_of(who, scoring_policy().months, own_months())


def detectors_followed() -> dict[str, dict[str, Any]]:
    """kind → on or off, weight, parameters, and segments with the same of their own.

    A detector without a row follows its own defaults; a segment says all of it, not what differs.
    """
    rows = {row.kind: row for row in DetectorPolicy.objects.all()}
    segments: dict[str, list[dict[str, Any]]] = {}
    for row in DetectorSegment.objects.order_by("pk"):
        segments.setdefault(row.kind, []).append({**row.whose, **row.rule})
    return {
        detector.KIND: {
            **(rows.get(detector.KIND) or DetectorPolicy(weight=detector.WEIGHT)).rule,
            "segments": segments.get(detector.KIND, []),
        }
        for detector in DETECTORS
    }


def usual_profile() -> dict[str, Any]:
    """The caps of health that hold for everybody until somebody sets others."""
    return {"branch": None, "customer_kind": "", "echelon": None, "caps": dict(CAPS)}


def profiles_followed() -> list[dict[str, Any]]:
    """Caps of health for everybody and for segments, in the order in which they were made."""
    rows = [row.as_profile() for row in HealthProfile.objects.order_by("pk")]
    return rows if any(map(is_everybody, rows)) else [usual_profile(), *rows]


def caps_for_all() -> dict[str, int]:
    """group → points at most, for everybody without caps of his own."""
    return next(one["caps"] for one in profiles_followed() if is_everybody(one))


def freeze(policy: ScoringPolicy | None = None) -> Followed:
    """The policies as they stand now, without what the survey adds. policy: in place of the saved one."""
    policy = policy or scoring_policy()
    branches = list(Branch.objects.all())
    return Followed(
        version=policy.version,
        months=policy.months,
        own_months=own_months(),
        priors=[0.0, policy.prior_current, policy.prior_sms, policy.prior_call, policy.prior_recall],
        shares=[float(policy.share_first), float(policy.share_second)],
        prior_days=policy.prior_days,
        horizon_days=policy.horizon_days,
        attrition_months=policy.attrition_months,
        call_at_strength=policy.call_at_strength,
        border_days=policy.border_days,
        echelon_months=policy.echelon_months,
        frequency_share=float(policy.frequency_share),
        detectors=detectors_followed(),
        health=profiles_followed(),
        bands=[policy.at_risk_below, policy.well_from],
        trust={kind: judged.trust for kind, judged in judgements(KINDS).items()},
        competitors=[row.as_rival().as_json() for row in Competitor.objects.in_use()],
        quality=in_force().as_json(),
        margins={branch.pk: float(branch.margin) for branch in branches},
        currencies={branch.pk: branch.currency for branch in branches},
    )
