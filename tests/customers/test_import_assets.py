"""Vehicles, sites and devices with their due dates from files."""

from datetime import date

import pytest

from customers.assets import finish_due
from customers.models import Asset, AssetDue, MileageReading
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory

HEAD = "客户编号,车牌号,车架号,车型,里程,里程日期,下次保养日期,下次保养里程,年检到期,保险到期\n"
ROW = "K1,川A·1B234,1M8GDM9AXKP042788,Lavida,50000,2026-01-01,2026-08-01,60000,2026-07-01,2026-09-09\n"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, gaoxin, xie):
    settings.LOCAL_DIR = tmp_path / "local"
    gaoxin.pool_owner = xie
    gaoxin.save()
    CustomerFactory(code="K1", branch=gaoxin)


def test_a_vehicle_comes_with_its_reading_and_due_dates(tmp_path):
    path = written(tmp_path, (HEAD + ROW).encode("gb18030"))
    assert counts(imported(path, "assets", create_customers=False)) == (1, 0, 0, 0)
    asset = Asset.objects.get()
    assert (asset.plate, asset.name, asset.mileage, asset.kind) == ("川A1B234", "Lavida", 50_000, "vehicle")
    assert {due.kind: due.due_on for due in asset.dues.all()} == {
        "maintenance": date(2026, 8, 1),
        "inspection": date(2026, 7, 1),
        "insurance": date(2026, 9, 9),
    }


def test_the_same_file_again_changes_nothing(tmp_path):
    path = written(tmp_path, HEAD + ROW)
    imported(path, "assets")
    before = (
        list(Asset.objects.values()),
        list(AssetDue.objects.values()),
        list(MileageReading.objects.values()),
    )
    assert counts(imported(path, "assets")) == (0, 0, 1, 0)
    after = (
        list(Asset.objects.values()),
        list(AssetDue.objects.values()),
        list(MileageReading.objects.values()),
    )
    assert before == after


def test_a_second_reading_shows_the_pace(tmp_path):
    imported(written(tmp_path, HEAD + ROW), "assets")
    later = HEAD + "K1,川A1B234,,,55000,2026-04-11,,,,\n"
    assert counts(imported(written(tmp_path, later), "assets")) == (0, 0, 1, 0)
    due = AssetDue.objects.get(kind="maintenance")
    assert (due.projected_on, due.due_on) == (date(2026, 7, 20), date(2026, 7, 20))
    assert Asset.objects.get().mileage == 55_000


def test_what_was_done_here_is_not_due_again_by_an_old_file(tmp_path, lin):
    path = written(tmp_path, HEAD + ROW)
    imported(path, "assets")
    finish_due(due=AssetDue.objects.get(kind="inspection"), on=date(2026, 6, 16), by=lin)
    imported(path, "assets")
    assert AssetDue.objects.get(kind="inspection", done_on=None).by_date == date(2027, 6, 16)


def test_a_repeat_inside_the_file_is_one_vehicle_and_the_last_filled_cells_count(tmp_path):
    rows = ROW + "K1,川A1B234,,,,,,,2026-07-15,\n"
    assert counts(imported(written(tmp_path, HEAD + rows), "assets")) == (1, 1, 0, 0)
    assert AssetDue.objects.get(kind="inspection").by_date == date(2026, 7, 15)
    assert AssetDue.objects.get(kind="maintenance").by_km == 60_000


def test_sites_are_known_by_name_and_what_has_no_name_is_rejected(tmp_path):
    head = "customer,name,type,service due\n"
    rows = head + "K1,North depot,site,2026-07-01\nK1,,site,2026-07-01\nK1,X,ship,\nK9,Y,site,\n"
    summary = imported(written(tmp_path, rows), "assets", create_customers=False)
    assert counts(summary) == (1, 0, 0, 3)
    told = "\n".join(reasons(summary))
    for words in (
        "neither plate nor VIN nor name",
        "neither vehicle, site nor device",
        "no customer has the code",
    ):
        assert words in told
    assert AssetDue.objects.get().kind == "service"


def test_a_mileage_out_of_range_is_rejected(tmp_path):
    summary = imported(written(tmp_path, HEAD + ROW.replace("50000", "99999999")), "assets")
    assert "out of range" in reasons(summary)[0]
    assert not Asset.objects.exists()
