"""How far a figure may be off that is counted from some of the customers, in words.

A count from every n-th customer is n times a binomial one; 19 of 20 lie within 1.96 standard errors, less
what the share that is asked takes from them: Cochran, Sampling Techniques, 3.2.
"""

from math import sqrt

from django.utils.translation import gettext as _

from churn_crm.ui.figures import figure

SURE = 1.96  # standard errors within which 19 of 20 lie
EXAMPLES = (1_000, 10_000, 100_000)


def off_by(count: int, *, each: int, asked: int) -> int:
    """How many customers a count of them may be off, either way. asked: for how many those asked speak."""
    if not asked:
        return 0
    spread = each * count * (1 - min(count / asked, 1)) * (1 - 1 / each)
    return round(SURE * sqrt(spread))


def sampled(asked: int, each: int) -> str:
    """Of how many the figures beside it are counted, and how far they may be off; empty where of all."""
    if each < 2:
        return ""
    known = {"some": figure(asked // each), "all": figure(asked), "each": figure(each)}
    told = [_("Counted from %(some)s of %(all)s customers, each of whom speaks for %(each)s.") % known]
    count = max((one for one in EXAMPLES if one <= asked / 2), default=0)
    if count:
        near = {"count": figure(count), "off": figure(off_by(count, each=each, asked=asked))}
        told.append(_("A figure of %(count)s may be off by %(off)s either way (in 1 of 20 by more).") % near)
    return " ".join(told)
