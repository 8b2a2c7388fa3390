"""Why at risk: points that add up as they are shown, told in the customer's own numbers."""

import re
from datetime import date
from decimal import Decimal
from inspect import getsource

import numpy as np
import pandas as pd
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from customers.churn_reasons import (
    OF_CAUSE,
    OF_FACTOR,
    OF_SIGNAL,
    OUTSIDE,
    ChurnReason,
    controllable,
    reason_of,
)
from customers.models import Customer, CustomerStanding
from desk.models import Complaint
from retention.brief import Brief
from retention.fall import fall
from retention.why import TOLD_BY
from signals.chances import by_prior as chances_by_prior
from signals.circumstances import COLUMNS
from signals.detectors import CONFIDENTIAL, KINDS
from signals.learning.factors import FACTORS, OF_FEATURES, PLACES
from signals.learning.points import logit, points, probability, whole_points
from signals.learning.training import UNDATED
from signals.models import ChurnModel, ChurnSignal, NightlyRun, ScoringPolicy
from signals.policies import scoring_policy
from signals.reasons import percent, points_of, usual_of
from signals.sentences.factors import NAMES, SAID
from tests.retention.nights import NIGHT, coming

USUAL = float(logit(np.array(0.14)))


# ------------------------------------------------------------------ the one map
def test_the_one_map_knows_every_signal_cause_and_factor():
    assert set(OF_SIGNAL) == {*KINDS, "tier"}
    assert set(OF_CAUSE) == set(Complaint.Cause.values)
    assert set(OF_FACTOR) == set(FACTORS)
    assert set(ChurnReason) > OUTSIDE


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ({"of": "complaint", "open": 1, "cause": "overcharging"}, "price"),
        ({"of": "complaint", "open": 2, "cause": "wrong_part"}, "quality"),
        ({"of": "complaint", "open": 1, "cause": "neglect"}, "out_of_touch"),
        ({"of": "complaint", "open": 1, "cause": "waiting"}, "service"),
        # Solved ones, a low score, and nights that kept no cause: what the kind says.
        ({"of": "complaint", "open": 0, "recent": 2, "cause": ""}, "service"),
        ({"of": "score", "open": 1, "cause": "overcharging"}, "service"),
        ({"of": "complaint", "open": 1}, "service"),
    ],
)
def test_what_an_open_complaint_is_about_decides_its_reason(numbers, reason):
    assert reason_of("unmet_expectation", numbers) == reason


@pytest.mark.parametrize(
    ("kind", "ours"),
    [("lapsed_visit", True), ("competitor_named", True), ("competitor_active", False), ("price_rise", True)],
)
def test_a_better_offer_is_ours_to_change_and_an_opening_nearby_is_not(kind, ours):
    assert controllable(OF_SIGNAL[kind]) is ours


def test_every_factor_has_words_and_every_signal_one_line_at_most():
    assert {*NAMES, *SAID} == set(FACTORS)
    assert set(TOLD_BY) <= set(FACTORS)
    kinds = [kind for factor, told in TOLD_BY.items() if factor != "away" for kind in told]
    assert len(kinds) == len(set(kinds))
    assert set(KINDS) - set(kinds) == {
        "competitor_named",
        "competitor_active",
        "single_threaded",
        "low_quality",
        *CONFIDENTIAL,
    }


def test_a_signal_speaks_only_for_figures_that_the_model_learns_from():
    """Of purchases the model has figures of its own; what else a detector reads must be among its columns. Of
    all categories it learns those figures of the one that fell most.
    """
    learned = {column for name, column in COLUMNS.items() if name not in UNDATED}
    assert {"category_now", "category_before"} <= learned
    learned |= {"categories"}
    for factor, kinds in TOLD_BY.items():
        for kind in kinds:
            read = set(re.findall(r"features\.(\w+)", getsource(KINDS[kind])))
            assert read & learned or factor in OF_FEATURES or factor == "away", kind


