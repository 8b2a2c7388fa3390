"""A form that hands what it says to a service, and shows what the service refuses."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, Form, ModelForm


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


def refuse(form: BaseForm, error: ValidationError) -> None:
    """The service's words at the fields they are about, or above all of them."""
    known = not hasattr(error, "error_dict") or set(error.error_dict) <= set(form.fields)
    form.add_error(None, error if known else ValidationError(error.messages))
