"""Objects for the lines of the access table: whose customer → the arguments of the URL."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from churn_crm import clock
from customers.merging.service import merge
from customers.models import Customer, CustomerStanding, DuplicateCandidate, Import
from desk.services import log_complaint
from retention.models import Action
from retention.services import mark_done
from signals.models import NightlyRun
from staff.models import Notice
from staff.tokens import make_token

MISSING = 999_999_999


def the_customer(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.pk}


def the_owner(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.owner_id}


def the_branch(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.branch_id}


def the_team(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.owner.team_id}


def a_notice(customer: Customer) -> dict[str, Any]:
    notice = Notice.objects.create(
        user=customer.owner,
        kind="night_late",
        numbers={"day": "1 June"},
        occasion="x",
        created_at=clock.now(),
    )
    return {"pk": notice.pk}


def a_complaint(customer: Customer) -> dict[str, Any]:
    said = {"cause": "waiting", "severity": 2, "text": "Too long", "token": uuid.uuid4()}
    return {"pk": log_complaint(customer=customer, by=customer.owner, **said).pk}


def an_action(customer: Customer) -> dict[str, Any]:
    """The customer's pending action; a new one where a night has not planned any."""
    day = clock.today()
    CustomerStanding.objects.get_or_create(customer=customer, defaults={"day": day})
    planned = Action.objects.pending().filter(customer=customer).first()
    return {"pk": planned.pk if planned else a_call(customer, day).pk}


def a_call(customer: Customer, day: date) -> Action:
    return Action.objects.create(
        customer=customer,
        kind="call",
        cause="tier:3",
        occasion=day,
        assignee=customer.owner,
        planned_on=day,
        due_on=day,
        deadline=day,
    )


def a_batch(customer: Customer) -> dict[str, Any]:
    """What the owner has just done."""
    batch = uuid.uuid4()
    actions = [an_action(customer)["pk"]]
    mark_done(actions=actions, by=customer.owner, on=clock.today(), token=batch)
    return {"batch": batch}


def an_import(customer: Customer) -> dict[str, Any]:
    record = Import.objects.create(
        kind="visits",
        file_name="till.csv",
        state=Import.State.DONE,
        day=clock.today(),
        started_at=clock.now(),
    )
    return {"pk": record.pk}


def a_twin(customer: Customer) -> Customer:
    """Somebody who may be the same, of the same owner."""
    return Customer.objects.get_or_create(
        code=f"{customer.code}-twin",
        defaults={
            "name": customer.name,
            "branch": customer.branch,
            "owner": customer.owner,
            "created_at": clock.now(),
        },
    )[0]


def a_pair(customer: Customer) -> dict[str, Any]:
    pair, _made = DuplicateCandidate.objects.get_or_create(
        first=customer,
        second=a_twin(customer),
        defaults={"confidence": 0.9, "reasons": ["name", "phone"], "found_on": clock.today()},
    )
    return {"pk": pair.pk}


def two_customers(customer: Customer) -> dict[str, Any]:
    return {"first": customer.pk, "second": a_twin(customer).pk}


def a_merge(customer: Customer) -> dict[str, Any]:
    twin = a_twin(customer)
    return {"pk": merge(survivor=customer.pk, gone=twin.pk, by=customer.owner, choices={}).pk}


def a_night(customer: Customer) -> dict[str, Any]:
    day = clock.last_finished_day()
    NightlyRun.objects.get_or_create(day=day, defaults={"started_at": clock.now(), "policy_version": 1})
    return {"day": day.isoformat()}


def a_detector(customer: Customer) -> dict[str, Any]:
    return {"kind": "lapsed_visit"}


def a_token(customer: Customer) -> dict[str, Any]:
    token, _secret = make_token(user=customer.owner, name="till", days=30, writes=False)
    return {"pk": token.pk}


def a_reset_key(customer: Customer) -> dict[str, Any]:
    return {"uidb36": "1", "key": "used-before"}


MAKERS: dict[str, Callable[[Customer], dict[str, Any]]] = {
    "customer": the_customer,
    "person": the_owner,
    "branch": the_branch,
    "team": the_team,
    "notice": a_notice,
    "complaint": a_complaint,
    "action": an_action,
    "batch": a_batch,
    "import": an_import,
    "night": a_night,
    "pair": a_pair,
    "two": two_customers,
    "merge": a_merge,
    "detector": a_detector,
    "token": a_token,
    "key": a_reset_key,
}

# What a POST needs to get past the door, by URL name.
DATA: dict[str, dict[str, Any]] = {}


def arguments(kind: str, whose: str, customers: dict[str, Customer]) -> dict[str, Any]:
    """The URL arguments of one line; a missing object has numbers that nothing has."""
    if kind == "-":
        return {}
    made = MAKERS[kind](customers.get(whose, customers["own"]))
    return dict.fromkeys(made, MISSING) if whose == "missing" else made
