"""No personal data in logs."""

from django.test import RequestFactory

from churn_crm.request_log import RequestLog


def test_what_people_search_for_stays_out_of_the_log():
    request = RequestFactory().get("/customers/search/", {"q": "13800138000"})
    assert RequestLog.format_request(request) == "GET /customers/search/"


def test_a_failing_search_leaves_no_number_behind(as_xie, caplog):
    as_xie.get("/customers/no-such-page/?q=13800138000")
    assert "13800138000" not in caplog.text
