"""What a night found is told in JSON a column at a time, with the words of each one by one."""

import json

import numpy as np
import pandas as pd
import pytest

from signals.in_words import in_words


def test_each_has_the_words_that_he_would_have_alone():
    numbers = [
        {"now": 12.0, "share": 0.1 + 0.2, "own": True},
        {"category": '输液 "A"\n', "count": 3},
        {"now": 1e-07, "share": 2.5, "own": False},
        {},
        {"category": "", "count": 0},
    ]
    words = in_words(pd.Series(["a", "b", "a", "c", "b"]), pd.Series(numbers, dtype=object)).to_pylist()
    assert [json.loads(told) for told in words] == numbers
    assert words[0].startswith('{"now":12,')  # whole, whoever else is in the shard


def test_of_nobody_there_are_none():
    assert len(in_words(pd.Series([], dtype=object), pd.Series([], dtype=object))) == 0


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_what_json_cannot_say_is_refused(number):
    with pytest.raises(ValueError, match="no number"):
        in_words(pd.Series(["a"]), pd.Series([{"now": float(number)}]))
