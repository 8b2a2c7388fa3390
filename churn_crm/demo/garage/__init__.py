"""The invented garage group as data frames. Pure: the same seed, day and size give the same garage."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from churn_crm.demo.garage.aftermath import make_aftermath
from churn_crm.demo.garage.agreements import make_agreements
from churn_crm.demo.garage.bills import make_invoices, make_lines
from churn_crm.demo.garage.cast import CHARACTERS
from churn_crm.demo.garage.customers import make_register
from churn_crm.demo.garage.upkeep import make_upkeep
from churn_crm.demo.garage.visits import make_visits
from churn_crm.demo.garage.voices import make_complaints, make_scores

SEED = 20260616
SIZE = 3000
AGREED = 7  # agreements draw from a stream of their own


@dataclass(frozen=True)
class Garage:
    """Frames that name each other's rows by position."""

    customers: pd.DataFrame
    contacts: pd.DataFrame
    assets: pd.DataFrame
    visits: pd.DataFrame
    lines: pd.DataFrame
    invoices: pd.DataFrame
    complaints: pd.DataFrame
    scores: pd.DataFrame
    agreements: dict[str, pd.DataFrame]
    readings: pd.DataFrame
    dues: pd.DataFrame
    declined: pd.DataFrame
    returns: pd.DataFrame
    claims: pd.DataFrame


def generate(*, day: date, seed: int = SEED, size: int = SIZE, language: str = "en") -> Garage:
    """The garage as it stands in the morning of `day`: the newest fact is of the day before.

    language: "en" or "zh", in which staff would have typed. Each family of facts draws from a stream of its
    own, so that a change in one leaves the others as they were.
    """
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(9)]
    register = make_register(streams[0], size=size, language=language)
    visits = make_visits(streams[1], register.customers, register.assets, day=day)
    customers = _finish(streams[5], register.customers, visits)
    upkeep = make_upkeep(streams[6], register.assets, visits, day=day)
    aftermath = make_aftermath(streams[7], visits, day=day, language=language)
    return Garage(
        customers=customers,
        contacts=register.contacts,
        assets=register.assets,
        visits=visits,
        lines=make_lines(streams[2], visits, language=language),
        invoices=make_invoices(streams[3], customers, visits, day=day),
        complaints=make_complaints(streams[4], visits, day=day, language=language),
        scores=make_scores(streams[4], visits, day=day, language=language),
        agreements=make_agreements(
            np.random.default_rng([seed, AGREED]), customers, visits, day=day, language=language
        ),
        readings=upkeep.readings,
        dues=upkeep.dues,
        **vars(aftermath),
    )


def _finish(rng: np.random.Generator, customers: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    """Since when each is a customer, and who is a VIP: three in a hundred, among those who spend most."""
    first = visits.groupby("customer").day.min()
    spend = visits.groupby("customer").amount.sum().reindex(customers.index).fillna(0)
    likely = (spend.rank(ascending=False) <= len(customers) * 0.09) & (rng.random(len(customers)) < 0.3)
    likely &= ~customers.name.isin([character.chinese for character in CHARACTERS])
    return customers.assign(since=first.reindex(customers.index), vip=customers.vip | likely)
