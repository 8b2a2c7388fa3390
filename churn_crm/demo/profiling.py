"""Tags, own fields and second lines of the made-up garage become records."""

import json

import numpy as np
import pandas as pd

from churn_crm.demo.copying import copy_in
from churn_crm.demo.garage import Garage
from churn_crm.demo.garage.cast import TECHNICIANS
from churn_crm.demo.garage.profiles import FIELDS, TAGS
from customers.models import CustomerTag, CustomField, StaffLine, Tag

SEED = 7
TAGGED, LINED, KNOWN = 0.08, 0.5, 0.35


def profile(garage: Garage, *, customers: np.ndarray, people: dict[str, int], language: str) -> None:
    """Some customers carry a tag; half of the companies know a technician beside the owner."""
    rng, of = np.random.default_rng(SEED), int(language == "zh")
    tags = [Tag.objects.create(name=row[of], colour=row[2]).pk for row in TAGS]
    tagged = customers[rng.random(len(customers)) < TAGGED]
    copy_in(CustomerTag, pd.DataFrame({"customer_id": tagged, "tag_id": rng.choice(tags, len(tagged))}))
    _lines(rng, garage, customers, people)


def own_values(rng: np.random.Generator, count: int, *, language: str) -> list[str]:
    """Makes the own fields. Returns for each of `count` customers what is known in them, as JSON."""
    of = int(language == "zh")
    held = pd.DataFrame(index=range(count))
    for place, (english, chinese, kind, choices) in enumerate(FIELDS):
        options = [words[of] for words in choices]
        name = (english, chinese)[of]
        made = CustomField.objects.create(name=name, kind=kind, options=options, place=place)
        cards = [f"V{number}" for number in rng.integers(10_000, 100_000, count)]
        drawn = rng.choice(options, count) if options else cards
        held[made.key] = pd.Series(drawn, dtype=object).where(rng.random(count) < KNOWN)
    rows = held.astype(object).to_dict("records")
    known = [{key: value for key, value in row.items() if isinstance(value, str)} for row in rows]
    return [json.dumps(row, ensure_ascii=False) for row in known]


def _lines(rng: np.random.Generator, garage: Garage, customers: np.ndarray, people: dict[str, int]) -> None:
    hands = {one.branch: people[one.username] for one in TECHNICIANS}
    company = (garage.customers.kind == "company").to_numpy()
    chosen = np.flatnonzero(company & (rng.random(len(company)) < LINED))
    branch = garage.customers.branch.to_numpy()[chosen]
    frame = pd.DataFrame({"customer_id": customers[chosen], "user_id": [hands[code] for code in branch]})
    copy_in(StaffLine, frame.assign(kind=StaffLine.Kind.TECHNICIAN.value))
