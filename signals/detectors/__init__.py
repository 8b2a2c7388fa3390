"""All detectors. One file, one idea: KIND, WEIGHT, Policy and a pure detect(features, policy).

To add one: write the file, name it in DETECTORS, give its kind a sentence in signals.evidence.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pandas as pd

from signals.detectors import falling_frequency, lapsed_visit, payment_delay, unmet_expectation

DETECTORS: tuple[ModuleType, ...] = (lapsed_visit, payment_delay, falling_frequency, unmet_expectation)


def detect_all(features: pd.DataFrame, followed: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Findings of all detectors that are on: columns customer_id, kind, strength, numbers, weight.

    followed: kind → {"enabled": bool, "weight": 0-1, "parameters": {…}}.
    """
    found = [
        detector.detect(features, detector.Policy(**followed[detector.KIND]["parameters"])).assign(
            weight=followed[detector.KIND]["weight"]
        )
        for detector in DETECTORS
        if followed[detector.KIND]["enabled"]
    ]
    empty = pd.DataFrame(columns=["kind", "strength", "numbers", "weight"])
    frames = [frame for frame in found if len(frame)]
    return (pd.concat(frames) if frames else empty).rename_axis("customer_id").reset_index()
