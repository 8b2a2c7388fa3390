"""Objects for the lines of the access table: whose customer → the arguments of the URL."""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from churn_crm import clock
from customers.agreements import contracts, packages
from customers.agreements.quotes import make_quote
from customers.models import Customer, CustomerStanding, Import
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


def a_night(customer: Customer) -> dict[str, Any]:
    day = clock.last_finished_day()
    NightlyRun.objects.get_or_create(day=day, defaults={"started_at": clock.now(), "policy_version": 1})
    return {"day": day.isoformat()}


def a_detector(customer: Customer) -> dict[str, Any]:
    return {"kind": "lapsed_visit"}


def an_agreement_kind(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.pk, "kind": "quote"}


def an_agreement(customer: Customer) -> dict[str, Any]:
    """A quote of the customer, and what can be done with it."""
    day = clock.today()
    quote = make_quote(
        customer=customer,
        by=customer.owner,
        token=uuid.uuid4(),
        subject="Brakes",
        amount=Decimal(900),
        made_on=day,
        valid_until=day,
    )
    return {"kind": "quote", "pk": quote.pk, "verb": "refuse"}


def what_was_written(customer: Customer) -> dict[str, Any]:
    made = an_agreement(customer)
    return {"kind": made["kind"], "pk": made["pk"]}


def a_movement(customer: Customer) -> dict[str, Any]:
    """A use of a package that the customer has bought."""
    day, by = clock.today(), customer.owner
    sold = {"name": "Washes", "total": Decimal(10), "bought_on": day}
    package = packages.sell(customer=customer, by=by, token=uuid.uuid4(), **sold)
    return {"pk": packages.use(package=package, by=by, amount=Decimal(1), day=day, token=uuid.uuid4()).pk}


def an_approval(customer: Customer) -> dict[str, Any]:
    """The owner wants to sign a price above the market."""
    day = clock.today()
    contract = contracts.enter_contract(
        customer=customer,
        by=customer.owner,
        token=uuid.uuid4(),
        subject="Fleet",
        starts_on=day,
        ends_on=day,
        price=Decimal(200),
        market_low=Decimal(100),
        market_high=Decimal(150),
        market_on=day,
    )
    contracts.sign(contract=contract, by=customer.owner, signed_on=day)
    return {"pk": contract.approvals.get().pk}


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
    "agreements": an_agreement_kind,
    "agreement": an_agreement,
    "written": what_was_written,
    "movement": a_movement,
    "approval": an_approval,
    "night": a_night,
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
