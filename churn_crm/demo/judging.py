"""What the garage's account managers said to the signals of their customers before the last night."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from churn_crm import clock
from signals.life import services
from signals.models import ChurnSignal
from staff.roles import Role

SEED = 18
# How many signals were looked at, and what was made of them. Some kinds cry wolf more often than others.
LOOKED_AT = 240
SAID = ("seen", "snooze", "settle", "false")
USUAL, WOLF = (0.5, 0.16, 0.22, 0.12), (0.26, 0.12, 0.14, 0.48)
CRIES_WOLF = ("narrowing_range", "falling_category")
WAITS = {
    "en": ("On holiday until then", "Waits for the insurance", "Asked for a call next month"),
    "zh": ("休假到那时", "在等保险公司", "客户请我们下月再打"),
}
SETTLED = {
    "en": ("Talked it over, comes on Friday", "", "We apologised and put it right", ""),
    "zh": ("已当面谈好，周五到店", "", "已致歉并处理好", ""),
}
NOTHING = {
    "en": ("Has a second workshop for tyres, always had", "Sold one of the cars", "Away for the season"),
    "zh": ("轮胎一直在别家做", "卖掉了其中一辆车", "季节性外出"),
}


def judge(*, language: str) -> None:
    """By the owner of the customer, through the services; the next night respects it."""
    rng = np.random.default_rng(SEED)
    asking = ChurnSignal.objects.asking().told_to_all().filter(customer__owner__role=Role.ACCOUNT_MANAGER)
    keys = np.array(asking.order_by("pk").values_list("pk", flat=True))
    chosen = rng.choice(keys, size=min(LOOKED_AT, len(keys) // 4), replace=False)
    related = ("customer__owner", "customer__branch")
    for signal in ChurnSignal.objects.filter(pk__in=chosen.tolist()).select_related(*related).order_by("pk"):
        shares = WOLF if signal.kind in CRIES_WOLF else USUAL
        say(signal, str(rng.choice(SAID, p=shares)), rng=rng, language=language)


def say(signal: ChurnSignal, what: str, *, rng: np.random.Generator, language: str) -> None:
    said: dict[str, Any] = {"signal": signal, "by": signal.customer.owner}
    if what == "seen":
        services.acknowledge(**said)
    elif what == "snooze":
        until = clock.today() + timedelta(days=int(rng.integers(2, 21)))
        services.snooze(**said, until=until, reason=one_of(WAITS, rng, language))
    elif what == "settle":
        services.resolve(**said, reason=one_of(SETTLED, rng, language))
    else:
        services.call_false(**said, reason=one_of(NOTHING, rng, language))


def one_of(words: Mapping[str, tuple[str, ...]], rng: np.random.Generator, language: str) -> str:
    return str(rng.choice(words[language]))
