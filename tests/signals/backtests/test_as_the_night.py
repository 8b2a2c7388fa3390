"""A back-test of a day finds what the night over that day finds, detector by detector."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from signals.backtests import past
from signals.detectors import KINDS
from signals.night import score_shard
from signals.partitions import make_partition
from signals.policies import Followed, freeze, scoring_policy
from signals.shard import score_features
from signals.stopwatch import Stopwatch
from signals.survey import survey
from tests.signals.facts import AS_OF, QUALITY, RIVALS, Maker
from tests.signals.test_recomputed import SEEDS

pytestmark = pytest.mark.django_db


def records(findings: pd.DataFrame) -> list[dict[str, Any]]:
    return findings.sort_values(["customer_id", "kind"]).to_dict("records")


def by_night(followed: Followed) -> pd.DataFrame:
    make_partition(AS_OF)
    tonight = survey(followed, policy=scoring_policy(), as_of=AS_OF)
    everybody = {"as_of": AS_OF, "first": 0, "last": 10**9}
    return score_shard(followed=tonight, **everybody, present=False, watch=Stopwatch())[0].findings


def by_back_test(followed: Followed, monkeypatch) -> pd.DataFrame:
    found: list[pd.DataFrame] = []

    def listening(features: pd.DataFrame, **more: Any):
        scored = score_features(features, **more)
        found.append(scored.findings)
        return scored

    monkeypatch.setattr(past, "score_features", listening)
    past.by_rules(followed, day=AS_OF, horizon=90, changed={}, scoring={}, tell=lambda share: None)
    return pd.concat(found)


def test_it_finds_what_the_night_of_that_day_finds_with_every_detector(gaoxin, lin, monkeypatch):
    for seed in SEEDS:
        Maker(seed, gaoxin, lin).business()
    rivals = [rival.as_json() for rival in RIVALS]
    followed = replace(freeze(), competitors=rivals, quality=QUALITY.as_json())
    night, trial = by_night(followed), by_back_test(followed, monkeypatch)

    assert records(trial) == records(night)
    assert set(night.kind) == set(KINDS)


def test_its_model_has_the_prior_that_people_set():
    policy = scoring_policy()
    policy.months_sms, policy.prior_recall = 2, 0.8
    policy.save()
    prior = freeze().prior

    assert (prior.months, prior.chances[-1], prior.horizon) == ((2, 6, 12), 0.8, policy.horizon_days)
    assert Followed.from_json(freeze().as_json()).prior == prior
