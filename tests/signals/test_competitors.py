"""Which competitor somebody speaks of."""

import pandas as pd
import pytest

from signals.competitors import Rival, any_of, mentions, named_in

TUHU = Rival("Tuhu", ("Tuhu", "途虎"))
FL = Rival("FL Auto", ("FL Auto", "F+L"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tuhu asks 300 less", ["Tuhu"]),
        ("TUHU!", ["Tuhu"]),
        ("he said途虎便宜", ["Tuhu"]),
        ("我去tuhu做的", ["Tuhu"]),
        ("the Tuhuling road", []),
        ("from fl auto or F+L, or Tuhu", ["Tuhu", "FL Auto"]),
        ("flat tyre, automatic", []),
        ("", []),
    ],
)
def test_latin_names_are_whole_words_and_chinese_ones_stand_anywhere(text, names):
    assert named_in(text, [TUHU, FL]) == names


def test_words_of_people_are_no_expression():
    assert any_of([FL]) == r"f\+l|fl\ auto"


def test_the_one_named_most_counts_and_of_equals_the_last():
    said = pd.DataFrame(
        [
            (1, 9, "Tuhu"),
            (1, 3, "途虎"),
            (1, 1, "FL Auto"),
            (2, 9, "Tuhu"),
            (2, 4, "FL Auto"),
            (3, 1, "nobody"),
        ],
        columns=["customer_id", "days", "text"],
    )
    found = mentions(said, [TUHU, FL])

    assert found.competitor.to_dict() == {1: "Tuhu", 2: "FL Auto"}
    assert found.competitor_times.to_dict() == {1: 2, 2: 1}
    assert found.competitor_days.to_dict() == {1: 3, 2: 4}
