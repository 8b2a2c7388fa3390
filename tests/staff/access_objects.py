"""Objects for the lines of the access table: whose customer → the arguments of the URL."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from churn_crm import clock
from customers import money, visits
from customers.assets import read_mileage, set_due
from customers.models import Asset, Customer, CustomerStanding, DeclinedWork, Import, Invoice, Statement
from desk.services import log_complaint
from retention.models import Action
from retention.services import mark_done
from signals.models import NightlyRun
from staff.models import Notice

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


def an_asset(customer: Customer) -> dict[str, Any]:
    made = Asset.objects.get_or_create(customer=customer, kind="vehicle", name="Van", plate="川A1B234")
    return {"pk": made[0].pk}


def a_reading(customer: Customer) -> dict[str, Any]:
    """A mileage that the owner entered."""
    asset = Asset.objects.get(**an_asset(customer))
    reading = read_mileage(asset=asset, day=clock.today(), km=41_000, by=customer.owner)
    return {"pk": reading.pk}


def a_due(customer: Customer) -> dict[str, Any]:
    asset = Asset.objects.get(**an_asset(customer))
    return {"pk": set_due(asset=asset, kind="inspection", by_date=clock.today()).pk}


def an_invoice(customer: Customer) -> dict[str, Any]:
    day = clock.today()
    made = Invoice.objects.create(
        customer=customer, number=str(uuid.uuid4()), issued_on=day, due_on=day, amount=100
    )
    return {"pk": made.pk}


def a_payment(customer: Customer) -> dict[str, Any]:
    """One that the owner entered."""
    invoice = Invoice.objects.get(**an_invoice(customer))
    said = {"by": customer.owner, "token": uuid.uuid4(), "paid_on": clock.today(), "amount": 40}
    return {"pk": money.enter_payment(invoice=invoice, **said).pk}


def a_statement(customer: Customer) -> dict[str, Any]:
    said = {"sent_by": customer.owner, "token": uuid.uuid4(), "sent_on": clock.today()}
    return {"pk": Statement.objects.create(customer=customer, **said).pk}


def a_mark(customer: Customer) -> dict[str, Any]:
    said = {"kind": "deliberate", "reason": str(uuid.uuid4()), "on": clock.today(), "by": customer.owner}
    return {"pk": money.mark_arrears(customer=customer, **said).pk}


def a_visit(customer: Customer) -> dict[str, Any]:
    """A visit that the owner entered."""
    row: dict[str, Any] = {
        "type": None,
        "branch": customer.branch,
        "asset": None,
        "technician": None,
        "number": "",
    }
    row |= {"cancelled": False, "at": clock.now(), "day": clock.today(), "amount": 5}
    said = {"by": customer.owner, "token": uuid.uuid4(), "detail": {}, "lines": []}
    return {"pk": visits.add_visit(customer=customer, visit=row, **said).pk}


def a_following(customer: Customer) -> dict[str, Any]:
    return {"pk": customer.pk, "kind": "return"}


def declined_work(customer: Customer) -> dict[str, Any]:
    said = {"by": customer.owner, "token": uuid.uuid4(), "what": "Tyres", "recommended_on": clock.today()}
    return {"kind": "declined", "pk": visits.record(DeclinedWork, customer=customer, **said).pk}


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
    "asset": an_asset,
    "reading": a_reading,
    "due": a_due,
    "invoice": an_invoice,
    "payment": a_payment,
    "statement": a_statement,
    "mark": a_mark,
    "visit": a_visit,
    "following": a_following,
    "declined": declined_work,
    "import": an_import,
    "night": a_night,
    "detector": a_detector,
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
