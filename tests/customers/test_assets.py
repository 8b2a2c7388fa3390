"""Vehicles, sites and devices as people enter them, and what falls due on them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers import assets as services
from customers import due_list, vehicles
from customers.models import Asset, AssetDue
from tests.conftest import TODAY
from tests.customers.forms import as_shown

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def van(customer_of_lin):
    return Asset.objects.create(customer=customer_of_lin, kind="vehicle", name="Van", plate="川A1B234")


def asset_data(**more):
    return {"token": uuid4(), "kind": "vehicle", "name": "Van"} | more


def post(client, name, pk, data):
    return client.post(reverse(f"customers:{name}", args=[pk]), data, headers=HTMX)


def test_a_vehicle_is_added_once_however_often_save_is_pressed(as_lin, customer_of_lin):
    data = asset_data(plate="川A·9z999", vin="1m8gdm9axkp042788", mileage=41_000)
    answers = [post(as_lin, "asset_new", customer_of_lin.pk, data) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    made = Asset.objects.get()
    assert (made.plate, made.vin, made.mileage) == ("川A9Z999", "1M8GDM9AXKP042788", 41_000)
    assert made.readings.get().day == TODAY


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"vin": "LSV123"}, "6 signs; a VIN has 17"),
        ({"vin": "LSVAAAAAAAAAAAAAA"}, "the check sign at the ninth place does not fit"),
        ({"name": ""}, "This field is required."),
        ({"mileage": -1}, "greater than or equal to 0"),
        ({"mileage": 10**12}, "less than or equal to"),
        ({"since": "2027-01-01"}, "That day is still to come."),
        ({"plate": "川A1B234"}, "This customer has it already."),
        ({"name": "<script>x</script>" * 20}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_is_refused_with_the_entries_kept(as_lin, van, wrong, words):
    response = post(as_lin, "asset_new", van.customer_id, asset_data(plate="川A00001") | wrong)
    shown = response.content.decode()
    assert response.status_code == 422
    assert words in shown
    assert "<script>x" not in shown
    assert Asset.objects.count() == 1


def test_a_vin_that_stands_so_on_the_vehicle_is_taken(as_lin, customer_of_lin):
    data = asset_data(vin="LSVAAAAAAAAAAAAAA", vin_as_is="on")
    assert post(as_lin, "asset_new", customer_of_lin.pk, data).status_code == 204


def test_the_second_of_two_who_change_a_vehicle_sees_both_values(as_lin, as_wei, van):
    url = reverse("customers:asset_edit", args=[van.pk])
    mine, theirs = as_shown(as_lin, url, name="Blue van"), as_shown(as_wei, url, name="Red van")
    assert as_wei.post(url, theirs, headers=HTMX).status_code == 204
    second = as_lin.post(url, mine, headers=HTMX)
    assert second.status_code == 409
    assert all(words in second.content.decode() for words in ("Red van", "Blue van"))
    van.refresh_from_db()
    assert (van.name, van.version) == ("Red van", 2)


def test_retired_it_stops_falling_due_and_comes_back_by_undo(as_lin, lin, van):
    services.set_due(asset=van, kind="inspection", by_date=TODAY)
    response = post(as_lin, "asset_retire", van.pk, {"token": uuid4(), "retired_on": TODAY})
    assert response.status_code == 204
    assert not AssetDue.objects.visible_to(lin).open().exists()
    post(as_lin, "asset_revive", van.pk, {})
    assert AssetDue.objects.visible_to(lin).open().exists()


def test_an_odometer_does_not_run_backwards(as_lin, van):
    services.read_mileage(asset=van, day=date(2026, 1, 10), km=40_000, by=None)
    low = post(as_lin, "mileage_new", van.pk, {"token": uuid4(), "day": "2026-02-01", "km": 39_999})
    high = post(as_lin, "mileage_new", van.pk, {"token": uuid4(), "day": "2026-01-01", "km": 40_001})
    assert (low.status_code, high.status_code) == (422, 422)
    assert "It showed 40,000 km on 10 January" in low.content.decode()


def test_a_reading_is_taken_back_by_whoever_entered_it(as_lin, as_wei, lin, van):
    services.read_mileage(asset=van, day=date(2026, 1, 10), km=40_000, by=None)
    reading = services.read_mileage(asset=van, day=date(2026, 6, 1), km=47_000, by=lin)
    assert post(as_wei, "mileage_undo", reading.pk, {}).status_code == 404
    assert post(as_lin, "mileage_undo", reading.pk, {}).status_code == 204
    van.refresh_from_db()
    assert van.mileage == 40_000


def test_what_is_due_by_mileage_gets_the_day_that_the_pace_says(van):
    due = services.set_due(asset=van, kind="maintenance", by_date=date(2026, 12, 1), by_km=60_000)
    assert (due.projected_on, due.due_on) == (None, date(2026, 12, 1))
    days = [(date(2026, 1, 1), 50_000), (date(2026, 4, 11), 55_000)]
    for day, km in days:
        services.read_mileage(asset=van, day=day, km=km, by=None)
    due.refresh_from_db()
    assert due.due_on == due.projected_on == vehicles.reached_on(60_000, readings=days) == date(2026, 7, 20)


def test_done_plans_the_next_by_the_rules_and_undo_takes_both_back(as_lin, van):
    due = services.set_due(asset=van, kind="maintenance", by_date=TODAY)
    data = {"token": uuid4(), "done_on": TODAY, "km": 41_000}
    assert post(as_lin, "due_done", due.pk, data).status_code == 204
    assert post(as_lin, "due_done", due.pk, data).status_code == 204
    following = AssetDue.objects.get(done_on=None)
    assert (following.by_date, following.by_km) == (date(2026, 12, 16), 51_000)
    assert post(as_lin, "due_reopen", due.pk, {}).status_code == 204
    assert AssetDue.objects.get() == due
    assert AssetDue.objects.get().done_on is None


def test_what_came_after_is_not_taken_back(lin, van):
    due = services.set_due(asset=van, kind="maintenance", by_date=TODAY)
    following = services.finish_due(due=due, on=TODAY, by=lin)
    services.finish_due(due=following, on=TODAY, by=lin)
    with pytest.raises(ValidationError, match="Something came after it"):
        services.reopen_due(due=due, by=lin)


def test_the_business_sets_its_own_rules(as_zhou, lin, van):
    shown = as_zhou.get(reverse("customers:due_rules"))
    data = {
        f"{form.prefix}-{name}": value or ""
        for _asset, _kind, form in shown.context["forms"].rows
        for name, value in form.initial.items()
    } | {"records-refund_days": 7, "records-follow_up_days": 30}
    assert (
        as_zhou.post(reverse("customers:due_rules"), data | {"vehicle-maintenance-months": 0}).status_code
        == 422
    )
    as_zhou.post(reverse("customers:due_rules"), data | {"vehicle-maintenance-months": 3})
    due = services.set_due(asset=van, kind="maintenance", by_date=TODAY)
    assert services.finish_due(due=due, on=TODAY, by=lin).by_date == date(2026, 9, 16)


def test_a_due_date_needs_a_day_or_a_mileage(as_lin, van):
    response = post(as_lin, "due_new", van.pk, {"token": uuid4(), "kind": "service"})
    assert "Say by which day or by which mileage." in response.content.decode()


# ---- the list
@pytest.fixture
def many(customer_of_lin, customer_of_chen, customer_of_deng):
    """Nine due dates of Lin's, in threes on a day; one each of Chen's and Deng's."""
    for customer, count in ((customer_of_lin, 9), (customer_of_chen, 1), (customer_of_deng, 1)):
        for n in range(count):
            asset = Asset.objects.create(customer=customer, kind="vehicle", name=f"{customer.code} {n}")
            services.set_due(asset=asset, kind="inspection", by_date=TODAY + timedelta(days=n // 3 * 5))


def names(response):
    return [due.asset.name for due in response.context["page"].rows]


def test_everybody_sees_what_is_due_in_his_scope(many, as_lin, as_wei, as_xie, as_deng, as_zhou):
    url = reverse("customers:due_soon")
    counts = [len(names(client.get(url))) for client in (as_lin, as_wei, as_xie, as_deng, as_zhou)]
    assert counts == [9, 10, 10, 1, 11]
    assert not any("C-00999" in name for name in names(as_wei.get(url)))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 50])
