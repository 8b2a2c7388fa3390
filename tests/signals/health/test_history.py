"""How health went with one customer, and why it changed in a night."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from churn_crm import clock
from signals.detectors import KINDS
from signals.health import drawing, history
from signals.health.days import Day, telling
from signals.health.words import summary
from signals.in_words import objects
from signals.models import ChurnSignal, NightlyRun, ScoringPolicy, SignalEvent, Snapshot, TierMove
from tests.conftest import TODAY
from tests.factories import VisitFactory
from tests.retention.factories import stands
from tests.signals.features import features
from tests.signals.health.nights import a_night
from tests.signals.test_evidence import FIRED

BEFORE, NIGHT = TODAY - timedelta(days=8), TODAY - timedelta(days=1)
HTMX = {"HX-Request": "true"}


def a_day(back: int, health: int, tier: int = 1, **took: int) -> Day:
    kept = {"visits": 0, "money": 0, "service": 0, "price": 0, "people": 0, "needs": 0, **took}
    return Day(TODAY - timedelta(days=back), health, tier, kept if took else {})


class TestTheDrawing:
    def draw(self, *days: Day) -> drawing.Drawing:
        return drawing.draw(days, since=TODAY - timedelta(days=180), at_risk_below=40, well_from=70)

    def test_a_hundred_is_at_the_top_and_nothing_on_the_axis(self):
        drawn = self.draw(a_day(180, 100), a_day(150, 100), a_day(141, 0))

        assert [(point.x, point.y) for point in drawn.points] == [
            (drawing.LEFT, drawing.TOP),
            (73.38, drawing.TOP),
            (drawing.RIGHT, drawing.AXIS),
        ]
        assert drawn.line == "M8.0 22.0L73.38 22.0L93.0 172.0"
        assert (drawn.at_risk, drawn.risk_height) == (112.0, 60.0)

    def test_too_long_without_a_night_is_a_gap(self):
        assert self.draw(a_day(180, 90), a_day(100, 80), a_day(70, 80)).line.count("M") == 2

    def test_one_night_alone_is_drawn(self):
        assert len(self.draw(a_day(1, 50)).points) == 1

    def test_nights_in_another_tier_are_marked(self):
        drawn = self.draw(a_day(30, 90), a_day(20, 70, 2), a_day(10, 70, 2), a_day(5, 95))

        assert [(one.x, one.tier) for one in drawn.crossed] == [
            (drawn.points[1].x, 2),
            (drawn.points[3].x, 1),
        ]

    def test_their_names_never_run_into_each_other(self):
        drawn = self.draw(*(a_day(181 - 20 * n, 90, 1 + n % 2) for n in range(10)))
        named = [one.x for one in drawn.crossed if one.named]

        assert len(named) < len(drawn.crossed)
        assert all(later - earlier >= drawing.NAME for earlier, later in pairwise(named))


class TestInWords:
    def test_what_moved_most_is_named(self):
        days = [a_day(30, 90, visits=10), a_day(1, 50, visits=35, money=15)]

        assert summary(days) == "From 90 to 50 since 17 May. Most of it: Visits, −25."
        assert summary(days[::-1]).endswith("Most of it: Visits, +25.")

    @pytest.mark.parametrize(
        ("days", "said"),
        [
            ([], ""),
            ([a_day(30, 90)], "One night has judged him so far."),
            ([a_day(30, 90), a_day(1, 90)], "90, as on 17 May."),
            ([a_day(30, 90), a_day(1, 80)], "From 90 to 80 since 17 May."),  # nobody kept the groups
        ],
    )
    def test_otherwise_only_the_score(self, days, said):
        assert summary(days) == said

    def test_the_largest_step_tells_most_and_the_newest_of_equals(self):
        days = [a_day(40, 90), a_day(30, 70), a_day(20, 75), a_day(10, 95)]

        assert telling(days) == days[3].day
        assert telling(days[:1]) == days[0].day


@pytest.fixture
def fang(customer_of_lin):
    """Fell from 91 to 56 within a week: complaints, and the first border."""
    a_night(customer_of_lin, BEFORE, visits=5, money=4)
    a_night(customer_of_lin, NIGHT, visits=29, service=15, tier=2, version=2)
    return customer_of_lin


def a_signal(customer, kind: str, *, opened: date, **fields) -> ChurnSignal:
    detector, facts = KINDS[kind], next(facts for named, facts in FIRED if named in (kind, KINDS[kind]))
    found = detector.detect(features(**facts), detector.Policy()).numbers
    numbers = json.loads(objects(list(found))[0].as_py())
    return ChurnSignal.objects.create(
        customer=customer, kind=kind, strength=0.8, numbers=numbers, opened_on=opened, seen_on=NIGHT, **fields
    )


def told(customer, day: date = NIGHT) -> dict[str, tuple[int | None, list[str]]]:
    change = history.change_on(customer.pk, day)
    return {one.group: (one.points, [step.words for step in one.steps]) for one in change.groups}


@pytest.mark.django_db
class TestOneNight:
    def test_groups_say_how_many_points_they_took_and_gave(self, fang):
        change = history.change_on(fang.pk, NIGHT)

        assert (change.before.health, change.after.health, change.points) == (91, 56, -35)
        assert {one.group: one.points for one in change.groups} == {"visits": -24, "service": -15, "money": 4}
        assert [one.group for one in change.groups] == ["visits", "service", "money"]
        assert (change.versions, change.policy_changed) == ((1, 2), True)

    def test_what_happened_stands_with_its_group(self, fang):
        a_signal(fang, "unmet_expectation", opened=NIGHT)
        a_signal(fang, "payment_delay", opened=BEFORE, resolved_on=NIGHT)
        a_signal(fang, "arrears", opened=BEFORE)  # it opened in the night before
        TierMove.objects.create(
            customer=fang,
            day=NIGHT - timedelta(days=2),
            seen_on=NIGHT,
            from_tier=1,
            to_tier=2,
            branch=fang.branch,
            owner=fang.owner,
        )
        VisitFactory(customer=fang, day=BEFORE)

        assert told(fang) == {
            "visits": (-24, ["Time away: Current to 3–6 mo"]),
            "service": (-15, ["Opened: Unmet expectation"]),
            "money": (4, ["Closed: Payment delay"]),
        }

    def test_visits_of_the_days_between_are_one_step(self, fang):
        for back in (2, 3, 3):
            VisitFactory(customer=fang, day=TODAY - timedelta(days=back))

        assert told(fang)["visits"][1] == ["Came on 2 days, last on 14 Jun"]

    def test_what_somebody_settled_is_said(self, fang):
        signal = a_signal(fang, "arrears", opened=BEFORE, state="resolved", settled_strength=0.8)
        SignalEvent.objects.create(signal=signal, kind="resolved", at=clock.end_of(NIGHT - timedelta(days=2)))
        SignalEvent.objects.create(signal=signal, kind="open", at=clock.end_of(NIGHT))  # after that day

        assert told(fang)["money"] == (4, ["Settled: Deliberate arrears"])

    def test_what_managers_alone_are_told_is_not_in_it(self, fang):
        a_signal(fang, "owner_leaving", opened=NIGHT)

        assert "people" not in told(fang)

    def test_the_first_night_has_nothing_to_compare_with(self, fang):
        change = history.change_on(fang.pk, BEFORE)

        assert (change.before, change.groups, change.points) == (None, [], 0)
        assert history.change_on(fang.pk, BEFORE - timedelta(days=1)) is None

    def test_nights_before_groups_were_kept_still_have_their_score(self, customer_of_lin):
        a_night(customer_of_lin, BEFORE, kept=False, visits=9)
        a_night(customer_of_lin, NIGHT, visits=29)
        change = history.change_on(customer_of_lin.pk, NIGHT)

        assert (change.points, change.groups) == (-20, [])


def stood(customer, day: date = NIGHT) -> dict[str, tuple[int | None, list[tuple[str, bool]]]]:
    change = history.change_on(customer.pk, day)
    return {
        one.group: (one.points, [(reason.title, reason.later) for reason in one.reasons])
        for one in change.stood
    }


@pytest.fixture
def yu(customer_of_lin):
    """Stood at 30 for a week: nothing changed, and three things were open all the time."""
    for day in (BEFORE, NIGHT):
        a_night(customer_of_lin, day, visits=45, money=15, service=10, tier=3)
    a_signal(customer_of_lin, "arrears", opened=BEFORE - timedelta(days=30))
    a_signal(customer_of_lin, "reopened_complaint", opened=BEFORE)
    return customer_of_lin


@pytest.mark.django_db
class TestWhyADayStoodWhereItStood:
    def test_an_unchanged_day_says_what_each_group_took_and_what_was_open(self, yu):
        assert history.change_on(yu.pk, NIGHT).groups == []
        assert stood(yu) == {
            "visits": (45, [("Time away", False)]),
            "money": (15, [("Deliberate arrears", False)]),
            "service": (10, [("Reopened complaint", False)]),
        }
        assert sum(points for points, _reasons in stood(yu).values()) == 100 - 30

    def test_what_opened_later_or_was_closed_by_then_is_not_in_it(self, yu):
        a_signal(yu, "price_rise", opened=NIGHT)
        a_signal(yu, "broken_promise", opened=BEFORE - timedelta(days=9), resolved_on=BEFORE)
        a_signal(yu, "unpaid_orders", opened=BEFORE - timedelta(days=9), resolved_on=NIGHT)

        assert {name: titles for name, (_points, titles) in stood(yu, BEFORE).items()} == {
            "visits": [("Time away", False)],
            "money": [("Deliberate arrears", True), ("Unpaid orders", True)],
            "service": [("Reopened complaint", True)],
        }
        assert stood(yu)["price"] == (0, [("Sharp price rise", False)])
        assert [title for title, _later in stood(yu)["money"][1]] == ["Deliberate arrears"]

    def test_what_was_settled_by_then_took_nothing_and_is_not_in_it(self, yu):
        signal = ChurnSignal.objects.get(kind="arrears")
        said = SignalEvent.objects.create
        said(signal=signal, kind="false_alarm", at=clock.end_of(BEFORE) - timedelta(hours=1))
        assert [stood(yu, day)["money"][1] for day in (BEFORE, NIGHT)] == [[], []]
        said(signal=signal, kind="open", at=clock.end_of(NIGHT) - timedelta(hours=1))
        assert [len(stood(yu, day)["money"][1]) for day in (BEFORE, NIGHT)] == [0, 1]

    def test_what_managers_alone_are_told_is_not_in_it(self, yu):
        a_signal(yu, "owner_leaving", opened=BEFORE)

        assert "people" not in stood(yu)

    def test_who_came_is_not_away_and_the_first_night_has_reasons_too(self, fang):
        assert stood(fang, BEFORE) == {"visits": (5, []), "money": (4, [])}

    def test_before_groups_were_kept_what_was_open_still_is_said(self, customer_of_lin):
        a_night(customer_of_lin, NIGHT, kept=False, visits=9)
        a_signal(customer_of_lin, "arrears", opened=BEFORE)

        assert stood(customer_of_lin) == {"money": (None, [("Deliberate arrears", False)])}

    def test_page_and_interface_say_it(self, as_lin, yu):
        body = as_lin.get(reverse("signals:health_day", args=[yu.pk, NIGHT])).content.decode()
        said = as_lin.get(f"/api/v1/customers/{yu.pk}/health/{NIGHT}/").json()

        assert "Why 30 of 100" in body and "Deliberate arrears" in body and "6–12 mo" in body
        assert "Nothing changed." in body
        assert [(one["group"], one["points"]) for one in said["stood"]] == [
            ("visits", 45),
            ("money", 15),
            ("service", 10),
        ]
        reason = said["stood"][1]["reasons"][0]
        assert (reason["kind"], reason["found_on"], reason["later"]) == ("arrears", str(NIGHT), False)
        assert reason["words"] in body


@pytest.mark.django_db
class TestWhoToldTheChance:
    def told(self, client, customer, **kept) -> tuple[str, dict]:
        a_night(customer, NIGHT, visits=9)
        Snapshot.objects.filter(customer=customer, day=NIGHT).update(**kept)
        NightlyRun.objects.filter(day=NIGHT).update(policy={"horizon_days": 90})
        ScoringPolicy.objects.update(horizon_days=30)
        body = client.get(reverse("signals:health_day", args=[customer.pk, NIGHT])).content.decode()
        day = client.get(f"/api/v1/customers/{customer.pk}/health/{NIGHT}/").json()["after"]
        return body, {name: day[name] for name in ("chance", "told_by", "model")}

    @pytest.mark.parametrize(
        ("told_by", "words", "over_http"),
        [
            (7, "Chance of leaving in 90 days: 63%, told by model 7.", ("model", 7)),
            (0, "Chance of leaving in 90 days: about 2 in 3, told by the general prior.", ("prior", None)),
            (None, "whether a model or the prior told it was not kept then", (None, None)),
        ],
    )
    def test_a_past_day_says_which_of_the_two_spoke(self, as_lin, customer_of_lin, told_by, words, over_http):
        body, day = self.told(as_lin, customer_of_lin, probability=0.63, told_by=told_by)

        assert words in body
        assert day == {"chance": 0.63, "told_by": over_http[0], "model": over_http[1]}

    def test_where_the_run_is_gone_no_days_are_made_up(self, customer_of_lin):
        a_night(customer_of_lin, NIGHT, visits=9)
        Snapshot.objects.filter(customer=customer_of_lin).update(probability=0.63, told_by=7)
        NightlyRun.objects.all().delete()

        assert (
            history.change_on(customer_of_lin.pk, NIGHT).chance == "Chance of leaving: 63%, told by model 7."
        )

    def test_without_a_chance_nothing_is_said_of_one(self, as_lin, customer_of_lin):
        body, day = self.told(as_lin, customer_of_lin, probability=None, told_by=None)

        assert "Chance of leaving" not in body
        assert day == {"chance": None, "told_by": None, "model": None}


@pytest.mark.django_db
class TestThePages:
    def card(self, client, customer, **asked):
        return client.get(reverse("signals:health", args=[customer.pk]), asked, headers=HTMX)

    def test_the_card_draws_the_nights_of_its_period(self, as_lin, fang):
        a_night(fang, NIGHT - timedelta(days=200), visits=1)
        usual, long = self.card(as_lin, fang), self.card(as_lin, fang, days="730")

        assert [one.health for one in usual.context["days"]] == [91, 56]
        assert [one.health for one in long.context["days"]] == [99, 91, 56]
        assert self.card(as_lin, fang, days="9999").context["period"] == 180
        body = usual.content.decode()
        assert 'role="slider"' in body and "at risk below 40" in body and "91 → 56" in body

    def test_a_customer_whom_no_night_judged_has_an_empty_card(self, as_lin, customer_of_lin):
        assert "No night has judged this customer" in self.card(as_lin, customer_of_lin).content.decode()

    def test_two_years_of_nights_take_as_many_queries_as_two(self, as_lin, fang):
        with CaptureQueriesContext(connection) as of_two:
            self.card(as_lin, fang, days="730")
        for back in range(10, 60):
            a_night(fang, TODAY - timedelta(days=back), visits=back)
        for kind in ("arrears", "unmet_expectation", "contract_ending"):
            a_signal(fang, kind, opened=NIGHT)
        with CaptureQueriesContext(connection) as of_many:
            self.card(as_lin, fang, days="730")

        assert len(of_many) <= len(of_two) <= 26

    def test_the_page_shows_ring_band_and_trend(self, as_lin, fang):
        stands(fang, health=56, band=2, health_7_ago=60, health_28_ago=None)
        body = as_lin.get(reverse("retention:customer", args=[fang.pk])).content.decode()

        assert 'aria-label="Health score 56 of 100"' in body and "Watch" in body
        assert "−4 in 7 days" in body and "in 28" not in body
        assert reverse("signals:health", args=[fang.pk]) in body

    def test_another_s_customer_is_not_there(self, as_lin, customer_of_deng):
        a_night(customer_of_deng, NIGHT, visits=3)
        day = reverse("signals:health_day", args=[customer_of_deng.pk, NIGHT])

        assert (self.card(as_lin, customer_of_deng).status_code, as_lin.get(day).status_code) == (404, 404)


@pytest.mark.django_db
class TestOverHttp:
    def test_the_customer_has_health_band_and_trend(self, as_lin, fang):
        stands(fang, health=56, band=2, health_7_ago=60, health_28_ago=None)
        standing = as_lin.get(f"/api/v1/customers/{fang.pk}/").json()["standing"]

        assert {name: standing[name] for name in ("health", "band", "trend_7", "trend_28")} == {
            "health": 56,
            "band": "watch",
            "trend_7": -4,
            "trend_28": None,
        }
        assert "score" not in standing

    def test_the_history_says_what_each_group_took(self, as_lin, fang):
        nights = as_lin.get(f"/api/v1/customers/{fang.pk}/health/").json()["results"]

        assert [(one["day"], one["health"]) for one in nights] == [(str(BEFORE), 91), (str(NIGHT), 56)]
        assert all(one["health"] == 100 - sum(one["taken"].values()) for one in nights)
        assert as_lin.get(f"/api/v1/customers/{fang.pk}/health/?days=3").json()["results"] == nights[1:]

    def test_a_day_says_what_changed(self, as_lin, fang):
        a_signal(fang, "unmet_expectation", opened=NIGHT)
        said = as_lin.get(f"/api/v1/customers/{fang.pk}/health/{NIGHT}/").json()

        assert (said["before"]["health"], said["after"]["health"], said["points"]) == (91, 56, -35)
        service = next(one for one in said["groups"] if one["group"] == "service")
        assert service["points"] == -15
        assert service["steps"] == [{"how": "opened", "words": "Opened: Unmet expectation"}]
        assert said["policy_version"] == 2

    @pytest.mark.parametrize("day", ["2020-01-01", "soon"])
    def test_a_day_without_a_night_is_not_there(self, as_lin, fang, day):
        assert as_lin.get(f"/api/v1/customers/{fang.pk}/health/{day}/").status_code == 404
