"""Months of tiers for a branch, an echelon or a kind of customer: set by managers, followed by nights."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from churn_crm import clock
from churn_crm.ui import chips
from customers.models import Asset, Customer, CustomerStanding
from retention.asset_clock import clocks
from retention.night import run_night
from signals.backtests.past import by_rules
from signals.models import NightlyRun, Snapshot, TierMove, TierSegment
from signals.partitions import make_partition
from signals.policies import Followed, freeze, own_months, scoring_policy
from signals.tiers_of_nights import names_of
from tests.factories import VisitFactory
from tests.retention.nights import NIGHT, a_business

pytestmark = pytest.mark.django_db
MONTHS = {"months_sms": 1, "months_call": 2, "months_recall": 3}
taking_over = import_module("signals.migrations.0141_months_of_branches_are_months_of_segments")


def address(name: str, *args) -> str:
    return reverse(f"signals:{name}", args=args)


def values(**changed) -> dict:
    return {**MONTHS, "branch": "", "echelon": "", "customer_kind": "", "row": "", **changed}


class TestThePages:
    def test_some_customers_get_months_of_their_own_once(self, as_zhou, zhou, gaoxin):
        given = values(branch=gaoxin.pk, echelon=2, customer_kind="company")
        assert as_zhou.post(address("add_tiers"), given).status_code == 302
        again = as_zhou.post(address("add_tiers"), given)

        assert again.status_code == 422 and "have months of their own already" in again.content.decode()
        assert own_months() == [
            {"branch": gaoxin.pk, "echelon": 2, "customer_kind": "company", "months": [1, 2, 3]}
        ]
        assert (scoring_policy().version, scoring_policy().changed_by) == (2, zhou)

    def test_they_are_changed_and_taken_away(self, as_he):
        row = TierSegment.objects.create(customer_kind="company", **MONTHS)
        url = address("edit_tiers", row.pk)
        as_he.post(url, values(echelon=3, months_recall=9, row=row.pk))
        assert own_months() == [{"branch": None, "echelon": 3, "customer_kind": "", "months": [1, 2, 9]}]
        as_he.post(url, {"reset": "1"})

        assert not TierSegment.objects.exists() and scoring_policy().version == 3

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"echelon": ""}, "Choose a branch, an echelon or a kind"),
            ({"months_call": 1}, "Each tier begins later"),
            ({"months_sms": 0}, "Each tier begins later"),
            ({"months_recall": 36}, "Earlier than natural attrition, which begins after 36 months"),
            ({"months_sms": ""}, "required"),
        ],
    )
    def test_what_makes_no_sense_is_refused_in_words(self, as_zhou, wrong, words):
        answer = as_zhou.post(address("add_tiers"), values(**{"echelon": 1, **wrong}))

        assert answer.status_code == 422 and words in answer.content.decode()
        assert not TierSegment.objects.exists()

    def test_attrition_does_not_begin_before_the_last_tier_of_anybody(self, as_zhou):
        TierSegment.objects.create(echelon=1, months_sms=6, months_call=12, months_recall=24)
        policy = scoring_policy()
        form = as_zhou.get(address("edit_scoring")).context["form"]
        given = {name: form[name].value() for name in form.fields} | {"attrition_months": 24}
        answer = as_zhou.post(address("edit_scoring"), given)

        assert "Natural attrition begins later than the last tier." in answer.content.decode()
        assert scoring_policy().version == policy.version

    def test_whoever_reads_policies_sees_them(self, as_wei, as_zhou, gaoxin):
        row = TierSegment.objects.create(branch=gaoxin, echelon=1, **MONTHS)
        seen, changed = (client.get(address("policies")).content.decode() for client in (as_wei, as_zhou))

        assert str(row) in seen and address("edit_tiers", row.pk) not in seen
        assert address("edit_tiers", row.pk) in changed

    def test_however_many_there_are_the_page_needs_the_same_queries(
        self, as_zhou, gaoxin, wuhu, django_assert_max_num_queries
    ):
        for branch in (gaoxin, wuhu):
            for echelon in (1, 2, 3):
                TierSegment.objects.create(branch=branch, echelon=echelon, **MONTHS)
            with django_assert_max_num_queries(26):
                as_zhou.get(address("policies"))


def tiers_of_cast(cast: dict[str, Customer]) -> dict[str, int]:
    found = dict(CustomerStanding.objects.values_list("customer", "tier"))
    return {name: found[customer.pk] for name, customer in cast.items()}


class TestTheNight:
    def test_months_of_an_echelon_are_its_own(self, lin, gaoxin, he):
        """The night finds echelons first; who is of the first stays current for longer, others do not."""
        cast = a_business(lin, gaoxin)
        run_night(day=NIGHT)
        before = tiers_of_cast(cast)
        of_called = CustomerStanding.objects.get(customer=cast["called"]).echelon
        assert (before["called"], before["reminded"], of_called) == (3, 2, 1)
        TierSegment.objects.create(echelon=1, months_sms=10, months_call=11, months_recall=12)
        run_night(day=NIGHT)
        after = tiers_of_cast(cast)

        assert after["called"] == 1
        assert {name: tier for name, tier in after.items() if name != "called"} == {
            name: tier for name, tier in before.items() if name != "called"
        }
        standing = CustomerStanding.objects.get(customer=cast["called"])
        assert chips.next_away(standing) == "10+ mo"

    def test_a_kind_that_changes_its_months_moves_between_tiers(self, lin, gaoxin, he):
        cast = a_business(lin, gaoxin)
        Customer.objects.filter(pk=cast["current"].pk).update(kind="company")
        run_night(day=NIGHT.replace(day=14))
        TierSegment.objects.create(customer_kind="company", months_sms=1, months_call=2, months_recall=3)
        Customer.objects.filter(pk=cast["reminded"].pk).update(kind="company")
        run_night(day=NIGHT)

        moves = {move.customer_id: (move.from_tier, move.to_tier) for move in TierMove.objects.all()}
        assert moves == {cast["reminded"].pk: (2, 4)}

    def test_a_back_test_of_that_day_stands_them_where_its_night_does(self, lin, gaoxin, he):
        a_business(lin, gaoxin)
        TierSegment.objects.create(echelon=1, **MONTHS)
        TierSegment.objects.create(branch=gaoxin, echelon=3, months_sms=4, months_call=5, months_recall=6)
        run_night(day=NIGHT)
        found = by_rules(freeze(), day=NIGHT, horizon=90, changed={}, scoring={}, tell=lambda share: None)

        assert found.tier.to_dict() == dict(
            Snapshot.objects.filter(day=NIGHT).values_list("customer", "tier")
        )

    def test_a_night_begun_when_branches_alone_had_months_goes_on_with_them(self, gaoxin):
        stored: dict[str, Any] = NightlyRun(policy=freeze().as_json()).policy
        del stored["own_months"]
        followed = Followed.from_json(stored | {"months_of_branch": {str(gaoxin.pk): [1, 2, 3]}})

        assert followed.own_months == [
            {"branch": gaoxin.pk, "customer_kind": "", "echelon": None, "months": [1, 2, 3]}
        ]
        assert Followed.from_json(followed.as_json()) == followed

    def test_what_is_frozen_is_followed_and_not_what_is_changed_meanwhile(self, gaoxin):
        frozen = freeze()
        TierSegment.objects.create(branch=gaoxin, **MONTHS)

        assert frozen == replace(freeze(), own_months=[])


class TestWhatANightCalledThem:
    """Months of a past night are those of the segment that the customer was in then."""

    @pytest.fixture
    def night(self, customer_of_lin):
        """Echelon 1 had months of its own; so had companies. The customer was in echelon 1 and private."""
        own = [
            {"branch": None, "customer_kind": "", "echelon": 1, "months": [1, 2, 3]},
            {"branch": None, "customer_kind": "company", "echelon": None, "months": [7, 8, 9]},
        ]
        day = NIGHT - timedelta(days=40)
        NightlyRun.objects.create(
            day=day,
            started_at=clock.now(),
            policy_version=1,
            policy={"months": [3, 6, 12], "own_months": own},
        )
        CustomerStanding.objects.create(customer=customer_of_lin, day=NIGHT, tier=2, echelon=3)
        return day

    def kept(self, customer, day, **fields) -> None:
        make_partition(day)
        Snapshot.objects.create(
            day=day,
            customer=customer,
            tier=2,
            branch=customer.branch,
            owner=customer.owner,
            value_at_risk=0,
            **fields,
        )

    def test_he_has_moved_to_another_echelon_since(self, customer_of_lin, night):
        self.kept(customer_of_lin, night, echelon=1)
        assert names_of(customer_of_lin.pk, [night])[night][2] == "1–2 mo"

    def test_he_has_become_a_company_since(self, customer_of_lin, night):
        self.kept(customer_of_lin, night, echelon=3)
        Customer.objects.filter(pk=customer_of_lin.pk).update(kind="company")
        assert names_of(customer_of_lin.pk, [night])[night][2] == "3–6 mo"

    def test_where_nobody_kept_it_todays_is_said_to_be_todays(self, customer_of_lin, night):
        names = names_of(customer_of_lin.pk, [night])[night]
        assert names[2] == "3–6 mo, by the months that hold for such customers as he is today"
        assert names[1] == "Current"

    def test_many_nights_cost_as_much_as_one(self, customer_of_lin, night, django_assert_num_queries):
        days = [night, night - timedelta(days=1), night - timedelta(days=2)]
        policy = NightlyRun.objects.get(day=night).policy
        for day in days:
            run = {"started_at": clock.now(), "policy_version": 1, "policy": policy}
            NightlyRun.objects.get_or_create(day=day, defaults=run)
            self.kept(customer_of_lin, day, echelon=1)
        with django_assert_num_queries(4):
            assert set(names_of(customer_of_lin.pk, days)) == set(days)


def test_an_asset_has_the_tiers_of_its_customer(customer_of_lin, today):
    van = Asset.objects.create(customer=customer_of_lin, kind="vehicle", name="Van")
    VisitFactory(customer=customer_of_lin, asset=van, day=today - timedelta(days=100))
    TierSegment.objects.create(echelon=1, **MONTHS)
    found = {echelon: clocks(customer_of_lin, on=today, echelon=echelon)[0].tier for echelon in (1, 2, None)}

    assert found == {1: 4, 2: 2, None: 2}


def test_months_that_a_branch_had_are_taken_over_and_given_back(gaoxin, wuhu):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE signals_branchtiers (branch_id bigint, months_sms smallint,"
            " months_call smallint, months_recall smallint)"
        )
        cursor.execute("INSERT INTO signals_branchtiers VALUES (%s, 1, 2, 3)", [gaoxin.pk])
        cursor.execute(taking_over.TAKE_OVER)
        assert own_months() == [
            {"branch": gaoxin.pk, "customer_kind": "", "echelon": None, "months": [1, 2, 3]}
        ]
        TierSegment.objects.create(branch=wuhu, echelon=1, **MONTHS)  # a branch alone could not say that
        cursor.execute("DELETE FROM signals_branchtiers")
        cursor.execute(taking_over.GIVE_BACK)
        cursor.execute("SELECT * FROM signals_branchtiers")
        assert cursor.fetchall() == [(gaoxin.pk, 1, 2, 3)]
