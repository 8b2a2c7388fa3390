"""Whether a customer who is called confirms what was entered as his answer. Pure."""

from desk.quality.truth.checks.observed import GOOD, OF_FIVE, OF_TEN

PASSIVE = 7  # of 10: from here on somebody is no detractor


def says_the_same(recorded: int, said: int, *, scale: int) -> bool:
    """Of five steps: the same step.

    Of ten nobody remembers the very step. One next to it confirms it too, as long as both are a promoter's
    (9, 10), a passive's (7, 8) or a detractor's (0 to 6), which is what is told of recommendations.
    """
    if scale == OF_FIVE:
        return recorded == said
    return abs(recorded - said) <= 1 and group_of(recorded) == group_of(said)


def group_of(recommendation: int) -> int:
    """Promoter, passive, detractor: 2, 1, 0."""
    return (recommendation >= GOOD[OF_TEN]) + (recommendation >= PASSIVE)
