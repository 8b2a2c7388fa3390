"""The complaint clock on the desk, a complaint's own page, the policy, and the same over HTTP."""

import json
import uuid

import pytest
from django.urls import reverse

from churn_crm import clock
from desk.complaints import escalation, policies, questions, reads, services
from desk.complaints.forms import FIELDS
from desk.models import Complaint, ComplaintPolicy
from staff.models import Team
from tests.desk.complaining import at, logged

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def complaint(customer_of_lin, xie):
    return logged(customer_of_lin, xie, text="Brake squeal is back ten days after the pad change")


def url(name, complaint):
    return reverse(f"desk:complaint_{name}", args=[complaint.pk])


def body(answer):
    return answer.content.decode()


def due(complaint, **moved):
    Complaint.objects.filter(pk=complaint.pk).update(**moved)


def test_the_chips_count_and_each_opens_its_list(customer_of_lin, xie, as_xie, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("16 15:00"))
    over, soon, later, waiting = (logged(customer_of_lin, xie) for _ in range(4))
    due(over, due_at=at("16 13:00"))
    due(soon, due_at=at("17 10:00"))  # four business hours from three o'clock are ten the next day
    due(later, due_at=at("17 10:01"))
    services.respond(complaint=waiting, by=xie, way="call")
    due(waiting, state="waiting", paused_until=at("19 10:00"), asked_at=at("16 10:00"), due_at=at("22 10:00"))
    shown = as_xie.get("/desk/complaints/").context
    assert shown["counts"] == {"over": 1, "soon": 1, "time": 1, "waiting": 1, "outside": 0}
    for name, row in (("over", over), ("soon", soon), ("time", later), ("waiting", waiting)):
        only = as_xie.get("/desk/complaints/", {"only": name}).context["rows"]
        assert [one.complaint for one in only] == [row]
    text = body(as_xie.get("/desk/complaints/"))
    assert "over by 2 h" in text and "paused" in text and "1 within 4 h" in text


def test_mine_and_unassigned_leaves_out_what_others_have(customer_of_lin, xie, lin, as_xie):
    free, mine, others = (logged(customer_of_lin, xie) for _ in range(3))
    services.take(complaint=mine, by=xie)
    services.take(complaint=others, by=lin)
    shown = {row.complaint for row in as_xie.get("/desk/complaints/?show=mine").context["rows"]}
    assert shown == {free, mine}
    everything = {row.complaint for row in as_xie.get("/desk/complaints/?show=all").context["rows"]}
    assert everything == {free, mine, others}


def test_a_free_one_is_taken_from_its_row(complaint, as_xie, xie):
    assert "Take" in body(as_xie.get("/desk/complaints/"))
    answer = as_xie.post(url("take", complaint) + "?as=row", headers=HTMX)
    assert "<tr>" in body(answer) and "Xie" in body(answer)
    assert Complaint.objects.get().holder == xie
    assert "complaints" in json.loads(answer.headers["HX-Trigger"])


def test_the_page_shows_the_clock_the_history_and_what_can_be_done(complaint, as_xie, as_sun):
    page = body(as_xie.get(reverse("desk:complaint", args=[complaint.pk])))
    for words in ("Brake squeal", "First response", "left", "Hand over", "Ask the customer", "Logged"):
        assert words in page
    assert "Reopen" not in page.replace("Solve, reopen", "")
    read = body(as_sun.get(reverse("desk:complaint", args=[complaint.pk])))
    assert "Brake squeal" in read and "What can be done" not in read


def test_the_page_costs_the_same_whatever_has_happened(complaint, as_xie, xie, django_assert_max_num_queries):
    for n in range(12):
        services.note(complaint=complaint, by=xie, text=f"Note {n}")
    with django_assert_max_num_queries(24):
        as_xie.get(reverse("desk:complaint", args=[complaint.pk]))


def test_the_list_costs_the_same_however_many_there_are(
    customer_of_lin, xie, as_xie, django_assert_max_num_queries
):
    for _ in range(15):
        services.take(complaint=logged(customer_of_lin, xie), by=xie)
    with django_assert_max_num_queries(10):
        as_xie.get("/desk/complaints/")


