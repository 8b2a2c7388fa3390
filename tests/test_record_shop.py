"""The record shop end to end: the sales come in, the nights run, and nobody's work is made up."""

import gzip

import pytest

from churn_crm.demo import loading, record_shop
from customers.models import Customer, CustomerStanding, Import, Visit
from retention.models import Action, ActionEvent
from signals.models import NightlyRun, Snapshot
from staff.models import User
from staff.roles import Role

ONE_OF = 60  # customers, each with all purchases
pytestmark = pytest.mark.django_db


@pytest.fixture
def in_1998(settings, tmp_path):
    settings.TODAY, settings.LOCAL_DIR = record_shop.DAY, tmp_path / "local"


def check(*, purchases: int) -> None:
    """What the record shop is once it is loaded."""
    said: list[str] = []
    loading.load("record-shop", say=said.append)

    record = Import.objects.get()
    assert (record.rows_created, record.rows_rejected) == (purchases, 0)
    assert Visit.objects.count() == purchases
    keepers = set(Customer.objects.values_list("owner__role", "owner__username").distinct())
    assert keepers == {(Role.ACCOUNT_MANAGER, name) for name, _full in record_shop.KEEPERS}

    nights = list(NightlyRun.objects.order_by("day"))
    assert {night.state for night in nights} == {NightlyRun.State.DONE}
    assert (record_shop.DAY - nights[-1].day).days == 1
    assert (nights[-1].day - nights[0].day).days >= 6 * 30
    assert Snapshot.objects.values("day").distinct().count() == len(nights)
    assert CustomerStanding.objects.count() == Customer.objects.count()
    assert set(CustomerStanding.objects.values_list("tier", flat=True)) == {1, 2, 3, 4}

    actions = Action.objects.pending()
    assert actions.exists()
    assert not actions.exclude(assignee__role=Role.ACCOUNT_MANAGER).exists()
    assert not actions.filter(due_on__gt=record_shop.DAY).exists()
    assert not ActionEvent.objects.exists()
    assert not Action.objects.exclude(closed_by=None).exists()
    assert f"{purchases:,} purchases" in "\n".join(said)
    assert "lena" in loading.logins()
    assert User.objects.get(username="amy").check_password("keep-customers")


def test_a_part_of_the_record_shop_opens_with_a_queue_and_no_invented_work(in_1998, tmp_path, monkeypatch):
    cut = tmp_path / "cdnow.csv"
    with gzip.open(record_shop.FILE, "rt") as whole:
        header, *rows = whole.readlines()
    rows = [row for row in rows if int(row.split(",")[0]) % ONE_OF == 0]
    cut.write_text("".join([header, *rows]))
    monkeypatch.setattr(record_shop, "FILE", cut)
    check(purchases=len(rows))


@pytest.mark.long
def test_the_whole_record_shop_opens_with_a_queue_and_no_invented_work(in_1998):
    check(purchases=69_659)
