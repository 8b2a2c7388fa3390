"""What a database that is there held as a score becomes its opposite, in the images of merges too."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from customers.merging.service import merge
from customers.models import CustomerStanding, MovedRow
from signals.models import Snapshot
from signals.partitions import make_partition
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
turning = import_module("signals.migrations.0041_scores_turned_round")
DAY = date(2026, 5, 1)


def turn(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_high_score_is_a_low_health_and_a_prospect_has_none(lin, gaoxin):
    make_partition(DAY)
    scores = {1: 15, 2: 84, 4: 50, 0: 0}
    made = {tier: CustomerFactory(owner=lin, branch=gaoxin) for tier in scores}
    for tier, customer in made.items():
        rest: dict[str, Any] = {"branch": gaoxin, "owner": lin, "value_at_risk": 0}
        Snapshot.objects.create(day=DAY, customer=customer, tier=tier, health=scores[tier], **rest)
        CustomerStanding.objects.create(day=DAY, customer=customer, tier=tier, health=scores[tier])
    turn(turning.SNAPSHOTS, turning.STANDING)

    snapshots = dict(Snapshot.objects.values_list("tier", "health"))
    standings = {row.tier: (row.health, row.band) for row in CustomerStanding.objects.all()}
    assert snapshots == {1: 85, 2: 16, 4: 50, 0: None}
    assert standings == {1: (85, 3), 2: (16, 1), 4: (50, 2), 0: (None, None)}


def test_what_a_merge_keeps_for_its_undo_is_turned_round_as_well(lin, gaoxin, zhou):
    gone, into = (CustomerFactory(owner=lin, branch=gaoxin) for _n in range(2))
    CustomerStanding.objects.create(day=DAY, customer=gone, tier=2)
    merge(survivor=into.pk, gone=gone.pk, by=zhou, choices={})
    row = MovedRow.objects.get(table="customers_customerstanding")
    row.before = {name: held for name, held in row.before.items() if name != "health"} | {"score": 84}
    row.save()
    turn(*(turning.IMAGES.format(image) for image in ("before", "after")))
    row.refresh_from_db()

    assert (row.before["health"], "score" in row.before) == (16, False)
