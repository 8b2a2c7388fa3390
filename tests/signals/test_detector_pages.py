"""Setting a detector for everybody and for some, seeing whom it would accuse, and the list of competitors."""

from datetime import timedelta

import pytest
from django.urls import reverse

from churn_crm import clock
from customers.models import Contact
from signals.detectors import DETECTORS, KINDS, detect_all
from signals.detectors.limits import Limits, limits
from signals.features import read_features
from signals.models import ChurnSignal, Competitor, DetectorPolicy, DetectorSegment
from signals.policies import detectors_followed, scoring_policy
from signals.wording import parameters
from staff.models import Leaving
from tests.factories import CustomerFactory, VisitFactory
from tests.retention.factories import at_risk, last_night
from tests.signals.facts import AS_OF

pytestmark = pytest.mark.django_db
KIND = "lapsed_visit"


def values(**changed) -> dict:
    return {"enabled": "on", "weight": 0.6, **parameters(KINDS[KIND]), **changed}


def address(name: str, *args) -> str:
    return reverse(f"signals:{name}", args=args)


@pytest.fixture
def lapsed(lin, gaoxin, today):
    """Every 30 days, now silent for 60: beyond 1.2 times the usual window, and within 3 times."""
    customer = CustomerFactory(owner=lin, branch=gaoxin, name="Muyun", kind="company")
    for n in range(6):
        VisitFactory(customer=customer, day=today - timedelta(days=61 + 30 * n))
    return customer


def test_parameters_are_kept_where_they_differ_from_the_defaults(as_zhou):
    version = scoring_policy().version
    as_zhou.post(address("edit_detector", KIND), values(weight=0.5, begins=1.5))
    row = DetectorPolicy.objects.get(kind=KIND)

    assert (row.enabled, row.weight, row.parameters) == (True, 0.5, {"begins": 1.5})
    assert scoring_policy().version == version + 1


def test_full_strength_lies_above_where_it_begins(as_zhou):
    answer = as_zhou.post(address("edit_detector", KIND), values(begins=2, certain=2))

    assert answer.status_code == 422
    assert not DetectorPolicy.objects.exists()


LIMITED = [
    (detector.KIND, name, limit)
    for detector in DETECTORS
    for name, limit in limits(detector).items()
    if limit != Limits()
]


def test_limits_stand_where_facts_are_read_no_further():
    assert {(kind, name): (limit.least, limit.most) for kind, name, limit in LIMITED} == {
        ("falling_category", "min_before"): (3, None),
        ("falling_category", "min_times"): (4, None),
        ("falling_category", "min_span_days"): (180, None),
        ("falling_category", "min_away_days"): (30, None),
        ("contract_ending", "days"): (0, 120),
        ("decision_maker_left", "days"): (0, 365),
        ("owner_left", "days"): (0, 180),
    }


@pytest.mark.parametrize(("kind", "name", "limit"), LIMITED)
def test_a_value_that_would_change_nothing_is_refused_and_said_why(kind, name, limit, as_zhou):
    beyond, nearest = (limit.least - 1, limit.least) if limit.most is None else (limit.most + 1, limit.most)
    as_is = {"enabled": "on", "weight": 0.3, **parameters(KINDS[kind])}
    page = as_zhou.get(address("edit_detector", kind)).content.decode()
    assert "looked at." in page
    assert as_zhou.post(address("edit_detector", kind), as_is | {name: beyond}).status_code == 422
    assert as_zhou.post(address("edit_detector", kind), as_is | {name: nearest}).status_code == 302
    # One that was set before stands in the form as what nights make of it.
    DetectorPolicy.objects.filter(kind=kind).update(parameters={name: beyond})
    assert as_zhou.get(address("edit_detector", kind)).context["form"].initial[name] == nearest


def contact_who_left(customer, day):
    Contact.objects.create(customer=customer, name="Qiu Lan", decides=True, left_on=day)


