"""Our service to him is poor: what he, his complaints and inspections say of it, in one index."""

from dataclasses import dataclass

import pandas as pd

from signals.detectors.findings import findings, ramp

KIND, GROUP, WEIGHT = "low_quality", "expectation", 0.2
IF_ANY = ("quality_answers",)


@dataclass(frozen=True)
class Policy:
    """Points that the index misses to 100; answers that there must be behind it."""

    min_answers: int = 3
    begins: float = 40
    certain: float = 80


def detect(features: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """features: quality (index of 0 to 100, missing without enough answers), quality_answers."""
    enough = features.quality_answers >= policy.min_answers
    missed = (100 - features.quality).where(enough, 0)
    numbers = pd.DataFrame(
        {
            "index": features.quality.fillna(0).round().astype(int),
            "answers": features.quality_answers.astype(int),
        }
    )
    return findings(KIND, strength=ramp(missed, policy.begins, policy.certain), numbers=numbers)