# ------------------------------------------------------------------ whole points
def test_whole_points_add_up_and_stay_within_one_of_the_exact_ones():
    random = np.random.default_rng(3)
    for _ in range(2000):
        base, parts = random.normal(-1, 2), random.normal(0, random.choice([0.01, 0.5, 3]), (1, 14))
        exact = points(parts, base)[0]
        usual, chance = (round(100 * float(probability(np.array(one)))) for one in (base, base + parts.sum()))
        shown = whole_points(exact.tolist(), rise=chance - usual)
        assert usual + sum(shown) == chance
        assert np.abs(np.array(shown) - exact).max() < 1 + 1e-9


def test_what_is_nothing_stays_nothing_where_halves_are_rounded_apart():
    assert whole_points([0.0, 35.0, 0.0], rise=36) == [0, 36, 0]
    assert whole_points([0.0, 34.9999999, 0.0], rise=36) == [0, 36, 0]


def test_where_halves_are_rounded_towards_each_other_the_largest_gives_a_point_up():
    assert whole_points([0.0, 35.0, 0.0], rise=34) == [0, 34, 0]
    assert whole_points([-2.0, 37.0, 0.0], rise=34) == [-2, 36, 0]


@pytest.mark.parametrize("usual", [0.005, 0.155, 0.5, 0.845, 0.995])
def test_of_priors_that_are_half_percents_the_time_away_has_all_points(usual):
    """Any pair that a manager may set, over all factors: what is nothing has no line."""
    for half in range(1, 199):
        told = chances_by_prior(pd.Series([1, 2]), [0.0, usual, half / 200]).rounded()
        standing = CustomerStanding(
            probability=told.probability[1], usual=told.usual[1], factors=told.factors[1].tolist()
        )
        shown = points_of(standing)
        assert usual_of(standing) == percent(usual)
        assert usual_of(standing) + sum(shown.values()) == percent(standing.probability)
        assert {factor for factor, one in shown.items() if one} <= {"away"}


def test_the_bar_is_as_wide_as_its_points():
    bar = fall(usual=14, ours=45, outside=8, chance=61)
    assert bar.usual.x == 0
    assert bar.ours.x < bar.outside.x < bar.kept_to
    assert bar.mark == bar.kept_from < bar.kept_to < 100
    assert (bar.ours.label, bar.usual.label, bar.outside.label) == ("whole", "short", "")
    assert fall(usual=0, ours=0, outside=0, chance=0).mark == 0


# ------------------------------------------------------------------ on a customer
@pytest.fixture
def model(db):
    return ChurnModel.objects.create(
        number=7,
        day=NIGHT,
        horizon_days=180,
        basis="learned",
        role="champion",
        made_at=timezone.now(),
        in_use_since=timezone.now(),
        facts={"days": 943},
    )


@pytest.fixture
def muyun(lin, gaoxin, model) -> Customer:
    """61 percent, of which 14 are usual."""
    customer = coming(lin, gaoxin, every=90, silent=171, times=8, name="Muyun Kindergartens")
    factors = np.zeros(len(FACTORS))
    for factor, share in {"rhythm": 19, "complaints": 9, "season": 8, "frequency": 17, "tenure": -6}.items():
        factors[PLACES[factor]] = share
    factors *= (float(logit(np.array(0.61))) - USUAL) / factors.sum()
    CustomerStanding.objects.create(
        customer=customer,
        day=NIGHT,
        tier=2,
        last_visit_on=date.fromordinal(NIGHT.toordinal() - 171),
        silent_days=171,
        visit_days=8,
        gap_median=90,
        gap_mad=4,
        probability=0.61,
        probability_from="7",
        usual=USUAL,
        factors=factors.tolist(),
        value_at_risk=Decimal(18240),
        reason_kind="tier",
        reason={"months": 5, "days": 171},
    )
    return Customer.objects.get(pk=customer.pk)


