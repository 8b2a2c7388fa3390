"""The triage page: who sees what, in which order, with which words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from retention.models import Action
from tests.conftest import TODAY
from tests.retention.factories import at_risk, last_night, with_history
from tests.signals.tried import model_row

pytestmark = pytest.mark.django_db


def shown(client, **query):
    response = client.get(reverse("retention:triage"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_is_ranked_by_value_times_urgency(as_lin, lin):
    at_risk(lin, "Small but urgent", value=1000, urgency=2.0)
    at_risk(lin, "Large", value=9000)
    at_risk(lin, "Middle", value=1900)
    page = shown(as_lin)
    assert page.index("Large") < page.index("Small but urgent") < page.index("Middle")


def test_a_row_says_one_number_one_reason_and_one_action(as_lin, lin):
    at_risk(lin, "Muyun", value=18240)
    page = shown(as_lin)
    assert "¥18,240" in page
    assert "Visits every 92 ± 14 days; <b>now 171</b>" in page
    assert "Call: Muyun" in page


def test_an_account_manager_sees_only_her_own(as_lin, lin, chen, deng):
    at_risk(lin, "Hers")
    at_risk(chen, "Of Chen")
    at_risk(deng, "Of Deng")
    page = shown(as_lin)
    assert "Hers" in page
    assert "Of Chen" not in page
    assert "Of Deng" not in page


def test_a_lead_sees_the_team_and_nobody_else(as_wei, lin, chen, deng):
    at_risk(lin, "Of Lin")
    at_risk(chen, "Of Chen")
    at_risk(deng, "Of Deng")
    page = shown(as_wei)
    assert "Of Lin" in page
    assert "Of Chen" in page
    assert "Of Deng" not in page


def test_views_hold_what_their_counts_say(as_lin, lin):
    at_risk(lin, "Due")
    at_risk(
        lin, "Late", action={"deadline": TODAY - timedelta(days=1), "planned_on": TODAY - timedelta(days=9)}
    )
    at_risk(lin, "Asleep", action={"state": "snoozed", "due_on": TODAY + timedelta(days=3)})
    at_risk(lin, "Grand", customer={"vip": True})
    for view, names in {
        "mine": ["Due", "Late", "Grand"],
        "overdue": ["Late"],
        "snoozed": ["Asleep"],
        "vip": ["Grand"],
    }.items():
        response = as_lin.get(reverse("retention:triage"), {"view": view})
        assert sorted(row.customer.name for row, _, _ in response.context["rows"]) == sorted(names)
        counts = {tab.key: tab.count for tab in response.context["tabs"]}
        assert counts[view] == len(names)


def test_a_snooze_that_has_run_out_is_due_again(as_lin, lin):
    at_risk(lin, "Awake", action={"state": "snoozed", "due_on": TODAY})
    assert "Awake" in shown(as_lin, view="mine")


def test_pages_follow_each_other_without_gap_or_double(as_lin, lin):
    names = [f"Customer no {n:02d}" for n in range(70)]
    for n, name in enumerate(names):
        at_risk(lin, name, value=1000 + n // 3)
    seen, after = [], None
    while after != "":
        query = {"view": "mine"} | ({"after": after} if after else {})
        response = as_lin.get(reverse("retention:triage"), query, headers={"HX-Request": "true"})
        seen += [row.customer.name for row, _, _ in response.context["rows"]]
        after = response.context["after"]
    assert sorted(seen) == sorted(names)


@pytest.mark.parametrize("after", ["nonsense", "1_2_3", "x_1", ""])
def test_a_cursor_that_cannot_be_read_is_the_beginning(as_lin, lin, after):
    at_risk(lin, "First")
    response = as_lin.get(reverse("retention:triage"), {"after": after}, headers={"HX-Request": "true"})
    assert "First" in response.content.decode()


def test_the_list_costs_the_same_however_long_it_is(as_lin, lin, django_assert_max_num_queries):
    last_night()
    for n in range(25):
        with_history(at_risk(lin, f"Customer {n}"))
    with django_assert_max_num_queries(68):
        shown(as_lin)


def test_the_capacity_line_stands_after_todays_remaining_calls(as_lin, lin):
    lin.calls_per_day = 2
    lin.save()
    for n, kind in enumerate(("call", "visit", "call", "call")):
        at_risk(lin, f"Row {n}", value=9000 - n, action={"kind": kind})
    page = shown(as_lin)
    assert page.index("Row 2") < page.index("2 remaining calls end here") < page.index("Row 3")


def test_an_unknown_view_is_the_first_one(as_lin, lin):
    at_risk(lin, "Mine")
    assert "Mine" in shown(as_lin, view="everything")
    assert "Mine" in shown(as_lin, view="team")


def test_without_customers_it_says_what_to_do_first(as_zhou):
    assert "Bring in your customers" in shown(as_zhou)


def test_when_all_is_done_it_says_what_was_won(as_lin, lin):
    closed = {"state": "done", "closed_on": TODAY, "closed_by": lin, "outcome": "booked"}
    at_risk(lin, "Booked", value=6100, action=closed)
    page = shown(as_lin)
    assert "All done: 1 worked today" in page
    assert "¥6,100" in page


def test_late_scores_are_marked(as_lin, lin):
    at_risk(lin, "Somebody")
    last_night(TODAY - timedelta(days=3))
    assert "Scores are from 13 June." in shown(as_lin)


def test_last_nights_scores_are_not(as_lin, lin):
    at_risk(lin, "Somebody")
    last_night()
    assert "Scores are from" not in shown(as_lin)


def test_the_detail_shows_script_rhythm_reasons_and_history(as_lin, lin):
    action = with_history(at_risk(lin, "Muyun", value=18240, urgency=1.8))
    page = as_lin.get(
        reverse("retention:detail", args=[action.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "Call Qiu Lan" in page
    assert "You usually come every 92 days; now it is 199." in page
    assert "about 3 in 4" in page
    assert "general prior" in page
    assert "× 1.8" in page
    assert "6 visits since" in page
    assert "139 **** 1111" in page
    assert "13900001111" not in page


def test_the_word_for_the_model_leads_to_its_card(as_lin, lin):
    model_row(number=7)
    action = at_risk(lin, "Muyun", probability_from="7")
    address = reverse("retention:detail", args=[action.pk])
    page = as_lin.get(address, headers={"HX-Request": "true"}).content.decode()
    card = reverse("signals:model", args=[7])
    assert f'<a href="{card}">model 7</a>' in page
    assert as_lin.get(card).status_code == 200


def test_the_detail_costs_the_same_however_long_the_history(as_lin, lin, django_assert_max_num_queries):
    action = with_history(at_risk(lin, "Muyun"))
    with django_assert_max_num_queries(61):
        as_lin.get(reverse("retention:detail", args=[action.pk]), headers={"HX-Request": "true"})


def test_anothers_action_is_not_there(as_lin, chen):
    action = at_risk(chen, "Of Chen")
    assert as_lin.get(reverse("retention:detail", args=[action.pk])).status_code == 404
    assert as_lin.get(reverse("retention:dock", args=[action.pk])).status_code == 404
    assert as_lin.post(reverse("retention:log", args=[action.pk])).status_code == 404


def test_agents_have_no_triage(as_xie):
    assert as_xie.get(reverse("retention:triage")).status_code == 403


def test_an_auditor_looks_on(as_sun, lin):
    action = with_history(at_risk(lin, "Muyun"))
    page = shown(as_sun)
    assert "Muyun" in page
    assert 'id="dock"' not in page
    assert as_sun.post(reverse("retention:log", args=[action.pk])).status_code == 403
    assert Action.objects.get().state == "due"


def test_the_badge_counts_what_waits(as_lin, lin):
    at_risk(lin, "One")
    at_risk(lin, "Two")
    assert as_lin.get(reverse("retention:triage_badge")).content == b"2"
