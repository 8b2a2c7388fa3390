"""Who gets which action: the rules as a table."""

import pandas as pd
import pytest

from retention.planning import plan

USUAL = {
    "tier": 2,
    "last_visit": pd.Timestamp("2026-03-01"),
    "echelon": 3,
    "vip": 0,
    "attrition": False,
    "lapse_began": pd.Timestamp("2026-06-01"),
    "late": True,
    "stale": False,
    "imported_on": pd.NaT,
    "spoken": False,
    "busy": False,
    "quiet": False,
    "back": False,
}
AFTER, BEFORE = pd.Timestamp("2026-06-10"), pd.Timestamp("2026-05-01")


def planned(signals: dict[str, float] | None = None, **changed):
    customers = pd.DataFrame([USUAL | changed], index=pd.Index([7], name="customer_id"))
    customers["imported_on"] = pd.to_datetime(customers.imported_on)
    found = pd.DataFrame(
        [
            {"customer_id": 7, "kind": kind, "strength": s, "opened_on": "2026-06-05"}
            for kind, s in (signals or {}).items()
        ],
        columns=["customer_id", "kind", "strength", "opened_on"],
    )
    return plan(customers, found, call_at_strength=0.5)


def steps(*args, **changed) -> list[tuple[str, str]]:
    actions = planned(*args, **changed).actions
    return list(zip(actions.kind, actions.cause, strict=True))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"tier": 0}, []),
        ({"tier": 1}, []),
        ({"tier": 2}, [("sms", "tier:2")]),
        ({"tier": 2, "echelon": 1}, [("sms", "tier:2")]),
        ({"tier": 3, "echelon": 1}, [("call", "tier:3")]),
        ({"tier": 3, "echelon": 2}, [("call", "tier:3")]),
        ({"tier": 3, "echelon": 3}, [("sms", "tier:3")]),
        ({"tier": 4, "echelon": 1}, [("recall", "tier:4")]),
        ({"tier": 4, "echelon": 3}, [("recall", "tier:4")]),
        ({"tier": 2, "vip": 1}, [("visit", "tier:2")]),
        ({"tier": 4, "vip": 1}, [("visit", "tier:4")]),
        ({"tier": 3, "echelon": 1, "late": False}, [("sms", "tier:3")]),
        ({"tier": 2, "vip": 1, "late": False}, [("call", "tier:2")]),
        ({"tier": 4, "attrition": True}, []),
        ({"tier": 2, "spoken": True}, []),
        ({"tier": 3, "echelon": 1, "spoken": True}, [("call", "tier:3")]),
    ],
)
def test_tier_steps(changed, expected):
    assert steps(**changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected", "held_back"),
    [
        ({"stale": True}, [], {"stale_facts": 1}),
        ({"stale": True, "echelon": 2}, [("call", "tier:2")], {"stale_facts": 1}),
        ({"imported_on": AFTER}, [], {"imported_history": 1}),
        ({"imported_on": AFTER, "echelon": 1, "tier": 4}, [("call", "tier:4")], {"imported_history": 1}),
        ({"imported_on": BEFORE}, [("sms", "tier:2")], {}),
        ({"stale": True, "tier": 3, "echelon": 1}, [("call", "tier:3")], {}),
        ({"stale": True, "vip": 1}, [("visit", "tier:2")], {}),
    ],
)
def test_guards_hold_messages_back_and_never_people(changed, expected, held_back):
    assert steps(**changed) == expected
    assert planned(**changed).held_back == held_back


@pytest.mark.parametrize(
    ("changed", "signals", "expected"),
    [
        ({"echelon": 1}, {"payment_delay": 0.5}, [("call", "signal:payment_delay")]),
        ({"echelon": 1}, {"payment_delay": 0.49}, []),
        ({"echelon": 3}, {"payment_delay": 0.9}, []),
        ({"echelon": 3, "vip": 1}, {"payment_delay": 0.9}, [("call", "signal:payment_delay")]),
        ({"echelon": 1}, {"payment_delay": 0.6, "lapsed_visit": 0.7}, [("call", "signal:lapsed_visit")]),
        ({"echelon": 1, "busy": True}, {"payment_delay": 0.9}, []),
        ({"echelon": 1, "quiet": True}, {"payment_delay": 0.9}, []),
        ({"echelon": 1, "back": True}, {"falling_frequency": 0.9}, []),
        ({"echelon": 1, "back": True}, {"payment_delay": 0.9}, [("call", "signal:payment_delay")]),
    ],
)
def test_strong_signals_of_current_customers(changed, signals, expected):
    assert steps(signals, tier=1, **changed) == expected


def test_a_lapse_is_known_by_its_last_visit_and_a_signal_by_its_first_day():
    assert planned().actions.occasion.tolist() == [USUAL["last_visit"]]
    assert planned({"payment_delay": 1.0}, tier=1, echelon=1).actions.occasion.tolist() == ["2026-06-05"]