def signal(customer: Customer, kind: str, **numbers: object) -> ChurnSignal:
    return ChurnSignal.objects.create(
        customer=customer, kind=kind, strength=0.8, numbers=numbers, opened_on=NIGHT, seen_on=NIGHT
    )


def lines_of(customer: Customer, reader=None) -> dict[str, tuple[int, bool]]:
    why = Brief(customer, NIGHT, reader=reader).why
    assert why is not None
    return {str(line.sentence): (line.points, line.ours) for line in why.lines}


def test_points_lead_from_the_usual_rate_to_the_chance(muyun):
    why = Brief(muyun, NIGHT).why
    assert why is not None
    assert (why.usual, why.chance) == (14, 61)
    assert why.usual + sum(line.points for line in why.lines) == why.chance
    assert [line.points for line in why.keeps] == [-6]
    assert why.pushed == 53
    assert why.tells == "Of 53 points that push them away, <b>45 are ours to change</b>."


def test_a_chance_is_of_the_days_that_its_night_looked_ahead_whatever_the_policy_says_since(as_lin, muyun):
    NightlyRun.objects.create(
        day=NIGHT, started_at=timezone.now(), policy_version=1, policy={"horizon_days": 180}
    )
    scoring_policy()
    ScoringPolicy.objects.update(horizon_days=30)
    page = as_lin.get(reverse("retention:customer", args=[muyun.pk])).content.decode()
    assert "in 180 days" in page
    assert "in 30 days" not in page
    assert as_lin.get(reverse("signals_api:chance", args=[muyun.pk])).json()["horizon_days"] == 180


def test_over_http_the_points_are_those_of_the_page_a_prior_s_too(as_lin, muyun):
    address = reverse("signals_api:chance", args=[muyun.pk])
    told = as_lin.get(address).json()
    assert (told["told_by"], told["model"], told["usual"], told["chance"]) == ("model", 7, 14, 61)
    assert [one["factor"] for one in told["factors"]] == list(FACTORS)
    assert told["usual"] + sum(one["points"] for one in told["factors"]) == told["chance"]
    ours = {one["factor"]: one["points"] for one in told["factors"] if one["ours"] and one["points"] > 0}
    assert ours == {"rhythm": 19, "frequency": 17, "complaints": 9}
    by_prior(muyun)
    told = as_lin.get(address).json()
    assert (told["told_by"], told["model"], told["usual"], told["chance"]) == ("prior", None, 15, 50)
    assert {one["factor"]: one["points"] for one in told["factors"] if one["points"]} == {"away": 35}
    CustomerStanding.objects.update(factors=None, usual=None)
    told = as_lin.get(address).json()
    assert (told["told_by"], told["chance"], told["usual"], told["factors"]) == ("prior", 50, None, [])
    CustomerStanding.objects.all().delete()
    assert as_lin.get(address).json()["chance"] is None


def test_each_line_carries_the_customers_own_numbers(muyun):
    assert lines_of(muyun) == {
        "Visits every 90 ± 4 days; <b>now 171</b>": (19, True),
        "<b>3 visits</b> in 12 months; 4 in the 12 before": (17, True),
        "<b>No complaint</b> in half a year, and no rating": (9, True),
        "Fewer come at this time; last year <b>2 visits</b>": (8, False),
        "Customer for <b>2 years</b>": (-6, False),
    }


def test_a_signal_and_its_points_stand_on_one_line_and_others_are_evidence(muyun):
    signal(muyun, "lapsed_visit", usual=90, spread=4, now=171, own=1)
    signal(muyun, "broken_promise", of="broken", count=1, days=9)
    why = Brief(muyun, NIGHT).why
    assert why is not None
    assert [line.reason.kind for line in why.lines if line.reason] == ["lapsed_visit"]
    assert [reason.kind for reason in why.evidence] == ["broken_promise"]


