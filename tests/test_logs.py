"""No personal data in logs."""

import logging
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import RequestFactory

from churn_crm.logs import configure_logging
from churn_crm.request_log import RequestLog

NUMBER = "13800138000"


def test_what_people_search_for_stays_out_of_the_log():
    request = RequestFactory().get("/customers/search/", {"q": NUMBER})
    assert RequestLog.format_request(request) == "GET /customers/search/"


def test_a_failing_search_leaves_no_number_behind(as_xie, caplog):
    as_xie.get(f"/customers/no-such-page/?q={NUMBER}")
    assert NUMBER not in caplog.text


@pytest.fixture(params=[True, False], ids=["json", "readable"])
def line_of(request):
    """What a line of the log looks like for a record, on a server and in a try-out."""
    formatter = configure_logging(as_json=request.param, level="INFO")["formatters"]["line"]
    make = formatter["()"]
    handler = make(processor=formatter["processor"], foreign_pre_chain=formatter["foreign_pre_chain"])

    def line(error: Exception) -> str:
        record: Any = None
        try:
            fail_for(NUMBER, error)
        except type(error) as caught:
            told = (type(caught), caught, caught.__traceback__)
            record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Broken", (), told)
        return str(handler.format(record))

    return line


def fail_for(phone: str, error: Exception) -> None:
    raise error


def test_a_traceback_is_told_without_the_values_of_variables(line_of):
    line = line_of(ValueError("gone"))
    assert "in fail_for" in line
    assert "ValueError: gone" in line
    assert NUMBER not in line


def test_what_the_database_says_of_a_row_stays_out(line_of):
    words = f'duplicate key violates "one_phone"\nDETAIL:  Key (phone)=({NUMBER}) already exists.\n'
    line = line_of(IntegrityError(words))
    assert "one_phone" in line
    assert NUMBER not in line
