"""What followed from visits: work that was declined, returns with their refund, warranty claims."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

# (English, Chinese, money)
RECOMMENDED = (
    ("Two tyres at the front axle", "更换前轴两条轮胎", 1_180),
    ("Brake pads, rear", "更换后刹车片", 460),
    ("Battery", "更换蓄电池", 620),
    ("Service of the air conditioning", "空调保养", 380),
)
RETURNED = (("Wiper blades", "雨刮片", 96), ("Roof box", "车顶箱", 1_450), ("Floor mats", "脚垫", 210))
CLAIMED = (("Alternator failed again", "发电机再次故障", 980), ("Paint came off", "漆面脱落", 540))
DECLINES, RETURNS, CLAIMS = 0.05, 0.004, 0.005  # of the visits
LOOKED_BACK = 400  # days


@dataclass(frozen=True)
class Aftermath:
    """Three frames that name their visit by its position."""

    declined: pd.DataFrame
    returns: pd.DataFrame
    claims: pd.DataFrame


def make_aftermath(rng: np.random.Generator, visits: pd.DataFrame, *, day: date, language: str) -> Aftermath:
    recent = visits[(visits.day >= day - timedelta(days=LOOKED_BACK)) & ~visits.cancelled]
    draws = rng.random((len(recent), 4))
    declined, returns, claims = [], [], []
    for (position, visit), (first, second, third, fate) in zip(recent.iterrows(), draws, strict=True):
        after = {"visit": position, "customer": visit.customer}
        if first < DECLINES:
            declined.append(after | {"asset": visit.asset} | a_need(visit.day, fate, day, language))
        if second < RETURNS:
            returns.append(after | a_return(visit.day, fate, day, language))
        if third < CLAIMS:
            claims.append(after | {"asset": visit.asset} | a_claim(visit.day, fate, day, language))
    return Aftermath(pd.DataFrame(declined), pd.DataFrame(returns), pd.DataFrame(claims))


def a_need(seen: date, fate: float, day: date, language: str) -> dict:
    """A third is done later."""
    english, chinese, amount = RECOMMENDED[int(fate * 1_000) % len(RECOMMENDED)]
    done = seen + timedelta(days=40 + int(fate * 90))
    return {
        "what": chinese if language == "zh" else english,
        "amount": amount,
        "recommended_on": seen,
        "follow_up_on": seen + timedelta(days=30),
        "done_on": done if fate < 0.33 and done < day else None,
    }


def a_return(bought: date, fate: float, day: date, language: str) -> dict:
    english, chinese, amount = RETURNED[int(fate * 1_000) % len(RETURNED)]
    asked = min(bought + timedelta(days=3), day - timedelta(days=1))
    refunded = asked + timedelta(days=2 + int(fate * 11))
    return {
        "what": chinese if language == "zh" else english,
        "amount": amount,
        "asked_on": asked,
        "due_on": asked + timedelta(days=7),
        "refunded_on": refunded if refunded < day else None,
    }


def a_claim(seen: date, fate: float, day: date, language: str) -> dict:
    english, chinese, amount = CLAIMED[int(fate * 1_000) % len(CLAIMED)]
    claimed = min(seen + timedelta(days=9), day - timedelta(days=1))
    decided = claimed + timedelta(days=6)
    outcome = ("accepted", "partly", "refused")[int(fate * 3)] if decided < day else "open"
    return {
        "what": chinese if language == "zh" else english,
        "amount": amount,
        "claimed_on": claimed,
        "decided_on": decided if decided < day else None,
        "outcome": outcome,
    }
