"""The owner hears in the morning that signals of his customers are new or open again: once, only of news."""

from datetime import date, timedelta
from importlib import import_module
from uuid import uuid4

import pandas as pd
import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from churn_crm import clock
from customers.models import Customer, Import, Invoice
from retention import night
from signals import findings, runs
from signals.copying import stage
from signals.life import services, telling
from signals.models import ChurnSignal, NightlyRun
from signals.policies import scoring_policy
from staff import absences
from staff.models import Absence, Notice, User
from staff.notices import Line, words
from tests.conftest import signed_in
from tests.factories import CustomerFactory, InvoiceFactory, VisitFactory
from tests.signals.health.nights import a_night

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 6, 15)
DAY = timedelta(days=1)


def regular(owner, branch, name: str = "Muyun") -> Customer:
    """Comes every month; nothing is wrong."""
    customer = CustomerFactory(name=name, owner=owner, branch=branch)
    for n in range(8):
        VisitFactory(customer=customer, day=NIGHT - timedelta(days=30 * n + 1))
    return customer


def owes(customer: Customer, *, days: int = 40, **fields) -> Invoice:
    """An invoice that is so many days overdue on NIGHT."""
    due = NIGHT - timedelta(days=days)
    return InvoiceFactory(
        customer=customer, issued_on=due - timedelta(days=30), due_on=due, paid_on=None, **fields
    )


def run(*, days: int = 0) -> NightlyRun:
    day = NIGHT + timedelta(days=days)
    with override_settings(TODAY=day + DAY):
        return night.run_night(day=day)


def told(user: User) -> list[str]:
    """Of what he was told about signals, the newest first, in words."""
    kinds = ("signals_opened", "signals_again", "signals_grown", "signals_stand_in")
    return [words(notice) for notice in Notice.objects.of(user).filter(kind__in=kinds)]


class TestThroughTheNight:
    def test_the_first_night_tells_nobody(self, lin, gaoxin):
        owes(regular(lin, gaoxin))
        run()
        assert ChurnSignal.objects.exists()
        assert told(lin) == []

    def test_one_line_an_owner_with_the_way_to_what_is_new(self, lin, chen, gaoxin):
        mine = [regular(lin, gaoxin, name) for name in ("Muyun", "Fang", "Yu")]
        theirs = regular(chen, gaoxin, "Song")
        run()
        for customer in (*mine[:2], theirs):
            owes(customer)
        run(days=1)
        assert told(lin) == ["New signals of your customers, night of 16 June: 2."]
        assert told(chen) == ["New signals of your customers, night of 16 June: 1."]

        owes(mine[2])
        run(days=2)
        link = Notice.objects.of(lin).get(occasion="signals 2026-06-16").link
        page = signed_in(lin).get(link)
        assert {row.signal.customer.name for row in page.context["rows"]} == {"Muyun", "Fang"}
        assert "New in the night of 16 Jun" in page.content.decode()

    def test_twice_is_once_and_a_night_that_broke_off_tells_of_all_of_it(self, lin, gaoxin, settings):
        settings.NIGHT_SHARD_SIZE = 1
        customers = [regular(lin, gaoxin, name) for name in ("Muyun", "Fang")]
        run()
        for customer in customers:
            owes(customer)
        with override_settings(TODAY=NIGHT + 2 * DAY):
            broken = night.open_night(day=NIGHT + DAY)
            assert night.run_shard(run_id=broken.pk, shard_id=broken.shards.earliest("pk").pk)
            runs.fail_run(run_id=broken.pk, error=RuntimeError("the power went out"))
        assert told(lin) == []
        for _ in range(2):
            run(days=1)
            assert told(lin) == ["New signals of your customers, night of 16 June: 2."]

    def test_what_speaks_again_is_told_and_what_goes_on_is_not(self, lin, gaoxin):
        owes(regular(lin, gaoxin))
        run()
        signal = ChurnSignal.objects.get(kind="payment_delay")
        services.resolve(signal=signal, by=lin)
        run(days=1)
        assert told(lin) == []
        run(days=25)
        assert told(lin)[0] == "Signals of your customers, night of 10 July: 0 new, 1 open again."
        signal.refresh_from_db()
        assert (signal.state, signal.again_on) == ("open", NIGHT + timedelta(days=25))
        run(days=26)
        assert len(told(lin)) == 1

    def test_nights_over_the_past_tell_nobody(self, lin, gaoxin):
        customer = regular(lin, gaoxin)
        with override_settings(TODAY=NIGHT + 9 * DAY):
            night.run_night(day=NIGHT)
            owes(customer)
            night.run_night(day=NIGHT + DAY)
        assert ChurnSignal.objects.filter(opened_on=NIGHT + DAY).exists()
        assert told(lin) == []