def test_what_was_escalated_to_somebody_stands_in_his_list_until_it_is_solved(complaint, lin, wei):
    services.take(complaint=complaint, by=lin)
    moment = complaint.respond_due_at
    assert not reads.clock_page(wei)["rows"]
    escalation.escalate_due(now=moment)
    page = reads.clock_page(wei)
    assert [row.complaint for row in page["rows"]] == [complaint]
    assert page["scope"] == "mine" and sum(page["counts"].values()) == 1
    services.solve_complaint(complaint=complaint, by=lin, resolution="Refunded")
    assert not reads.in_scope(wei, "mine").exists()


@pytest.mark.parametrize(
    ("verb", "given", "state"),
    [
        ("respond", {"way": "call", "text": "We call back"}, "answered"),
        ("ask", {"way": "call", "text": "Which wheel?"}, "waiting"),
        ("note", {"text": "He was calm"}, "new"),
        ("escalate", {"text": ""}, "new"),
        ("solve", {"resolution": "Pads changed"}, "solved"),
    ],
)
def test_each_verb_without_a_script_leads_back_to_the_page(complaint, as_xie, zhou, verb, given, state):
    target = url(verb, complaint) + ("?as=page" if verb == "solve" else "")
    answer = as_xie.post(target, given)
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("desk:complaint", args=[complaint.pk])
    assert Complaint.objects.get().state == state


@pytest.mark.parametrize(("verb", "field"), [("solve", "resolution"), ("ask", "text"), ("note", "text")])
def test_what_comes_after_a_colleague_solved_it_says_so_and_keeps_the_words(
    complaint, as_xie, lin, verb, field
):
    services.solve_complaint(complaint=complaint, by=lin, resolution="Oil free of charge")
    form = {field: "A new disc, paid by the maker", "way": "call", "version": complaint.version}
    answer = as_xie.post(url(verb, complaint) + "?as=page", form, headers=HTMX)
    assert answer.status_code == 422 and "A new disc, paid by the maker" in body(answer)
    complaint.refresh_from_db()
    assert (complaint.resolution, complaint.solved_by) == ("Oil free of charge", lin)


def test_the_same_solution_twice_is_one(complaint, as_xie):
    form = {"resolution": "Pads changed", "token": str(uuid.uuid4())}
    for _time in range(2):
        assert as_xie.post(url("solve", complaint), form, headers=HTMX).status_code == 200
    assert complaint.events.filter(kind="solved").count() == 1


def test_a_form_that_solved_it_before_does_not_say_so_of_one_that_is_open_again(complaint, as_xie, xie):
    form = {"resolution": "Pads changed", "token": str(uuid.uuid4())}
    as_xie.post(url("solve", complaint), form, headers=HTMX)
    services.take_back(complaint=complaint, by=xie)
    answer = as_xie.post(url("solve", complaint), form, headers=HTMX)
    assert answer.status_code == 422 and "was opened again since" in body(answer)


def test_undoing_a_solution_on_its_page_shows_the_page_as_it_is(complaint, as_xie, xie):
    services.solve_complaint(complaint=complaint, by=xie, resolution="Pads")
    page = "http://testserver" + reverse("desk:complaint", args=[complaint.pk])
    answer = as_xie.post(url("unsolve", complaint), headers=HTMX | {"HX-Current-URL": page})
    assert answer.headers["HX-Refresh"] == "true"
    assert "is open again" in body(as_xie.get(page))


def test_what_the_customer_did_himself_is_not_said_to_be_the_programs(complaint, as_xie, xie):
    waiting = questions.ask(complaint=complaint, by=xie, way="call", text="Which?", token=uuid.uuid4())
    services.note_answer(complaint=waiting, by=None, way="web", text="The left one")
    page = body(as_xie.get(reverse("desk:complaint", args=[complaint.pk])))
    assert "by the customer" in page and "by the program" not in page


