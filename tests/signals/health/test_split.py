"""How the points of a group come from its reasons: they add up to what it took, whatever the reasons are."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from retention.night import run_night
from signals.health import history
from signals.health.arithmetic import parts
from signals.health.groups import GROUP_OF, VISITS
from signals.health.reasons import Reason, Stood
from signals.health.split import split_of
from signals.models import ChurnSignal, NightlyRun, Snapshot
from tests.factories import CustomerFactory, InvoiceFactory
from tests.retention.nights import NIGHT, a_business, coming

PULLS = st.dictionaries(st.sampled_from(sorted(GROUP_OF)), st.floats(0, 1), min_size=1, max_size=9)


@given(pulls=PULLS, cap=st.integers(0, 100), left=st.integers(0, 100))
def test_they_add_up_to_what_the_group_took_and_none_takes_what_it_does_not_pull(pulls, cap, left):
    took = min(split_of(pulls, cap=cap, took=0).wanted, left)
    split = split_of(pulls, cap=cap, took=took)
    assert sum(split.points.values()) == (took if any(pulls.values()) else 0)
    for reason, points in split.points.items():
        assert 0 <= points <= split.alone[reason] + 1
        assert pulls[reason] or not points
    assert split.wanted <= cap


@pytest.mark.parametrize(
    ("pulls", "took", "expected"),
    [
        ({"tier": 0.5}, 35, {"tier": 35}),
        ({"tier": 0.5, "lapsed_visit": 0.5}, 52, {"tier": 26, "lapsed_visit": 26}),
        ({"tier": 0.75, "lapsed_visit": 0.5}, 30, {"tier": 20, "lapsed_visit": 10}),  # two halvings to one
        ({"tier": 1.0, "lapsed_visit": 0.5}, 70, {"tier": 67, "lapsed_visit": 3}),
        ({"tier": 0.0, "lapsed_visit": 0.0}, 0, {"tier": 0, "lapsed_visit": 0}),
    ],
)
def test_each_has_its_share_of_the_halvings(pulls, took, expected):
    assert parts(pulls, took=took) == expected


@pytest.fixture
def business(lin, gaoxin):
    """Everybody of a night, somebody who owes much and is silent, and a company that hangs by one thread."""
    cast = a_business(lin, gaoxin)
    owes = coming(lin, gaoxin, every=30, silent=120)
    InvoiceFactory(customer=owes, issued_on=NIGHT.replace(month=1), due_on=NIGHT.replace(month=2))
    coming(lin, gaoxin, every=30, silent=95, kind="company")
    CustomerFactory(owner=lin, branch=gaoxin)
    return {**cast, "owes": owes}


def of_everybody() -> list[history.DayChange]:
    judged = Snapshot.objects.filter(day=NIGHT).exclude(health=None).values_list("customer_id", flat=True)
    return [change for pk in judged if (change := history.change_on(pk, NIGHT))]


@pytest.mark.django_db
class TestAfterANight:
    def test_of_the_newest_night_every_point_has_its_reason(self, business):
        run_night(day=NIGHT)
        told = [one for change in of_everybody() for one in change.stood]
        assert len(told) > 8
        for one in told:
            assert None not in (one.points, one.wanted, one.cap)
            points, wanted, cap = one.points or 0, one.wanted or 0, one.cap or 0
            assert sum(reason.points or 0 for reason in one.reasons) == points <= wanted <= cap

    def test_overlap_and_cap_are_said(self, business, as_lin):
        run_night(day=NIGHT)
        change = history.change_on(business["owes"].pk, NIGHT)
        visits = next(one for one in change.stood if one.group == VISITS)
        alone = [reason.alone or 0 for reason in visits.reasons]
        assert {reason.kind for reason in visits.reasons} >= {"tier", "lapsed_visit"}
        assert visits.points and sum(alone) > visits.points
        together = " + ".join(map(str, alone))
        assert visits.adds_up == [f"Alone {together}; they overlap, so together {visits.points}."]
        page = as_lin.get(reverse("signals:health_day", args=[business["owes"].pk, NIGHT])).content.decode()
        assert visits.adds_up[0] in page and "of at most 70" in page

    def test_what_was_found_again_since_is_told_in_sum_alone(self, business):
        run_night(day=NIGHT)
        ChurnSignal.objects.update(seen_on=NIGHT.replace(day=16))
        visits = next(
            one for one in history.change_on(business["owes"].pk, NIGHT).stood if one.group == VISITS
        )
        assert visits.wanted is None and {reason.points for reason in visits.reasons} == {None}
        assert visits.adds_up == ["What each of them took cannot be told any more."]

    def test_numbers_that_do_not_lead_to_what_was_taken_are_not_told(self, business):
        run_night(day=NIGHT)
        ChurnSignal.objects.filter(kind="lapsed_visit").update(strength=0.01)
        told = {one.group: one for one in history.change_on(business["owes"].pk, NIGHT).stood}
        assert told[VISITS].wanted is None
        assert told["money"].wanted is not None

    def test_without_the_rules_of_the_night_nothing_is_guessed(self, business):
        run_night(day=NIGHT)
        NightlyRun.objects.update(policy={})
        assert all(one.wanted is None for change in of_everybody() for one in change.stood)

    def test_what_is_left_of_the_hundred_is_said(self):
        one = Stood("needs", 4, [Reason("declined_work", "", "", points=4, alone=9)], cap=30, wanted=9)
        assert one.adds_up == ["Only 4 of these 9 were left of the hundred."]
