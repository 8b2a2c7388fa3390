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

from staff.problems import Conflict

PROBLEM = "application/problem+json"
# Codes of a service's ValidationError that say: not as things stand now.
OVERTAKEN = ("stale", "state")
FIELDS = {"__all__": "non_field_errors"}  # Django's name and the framework's


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
        error = of_service(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = {
        "type": "about:blank",
        "title": HTTPStatus(response.status_code).phrase,
        "status": response.status_code,
        **said(error),
        **getattr(error, "more", {}),
    }
    response.content_type = PROBLEM
    return response


def of_service(error: ValidationError) -> APIException:
    """A service's refusal: by field where it says so; 409 where somebody else was faster."""
    if hasattr(error, "error_dict"):
        return Unfit(detail={FIELDS.get(name, name): words for name, words in error.message_dict.items()})
    if getattr(error, "code", "") in OVERTAKEN:
        return Conflict(" ".join(error.messages))
    return Unfit(detail=error.messages)


def said(error: Exception) -> dict[str, Any]:
    """The words of an error: one sentence, or sentences by field."""
    if isinstance(error, Http404) or (isinstance(error, PermissionDenied) and not error.args):
        return {}
    detail = error.detail if isinstance(error, APIException) else str(error)
    if isinstance(detail, dict):
        return {"errors": detail}
    return {"detail": " ".join(map(str, detail)) if isinstance(detail, list) else str(detail)}


PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457. detail: one sentence, or errors: sentences by field.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "version": {"type": "integer", "description": "of a conflict: the version that stands now"},
        "seen": {"type": "object", "description": "of a conflict: what is to be sent with the next PATCH"},
        "conflicts": {
            "type": "object",
            "description": "of a conflict: field → yours and theirs",
            "additionalProperties": {"type": "object"},
        },
    },
    "required": ["type", "title", "status"],
}


def with_problems(result: dict[str, Any], **_rest: Any) -> dict[str, Any]:
    """The description of the API with the errors that any call may answer with."""
    result["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for address, operations in result["paths"].items():
        for method, operation in operations.items():
            for status in problems_of(address, method, operation):
                words = HTTPStatus(status).phrase
                operation["responses"].setdefault(str(status), {"description": words, "content": content})
    return result


def problems_of(address: str, method: str, operation: dict[str, Any]) -> list[int]:
    """401 and 403 always, 404 where something is named, 400 where something is said, 409 where written."""
    said = "requestBody" in operation or "parameters" in operation
    named, written = "{" in address, method != "get"
    return [401, 403, *[400] * said, *[404] * named, *[409] * written]
