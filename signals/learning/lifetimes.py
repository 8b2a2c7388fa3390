"""Purchase and dropout of customers without a contract: BG/NBD and MBG/NBD, fitted here, asked for P0.

A customer buys at random at his own rate λ ~ Gamma(r, α), and may drop out for good with his own probability
p ~ Beta(a, b): after every purchase but the first (BG/NBD: Fader, Hardie and Lee 2005, Marketing Science
24), or
after the first as well (MBG/NBD: Batislam, Denizel and Filiztekin 2007, IJRM 24). Where nobody drops out
what is
left is the NBD (Ehrenberg 1959).

Of a customer is known x (purchases after the first), t (day of the last) and T (age), in days since the
first.
With rate and dropout integrated out, up to factors that cancel:

    alive:         (α + T)^−(r+x)
    dropped out:   k (α + t)^−(r+x)     k = a / (b + x − 1) if x > 0 else 0   (BG/NBD)
                                        k = a / (b + x)                       (MBG/NBD)

Who is alive and buys nothing for H days more differs from who is alive by T + H in the place of T alone. So

    P0 = [((α+T) / (α+T+H))^(r+x) + d] / [1 + d],   d = k ((α+T) / (α+t))^(r+x)

which follows from the likelihoods above by Bayes; it is the complement of P(X(T, T+H) > 0) and, with H →
∞, of the
well-known P(alive). tests/signals/learning/test_lifetimes.py holds it against integration and simulation.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import digamma, gammaln

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

Kind = Literal["mbg", "bg", "nbd"]
KINDS: tuple[Kind, ...] = ("mbg", "bg", "nbd")  # in the order in which they are wished for
MOST_FITTED = 50_000
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.5, 0.5, 2.0), (2.0, 2.0, 0.2, 4.0))  # r, α in mean ages, a, b
BOUND = 12.0  # of the parameters' logarithms
NO_DROPOUT = 1e-3  # mean probability of dropping out below which it has to be told from none


@dataclass(frozen=True)
class Lifetimes:
    """What was fitted. r, alpha (days): of the rate · a, b: of dropout; both 0 for the NBD, which has none.

    note: why it is not the MBG/NBD that was wished for; empty if it is.
    """

    kind: Kind
    r: float
    alpha: float
    a: float
    b: float
    note: str = ""

    def p0(self, x: np.ndarray, t: np.ndarray, age: np.ndarray, horizon: float) -> np.ndarray:
        """Chance of no purchase within `horizon` days. x, t, age: see above."""
        power, held = self.r + x, self.alpha + age
        silent = np.exp(power * np.log(held / (held + horizon)))
        # A customer far beyond his rhythm: d overflows, and P0 is one.
        dropped = np.exp(np.minimum(np.log(self._odds(x)) + power * np.log(held / (self.alpha + t)), 700))
        return (silent + dropped) / (1 + dropped)

    def purchases(self, x: np.ndarray, age: np.ndarray, horizon: float) -> np.ndarray:
        """Within `horizon` days, of who buys in them at all: at the mean of his rate and of his dropout."""
        held = self.alpha + age
        expected = (self.r + x) / held * horizon
        if self.a:
            drops = self.a / (self.a + self.b + x + (self.kind == "mbg"))
            expected = -np.expm1(-drops * expected) / drops
        buys = -np.expm1((self.r + x) * np.log(held / (held + horizon)))
        return np.maximum(expected / np.maximum(buys, 1e-300), 1)

    def _odds(self, x: np.ndarray) -> np.ndarray:
        """k above; next to nothing where no dropout is possible."""
        if self.kind == "nbd":
            return np.full(np.shape(x), 1e-300)
        return np.maximum(odds(self.kind, x, self.a, self.b), 1e-300)


class CannotFit(Exception):
    """No model could be fitted; says why."""


def fit(x: np.ndarray, t: np.ndarray, age: np.ndarray) -> Lifetimes:
    """The MBG/NBD; where it does not converge or nobody drops out the BG/NBD; where that does not either
    the NBD.

    x, t, age: see above; at most MOST_FITTED customers, drawn by whoever calls. Raises CannotFit.
    """
    if not len(x) or not x.any():
        raise CannotFit("nobody has bought twice yet")
    why: list[str] = []
    for kind in KINDS:
        found, trouble = maximum(kind, x.astype(float), t.astype(float), age.astype(float))
        if found:
            return Lifetimes(kind, *found, note="; ".join(why))
        why.append(f"{kind}: {trouble}")
    raise CannotFit("; ".join(why))


def maximum(
    kind: Kind, x: np.ndarray, t: np.ndarray, age: np.ndarray
) -> tuple[tuple[float, float, float, float] | None, str]:
    """The parameters of greatest likelihood from several beginnings, or None and what was wrong."""
    scale = max(float(age.mean()), 1.0)
    best = best_of(kind, x, t / scale, age / scale)
    if best is None:
        return None, "did not converge"
    r, alpha, *dropout = np.exp(best.x)
    a, b = dropout or (0.0, 0.0)
    if dropout and a / (a + b) < NO_DROPOUT and not tells(best, x, t / scale, age / scale):
        return None, "nobody drops out"
    if runs_away(best.x):
        return None, "the fit runs away"
    return (float(r), float(alpha * scale), float(a), float(b)), ""


def best_of(kind: Kind, x: np.ndarray, t: np.ndarray, age: np.ndarray) -> "OptimizeResult | None":
    """The likeliest end of those beginnings that came to one."""
    from scipy.optimize import minimize  # takes long to load, and no page needs it

    free = 2 if kind == "nbd" else 4
    tries = [
        minimize(
            minus_likelihood,
            np.log(start[:free]),
            args=(kind, x, t, age),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-BOUND, BOUND)] * free,
        )
        for start in STARTS
    ]
    converged = [attempt for attempt in tries if attempt.success and np.isfinite(attempt.fun)]
    return min(converged, key=lambda attempt: attempt.fun) if converged else None


def tells(found: "OptimizeResult", x: np.ndarray, t: np.ndarray, age: np.ndarray) -> bool:
    """Whether dropping out, rare as it is a purchase, explains more than its two parameters cost (Akaike).

    Of those who come every week one visit in a thousand is the last: of one customer in twenty a year."""
    without = best_of("nbd", x, t, age)
    return without is None or len(x) * (without.fun - found.fun) > 2


def runs_away(logs: np.ndarray) -> bool:
    """Whether a parameter went to nothing. They may all grow together: then customers are alike, r with α in
    how often they buy, as where each comes every week, a with b in how easily they leave."""
    return bool((logs < 1e-6 - BOUND).any())


def odds(kind: Kind, x: np.ndarray, a: float, b: float) -> np.ndarray:
    """k of the module's docstring."""
    if kind == "mbg":
        return a / (b + x)
    return np.where(x > 0, a / (b + np.maximum(x, 1) - 1), 0.0)


