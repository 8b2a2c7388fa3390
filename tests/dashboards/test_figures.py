"""The dashboard's figures against the plainest way to count the same."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from customers.models import CustomerStanding
from dashboards import figures, lists
from dashboards.scope import Scope, finished_nights
from signals.models import Snapshot, TierMove

MAY = date(2026, 5, 1)


@pytest.fixture
def scope(garage) -> Scope:
    return Scope(user=garage["zhou"], month=MAY, nights=finished_nights())


def moves_of_may(**wanted) -> list[TierMove]:
    return [
        move for move in TierMove.objects.filter(**wanted) if (move.day.year, move.day.month) == (2026, 5)
    ]


def test_lost_and_come_back_in_a_month(scope):
    found = figures.movements_by_month(scope)[MAY]
    lost, back = moves_of_may(lost=True), moves_of_may(came_back=True)
    assert found.losses == len({move.customer_id for move in lost})
    assert found.lost_spend == sum((move.yearly_spend for move in lost), Decimal(0))
    assert found.returns == len({move.customer_id for move in back}) > 0
    assert found.back_spend == sum((move.yearly_spend for move in back), Decimal(0))


def test_a_month_that_no_night_saw_whole_has_no_figure(scope):
    found = figures.movements_by_month(scope)
    assert found[date(2026, 2, 1)] is None
    assert found[date(2026, 3, 1)] is not None
    assert len(found) == 12


def test_a_running_month_is_compared_with_the_same_days_of_the_month_before(scope):
    running = scope.of(month=date(2026, 6, 1))
    assert running.runs
    assert running.comparison == (MAY, date(2026, 5, 15))


def test_tiers_now_add_up_to_all_who_have_visited(scope):
    rows = figures.tiers_now(scope)
    standing = Counter(CustomerStanding.objects.exclude(tier=0).values_list("tier", flat=True))
    before = Counter(Snapshot.objects.filter(day=date(2026, 5, 31)).values_list("tier", flat=True))
    assert {row.tier: row.customers for row in rows} == {tier: standing[tier] for tier in (1, 2, 3, 4)}
    assert all(row.change == standing[row.tier] - before[row.tier] for row in rows)
    assert sum(row.share for row in rows) == pytest.approx(1)


def test_the_flow_counts_everybody_once(scope):
    before = dict(Snapshot.objects.filter(day=date(2026, 4, 30)).values_list("customer_id", "tier"))
    after = dict(Snapshot.objects.filter(day=date(2026, 5, 31)).values_list("customer_id", "tier"))
    pairs = Counter((before.get(key, 0), tier) for key, tier in after.items() if tier)
    assert figures.flow(scope) == dict(pairs)


@pytest.mark.parametrize("dimension", ["branch", "owner"])
def test_value_at_risk_by_branch_and_owner_adds_up(scope, dimension):
    shares = figures.at_risk_by(scope, dimension)
    total = sum(CustomerStanding.objects.values_list("value_at_risk", flat=True))
    assert sum(share.total for share in shares) == total
    of_first = CustomerStanding.objects.filter(**{f"customer__{dimension}": shares[0].key})
    assert shares[0].total == sum(of_first.values_list("value_at_risk", flat=True))
    assert [share.total for share in shares] == sorted((share.total for share in shares), reverse=True)


def test_a_team_lead_sees_figures_of_the_team_only(scope, garage):
    team = scope.of(user=garage["qin"])
    names = {share.name for share in figures.at_risk_by(team, "owner")}
    assert names <= {"Shen Yuhan", "Lin Jiaqi", "Pan Zhiyuan", "Qin Zhaoyang"}
    assert names


def test_soon_lost_are_those_whose_last_border_is_near(scope):
    found = {row["customer_id"] for row in lists.closing(scope, lists.Choice())}
    plain = {
        one.customer_id
        for one in CustomerStanding.objects.filter(tier=3)
        if one.visit_days >= 2 and 0 <= (one.next_tier_on - scope.now).days <= 30
    }
    assert found == plain
