"""What each method says about a past day, from what was known at its end."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import Max

from customers.models import Customer
from signals.backtests.outcomes import Outcomes
from signals.backtests.wanted import wanted
from signals.chances import Champion
from signals.detectors import CONFIDENTIAL
from signals.features import read_features
from signals.learning.backtesting import try_out
from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.measures import SpendMeasures, measure_spend
from signals.learning.origins import outcome
from signals.learning.training import Fit, in_season
from signals.policies import Followed
from signals.purchases import in_common_unit, in_own_currency, in_units, units_on
from signals.shard import score_features
from signals.survey import sample, surveyed

MODEL, PRIOR, RULES, STORED = "model", "prior", "rules", "stored"
CHANGED, OTHER_PRIOR = "changed", "other_prior"  # signals and prior under what is tried
AT_A_TIME = 20_000  # ids read together: memory does not grow with the business
Tell = Callable[[float], None]


@dataclass(frozen=True)
class Known:
    """What is known of a past day. spend: how near each method's expected spend came, by its name; None where
    nobody spent anything · facts: how the day's model came about, and of how many customers it is not_known
    yet what came, because visits of their branch are late."""

    outcomes: Outcomes
    spend: Mapping[str, SpendMeasures | None]
    facts: dict[str, Any]


def as_known(
    followed: Followed,
    *,
    day: date,
    history: History,
    fit: Fit,
    horizon: int,
    changed: Mapping[str, Any],
    scoring: Mapping[str, Any],
    tell: Tell,
    stored: pd.DataFrame | None = None,
) -> Known:
    """Everyone who bought within a year before the end of `day` and of whom it is known what came.

    changed, scoring: what is tried in place of the policy (see wanted) · stored: what a stored model says
    (see by_stored); of whom it does not know, the prior holds · tell: called with the share that is done;
    it may raise to stop.
    """
    tell(0.0)
    tried = try_out(history, day, horizon=horizon, known_until=day, prior=followed.prior, fit=fit)
    tell(0.4)
    ids = np.asarray(tried.predictions.index)
    known = what_is_known(history, ids, day.toordinal() + horizon)
    ids, predictions = ids[known], tried.predictions[known]
    left, spent = outcome(history, ids, day.toordinal(), horizon)
    rules = by_rules(followed, day=day, horizon=horizon, changed=changed, scoring=scoring, tell=tell)
    rules = rules.reindex(ids)
    said = {MODEL: predictions.p_churn.to_numpy()}
    of_rules = [name for name in (PRIOR, RULES, CHANGED, OTHER_PRIOR) if name in rules]
    said |= {name: rules[name].fillna(0).to_numpy() for name in of_rules}
    if stored is not None:
        said[STORED] = stored.p_churn.reindex(ids).fillna(rules[PRIOR]).fillna(0).to_numpy()
    segments = {
        name: rules[name].fillna(-1).astype(int).to_numpy() for name in ("branch", "kind", "tier", "echelon")
    }
    facts = {"basis": tried.model.basis, **tried.model.facts, "not_known": int((~known).sum())}
    expected = expected_by(said, predictions, stored)
    spend = {name: measure_spend(spent, values) for name, values in expected.items()}
    return Known(Outcomes(ids, left.astype(bool), said, segments), spend, facts)


def expected_by(
    said: Mapping[str, np.ndarray], predictions: pd.DataFrame, stored: pd.DataFrame | None
) -> dict[str, np.ndarray]:
    """What each method that tells chances in nights expects to be spent. Where the prior speaks, who stays
    spends as in the year before."""
    found = {MODEL: predictions.expected_spend.to_numpy()}
    as_before = predictions.as_before.to_numpy()
    for name in said.keys() & {PRIOR, OTHER_PRIOR}:
        found[name] = (1 - said[name]) * as_before
    if stored is not None:
        told = stored.expected_spend.reindex(predictions.index).to_numpy()
        found[STORED] = np.where(np.isnan(told), found[PRIOR], told)
    return found


def what_is_known(history: History, ids: np.ndarray, last: int) -> np.ndarray:
    """For each customer, whether it is known by now if he had bought by the end of `last`."""
    return history.outcome_known(ids, last, through=max(last, history.newest_day))


def by_stored(champion: Champion, history: History, *, day: date) -> pd.DataFrame:
    """What a stored model says in the season of the day, by customer, of those whose currency it knows: their
    chance, and the spend that is expected, in the unit of the day.

    history: of everybody, in their own currencies. Of a day before its teaching it would know what came.
    """
    known = in_units(history.until(day.toordinal()), champion.units)
    model = in_season(champion.fitted, known, as_of=day.toordinal())
    scores = model.score(
        frame(known, as_of=day.toordinal(), horizon=model.horizon, usual_gap=model.usual_gap)
    )
    spend = in_own_currency(pd.Series(scores.expected_spend, scores.customers), champion.units)
    expected = in_common_unit(spend, units_on(day))
    return pd.DataFrame({"p_churn": scores.p_churn, "expected_spend": expected}, scores.customers)


def by_rules(
    followed: Followed,
    *,
    day: date,
    horizon: int,
    changed: Mapping[str, Any],
    scoring: Mapping[str, Any],
    tell: Tell,
) -> pd.DataFrame:
    """prior and rules, and the same under what is tried, by customer, with branch, kind, tier, echelon."""
    # What people say of signals today, they did not say then.
    rhythms = sample(day, window=followed.echelon_months)
    followed = surveyed(replace(followed, trust={}), rhythms, shares=followed.shares)
    tried = wanted(followed, changed=changed, scoring=scoring) if changed or scoring else None
    parts = []
    for share, features in read_all(followed, day):
        tell(0.4 + 0.6 * share)
        if len(features):
            parts.append(one_part(features, followed, tried, day, horizon))
    return pd.concat(parts)


def read_all(followed: Followed, day: date) -> Iterator[tuple[float, pd.DataFrame]]:
    """(share that is done, features as of the day) of one range of customers after the other."""
    last = Customer.objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(0, last + 1, AT_A_TIME):
        features = read_features(
            first=first,
            last=first + AT_A_TIME - 1,
            as_of=day,
            window=followed.echelon_months,
            rivals=followed.rivals,
            measure=followed.measure,
        )
        yield min((first + AT_A_TIME) / (last + 1), 1.0), features


def one_part(
    features: pd.DataFrame, followed: Followed, tried: Followed | None, day: date, horizon: int
) -> pd.DataFrame:
    """What each method says of some customers, a column each; tried: in the policy's place."""
    scored = score_features(features, followed=followed, as_of=day)
    prior = prior_of(scored.standing.tier, followed, horizon)
    found = pd.DataFrame(
        {
            PRIOR: prior,
            RULES: chance(prior, scored.findings),
            "branch": features.branch_id,
            "kind": (features.customer_kind == Customer.Kind.COMPANY).astype(int),
            "tier": scored.standing.tier,
            "echelon": scored.standing.echelon,
        }
    )
    if tried is None:
        return found
    again = score_features(features, followed=tried, as_of=day)
    other = prior_of(again.standing.tier, tried, horizon)
    return found.assign(**{CHANGED: chance(other, again.findings), OTHER_PRIOR: other})


def prior_of(tier: pd.Series, followed: Followed, horizon: int) -> pd.Series:
    """The policy's chance by tier, for another horizon as if they came back at an even rate."""
    of_tier = tier.map(dict(enumerate(followed.priors))).astype(float)
    return of_tier ** (horizon / followed.days_of_priors)


def chance(prior: pd.Series, findings: pd.DataFrame) -> pd.Series:
    """1 − (1 − prior) × Π(1 − weight × strength): tier and signals as independent reasons to leave."""
    told = findings[~findings.kind.isin(CONFIDENTIAL)]
    stays = (1 - told.weight * told.strength).astype(float).groupby(told.customer_id).prod()
    return 1 - (1 - prior) * stays.reindex(prior.index).fillna(1.0)
