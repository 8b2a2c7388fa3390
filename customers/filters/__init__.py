"""What the customer list can be narrowed by: one visible list, a line a filter; then the own fields."""

from django.utils.translation import gettext_lazy as _

from customers.filters.base import Chosen, Filter
from customers.filters.belonging import one_that
from customers.filters.choices import one_of, yes
from customers.filters.own import own_filters
from customers.filters.ranges import amount, between, day, number
from customers.models import Band, Customer, Import, Tag
from customers.tiers_in_force import tier_choices
from staff.models import Branch, User

ECHELONS = [(1, _("Echelon 1")), (2, _("Echelon 2")), (3, _("Echelon 3"))]

# In the order in which they stand on the page.
FILTERS: tuple[Filter, ...] = (
    one_of(
        "tier",
        "standing__tier",
        _("Away"),
        tier_choices,
        all_of_them=_("Any time away"),
        at_hand=True,
    ),
    one_that("owner", User, _("Owner"), "name", "username", all_of_them=_("All owners"), at_hand=True),
    one_that("branch", Branch, _("Branch"), "name", all_of_them=_("All branches"), at_hand=True),
    yes("vip", "vip", _("VIP only"), at_hand=True),
    one_of("band", "standing__band", _("Health"), Band.choices, all_of_them=_("Any health")),
    one_of("echelon", "standing__echelon", _("Value echelon"), ECHELONS, all_of_them=_("All echelons")),
    one_of(
        "sensitivity",
        "sensitivity",
        _("Cares about"),
        Customer.Sensitivity.choices,
        all_of_them=_("Anything"),
    ),
    one_that("tag", Tag, _("Tag"), "name", all_of_them=_("Any tag"), path="tagged__tag", at_least=1),
    one_of("kind", "kind", _("Kind"), Customer.Kind.choices, all_of_them=_("Persons and companies")),
    one_that(
        "came_from", Import, _("Came with"), "file_name", all_of_them=_("Any import or by hand"), at_least=1
    ),
    between("value", "standing__value_at_risk", _("Value at risk"), amount),
    between("visit", "standing__last_visit_on", _("Last visit"), day),
    between("health", "standing__health", _("Health score"), number),
    between("signals", "standing__open_signals", _("Open signals"), number),
)

__all__ = ["FILTERS", "Chosen", "Filter", "own_filters"]
