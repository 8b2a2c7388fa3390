"""Rectifications: asked for, done, looked at again by somebody else; with a deadline that is told of."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from churn_crm import clock
from customers.timeline import timeline
from desk.models import Rectification, RectificationEvent
from desk.quality.rectifications import duties, services, states, watching
from staff.absences import enter_absence
from staff.models import Notice
from tests.conftest import first_branch, person, team_of
from tests.desk.complaining import logged
from tests.desk.inspecting import asked, finding, inspected
from tests.examples import examples

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HOUR = timedelta(hours=1)
SAID = {"text": "Because"}


def events(one):
    return list(RectificationEvent.objects.filter(rectification=one).values_list("kind", flat=True))


def due_in(one, length):
    Rectification.objects.filter(pk=one.pk).update(due_at=clock.now() + length)


# ---- pure


def test_the_table_knows_every_state_and_no_other():
    assert set(states.TABLE) == set(Rectification.State.values)
    reached = {state for ways in states.TABLE.values() for state in ways.values()}
    assert reached <= set(states.TABLE) and states.TABLE["passed"] == states.TABLE["withdrawn"] == {}


@pytest.mark.parametrize(
    ("state", "kind", "then"),
    [
        ("open", "done", "done"),
        ("done", "failed", "open"),
        ("done", "passed", "passed"),
        ("open", "passed", "open"),
    ],
)
def test_what_follows_what(state, kind, then):
    assert states.after(state, kind) == then


# ---- asked for, done, looked at again


def test_the_same_token_asks_once_and_the_person_is_told(zhou, lin, gaoxin):
    token = uuid.uuid4()
    first = asked(zhou, lin, token=token)
    assert asked(zhou, lin, token=token) == first
    assert (first.branch, first.customer, events(first)) == (gaoxin, None, ["made"])
    assert Notice.objects.get().user == lin


def test_it_belongs_to_what_it_springs_from(zhou, lin, customer_of_lin):
    from_finding = asked(zhou, lin, finding=finding(inspected(zhou, customer=customer_of_lin)))
    from_complaint = asked(zhou, lin, complaint=logged(customer_of_lin, lin))
    assert from_finding.customer == from_complaint.customer == customer_of_lin
    assert Rectification.objects.get(finding__isnull=False) == from_finding


def test_what_comes_after_somebody_else_did_it_says_so_and_keeps_the_words(zhou, lin, as_zhou):
    one = asked(zhou, lin)
    services.done(rectification=one, by=lin, text="Cleaned")
    url = reverse("desk:rectification_done", args=[one.pk])
    answer = as_zhou.post(url, {"text": "Replaced the mirror"})
    words = answer.content.decode()
    assert answer.status_code == 422 and "Replaced the mirror" in words and "can no longer be done" in words
    one.refresh_from_db()
    assert (one.done_words, one.done_by) == ("Cleaned", lin)


def test_a_form_that_was_used_for_something_else_is_refused(zhou, lin, customer_of_lin):
    token = uuid.uuid4()
    asked(zhou, lin, token=token)
    with pytest.raises(ValidationError, match="something else"):
        asked(zhou, lin, token=token, complaint=logged(customer_of_lin, lin))


def test_somebody_else_looks_again_and_what_failed_is_open_with_a_new_deadline(zhou, lin, chen, wei):
    one = asked(zhou, lin)
    old = one.due_at
    services.done(rectification=one, by=wei, text="Bought two")
    for judge in (wei, lin):  # who recorded it, and whose business it was
        with pytest.raises(ValidationError, match="Somebody else"):
            services.passed(rectification=one, by=judge)
    new = clock.now() + timedelta(days=5)
    failed = services.failed(rectification=one, by=chen, text="Bay 3 has none", due_at=new)
    assert (failed.state, failed.failures, failed.due_at, failed.done_by) == ("open", 1, new, None)
    event = RectificationEvent.objects.get(kind="failed")
    assert (event.due_at, event.new_at, event.by) == (old, new, chen)
    services.done(rectification=one, by=lin, text="Now all")
    ended = services.passed(rectification=one, by=chen)
    assert (ended.state, ended.closed_by, ended.failures) == ("passed", chen, 1)
    assert events(one) == ["made", "done", "failed", "done", "passed"]


def test_the_database_itself_lets_nobody_pass_his_own_work(zhou, lin):
    one = services.done(rectification=asked(zhou, lin), by=lin, text="Done")
    with transaction.atomic(), pytest.raises(Exception, match="nobody_passes_his_own_work"):
        Rectification.objects.filter(pk=one.pk).update(state="passed", closed_by=lin, closed_at=clock.now())


def test_what_was_said_is_not_changed_afterwards(zhou, lin):
    asked(zhou, lin)
    with transaction.atomic(), pytest.raises(InternalError, match="append_only"):
        RectificationEvent.objects.update(text="Never said")


def test_only_who_asked_or_leads_changes_the_deadline_or_withdraws(zhou, lin, chen):
    one = asked(zhou, lin)
    later = {"text": "Parts come late", "due_at": clock.now() + timedelta(days=9)}
    with pytest.raises(ValidationError, match="Zhou asked"):
        services.move(rectification=one, by=lin, **later)
    moved = services.move(rectification=one, by=zhou, **later)
    assert moved.due_at == later["due_at"] and RectificationEvent.objects.get(kind="moved").new_at
    with pytest.raises(ValidationError, match="Zhou asked"):
        services.withdraw(rectification=one, by=chen, text="No")
    assert services.withdraw(rectification=one, by=zhou, text="The bay is closed").state == "withdrawn"


@pytest.mark.parametrize("name", ["done", "passed", "failed", "move"])
def test_what_has_ended_stays_ended(zhou, lin, chen, name):
    one = services.withdraw(rectification=asked(zhou, lin), by=zhou, text="Closed")
    more = {"due_at": clock.now() + HOUR} if name in ("failed", "move") else {}
    by = zhou if name == "move" else chen
    with pytest.raises(ValidationError, match="by now"):
        getattr(services, name)(rectification=one, by=by, text="x", **more)


def test_a_time_that_is_over_is_refused(zhou, lin):
    with pytest.raises(ValidationError, match="time is over"):
        asked(zhou, lin, due_at=clock.now() - HOUR)


class Model:
    """What a rectification is, kept beside the program's by hand."""

    def __init__(self):
        self.state, self.failures, self.done_by, self.events = "open", 0, None, 1

    def may(self, name, who, person):
        if name in ("passed", "failed"):
            return self.state == "done" and who not in (self.done_by, person)
        if name == "done":
            return self.state in ("open", "done")
        return self.state in ("open", "done") if name == "withdraw" else self.state == "open"

    def do(self, name, who):
        repeated = (name, self.state) == ("done", "done")
        self.events += not repeated
        if name == "done" and not repeated:
            self.state, self.done_by = "done", who
        if name == "passed":
            self.state = "passed"
        if name == "failed":
            self.state, self.done_by, self.failures = "open", None, self.failures + 1
        if name == "withdraw":
            self.state = "withdrawn"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("done", "passed", "failed", "move", "withdraw")),
        st.sampled_from(("lin", "wei", "zhou")),
    ),
    max_size=8,
)


