"""A form that hands what it says to a service, and shows what the service refuses."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, Form, ModelForm
from django.utils.translation import gettext as _

# Of the address of a form: it is looked at, and sent.
FORM_METHODS = ["GET", "HEAD", "POST"]


def saved(form: Form | ModelForm, service: Any, **context: Any) -> bool:
    """Call the service with the form's cleaned data; False when the form or the service refuses."""
    if not form.is_valid():
        return False
    try:
        service(**context, **form.cleaned_data)
    except ValidationError as error:
        refuse(form, error)
        return False
    return True


def saved_over(form: ModelForm, change: Any, *, by: Any) -> bool:
    """A policy's form, which says over which version it writes; False when it or the service refuses.

    change: values, version, by → whether it was saved, not so if somebody was faster.
    """
    if not form.is_valid():
        return False
    values = {name: form.cleaned_data[name] for name in form._meta.fields or ()}
    try:
        if change(values=values, version=form.cleaned_data["version"], by=by):
            return True
        form.add_error(None, _("Somebody has just changed the policy. Open it again to see the new values."))
    except ValidationError as error:
        refuse(form, error)
    return False


def refuse(form: BaseForm, error: ValidationError) -> None:
    """The service's words at the fields they are about, or above all of them."""
    known = not hasattr(error, "error_dict") or set(error.error_dict) <= set(form.fields)
    form.add_error(None, error if known else ValidationError(error.messages))
