"""Whom the next night would call under another threshold, held against the night that then follows it."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from customers.models import Invoice
from retention.foresight import CallMoves, calls_foreseen
from retention.models import Action
from retention.night import run_night
from signals.models import ChurnSignal
from signals.policies import scoring_policy
from tests.retention.nights import NIGHT, a_business

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(lin, gaoxin, he):
    """A night that no signal was strong enough for to call anybody."""
    cast = a_business(lin, gaoxin)
    late = Invoice.objects.filter(customer=cast["late_payer"])
    late.update(issued_on=NIGHT - timedelta(days=75), due_on=NIGHT - timedelta(days=45))
    policy = scoring_policy()
    policy.call_at_strength = 1
    policy.save()
    run_night(day=NIGHT)
    return cast


def seen(call_at_strength: float):
    policy = scoring_policy()
    policy.call_at_strength = call_at_strength
    return calls_foreseen(policy, as_of=NIGHT)


def calls() -> set[int]:
    planned = Action.objects.filter(kind="call", cause__startswith="signal:")
    return set(planned.values_list("customer", flat=True))


def test_the_next_night_calls_whom_was_foreseen(business):
    assert not calls()
    found = seen(0.3)
    assert (found.strong_now, found.calls_now) == (0, 0)
    assert business["late_payer"].pk in found.newly and found.calls_then == len(found.newly)

    policy = scoring_policy()
    policy.call_at_strength = 0.3
    policy.save()
    run_night(day=NIGHT)
    assert calls() == set(found.newly)


def test_with_whom_somebody_is_in_touch_is_not_called_again(business, lin):
    before = seen(0.3)
    customer = business["late_payer"]
    Action.objects.create(
        customer=customer,
        kind="call",
        cause="manual",
        occasion=NIGHT,
        due_on=NIGHT,
        deadline=NIGHT,
        assignee=lin,
        planned_on=NIGHT,
    )
    after = seen(0.3)

    assert after.strong_then == before.strong_then
    assert after.calls_then == before.calls_then - 1


def test_what_somebody_has_seen_is_not_counted(business):
    before = seen(0.3)
    ChurnSignal.objects.filter(customer=business["late_payer"]).update(state="acknowledged")

    assert seen(0.3).strong_then == before.strong_then - 1


def test_the_page_names_them_and_saves_nothing(as_zhou, business):
    form = as_zhou.get(reverse("signals:edit_scoring")).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"call_at_strength": 0.3}
    answer = as_zhou.post(reverse("retention:preview_calls"), given)
    body = answer.content.decode()

    assert answer.status_code == 200 and business["late_payer"].name in body
    assert scoring_policy().call_at_strength == 1 and not calls()
    asked = as_zhou.post(reverse("signals:preview_scoring"), given).content.decode()
    assert reverse("retention:preview_calls") in asked


def test_nobody_is_called_while_nobody_has_come(as_zhou):
    form = as_zhou.get(reverse("signals:edit_scoring")).context["form"]
    given = {name: form[name].value() for name in form.fields}
    assert (
        "Nobody would be called." in as_zhou.post(reverse("retention:preview_calls"), given).content.decode()
    )


def test_it_says_from_how_many_it_is_counted(as_zhou, business, monkeypatch):
    for module in ("foresight", "preview"):
        monkeypatch.setattr(f"signals.{module}.MOST", 11)
    for url in ("/api/v1/scoring-policy/preview/calls/", "/api/v1/scoring-policy/preview/"):
        told = as_zhou.post(url, {"call_at_strength": 0.3}, content_type="application/json").json()
        of = told if "asked" in told else told["tiers"]
        assert of["each"] == 2 and of["asked"] > 11
        assert (
            of["sampled"]
            == f"Counted from {of['asked'] // 2} of {of['asked']} customers, each of whom speaks for 2."
        )


def test_the_page_says_from_how_many_it_is_counted():
    found = CallMoves(400_000, 20, 9_000, 12_000, 800, 1_000, [1], [])
    page = render_to_string("retention/_calls_foreseen.html", {"found": found, "form": None})
    assert "Counted from 20,000 of 400,000 customers" in page and "may be off by" in page