def test_what_stands_in_amber_is_counted_as_due_soon(customer_of_lin, xie, stand_at):
    """Of 24 hours three quarters are used: of that the policy warns, though more than four are left."""
    stand_at("15 09:00")
    row = logged(customer_of_lin, xie, severity=1)
    services.respond(complaint=row, by=xie, way="call")
    for moment, tone, kind in (("17 09:30", "", "time"), ("17 11:30", "warn", "soon")):
        stand_at(moment)
        page = reads.clock_page(xie)
        assert (page["rows"][0].tone, page["counts"][kind]) == (tone, 1), page["rows"][0].face


def test_by_htmx_the_page_is_answered_and_solving_can_be_undone(complaint, as_xie):
    answer = as_xie.post(url("solve", complaint) + "?as=page", {"resolution": "Pads"}, headers=HTMX)
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert 'id="complaint"' in body(answer) and "Reopen" in body(answer)
    as_xie.post(undo, headers=HTMX)
    assert Complaint.objects.get().state == "new"


def test_what_is_wrong_is_said_beside_its_open_form(complaint, as_xie):
    answer = as_xie.post(url("ask", complaint), {"way": "call", "text": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "Write down the question." in body(answer) and 'name="verb" open' in body(answer)
    stale = as_xie.post(url("respond", complaint), {"way": "call", "version": "0"}, headers=HTMX)
    assert stale.status_code == 422 and "just changed" in body(stale)


def test_it_is_handed_over_with_a_deadline(complaint, as_xie, wei):
    team = Team.objects.create(name="Billing")
    until = "2099-06-17T10:00"
    assert as_xie.post(url("hand_over", complaint), {"team": team.pk}).status_code == 422
    assert as_xie.post(url("hand_over", complaint), {"until": until}).status_code == 422
    assert as_xie.post(url("hand_over", complaint), {"team": team.pk, "until": until}).status_code == 302
    page = body(as_xie.get(reverse("desk:complaint", args=[complaint.pk])))
    assert "Handed over to Billing until" in page


def test_whoever_gave_it_away_and_does_not_see_it_any_more_is_led_to_the_desk(
    customer_of_chen, xie, lin, deng, as_lin
):
    complaint = logged(customer_of_chen, xie)
    services.take(complaint=complaint, by=lin)
    given = {"person": deng.pk, "until": "2099-06-17T10:00"}
    answer = as_lin.post(url("hand_over", complaint), given, headers=HTMX)
    assert answer.headers["HX-Redirect"] == reverse("desk:home")


# ---- the same again


def alike(client, customer, **typed):
    given = {f"complaint-{name}": value for name, value in typed.items()}
    return body(client.get(reverse("desk:complaint_alike", args=[customer.pk]), given))


def test_typing_offers_to_reopen_what_looks_the_same(
    complaint, as_xie, xie, customer_of_lin, customer_of_chen
):
    assert str(complaint) in alike(as_xie, customer_of_lin, text="The brake squeal is back after the pads")
    services.solve_complaint(complaint=complaint, by=xie, resolution="Pads")
    said = alike(as_xie, customer_of_lin, text="The brake squeal is back after the pads")
    assert f"Looks like {complaint}" in said and "Reopen it" in said
    assert "Looks like" in alike(as_xie, customer_of_lin, text="x", cause="waiting")
    assert "Looks like" not in alike(as_xie, customer_of_lin, text="Invoice twice", cause="price")
    assert "Looks like" not in alike(as_xie, customer_of_chen, text="The brake squeal is back")


def test_what_was_solved_long_ago_is_another_matter(complaint, as_xie, xie, customer_of_lin, monkeypatch):
    services.solve_complaint(complaint=complaint, by=xie, resolution="Pads")
    due(complaint, solved_at=at("16 10:00").replace(year=2025))
    assert "Looks like" not in alike(as_xie, customer_of_lin, text="x", cause="waiting")


def test_reopening_from_the_desk_keeps_what_was_typed(complaint, as_xie, xie):
    services.solve_complaint(complaint=complaint, by=xie, resolution="Pads")
    story = "It squeals again. " * 200  # as long as a complaint may be
    answer = as_xie.post(url("reopen", complaint) + "?as=desk", {"complaint-text": story}, headers=HTMX)
    assert answer.headers["HX-Redirect"] == reverse("desk:complaint", args=[complaint.pk])
    assert complaint.events.get(kind="reopened").text == story.strip()


def test_while_typing_it_says_by_when(as_xie, customer_of_lin):
    assert "solve by" in alike(as_xie, customer_of_lin, text="", severity="2")
    assert "solve by" not in alike(as_xie, customer_of_lin, text="", severity="9")


# ---- the policy


def policy_form(**given):
    values = {name: getattr(ComplaintPolicy(), name) for name in FIELDS}
    return {"version": 1} | {n: v for n, v in values.items() if v is not False} | given


def test_a_manager_sees_what_a_policy_would_change_and_saves_it(customer_of_lin, xie, as_zhou, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("16 15:00"))
    complaint = logged(customer_of_lin, xie)
    page = body(as_zhou.get(reverse("desk:complaint_policy")))
    assert "30 min<small>8 h</small>" in page and "1 h<small>8 h</small>" in page
    monkeypatch.setattr(clock, "now", lambda: at("16 16:30"))
    wanted = policy_form(respond_medium="0.10")
    shown = body(as_zhou.post(reverse("desk:complaint_policy_preview"), wanted, headers=HTMX))
    assert "Open complaints over their time: 0 of 1 now, 1 then." in shown and str(complaint) in shown
    assert policies.complaint_policy().version == 1
    assert as_zhou.post(reverse("desk:complaint_policy"), wanted).status_code == 302
    assert policies.complaint_policy().version == 2
    again = as_zhou.post(reverse("desk:complaint_policy"), wanted)
    assert again.status_code == 422 and "just changed" in body(again)


def test_a_policy_that_contradicts_itself_is_said_at_its_field(as_zhou):
    answer = as_zhou.post(reverse("desk:complaint_policy"), policy_form(solve_low="1"))
    assert answer.status_code == 422 and "Not sooner than the first response." in body(answer)


# ---- over HTTP


def test_the_api_logs_once_and_does_the_verbs_once(customer_of_lin, as_xie, wei):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    said = {"cause": "price", "severity": 3, "text": "Too dear"}
    new = reverse("desk_api:complaint_new", args=[customer_of_lin.pk])
    first, second = (as_xie.post(new, said, "application/json", headers=key) for _ in range(2))
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    one = first.json()["id"]
    once = {"Idempotency-Key": str(uuid.uuid4())}
    for _ in range(2):
        taken = as_xie.post(
            reverse("desk_api:complaint_take", args=[one]), {}, "application/json", headers=once
        )
        assert taken.status_code == 200
    shown = as_xie.get(reverse("desk_api:complaint", args=[one])).json()
    assert [event["kind"] for event in shown["events"]] == ["logged", "taken"]
    stale = as_xie.post(
        reverse("desk_api:complaint_respond", args=[one]), {"way": "call", "version": 1}, "application/json"
    )
    assert stale.status_code == 409
    solve = reverse("desk_api:complaint_solve", args=[one])
    assert as_xie.post(solve, {"resolution": "Refund"}, "application/json").json()["state"] == "solved"
    assert as_xie.get(reverse("desk_api:complaints")).json()["results"] == []
    late = as_xie.post(reverse("desk_api:complaint_note", args=[one]), {"text": "x"}, "application/json")
    assert late.status_code == 409


def test_a_preview_says_which_values_do_not_fit(as_zhou):
    for name in ("complaint_policy", "quality_policy", "routing"):
        asked = as_zhou.post(reverse(f"desk:{name}_preview"), {}, headers={"HX-Request": "true"})
        assert asked.status_code == 422
        said = asked.content.decode()
        assert "Some values do not fit yet:" in said and "<b>" in said