@pytest.fixture
def known(lin, gaoxin) -> Customer:
    """A customer whom the night before had judged."""
    customer = CustomerFactory(owner=lin, branch=gaoxin)
    a_night(customer, NIGHT - DAY)
    return customer


def opened(customer: Customer, kind: str = "payment_delay", **fields) -> ChurnSignal:
    usual = {"strength": 0.5, "numbers": {"overdue": 1, "overdue_days": 40}, "opened_on": NIGHT}
    return ChurnSignal.objects.create(customer=customer, kind=kind, seen_on=NIGHT, **usual | fields)


def counted() -> list[dict[str, int]]:
    """What the night of NIGHT would tell."""
    run, _new = NightlyRun.objects.get_or_create(
        day=NIGHT, defaults={"started_at": clock.now(), "policy_version": 1}
    )
    return telling.changed(run, NightlyRun.objects.get(day=NIGHT - DAY))


class TestWhatIsNews:
    def test_new_ones_and_those_that_speak_again_by_owner(self, known, lin):
        opened(known)
        opened(known, "arrears", again_on=None)
        opened(known, "broken_promise", again_on=NIGHT)
        opened(known, "price_rise", state="acknowledged")
        opened(known, "unpaid_orders", resolved_on=NIGHT)
        opened(known, "contract_ending", opened_on=NIGHT - 9 * DAY, urgent_on=NIGHT)
        opened(known, "price_over_market", opened_on=NIGHT - 9 * DAY, urgent_on=NIGHT - DAY)
        assert counted() == [{"owner": lin.pk, "opened": 2, "again": 1, "urgent": 1}]

    def test_each_is_counted_once(self, known, lin):
        opened(known, urgent_on=NIGHT)
        opened(known, "arrears", opened_on=NIGHT - 9 * DAY, again_on=NIGHT, urgent_on=NIGHT)
        assert counted() == [{"owner": lin.pk, "opened": 1, "again": 1, "urgent": 0}]

    def test_what_managers_alone_are_told_is_not_counted(self, known, zhou):
        Customer.objects.update(owner=zhou)
        opened(known, "owner_leaving")
        assert counted() == []

    @pytest.mark.parametrize("off", [{"hears_of_signals": False}, {"is_active": False}])
    def test_who_has_switched_it_off_or_has_gone_hears_nothing(self, known, lin, off):
        opened(known)
        User.objects.filter(pk=lin.pk).update(**off)
        assert list(telling.lines(NIGHT, counted())) == []

    def test_who_was_not_known_the_night_before_is_no_news(self, known, lin, gaoxin):
        opened(CustomerFactory(owner=lin, branch=gaoxin))
        assert counted() == []

    @pytest.mark.parametrize(
        ("automations", "days", "expected"), [(False, 40, 0), (False, 0, 1), (True, 40, 1)]
    )
    def test_history_that_an_import_brought_is_no_news(self, known, automations, days, expected):
        brought = Import.objects.create(
            kind="invoices", day=NIGHT, automations=automations, started_at=clock.now()
        )
        issued = NIGHT - timedelta(days=days)
        InvoiceFactory(customer=known, issued_on=issued, due_on=issued, came_from=brought)
        opened(known)
        assert sum(one["opened"] for one in counted()) == expected

    def test_it_costs_the_same_for_a_thousand_signals(self, known, django_assert_num_queries):
        for kind in ("payment_delay", "arrears", "price_rise", "broken_promise"):
            opened(known, kind)
        counted()
        run = NightlyRun.objects.get(day=NIGHT)
        before = NightlyRun.objects.get(day=NIGHT - DAY)
        with django_assert_num_queries(2):
            telling.changed(run, before)