def owner_who_left(customer, day):
    Leaving.objects.create(person=customer.owner, last_day=day, told_on=day, set_at=clock.now())


@pytest.mark.parametrize(
    ("kind", "happened"), [("decision_maker_left", contact_who_left), ("owner_left", owner_who_left)]
)
def test_what_lies_at_the_limit_is_still_found(kind, happened, customer_of_lin):
    most = limits(KINDS[kind])["days"].most
    assert most is not None
    happened(customer_of_lin, AS_OF - timedelta(days=most - 1))
    for days, fires in ((most, True), (most - 1, False)):
        rule = {"enabled": True, "weight": 0.3, "parameters": {"days": days}}
        read = read_features(first=customer_of_lin.pk, last=customer_of_lin.pk, as_of=AS_OF)
        assert len(detect_all(read, {kind: rule})) == fires


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: one.KIND)
def test_every_detector_can_be_opened_and_saved_as_it_is(detector, as_zhou):
    kind = detector.KIND
    assert as_zhou.get(address("edit_detector", kind)).status_code == 200
    as_is = {"enabled": "on", "weight": detector.WEIGHT, **parameters(detector)}
    assert as_zhou.post(address("edit_detector", kind), as_is).status_code == 302
    followed = detectors_followed()[kind]

    assert followed == {"enabled": True, "weight": detector.WEIGHT, "parameters": {}, "segments": []}


def test_a_segment_has_a_rule_of_its_own_once(as_zhou, gaoxin):
    of_companies = values(weight=0.2, branch=gaoxin.pk, customer_kind="company")
    assert as_zhou.post(address("add_segment", KIND), of_companies).status_code == 302
    again = as_zhou.post(address("add_segment", KIND), of_companies)
    nobody = as_zhou.post(address("add_segment", KIND), values(branch="", customer_kind=""))

    assert (again.status_code, nobody.status_code) == (422, 422)
    (segment,) = detectors_followed()[KIND]["segments"]
    assert (segment["branch"], segment["customer_kind"], segment["weight"]) == (gaoxin.pk, "company", 0.2)


def test_a_rule_may_be_of_an_echelon(as_zhou, gaoxin):
    best = values(weight=0.9, branch="", echelon=1, customer_kind="")
    assert as_zhou.post(address("add_segment", KIND), best).status_code == 302
    assert as_zhou.post(address("add_segment", KIND), best).status_code == 422
    assert as_zhou.post(address("add_segment", KIND), values(echelon=4)).status_code == 422

    (segment,) = detectors_followed()[KIND]["segments"]
    assert (segment["branch"], segment["customer_kind"], segment["echelon"]) == (None, "", 1)
    assert "Echelon 1" in as_zhou.get(address("edit_detector", KIND)).content.decode()


def test_a_segment_that_goes_leaves_its_customers_to_the_general_rule(as_zhou):
    segment = DetectorSegment.objects.create(kind=KIND, customer_kind="company", weight=0.1)
    as_zhou.post(address("edit_segment", KIND, segment.pk), {"reset": "1"})

    assert detectors_followed()[KIND]["segments"] == []


def test_before_saving_the_page_says_whom_it_would_accuse(as_zhou, lapsed):
    quiet = as_zhou.post(address("preview_detector", KIND), values()).content.decode()
    gone = as_zhou.post(address("preview_detector", KIND), values(begins=3, certain=4)).content.decode()

    assert "Of 1 customers it accuses 1 now; 1 it would." in quiet
    assert "Of 1 customers it accuses 1 now; 0 it would." in gone
    assert "Muyun" in gone
    assert not DetectorPolicy.objects.exists()


def test_a_rule_for_some_is_previewed_for_them_alone(as_zhou, lapsed):
    persons = values(begins=3, certain=4, branch="", customer_kind="person")
    companies = values(begins=3, certain=4, branch="", customer_kind="company")
    asked = [
        as_zhou.post(address("preview_detector", KIND), given).content.decode()
        for given in (persons, companies)
    ]

    assert "1 now; 1 it would." in asked[0]
    assert "1 now; 0 it would." in asked[1]


