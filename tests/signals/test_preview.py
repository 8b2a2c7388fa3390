"""Who would change echelon, before a policy is saved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.forms import model_to_dict
from django.urls import reverse

from signals.foresight import foresee
from signals.forms import ScoringForm
from signals.models import ScoringPolicy
from signals.policies import scoring_policy
from signals.preview import MOST, EchelonMoves
from tests.factories import CustomerFactory, VisitFactory, visits_on

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 6, 15)


@pytest.fixture
def twenty(lin, gaoxin, he):
    """Spenders of 100 to 2,000 a year; the poorest of them comes ten times as often."""
    made = [CustomerFactory(name=f"Spends {n}", owner=lin, branch=gaoxin) for n in range(1, 21)]
    for n, customer in enumerate(made, start=1):
        visits = 10 if n == 1 else 1
        days = [AS_OF - timedelta(days=20 * visit + 1) for visit in range(visits)]
        visits_on(days, customer=customer, amount=Decimal(n * 100) / visits)
    ScoringPolicy.objects.update_or_create(defaults={"frequency_share": 0})
    return made


def wanted(**values) -> ScoringPolicy:
    """The saved policy with other values, not saved."""
    policy = scoring_policy()
    for name, value in values.items():
        setattr(policy, name, value)
    return policy


def echelon_moves(policy: ScoringPolicy, *, as_of: date) -> EchelonMoves:
    return foresee(policy, months=[], as_of=as_of).echelons


def test_the_policy_as_it_is_moves_nobody(twenty):
    moves = echelon_moves(wanted(), as_of=AS_OF)
    assert (moves.up, moves.down, moves.movers, moves.asked) == (0, 0, [], 20)


def test_a_larger_first_echelon_takes_the_next_spenders(twenty):
    moves = echelon_moves(wanted(share_first=Decimal("0.250")), as_of=AS_OF)
    # 15 % of twenty are three, 25 % five; 45 % reached to the ninth, 55 % to the eleventh.
    assert (moves.counts[2, 1], moves.counts[3, 2]) == (2, 2)
    assert (moves.up, moves.down) == (4, 0)
    assert moves.movers == [twenty[n].pk for n in (16, 15, 10, 9)]


def test_whoever_comes_often_rises_when_frequency_counts(twenty):
    moves = echelon_moves(wanted(frequency_share=Decimal(1)), as_of=AS_OF)
    assert (moves.counts[3, 1], moves.up) == (1, 1)


def test_a_shorter_window_forgets_what_was_bought_before(twenty, lin, gaoxin):
    once = CustomerFactory(name="Bought much a year before", owner=lin, branch=gaoxin)
    VisitFactory(customer=once, day=AS_OF, amount=1)
    VisitFactory(customer=once, day=AS_OF - timedelta(days=300), amount=90_000)
    moves = echelon_moves(wanted(echelon_months=6), as_of=AS_OF)
    assert once.pk in moves.movers


def test_of_many_customers_every_nth_speaks_for_n(twenty, monkeypatch):
    for module in ("preview", "foresight"):
        monkeypatch.setattr(f"signals.{module}.MOST", 10)
    moves = echelon_moves(wanted(), as_of=AS_OF)
    assert (moves.each, moves.asked) == (2, 20)
    assert MOST == 20_000


def test_a_manager_sees_who_would_move_and_nothing_is_saved(twenty, as_zhou):
    policy = scoring_policy()
    values = model_to_dict(policy, ScoringForm.Meta.fields) | {"version": policy.version}
    address = reverse("signals:preview_scoring")
    page = as_zhou.post(address, values | {"share_first": "0.25"}).content.decode()
    assert "Of 20 customers 4 would move up and 0 down." in page
    assert "Spends 17" in page
    policy.refresh_from_db()
    assert policy.share_first == Decimal("0.150")


def test_values_that_do_not_fit_are_said(twenty, as_zhou):
    answer = as_zhou.post(reverse("signals:preview_scoring"), {"share_first": "7"})
    assert answer.status_code == 422
    assert "Between 0 and 1." in answer.content.decode()
