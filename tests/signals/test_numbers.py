"""What a factor says where no signal tells of it: in the customer's own numbers, in both directions."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from signals.features import NONE
from signals.learning.factors import FACTORS
from signals.numbers import OF_FACTORS, numbers_behind
from signals.sentences.circumstances import SAID
from signals.sentences.factors import in_words
from tests.signals.facts import AS_OF, Maker
from tests.signals.features import features
from tests.signals.test_evidence import LATIN, NAME, width
from tests.signals.test_recomputed import frame

PAID = {"late_recent": 12.4, "paid_recent": 3}
# (factor, what is known, what is said where it pushes them away, where it keeps them; None for the same)
SENTENCES = [
    ("payment", {}, "No invoice paid or overdue in <b>18 months</b>", None),
    ("payment", {"overdue_count": 1, "overdue_days": 140}, "<b>Invoice overdue</b> by 140 days", None),
    (
        "payment",
        {"overdue_count": 12, "overdue_days": 140, **PAID},
        "<b>12 invoices overdue</b>, by up to 140 days",
        "Pays <b>12 days late</b>; not known before",
    ),
    ("payment", {**PAID, "late_before": 3.0}, "Pays <b>12 days late</b>; 3 the year before", None),
    ("payment", {"late_recent": 1.0, "paid_recent": 1}, "Pays <b>1 day late</b>; not known before", None),
    (
        "payment",
        {"late_recent": 0.0, "paid_recent": 1},
        "<b>1 invoice</b> paid in time within half a year",
        None,
    ),
    (
        "payment",
        {"late_recent": 0.2, "paid_recent": 12},
        "<b>12 invoices</b> paid in time within half a year",
        None,
    ),
    (
        "payment",
        {"late_before": 9.0, "paid_before": 1},
        "<b>1 invoice</b> paid the year before, none since",
        None,
    ),
    ("payment", {"paid_before": 12}, "<b>12 invoices</b> paid the year before, none since", None),
    ("payment", {"wait_recent": 1.0}, "Pays orders after <b>1 day</b>", None),
    ("payment", {"wait_recent": 0.0}, "Pays orders <b>at once</b>", None),
    (
        "payment",
        {"wait_recent": 40.0, "wait_before": 12.0, "unpaid_orders": 2, "unpaid_days": 20},
        "<b>2 orders unpaid</b>, for up to 20 days",
        "Pays orders after <b>40 days</b>; 12 the year before",
    ),
    (
        "payment",
        {"mark": "deliberate", "mark_days": 340, "overdue_count": 1, "overdue_days": 9},
        "Deliberate arrears, marked <b>340 days ago</b>",
        "<b>Invoice overdue</b> by 9 days",
    ),
    (
        "complaints",
        {},
        "<b>No complaint</b> in half a year, and no rating",
        "<b>No complaint</b> within half a year",
    ),
    (
        "complaints",
        {"open_complaints": 1, "open_days": 0.0, "open_cause": "waiting", "recent_complaints": 1},
        "Complaint open <b>for 1 day</b>: Waiting",
        "<b>1 complaint</b> within half a year",
    ),
    (
        "complaints",
        {"open_complaints": 12, "open_days": 140.0, "open_cause": "waiting"},
        "<b>12 complaints open</b>, for up to 140 days",
        None,
    ),
    (
        "complaints",
        {"recent_complaints": 2, "score_recent": 4.75},
        "<b>2 complaints</b> within half a year",
        "Rates us <b>4.8 of 5</b>; not asked before",
    ),
    (
        "complaints",
        {"score_recent": 2.0, "score_before": 4.5},
        "Rates us <b>2 of 5</b>; 4.5 the year before",
        None,
    ),
    ("complaints", {"score_before": 4.5}, "Rated us <b>4.5 of 5</b>; no rating since", None),
    (
        "complaints",
        {"reopened": 1, "reopened_days": 140, "recent_complaints": 1},
        "Complaint <b>reopened 140 days ago</b>",
        "<b>1 complaint</b> within half a year",
    ),
    (
        "complaints",
        {"breached": 12, "breached_days": 140, "recent_complaints": 12},
        "We missed deadlines of <b>12 complaints</b>",
        "<b>12 complaints</b> within half a year",
    ),
    ("promises", {}, "<b>No promise</b> broken or overdue in half a year", None),
    ("promises", {"promises_broken": 1, "broken_days": 140}, "Promise <b>broken 140 days ago</b>", None),
    (
        "promises",
        {"promises_overdue": 2, "overdue_promise_days": 9, "promises_broken": 1, "broken_days": 1},
        "<b>2 promises overdue</b>, by up to 9 days",
        None,
    ),
    ("inquiries", {}, "<b>No inquiry</b> or wish waits for an answer", None),
    ("inquiries", {"unordered": 1, "unordered_days": 1}, "Asked <b>1 day ago</b>, and did not order", None),
    (
        "inquiries",
        {"unordered": 1, "unordered_days": 340},
        "Asked <b>340 days ago</b>, and did not order",
        None,
    ),
    ("inquiries", {"unordered": 12, "unordered_days": 40}, "<b>12 inquiries</b> in a year, no order", None),
    (
        "inquiries",
        {"unordered": 1, "unordered_days": 40, "mismatches": 1, "mismatch_days": 40, "unoffered": 0},
        "Offered something else <b>40 days ago</b>; no order",
        None,
    ),
    ("inquiries", {"needs": 1, "need_days": 40}, "Wish unanswered <b>for 40 days</b>", None),
    (
        "inquiries",
        {"declined": 1, "declined_days": 40},
        "<b>1 declined job</b>, asking is 40 days late",
        "<b>1 job</b> recommended, not done yet",
    ),
    ("terms", {}, "<b>No contract</b> in force", None),
    ("terms", {"contract": True}, "<b>Contract in force</b>; neither near its end nor dear", None),
    (
        "terms",
        {"contract": True, "over_market": 0.173},
        "Contract price <b>17% over</b> the market",
        "<b>Contract in force</b>",
    ),
    ("terms", {"contract": True, "over_market": -0.173}, "Contract price <b>17% under</b> the market", None),
    (
        "terms",
        {"contract": True, "price_rise": 0.3},
        "New contract <b>30% dearer</b> than the last",
        "<b>Contract in force</b>",
    ),
    (
        "terms",
        {"contract": True, "price_rise": -0.3, "clashes": 1, "clash_ends_in": 40},
        "Our terms clash with theirs; <b>40 days</b> to go",
        "New contract <b>30% cheaper</b> than the last",
    ),
    (
        "terms",
        {"contract": True, "ending_contracts": 1, "ends_in": 1},
        "Contract ends <b>in 1 day</b>, no renewal talk",
        "Contract in force <b>for 1 more day</b>",
    ),
    ("people", {}, "Knows <b>1 of us</b>", None),
    ("people", {"contacts": 1, "lines": 2}, "<b>1 contact</b> there; knows 3 of us", None),
    ("people", {"contacts": 12}, "<b>12 contacts</b> there; they know 1 of us", None),
    (
        "people",
        {"contacts": 2, "decider_left_days": 30.0, "deciders": 0},
        "Decision maker left <b>30 days ago</b>; no other known",
        "<b>2 contacts</b> there; they know 1 of us",
    ),
    ("people", {"owner_left_days": 1.0}, "Account manager left <b>1 day ago</b>", "Knows <b>1 of us</b>"),
    ("goods", {}, "<b>Nothing known</b> of what they come for", None),
    ("goods", {"range_now": 1, "range_before": 5}, "Takes <b>1 kind</b> of things; 5 a year before", None),
    (
        "goods",
        {"range_now": 5, "range_before": 5, "category": "Tyres", "category_now": 1, "category_before": 4},
        "Tyres: <b>1 time</b>, 4 a year before",
        "Came for <b>5 kinds</b> of things; 5 before",
    ),
    (
        "goods",
        {"category": NAME, "category_now": 2, "category_before": 118},
        "Panda Fast Auto Repai…: <b>2 times</b>, 118 a year before",
        None,
    ),
    ("returns", {}, "Brought <b>nothing</b> back", None),
    (
        "returns",
        {"brought_back": 0.001, "claims": 1},
        "<b>1 warranty claim</b> within a year",
        "Brought <b>1%</b> back of what they bought",
    ),
    ("returns", {"claims": 3, "claims_refused": 1}, "<b>1 warranty claim refused</b> within a year", None),
    ("returns", {"claims": 1, "claim_open_days": 40}, "Warranty claim undecided <b>for 40 days</b>", None),
    ("returns", {"returns": 1}, "<b>1 return</b> within a year", None),
    (
        "returns",
        {"returns": 2, "refunds_late": 1, "refund_late_days": 1},
        "Refund overdue <b>by 1 day</b>",
        "<b>2 returns</b> within a year",
    ),
]


def said(factor: str, known: dict, points: int) -> str:
    return str(in_words(factor, {**NONE, "brought_back": 0, **known, "points": points}))


@pytest.mark.parametrize(("factor", "known", "pushes", "keeps"), SENTENCES)
def test_a_factor_speaks_of_the_gravest_where_it_pushes_and_of_the_best_where_it_keeps(
    factor, known, pushes, keeps
):
    assert said(factor, known, 7) == pushes
    assert said(factor, known, -7) == (keeps or pushes)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_is_short_and_has_one_decisive_figure(language):
    with override(language):
        for factor, known, _pushes, _keeps in SENTENCES:
            for points in (7, -7):
                words = said(factor, known, points)
                assert len(re.findall("<b>.*?</b>", words)) == 1, words
                assert width(re.sub("</?b>", "", words)) <= LATIN, words


def test_every_factor_of_the_desk_and_the_books_has_sentences_in_the_table():
    assert set(SAID) == set(OF_FACTORS) == {factor for factor, *_rest in SENTENCES} < set(FACTORS)


def test_what_the_table_knows_are_columns_of_a_night():
    columns = {*features().columns, "contract", "brought_back"}
    assert {name for _factor, known, *_said in SENTENCES for name in known} <= columns


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_they_are_the_numbers_of_the_night_itself(gaoxin, lin, seed):
    Maker(seed, gaoxin, lin).business()
    night = frame()
    told = 0
    for customer in night.index:
        found = numbers_behind(OF_FACTORS, customer=customer, as_of=AS_OF)
        for name in set(found) & set(night.columns):
            assert found[name] == night.loc[customer, name], (customer, name)
        missing = {name for name in night.columns if night[name].isna()[customer]}
        assert not missing & set(found)
        told += sum(bool(found[name]) for name in set(found) & set(night.columns))
        for factor in OF_FACTORS:
            assert in_words(factor, {**found, "brought_back": 0, "points": 3})
    assert told > 100


@pytest.mark.django_db
def test_only_what_a_sentence_needs_is_asked(customer_of_lin):
    with CaptureQueriesContext(connection) as asked:
        numbers_behind(["promises", "terms", "habit"], customer=customer_of_lin.pk, as_of=AS_OF)
    assert len(asked) == 2
