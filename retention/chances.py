"""A prior in words: rounded on purpose, because it is not learned from the business's own data."""

# Fractions that people say; the nearest one is named.
SAID = (
    (1, 20),
    (1, 10),
    (1, 7),
    (1, 5),
    (1, 4),
    (1, 3),
    (1, 2),
    (2, 3),
    (3, 4),
    (4, 5),
    (9, 10),
    (19, 20),
)


def about(probability: float) -> tuple[int, int]:
    """0.92 → (9, 10): the chance of n in m that comes nearest."""
    return min(SAID, key=lambda pair: abs(pair[0] / pair[1] - probability))
