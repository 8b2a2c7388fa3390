"""Lists of calls that are made one after the other: third-day calls and verification calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from churn_crm.ui.saving import saved
from desk.calls.forms import AnswerForm
from desk.calls.services import CLOSED, NOT_YOURS
from desk.forms import numbered
from desk.models import Complaint, FollowUp, VerificationCall
from desk.views.answers import UNFIT, today_of
from desk.views.promises import number
from staff.access import StaffRequest
from staff.models import User

Call = FollowUp | VerificationCall


@dataclass(frozen=True)
class Calls:
    """One such list. name: begins its URLs and templates · shown: (user, show, on, at) → context

    take_in_hand: (call, user), where several people make the calls of one list; whoever looks at one calls.
    """

    name: str
    shown: Callable[..., dict[str, Any]]
    form: type[AnswerForm]
    take_in_hand: Callable[[Any, User], None] | None = None

    @staticmethod
    def is_mine(request: StaffRequest, call: Call | None) -> bool:
        """Third-day calls are everybody's; a verification call is its agent's."""
        return not isinstance(call, VerificationCall) or call.agent_id == request.user.pk

    def empty(self, call: Call | None, data: Any = None) -> AnswerForm:
        """The form for this call, with what was sent; its causes are chosen by digits."""
        form = self.form(data, scale=call.scale) if call else self.form(data)
        cause: Any = form.fields["cause"]
        cause.choices = [("", _("Choose a cause")), *numbered(Complaint.Cause.choices)]
        return form

    def page(
        self, request: StaffRequest, *, at: int = 0, form: AnswerForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The page, or by htmx what stands on it; with the call that is made now."""
        found = self.shown(request.user, show=request.GET.get("show", ""), on=today_of(request.user), at=at)
        if self.take_in_hand and found["current"] and request.user.may_write:
            self.take_in_hand(found["current"], request.user)
        urls = {name: f"desk:{self.name}{name}" for name in ("s", "_answer", "_not_reached")}
        context = found | {
            "form": form or self.empty(found["current"]),
            "page": urls["s"],
            "answer": urls["_answer"],
            "not_reached": urls["_not_reached"],
            "card": f"desk/_{self.name}.html",
            "is_mine": self.is_mine(request, found["current"]),
        }
        template = f"desk/_{self.name}s.html" if request.htmx else f"desk/{self.name}s.html"
        return render(request, template, context, status=status)

    def answered(self, request: StaffRequest, call: Call, service: Callable[..., Any]) -> HttpResponse:
        """Reached: what he said. The next one is called then."""
        form = self.empty(call, request.POST)
        if not saved(form, service, by=request.user):
            return self.refused(request, call, form)
        return self.next_one(
            request, _("The answer of %(name)s is written down") % {"name": call.customer.name}
        )

    def refused(self, request: StaffRequest, call: Call, form: AnswerForm) -> HttpResponse:
        """Asked again beside the same call; where that is over for this person, the next one is called."""
        call.refresh_from_db()
        is_open = call.state == call.State.OPEN
        if is_open and self.is_mine(request, call):
            return self.page(request, at=call.pk, form=form, status=UNFIT)
        over = NOT_YOURS if is_open else CLOSED
        return self.next_one(request, " ".join(map(str, form.non_field_errors())) or str(over))

    def tried(self, request: StaffRequest, service: Callable[..., Call]) -> HttpResponse:
        """Nobody answered: tried again on the next day of calling, as long as the policy of calls says."""
        try:
            call = service(by=request.user, tries=number(request.POST.get("tries", "")))
        except ValidationError as error:
            return self.next_one(request, " ".join(error.messages))
        again = _("%(name)s is called again on the next day")
        given_up = _("%(name)s was never reached and is given up")
        return self.next_one(
            request, (again if call.state == call.State.OPEN else given_up) % {"name": call.customer.name}
        )

    def next_one(self, request: StaffRequest, text: str) -> HttpResponse:
        if not request.htmx:
            messages.success(request, text)
            return redirect(f"{reverse(f'desk:{self.name}s')}?show={request.GET.get('show', '')}")
        return trigger_client_event(self.page(request), "toast", {"text": text})
