"""Pure decisions: chances in words, lengths of messages, working days, scripts."""

from datetime import date

import pytest

from customers.chances import about
from outbox.lengths import length
from retention.scripts import script
from retention.workdays import next_working_day

FACTS = {
    "person": "Qiu Lan",
    "customer": "Muyun",
    "business": "Gaoxin",
    "me": "Lin",
    "asset": "",
    "days": 171,
    "months": 5,
    "usual": 92,
    "last_visit": date(2025, 12, 27),
    "sensitivity": "quality",
}


@pytest.mark.parametrize(
    ("probability", "said"), [(0.15, (1, 7)), (0.5, (1, 2)), (0.75, (3, 4)), (0.92, (9, 10)), (0.0, (1, 20))]
)
def test_a_prior_is_said_as_a_round_chance(probability, said):
    assert about(probability) == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, (160, 1)),
        ("a" * 161, (161, 2)),
        ("您" * 70, (70, 1)),
        ("您" * 71, (71, 2)),
        ("您" * 135, (135, 3)),
        ("€" * 80, (160, 1)),
        ("🚐", (2, 1)),
    ],
)
def test_a_message_is_counted_in_characters_and_parts(text, expected):
    assert length(text) == expected


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 6, 16), date(2026, 6, 17)),
        (date(2026, 6, 19), date(2026, 6, 22)),
        (date(2026, 6, 20), date(2026, 6, 22)),
    ],
)
def test_the_next_working_day_is_no_weekend(day, following):
    assert next_working_day(day) == following


def test_a_script_speaks_with_the_customers_own_numbers():
    said = script(kind="call", cause="tier:2", reasons=["lapsed_visit"], facts=FACTS)
    assert "every 92 days; now it is 171" in said.steps[0]
    assert said.caution == "Cares about quality and service: no discount."


@pytest.mark.parametrize("kind", ["sms", "recall"])
def test_a_message_has_a_text_to_copy(settings, kind):
    settings.TODAY = date(2026, 6, 16)
    said = script(kind=kind, cause="tier:2", reasons=[], facts=FACTS)
    assert said.text.startswith("Hello Qiu Lan")
    assert said.parts == 1


def test_the_cause_leads_before_the_strongest_reason():
    said = script(kind="call", cause="signal:payment_delay", reasons=["lapsed_visit"], facts=FACTS)
    assert "invoice" in said.steps[0]


def test_whoever_never_came_gets_a_script_too():
    facts = FACTS | {"days": None, "usual": None, "last_visit": None}
    assert script(kind="call", cause="tier:2", reasons=[], facts=facts).steps
    assert script(kind="sms", cause="tier:2", reasons=[], facts=facts).text
