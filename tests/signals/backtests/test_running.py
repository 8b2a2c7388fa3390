"""A back-test from the order to its figures: run once, continued, stopped, and refused in words."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from signals.backtests import running, service
from signals.backtests.outcomes import Choice, Outcomes
from signals.backtests.past import CHANGED, MODEL, OTHER_PRIOR, PRIOR, RULES, STORED
from signals.learning.frame import frame
from signals.learning.training import fit
from signals.models import BackTest, DetectorPolicy, DetectorSegment, ScoringPolicy, TierSegment
from signals.policies import own_months, scoring_policy
from signals.purchases import read_history
from signals.upkeep import store
from tests.factories import CustomerFactory, VisitFactory, visits_on
from tests.signals.learning.histories import START, drawn

pytestmark = pytest.mark.django_db
HORIZON = 60


@pytest.fixture
def shop(lin, gaoxin, today):
    """Thirty who come every 20 days; the last ten stopped 200 days before today."""
    shop = []
    for n in range(30):
        customer = CustomerFactory(owner=lin, branch=gaoxin, kind="company" if n % 2 else "person")
        ends = 200 if n >= 20 else n % 20
        days = [today - timedelta(days=ends + 20 * times) for times in range(20)]
        visits_on(days, customer=customer, amount=100 + n)
        shop.append(customer)
    return shop


@pytest.fixture
def cutoff(today) -> date:
    """A day on which the ten had been silent for fifty days."""
    return today - timedelta(days=150)


def ordered(cutoff, **more) -> BackTest:
    wish = {"tried": "model", "horizon_days": HORIZON, "cutoffs": [cutoff], "capacity": 10, "by": None}
    return service.start(**wish | more)


def outcomes_of(test) -> Outcomes:
    return Outcomes.from_bytes(test.days.get().outcomes)


def test_it_names_who_left_from_what_was_known_then(shop, cutoff):
    test = ordered(cutoff)
    running.run(test.pk)
    test.refresh_from_db()
    assert (test.state, test.share, test.error) == ("done", 1, {})
    outcomes = outcomes_of(test)
    assert set(outcomes.said) == {MODEL, PRIOR, RULES}
    assert outcomes.customers[outcomes.left].tolist() == [one.pk for one in shop[20:]]
    assert outcomes.counts(RULES, Choice(10)).caught == 10
    assert set(outcomes.segments) == {"branch", "kind", "tier", "echelon"}
    assert outcomes.segments["kind"].tolist() == [n % 2 for n in range(30)]
    methods = test.days.get().figures["methods"]
    assert methods[MODEL]["measures"].keys() >= {"pr_auc", "log_loss", "slope", "spend_nmae", "spend_bias"}
    assert -1 <= methods[PRIOR]["measures"]["spend_gini"] <= 1
    assert "spend_nmae" not in methods[RULES]["measures"], "a ranking expects no spend"


def test_what_came_later_changes_what_came_of_it_and_nothing_that_was_said(shop, cutoff, today):
    first = ordered(cutoff)
    running.run(first.pk)
    VisitFactory(customer=shop[25], day=cutoff + timedelta(days=10), amount=100)
    VisitFactory(customer=shop[5], day=today - timedelta(days=1), amount=10_000)
    again = ordered(cutoff)
    running.run(again.pk)
    before, after = outcomes_of(first), outcomes_of(again)
    for method in (MODEL, PRIOR, RULES):
        assert (before.said[method] == after.said[method]).all(), method
    assert before.left.sum() - after.left.sum() == 1


def test_who_has_a_branch_whose_facts_have_not_come_is_neither_caught_nor_missed(shop, cutoff, today, deng):
    """Twenty days of another branch, the newest of them a week after the cut-off."""
    other = CustomerFactory(owner=deng, branch=deng.branch)
    for days in range(20):
        VisitFactory(customer=other, day=cutoff + timedelta(days=7 - 5 * days), amount=100)
    test = ordered(cutoff)
    running.run(test.pk)
    day = test.days.get()
    assert other.pk not in outcomes_of(test).customers
    assert (day.figures["customers"], day.facts["not_known"]) == (30, 1)
    VisitFactory(
        customer=other, day=today - timedelta(days=1), amount=100
    )  # its file has come: he stayed away
    running.run(ordered(cutoff).pk)
    assert other.pk in outcomes_of(BackTest.objects.first()).customers


@pytest.fixture(scope="module")
def fitted(few_trees):
    return fit(drawn(customers=300, days=700), through=START + 700, horizon=HORIZON)


@pytest.fixture
def kept(shop, cutoff, fitted):
    """A model that learned thirty days before the cut-off, put away and not in use: of other customers."""
    through = (cutoff - timedelta(days=30)).toordinal()
    return store.keep(
        replace(fitted, season=0.3, through=through, facts={**fitted.facts, "units": {"CNY": 1.0}})
    )


def test_a_stored_model_is_tried_by_its_number_as_it_is(kept, cutoff, as_zhou):
    test = ordered(cutoff, tried="stored", number=kept.number)
    running.run(test.pk)
    outcomes = outcomes_of(test)
    fitted, history = store.fitted(kept.number), read_history(until=cutoff)
    seen = frame(history, as_of=cutoff.toordinal(), horizon=HORIZON, usual_gap=fitted.usual_gap)
    assert outcomes.customers.tolist() == seen.index.tolist()
    assert fitted.season != 0  # of its own day; a year before the cut-off nobody was known
    expected = replace(fitted, season=0.0).p_churn(seen)
    np.testing.assert_allclose(outcomes.said[STORED], expected, atol=1e-6)
    assert not np.allclose(outcomes.said[STORED], outcomes.said[MODEL], atol=1e-3)
    page = as_zhou.get(reverse("signals:back_test", args=[test.pk])).content.decode()
    assert f"Model {kept.number}, as it is stored" in page
    over_http = as_zhou.get(f"/api/v1/back-tests/{test.pk}/").json()
    assert (over_http["tried"], over_http["number"]) == ("stored", kept.number)


def test_a_stored_model_is_never_tried_on_what_it_knew(kept, cutoff):
    ordered(kept.day, tried="stored", number=kept.number)
    with pytest.raises(ValidationError, match="it would know what came"):
        ordered(kept.day - timedelta(days=1), tried="stored", number=kept.number)
    with pytest.raises(ValidationError, match="set the horizon to that"):
        ordered(cutoff, tried="stored", number=kept.number, horizon_days=HORIZON + 1)
    for number in (None, kept.number + 1):
        with pytest.raises(ValidationError, match="number of a stored model"):
            ordered(cutoff, tried="stored", number=number)
    assert ordered(cutoff, tried="model", number=kept.number).number is None


def test_changed_weights_are_tried_beside_those_of_the_policy(shop, cutoff):
    test = ordered(cutoff, tried="rules", changed={"lapsed_visit": {"enabled": False, "weight": 0.6}})
    running.run(test.pk)
    outcomes = outcomes_of(test)
    gone = outcomes.left
    assert (outcomes.said[CHANGED][gone] < outcomes.said[RULES][gone]).all()
    assert (outcomes.said[CHANGED] <= outcomes.said[RULES]).all()
    assert not DetectorPolicy.objects.exists()


def test_other_months_and_priors_of_the_tiers_are_tried_beside_those_of_the_policy(shop, cutoff):
    """After one month instead of three the ten, fifty days silent, are in the second tier."""
    test = ordered(cutoff, tried="prior", scoring={"months_sms": 1, "prior_sms": 0.6, "prior_call": 0.75})
    assert test.scoring == {"months_sms": 1, "prior_sms": 0.6}
    running.run(test.pk)
    outcomes = outcomes_of(test)
    gone = outcomes.left
    assert outcomes.said[PRIOR][gone] == pytest.approx(0.15 ** (HORIZON / 180))
    assert outcomes.said[OTHER_PRIOR][gone] == pytest.approx(0.6 ** (HORIZON / 180))
    assert (outcomes.said[OTHER_PRIOR][~gone] == outcomes.said[PRIOR][~gone]).all()
    assert scoring_policy().months_sms == 3


def test_months_of_segments_are_tried_or_left_out(shop, cutoff):
    """Fifty days silent: persons are in the second tier, and in the first where all are alike."""
    TierSegment.objects.create(customer_kind="person", months_sms=1, months_call=6, months_recall=12)
    (own,) = own_months()
    later = own | {"months": [3, 6, 12]}
    for tried in ([], [later]):
        test = ordered(cutoff, tried="prior", scoring={"segments": tried})
        running.run(test.pk)
        outcomes = outcomes_of(test)
        gone, company = outcomes.left, outcomes.segments["kind"] == 1
        assert outcomes.said[PRIOR][gone & ~company] == pytest.approx(0.5 ** (HORIZON / 180))
        assert outcomes.said[OTHER_PRIOR][gone] == pytest.approx(0.15 ** (HORIZON / 180))
        assert (outcomes.said[OTHER_PRIOR][company] == outcomes.said[PRIOR][company]).all()
    assert ordered(cutoff, tried="prior", scoring={"segments": [own]}).scoring == {}
    with pytest.raises(ValidationError, match="Natural attrition"):
        ordered(cutoff, tried="prior", scoring={"segments": [own | {"months": [1, 2, 36]}]})


def test_signals_stand_on_the_tiers_that_are_tried_and_a_model_looks_at_none(shop, cutoff):
    scoring = {"prior_current": 0.4}
    test = ordered(cutoff, tried="rules", scoring=scoring)
    running.run(test.pk)
    outcomes = outcomes_of(test)
    assert (outcomes.said[CHANGED] > outcomes.said[RULES]).all()
    assert ordered(cutoff, tried="model", scoring=scoring).scoring == {}


@pytest.mark.parametrize(
    ("scoring", "words"),
    [
        ({"months_call": 2}, "Each tier begins later"),
        ({"months_recall": 40}, "Natural attrition"),
        ({"prior_call": 0.2}, "does not fall"),
    ],
)
def test_tiers_that_no_policy_may_have_are_refused(shop, cutoff, scoring, words):
    with pytest.raises(ValidationError, match=words):
        ordered(cutoff, tried="rules", scoring=scoring)


def test_whoever_has_a_rule_of_his_own_keeps_it_unless_that_is_tried_otherwise(shop, cutoff):
    DetectorSegment.objects.create(kind="lapsed_visit", customer_kind="company", weight=0.1)
    rule = {"enabled": True, "weight": 0.9}
    said = {}
    for name, some in (("kept", rule), ("alike", {**rule, "segments": []})):
        test = ordered(cutoff, tried="rules", changed={"lapsed_visit": some})
        running.run(test.pk)
        said[name] = outcomes_of(test)
    kept, alike = said["kept"], said["alike"]
    companies = kept.left & (kept.segments["kind"] == 1)
    private = kept.left & (kept.segments["kind"] == 0)
    assert (kept.said[CHANGED][private] > kept.said[RULES][private]).all()
    assert (kept.said[CHANGED][companies] == kept.said[RULES][companies]).all()
    assert (alike.said[CHANGED][companies] > alike.said[RULES][companies]).all()


def test_the_shares_of_echelons_are_those_of_the_order(shop, cutoff):
    first, second = ordered(cutoff), ordered(cutoff)
    running.run(first.pk)
    ScoringPolicy.objects.update(share_first="0.9", share_second="0.1")
    running.run(second.pk)
    before, after = (outcomes_of(test).segments["echelon"] for test in (first, second))
    assert len(set(before)) > 1
    assert (before == after).all()


def test_the_policy_of_the_order_is_tried_however_it_changes_meanwhile(shop, cutoff):
    first, second = ordered(cutoff), ordered(cutoff)
    running.run(first.pk)
    DetectorPolicy.objects.create(kind="lapsed_visit", enabled=False, weight=0)
    running.run(second.pk)
    assert (outcomes_of(first).said[RULES] == outcomes_of(second).said[RULES]).all()


def test_a_second_delivery_changes_nothing(shop, cutoff):
    test = ordered(cutoff)
    running.run(test.pk)
    done_at = test.days.get().done_at
    running.run(test.pk)
    assert test.days.get().done_at == done_at


def test_what_a_killed_worker_left_is_continued(shop, cutoff):
    days = [cutoff, cutoff - timedelta(days=30)]
    test = ordered(cutoff, cutoffs=days)
    running.run(test.pk)
    kept = test.days.get(cutoff=days[1]).done_at
    test.days.filter(cutoff=days[0]).update(done_at=None, outcomes=b"")
    BackTest.objects.filter(pk=test.pk).update(state="running", finished_at=None)
    running.run(test.pk)
    test.refresh_from_db()
    assert test.state == "done"
    assert test.days.get(cutoff=days[1]).done_at == kept
    assert test.days.exclude(done_at=None).count() == 2


def test_it_stops_when_somebody_cancels_it(shop, cutoff):
    waiting = ordered(cutoff)
    service.cancel(test=waiting)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    under_way = ordered(cutoff)
    BackTest.objects.filter(pk=under_way.pk).update(state="running")
    service.cancel(test=under_way)
    running.run(under_way.pk)
    under_way.refresh_from_db()
    assert (under_way.state, under_way.days.get().done_at) == ("cancelled", None)


def test_what_breaks_it_is_kept_and_raised(shop, cutoff, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(running, "as_known", broken)
    test = ordered(cutoff)
    with pytest.raises(RuntimeError):
        running.run(test.pk)
    test.refresh_from_db()
    assert (test.state, test.error) == ("failed", {"why": "broke", "told": "RuntimeError: the disk is full"})


def test_the_last_three_ends_of_months_that_are_over_are_proposed(shop):
    known = service.reach()
    assert known.newest == date(2026, 6, 16)
    assert known.proposed(HORIZON) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert known.proposed(5000) == []


@pytest.mark.parametrize(
    ("days", "horizon", "words"),
    [
        ([date(2026, 6, 1)], 60, "Choose days from"),
        ([date(2020, 6, 1)], 60, "Choose days from"),
        ([], 60, "Choose one to 6 past days"),
        ([date(2026, 3, 1)], 5000, "The history is too short"),
    ],
)
def test_days_that_cannot_be_tried_are_refused_in_words(shop, days, horizon, words):
    with pytest.raises(ValidationError, match=words):
        ordered(None, cutoffs=days, horizon_days=horizon)


def test_before_the_first_purchase_there_is_nothing_to_try(gaoxin):
    assert service.reach().proposed(HORIZON) == []
    with pytest.raises(ValidationError, match="too short"):
        ordered(date(2026, 3, 1))
