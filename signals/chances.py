"""How likely each customer of a shard is to leave, and what makes it so: by the model followed, else by the
prior.

Pure. See docs/design/learning.md, "In the night".
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from signals.learning import silence
from signals.learning.factors import AWAY, FACTORS, summed
from signals.learning.frame import AT_A_TIME, YEAR, frame, last_days
from signals.learning.history import History
from signals.learning.model import FittedModel
from signals.learning.points import logit
from signals.learning.units import in_one_unit, multipliers
from signals.tiers import CURRENT, PROSPECT

PRIOR = "prior"
DIGITS = 9


@dataclass(frozen=True)
class Champion:
    """The model that a night follows, ready to score."""

    number: int
    fitted: FittedModel

    @property
    def units(self) -> dict[str, float]:
        """currency → unit, as the model learned them."""
        return dict(self.fitted.facts.get("units", {}))  # type: ignore[call-overload]

    @property
    def silent(self) -> list[list[int]]:
        """What was measured of those silent for longer than anybody the model learned from."""
        return list(self.fitted.facts.get("silence", []))  # type: ignore[call-overload]


@dataclass(frozen=True)
class Chances:
    """Arrays, one row a customer of `customers`.

    probability: of no purchase within the horizon; missing for prospects · basis: "prior" or the model's
    number · usual: logit of the usual rate · factors: rows × FACTORS, to the logit; usual + their sum is
    the logit · spend: expected within the horizon of who stays, in his currency; missing where nothing was
    learned of it.
    """

    customers: pd.Index
    probability: np.ndarray
    basis: np.ndarray
    usual: np.ndarray
    factors: np.ndarray
    spend: np.ndarray

    def but(self, told: "Chances") -> "Chances":
        """With what `told` says of its customers, who are some of these."""
        rows = self.customers.get_indexer(told.customers)
        arrays = {name: getattr(self, name).copy() for name in ARRAYS}
        for name, array in arrays.items():
            array[rows] = getattr(told, name)
        return replace(self, **arrays)

    def rounded(self) -> "Chances":
        """To a billionth: the last bit of a logarithm depends on who else is in the shard, and that must
        not show."""
        return replace(
            self,
            probability=self.probability.round(DIGITS),
            usual=self.usual.round(DIGITS),
            factors=self.factors.round(DIGITS) + 0.0,  # no minus before a zero
            spend=self.spend.round(DIGITS),
        )


ARRAYS = ("probability", "basis", "usual", "factors", "spend")


def by_prior(tier: pd.Series, priors: list[float]) -> Chances:
    """The policy's opinion of each tier, for the horizon. Time away is the only reason, counted from a
    current customer's."""
    chance = tier.map(dict(enumerate(priors))).where(tier != PROSPECT).to_numpy(dtype=float)
    usual = float(logit(np.array(priors[CURRENT])))
    return by_time_away(tier.index, chance, usual=usual, basis=PRIOR)


def by_time_away(customers: pd.Index, chance: np.ndarray, *, usual: float, basis: str) -> Chances:
    """Chances for which the time away is all the reason there is."""
    known = ~np.isnan(chance)
    factors = np.zeros((len(chance), len(FACTORS)))
    factors[:, AWAY] = logit(chance) - usual
    nothing = np.full(len(chance), np.nan)
    return Chances(
        customers,
        chance,
        np.where(known, basis, PRIOR).astype(object),
        np.where(known, usual, np.nan),
        factors,
        nothing,
    )


def by_model(
    prior: Chances, history: History, champion: Champion, *, currencies: pd.Series, as_of: date
) -> Chances:
    """What the model says of whom it may speak; of the others the prior stands.

    history: of the same customers · currencies: by customer. Who has bought nothing for more than a year is
    beyond what the model learned from: he has the measured rate of those like him. Prospects, customers who
    never paid anything, and those who count in a currency that the model has not seen keep the prior.
    """
    day = as_of.toordinal()
    history = in_one_unit(history.until(day), currencies, champion.units)
    came = prior.customers[~np.isnan(prior.probability)]
    history = history.of_customers(np.isin(history.customers, came))
    if not len(history.customers):
        return prior
    silent = day - last_days(history.bought)
    found = prior.but(long_silent(prior, history.customers[silent > YEAR], silent[silent > YEAR], champion))
    near = history.of_customers(silent <= YEAR)
    return found.but(learned(near, champion, currencies, day)) if len(near.customers) else found


def learned(history: History, champion: Champion, currencies: pd.Series, day: int) -> Chances:
    """Everybody whom the model learned about, so many at a time as fit into the processor's cache."""
    told = [scored(part, champion, day) for part in history.parts(AT_A_TIME)]
    customers = pd.Index(history.customers)
    chance, usual, factors, spend = (np.concatenate(arrays) for arrays in zip(*told, strict=True))
    return Chances(
        customers,
        chance,
        np.full(len(customers), str(champion.number), dtype=object),
        usual,
        factors,
        spend / multipliers(currencies.reindex(customers), champion.units),
    )


def scored(history: History, champion: Champion, day: int) -> tuple[np.ndarray, ...]:
    """probability, usual, factors and spend (in the model's unit) of Chances."""
    model = champion.fitted
    scores = model.score(frame(history, as_of=day, horizon=model.horizon, usual_gap=model.usual_gap))
    usual = np.full(len(scores.customers), scores.base)
    return scores.p_churn, usual, summed(scores.names, scores.contributions), scores.spend_if_stays


def long_silent(prior: Chances, customers: np.ndarray, silent: np.ndarray, champion: Champion) -> Chances:
    """Those beyond the learned population, where such were measured; the others are left out."""
    opinion = prior.probability[prior.customers.get_indexer(customers)]
    chance = silence.chances(champion.silent, silent, opinion)
    known = ~np.isnan(chance)
    return by_time_away(
        pd.Index(customers[known]), chance[known], usual=champion.fitted.base, basis=str(champion.number)
    )