def test_a_signal_does_not_speak_for_what_keeps_him(muyun):
    standing = muyun.standing
    standing.factors = [-one for one in standing.factors]
    standing.probability = float(probability(np.array(USUAL + sum(standing.factors))))
    standing.save()
    signal(muyun, "lapsed_visit", usual=90, spread=4, now=171, own=1)
    why = Brief(muyun, NIGHT).why
    assert why is not None
    assert [reason.kind for reason in why.evidence] == ["lapsed_visit"]


def by_prior(customer: Customer, tier: int = 2) -> Customer:
    """As a night without a model leaves him."""
    priors = scoring_policy()
    chances = [0.0, priors.prior_current, priors.prior_sms, priors.prior_call, priors.prior_recall]
    told = chances_by_prior(pd.Series([tier], index=[customer.pk]), chances).rounded()
    CustomerStanding.objects.filter(customer=customer).update(
        tier=tier,
        probability=told.probability[0],
        probability_from="prior",
        usual=told.usual[0],
        factors=told.factors[0].tolist(),
    )
    return Customer.objects.get(pk=customer.pk)


def known_by(muyun, factor: str) -> None:
    """All that pushes him away is this factor."""
    factors = np.zeros(len(FACTORS))
    factors[PLACES[factor]] = float(logit(np.array(0.61))) - USUAL
    CustomerStanding.objects.filter(customer=muyun).update(factors=factors.tolist())


def test_by_whom_we_know_each_other_claims_no_points_that_the_model_gives_to_who_left(muyun):
    known_by(muyun, "people")
    signal(muyun, "single_threaded", of="both", contacts=1, bonded=0)
    signal(muyun, "decision_maker_left", days=30, left=0)
    why = Brief(Customer.objects.get(pk=muyun.pk), NIGHT).why
    assert why is not None
    assert [line.reason.kind for line in why.lines if line.reason] == ["decision_maker_left"]
    assert (why.ours_points, why.outside_points) == (0, 47)
    assert [reason.kind for reason in why.evidence] == ["single_threaded"]


def test_what_managers_alone_are_told_gives_no_other_cause_to_the_same_points(muyun, zhou):
    known_by(muyun, "people")
    signal(muyun, "owner_leaving", days=9, lines=0)
    muyun = Customer.objects.get(pk=muyun.pk)
    assert lines_of(muyun) == lines_of(muyun, reader=zhou)


def test_of_several_signals_the_strongest_speaks(muyun):
    known_by(muyun, "payment")
    signal(muyun, "payment_delay", overdue=1, overdue_days=40)
    signal(muyun, "unpaid_orders", count=1, days=50)
    ChurnSignal.objects.filter(kind="payment_delay").update(strength=0.3)
    why = Brief(Customer.objects.get(pk=muyun.pk), NIGHT).why
    assert why is not None
    assert [line.reason.kind for line in why.lines if line.reason] == ["unpaid_orders"]


def test_a_prior_has_points_too_for_the_time_away_and_no_signal_moves_them(muyun):
    signal(muyun, "lapsed_visit", usual=90, spread=4, now=171, own=1)
    why = Brief(by_prior(muyun), NIGHT).why
    assert why is not None and why.by_prior
    assert (why.usual, why.chance) == (15, 50)
    assert [(str(line.sentence), line.points) for line in why.lines] == [("No visit for <b>5 months</b>", 35)]
    assert [reason.kind for reason in why.evidence] == ["lapsed_visit"]
    assert why.tells == "General prior: 15% for who still comes, <b>35 points more</b> for time away."


def test_who_still_comes_has_the_usual_prior(muyun):
    why = Brief(by_prior(muyun, tier=1), NIGHT).why
    assert why is not None
    assert (why.lines, why.usual, why.chance) == ([], 15, 15)
    assert why.tells == "General prior: <b>15%</b>, as for everybody who still comes."


