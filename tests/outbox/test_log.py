"""The log of messages: who sees what, how it is narrowed, what people do about a message, the report."""

import csv
import json
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from customers.models import Export
from outbox import interventions, log, parts, skips
from outbox.models import Intervention, Message, Template
from tests.factories import CustomerFactory
from tests.outbox.writing import NOON, message

pytestmark = pytest.mark.django_db
LOG = "/messages/"
HTMX = {"HX-Request": "true"}


def body(client, address=LOG, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def listed(user, **asked):
    return list(log.LogFilter(asked, user=user).found().order_by("pk"))


def test_a_person_sees_the_messages_of_the_customers_whom_he_sees(
    as_lin, as_wei, as_zhou, customer_of_lin, customer_of_chen, customer_of_deng
):
    for customer in (customer_of_lin, customer_of_chen, customer_of_deng):
        message(customer)
    names = ("Muyun", "Beiting", "Canary")
    assert [name in body(as_lin) for name in names] == [True, False, False]
    assert [name in body(as_wei) for name in names] == [True, True, False]
    assert [name in body(as_zhou) for name in names] == [True, True, True]


@pytest.mark.parametrize(
    ("asked", "states"),
    [
        ({"state": "waiting"}, ["planned", "ready"]),
        ({"state": "under_way"}, ["unknown"]),
        ({"state": "review"}, ["review"]),
        ({"state": "skipped"}, ["skipped"]),
        ({"state": "nonsense"}, ["planned", "ready", "unknown", "review", "skipped", "failed"]),
        ({"reason": "opted_out"}, ["skipped"]),
        ({"why": "survey"}, ["failed"]),
        ({"channel": "email"}, ["failed"]),
        ({"purpose": "service"}, ["failed"]),
        ({"q": "Muyun", "state": "failed"}, ["failed"]),
        ({"q": "Beiting"}, []),
        ({"first": "2026-06-15", "last": "2026-06-15"}, ["failed"]),
        ({"first": "2026-06-16"}, ["planned", "ready", "unknown", "review", "skipped"]),
    ],
    ids=str,
)
def test_the_log_is_narrowed(asked, states, lin, customer_of_lin, customer_of_chen):
    for state in ("planned", "ready", "unknown", "review", "skipped"):
        message(customer_of_lin, state=state, purpose="marketing")
    yesterday = NOON - timedelta(days=1)
    other = {"why": "survey", "channel": "email", "purpose": "service", "when": yesterday}
    message(customer_of_lin, state="failed", **other)
    assert [one.state for one in listed(lin, **asked)] == states


def test_it_is_narrowed_by_template(lin, customer_of_lin):
    template = Template.objects.create(name="Lapsed", purpose="marketing", text="x", changed_at=NOON)
    message(customer_of_lin)
    mine = message(customer_of_lin, template=template)
    assert listed(lin, template=template.pk) == [mine]


def test_pages_follow_one_another_and_show_each_message_once(lin, customer_of_lin):
    made = {message(customer_of_lin, when=NOON - timedelta(hours=n // 2)).pk for n in range(7)}
    found, cursor = [], ""
    while True:
        page = log.page(log.LogFilter({}, user=lin).found(), cursor=cursor, size=3)
        found += [one.pk for one in page.rows]
        cursor = page.cursor
        if not cursor:
            break
    assert (len(found), set(found)) == (7, made)


def test_the_log_costs_the_same_however_much_there_is(as_lin, lin, gaoxin, django_assert_max_num_queries):
    for n in range(60):
        message(CustomerFactory(owner=lin, branch=gaoxin), state=["planned", "skipped", "review"][n % 3])
    with django_assert_max_num_queries(14):
        shown = body(as_lin)
    assert shown.count("<tr data-row>") == 50
    with django_assert_max_num_queries(12):
        body(as_lin, LOG + "?state=skipped", **HTMX)


def test_a_message_says_why_it_exists_and_what_became_of_it(as_lin, lin, customer_of_lin):
    made = message(customer_of_lin, state="skipped", link="/triage/?view=sms", address="+8613912346615")
    shown = body(as_lin, reverse("outbox:message", args=[made.pk]))
    assert "SMS not sent: the customer opted out" in shown
    assert 'href="/triage/?view=sms"' in shown
    assert "+8613912346615" in shown
    lin.sees_phones = False
    lin.save()
    assert "139 **** 6615" in body(as_lin, reverse("outbox:message", args=[made.pk]))


@pytest.mark.parametrize(
    "link", ["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:1"]
)
def test_a_link_that_leads_elsewhere_is_none(link, as_lin, customer_of_lin):
    made = message(customer_of_lin, link=link)
    assert "evil" not in body(as_lin, reverse("outbox:message", args=[made.pk]))


# ---- decisions
def decide(client, verb, *messages, **more):
    return client.post(
        reverse("outbox:messages_decide"), {"verb": verb, "pk": [m.pk for m in messages], **more}
    )


@pytest.mark.parametrize(
    ("verb", "before", "after", "reason"),
    [
        ("take_back", "planned", "skipped", "cancelled"),
        ("take_back", "ready", "skipped", "cancelled"),
        ("take_back", "sending", "sending", ""),
        ("take_back", "sent", "sent", ""),
        ("arrived", "review", "delivered", ""),
        ("arrived", "unknown", "unknown", ""),
        ("again", "review", "ready", ""),
        ("again", "sent", "sent", ""),
        ("drop", "review", "skipped", "cancelled"),
        ("drop", "planned", "planned", ""),
    ],
)
def test_what_a_manager_may_do_depends_on_where_the_message_stands(
    verb, before, after, reason, as_zhou, customer_of_lin
):
    made = message(customer_of_lin, state=before)
    assert decide(as_zhou, verb, made).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.reason) == (after, reason)
    assert Intervention.objects.filter(message=made, verb=verb).exists() is (before != after)


def test_what_is_sent_again_has_time_and_no_open_question(as_zhou, customer_of_lin):
    made = message(customer_of_lin, state="review", expires_at=NOON)
    decide(as_zhou, "again", made)
    made.refresh_from_db()
    assert made.expires_at > NOON
    assert (made.unknown_since, made.ask_at, made.lease_until) == (None, None, None)


@pytest.mark.parametrize("verb", ["arrived", "again", "drop"])
def test_what_nobody_knows_is_decided_by_managers(verb, lin, as_lin, customer_of_lin):
    made = message(customer_of_lin, state="review")
    assert decide(as_lin, verb, made).status_code == 403
    with pytest.raises(PermissionDenied):
        interventions.intervene(
            messages=Message.objects.all(),
            choice=interventions.choice_called(verb),
            by=lin,
            batch=uuid.uuid4(),
        )
    assert Message.objects.get().state == "review"


def test_anothers_message_is_not_touched(as_lin, customer_of_chen):
    made = message(customer_of_chen)
    decide(as_lin, "take_back", made)
    assert Message.objects.get(pk=made.pk).state == "planned"


def test_several_are_taken_back_at_once_and_planned_again(as_lin, customer_of_lin):
    made = [message(customer_of_lin) for _n in range(3)]
    sent = message(customer_of_lin, state="sent")
    token = uuid.uuid4()
    answer = as_lin.post(
        reverse("outbox:messages_decide"),
        {"verb": "take_back", "pk": [one.pk for one in [*made, sent]], "token": token},
        headers=HTMX,
    )
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert toast["text"] == "3 messages taken back"
    assert as_lin.post(toast["undo"], headers=HTMX).status_code == 204
    assert set(Message.objects.exclude(pk=sent.pk).values_list("state", "reason")) == {("planned", "")}
    as_lin.post(toast["undo"], headers=HTMX)
    assert Intervention.objects.filter(verb="put_back").count() == 3


def test_only_who_took_it_back_plans_it_again(as_lin, as_wei, customer_of_lin):
    token = uuid.uuid4()
    decide(as_lin, "take_back", message(customer_of_lin), token=token)
    assert as_wei.post(reverse("outbox:messages_undo", args=[token])).status_code == 404
    assert Message.objects.get().state == "skipped"


def test_what_was_tried_before_it_was_given_up_is_not_called_unsent(as_zhou, customer_of_lin):
    made = message(customer_of_lin, state="review")
    decide(as_zhou, "drop", made)
    [event] = parts.messages(customer_of_lin.pk, None, 5)
    assert event.title == "SMS given up: nobody knows whether it arrived"


@pytest.mark.parametrize("data", [{}, {"verb": "take_back"}, {"verb": "fly", "pk": "1"}])
def test_a_decision_about_nothing_is_a_bad_request(data, as_zhou):
    assert as_zhou.post(reverse("outbox:messages_decide"), data).status_code == 400


# ---- timeline
def test_messages_stand_on_the_timeline_where_they_were_sent_else_where_they_were_planned(customer_of_lin):
    message(customer_of_lin, when=NOON, state="delivered", sent_at=NOON + timedelta(hours=5))
    until = {"not_before": NOON + timedelta(days=1), "reason": "hours"}
    message(customer_of_lin, when=NOON + timedelta(hours=1), state="planned", **until)
    message(customer_of_lin, when=NOON + timedelta(hours=2), state="failed", error="No such number")
    told = [(event.title, event.tone) for event in parts.messages(customer_of_lin.pk, None, 10)]
    assert told == [
        ("SMS delivered", "good"),
        ("SMS not delivered", "bad"),
        ("SMS waits until 17 Jun, 12:00: outside the hours for messages", ""),
    ]
    failed = list(parts.messages(customer_of_lin.pk, None, 10))[1]
    assert failed.detail == "Away for a while · No such number · Come by"


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"state": "planned"}, "SMS planned for 16 Jun, 12:00"),
        ({"state": "ready", "channel": "email"}, "E-mail about to be sent"),
        ({"state": "unknown"}, "SMS sent or not: the gateway is being asked"),
        ({"state": "planned", "unknown_since": NOON}, "SMS sent or not: the gateway is being asked"),
        ({"state": "review"}, "SMS sent or not: a person has to look into it"),
        ({"state": "skipped", "reason": "cap"}, "SMS not sent: had enough messages lately"),
        (
            {"state": "skipped", "reason": "expired", "waited_for": "budget"},
            "SMS not sent: its time ran out while it waited (the month's budget is used up)",
        ),
    ],
    ids=str,
)
def test_the_timeline_says_what_is_known_of_a_message(given, title, customer_of_lin):
    message(customer_of_lin, **given)
    [event] = parts.messages(customer_of_lin.pk, None, 5)
    assert event.title == title


