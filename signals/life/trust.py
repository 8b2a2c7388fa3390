"""How far a kind of signal is believed, by what people said of it. Pure.

trust = 1 − 0.5 × false ÷ (false + true + 10): a shrunken share of false alarms takes away half of the weight
at most. Ten judgements are assumed beforehand, so that one angry morning silences nothing.
"""

MOST = 0.5
ASSUMED = 10


def trust(*, false_alarms: int, confirmed: int) -> float:
    """0.5 to 1, what the weight is multiplied by. Both are counts of judged signals within a year."""
    return 1 - MOST * false_alarms / (false_alarms + confirmed + ASSUMED)
