"""Mistaken agreements taken away and brought back, worklists, and what is due soon, over HTTP."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from churn_crm import clock
from customers.models import Asset, Booking, Contract, DueRule
from tests.conftest import TODAY
from tests.customers import agreeing
from tests.customers.calling import call
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
PLAIN = {
    "contract": agreeing.draft,
    "quote": agreeing.quoted,
    "booking": agreeing.booked,
    "package": agreeing.sold,
    "inquiry": agreeing.asked,
}


@pytest.fixture
def muyun(customer_of_lin):
    return customer_of_lin


# ---- mistakes
@pytest.mark.parametrize("kind", PLAIN)
def test_a_mistaken_agreement_is_taken_away_with_a_reason_and_comes_back(kind, as_lin, muyun):
    row = PLAIN[kind](muyun)
    assert list(call(as_lin, "post", f"{kind}_remove", row.pk).body["errors"]) == ["reason"]
    gone = call(as_lin, "post", f"{kind}_remove", row.pk, reason="Twice")
    assert gone.status_code == 200, gone.body
    assert (gone.body["record"], gone.body["reason"], gone.body["by"]) == (row.pk, "Twice", "lin")
    assert call(as_lin, "get", kind, row.pk).status_code == 404
    back = call(as_lin, "post", "agreement_restore", gone.body["id"]).body
    assert back["restored_by"] == "lin"
    assert call(as_lin, "get", kind, row.pk).status_code == 200
    listed = call(as_lin, "get", "removed_agreements", muyun.pk).body["results"]
    assert [one["id"] for one in listed] == [gone.body["id"]]


def test_who_neither_wrote_it_nor_leads_takes_nothing_away(as_xie, as_lin, as_zhou, muyun):
    quote, contract = agreeing.quoted(muyun), agreeing.signed(muyun, price=150)
    assert call(as_xie, "post", "quote_remove", quote.pk, reason="x").status_code == 403
    assert call(as_lin, "post", "contract_remove", contract.pk, reason="x").status_code == 403
    gone = call(as_zhou, "post", "contract_remove", contract.pk, reason="x")
    assert gone.status_code == 200
    assert call(as_xie, "post", "agreement_restore", gone.body["id"]).status_code == 403
    assert not Contract.objects.exists()


@pytest.fixture
def taken_away(as_lin, as_zhou, muyun, customer_of_chen):
    """Three that were taken away, the second of which came back; the last one of Chen's customer."""
    made = (agreeing.quoted(muyun, number="Q-7"), agreeing.asked(muyun), agreeing.quoted(customer_of_chen))
    gone = [
        call(client, "post", f"{kind}_remove", row.pk, reason=reason).body["id"]
        for client, kind, row, reason in zip(
            (as_lin, as_lin, as_zhou),
            ("quote", "inquiry", "quote"),
            made,
            ("Twice", "Meant another", "Twice"),
            strict=True,
        )
    ]
    call(as_lin, "post", "agreement_restore", gone[1])
    return gone


@pytest.mark.parametrize(
    ("search", "places"),
    [
        ("", [0, 1, 2]),
        ("?q=q-7", [0]),
        ("?q=twice", [0, 2]),
        ("?q=muyun", [0, 1]),
        ("?kind=inquiry", [1]),
        ("?by=zhou", [2]),
        ("?restored=no", [0, 2]),
        ("?restored=yes", [1]),
        ("?after={yesterday}&before={tomorrow}", [0, 1, 2]),
        ("?after={tomorrow}", []),
        ("?before={yesterday}", []),
        ("?q=twice&kind=quote&by=lin&restored=no", [0]),
    ],
)
def test_managers_look_through_all_that_was_taken_away(as_zhou, taken_away, search, places):
    # When somebody did it is told by the real clock.
    days = {
        name: clock.now().date() + timedelta(days=ago) for name, ago in (("yesterday", -2), ("tomorrow", 2))
    }
    found = call(as_zhou, "get", "all_removed_agreements", search=search.format(**days)).body["results"]
    assert sorted(one["id"] for one in found) == sorted(taken_away[place] for place in places)