class RandomSequences(TestCase):
    """Whatever is tried in whatever order by whomever: the same as a model that was written by hand."""

    @settings(max_examples=examples(15), deadline=None)
    @given(STEPS)
    def test_no_sequence_leads_anywhere_that_the_model_does_not(self, steps):
        gaoxin = first_branch()
        people = {name: person(name, gaoxin=gaoxin, team=team_of(gaoxin)) for name in ("lin", "wei", "zhou")}
        one, model = asked(people["zhou"], people["lin"]), Model()
        for number, (name, who) in enumerate(steps):
            more = {"due_at": clock.now() + (number + 1) * HOUR} if name in ("failed", "move") else {}
            changes = name in ("move", "withdraw")
            allowed = model.may(name, who, "lin") and not (changes and who == "lin")
            repeats = (name, model.state) in (("passed", "passed"), ("withdraw", "withdrawn"))
            try:
                getattr(services, name)(rectification=one, by=people[who], text="x", **more)
            except ValidationError:
                assert not allowed
            else:
                assert allowed or repeats
                if allowed:
                    model.do(name, who)
            one.refresh_from_db()
            held = (one.state, one.failures, one.done_by and one.done_by.username, one.events.count())
            assert held == (model.state, model.failures, model.done_by, model.events)


# ---- the beat


