"""One shard of one night: features in, standing and findings of its customers out. Nothing is written."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from signals import scoring
from signals.chances import Champion, Chances, by_model, by_prior
from signals.detectors import CONFIDENTIAL, DETECTORS, OF_PROSPECTS, detect_all, lapsed_visit, rules
from signals.health.arithmetic import healthy
from signals.learning.history import History
from signals.life.again import speaks_again
from signals.policies import Followed
from signals.tiers import PROSPECT, borders_of, months_later, tiers, whole_months

AWAY = "tier"  # the reason of whom no finding speaks for


@dataclass(frozen=True)
class Scored:
    """standing: by customer_id · findings: customer_id, kind, strength, numbers, rule_weight (as the policy
    says), weight (that times trust), again (settled, and clearly worse now) · counting: those of them that
    count, neither settled nor told to managers alone · factors: what makes up each probability, rows of the
    standing × signals.learning.factors.FACTORS, to the logit · borders: months at which tiers 2, 3, 4 of each
    begin, rows of the standing × 3.
    """

    standing: pd.DataFrame
    findings: pd.DataFrame
    counting: pd.DataFrame
    factors: np.ndarray
    borders: np.ndarray


def score_features(
    features: pd.DataFrame,
    *,
    followed: Followed,
    as_of: date,
    settled: pd.DataFrame | None = None,
    history: History | None = None,
    champion: Champion | None = None,
) -> Scored:
    """Everything that the night says about these customers, from their features and purchases alone.

    history, champion: what they bought, and the model that the night follows; without one the prior holds ·
    settled: customer_id, kind, settled_strength, settled_numbers of what people have settled; it is found,
    and counts for nothing until it is clearly worse.
    """
    features = surveyed_features(features, followed)
    echelon = echelons_of(features, followed, prospect=features.last_visit.isna()).astype("Int64")
    features = features.assign(echelon=echelon)  # months, rules and caps may be of an echelon
    borders = borders_of(features, followed.months, followed.own_months)
    standing = _tiered(features, borders, followed, np.datetime64(as_of, "D"))
    # Who is beyond attrition has gone; nights no longer speak about him.
    standing["late"] = _late(features, followed)
    staying = features[~standing.attrition] if standing.attrition.any() else features
    findings = detect_all(staying, followed.detectors)
    prospect = findings.customer_id.isin(standing.index[standing.tier == PROSPECT])
    findings = findings[~prospect | findings.kind.isin(OF_PROSPECTS)].reset_index(drop=True)
    findings["rule_weight"] = findings.weight
    findings["weight"] = findings.weight * findings.kind.map(followed.trust).astype(float).fillna(1.0)
    findings["again"], silent = _settled(findings, settled)
    open_to_all = findings[~findings.kind.isin(CONFIDENTIAL) & ~silent]
    chances = by_prior(standing.tier, followed.chances)
    if champion and history:
        currencies = standing.branch_id.map(followed.currencies)
        chances = by_model(chances, history, champion, currencies=currencies, as_of=as_of)
    chances = chances.rounded()
    standing = _valued(standing, features, followed, chances)
    standing = standing.join(healthy(standing, features, open_to_all, followed.of_health))
    standing = _with_reasons(standing, open_to_all)
    return Scored(
        standing=standing,
        findings=findings,
        counting=open_to_all,
        factors=chances.factors,
        borders=borders,
    )


def _settled(findings: pd.DataFrame, settled: pd.DataFrame | None) -> tuple[pd.Series, pd.Series]:
    """(which findings somebody has settled and are clearly worse now, which are not and stay silent)."""
    again = pd.Series(False, index=findings.index)
    if settled is None or settled.empty or findings.empty:
        return again, again
    found = findings[["customer_id", "kind", "strength", "numbers"]]
    found = found.merge(settled, on=["customer_id", "kind"], how="left").set_axis(findings.index)
    was = found.settled_strength.notna()
    again[was] = speaks_again(found[was])
    return again, was & ~again


def surveyed_features(features: pd.DataFrame, followed: Followed) -> pd.DataFrame:
    """With what only the whole business shows: how often and how soon others of the branch come."""
    return features.assign(
        usual_gap=features.branch_id.map(followed.usual_gaps),
        second_visit_within=features.branch_id.map(followed.second_visits).astype(float),
    )


def _tiered(
    features: pd.DataFrame, borders: np.ndarray, followed: Followed, as_of: np.datetime64
) -> pd.DataFrame:
    last_visit = features.last_visit.to_numpy().astype("datetime64[D]")
    found = tiers(last_visit, borders, as_of)
    gone = months_later(last_visit, followed.attrition_months) <= as_of
    standing = features[["branch_id", "owner_id", "vip", "last_visit", "silent_days", "visit_days"]].copy()
    standing["gap_median"], standing["gap_mad"] = features.gap_median, features.gap_mad
    standing["tier"], standing["attrition"] = found.tier, gone
    standing["tier_since"], standing["next_tier_on"] = found.since, found.next_on
    standing["lapse_began"] = found.lapse_began
    standing["months"] = whole_months(last_visit, as_of)
    standing["days_to_border"] = (found.next_on - as_of).astype(float)
    standing.loc[np.isnat(found.next_on), "days_to_border"] = np.nan
    standing["echelon"] = features.echelon
    return standing


def _late(features: pd.DataFrame, followed: Followed) -> pd.Series:
    """Who is silent beyond the window in which he was expected, by the rhythm that the rule of lapsed visits
    nearest to him knows; whether or not that signal is on."""
    late = pd.Series(False, index=features.index)
    for meant, rule in rules(features, followed.detectors.get(lapsed_visit.KIND, {"parameters": {}})):
        policy, of_rule = lapsed_visit.Policy(**rule["parameters"]), features[meant]
        usual, spread, _own = lapsed_visit.rhythm(of_rule, own_from=policy.own_from)
        late[meant] = of_rule.silent_days > usual + 2 * spread
    return late


def _valued(
    standing: pd.DataFrame, features: pd.DataFrame, followed: Followed, chances: Chances
) -> pd.DataFrame:
    spend = features.yearly_spend.round(2)
    probability = pd.Series(chances.probability, standing.index)
    margin = standing.branch_id.map(followed.margins)
    # Where nobody has learned what somebody spends who stays, it is what he spent.
    expected = pd.Series(chances.spend, standing.index).fillna(spend * followed.horizon_days / scoring.YEAR)
    value = scoring.value_at_risk(probability, expected, margin).where(~standing.attrition, 0)
    urgency = scoring.urgency(standing.days_to_border, followed.border_days, features)
    return standing.assign(
        yearly_spend=spend,
        probability=probability,
        probability_from=chances.basis,
        usual=chances.usual,
        value_at_risk=value,
        urgency=urgency.round(4),
        rank=(value * urgency).round(4),
    )


def worth_of(features: pd.DataFrame, followed: Followed) -> pd.Series:
    """What echelons go by. features: branch_id, window_spend, window_visits."""
    margin = features.window_spend * features.branch_id.map(followed.margins)
    usual = by_currency(features.branch_id, followed, followed.usual_worth, ["margin", "visits"])
    return scoring.worth(margin, features.window_visits, usual, followed.frequency_share)


def echelons_of(features: pd.DataFrame, followed: Followed, *, prospect: pd.Series) -> pd.Series:
    """Echelon of each customer; missing for prospects."""
    return scoring.echelons(
        worth_of(features, followed),
        by_currency(features.branch_id, followed, followed.cut_offs, ["first", "second"]),
        spent=features.window_spend,
        prospect=prospect,
    )


def by_currency(
    branches: pd.Series, followed: Followed, table: dict[str, list[float]], columns: list[str]
) -> pd.DataFrame:
    """The row of each customer's currency; without one, infinite: nobody reaches it."""
    unknown = [np.inf] * len(columns)
    rows = {branch: table.get(currency, unknown) for branch, currency in followed.currencies.items()}
    found = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return found.reindex(branches).set_axis(branches.index)


def _with_reasons(standing: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The strongest finding speaks for the customer; without one, the time he has been away."""
    first = scoring.first_reasons(findings, [detector.KIND for detector in DETECTORS])
    open_signals = findings.customer_id.value_counts().reindex(standing.index, fill_value=0)
    return standing.assign(
        open_signals=open_signals.astype(int), reason_kind=first.kind.reindex(standing.index).fillna(AWAY)
    )
