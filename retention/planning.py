"""What is to be done about whom. Pure: frames of customers in, planned actions and held-back messages out.

The rules, in words, are in docs/design/night.md.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

SMS, CALL, RECALL, VISIT = "sms", "call", "recall", "visit"
MESSAGES = (SMS, RECALL)
DEADLINE_DAYS = {VISIT: 3, CALL: 5, SMS: 7, RECALL: 7}  # after the day it is due
QUIET_DAYS = 14  # whom a person has just dealt with is not called again because of a signal
CALL_FROM_WEIGHT = 0.3  # of its rule; a lighter signal adds to the score, and alone makes no telephone ring
WELCOME_DAYS = 28  # who has just come back is not told that he comes too rarely
# What a visit settles. Who pays late or has complained is still to be spoken to after one.
SETTLED_BY_VISIT = (
    "lapsed_visit",
    "falling_frequency",
    "falling_spend",
    "falling_category",
    "narrowing_range",
    "no_second_visit",
)

STALE_FACTS = "stale_facts"
IMPORTED_HISTORY = "imported_history"


@dataclass(frozen=True)
class Plan:
    """actions: customer_id, kind, cause, occasion (datetime64) · held_back: reason → messages
    attrition: customers let go · instead: calls planned in place of a message that was held back.
    """

    actions: pd.DataFrame
    held_back: dict[str, int]
    attrition: int
    instead: int


def plan(customers: pd.DataFrame, signals: pd.DataFrame, *, call_at_strength: float) -> Plan:
    """Plan one shard.

    customers: index customer_id; tier, last_visit, echelon, vip, attrition, lapse_began, late (silent beyond
    his own rhythm), stale (his branch's facts are), imported_on (day of the import that brought his last
    visit without automations, else missing), spoken (a call or visit pending, or done since his last visit),
    busy (any action pending), quiet (dealt with in the last QUIET_DAYS), back (came back in WELCOME_DAYS).
    signals: customer_id, kind, strength, opened_on of the open ones.
    """
    steps = _tier_steps(customers)
    held = _held_back(steps)
    instead = held.notna() & steps.important
    kinds = steps.kind.where(held.isna(), CALL)
    allowed = held.isna() | instead
    by_tier = steps[["last_visit"]].assign(kind=kinds, cause=steps.cause)[allowed]
    by_tier = by_tier.rename(columns={"last_visit": "occasion"}).rename_axis("customer_id").reset_index()
    by_signal = signal_calls(customers, signals, call_at_strength=call_at_strength)
    return Plan(
        actions=pd.concat([by_tier, by_signal], ignore_index=True)[
            ["customer_id", "kind", "cause", "occasion"]
        ],
        held_back={str(reason): int(count) for reason, count in held.value_counts().items()},
        attrition=int(customers.attrition.sum()),
        instead=int(instead.sum()),
    )


def important(customers: pd.DataFrame) -> pd.Series:
    """Worth a person's time: echelons 1 and 2, and VIPs."""
    return (customers.echelon.fillna(3) <= 2) | customers.vip.astype(bool)


def _tier_steps(customers: pd.DataFrame) -> pd.DataFrame:
    """One step for everybody in tier 2 or above who has not been let go, before the guards."""
    away = customers[(customers.tier >= 2) & ~customers.attrition]
    away = away.assign(important=important(away), vip=away.vip.astype(bool))
    within_rhythm = ~away.late
    kind = np.select(
        [
            away.vip & within_rhythm,
            away.vip,
            within_rhythm,  # a due reminder
            away.tier == 2,
            (away.tier == 3) & away.important,
            away.tier == 3,
        ],
        [CALL, VISIT, SMS, SMS, CALL, SMS],
        default=RECALL,
    )
    away = away.assign(kind=kind, cause="tier:" + away.tier.astype(str))
    # Somebody has spoken to him since his last visit: a text that he is missed would know less than we do.
    return away[~((away.tier == 2) & (away.kind == SMS) & away.spoken)]


def _held_back(steps: pd.DataFrame) -> pd.Series:
    """Why a message may not be planned; missing where it may."""
    message = steps.kind.isin(MESSAGES)
    history = steps.imported_on.notna() & (steps.lapse_began <= steps.imported_on)
    reason = pd.Series(np.nan, index=steps.index, dtype=object)
    reason[message & history] = IMPORTED_HISTORY
    reason[message & steps.stale] = STALE_FACTS
    return reason


def signal_calls(customers: pd.DataFrame, signals: pd.DataFrame, *, call_at_strength: float) -> pd.DataFrame:
    """Call current customers of worth because of their strongest signal, if it is strong enough. As plan."""
    free = customers[(customers.tier == 1) & important(customers) & ~customers.busy & ~customers.quiet]
    strong = signals[(signals.strength >= call_at_strength) & signals.customer_id.isin(free.index)]
    welcome = strong.customer_id.isin(free.index[free.back]) & strong.kind.isin(SETTLED_BY_VISIT)
    strong = strong[~welcome]
    first = strong.sort_values(["customer_id", "strength", "kind"], ascending=[True, False, True])
    first = first.drop_duplicates("customer_id")
    return pd.DataFrame(
        {
            "customer_id": first.customer_id,
            "kind": CALL,
            "cause": "signal:" + first.kind,
            "occasion": first.opened_on,
        }
    )
