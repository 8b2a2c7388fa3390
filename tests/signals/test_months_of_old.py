"""Rows of branches that had months of their own, and of caps, are taken over by the migrations themselves."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from signals.models import HealthProfile
from signals.policies import own_months

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
BEFORE = [("signals", "0131_priors_are_for_what_they_were_set_for")]


def test_months_of_branches_are_months_of_segments(gaoxin, wuhu):
    MigrationExecutor(connection).migrate(BEFORE)
    model = MigrationExecutor(connection).loader.project_state(BEFORE).apps.get_model
    months = ("months_sms", "months_call", "months_recall")
    for branch, own in ((gaoxin, (1, 2, 3)), (wuhu, (4, 8, 13))):
        row = dict(zip(months, own, strict=True))
        model("signals", "BranchTiers").objects.create(branch_id=branch.pk, **row)
    model("signals", "HealthProfile").objects.create(branch_id=gaoxin.pk, money=5)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    whose = {"customer_kind": "", "echelon": None}
    assert own_months() == [
        {"branch": gaoxin.pk, **whose, "months": [1, 2, 3]},
        {"branch": wuhu.pk, **whose, "months": [4, 8, 13]},
    ]
    assert HealthProfile.objects.values_list("branch", "echelon", "money").get() == (gaoxin.pk, None, 5)
    assert "signals_branchtiers" not in connection.introspection.table_names()
