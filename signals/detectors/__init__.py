"""All detectors. One file, one idea: KIND, GROUP, WEIGHT, Policy and a pure detect(features, policy).

To add one: write the file, name it in DETECTORS, give its kind a sentence in signals.sentences and say in
signals.wording what it does. A detector with CONFIDENTIAL tells managers alone: what it finds is kept, and
moves no score, no list and no queue, from which others could read it. One that can only accuse customers
with certain facts says which: IF_ANY names columns of features that count something, IF_KNOWN such as may be
missing.
"""

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from signals.detectors import (
    arrears,
    breached_complaint,
    broken_promise,
    clashing_terms,
    competitor_active,
    competitor_named,
    contract_ending,
    decision_maker_left,
    declined_work,
    doubtful_quality,
    falling_category,
    falling_frequency,
    falling_scores,
    falling_spend,
    inquiry_without_order,
    lapsed_visit,
    low_quality,
    narrowing_range,
    no_second_visit,
    offer_mismatch,
    order_payment,
    owner_leaving,
    owner_left,
    payment_delay,
    price_over_market,
    price_rise,
    reopened_complaint,
    returned_goods,
    single_threaded,
    unanswered_need,
    unmet_expectation,
    unpaid_orders,
    warranty_claims,
)
from signals.segments import farthest_first, in_segment

DETECTORS: tuple[ModuleType, ...] = (
    lapsed_visit,
    falling_frequency,
    falling_spend,
    falling_category,
    narrowing_range,
    payment_delay,
    order_payment,
    unpaid_orders,
    arrears,
    unmet_expectation,
    reopened_complaint,
    breached_complaint,
    falling_scores,
    low_quality,
    doubtful_quality,
    returned_goods,
    warranty_claims,
    inquiry_without_order,
    offer_mismatch,
    price_over_market,
    price_rise,
    clashing_terms,
    contract_ending,
    single_threaded,
    decision_maker_left,
    owner_left,
    owner_leaving,
    broken_promise,
    competitor_named,
    competitor_active,
    declined_work,
    unanswered_need,
    no_second_visit,
)
KINDS: Mapping[str, ModuleType] = {detector.KIND: detector for detector in DETECTORS}
# All that is watched of prospects: what they asked before a sale.
OF_PROSPECTS = frozenset(kind for kind, one in KINDS.items() if one.GROUP == "sale")
CONFIDENTIAL = frozenset(kind for kind, one in KINDS.items() if getattr(one, "CONFIDENTIAL", False))


def detect_all(features: pd.DataFrame, followed: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Findings of all detectors that are on: columns customer_id, kind, strength, numbers, weight.

    followed: kind → {"enabled": bool, "weight": 0-1, "parameters": {…}, "segments": [the same for some
    customers, with "branch" (id or None), "echelon" (or None) and "customer_kind" ("" for both)]}. A kind
    that is missing is off.
    """
    found = [
        detector.detect(
            features if who.all() else features[who], detector.Policy(**rule["parameters"])
        ).assign(weight=rule["weight"])
        for detector, asked in ((one, concerned(features, one)) for one in DETECTORS)
        if asked.any()
        for meant, rule in rules(features, followed.get(detector.KIND))
        if rule["enabled"] and (who := (meant & asked).to_numpy()).any()
    ]
    empty = pd.DataFrame(columns=["kind", "strength", "numbers", "weight"])
    frames = [frame for frame in found if len(frame)]
    return (pd.concat(frames) if frames else empty).rename_axis("customer_id").reset_index()


def concerned(features: pd.DataFrame, detector: ModuleType) -> pd.Series:
    """Whom the detector may accuse at all: most facts most customers have none of."""
    counted, known = (getattr(detector, name, ()) for name in ("IF_ANY", "IF_KNOWN"))
    asked = np.full(len(features), not (counted or known))
    for name in counted:
        asked |= features[name].to_numpy() > 0
    for name in known:
        asked |= features[name].notna().to_numpy()
    return pd.Series(asked, index=features.index)


def rules(
    features: pd.DataFrame, followed: Mapping[str, Any] | None
) -> Iterator[tuple[pd.Series, Mapping[str, Any]]]:
    """(which customers, what holds for them), each customer under the one rule that is nearest to him
    (signals.segments). What holds for everybody is the farthest."""
    if followed is None:
        return
    left = pd.Series(True, index=features.index)
    for segment in reversed(farthest_first(followed.get("segments", []))):
        meant = left & in_segment(features, segment)
        left &= ~meant
        if meant.any():
            yield meant, segment
    yield left, followed
