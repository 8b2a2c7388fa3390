"""What the pages of policies share: how rows of some customers are saved, and what is said then."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from staff.access import StaffRequest


def accepted(request: StaffRequest, form: Any, save: Callable[[], Any]) -> bool:
    """Whether a form was sent, fits, and could be saved; what the service refuses stands above the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def saved(request: StaffRequest, to: str = "signals:policies") -> HttpResponse:
    """Said so, and to the page that is named."""
    messages.success(request, _("Saved. The next night follows it."))
    return redirect(to)
