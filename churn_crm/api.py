"""What all of the API has in common: pages by cursor, and errors as problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.exceptions import ValidationError as Unfit
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

PROBLEM = "application/problem+json"


class Pages(CursorPagination):
    """By key, so that the thousandth page costs what the first does."""

    page_size = 100
    max_page_size = 1000
    page_size_query_param = "page_size"
    ordering = "pk"


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error: title, status, detail, and what is wrong with each field.

    A service's ValidationError is the asker's mistake too. Anything unforeseen stays a 500 without details.
    """
    if isinstance(error, ValidationError):
        error = Unfit(detail=error.messages)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        **said(error),
    }
    response.content_type = PROBLEM
    return response


def said(error: Exception) -> dict[str, Any]:
    """The words of an error: one sentence, or sentences by field."""
    if isinstance(error, Http404 | PermissionDenied):
        return {}
    detail = error.detail if isinstance(error, APIException) else str(error)
    if isinstance(detail, dict):
        return {"errors": detail}
    return {"detail": " ".join(map(str, detail)) if isinstance(detail, list) else str(detail)}
