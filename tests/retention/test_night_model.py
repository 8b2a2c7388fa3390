"""Nights that follow a fitted model: the same one throughout, every chance taken apart, the prior where it
is silent."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from django.urls import reverse

from customers.models import Customer, CustomerStanding, Visit
from retention import night
from signals import runs
from signals.chance_then import chance_then
from signals.health.history import change_on
from signals.learning.factors import AWAY, FACTORS, PLACES
from signals.learning.frame import frame
from signals.learning.points import logit, probability
from signals.learning.training import fit
from signals.models import ChurnModel, ModelCheck, NightlyRun, ScoringPolicy, Snapshot
from signals.policies import scoring_policy
from signals.purchases import read_history, read_in_one_unit
from signals.reasons import percent, points_of
from signals.upkeep import store
from tests.factories import BranchFactory, CustomerFactory, InvoiceFactory, VisitFactory
from tests.retention.nights import NIGHT, a_business, database, shoppers, visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def business(lin, gaoxin):
    cast = a_business(lin, gaoxin)
    shoppers(lin, gaoxin)
    return cast


@pytest.fixture
def model(business, put_in_use):
    return put_in_use(through=NIGHT - 10 * DAY)


def told() -> dict[int, CustomerStanding]:
    return {standing.customer_id: standing for standing in CustomerStanding.objects.all()}


def with_chance() -> int:
    return CustomerStanding.objects.exclude(probability=None).count()


def test_without_a_model_the_prior_speaks_and_says_so(business):
    run = night.run_night(day=NIGHT)

    assert run.policy["model"] == {}
    assert set(CustomerStanding.objects.values_list("probability_from", flat=True)) == {"prior"}
    assert run.counts["told_by"] == {"prior": with_chance()}


def test_the_night_freezes_the_model_and_says_what_it_says(business, model):
    run = night.run_night(day=NIGHT)
    assert run.policy["model"] == {"number": model.number, "sha256": model.sha256}

    fitted = store.fitted(model.number)
    seen = frame(read_history(until=NIGHT), as_of=NIGHT.toordinal(), horizon=180, usual_gap=fitted.usual_gap)
    scores, standings = fitted.score(seen), told()
    assert len(seen) > 30
    margin = float(business["current"].branch.margin)
    for customer, chance, spend in zip(seen.index, scores.p_churn, scores.spend_if_stays, strict=True):
        standing = standings[customer]
        assert standing.probability_from == str(model.number)
        assert standing.probability == pytest.approx(chance, abs=1e-9)
        assert float(standing.value_at_risk) == pytest.approx(chance * spend * margin, abs=0.006)


def test_what_the_desk_and_the_books_know_is_in_the_score_as_it_was_learned(business, lin):
    # Two of three pay late: it says nothing about leaving, and differs between enough of them to be learned.
    customers = list(Customer.objects.filter(visits__isnull=False).distinct().order_by("pk"))
    for customer in customers[::3] + customers[1::3]:
        issued = NIGHT - 200 * DAY
        InvoiceFactory(
            customer=customer, issued_on=issued, due_on=issued + 30 * DAY, paid_on=issued + 60 * DAY
        )
    history, units = read_in_one_unit(until=NIGHT - DAY)
    fitted = fit(history, through=(NIGHT - DAY).toordinal(), horizon=90)
    assert fitted.learned is not None
    assert "invoice_late_recent" in fitted.learned.columns
    row = store.keep(replace(fitted, facts={**fitted.facts, "units": units}))
    store.put_into_use(row, verdict={})
    scoring_policy()
    ScoringPolicy.objects.update(horizon_days=90)
    night.run_night(day=NIGHT)

    seen = frame(read_history(until=NIGHT), as_of=NIGHT.toordinal(), horizon=90, usual_gap=fitted.usual_gap)
    standings = told()
    for customer, chance in zip(seen.index, store.fitted(row.number).score(seen).p_churn, strict=True):
        assert standings[customer].probability == pytest.approx(chance, abs=1e-9)
    assert any(standings[customer].factors[PLACES["payment"]] for customer in seen.index)


def test_reasons_of_every_customer_add_up_to_the_logit(business, model):
    night.run_night(day=NIGHT)
    standings = [one for one in told().values() if one.tier]
    assert len(standings) > 60
    for standing in standings:
        assert standing.usual is not None
        assert len(standing.factors) == len(FACTORS)
        whole = standing.usual + sum(standing.factors)
        assert whole == pytest.approx(float(logit(np.array(standing.probability))), abs=1e-6)
    prospect = business["prospect"].standing
    assert (prospect.probability, prospect.usual, prospect.factors) == (None, None, None)


def test_a_model_sums_its_parts_into_several_reasons(business, model):
    night.run_night(day=NIGHT)
    factors = np.array(business["called"].standing.factors)
    assert factors[PLACES["rhythm"]] > 0
    assert factors[AWAY] == factors[PLACES["rest"]] == 0
    assert (factors != 0).sum() >= 6


def test_the_long_silent_have_the_measured_rate_and_never_less_the_longer(business, model):
    night.run_night(day=NIGHT)
    silent = {days: standing for standing in told().values() if (days := standing.silent_days or 0) > 365}
    measured = [standing for standing in silent.values() if standing.probability_from == str(model.number)]
    assert measured
    for standing in measured:
        assert np.flatnonzero(standing.factors).tolist() == [AWAY]
        assert 0.6 < (standing.probability or 0) < 1
    chances = [silent[days].probability or 0 for days in sorted(silent)]
    assert all(earlier <= later for earlier, later in pairwise(chances))


def test_who_never_paid_anything_keeps_the_prior(business, model, lin, gaoxin):
    warranty = CustomerFactory(owner=lin, branch=gaoxin)
    VisitFactory(customer=warranty, day=NIGHT - 20 * DAY, amount=Decimal(0))
    night.run_night(day=NIGHT)
    standing = warranty.standing
    assert (standing.probability, standing.probability_from) == (0.15, "prior")


def test_each_snapshot_of_a_mixed_night_says_which_of_the_two_spoke(business, model, lin, gaoxin):
    unpaid = CustomerFactory(owner=lin, branch=gaoxin)
    VisitFactory(customer=unpaid, day=NIGHT - 20 * DAY, amount=Decimal(0))
    unseen = CustomerFactory(owner=lin, branch=BranchFactory(code="osaka", currency="JPY"))
    VisitFactory(customer=unseen, day=NIGHT - 20 * DAY)
    run = night.run_night(day=NIGHT)
    kept = dict(Snapshot.objects.filter(day=NIGHT).values_list("customer", "told_by"))

    assert (kept[unpaid.pk], kept[unseen.pk]) == (0, 0)
    assert kept[business["current"].pk] == model.number
    assert kept[business["prospect"].pk] is None
    assert kept == {
        customer: None if one.probability is None else int(one.probability_from) if one.by_model else 0
        for customer, one in told().items()
    }
    counted = Counter("prior" if one == 0 else str(one) for one in kept.values() if one is not None)
    assert counted == run.counts["told_by"]
    # Later nights that follow another model change nothing of it.
    CustomerStanding.objects.update(probability_from="99")
    assert change_on(unpaid.pk, NIGHT).chance.endswith("told by the general prior.")
    assert f"model {model.number}." in change_on(business["current"].pk, NIGHT).chance


def test_the_same_night_again_changes_nothing(business, model):
    night.run_night(day=NIGHT)
    once = database()
    night.run_night(day=NIGHT)
    assert database() == once


def test_the_size_of_the_shards_changes_nothing(business, model, settings):
    night.run_night(day=NIGHT)
    once = database()
    settings.NIGHT_SHARD_SIZE = 7
    night.run_night(day=NIGHT)
    assert database() == once


def test_a_resumed_night_follows_the_model_it_began_with(business, model, settings, put_in_use):
    settings.NIGHT_SHARD_SIZE = 40
    run = night.open_night(day=NIGHT)
    first, *_rest = runs.undone_shards(run_id=run.pk)
    night.run_shard(run_id=run.pk, shard_id=first)
    newer = put_in_use(through=NIGHT - 1 * DAY)
    run = night.run_night(day=NIGHT)

    assert newer.number == model.number + 1
    assert run.policy["model"]["number"] == model.number
    assert str(newer.number) not in CustomerStanding.objects.values_list("probability_from", flat=True)


def test_done_again_a_night_keeps_its_model_and_the_next_takes_the_newer(business, model, put_in_use):
    night.run_night(day=NIGHT - 3 * DAY)
    newer = put_in_use(through=NIGHT - 5 * DAY)
    assert night.run_night(day=NIGHT - 3 * DAY).policy["model"]["number"] == model.number
    assert night.run_night(day=NIGHT).policy["model"]["number"] == newer.number


def test_a_night_of_the_prior_takes_the_first_model_when_it_is_done_again(business, put_in_use):
    night.run_night(day=NIGHT)
    model = put_in_use(through=NIGHT)
    assert night.run_night(day=NIGHT).policy["model"]["number"] == model.number


def test_back_in_time_no_model_is_followed_that_knew_a_later_day(business, model):
    night.run_night(day=NIGHT)
    before = told()
    early = NIGHT - 40 * DAY
    run = night.run_night(day=early)

    assert run.policy["model"] == {"not_followed": model.number, "because": "day", "day": str(model.day)}
    assert run.counts["told_by"] == {"prior": with_chance()}
    assert Snapshot.objects.filter(day=early, tier=1, probability=0.15).exists()
    assert {one.customer_id: one.probability for one in told().values()} == {
        one.customer_id: one.probability for one in before.values()
    }


def test_a_model_of_another_horizon_is_not_followed(business, model):
    scoring_policy()
    ScoringPolicy.objects.update(horizon_days=90)
    run = night.run_night(day=NIGHT)

    assert run.policy["model"]["because"] == "horizon"
    assert run.counts["told_by"] == {"prior": with_chance()}


def test_a_damaged_model_stops_no_night_and_the_night_says_so(business, model, as_zhou):
    ChurnModel.objects.update(body="{}")
    store._read.cache_clear()
    run = night.run_night(day=NIGHT)

    assert run.policy["model"] == {"not_followed": 1, "because": "damaged"}
    assert run.counts["told_by"] == {"prior": with_chance()}
    page = as_zhou.get(reverse("signals:run", args=[NIGHT])).content.decode()
    assert "what is stored of it is damaged" in page


def test_the_season_of_the_newest_look_is_frozen_and_told_by_everybody(business, model):
    """Every shard says the same, and so does the night that is done again after another look."""

    def look(back: int, season: float) -> None:
        ModelCheck.objects.create(
            day=NIGHT - back * DAY, model=model, season=season, checked_at=model.made_at
        )

    look(3, -0.2)
    look(1, 0.7)
    run = night.run_night(day=NIGHT)
    assert run.policy["model"]["season"] == 0.7
    fitted, before = replace(store.fitted(model.number), season=0.7), told()
    history = read_history(until=NIGHT)
    seen = frame(history, as_of=NIGHT.toordinal(), horizon=fitted.horizon, usual_gap=fitted.usual_gap)
    for customer, chance in zip(seen.index, fitted.score(seen).p_churn, strict=True):
        one = before[customer]
        assert one.probability == pytest.approx(chance, abs=1e-9)
        assert (one.usual or 0) + sum(one.factors or []) == pytest.approx(
            float(logit(np.array(chance))), abs=1e-6
        )

    look(0, 0.1)
    assert night.run_night(day=NIGHT).policy["model"] == run.policy["model"]


def test_priors_are_turned_into_those_of_the_horizon_and_health_stays_what_it_was(business):
    """.15 to stay away for 180 days is .39 to stay away for 90; a longer look never has the greater
    chance."""
    night.run_night(day=NIGHT)
    before = {one.customer_id: (one.health, one.probability) for one in told().values()}
    ScoringPolicy.objects.update(horizon_days=90)
    night.run_night(day=NIGHT)

    for one in told().values():
        health, chance = before[one.customer_id]
        assert (one.health, one.probability) == (health, chance and pytest.approx(chance**0.5, abs=1e-8))


def test_what_came_later_is_not_known(business, model):
    night.run_night(day=NIGHT)
    before = {one.customer_id: one.probability for one in told().values()}
    NightlyRun.objects.all().delete()
    for customer in business.values():
        VisitFactory(customer=customer, day=NIGHT + DAY, amount=Decimal(900))
    night.run_night(day=NIGHT)
    assert {one.customer_id: one.probability for one in told().values()} == before


def test_each_currency_is_scored_in_its_own_amounts(business, lin, gaoxin, put_in_use):
    """The same customers, paying a hundred times the number elsewhere, have the same chance and a value to
    match."""
    other = BranchFactory(code="osaka", currency="JPY", margin=gaoxin.margin)
    twins = {}
    for customer in list(Customer.objects.filter(branch=gaoxin, visits__isnull=False).distinct()):
        twins[customer.pk] = twin = CustomerFactory(owner=lin, branch=other)
        known = customer.visits.all()
        Visit.objects.bulk_create(visit(twin, one.day, one.amount * 100) for one in known)
    model = put_in_use(through=NIGHT - 10 * DAY)
    assert store.fitted(model.number).facts["units"] == {"CNY": 1.0, "JPY": 0.01}
    night.run_night(day=NIGHT)
    standings = told()
    assert {standing.probability_from for standing in standings.values() if standing.tier == 1} == {"1"}
    for own, twin in ((standings[one], standings[twin.pk]) for one, twin in twins.items()):
        assert twin.probability == pytest.approx(own.probability, abs=1e-9)
        hundredfold = 100 * float(own.value_at_risk)
        assert float(twin.value_at_risk) == pytest.approx(hundredfold, rel=1e-3, abs=1)


def test_a_currency_that_the_model_has_not_seen_keeps_the_prior(business, model, lin, gaoxin):
    abroad = BranchFactory(code="osaka", currency="JPY")
    guest = CustomerFactory(owner=lin, branch=abroad)
    VisitFactory(customer=guest, day=NIGHT - 5 * DAY, amount=Decimal(90_000))
    night.run_night(day=NIGHT)
    assert (guest.standing.probability_from, guest.standing.probability) == ("prior", 0.15)


def test_the_usual_rate_is_the_models(business, model):
    night.run_night(day=NIGHT)
    usual = float(probability(np.array(business["current"].standing.usual)))
    assert usual == pytest.approx(store.fitted(model.number).usual_rate)


# ------------------------------------------------------- what made it up then
def chance_page(client, customer, day) -> str:
    page = client.get(reverse("signals:chance_day", args=[customer.pk, day.isoformat()]))
    return page.content.decode()


def then_of(customer, day):
    change = change_on(customer.pk, day)
    assert change is not None
    found = chance_then(customer.pk, change.after)
    assert found is not None
    return found


def test_a_past_day_tells_its_own_points_and_they_add_up_to_its_own_chance(business, model, as_lin):
    customer = business["current"]
    night.run_night(day=NIGHT - 9 * DAY)
    VisitFactory(customer=customer, day=NIGHT - DAY)
    night.run_night(day=NIGHT)
    standing = CustomerStanding.objects.get(customer=customer)
    then, now = then_of(customer, NIGHT - 9 * DAY), then_of(customer, NIGHT)

    for one, day in ((then, NIGHT - 9 * DAY), (now, NIGHT)):
        kept = Snapshot.objects.get(customer=customer, day=day)
        assert (one.same, one.chance) == (True, percent(kept.probability))
        assert kept.told_by == model.number
        assert one.usual + sum(one.points.values()) == one.chance
    assert now.points == {factor: one for factor, one in points_of(standing).items() if one}
    assert then.points != now.points
    page = chance_page(as_lin, customer, NIGHT - 9 * DAY)
    assert f"{then.usual}%" in page and f"{then.chance}%" in page


def test_where_older_facts_were_entered_since_no_points_are_shown(business, model, as_lin):
    customer = business["current"]
    night.run_night(day=NIGHT)
    assert then_of(customer, NIGHT).same
    VisitFactory(customer=customer, day=NIGHT - DAY)

    assert not then_of(customer, NIGHT).same
    assert "Facts of that time were entered later" in chance_page(as_lin, customer, NIGHT)


def chance_over_rest(client, customer, day) -> dict:
    return client.get(reverse("signals_api:chance_of_day", args=[customer.pk, day.isoformat()])).json()


def test_a_past_day_tells_its_points_over_rest_as_its_page_does(business, model, as_lin):
    customer = business["current"]
    night.run_night(day=NIGHT - 9 * DAY)
    VisitFactory(customer=customer, day=NIGHT - DAY)
    night.run_night(day=NIGHT)

    then = then_of(customer, NIGHT - 9 * DAY)
    told = chance_over_rest(as_lin, customer, NIGHT - 5 * DAY)
    assert told["day"] == (NIGHT - 9 * DAY).isoformat(), "the newest night up to the day that is asked for"
    assert (told["told_by"], told["model"], told["horizon_days"]) == ("model", model.number, 180)
    assert (told["points"], told["chance"], told["today"]) == ("worked_out_again", then.kept, then.kept)
    assert told["usual"] + sum(one["points"] for one in told["factors"]) == told["chance"]
    assert {one["factor"]: one["points"] for one in told["factors"] if one["points"]} == then.points


def test_rest_says_why_the_points_of_a_past_day_cannot_be_told(business, model, as_lin):
    customer = business["current"]
    night.run_night(day=NIGHT)
    kept = then_of(customer, NIGHT).kept
    came = VisitFactory(customer=customer, day=NIGHT - DAY)
    told = chance_over_rest(as_lin, customer, NIGHT)
    assert (told["points"], told["chance"], told["usual"], told["factors"]) == (
        "facts_entered_since",
        kept,
        None,
        [],
    )
    assert told["today"] == then_of(customer, NIGHT).chance != kept

    came.delete()
    NightlyRun.objects.update(policy={})
    told = chance_over_rest(as_lin, customer, NIGHT)
    assert (told["points"], told["chance"], told["today"], told["factors"]) == ("gone", kept, None, [])


def test_of_a_day_before_all_nights_rest_tells_no_chance(business, as_lin):
    night.run_night(day=NIGHT)
    early = [business["current"].pk, (NIGHT - DAY).isoformat()]
    assert as_lin.get(reverse("signals_api:chance_of_day", args=early)).status_code == 404


def test_a_prior_s_chance_is_told_by_the_time_away(business):
    night.run_night(day=NIGHT)
    for name in ("current", "late_payer"):
        customer = business[name]
        found = then_of(customer, NIGHT)
        assert found.same
        assert set(found.points) <= {"away"}
        assert found.usual + sum(found.points.values()) == found.chance


def test_without_its_policy_or_its_model_a_night_tells_nothing_of_it(business, model, as_lin):
    customer = business["current"]
    run = night.run_night(day=NIGHT)
    NightlyRun.objects.filter(pk=run.pk).update(policy={**run.policy, "model": {"number": 99, "sha256": ""}})
    assert "cannot be told" in chance_page(as_lin, customer, NIGHT)
    NightlyRun.objects.filter(pk=run.pk).delete()
    assert "cannot be told" in chance_page(as_lin, customer, NIGHT)