def test_what_a_restore_made_doubtful_is_not_taken_back(as_zhou, customer_of_lin):
    made = message(customer_of_lin, unknown_since=NOON)
    decide(as_zhou, "take_back", made)
    assert Message.objects.get().state == "planned"


@pytest.mark.parametrize("size", [1, 2, 50])
def test_the_timeline_pages_by_cursor(size, customer_of_lin):
    for n, state in enumerate(("planned", "sent", "skipped", "delivered", "sent", "planned")):
        message(customer_of_lin, when=NOON - timedelta(hours=n // 2), state=state)
    whole = [event.key for event in parts.messages(customer_of_lin.pk, None, 50)]
    paged, before = [], None
    while events := list(parts.messages(customer_of_lin.pk, before, size)):
        paged += [event.key for event in events]
        before = (events[-1].at, events[-1].key)
    assert (paged, len(whole)) == (whole, 6)


# ---- the report of what was not sent
def test_each_number_of_the_report_is_the_length_of_the_list_that_it_opens(
    lin, as_lin, today, customer_of_lin, customer_of_chen
):
    for days, reason in ((0, "opted_out"), (0, "cap"), (8, "cap"), (8, "cap"), (400, "cap")):
        message(customer_of_lin, state="skipped", reason=reason, when=NOON - timedelta(days=days))
    message(customer_of_lin, state="skipped", reason="cap", why="survey")
    message(customer_of_lin, state="delivered")
    message(customer_of_chen, state="skipped")
    report = skips.report(user=lin, on=today)
    assert (report.skipped, report.planned) == (5, 6)
    assert [(row.reason, row.why, row.total) for row in report.rows] == [
        ("cap", "lapsed", 3),
        ("cap", "survey", 1),
        ("opted_out", "lapsed", 1),
    ]
    for row in report.rows:
        for number, query in row.numbers:
            assert log.asked(query, lin).found().count() == number
    assert [week.skipped for week in report.weeks][-2:] == [2, 3]
    shown = body(as_lin, reverse("outbox:skips"))
    assert "5 of 6 messages" in shown and "reason=cap" in shown


def test_the_report_costs_the_same_however_much_was_skipped(
    as_lin, customer_of_lin, django_assert_max_num_queries
):
    for n in range(40):
        reason = ["cap", "opted_out", "returned"][n % 3]
        message(customer_of_lin, state="skipped", reason=reason, when=NOON - timedelta(days=n))
    with django_assert_max_num_queries(8):
        body(as_lin, reverse("outbox:skips"))


# ---- export
def test_the_log_leaves_by_permission_only_and_the_ledger_says_so(as_lin, lin, customer_of_lin):
    message(customer_of_lin, text="=cmd()", address="+8613912346615")
    message(customer_of_lin, state="skipped")
    address = reverse("outbox:messages_export") + "?state=waiting"
    assert as_lin.post(address).status_code == 403
    lin.may_export, lin.sees_phones = True, False
    lin.save()
    text = b"".join(as_lin.post(address).streaming_content).decode("utf-8-sig")
    head, row = csv.reader(StringIO(text))
    assert row[head.index("Text")] == "'=cmd()"
    assert row[head.index("To")] == "139 **** 6615"
    assert (Export.objects.get().rows, Export.objects.get().query) == (1, "state=waiting")