def test_of_what_somebody_away_has_to_put_right_hears_who_can_open_it(zhou, lin, chen, wei, today):
    away = {"starts_on": today, "ends_on": today + timedelta(days=3), "kind": "leave", "token": uuid.uuid4()}
    enter_absence(person=lin, by=lin, deputy=chen, **away)
    due_in(asked(zhou, lin), 20 * HOUR)
    Notice.objects.all().delete()
    watching.look_after()
    told = Notice.objects.filter(kind="rectify_soon").values_list("user__username", flat=True)
    assert sorted(told) == ["lin", "wei"]  # a deputy of one's own customers cannot open it


def test_one_is_reminded_a_day_before_and_told_at_the_deadline_with_the_lead_once(zhou, lin, wei):
    soon, over, far = asked(zhou, lin), asked(zhou, lin), asked(zhou, lin)
    due_in(soon, 20 * HOUR)
    due_in(over, -HOUR)
    Notice.objects.all().delete()
    assert watching.look_after() == {"due": 2, "soon": 1}
    assert watching.look_after() == {"due": 0, "soon": 0}
    told = Notice.objects.values_list("kind", "user__username")
    assert sorted(told) == [("rectify_due", "lin"), ("rectify_due", "wei"), ("rectify_soon", "lin")]
    assert far.state == "open"


def test_of_more_than_are_taken_at_once_everybody_is_told(zhou, lin, monkeypatch):
    monkeypatch.setattr(watching, "AT_ONCE", 2)
    for hours in (3, 2, 1):
        due_in(asked(zhou, lin), -hours * HOUR)
    watching.look_after()
    due_in(asked(zhou, lin), -HOUR / 2)
    watching.look_after()
    assert Notice.objects.of(lin).filter(kind="rectify_due").count() == 4


def test_a_new_deadline_is_reminded_of_again(zhou, lin):
    one = asked(zhou, lin)
    due_in(one, HOUR)
    assert watching.look_after()["soon"] == 1
    one.refresh_from_db()
    services.move(rectification=one, by=zhou, text="Agreed", due_at=clock.now() + 2 * HOUR)
    assert watching.look_after()["soon"] == 1


def test_who_is_switched_off_is_not_told_but_who_leads_is(zhou, lin, wei):
    due_in(asked(zhou, lin), HOUR)
    lin.is_active = False
    lin.save()
    Notice.objects.all().delete()
    watching.look_after()
    assert [notice.user for notice in Notice.objects.all()] == [wei]


def test_what_is_done_is_told_to_who_asked_and_reminds_nobody(zhou, lin):
    one = services.done(rectification=asked(zhou, lin), by=lin, text="Done")
    due_in(one, -HOUR)
    assert Notice.objects.get(user=zhou).kind == "rectify_done"
    assert watching.look_after() == {"due": 0, "soon": 0}


def test_watching_costs_the_same_for_many(zhou, lin, django_assert_max_num_queries):
    for _ in range(12):
        due_in(asked(zhou, lin), -HOUR)
    watching.look_after()
    with django_assert_max_num_queries(8):
        watching.look_after()


def test_unfinished_ones_are_handed_over_when_somebody_leaves(zhou, lin, chen, wei):
    opened, finished = asked(zhou, lin), asked(zhou, lin)
    services.withdraw(rectification=finished, by=zhou, text="x")
    assert duties.owed([lin.pk]) == {lin.pk: 1}
    assert duties.hand_over(lin, chen, wei) == 1
    opened.refresh_from_db()
    finished.refresh_from_db()
    assert (opened.person, finished.person, events(opened)) == (chen, lin, ["made", "handed"])


# ---- pages


def test_it_stands_before_whose_business_it_is(zhou, lin, as_lin, as_chen):
    one = asked(zhou, lin)
    assert one.what in as_lin.get("/desk/rectifications/mine/").content.decode()
    assert as_chen.get("/desk/rectifications/mine/").content.decode().strip() == ""
    assert as_chen.get(reverse("desk:rectification", args=[one.pk])).status_code == 404
    services.done(rectification=one, by=lin, text="Done")
    assert one.what not in as_lin.get("/desk/rectifications/mine/").content.decode()


def test_the_owner_of_the_customer_sees_what_others_owe_him_and_hears_when_it_is_late(
    zhou, lin, chen, wei, customer_of_lin, as_lin, as_chen
):
    soon, late, far = (
        asked(zhou, chen, what=what, complaint=logged(customer_of_lin, zhou, text=what))
        for what in ("Polish", "Repaint", "Later")
    )
    due_in(soon, 20 * HOUR)
    due_in(late, -HOUR)
    address = reverse("desk:customers_rectifications")
    page = as_lin.get(address).content.decode()

    assert "2 things to put right for your customers are due" in page
    assert soon.what in page and late.what in page and far.what not in page
    assert as_chen.get(address).content.decode().strip() == ""
    listed = as_lin.get(reverse("desk:rectifications"), {"customers": 1})
    assert [one.what for one in listed.context["rows"]] == ["Repaint", "Polish", "Later"]
    watching.look_after()
    told = Notice.objects.filter(kind="rectify_due").values_list("user__username", flat=True)
    assert set(told) == {"lin", "chen", "wei"}