class TestWhatGrows:
    """An invoice is overdue for 14 days more each fortnight; its signal is strong from .5 on."""

    def strengths(self, lin, gaoxin, *found: float) -> list[list[str]]:
        """What the owner was told after each of the nights that found the signal so strong."""
        customer, heard = regular(lin, gaoxin), []
        run(days=-1)
        for n, strength in enumerate(found):
            self.found(customer, NIGHT + n * DAY, strength)
            heard.append(told(lin))
            Notice.objects.all().delete()
        return heard

    def found(self, customer: Customer, day: date, strength: float) -> None:
        """One night in small: its ledger, its signal, and what it tells."""
        if not NightlyRun.objects.filter(day=day).exists():
            a_night(customer, day)
        ledger = NightlyRun.objects.get(day=day)
        rows = pd.DataFrame(
            {
                "customer_id": [customer.pk],
                "kind": ["payment_delay"],
                "strength": [strength],
                "numbers": ['{"overdue": 1, "overdue_days": 40}'],
                "again": [False],
            }
        )
        with override_settings(TODAY=day + DAY):
            stage(rows, "night_signals", findings.SIGNALS, asked_for=("customer_id", "kind"))
            shard = {"as_of": day, "first": customer.pk, "last": customer.pk}
            findings.write_signals(rows, shard, urgent_from=0.5)
            telling.tell_owners(ledger)

    def test_crossing_the_bound_is_told_once(self, lin, gaoxin):
        heard = self.strengths(lin, gaoxin, 0.3, 0.45, 0.6, 0.9, 0.9)
        assert heard[0] == ["New signals of your customers, night of 15 June: 1."]
        assert heard[1] == []
        assert heard[2] == [
            "Signals of your customers, night of 17 June: 0 new, 0 open again, 1 grown urgent."
        ]
        assert heard[3:] == [[], []]

    def test_one_that_wavers_about_the_bound_is_told_once_and_again_after_it_had_calmed_down(
        self, lin, gaoxin
    ):
        heard = self.strengths(lin, gaoxin, 0.3, 0.5, 0.45, 0.5, 0.39, 0.49, 0.5)
        assert [len(lines) for lines in heard] == [1, 1, 0, 0, 0, 0, 1]

    def test_one_that_opened_strong_is_told_as_new_alone(self, lin, gaoxin):
        heard = self.strengths(lin, gaoxin, 0.8, 0.45, 0.9)
        assert [len(lines) for lines in heard] == [1, 0, 0]
        assert not ChurnSignal.objects.get().has_grown

    def test_the_same_night_again_changes_nothing(self, lin, gaoxin):
        self.strengths(lin, gaoxin, 0.3, 0.6)
        before = ChurnSignal.objects.values().get()
        self.found(Customer.objects.get(), NIGHT + DAY, 0.6)
        assert ChurnSignal.objects.values().get() == before
        assert before["urgent_on"] == NIGHT + DAY

    def test_what_somebody_has_seen_tells_nobody(self, lin, gaoxin):
        customer = regular(lin, gaoxin)
        run(days=-1)
        self.found(customer, NIGHT, 0.3)
        services.acknowledge(signal=ChurnSignal.objects.get(), by=lin)
        Notice.objects.all().delete()
        self.found(customer, NIGHT + DAY, 0.9)
        assert told(lin) == []

    def test_the_inbox_shows_it_as_news_of_its_night(self, lin, gaoxin):
        self.strengths(lin, gaoxin, 0.3, 0.6)
        page = signed_in(lin).get(reverse("signals:inbox"), {"night": "2026-06-16"})
        assert len(page.context["rows"]) == 1
        assert "grown urgent on 16 Jun" in page.content.decode()

    def test_through_the_night_with_the_policys_bound(self, lin, gaoxin):
        """Overdue by 30 days it is told as new; three weeks later it is on the call list."""
        customer = regular(lin, gaoxin)
        run()
        owes(customer, days=25)
        run(days=1)
        assert ChurnSignal.objects.get(kind="payment_delay").strength < 0.5
        Notice.objects.all().delete()
        run(days=25)
        signal = ChurnSignal.objects.get(kind="payment_delay")
        assert (signal.strength >= 0.5, signal.urgent_on) == (True, NIGHT + 25 * DAY)
        assert "1 grown urgent" in told(lin)[0]

    def test_those_that_were_strong_before_this_was_kept_count_as_urgent_since_they_opened(self, known):
        for kind, strength, resolved in (("arrears", 0.5, None), ("price_rise", 0.4, None)):
            opened(known, kind, strength=strength, resolved_on=resolved)
        opened(known, "unpaid_orders", strength=0.9, resolved_on=NIGHT)
        scoring_policy()
        migration = import_module("signals.migrations.0152_strong_signals_are_urgent_already")
        with connection.cursor() as cursor:
            cursor.execute(migration.URGENT)
        kept = dict(ChurnSignal.objects.values_list("kind", "urgent_on"))
        assert kept == {"arrears": NIGHT, "price_rise": None, "unpaid_orders": None}


