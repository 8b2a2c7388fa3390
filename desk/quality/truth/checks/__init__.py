"""All checks whether reported satisfaction is true. Pure: frames in, a frame out.

One file, one idea: KIND, SUBJECTS and check(observed, subject, limits). To add one: write the file, name it
in CHECKS and in Doubt.Check, give it a sentence in desk.quality.truth.words.

A check answers for every subject that has enough observations: `p` is how likely numbers at least as odd are
by chance, given the peers; `fires` is false where the oddity is too small to speak of. Many subjects are
tested at once, so the share of false doubts among all is controlled over all checks together (Benjamini and
Hochberg 1995, JRSS B 57:289–300); they hold under the positive dependence that shared ratings bring
(Benjamini and Yekutieli 2001, Annals of Statistics 29:1165–1188).
"""

from collections.abc import Iterator, Mapping
from types import ModuleType

import pandas as pd

from desk.quality.truth.checks import (
    contradiction,
    digits,
    no_complaint,
    no_variance,
    one_minute,
    one_source,
    pattern,
)
from desk.quality.truth.checks.chance import false_shares
from desk.quality.truth.checks.observed import Judged, Limits, Observed

CHECKS: tuple[ModuleType, ...] = (
    one_source,
    one_minute,
    no_variance,
    pattern,
    digits,
    no_complaint,
    contradiction,
)
COLUMNS = ["check", "subject", "key", "p", "q", "numbers", "source", "ratings"]


def find(observed: Observed, limits: Limits, judged: Judged | None = None) -> pd.DataFrame:
    """The doubts of one night, one row a check and subject, the least likely first: COLUMNS.

    judged: check → subject → key → the moment until which everything was judged before.
    """
    return raised(examine(observed, limits, judged), limits)


def examine(observed: Observed, limits: Limits, judged: Judged | None = None) -> pd.DataFrame:
    """What every check says of every subject; no row where nobody has enough observations."""
    said = list(answers(observed, limits, judged or {}))
    return pd.concat(said, ignore_index=True) if said else pd.DataFrame(columns=[*COLUMNS, "fires"])


def raised(said: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Those that are a doubt, with q: the share of false ones among all that are no likelier."""
    if said.empty:
        return said[COLUMNS]
    q = false_shares(said.p.to_numpy(dtype=float))
    found = said.assign(q=q)[said.fires.astype(bool) & (q <= limits.false_share)]
    return found.sort_values(["p", "check", "key"])[COLUMNS].reset_index(drop=True)


def answers(observed: Observed, limits: Limits, judged: Judged) -> Iterator[pd.DataFrame]:
    """What each check says of each kind of subject."""
    for module in CHECKS:
        before: Mapping = judged.get(module.KIND, {})
        for subject in module.SUBJECTS:
            left = observed.without_judged(subject, before.get(subject, {}))
            said = module.check(left, subject, limits)
            if len(said):
                yield said.assign(check=module.KIND, subject=subject)
