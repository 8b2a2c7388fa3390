"""For whom the garage's policies say something of their own: fleets, and its best customers."""

from signals import services
from signals.health import services as health
from signals.health.groups import SERVICE
from signals.policies import caps_for_all
from staff.models import User

# A van earns money every day and a fleet has several: when none of them comes, it is missed sooner.
OF_FLEETS = {"months_sms": 2, "months_call": 4, "months_recall": 8}
OF_THE_BEST = {SERVICE: 75}  # a bad job for one of these is seen at once


def set_apart(*, by: User) -> None:
    """Before the first night, so that all of them follow it."""
    everybody = {"branch": None, "echelon": None, "customer_kind": ""}
    services.change_tiers(months=OF_FLEETS, whose=everybody | {"customer_kind": "company"}, by=by)
    health.change_profile(caps=caps_for_all() | OF_THE_BEST, whose=everybody | {"echelon": 1}, by=by)