class TestWhoStandsIn:
    @pytest.fixture
    def away(self, known, lin) -> Absence:
        """Lin is, on the morning after the night; without a deputy."""
        opened(known)
        days = {"starts_on": clock.today(), "ends_on": clock.today()}
        return absences.enter_absence(person=lin, by=lin, kind="leave", token=uuid4(), **days)

    def heard(self) -> dict[str, Line]:
        return {User.objects.get(pk=one.user).username: one for one in telling.lines(NIGHT, counted())}

    def test_who_is_away_hears_and_so_does_who_stands_in(self, away, lin, xie):
        Absence.objects.update(deputy=xie)
        found = self.heard()
        assert set(found) == {"lin", "xie"}
        assert found["xie"].link == f"/signals/?owner={lin.pk}&night=2026-06-15"
        assert found["xie"].numbers["person"] == str(lin)

    def test_without_a_deputy_the_leads_hear(self, away, wei):
        assert set(self.heard()) == {"lin", "wei"}

    def test_a_deputy_who_cannot_see_the_customers_hears_beside_the_leads(self, away, chen, wei):
        Absence.objects.update(deputy=chen)
        found = self.heard()
        assert set(found) == {"lin", "chen", "wei"}
        assert found["chen"].link == ""

    def test_each_has_a_switch_of_his_own(self, away, lin, wei):
        User.objects.filter(pk=wei.pk).update(hears_of_signals=False)
        assert set(self.heard()) == {"lin"}
        User.objects.filter(pk=wei.pk).update(hears_of_signals=True)
        User.objects.filter(pk=lin.pk).update(hears_of_signals=False)
        assert set(self.heard()) == {"wei"}

    def test_who_stands_in_and_has_customers_of_his_own_hears_of_both(self, away, known, gaoxin, xie):
        Absence.objects.update(deputy=xie)
        other = CustomerFactory(owner=xie, branch=gaoxin)
        a_night(other, NIGHT - DAY)
        opened(other)
        own = [one for one in telling.lines(NIGHT, counted()) if one.user == xie.pk]
        assert len({one.occasion for one in own}) == 2

    def test_the_link_shows_that_owners_alone(self, known, lin, as_xie, gaoxin, chen):
        other = CustomerFactory(owner=chen, branch=gaoxin, name="Song")
        for customer in (known, other):
            opened(customer)
        page = as_xie.get(f"/signals/?owner={lin.pk}&night=2026-06-15")
        assert {row.signal.customer for row in page.context["rows"]} == {known}
        assert f"Customers of {lin}" in page.content.decode()
        assert f"&owner={lin.pk}" in page.context["narrowed"]
        for nobody in ("0", "x", "999999"):
            assert len(as_xie.get(f"/signals/?owner={nobody}").context["rows"]) == 2

    def test_what_a_night_found_before_it_broke_off_is_told_by_the_one_that_overtook_it(
        self, lin, gaoxin, as_lin, settings
    ):
        found, later = (regular(lin, gaoxin, name) for name in ("Muyun", "Fang"))
        run()
        owes(found)
        settings.NIGHT_SHARD_SIZE = 1
        with override_settings(TODAY=NIGHT + 2 * DAY):
            broken = night.open_night(day=NIGHT + DAY)
            night.run_shard(run_id=broken.pk, shard_id=broken.shards.get(first_id=found.pk).pk)
            runs.fail_run(run_id=broken.pk, error=OSError("the disk is full"))
        assert (ChurnSignal.objects.get().opened_on, told(lin)) == (NIGHT + DAY, [])

        owes(later)
        run(days=2)
        assert told(lin) == ["New signals of your customers, night of 17 June: 2."]
        page = as_lin.get(Notice.objects.of(lin).get(occasion="signals 2026-06-17").link)
        assert {row.signal.customer for row in page.context["rows"]} == {found, later}

        owes(regular(lin, gaoxin, "Yu"))
        run(days=3)  # of a customer whom the night before did not know
        assert len(told(lin)) == 1


class TestOnesOwnSwitch:
    def test_it_stands_in_the_profile(self, as_lin, lin):
        assert "signals of my customers are new" in as_lin.get(reverse("staff:profile")).content.decode()
        as_lin.post(reverse("staff:profile"), {"name": "Lin", "language": "", "keys_on": "on"})
        lin.refresh_from_db()
        assert lin.hears_of_signals is False


class TestTheInbox:
    def test_an_address_that_cannot_be_read_narrows_nothing(self, as_lin, known):
        opened(known)
        for night_of, rows in (("2026-06-15", 1), ("2026-06-14", 0), ("yesterday", 1), ("", 1)):
            page = as_lin.get(reverse("signals:inbox"), {"night": night_of})
            assert len(page.context["rows"]) == rows
            listed = as_lin.get("/api/v1/signals/", {"night": night_of}).json()
            assert len(listed["results"]) == rows

    def test_rows_that_are_fetched_again_are_of_the_same_night(self, as_lin, known):
        opened(known)
        page = as_lin.get(reverse("signals:inbox"), {"night": "2026-06-15", "mine": "1"})
        assert "night=2026-06-15" in page.context["narrowed"]
