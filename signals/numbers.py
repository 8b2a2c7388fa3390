"""A customer's own numbers behind the reasons that no signal tells of: by the night's own queries, as of its
day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from churn_crm import clock
from signals.circumstances import RANGE
from signals.facts import agreements, desk, goods, money, people
from signals.features import COMPLAINTS, INVOICES, NONE, SCORES, by_customer

OF_FACTORS: Mapping[str, tuple[str, ...]] = {
    "payment": (INVOICES, money.ORDERS, money.MARKS),
    "complaints": (COMPLAINTS, SCORES, desk.STORIES),
    "promises": (desk.PROMISES,),
    "inquiries": (agreements.INQUIRIES, desk.VOICES, goods.DECLINED),
    "terms": (agreements.CONTRACTS,),
    "people": (people.CONTACTS, people.LINES, people.OWNERS),
    "goods": (goods.CATEGORIES,),
    "returns": (goods.RETURNS, goods.CLAIMS),
}


def numbers_behind(factors: Iterable[str], *, customer: int, as_of: date) -> dict[str, Any]:
    """What these factors' sentences can say (signals.sentences.circumstances). What is not known is missing;
    of what can be counted he has none then. contract: whether any is in force.
    """
    found: dict[str, Any] = {}
    params = {"first": customer, "last": customer, "as_of": as_of, "end": clock.end_of(as_of)}
    for query in dict.fromkeys(query for factor in factors for query in OF_FACTORS.get(factor, ())):
        rows = by_customer(query, params, who=RANGE)
        found |= {name: NONE[name] for name in rows if name in NONE}
        for row in rows.to_dict("records"):
            found |= {str(name): value for name, value in row.items() if value == value}  # without NaN
        if query == agreements.CONTRACTS:
            found["contract"] = not rows.empty
    return found
