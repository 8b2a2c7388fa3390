"""Nights over nobody, over customers who never came, over one alone and over those who are new today."""

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from customers.models import Contact, CustomerStanding
from desk.models import SatisfactionScore
from retention import night
from signals.learning.training import fit
from signals.models import ChurnModel, ChurnSignal, NightlyRun, Snapshot
from signals.upkeep import store
from signals.upkeep.training import train
from tests.factories import CustomerFactory, InvoiceFactory, VisitFactory
from tests.retention.nights import NIGHT, coming
from tests.signals.learning.histories import START, drawn

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def learned():
    return fit(drawn(customers=150, days=700), through=START + 700, horizon=180)


@pytest.fixture(params=["prior", "model"])
def told_by(request):
    """Both: nobody has learned anything yet, and a model from better days is in use."""
    if request.param == "model":
        fitted = request.getfixturevalue("learned")
        facts = {**fitted.facts, "units": {"CNY": 1.0}}
        day = (NIGHT - timedelta(days=30)).toordinal()
        store.put_into_use(store.keep(replace(fitted, through=day, facts=facts)), verdict={})
    return request.param


def said(command: str, *options: str) -> str:
    out = StringIO()
    call_command(command, *options, stdout=out)
    return out.getvalue()


def test_without_a_branch_or_a_customer_the_night_is_done(told_by):
    run = night.run_night(day=NIGHT)
    assert (run.state, run.shards.count()) == ("done", 0)
    assert not Snapshot.objects.exists()
    assert said("nightly", f"--as-of={NIGHT}")
    assert NightlyRun.objects.get().state == "done"


def test_customers_who_never_came_are_prospects_without_a_chance(told_by, lin, gaoxin):
    """One has undated contacts, one a bill, one a rating; nobody has a visit."""
    known, billed, rated, _nothing = (CustomerFactory(owner=lin, branch=gaoxin) for _ in range(4))
    Contact.objects.create(customer=known, name="Qiu Lan")
    due = NIGHT - timedelta(days=90)
    InvoiceFactory(customer=billed, issued_on=due, due_on=due, paid_on=None)
    score(rated, 1)
    run = night.run_night(day=NIGHT)

    assert (run.state, run.counts["customers"], run.counts["told_by"]) == ("done", 4, {})
    for one in CustomerStanding.objects.all():
        assert (one.tier, one.value_at_risk) == (0, 0)
        assert (one.probability, one.usual, one.health) == (None, None, None)
    assert Snapshot.objects.filter(day=NIGHT, health=None).count() == 4
    assert not ChurnSignal.objects.exists()  # of prospects nothing but their inquiries is watched


def score(customer, value: int) -> None:
    SatisfactionScore.objects.create(
        customer=customer,
        score=value,
        day=NIGHT,
        logged_at=night.clock.now(),
        token="0f3e0c7a-33f5-4e0f-8a6e-7a3c1d9c2b11",
    )


def test_one_customer_alone_has_a_chance_and_a_reason(told_by, lin, gaoxin):
    one = coming(lin, gaoxin, every=30, silent=100)
    run = night.run_night(day=NIGHT)
    standing = CustomerStanding.objects.get(customer=one)
    assert run.state == "done"
    assert standing.probability is not None
    assert 0 < standing.probability < 1
    assert (standing.probability_from == "prior") == (told_by == "prior")
    assert standing.health is not None
    assert Snapshot.objects.get(customer=one).health == standing.health


def test_all_are_new_today(told_by, lin, gaoxin):
    for _ in range(5):
        VisitFactory(customer=CustomerFactory(owner=lin, branch=gaoxin), day=NIGHT)
    run = night.run_night(day=NIGHT)
    assert (run.state, run.counts["tiers"]) == ("done", {"1": 5})
    assert not ChurnSignal.objects.exists()
    chances = {one.probability for one in CustomerStanding.objects.all()}
    assert len(chances) == 1
    assert 0 < chances.pop() < 1


@pytest.mark.parametrize("who", ["nobody", "never came", "one", "new today"])
def test_learning_says_that_there_is_not_enough_yet(who, lin, gaoxin):
    if who == "never came":
        CustomerFactory(owner=lin, branch=gaoxin)
    if who == "one":
        VisitFactory(customer=CustomerFactory(owner=lin, branch=gaoxin), day=NIGHT - timedelta(days=400))
    if who == "new today":
        for _ in range(30):
            VisitFactory(customer=CustomerFactory(owner=lin, branch=gaoxin), day=NIGHT)
    assert train(day=NIGHT) is None
    assert not ChurnModel.objects.exists()
    assert "prior" in said("train", f"--day={NIGHT}").lower()


def test_a_night_before_anybody_came_writes_nothing_and_is_done(told_by, lin, gaoxin):
    coming(lin, gaoxin, every=30, silent=3, times=2)
    run = night.run_night(day=date(2020, 1, 1))
    assert (run.state, run.counts["customers"]) == ("done", 0)
    assert not CustomerStanding.objects.exists()
