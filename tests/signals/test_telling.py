"""The owner hears in the morning that signals of his customers are new or open again: once, only of news."""

from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from churn_crm import clock
from customers.models import Customer, Import, Invoice
from retention import night
from signals import runs
from signals.life import services, telling
from signals.models import ChurnSignal, NightlyRun
from staff.models import Notice, User
from staff.notices import words
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
    kinds = ("signals_opened", "signals_again")
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
    return ChurnSignal.objects.create(
        customer=customer,
        kind=kind,
        strength=0.5,
        numbers={"overdue": 1, "overdue_days": 40},
        opened_on=NIGHT,
        seen_on=NIGHT,
        **fields,
    )


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
        assert counted() == [{"owner": lin.pk, "opened": 2, "again": 1}]

    def test_what_managers_alone_are_told_is_not_counted(self, known, zhou):
        Customer.objects.update(owner=zhou)
        opened(known, "owner_leaving")
        assert counted() == []

    @pytest.mark.parametrize("off", [{"hears_of_signals": False}, {"is_active": False}])
    def test_who_has_switched_it_off_or_has_gone_hears_nothing(self, known, lin, off):
        opened(known)
        User.objects.filter(pk=lin.pk).update(**off)
        assert counted() == []

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