def test_the_policies_page_lists_all_by_group_in_few_queries(as_zhou, django_assert_max_num_queries):
    for kind in list(KINDS)[:9]:
        DetectorSegment.objects.create(kind=kind, customer_kind="company")
    with django_assert_max_num_queries(25):  # five of them read what was changed, one of each kind of rows
        page = as_zhou.get(address("policies")).content.decode()

    assert all(address("edit_detector", kind) in page for kind in KINDS)


# ------------------------------------------------- told to managers alone
def test_a_rule_for_an_echelon_is_previewed_for_it_alone(as_zhou, lapsed):
    """The only customer is of the first."""
    asked = [
        as_zhou.post(
            address("preview_detector", KIND),
            values(begins=3, certain=4, branch="", echelon=echelon, customer_kind=""),
        ).content.decode()
        for echelon in (1, 3)
    ]

    assert "1 now; 0 it would." in asked[0]
    assert "1 now; 1 it would." in asked[1]


@pytest.fixture
def leaving(lin, today):
    action = at_risk(lin, "Beiting Cold Chain")
    numbers = {"days": 30, "lines": 0}
    ChurnSignal.objects.create(
        customer=action.customer,
        kind="owner_leaving",
        strength=0.8,
        numbers=numbers,
        opened_on=today - timedelta(days=2),
        seen_on=today - timedelta(days=1),
    )
    last_night()
    return action.customer


def test_that_an_account_manager_leaves_is_told_to_managers_alone(
    leaving, as_zhou, as_he, as_lin, as_wei, as_sun
):
    page = reverse("retention:customer", args=[leaving.pk])
    told = {
        name: "Account manager leaves" in client.get(page).content.decode()
        for name, client in (
            ("zhou", as_zhou),
            ("he", as_he),
            ("lin", as_lin),
            ("wei", as_wei),
            ("sun", as_sun),
        )
    }

    assert told == {"zhou": True, "he": True, "lin": False, "wei": False, "sun": False}


def test_how_many_customers_it_concerns_is_not_told_to_team_leads_either(leaving, as_wei, as_zhou):
    assert [
        "owner_leaving"
        in [row.kind for _group, rows in answer.context["groups"] for row in rows if row.accuses]
        for answer in (as_wei.get(address("policies")), as_zhou.get(address("policies")))
    ] == [False, True]


# ------------------------------------------------------------ competitors
def test_a_competitor_is_written_down_with_the_names_that_people_use(as_zhou):
    said = {"name": "Bullfrog Auto", "aliases": "Bullfrog, 青蛙快修，青蛙, Bullfrog"}
    as_zhou.post(address("add_competitor"), said)
    competitor = Competitor.objects.get()

    assert competitor.aliases == ["Bullfrog", "青蛙快修", "青蛙"]
    assert competitor.as_rival().words == ("Bullfrog Auto", "Bullfrog", "青蛙快修", "青蛙")
    assert "Bullfrog Auto" in as_zhou.get(address("competitors")).content.decode()


@pytest.mark.parametrize(
    "changed", [{"aliases": "B"}, {"name": "途"}, {"customer_kind": "company"}, {"name": ""}]
)
def test_a_competitor_that_cannot_be_found_or_dated_is_refused(changed, as_zhou):
    answer = as_zhou.post(address("add_competitor"), {"name": "Bullfrog Auto", "aliases": ""} | changed)

    assert answer.status_code == 422
    assert not Competitor.objects.exists()


def test_a_retired_competitor_is_no_longer_looked_for(as_zhou):
    competitor = Competitor.objects.create(name="Bullfrog Auto")
    for verb, count in (("retire", 0), ("retire", 0), ("restore", 1)):
        as_zhou.post(address("edit_competitor", competitor.pk), {verb: "1"})
        assert Competitor.objects.in_use().count() == count