def test_pages_show_each_due_date_once_next_first(many, lin, size):
    found = AssetDue.objects.visible_to(lin).open().between(TODAY, TODAY + timedelta(days=30))
    seen, cursor = [], "x~y"
    while cursor:
        page = due_list.page(found, cursor=cursor, size=size)
        seen += [(due.due_on, due.pk) for due in page.rows]
        cursor = page.cursor
    assert seen == sorted(seen)
    assert len(set(seen)) == 9


def test_the_list_is_narrowed(many, as_wei, as_zhou, gaoxin, lin):
    url = reverse("customers:due_soon")
    assert len(names(as_wei.get(url, {"whose": "team"}))) == 10
    assert names(as_wei.get(url, {"whose": "mine"})) == []
    assert len(names(as_zhou.get(url, {"branch": gaoxin.pk}))) == 10
    assert names(as_zhou.get(url, {"kind": "insurance"})) == []
    assert names(as_zhou.get(url, {"window": "overdue"})) == []
    assert len(names(as_zhou.get(url, {"window": "no such", "kind": "'; --"}))) == 11


def test_the_list_costs_the_same_however_long_it_is(many, as_lin, django_assert_num_queries):
    url = reverse("customers:due_soon")
    with CaptureQueriesContext(connection) as long:
        as_lin.get(url)
    AssetDue.objects.exclude(asset__name__endswith=" 8").delete()
    with django_assert_num_queries(len(long)):
        as_lin.get(url)
    assert len(long) <= 8