@given(
    st.lists(st.floats(0, 1), min_size=4, max_size=4).map(sorted),
    st.lists(st.integers(0, 4), min_size=1, max_size=9),
)
def test_contributions_of_any_prior_sum_to_the_logit_and_in_points_to_the_chance(priors, tiers):
    told = chances_by_prior(pd.Series(tiers), [0.0, *priors])
    for row, tier in enumerate(tiers):
        if tier == 0:
            assert np.isnan(told.probability[row])
            continue
        whole = told.usual[row] + told.factors[row].sum()
        assert whole == pytest.approx(float(logit(told.probability[row])), abs=1e-6)
        exact = points(told.factors[row : row + 1], told.usual[row])[0]
        usual, chance = (round(100 * float(one)) for one in (probability(told.usual[row]), priors[tier - 1]))
        assert 100 * float(probability(told.usual[row])) + exact.sum() == pytest.approx(
            100 * priors[tier - 1], abs=1e-3
        )
        assert usual + sum(whole_points(exact.tolist(), rise=chance - usual)) == chance


def test_a_night_kept_no_factors_before_and_the_page_goes_without_points(muyun):
    CustomerStanding.objects.update(probability_from="prior", factors=None, usual=None)
    assert Brief(Customer.objects.get(pk=muyun.pk), NIGHT).why is None


def fetched(customer: Customer) -> Brief:
    """With all that the page asks for anyway."""
    brief = Brief(customer, NIGHT)
    assert brief.standing and brief.visit_days and brief.policy and brief.customer.branch.currency
    assert isinstance(brief.reasons, list)
    return brief


def test_sentences_ask_the_books_only_for_factors_without_a_signal(muyun, django_assert_num_queries):
    brief = fetched(muyun)
    with django_assert_num_queries(3):  # complaints, ratings, what became of complaints
        assert brief.why
    signal(muyun, "breached_complaint", count=1, days=9)
    brief = fetched(muyun)
    with django_assert_num_queries(0):
        assert brief.why


# ------------------------------------------------------------------ on the pages
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "61%",
                "model 7",
                "Model 7, learned from your own 31 months",
                "Of 53 points that push them away, <b>45 are ours to change</b>.",
                "We can act on",
                "Outside our control",
                "Keeps them with us",
                "+19",
                " × ¥29,90",
                "14 usual",
            ],
        ),
        (
            "zh-hans",
            [
                "61%",
                "模型 7",
                "在推动流失的 53 个百分点中，<b>45 个可由我们改变</b>。",
                "我们可以改变",
                "不可控",
            ],
        ),
    ],
)
def test_the_page_says_why_in_both_languages(as_lin, muyun, language, words):
    as_lin.cookies["django_language"] = language
    page = as_lin.get(reverse("retention:customer", args=[muyun.pk])).content.decode()
    for word in words:
        assert word in page, word
    assert "general prior" not in page


def test_the_page_of_a_prior_says_so_and_where_its_points_come_from(as_lin, muyun):
    signal(muyun, "payment_delay", overdue=1, overdue_days=40)
    by_prior(muyun)
    page = as_lin.get(reverse("retention:customer", args=[muyun.pk])).content.decode()
    assert "about 1 in 2" in page
    assert "The chance is a general prior, not learned from your own history." in page
    assert "The policy says 50%; elsewhere it is shown as about 1 in 2." in page
    assert "What the general prior goes by" in page and "+35" in page
    assert "Signals do not move a prior" in page and "Invoice overdue" in page
    assert "points that push" not in page


def test_the_list_shows_the_chance_with_what_it_rests_on(as_lin, muyun):
    from customers.chances import basis_in_words, chance_in_words

    assert (chance_in_words(muyun.standing), basis_in_words(muyun.standing)) == ("61%", "model 7")
    with translation.override("zh-hans"):
        assert basis_in_words(muyun.standing) == "模型 7"
