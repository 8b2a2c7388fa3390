"""Which customers behind a doubt are called: at random, from every kind of rating, repeatably. Pure.

Proportional allocation to the strata with the largest remainders (Cochran 1977, Sampling Techniques, ch. 5),
at least one from each while there is room.
"""

from collections.abc import Mapping, Sequence

import numpy as np


def sample(strata: Mapping[str, Sequence[int]], *, size: int, seed: int) -> list[tuple[str, int]]:
    """(stratum, key) of `size` keys, or of all where there are no more; the same seed draws the same."""
    rng = np.random.default_rng(seed)
    chosen = []
    for name, many in shares({name: len(strata[name]) for name in sorted(strata)}, size=size).items():
        keys = sorted(strata[name])
        chosen += [(name, int(keys[place])) for place in rng.permutation(len(keys))[:many]]
    return chosen


def shares(sizes: Mapping[str, int], *, size: int) -> dict[str, int]:
    """How many from each stratum."""
    total = sum(sizes.values())
    if total <= size:
        return dict(sizes)
    exact = {name: size * many / total for name, many in sizes.items()}
    least = 1 if len(sizes) <= size else 0
    given = {name: max(int(part), least) for name, part in exact.items()}
    while sum(given.values()) != size:
        step = 1 if sum(given.values()) < size else -1
        free = [name for name in given if (given[name] < sizes[name] if step > 0 else given[name] > least)]
        best = max(free, key=lambda name: (step * (exact[name] - given[name]), name))
        given[best] += step
    return given
