"""Tags, own fields and second lines of the made-up garage become records."""

import numpy as np
import pandas as pd

from churn_crm.demo.copying import copy_in
from churn_crm.demo.garage import Garage
from churn_crm.demo.garage.cast import TECHNICIANS
from churn_crm.demo.garage.profiles import FIELDS, TAGS
from customers.models import CustomerTag, CustomField, StaffLine, Tag

SEED = 7
TAGGED, LINED = 0.08, 0.5


def profile(garage: Garage, *, customers: np.ndarray, people: dict[str, int], language: str) -> None:
    """Some customers carry a tag; half of the companies know a technician beside the owner."""
    rng, of = np.random.default_rng(SEED), int(language == "zh")
    tags = [Tag.objects.create(name=row[of], colour=row[2]).pk for row in TAGS]
    for place, (english, chinese, kind, choices) in enumerate(FIELDS):
        options = [words[of] for words in choices]
        name = (english, chinese)[of]
        CustomField.objects.create(name=name, kind=kind, options=options, place=place)
    tagged = customers[rng.random(len(customers)) < TAGGED]
    copy_in(CustomerTag, pd.DataFrame({"customer_id": tagged, "tag_id": rng.choice(tags, len(tagged))}))
    _lines(rng, garage, customers, people)


def _lines(rng: np.random.Generator, garage: Garage, customers: np.ndarray, people: dict[str, int]) -> None:
    hands = {one.branch: people[one.username] for one in TECHNICIANS}
    company = (garage.customers.kind == "company").to_numpy()
    chosen = np.flatnonzero(company & (rng.random(len(company)) < LINED))
    branch = garage.customers.branch.to_numpy()[chosen]
    frame = pd.DataFrame({"customer_id": customers[chosen], "user_id": [hands[code] for code in branch]})
    copy_in(StaffLine, frame.assign(kind=StaffLine.Kind.TECHNICIAN.value))
