"""Who changes something, and by which way: told to the database, whose triggers write it into the history.

The triggers read the variable `pghistory.context_metadata`. pghistory's own context takes text only, and the
imports compose their SQL; so the variable is set here.
"""

import json
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


@contextmanager
def recorded(*, way: str, by: Callable[[], int | None] = lambda: None, **more: object) -> Iterator[None]:
    """Everything that this thread writes inside is recorded as done by `way`: screen, api, import or job.

    by: the person's key, asked for when the first row is written; more: words and numbers, no personal data.
    """

    def told(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if many or not writes(sql, context):
            return execute(sql, params, many, context)
        tell = SQL(SET).format(Literal(told_of(way, by(), **more)))
        return execute(prefixed(sql, tell, context), params, many, context)

    with connection.execute_wrapper(told):
        yield


def writes(sql: Any, context: dict[str, Any]) -> bool:
    text = sql.as_string(context["cursor"].cursor) if isinstance(sql, Composable) else sql
    return text.lstrip().lower().startswith(WRITING)


def prefixed(sql: Any, tell: Composed, context: dict[str, Any]) -> Any:
    """The statement, after one that sets the variable for this transaction."""
    return tell + sql if isinstance(sql, Composable) else tell.as_string(context["cursor"].cursor) + sql


def told_of(way: str, by: int | None, **more: object) -> str:
    return json.dumps({"way": way, "by": by, **more})


def tell(cursor: Any, *, way: str, by: int | None, **more: object) -> None:
    """The same for the rest of one connection's transaction, for workers that have their own."""
    cursor.execute(SQL(SET).format(Literal(told_of(way, by, **more))))


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
