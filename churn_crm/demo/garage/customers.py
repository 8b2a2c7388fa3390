"""Who the garage's customers are: persons and companies, their people and vehicles."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from churn_crm.demo.garage.cast import BRANCHES, CHARACTERS, PEOPLE, Character
from churn_crm.demo.garage.words import (
    CONTACT_ROLES,
    DISTRICTS,
    GIVEN,
    MODELS,
    PREFIXES,
    SURNAMES,
    TRADES,
)
from customers.vehicles import CHECKED, check_sign

SEGMENTS = {"private": 0.80, "electric": 0.06, "fleet": 0.14}
CARES = ("unknown", "price", "quality", "service", "relationship")
CARES_SHARE = (0.58, 0.17, 0.11, 0.10, 0.04)


@dataclass(frozen=True)
class Register:
    """Three frames; contacts and assets name their customer by its position."""

    customers: pd.DataFrame
    contacts: pd.DataFrame
    assets: pd.DataFrame


def make_register(rng: np.random.Generator, *, size: int, language: str) -> Register:
    """`size` customers, the hand-written ones first."""
    hand = CHARACTERS[: max(size // 4, 1)]
    rows = [_character(rng, person, language) for person in hand]
    names = _Names(rng, taken={person.chinese for person in hand})
    rows += [_anybody(rng, names, language) for _ in range(size - len(rows))]
    customers = pd.DataFrame(rows)
    # Codes follow nothing that could be guessed from the list's order.
    customers["code"] = [f"C-{number:05d}" for number in 400 + rng.permutation(size * 3)[:size]]
    return Register(customers, _contacts(rng, customers, language), _assets(rng, customers, language))


def _character(rng: np.random.Generator, person: Character, language: str) -> dict:
    return _profile(rng, person.chinese, person.english, person.segment, person.branch, language) | {
        "owner": person.owner,
        "vip": person.vip,
        "sensitivity": person.cares,
        "ticket": float(person.ticket),
        "vehicles": person.fleet[0],
    }


def _anybody(rng: np.random.Generator, names: "_Names", language: str) -> dict:
    segment = str(rng.choice(list(SEGMENTS), p=list(SEGMENTS.values())))
    branch = str(rng.choice(list(BRANCHES), p=[share for *_, share in BRANCHES.values()]))
    chinese, latin = names.company() if segment == "fleet" else names.person()
    keepers = [person for person in PEOPLE if person.branch == branch and person.role == "account_manager"]
    weights = np.array([person.weight for person in keepers])
    owner = keepers[rng.choice(len(keepers), p=weights / weights.sum())]
    return _profile(rng, chinese, latin, segment, branch, language) | {
        "owner": owner.username,
        "vip": False,
        "sensitivity": str(rng.choice(CARES, p=CARES_SHARE)),
        "ticket": _ticket(rng, segment),
    }


def _ticket(rng: np.random.Generator, segment: str) -> float:
    """Money of a usual maintenance visit. The spread makes 15/30/55 % of customers bring 58/28/14 %."""
    middle = {"private": 1000, "electric": 1500, "fleet": 1300}[segment]
    return float(middle * np.exp(rng.normal(0, 0.6 if segment == "fleet" else 0.68)))


def _fleet(rng: np.random.Generator) -> int:
    """Vehicles of a company: seven as a rule, of a few three dozen."""
    return int(np.clip(np.exp(rng.normal(2.0, 0.85)), 3, 70))


def _profile(
    rng: np.random.Generator, chinese: str, latin: str, segment: str, branch: str, language: str
) -> dict:
    company = segment == "fleet"
    return {
        "name": chinese,
        "latin_name": latin,
        "kind": "company" if company else "person",
        "segment": segment,
        "branch": branch,
        "region": DISTRICTS[branch][language == "zh"],
        "phone": mobile(rng),
        "wechat": f"wx_{rng.integers(10**7, 10**8)}" if rng.random() < 0.45 else "",
        "email": "",
        "vehicles": _fleet(rng) if company else 1 + int(rng.random() < 0.13),
    }


def mobile(rng: np.random.Generator) -> str:
    """A number in the 154 block, which no Chinese network has given out: nobody can be rung by mistake."""
    return f"+86154{rng.integers(10**7, 10**8)}"


class _Names:
    """Names that do not repeat within the garage; where persons would, they share one as in life."""

    def __init__(self, rng: np.random.Generator, taken: set[str]) -> None:
        self.rng, self.taken = rng, set(taken)

    def person(self) -> tuple[str, str]:
        for _ in range(4):
            chinese, latin = self._draw_person()
            if chinese not in self.taken:
                break
        self.taken.add(chinese)
        return chinese, latin

    def _draw_person(self) -> tuple[str, str]:
        pick = self.rng.integers
        # Frequent surnames stand first in the list.
        surname, latin = SURNAMES[int(len(SURNAMES) * self.rng.random() ** 1.7)]
        given = [GIVEN[pick(len(GIVEN))] for _ in range(2 if self.rng.random() < 0.88 else 1)]
        return (
            surname + "".join(sign for sign, _ in given),
            f"{latin} {''.join(sound for _, sound in given).capitalize()}",
        )

    def company(self) -> tuple[str, str]:
        while True:
            (first, latin), (trade, english) = self._part(PREFIXES), self._part(TRADES)
            if first + trade not in self.taken:
                self.taken.add(first + trade)
                return first + trade, f"{latin} {english}"

    def _part(self, words: list[tuple[str, str]]) -> tuple[str, str]:
        return words[self.rng.integers(len(words))]


def _contacts(rng: np.random.Generator, customers: pd.DataFrame, language: str) -> pd.DataFrame:
    names = _Names(rng, taken=set())
    rows = []
    for position in customers.index[customers.kind == "company"]:
        for place in range(int(rng.choice((1, 2, 3), p=(0.45, 0.4, 0.15)))):
            chinese, latin = names.person()
            rows.append(
                {
                    "customer": position,
                    "name": chinese if language == "zh" else latin,
                    "role": CONTACT_ROLES[language][place if place < 2 else int(rng.integers(2, 5))],
                    "phone": mobile(rng),
                    "decides": place == 0,
                    "bond": int(rng.integers(0, 4)),
                }
            )
    return pd.DataFrame(rows, columns=["customer", "name", "role", "phone", "decides", "bond"])


def _assets(rng: np.random.Generator, customers: pd.DataFrame, language: str) -> pd.DataFrame:
    rows = []
    for position, customer in zip(customers.index, customers.itertuples(), strict=True):
        # A fleet drives few models.
        models = [MODELS[customer.segment][rng.integers(len(MODELS[customer.segment]))] for _ in range(2)]
        for place in range(customer.vehicles):
            rows.append(
                {
                    "customer": position,
                    "name": models[place % 2 if customer.kind == "company" else 0][language == "zh"],
                    "plate": _plate(rng, electric=customer.segment == "electric"),
                    "vin": _vin(rng),
                    "mileage": int(rng.gamma(4, 17_000) // 10 * 10),
                }
            )
    return pd.DataFrame(rows)


def _plate(rng: np.random.Generator, *, electric: bool) -> str:
    """A Chengdu plate; electric cars carry the longer green one."""
    letter = str(rng.choice(list("ABCDEFGHJK")))
    if electric:
        return f"川A{'DF'[rng.integers(2)]}{rng.integers(10_000, 100_000)}"
    return f"川A{rng.integers(10)}{letter}{rng.integers(100, 1000)}"


def _vin(rng: np.random.Generator) -> str:
    maker = str(rng.choice(["LSV", "LFV", "LVG", "LHG", "LGX", "LRW", "LB3"]))
    signs = rng.choice(list("ABCDEFGHJKLMNPRSTUVWXYZ0123456789"), 8)
    vin = f"{maker}{''.join(signs)}{rng.integers(10**5, 10**6)}"
    return f"{vin[:CHECKED]}{check_sign(vin)}{vin[CHECKED + 1 :]}"
