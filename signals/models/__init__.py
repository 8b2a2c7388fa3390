"""The ledger of nights, the policies they follow, and what they found."""

from signals.models.back_tests import BackTest, BackTestDay
from signals.models.churn_models import ChurnModel
from signals.models.competitors import Competitor
from signals.models.findings import ChurnSignal, SignalAbsence, Snapshot, TierMove
from signals.models.health import HealthProfile, HealthProfileEvent
from signals.models.life import SignalEvent, TrustReset
from signals.models.policy import (
    DetectorPolicy,
    DetectorPolicyEvent,
    DetectorSegment,
    DetectorSegmentEvent,
    ScoringPolicy,
    ScoringPolicyEvent,
    TierSegment,
    TierSegmentEvent,
)
from signals.models.runs import NightlyRun, RunShard
from signals.models.upkeep import ModelCheck, Training

__all__ = [
    "BackTest",
    "BackTestDay",
    "ChurnModel",
    "ChurnSignal",
    "Competitor",
    "DetectorPolicy",
    "DetectorPolicyEvent",
    "DetectorSegment",
    "DetectorSegmentEvent",
    "HealthProfile",
    "HealthProfileEvent",
    "ModelCheck",
    "NightlyRun",
    "RunShard",
    "ScoringPolicy",
    "ScoringPolicyEvent",
    "SignalAbsence",
    "SignalEvent",
    "Snapshot",
    "TierMove",
    "TierSegment",
    "TierSegmentEvent",
    "Training",
    "TrustReset",
]