@pytest.mark.parametrize("search", ["?kind=visit", "?by=nobody", "?after=yesterday", "?restored=maybe"])
def test_a_question_that_is_not_understood_is_refused(as_zhou, search):
    assert call(as_zhou, "get", "all_removed_agreements", search=search).status_code == 400


def test_of_what_was_taken_away_everybody_finds_his_customers_only(as_lin, taken_away):
    found = call(as_lin, "get", "all_removed_agreements", search="?restored=no").body["results"]
    assert [one["id"] for one in found] == taken_away[:1]


def test_looking_asks_as_many_questions_for_many_as_for_few(
    as_zhou, taken_away, muyun, django_assert_num_queries
):
    call(as_zhou, "get", "all_removed_agreements")
    with CaptureQueriesContext(connection) as few:
        call(as_zhou, "get", "all_removed_agreements")
    questions = len(few)
    for _time in range(9):
        call(as_zhou, "post", "quote_remove", agreeing.quoted(muyun).pk, reason="x")
    with django_assert_num_queries(questions):
        assert len(call(as_zhou, "get", "all_removed_agreements").body["results"]) == 12


def test_what_came_with_a_file_is_not_taken_away(as_lin, muyun):
    booking = agreeing.booked(muyun)
    Booking.objects.update(source="garage")
    answer = call(as_lin, "post", "booking_remove", booking.pk, reason="x")
    assert (answer.status_code, "import" in answer.body["detail"]) == (409, True)


# ---- worklists
def ids(client, name, search=""):
    return [row["id"] for row in call(client, "get", f"worklist_{name}", search=search).body["results"]]


def test_worklists_hold_what_the_page_shows_of_customers_in_sight(as_lin, as_wei, muyun, customer_of_chen):
    soon = {"ends_on": TODAY + timedelta(days=9)}
    mine, other = (agreeing.signed(one, price=150, **soon) for one in (muyun, customer_of_chen))
    agreeing.signed(muyun, price=150, ends_on=TODAY + timedelta(days=900))
    asked, quote = agreeing.asked(muyun), agreeing.quoted(muyun)
    ahead = agreeing.booked(muyun, day=TODAY + timedelta(days=1))
    assert (ids(as_lin, "ending"), ids(as_wei, "ending")) == ([mine.pk], [mine.pk, other.pk])
    assert ids(as_lin, "inquiries") == [asked.pk]
    assert (ids(as_lin, "quotes"), ids(as_lin, "bookings")) == ([quote.pk], [ahead.pk])
    counts = call(as_lin, "get", "worklists").body["counts"]
    assert (counts["ending"], counts["missed"], "approvals" in counts) == ("1", "0", False)
    Booking.objects.update(state="no_show", settled_on=TODAY, day=TODAY - timedelta(days=1))
    assert ids(as_lin, "missed") == [ahead.pk]


def test_a_worklist_goes_on_where_it_stopped(as_lin, muyun):
    made = [agreeing.quoted(muyun, valid_until=TODAY + timedelta(days=days)) for days in (3, 1, 2)]
    first = call(as_lin, "get", "worklist_quotes", search="?page_size=2").body
    rest = as_lin.get(first["next"]).json()
    found = [row["id"] for row in (*first["results"], *rest["results"])]
    assert (found, rest["next"]) == ([made[1].pk, made[2].pk, made[0].pk], None)


