"""The call back that a customer asks for in a survey: a promise, beside which the list of calls stands.

`call_by` and `called_at` of the response follow the promise: see `desk.promises.services.mirror`.
"""

from datetime import datetime
from uuid import uuid5

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from churn_crm import clock
from customers.models import Customer
from desk.models import Invitation, Promise, Response
from desk.promises import services as promises
from desk.promises.callers import who_calls
from desk.seeing import customers_seen
from desk.workdays import call_back_until
from staff.away import Away
from staff.models import User
from staff.notices import notify


def wish(response: Response, invitation: Invitation, *, wanted: bool, by: User | None, now: datetime) -> None:
    """A first wish is promised and told; whoever takes it back is not called. The caller saves `response`."""
    customer = invitation.customer
    if wanted and customer is not None and customer.phone:
        if response.call_by is None:
            response.call_by = call_back_until(invitation.branch, at=now)
            response.promise = promised(response, invitation, by)
            tell(response, customer)
    elif response.called_at is None:
        response.call_by, promise, response.promise = None, response.promise, None
        if promise:
            promises.withdraw(promise=promise)


def promised(response: Response, invitation: Invitation, by: User | None) -> Promise | None:
    """His account manager's promise, or of whoever stands for that person; None where there is nobody."""
    customer, due = invitation.customer, response.call_by
    caller = who_calls(customer) if customer else None
    if customer is None or caller is None or due is None:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        survey = invitation.survey.name(settings.LANGUAGE_CODE)
        words = _("Call back, asked for in the survey “%(survey)s”") % {"survey": survey}
    return promises.make(
        customer=customer,
        by=by or caller,
        person=caller,
        what=words,
        due_at=due,
        token=uuid5(response.token, f"call {due.timestamp():.0f}"),
    )


def tell(response: Response, customer: Customer) -> None:
    """Whoever calls hears until when the customer was told that somebody would."""
    caller, until = who_calls(customer), response.call_by
    if caller is None or until is None:
        return
    notify(
        users=Away().hearers(caller, sees=customers_seen([customer.pk]).who_sees(customer.pk)),
        kind="survey_call",
        numbers={"customer": customer.name, "day": until.date().isoformat(), "time": f"{until:%H:%M}"},
        occasion=f"survey call {response.pk}",
        link=reverse("desk:survey_calls"),
    )


@transaction.atomic
def called_back(*, response: Response, by: User, undone: bool = False) -> Response:
    """Somebody has called; or, with `undone`, it was not so. Safe to repeat.

    Raises Refused where somebody else recorded the promise as kept, who has to take it back.
    """
    mine = Response.objects.filter(pk=response.pk)
    promise = mine.get().promise
    if undone:
        if promise and promise.state == Promise.State.KEPT:
            promises.take_back(promise=promise, by=by)
        mine.update(called_at=None, called_by=None)
    else:
        if promise and promise.state == Promise.State.OPEN:
            promises.keep(promise=promise, by=by)
        mine.filter(called_at=None).update(called_at=clock.now(), called_by=by)
    return mine.get()
