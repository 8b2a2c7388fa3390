"""What managers alone are told can be read off nothing that others see."""

from datetime import date

import pytest

from customers.timeline import timeline
from retention.planned import open_signals
from signals.detectors import CONFIDENTIAL, DETECTORS
from signals.models import ChurnSignal
from signals.policies import Followed
from signals.shard import score_features
from tests.signals.features import features

DAY = date(2026, 6, 16)


def followed() -> Followed:
    return Followed(
        version=1,
        months=[3, 6, 12],
        months_of_branch={},
        priors=[0.0, 0.15, 0.5, 0.75, 0.92],
        horizon_days=180,
        attrition_months=36,
        call_at_strength=0.5,
        border_days=30,
        detectors={one.KIND: {"enabled": True, "weight": one.WEIGHT, "parameters": {}} for one in DETECTORS},
        margins={1: 0.35},
        currencies={1: "CNY"},
        usual_gaps={1: 90.0},
    )


def test_it_moves_no_score_no_count_and_no_first_reason():
    people = features(
        *({"window_spend": 1000.0, "window_visits": 4, "owner_leaves_in": left} for left in (None, 5))
    )
    scored = score_features(people.astype({"owner_leaves_in": float}), followed=followed(), as_of=DAY)
    plain, secret = (scored.standing.drop(columns="reason").loc[pk].astype(str).to_dict() for pk in (1, 2))

    assert plain == secret
    assert scored.standing.reason[1] == scored.standing.reason[2]
    assert scored.findings[scored.findings.customer_id == 2].kind.tolist() == ["owner_leaving"]


@pytest.mark.django_db
def test_it_stands_on_no_timeline_and_makes_no_call(customer_of_lin):
    ChurnSignal.objects.create(
        customer=customer_of_lin, kind="owner_leaving", strength=1, opened_on=DAY, seen_on=DAY
    )
    ChurnSignal.objects.create(
        customer=customer_of_lin, kind="lapsed_visit", strength=1, opened_on=DAY, seen_on=DAY
    )
    everybody = {"first": customer_of_lin.pk, "last": customer_of_lin.pk}
    found = features({}, {}).assign(kind=["owner_leaving", "lapsed_visit"], weight=0.6)
    found["customer_id"] = customer_of_lin.pk

    assert {"owner_leaving"} == CONFIDENTIAL
    assert [event.kind for event in timeline(customer_of_lin.pk, limit=9)].count("signal") == 1
    assert open_signals(everybody, found).kind.tolist() == ["lapsed_visit"]


@pytest.mark.django_db
def test_a_light_signal_alone_calls_nobody(customer_of_lin):
    ChurnSignal.objects.create(
        customer=customer_of_lin, kind="single_threaded", strength=0.8, opened_on=DAY, seen_on=DAY
    )
    everybody = {"first": customer_of_lin.pk, "last": customer_of_lin.pk}
    found = features({}).assign(kind="single_threaded", weight=0.1, customer_id=customer_of_lin.pk)

    assert open_signals(everybody, found).empty


@pytest.mark.django_db
def test_managers_are_told_but_not_about_themselves(customer_of_lin, zhou, he, lin, wei, sun):
    ChurnSignal.objects.create(
        customer=customer_of_lin, kind="owner_leaving", strength=1, opened_on=DAY, seen_on=DAY
    )

    def told(user):
        return ChurnSignal.objects.told_to(user).exists()

    assert [told(one) for one in (zhou, he, lin, wei, sun)] == [True, True, False, False, False]
    customer_of_lin.owner = zhou
    customer_of_lin.save()
    assert not told(zhou)
    assert told(he)