def test_lists_cost_the_same_for_many(as_lin, lin, gaoxin):
    def fill():
        customer = CustomerFactory(owner=lin, branch=gaoxin)
        agreeing.signed(customer, price=150, ends_on=TODAY + timedelta(days=9))
        agreeing.asked(customer)
        agreeing.quoted(customer)
        agreeing.booked(customer, day=TODAY + timedelta(days=1))
        agreeing.sold(customer, expires_on=TODAY + timedelta(days=5))
        van = Asset.objects.create(customer=customer, kind="vehicle", name="Van")
        call(as_lin, "post", "dues", van.pk, kind="inspection", by_date=TODAY)

    names = ("worklist_ending", "worklist_inquiries", "worklist_quotes", "worklist_bookings")
    names += ("worklist_packages", "due_soon", "worklists")

    def costs():
        found = {}
        for name in names:
            with CaptureQueriesContext(connection) as asked:
                body = call(as_lin, "get", name).body
            found[name] = len(asked)
            assert body.get("results") or body.get("counts")
        return found

    fill()
    few = costs()
    for _n in range(4):
        fill()
    assert costs() == few


# ---- due
@pytest.fixture
def due(as_lin, muyun):
    van = Asset.objects.create(customer=muyun, kind="vehicle", name="Van")
    for kind, days in (("inspection", 5), ("insurance", 60), ("maintenance", -3)):
        call(as_lin, "post", "dues", van.pk, kind=kind, by_date=TODAY + timedelta(days=days))


def kinds(client, search=""):
    return [row["kind"] for row in call(client, "get", "due_soon", search=search).body["results"]]


def test_what_is_due_soon_is_listed_next_first(as_lin, as_wei, as_deng, due):
    assert kinds(as_lin) == ["maintenance", "inspection"]
    assert kinds(as_lin, "?window=90") == ["maintenance", "inspection", "insurance"]
    assert kinds(as_lin, "?window=overdue") == ["maintenance"]
    assert kinds(as_wei, "?kind=inspection&whose=team") == ["inspection"]
    assert (kinds(as_wei, "?whose=mine"), kinds(as_deng)) == ([], [])
    first = call(as_lin, "get", "due_soon", search="?page_size=1").body
    assert first["results"][0]["customer_name"] == "Muyun Kindergartens"
    assert [row["kind"] for row in as_lin.get(first["next"]).json()["results"]] == ["inspection"]


@pytest.mark.parametrize("search", ["?window=7", "?kind=x", "?branch=1", "?whose=mine"])
def test_a_filter_of_what_is_due_that_is_not_understood_is_refused(search, as_lin, due):
    answer = call(as_lin, "get", "due_soon", search=search)
    assert (answer.status_code, list(answer.body["errors"])) == (400, [search[1:].split("=")[0]])


def test_due_rules_are_changed_by_who_decides(as_zhou, as_lin):
    before = call(as_zhou, "get", "due_rules").body
    said = [{"asset": "vehicle", "kind": "inspection", "months": 24}]
    after = call(as_zhou, "patch", "due_rules", rules=said, refund_days=9).body
    changed = {(one["asset"], one["kind"]): one for one in after["rules"]}
    assert (changed["vehicle", "inspection"]["months"], after["refund_days"]) == (24, 9)
    assert after["follow_up_days"] == before["follow_up_days"]
    same = [one for one in before["rules"] if one["kind"] != "inspection"]
    assert [one for one in after["rules"] if one["kind"] != "inspection"] == same
    assert call(as_lin, "patch", "due_rules", refund_days=1).status_code == 403


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"refund_days": 0}, "refund_days"),
        ({"rules": [{"asset": "site", "kind": "inspection", "months": 1}]}, "rules"),
        ({"rules": [{"asset": "ship", "kind": "inspection"}]}, "rules"),
        ({"rules": [{"asset": "vehicle", "kind": "inspection", "months": 0}]}, "rules"),
    ],
)
def test_what_is_wrong_with_a_due_rule_is_said(said, field, as_zhou):
    answer = call(as_zhou, "patch", "due_rules", **said)
    assert (answer.status_code, list(answer.body["errors"])) == (400, [field])
    assert not DueRule.objects.exists()
