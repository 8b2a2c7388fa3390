"""A dozen reasons in the words of the field, into which the many features of a model are summed.

Contributions are stored as numbers in the order of FACTORS: a new factor is added at the end only, so that
what an earlier night stored keeps its meaning.
"""

import numpy as np

FACTORS = (
    "rhythm",  # how late against his own gaps
    "habit",  # all of his visits together, as the lifetimes' model sees them
    "frequency",  # how often lately
    "spend",  # how much lately
    "amounts",  # the usual invoice, and the last one against it
    "returns",
    "tenure",  # how long a customer, with how many visits
    "regularity",  # evenness over months and weekdays
    "season",
    "away",  # months without a purchase, where nothing but these is known
    "payment",
    "complaints",
    "promises",
    "inquiries",
    "terms",  # prices and contracts
    "people",  # who knows whom
    "goods",  # what he comes for
    "rest",  # features that nobody has named yet
)
PLACES = {factor: place for place, factor in enumerate(FACTORS)}
AWAY = PLACES["away"]
OF_FEATURES: dict[str, tuple[str, ...]] = {
    "rhythm": (
        "recency",
        "gap_mean",
        "gap_sd",
        "gap_cv",
        "gap_median",
        "gap_mad",
        "gap_max",
        "gap_last",
        "gap_shrunk",
        "late_shrunk",
        "late_median",
        "late_max",
        "late_z",
    ),
    "habit": ("lifetimes", "p0_mbg", "p0_bg", "p0_nbd"),
    "frequency": (
        "count_30",
        "count_60",
        "count_90",
        "count_180",
        "count_365",
        "count_trend",
        "count_decay_30",
        "count_decay_90",
        "count_decay_270",
    ),
    "spend": (
        "spend_30",
        "spend_60",
        "spend_90",
        "spend_180",
        "spend_365",
        "spend_trend",
        "spend_decay_30",
        "spend_decay_90",
        "spend_decay_270",
    ),
    "amounts": ("amount_mean", "amount_last", "amount_ratio", "amount_cv"),
    "returns": ("returned_share",),
    "tenure": ("tenure", "purchase_days"),
    "regularity": ("active_months", "favourite_weekday"),
    "season": ("season", "same_window_last_year"),
}
# What desk and books know (signals.circumstances) says by its name where it belongs.
OF_BEGINNINGS = {
    "complaint_": "complaints",
    "survey_": "complaints",
    "invoice_": "payment",
    "order_": "payment",
    "arrears_": "payment",
    "promise_": "promises",
    "need_": "inquiries",
    "inquiry_": "inquiries",
    "work_declined": "inquiries",
    "contract_": "terms",
    "people_": "people",
    "range_": "goods",
    "return_": "returns",
    "claim_": "returns",
}
FACTOR_OF = {feature: factor for factor, features in OF_FEATURES.items() for feature in features}


def factor_of(feature: str) -> str:
    """The reason that a part of a model belongs to."""
    begun = (factor for beginning, factor in OF_BEGINNINGS.items() if feature.startswith(beginning))
    return FACTOR_OF.get(feature) or next(begun, "rest")


def summed(names: tuple[str, ...], contributions: np.ndarray) -> np.ndarray:
    """Contributions of factors (rows × FACTORS) from those of parts (rows × names), to the logit."""
    found = np.zeros((len(contributions), len(FACTORS)), order="F")
    for place, name in enumerate(names):
        found[:, PLACES[factor_of(name)]] += contributions[:, place]
    return found
