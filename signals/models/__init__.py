"""The ledger of nights, the policies they follow, and what they found."""

from signals.models.findings import ChurnSignal, Snapshot, TierMove
from signals.models.policy import BranchTiers, DetectorPolicy, ScoringPolicy
from signals.models.runs import NightlyRun, RunShard

__all__ = [
    "BranchTiers",
    "ChurnSignal",
    "DetectorPolicy",
    "NightlyRun",
    "RunShard",
    "ScoringPolicy",
    "Snapshot",
    "TierMove",
]
