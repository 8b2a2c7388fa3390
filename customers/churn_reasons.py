"""Why customers leave: one map from signal, complaint and factor to a reason, and which of them are ours to
change.

It stands here because desk, signals and retention all ask it; their words are keys, so that it imports none
of them. Tests hold it complete.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChurnReason(TextChoices):
    OUT_OF_TOUCH = "out_of_touch", _("Nobody kept in touch")
    QUALITY = "quality", _("Quality of goods or work")
    SERVICE = "service", _("Waiting and service")
    MANNER = "manner", _("Manner and honesty")
    PRICE = "price", pgettext_lazy("reason for leaving", "Price and terms")
    BROKEN_PROMISE = "broken_promise", pgettext_lazy("reason for leaving", "A promise not kept")
    UNMET_NEED = "unmet_need", _("A need not met")
    RELATION = "relation", _("Too few who know each other")
    COMPETITOR = "competitor", _("A competitor with the better offer")
    COMPETITOR_NEAR = "competitor_near", _("A competitor opened nearby")
    PAYMENT = "payment", _("Cannot or will not pay")
    THEIR_PEOPLE = "their_people", _("Changes on their side")
    LIFE = "life", _("What they need and when")


OUTSIDE = frozenset(
    {ChurnReason.COMPETITOR_NEAR, ChurnReason.PAYMENT, ChurnReason.THEIR_PEOPLE, ChurnReason.LIFE}
)

OF_SIGNAL = {
    "lapsed_visit": ChurnReason.OUT_OF_TOUCH,
    "falling_frequency": ChurnReason.OUT_OF_TOUCH,
    "falling_spend": ChurnReason.OUT_OF_TOUCH,
    "falling_category": ChurnReason.UNMET_NEED,
    "narrowing_range": ChurnReason.UNMET_NEED,
    "no_second_visit": ChurnReason.OUT_OF_TOUCH,
    "payment_delay": ChurnReason.PAYMENT,
    "order_payment": ChurnReason.PAYMENT,
    "unpaid_orders": ChurnReason.PAYMENT,
    "arrears": ChurnReason.PAYMENT,
    "unmet_expectation": ChurnReason.SERVICE,
    "reopened_complaint": ChurnReason.SERVICE,
    "breached_complaint": ChurnReason.SERVICE,
    "falling_scores": ChurnReason.SERVICE,
    "low_quality": ChurnReason.SERVICE,
    "doubtful_quality": ChurnReason.SERVICE,
    "returned_goods": ChurnReason.QUALITY,
    "warranty_claims": ChurnReason.QUALITY,
    "inquiry_without_order": ChurnReason.UNMET_NEED,
    "offer_mismatch": ChurnReason.UNMET_NEED,
    "price_over_market": ChurnReason.PRICE,
    "price_rise": ChurnReason.PRICE,
    "clashing_terms": ChurnReason.PRICE,
    "contract_ending": ChurnReason.OUT_OF_TOUCH,
    "single_threaded": ChurnReason.RELATION,
    "decision_maker_left": ChurnReason.THEIR_PEOPLE,
    "owner_left": ChurnReason.RELATION,
    "owner_leaving": ChurnReason.RELATION,
    "broken_promise": ChurnReason.BROKEN_PROMISE,
    "competitor_named": ChurnReason.COMPETITOR,
    "competitor_active": ChurnReason.COMPETITOR_NEAR,
    "declined_work": ChurnReason.UNMET_NEED,
    "unanswered_need": ChurnReason.UNMET_NEED,
    "tier": ChurnReason.OUT_OF_TOUCH,
}
OF_CAUSE = {
    "quality": ChurnReason.QUALITY,
    "function": ChurnReason.QUALITY,
    "price": ChurnReason.PRICE,
    "delivery": ChurnReason.SERVICE,
    "after_sales": ChurnReason.SERVICE,
    "attitude": ChurnReason.MANNER,
    "waiting": ChurnReason.SERVICE,
    "wrong_part": ChurnReason.QUALITY,
    "comeback": ChurnReason.QUALITY,
    "dishonesty": ChurnReason.MANNER,
    "overcharging": ChurnReason.PRICE,
    "neglect": ChurnReason.OUT_OF_TOUCH,
}
# The reasons that a model's probability is made up of (signals.learning.factors).
OF_FACTOR = {
    "rhythm": ChurnReason.OUT_OF_TOUCH,
    "habit": ChurnReason.OUT_OF_TOUCH,
    "frequency": ChurnReason.OUT_OF_TOUCH,
    "spend": ChurnReason.OUT_OF_TOUCH,
    "amounts": ChurnReason.LIFE,
    "returns": ChurnReason.QUALITY,
    "tenure": ChurnReason.LIFE,
    "regularity": ChurnReason.LIFE,
    "season": ChurnReason.LIFE,
    "away": ChurnReason.OUT_OF_TOUCH,
    "payment": ChurnReason.PAYMENT,
    "complaints": ChurnReason.SERVICE,
    "promises": ChurnReason.BROKEN_PROMISE,
    "inquiries": ChurnReason.UNMET_NEED,
    "terms": ChurnReason.PRICE,
    "people": ChurnReason.RELATION,
    "goods": ChurnReason.UNMET_NEED,
    "rest": ChurnReason.LIFE,
}


def reason_of(kind: str, numbers: Mapping[str, Any]) -> ChurnReason:
    """Of a signal. Where it tells of an open complaint, what that is about says more than that there is one.

    numbers: of its evidence.
    """
    if numbers.get("of") == "complaint" and numbers.get("open"):
        return OF_CAUSE.get(numbers.get("cause", ""), OF_SIGNAL[kind])
    return OF_SIGNAL[kind]


def controllable(reason: ChurnReason) -> bool:
    """Whether it is ours to change."""
    return reason not in OUTSIDE
