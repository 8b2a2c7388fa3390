"""What managers alone are told can be read off nothing that others see."""

from datetime import date

import pandas as pd
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
    people = people.astype({"owner_leaves_in": float}).copy()  # in one piece again, as nights read them
    scored = score_features(people, followed=followed(), as_of=DAY)
    plain, secret = (scored.standing.loc[pk].astype(str).to_dict() for pk in (1, 2))

    assert plain == secret
    assert scored.findings[scored.findings.customer_id == 2].kind.tolist() == ["owner_leaving"]


def found(customer, *kinds: str, weight: float) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": customer.pk, "kind": list(kinds), "rule_weight": weight})


def open_ones(customer, findings: pd.DataFrame) -> list[str]:
    """Kinds of the customer's open signals from which calls are planned."""
    shard = {"first": customer.pk, "last": customer.pk}
    return open_signals(shard, findings).kind.tolist()


def signal(customer, kind: str, **numbers: object) -> None:
    ChurnSignal.objects.create(
        customer=customer, kind=kind, strength=0.8, numbers=numbers, opened_on=DAY, seen_on=DAY
    )


@pytest.mark.django_db
def test_it_stands_on_no_timeline_and_makes_no_call(customer_of_lin):
    signal(customer_of_lin, "owner_leaving", days=9, lines=0)
    signal(customer_of_lin, "unpaid_orders", count=1, days=20)
    findings = found(customer_of_lin, "owner_leaving", "unpaid_orders", weight=0.6)

    assert {"owner_leaving", "doubtful_quality"} == CONFIDENTIAL
    assert [event.kind for event in timeline(customer_of_lin.pk, limit=9)].count("signal") == 1
    assert open_ones(customer_of_lin, findings) == ["unpaid_orders"]


@pytest.mark.django_db
def test_a_light_signal_alone_calls_nobody(customer_of_lin):
    signal(customer_of_lin, "single_threaded", of="both", contacts=1, bonded=0)

    assert open_ones(customer_of_lin, found(customer_of_lin, "single_threaded", weight=0.1)) == []
    assert open_ones(customer_of_lin, found(customer_of_lin, "single_threaded", weight=0.3)) == [
        "single_threaded"
    ]


@pytest.mark.django_db
def test_managers_are_told_but_not_about_themselves(customer_of_lin, zhou, he, lin, wei, sun):
    signal(customer_of_lin, "owner_leaving", days=9, lines=0)

    def told(user):
        return ChurnSignal.objects.told_to(user).exists()

    assert [told(one) for one in (zhou, he, lin, wei, sun)] == [True, True, False, False, False]
    customer_of_lin.owner = zhou
    customer_of_lin.save()
    assert not told(zhou)
    assert told(he)
