"""What customers seem to care about: tables of complaints and discounts; and what a night writes of it."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, VisitLine
from desk.models import Complaint, SatisfactionScore
from retention import cares
from retention.models import SensitivitySuggestion
from retention.night import run_night
from retention.sensitivity import CARES, Policy, bargaining, suggest
from tests.factories import BranchFactory, CustomerFactory, VisitFactory, at

TODAY = date(2026, 6, 16)
NIGHT = date(2026, 6, 15)


def day(ago: int) -> pd.Timestamp:
    return pd.Timestamp(TODAY - timedelta(days=ago))


def complaints(*said):
    """(cause, severity, days ago) of customer 1."""
    frame = pd.DataFrame(said, columns=["cause", "severity", "ago"])
    frame = frame.assign(customer_id=1, day=pd.to_datetime([day(ago) for ago in frame.ago]))
    return frame.drop(columns="ago")


def ratings(*ago):
    days = pd.to_datetime([day(one) for one in ago])
    return pd.DataFrame({"customer_id": pd.Series([1] * len(ago), dtype="int64"), "day": days})


def discounts(*rows):
    """(customer, visits, discounted, off, usual at the branch: nothing where it is not said)."""
    rows = [(*row, 0.0)[:5] for row in rows]
    frame = pd.DataFrame(rows, columns=["customer_id", "visits", "discounted", "off", "usual"])
    return frame.astype({"customer_id": "int64"}).set_index("customer_id")


def found(said=(), rated=(), bought=(), policy=None):
    return suggest(complaints(*said), ratings(*rated), discounts(*bought), policy or Policy())


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], None),
        ([("price", 2, 30)], None),
        ([("price", 2, 30), ("overcharging", 2, 30)], "price"),
        ([("comeback", 3, 30)], "quality"),
        ([("waiting", 2, 30), ("attitude", 2, 30), ("price", 2, 30)], "service"),
        ([("waiting", 2, 30), ("waiting", 2, 9), ("price", 2, 30), ("price", 2, 9)], None),
        ([("neglect", 4, 30)], "relationship"),
        ([("weather", 2, 30), ("weather", 2, 9)], None),
    ],
)
def test_most_of_what_he_complains_of_is_what_he_cares_about(said, expected):
    assert found(said).cares.to_dict() == ({1: expected} if expected else {})


@pytest.mark.parametrize(
    ("bought", "suggested"),
    [
        ((9, 7, 0.18), True),
        ((4, 2, 0.10), True),
        ((3, 3, 0.30), False),  # too few visits to speak of a rule
        ((9, 4, 0.18), False),  # less than half of them
        ((9, 9, 0.05), False),  # hardly anything off
    ],
)
def test_who_buys_at_a_discount_as_a_rule_cares_about_price(bought, suggested):
    assert list(found(bought=[(1, *bought)]).cares) == (["price"] if suggested else [])


@pytest.mark.parametrize(
    ("off", "usual", "weight"),
    [
        (0.15, 0.05, 2),
        (0.149, 0.05, None),
        (0.18, 0.15, None),  # what everybody gets there says nothing of him
        (0.30, 0.15, 2),
        (0.35, 0.15, 3),  # deep is counted from what is usual, too
        (0.10, 0.15, None),
        (0.30, 0.20, 2),  # 0.3 - 0.2 is no tenth to a computer
    ],
)
def test_bargains_are_measured_by_what_is_usual_at_the_branch(off, usual, weight):
    bargains = bargaining(discounts((1, 9, 9, off, usual)), Policy())
    assert bargains.weight.to_dict() == ({1: weight} if weight else {})


@pytest.mark.parametrize(
    ("border", "suggested"),
    [
        ({}, True), ({"fewest_visits": 10}, False), ({"as_a_rule": 0.8}, False),
        ({"beyond_usual": 0.13}, True), ({"beyond_usual": 0.2}, False),
    ],
)  # fmt: skip
def test_the_borders_are_policy(border, suggested):
    one = found(bought=[(1, 9, 7, 0.18, 0.05)], policy=Policy(**border))
    assert list(one.cares) == (["price"] if suggested else [])


def test_bargains_are_weighed_against_complaints():
    grave = [("comeback", 3, 30)]
    assert found(grave, bought=[(1, 9, 7, 0.15)]).empty
    deep = found(grave, bought=[(1, 9, 7, 0.25)])
    assert deep.cares[1] == "price"
    assert deep.share[1] == pytest.approx(3 / 5)
    assert deep.evidence[1] == {"discounts": {"discounted": 7, "visits": 9, "off": 0.25, "usual": 0}}


def test_a_low_rating_near_a_complaint_gives_it_weight():
    price = [("price", 2, 30)]
    assert found(price, rated=[20]).cares[1] == "price"
    assert found(price, rated=[20]).evidence[1]["ratings"] == 1
    assert found(price, rated=[60]).empty


def test_the_evidence_is_what_speaks_for_it_newest_first():
    said = [("price", 2, 200), ("waiting", 2, 30), ("overcharging", 2, 10)]
    one = found(said)
    newest, oldest = (str(day(ago).date()) for ago in (10, 200))
    assert one.evidence[1]["complaints"] == [["overcharging", newest], ["price", oldest]]
    assert one.share[1] == pytest.approx(2 / 3)


def test_customers_are_told_apart():
    said = complaints(("price", 2, 30), ("price", 2, 9))
    other = complaints(("waiting", 3, 30)).assign(customer_id=2)
    one = suggest(pd.concat([said, other]), ratings(), discounts((3, 9, 7, 0.2)), Policy())
    assert one.cares.to_dict() == {1: "price", 2: "service", 3: "price"}


def test_every_cause_of_the_desk_speaks_of_something():
    assert set(Complaint.Cause.values) == set(CARES)


# ---- the night
def complain(customer, cause, ago, severity=2):
    said = NIGHT - timedelta(days=ago)
    Complaint.objects.create(
        customer=customer, cause=cause, severity=severity, day=said, logged_at=at(said), token=uuid.uuid4()
    )


def came(customer, *discounted, amount=82):
    """A visit a fortnight; discounted: what was taken off each, None where nothing is said."""
    return [
        VisitFactory(
            customer=customer,
            branch=customer.branch,
            day=NIGHT - timedelta(days=14 * place + 1),
            amount=Decimal(amount),
            discount=off,
        )
        for place, off in enumerate(discounted)
    ]


def told(customer):
    one = SensitivitySuggestion.objects.filter(customer=customer).first()
    return (one.cares, cares.in_words(one.evidence)) if one else None


@pytest.fixture
def three(lin, gaoxin):
    gaoxin.pool_owner = lin
    gaoxin.save()
    return [CustomerFactory(owner=lin, branch=gaoxin, name=name) for name in "ABC"]


@pytest.mark.django_db
def test_a_night_keeps_what_each_cares_about_with_its_evidence(three):
    bargains, waits, quiet = three
    came(bargains, *[18] * 7, None, None)
    complain(waits, "waiting", 20)
    complain(waits, "attitude", 50)
    came(quiet, None, None, None, None)
    run_night(day=NIGHT)
    # 126 taken off what would have been 9 × 82 + 126.
    assert told(bargains) == (
        "price",
        ["Discount on 7 of 9 visits, 15% of the list price; usual at the branch: 0%"],
    )
    kind, lines = told(waits)
    assert (kind, len(lines)) == ("service", 2)
    assert told(quiet) is None
    assert set(SensitivitySuggestion.objects.values_list("day", flat=True)) == {NIGHT}


@pytest.mark.django_db
def test_a_discount_may_stand_on_the_lines_and_counts_once(three):
    customer = three[0]
    visits = came(customer, None, None, None, 20, amount=80)
    for visit in visits:
        for _line in range(2):
            VisitLine.objects.create(visit=visit, text="Oil", amount=40, discount=10)
    run_night(day=NIGHT)
    assert told(customer) == (
        "price",
        ["Discount on 4 of 4 visits, 20% of the list price; usual at the branch: 0%"],
    )


@pytest.mark.django_db
def test_where_everybody_is_given_a_tenth_only_more_than_that_speaks(three, lin):
    """In the middle of the branch stands who is given a tenth; of another branch nobody is given any."""
    jinjiang = BranchFactory(code="jinjiang", pool_owner=lin)
    usual, more, also = three
    came(usual, *[10] * 4, amount=90)
    came(also, *[11] * 4, amount=89)
    came(more, *[25] * 4, amount=75)
    for _peer in range(7):
        came(CustomerFactory(owner=lin, branch=usual.branch), *[11] * 4, amount=89)
    came(CustomerFactory(owner=lin, branch=usual.branch), 50, amount=50)
    elsewhere = [CustomerFactory(owner=lin, branch=jinjiang) for _one in range(10)]
    came(elsewhere[0], *[10] * 4, amount=90)
    for customer in elsewhere[1:]:
        came(customer, *[None] * 4)
    run = run_night(day=NIGHT)
    assert run.policy["usual_discounts"] == {str(usual.branch_id): 0.11, str(jinjiang.pk): 0.0}
    assert (told(usual), told(also)) == (None, None)
    words = "Discount on 4 of 4 visits, 25% of the list price; usual at the branch: 11%"
    assert told(more) == ("price", [words])
    assert told(elsewhere[0])[0] == "price"


@pytest.mark.django_db
@pytest.mark.parametrize(("peers", "usual"), [(9, {}), (10, 0.2)])
def test_few_customers_make_nothing_usual(lin, gaoxin, peers, usual):
    for _peer in range(peers):
        came(CustomerFactory(owner=lin, branch=gaoxin), *[20] * 4, amount=80)
    assert cares.usual_discounts(as_of=NIGHT) == ({gaoxin.pk: usual} if usual else {})


def test_a_suggestion_of_an_earlier_night_is_told_as_it_was():
    told_then = {"discounts": {"discounted": 7, "visits": 9, "off": 0.18}}
    assert cares.in_words(told_then) == ["Discount on 7 of 9 visits, 18% of the list price"]


@pytest.mark.django_db
def test_returns_cancelled_visits_and_what_is_older_or_later_say_nothing(three):
    customer = three[0]
    for visit, change in zip(
        came(customer, 20, 20, 20, 20, 20),
        ({"amount": -5}, {"cancelled": True, "counts": False}, {"day": NIGHT - timedelta(days=731)}, {}, {}),
        strict=True,
    ):
        type(visit).objects.filter(pk=visit.pk).update(**change)
    type(visit).objects.filter(pk=visit.pk).update(day=NIGHT + timedelta(days=1))
    complain(customer, "price", 731)
    complain(customer, "price", 731)
    run_night(day=NIGHT)
    assert told(customer) is None
    complain(customer, "price", 730)
    complain(customer, "price", -1)
    complain(customer, "price", 3)
    run_night(day=NIGHT)
    assert told(customer)[0] == "price"
    assert len(told(customer)[1]) == 2


@pytest.mark.django_db
def test_the_same_night_again_changes_nothing_and_the_next_one_forgets(three):
    earlier = NIGHT - timedelta(days=11)
    complain(three[0], "price", 735)
    complain(three[0], "price", 735)
    SatisfactionScore.objects.create(
        customer=three[0], score=1, day=NIGHT - timedelta(days=731), logged_at=at(NIGHT), token=uuid.uuid4()
    )
    run_night(day=earlier)
    first = list(SensitivitySuggestion.objects.values())
    assert first[0]["evidence"]["ratings"] == 2
    run_night(day=earlier)
    assert list(SensitivitySuggestion.objects.values()) == first
    run_night(day=NIGHT)
    assert told(three[0]) is None


@pytest.mark.django_db
def test_what_a_person_confirmed_stays_confirmed(three, lin):
    customer = three[0]
    Customer.objects.filter(pk=customer.pk).update(
        sensitivity="quality", sensitivity_by=lin, sensitivity_at=at(NIGHT)
    )
    complain(customer, "price", 5, severity=3)
    run_night(day=NIGHT)
    customer.refresh_from_db()
    assert (customer.sensitivity, customer.sensitivity_by) == ("quality", lin)
    assert told(customer)[0] == "price"


@pytest.mark.django_db
@pytest.mark.parametrize("many", [2, 12])
def test_a_shard_takes_as_many_statements_for_twelve_as_for_two(many, lin, gaoxin):
    made = [CustomerFactory(owner=lin, branch=gaoxin) for _n in range(many)]
    for customer in made:
        complain(customer, "price", 5, severity=3)
        came(customer, 20, 20, 20, 20)
    shard = {"as_of": NIGHT, "first": made[0].pk, "last": made[-1].pk}
    with CaptureQueriesContext(connection) as queries:
        assert cares.write_suggestions(shard, {}) == many
    assert len(queries) == 9
