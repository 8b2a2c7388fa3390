"""What can take health away: six groups, each of them with a cap. Pure."""

from collections.abc import Mapping

from signals.detectors import KINDS

VISITS, MONEY, SERVICE, PRICE, PEOPLE, NEEDS = (
    "visits",
    "money",
    "service",
    "price",
    "people",
    "needs",
)
# In this order they are kept in a snapshot, and take what is left of the hundred.
GROUPS = (VISITS, MONEY, SERVICE, PRICE, PEOPLE, NEEDS)

# The GROUP of a detector → the group of health. A detector of a GROUP that is not named here does not start.
OF_DETECTORS: Mapping[str, str] = {
    "frequency": VISITS,
    "money": MONEY,
    "expectation": SERVICE,
    "promise": SERVICE,
    "agreement": PRICE,
    "competitor": PRICE,
    "people": PEOPLE,
    "sale": NEEDS,
    "need": NEEDS,
}
GROUP_OF: Mapping[str, str] = {kind: OF_DETECTORS[detector.GROUP] for kind, detector in KINDS.items()}

# How many points each may take at most, where the policy says nothing else.
CAPS: Mapping[str, int] = {VISITS: 70, MONEY: 50, SERVICE: 60, PRICE: 40, PEOPLE: 30, NEEDS: 30}
AT_RISK_BELOW, WELL_FROM = 40, 70