def test_the_page_offers_what_the_person_can_do_now(zhou, lin, as_lin, as_zhou, as_sun):
    one = asked(zhou, lin)
    page = reverse("desk:rectification", args=[one.pk])
    names = [verb["name"] for verb in as_lin.get(page).context["verbs"]]
    assert names == ["done", "give"]
    as_lin.post(reverse("desk:rectification_done", args=[one.pk]), {"text": "Bought two"})
    assert [verb["name"] for verb in as_lin.get(page).context["verbs"]] == ["give"]
    names = [verb["name"] for verb in as_zhou.get(page).context["verbs"]]
    assert names == ["pass", "fail", "give", "withdraw"]
    assert as_sun.get(page).context["verbs"] == []
    refused = as_zhou.post(reverse("desk:rectification_fail", args=[one.pk]), {"text": "", "due_at": ""})
    assert refused.status_code == 422 and "Say what is still not in order" in refused.content.decode()
    later = f"{clock.now() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    as_zhou.post(reverse("desk:rectification_fail", args=[one.pk]), {"text": "Bay 3", "due_at": later})
    one.refresh_from_db()
    assert (one.state, one.failures) == ("open", 1)


def test_a_complaints_page_asks_for_it_and_shows_it(customer_of_lin, lin, xie, as_xie):
    complaint = logged(customer_of_lin, xie)
    panel = reverse("desk:complaint_rectifications", args=[complaint.pk])
    assert panel in as_xie.get(reverse("desk:complaint", args=[complaint.pk])).content.decode()
    form = as_xie.get(panel, headers=HTMX).context["form"]
    said = {
        "ask-token": str(form.initial["token"]),
        "ask-what": "Say the price before the work begins",
        "ask-person": lin.pk,
        "ask-due_at": f"{form.initial['due_at']:%Y-%m-%dT%H:%M}",
    }
    assert as_xie.post(panel, {**said, "ask-what": ""}, headers=HTMX).status_code == 422
    assert as_xie.post(panel, said, headers=HTMX).headers["HX-Redirect"].endswith(f"/{complaint.pk}/")
    one = Rectification.objects.get()
    assert (one.complaint, one.person, one.customer) == (complaint, lin, customer_of_lin)
    assert "Say the price" in as_xie.get(panel, headers=HTMX).content.decode()


def test_the_timeline_tells_that_it_was_asked_for_and_put_right(customer_of_lin, zhou, lin, chen):
    one = asked(zhou, lin, complaint=logged(customer_of_lin, lin))
    services.done(rectification=one, by=lin, text="Bought two")
    services.passed(rectification=one, by=chen)
    titles = [event.title for event in timeline(customer_of_lin.pk, kind="rectification")]
    assert titles[0] == "Put right: Torque wrench at every bay" and "To be put right until" in titles[1]


def test_the_list_costs_the_same_for_many(zhou, lin, deng, as_wei, django_assert_max_num_queries):
    for _ in range(55):
        asked(zhou, lin)
    asked(zhou, deng, what="Canary")
    with django_assert_max_num_queries(8):
        page = as_wei.get("/desk/rectifications/")
    assert len(page.context["rows"]) == 50 and "Canary" not in page.content.decode()
    rest = as_wei.get("/desk/rectifications/", {"cursor": page.context["cursor"]})
    assert len(rest.context["rows"]) == 5 and not rest.context["cursor"]


def test_by_hand_it_names_its_branch(zhou, lin, gaoxin, as_zhou):
    form = as_zhou.get("/desk/rectifications/new/").context["form"]
    said = {
        "token": str(form.initial["token"]),
        "what": "New signs",
        "person": lin.pk,
        "branch": gaoxin.pk,
        "due_at": f"{form.initial['due_at']:%Y-%m-%dT%H:%M}",
    }
    assert as_zhou.post("/desk/rectifications/new/", said).status_code == 302
    assert Rectification.objects.get().branch == gaoxin