def minus_likelihood(
    logs: np.ndarray, kind: Kind, x: np.ndarray, t: np.ndarray, age: np.ndarray
) -> tuple[float, np.ndarray]:
    """Minus the mean log-likelihood and its gradient by the logarithms of r, α (and a, b)."""
    r, alpha = np.exp(logs[:2])
    power = r + x
    alive, dropped = -power * np.log(alpha + age), np.full(len(x), -np.inf)
    if kind != "nbd":
        a, b = np.exp(logs[2:])
        with np.errstate(divide="ignore"):
            dropped = np.log(odds(kind, x, a, b)) - power * np.log(alpha + t)
    both = np.logaddexp(alive, dropped)
    gone = np.exp(dropped - both)  # posterior share of having dropped out
    value = gammaln(power) - gammaln(r) + r * np.log(alpha) + both
    by_r = (
        digamma(power)
        - digamma(r)
        + np.log(alpha)
        - (1 - gone) * np.log(alpha + age)
        - gone * np.log(alpha + t)
    )
    by_alpha = r / alpha - power * ((1 - gone) / (alpha + age) + gone / (alpha + t))
    gradient = [r * by_r.mean(), alpha * by_alpha.mean()]
    if kind != "nbd":
        stays, by_a, by_b = staying(kind, x, a, b, gone)
        value += stays
        gradient += [a * by_a.mean(), b * by_b.mean()]
    return -float(value.mean()), -np.array(gradient)


def staying(
    kind: Kind, x: np.ndarray, a: float, b: float, gone: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log of the chance that somebody stayed after each of his chances to go, and the slopes by a and b.

    The slopes hold the odds of having gone at last, too. n chances: B(a, b + n) / B(a, b).
    """
    n = x + 1 if kind == "mbg" else x
    stays = gammaln(b + n) + gammaln(a + b) - gammaln(b) - gammaln(a + b + n)
    by_a = digamma(a + b) - digamma(a + b + n) + gone / a
    by_b = digamma(b + n) + digamma(a + b) - digamma(b) - digamma(a + b + n)
    return stays, by_a, by_b - gone / np.maximum(b + n - 1, 1e-12)
