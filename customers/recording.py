"""Who changes something, and by which way: told to the database, whose triggers write it into the history.

The triggers read the variable `pghistory.context_metadata`. pghistory's own context takes text only, and the
imports compose their SQL; so the variable is set here.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg2.sql import SQL, Composable, Composed, Literal

SET = "SELECT set_config('pghistory.context_metadata', {}, true); "
WRITING = ("insert", "update", "delete", "with")
READING_METHODS = ("GET", "HEAD", "OPTIONS")
API = "/api/"


class Active(threading.local):
    """What this thread is recording under, the innermost last."""

    def __init__(self) -> None:
        self.stack: list[object] = []


ACTIVE = Active()


@contextmanager
def recorded(
    *, way: str, by: Callable[[], int | None] = lambda: None, on: Any = connection, **more: object
) -> Iterator[None]:
    """Everything that is written on the connection inside is recorded as done by `way`; the innermost counts.

    way: screen, api, import or job; by: the person's key, asked for when the first row is written; more: keys
    and names of ours, no personal data. It holds to the end of the transaction.
    """
    me = object()

    def told(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        sql = sql.decode() if isinstance(sql, bytes) else sql  # execute_values composes bytes
        if many or ACTIVE.stack[-1] is not me or not writes(sql, context):
            return execute(sql, params, many, context)
        tell = SQL(SET).format(Literal(json.dumps({"way": way, "by": by(), **more})))
        return execute(prefixed(sql, tell, context), params, many, context)

    ACTIVE.stack.append(me)
    try:
        with on.execute_wrapper(told):
            yield
    finally:
        ACTIVE.stack.pop()


def writes(sql: Any, context: dict[str, Any]) -> bool:
    text = sql.as_string(context["cursor"].cursor) if isinstance(sql, Composable) else sql
    return text.lstrip().lower().startswith(WRITING)


def prefixed(sql: Any, tell: Composed, context: dict[str, Any]) -> Any:
    """The statement, after one that sets the variable for this transaction."""
    return tell + sql if isinstance(sql, Composable) else tell.as_string(context["cursor"].cursor) + sql


class RecordingMiddleware:
    """What a request writes is recorded under the person who sent it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING_METHODS:
            return self.get_response(request)
        way = "api" if request.path.startswith(API) else "screen"
        # Asked late: with a token the person is known only inside the view.
        with recorded(way=way, by=lambda: request.user.pk):
            return self.get_response(request)
