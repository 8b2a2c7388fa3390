"""A fitted model as text and back: numbers only, under a checksum.

No pickle, hence no joblib: reading one runs whatever code is in it, and it breaks with the next version of
scikit-learn. A model is linear slopes, tables and a few parameters; as JSON they can be read, compared and
checked.
Python writes floats so that reading gives the very same ones.
"""

import hashlib
import json
from dataclasses import asdict
from typing import Any

import numpy as np

from signals.learning.additive import Additive, Table
from signals.learning.lifetimes import Lifetimes
from signals.learning.linear import Linear
from signals.learning.model import FittedModel, Learned
from signals.learning.prior import Prior

FORM = 1  # raised when what is stored changes


class CannotRead(Exception):
    """The text is damaged, or of a form that this version does not know."""


def stored(model: FittedModel) -> str:
    """The model as text: form, checksum, and the numbers."""
    body = json.dumps(asdict(model), default=lambda numbers: numbers.tolist(), sort_keys=True)
    return json.dumps({"form": FORM, "sha256": checksum(body), "model": body})


def read(text: str) -> FittedModel:
    """The model that was stored. Raises CannotRead."""
    try:
        outer = json.loads(text)
        form, told, body = outer["form"], outer["sha256"], outer["model"]
    except (ValueError, KeyError, TypeError) as error:
        raise CannotRead("this is no stored model") from error
    if form != FORM:
        raise CannotRead(f"form {form} is not known here")
    if checksum(body) != told:
        raise CannotRead("the checksum is wrong")
    return model_of(json.loads(body))


def checksum(body: str) -> str:
    """What tells whether a single sign has changed."""
    return hashlib.sha256(body.encode()).hexdigest()


def model_of(told: dict[str, Any]) -> FittedModel:
    """From plain values to the classes that they came from."""
    prior = {
        **told["prior"],
        "months": tuple(told["prior"]["months"]),
        "chances": tuple(told["prior"]["chances"]),
    }
    return FittedModel(
        **{
            **told,
            "prior": Prior(**prior),
            "lifetimes": told["lifetimes"] and Lifetimes(**told["lifetimes"]),
            "rhythm": tuple(Lifetimes(**one) for one in told["rhythm"]),
            "learned": told["learned"] and learned_of(told["learned"]),
        }
    )


def learned_of(told: dict[str, Any]) -> Learned:
    linear = told["linear"]
    return Learned(
        tuple(told["columns"]),
        Linear(linear["intercept"], np.array(linear["slopes"]), np.array(linear["missing"])),
        additive_of(told["additive"]),
        told["spend"] and additive_of(told["spend"]),
    )


def additive_of(told: dict[str, Any]) -> Additive:
    tables = (Table(np.array(one["edges"]), np.array(one["values"])) for one in told["tables"])
    return Additive(told["intercept"], tuple(tables))
