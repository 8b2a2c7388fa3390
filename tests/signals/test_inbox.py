"""The signal inbox, what is said there, on the customer's page and over HTTP, and what becomes of trust."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from retention.brief import Brief
from signals.life import services
from signals.life.judgements import judgements
from signals.models import ChurnSignal
from tests.conftest import TODAY, signed_in
from tests.retention.factories import at_risk

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NUMBERS = {
    "lapsed_visit": {"own": True, "usual": 92, "spread": 14, "now": 171},
    "payment_delay": {"overdue": 1, "overdue_days": 40},
    "owner_leaving": {"days": 30, "lines": 0},
}


def address(name: str, *args) -> str:
    return reverse(f"signals:{name}", args=args)


def found(owner, name="Muyun", *, kind="lapsed_visit", days=20, **fields) -> ChurnSignal:
    """A signal of a new customer of the owner, which opened so many days ago."""
    return ChurnSignal.objects.create(
        customer=at_risk(owner, name, value=4200).customer,
        kind=kind,
        strength=0.8,
        numbers=NUMBERS[kind],
        opened_on=TODAY - timedelta(days=days),
        seen_on=TODAY - timedelta(days=1),
        **fields,
    )


def names(client, **asked) -> list[str]:
    """The customers on the page, from top to bottom."""
    answer = client.get(address("inbox"), asked)
    return [row.signal.customer.name for row in answer.context["rows"]]


def counts(client, **asked) -> dict[str, int | str]:
    """What stands beside each tab."""
    tabs = client.get(address("inbox"), asked).context["tabs"]
    return {key: count for key, _words, count in tabs}


class TestTheList:
    def test_newest_first_in_pages_by_cursor(self, as_lin, lin, monkeypatch):
        monkeypatch.setattr("signals.life.inbox.A_PAGE", 2)
        for name, days in (("C", 9), ("A", 1), ("E", 9), ("B", 5), ("D", 9)):
            found(lin, name, days=days)
        shown, cursor = [], ""
        while True:
            page = as_lin.get(address("inbox"), {"cursor": cursor}, headers=HTMX).context
            shown += [row.signal.customer.name for row in page["rows"]]
            cursor = page["cursor"]
            if not cursor:
                break
        assert shown == ["A", "B", "D", "E", "C"]

    def test_what_speaks_again_or_grows_urgent_stands_above_what_was_found_before(
        self, as_lin, lin, monkeypatch
    ):
        monkeypatch.setattr("signals.life.inbox.A_PAGE", 1)
        on = {days: TODAY - timedelta(days=days) for days in (1, 2, 3, 30)}
        found(lin, "plain", days=3)
        found(lin, "strong from the first", days=30, urgent_on=on[30])
        found(lin, "woken", days=30, again_on=on[2])
        found(lin, "grown", days=30, again_on=on[3], urgent_on=on[1])
        shown, cursor = [], ""
        while True:
            page = as_lin.get(address("inbox"), {"cursor": cursor}, headers=HTMX).context
            shown += [row.signal.customer.name for row in page["rows"]]
            cursor = page["cursor"]
            if not cursor:
                break
        assert shown == ["grown", "woken", "plain", "strong from the first"]
        words = as_lin.get(address("inbox")).content.decode()
        assert "by the night that found a signal" in words
        assert "speaks again since" in words

    def test_everybody_sees_the_signals_of_the_customers_he_may_see(self, cast):
        for owner in ("lin", "chen", "deng"):
            found(cast[owner], owner)
        who = ("lin", "wei", "xie", "deng", "zhou", "sun")
        seen = {one: set(names(signed_in(cast[one]))) for one in who}
        branch, everywhere = {"lin", "chen"}, {"lin", "chen", "deng"}
        assert seen == {
            "lin": {"lin"},
            "wei": branch,
            "xie": branch,
            "deng": {"deng"},
            "zhou": everywhere,
            "sun": everywhere,
        }

    def test_who_will_leave_is_told_to_managers_alone(self, lin, as_lin, as_wei, as_zhou):
        signal = found(lin, kind="owner_leaving")
        assert [names(one) for one in (as_lin, as_wei, as_zhou)] == [[], [], ["Muyun"]]
        assert "owner_leaving" not in as_lin.get(address("inbox")).content.decode()
        assert as_lin.post(address("acknowledge", signal.pk)).status_code == 404
        assert as_lin.get(f"/api/v1/signals/{signal.pk}/").status_code == 404

    def test_tabs_part_them_by_what_was_said(self, as_lin, lin):
        said = {name: found(lin, name) for name in ("new", "seen", "waits", "done", "false", "gone")}
        services.acknowledge(signal=said["seen"], by=lin)
        services.snooze(signal=said["waits"], by=lin, until=TODAY + timedelta(days=3), reason="Holiday")
        services.resolve(signal=said["done"], by=lin)
        services.call_false(signal=said["false"], by=lin, reason="Sold the car")
        ChurnSignal.objects.filter(pk=said["gone"].pk).update(resolved_on=TODAY)
        shown = {show: names(as_lin, show=show) for show in ("open", "seen", "snoozed", "settled")}
        assert shown == {
            "open": ["new"],
            "seen": ["seen"],
            "snoozed": ["waits"],
            "settled": ["false", "done"],
        }
        assert "Sold the car" in as_lin.get(address("inbox"), {"show": "settled"}).content.decode()

    def test_tabs_count_what_they_hold(self, as_lin, as_zhou, lin, chen, monkeypatch):
        monkeypatch.setattr("signals.life.inbox.MOST_COUNTED", 2)
        said = [found(lin, str(n), kind="payment_delay" if n else "lapsed_visit") for n in range(6)]
        services.acknowledge(signal=said[0], by=lin)
        services.resolve(signal=said[1], by=lin)
        services.call_false(signal=said[2], by=lin, reason="Sold the car")
        ChurnSignal.objects.filter(pk=found(chen, "gone").pk).update(resolved_on=TODAY)
        assert counts(as_lin) == {"open": "2+", "seen": 1, "snoozed": 0, "settled": 2}
        assert counts(as_lin, kind="payment_delay") == {"open": "2+", "seen": 0, "snoozed": 0, "settled": 2}
        assert counts(as_zhou, mine="1") == {"open": 0, "seen": 0, "snoozed": 0, "settled": 0}

    def test_counts_are_told_again_when_something_was_said(self, as_lin, lin):
        services.acknowledge(signal=found(lin), by=lin)
        answer = as_lin.get(address("inbox"), {"show": "seen", "mine": "1", "tabs": "1"}, headers=HTMX)
        words = answer.content.decode()
        assert ("<html" in words, "data-row" in words) == (False, False)
        assert '<span class="cr-count">1</span>' in words and "?show=open&amp;kind=&amp;mine=1" in words

    def test_it_is_narrowed_to_a_kind_and_to_ones_own(self, as_wei, wei, lin):
        found(lin, "late", kind="payment_delay")
        found(lin, "lapsed")
        found(wei, "own")
        assert names(as_wei, kind="payment_delay") == ["late"]
        assert names(as_wei, mine="1") == ["own"]
        assert names(as_wei, kind="no_such_kind") == ["own", "lapsed", "late"]

    def test_the_badge_counts_ones_own_that_nobody_has_answered(self, as_lin, as_wei, lin):
        seen = found(lin, "A")
        found(lin, "B")
        services.acknowledge(signal=seen, by=lin)
        assert "1" in as_lin.get(address("badge")).content.decode()
        assert as_wei.get(address("badge")).content.decode().strip() == ""

    def test_it_costs_the_same_for_many(self, as_zhou, lin, django_assert_max_num_queries):
        for n in range(12):
            services.acknowledge(signal=found(lin, f"No. {n}"), by=lin)
        with django_assert_max_num_queries(8):
            page = as_zhou.get(address("inbox"), {"show": "seen"}).content.decode()
        assert page.count("data-row-link") == 12

    def test_an_auditor_reads_and_says_nothing(self, as_sun, lin):
        signal = found(lin)
        assert address("acknowledge", signal.pk) not in as_sun.get(address("inbox")).content.decode()
        assert as_sun.post(address("acknowledge", signal.pk)).status_code == 403

    def test_nothing_waits(self, as_lin):
        assert "Nobody is waiting for a word" in as_lin.get(address("inbox")).content.decode()
        assert "No such signal" in as_lin.get(address("inbox"), {"mine": "1"}).content.decode()

    def test_fetched_again_it_is_as_long_as_it_had_grown(self, as_lin, lin, monkeypatch):
        monkeypatch.setattr("signals.life.inbox.A_PAGE", 1)
        for n in range(3):
            found(lin, f"No. {n}")
        again = as_lin.get(address("inbox"), {"shown": "2"}, headers=HTMX)
        assert (len(again.context["rows"]), "<html" in again.content.decode()) == (2, False)
        assert "first" not in again.context


class TestSaying:
    @pytest.mark.parametrize(
        ("verb", "said", "state"),
        [
            ("acknowledge", {}, "acknowledged"),
            ("snooze", {"until": "2026-06-20", "reason": "Holiday"}, "snoozed"),
            ("settle", {}, "resolved"),
            ("call_false", {"reason": "Sold the car"}, "false_alarm"),
        ],
    )
    def test_each_is_undone_by_its_toast(self, as_lin, lin, verb, said, state):
        signal = found(lin)
        answer = as_lin.post(address(verb, signal.pk), said, headers=HTMX)
        signal.refresh_from_db()
        back = address("take_back", signal.pk)
        assert (answer.status_code, signal.state) == (204, state)
        assert back in answer["HX-Trigger"] and '"signals"' in answer["HX-Trigger"]

        as_lin.post(back, headers=HTMX)
        signal.refresh_from_db()
        assert signal.state == "open"
        kinds = [event.kind for event in signal.events.order_by("pk")]
        assert kinds == [state, "open"]

    @pytest.mark.parametrize(
        ("verb", "said", "words"),
        [
            ("snooze", {"until": "2026-06-20"}, "Write down what you wait for."),
            ("snooze", {"until": "2026-06-16", "reason": "Holiday"}, "Choose a day that lies ahead."),
            ("call_false", {}, "Write down why there is nothing in it."),
        ],
    )
    def test_what_is_missing_is_asked_for(self, as_lin, lin, verb, said, words):
        signal = found(lin)
        answer = as_lin.post(address(verb, signal.pk), said or {"reason": ""}, headers=HTMX)
        signal.refresh_from_db()
        assert (answer.status_code, signal.state) == (422, "open")
        assert words in answer.content.decode()

    def test_what_somebody_else_settled_is_refused_with_the_reason(self, as_lin, lin):
        signal = found(lin)
        services.resolve(signal=signal, by=lin)
        seen = as_lin.post(address("acknowledge", signal.pk), headers=HTMX)
        false = as_lin.post(address("call_false", signal.pk), {"reason": "No"}, headers=HTMX)
        assert "Open it again first" in seen["HX-Trigger"] and "undo" not in seen["HX-Trigger"]
        assert (false.status_code, "Open it again first" in false.content.decode()) == (422, True)

    def test_without_scripts_one_comes_back_to_the_list(self, as_lin, lin):
        answer = as_lin.post(address("acknowledge", found(lin).pk))
        assert answer.url == address("inbox")

    def test_another_ones_customer_is_not_there(self, as_lin, deng):
        signal = found(deng)
        for verb in ("acknowledge", "snooze", "settle", "call_false", "take_back"):
            assert as_lin.post(address(verb, signal.pk), {"reason": "x"}).status_code == 404


class TestOnTheCustomer:
    def test_a_reason_has_the_verbs_and_goes_when_it_is_settled(self, as_lin, lin):
        signal = found(lin)
        page = reverse("retention:customer", args=[signal.customer_id])
        why = reverse("retention:why", args=[signal.customer_id])
        assert address("call_false", signal.pk) in as_lin.get(page).content.decode()
        services.resolve(signal=signal, by=lin)
        after = as_lin.get(why).content.decode()
        assert address("call_false", signal.pk) not in after
        assert "No signal is open." in after and "171" not in after

    def test_one_that_is_snoozed_stays_and_says_so(self, as_lin, lin):
        signal = found(lin)
        services.snooze(signal=signal, by=lin, until=TODAY + timedelta(days=3), reason="Holiday")
        why = as_lin.get(reverse("retention:why", args=[signal.customer_id])).content.decode()
        assert "snoozed until 19 Jun" in why and address("take_back", signal.pk) in why

    def test_without_a_signal_of_its_kind_the_first_reason_still_stands(self, lin):
        customer = at_risk(lin, "Only its tier").customer
        assert Brief(customer=customer, on=TODAY, reader=lin).first_reason_stands

    def test_an_auditor_has_no_menu(self, as_sun, lin):
        signal = found(lin)
        why = as_sun.get(reverse("retention:why", args=[signal.customer_id])).content.decode()
        assert "171" in why and "popover" not in why


class TestTrust:
    @pytest.fixture
    def judged(self, lin):
        for n in range(3):
            services.call_false(signal=found(lin, f"False {n}"), by=lin, reason="No")
        services.acknowledge(signal=found(lin, "True"), by=lin)

    def test_policies_say_what_people_said_and_what_it_counts(self, judged, as_wei):
        page = as_wei.get(address("policies")).content.decode()
        assert "3 false alarms, 1 confirmed" in page
        assert "counts 0.89 ×" in page  # 1 − 0.5 × 3 ÷ 14

    def test_a_manager_resets_it(self, judged, as_zhou, as_wei):
        reset = address("reset_trust", "lapsed_visit")
        assert reset in as_zhou.get(address("edit_detector", "lapsed_visit")).content.decode()
        assert as_wei.post(reset).status_code == 403
        assert as_zhou.post(reset).status_code == 302
        assert judgements(["lapsed_visit"])["lapsed_visit"].trust == 1
        assert reset not in as_zhou.get(address("edit_detector", "lapsed_visit")).content.decode()

    def test_what_managers_alone_are_told_is_not_counted_for_others(self, lin, zhou, as_wei, as_zhou):
        services.call_false(signal=found(lin, kind="owner_leaving"), by=zhou, reason="Stays")
        told = [one.get(address("policies")).content.decode() for one in (as_wei, as_zhou)]
        assert ["1 false alarm" in page for page in told] == [False, True]


class TestOverHttp:
    def test_signals_come_in_pages_by_cursor(self, as_lin, lin, deng):
        for n in range(3):
            found(lin, f"No. {n}")
        found(deng)
        page = as_lin.get("/api/v1/signals/", {"page_size": 2, "mine": "1"}).json()
        rest = as_lin.get("/api/v1/signals/", parse_qs(urlsplit(page["next"]).query)).json()
        assert [one["customer_name"] for one in page["results"] + rest["results"]] == [
            "No. 0",
            "No. 1",
            "No. 2",
        ]
        assert (page["results"][0]["value_at_risk"], page["results"][0]["state"]) == ("4200.00", "open")
        assert "171" in page["results"][0]["evidence"]

    def test_the_cause_of_an_open_complaint_decides_the_reason_that_is_told(self, as_lin, lin):
        numbers = {"of": "complaint", "open": 1, "cause": "overcharging", "days": 3, "recent": 1}
        signal = found(lin)
        ChurnSignal.objects.filter(pk=signal.pk).update(kind="unmet_expectation", numbers=numbers)
        told = as_lin.get(f"/api/v1/signals/{signal.pk}/").json()
        assert (told["churn_reason"], told["ours"]) == ("price", True)

    def test_what_is_said_is_said_by_the_same_forms(self, as_lin, lin):
        signal = found(lin)

        def say(verb, **said):
            at = f"/api/v1/signals/{signal.pk}/{verb}/"
            return as_lin.post(at, said, content_type="application/json")

        assert say("acknowledge").json()["state"] == "acknowledged"
        late = say("snooze", until="2026-06-16", reason="Holiday")
        assert (late.status_code, list(late.json()["errors"])) == (400, ["until"])
        assert say("snooze", until="2026-06-20", reason="Holiday").json()["snoozed_until"] == "2026-06-20"
        assert say("false-alarm").status_code == 400
        assert say("false-alarm", reason="Sold the car").json()["state"] == "false_alarm"
        assert say("settle").status_code == 409
        assert say("take-back").json()["state"] == "open"
        assert say("settle", reason="Paid").json()["state"] == "resolved"
        assert signal.events.first().reason == "Paid"

    def test_lists_are_narrowed(self, as_lin, lin):
        services.resolve(signal=found(lin, "done"), by=lin)
        found(lin, "late", kind="payment_delay")
        asked = ({"show": "settled"}, {"kind": "payment_delay"}, {"show": "open", "kind": "lapsed_visit"})
        answers = [as_lin.get("/api/v1/signals/", one).json()["results"] for one in asked]
        assert [[one["customer_name"] for one in rows] for rows in answers] == [["done"], ["late"], []]
