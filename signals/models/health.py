"""How many points of health each group of signals may take: for everybody, and instead for a segment."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q

from customers.models.history import recorded
from signals.health.groups import CAPS, GROUPS, MONEY, NEEDS, PEOPLE, PRICE, SERVICE, VISITS
from signals.models.segments import NOT_EVERYBODY, OF_AN_ECHELON, Segment


class ProfileQuerySet(models.QuerySet["HealthProfile"]):
    def for_segments(self) -> "ProfileQuerySet":
        """Without the one that holds for everybody."""
        return self.filter(NOT_EVERYBODY)


class HealthProfile(Segment):
    """Of no segment it holds for everybody; without that row the usual caps do."""

    visits = models.PositiveSmallIntegerField(default=CAPS[VISITS])
    money = models.PositiveSmallIntegerField(default=CAPS[MONEY])
    service = models.PositiveSmallIntegerField(default=CAPS[SERVICE])
    price = models.PositiveSmallIntegerField(default=CAPS[PRICE])
    people = models.PositiveSmallIntegerField(default=CAPS[PEOPLE])
    needs = models.PositiveSmallIntegerField(default=CAPS[NEEDS])

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["branch", "echelon", "customer_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "customer_kind", "echelon"],
                nulls_distinct=False,
                name="one_health_profile_a_segment",
            ),
            models.CheckConstraint(condition=OF_AN_ECHELON, name="health_profile_of_an_echelon"),
            models.CheckConstraint(
                condition=Q(**{f"{group}__lte": 100 for group in GROUPS}), name="health_caps_within_hundred"
            ),
        ]

    @property
    def caps(self) -> dict[str, int]:
        return {group: getattr(self, group) for group in GROUPS}

    def as_profile(self) -> dict[str, Any]:
        """As nights follow it."""
        return {**self.whose, "caps": self.caps}


HealthProfileEvent = recorded(HealthProfile, of="pgh_obj", inserts=pghistory.InsertEvent())
