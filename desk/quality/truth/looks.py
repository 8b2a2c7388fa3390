"""How much of the false doubts that a half-year may raise one night may spend. Pure.

Every night looks anew, mostly at the same ratings. However much alike they are, the share of false ones among
all doubts of several looks is at most the sum of their shares (each is V/R of its look, and R of all is no
smaller than R of one), so that shares that add up to the policy's hold it: alpha spending, as of interim
analyses (Lan and DeMets 1983, Biometrika 70:659–663), here by Bonferroni.
"""

from datetime import date

HALF_YEAR = 180  # days
MONTHS = 6  # begin within them, at most


def spent_on(day: date) -> float:
    """The part of a half-year's share that the night after `day` may spend; of any 180 days at most 1 in all.

    One half goes to the first of each month, which sees what is middling; the other evenly to the nights
    between, which see at once what can hardly be chance.
    """
    if day.day == 1:
        return 1 / 2 / MONTHS
    return 1 / 2 / (HALF_YEAR - MONTHS)
