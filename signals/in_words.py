"""The numbers of many findings as JSON, a column at a time: one by one they took thrice as long.

A whole number is written as such: a column is float or not by who else is in the shard, and that must not
show.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def in_words(kinds: pd.Series, numbers: pd.Series) -> pa.Array:
    """The words of each, in their order. numbers: mappings; those of a kind have the same names."""
    if kinds.empty:
        return pa.array([], pa.string())
    places = list(kinds.groupby(kinds, sort=False).indices.values())
    told = numbers.to_numpy()
    words = pa.concat_arrays([objects(told[rows]) for rows in places])
    return words.take(pa.array(np.argsort(np.concatenate(places))))


def objects(numbers: Sequence[Mapping[str, Any]]) -> pa.Array:
    """Each as a JSON object. numbers: one at least, all with the same names."""
    parts: list[Any] = []
    for place, name in enumerate(numbers[0]):
        parts += [("," if place else "{") + json.dumps(name) + ":", values([one[name] for one in numbers])]
    if not parts:
        return pa.array(["{}"] * len(numbers))
    return pc.binary_join_element_wise(*parts, "}", "")


def values(column: Sequence[Any]) -> pa.Array:
    """Each as a JSON value: all numbers, all words, or all true or false. ValueError for what JSON has no
    words for."""
    found = pa.array(column)
    if pa.types.is_string(found.type):
        each = found.dictionary_encode()
        found = pa.array([json.dumps(word) for word in each.dictionary.to_pylist()]).take(each.indices)
    elif pa.types.is_floating(found.type) and pc.any(pc.invert(pc.is_finite(found))).as_py():
        raise ValueError("neither infinity nor what is no number can be told")
    return found.cast(pa.string()).fill_null("null")
