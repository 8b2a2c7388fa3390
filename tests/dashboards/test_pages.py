"""The pages: every number opens a list that agrees with it, and nobody sees more than he may."""

import csv
import html
import io
import re
from decimal import Decimal

import pytest
from django.db.models import Sum

from customers.models import Customer, CustomerStanding
from signals.models import NightlyRun
from staff.models import Branch
from tests.conftest import signed_in

COUNTED = re.compile(r'<a[^>]*href="([^"]+)"[^>]*data-count="(\d+)"')
PRICED = re.compile(r'<a[^>]*href="([^"]+)"[^>]*data-money="([\d.]+)"')
LISTED = re.compile(r'data-count="(\d+)" data-total="([\d.]+)"')


def listed(client, link: str) -> tuple[int, Decimal]:
    """How many customers stand behind a link, and their amounts together."""
    page = client.get(html.unescape(link)).content.decode()
    found = LISTED.search(page)
    return (int(found[1]), Decimal(found[2])) if found else (0, Decimal(0))


@pytest.mark.parametrize("query", ["", "?month=2026-06", "?month=2026-05&by=owner", "?month=2026-02"])
def test_every_number_opens_a_list_that_agrees_with_it(manager, query):
    page = manager.get(f"/dashboard/{query}").content.decode()
    counted, priced = COUNTED.findall(page), PRICED.findall(page)
    assert len(counted) >= 4
    assert len(priced) >= 4
    for link, count in counted:
        assert listed(manager, link)[0] == int(count), link
    for link, money in priced:
        assert listed(manager, link)[1] == Decimal(money), link


def test_the_key_figures_open_lists_that_agree(manager):
    response = manager.get("/dashboard/?month=2026-05")
    cards = {card.name: card for card in response.context["cards"]}
    months = dict(
        zip(response.context["months"].labels, response.context["months"].series[0].values, strict=True)
    )
    lost, back = cards["lost"], cards["came-back"]
    assert str(listed(manager, lost.link)[0]) == lost.value
    assert str(listed(manager, back.link)[0]) == back.value
    assert list(months.values())[-1] == int(lost.value)
    for series in response.context["months"].series:
        for value, link in zip(series.values, series.links, strict=True):
            assert value is None or listed(manager, link)[0] == value
    for series in response.context["tiers_chart"].series:
        for value, link in zip(series.values, series.links, strict=True):
            assert listed(manager, link)[0] == value


def test_the_tier_chart_ends_with_the_tiers_of_the_table(manager):
    context = manager.get("/dashboard/").context
    now = [series.values[-1] for series in context["tiers_chart"].series]
    assert now == [row.customers for row, _name, _link in context["tiers"]]


def test_the_list_goes_on_by_cursor_without_a_gap(manager, monkeypatch):
    monkeypatch.setattr("dashboards.rows.page_of.__kwdefaults__", {"after": "", "size": 30}, raising=False)
    seen, link = [], "/dashboard/customers/?figure=stands"
    while link:
        page = manager.get(html.unescape(link)).content.decode()
        seen += re.findall(r'<a href="/customers/(\d+)/">', page)
        more = re.search(r'hx-get="([^"]+cursor[^"]+)"', page)
        link = f"/dashboard/customers/{more[1]}" if more else ""
    assert len(seen) == len(set(seen)) == Customer.objects.exclude(standing__tier=0).count()


def test_the_page_takes_the_same_number_of_queries_however_many_customers(
    manager, django_assert_max_num_queries
):
    with django_assert_max_num_queries(32):
        manager.get("/dashboard/")
    with django_assert_max_num_queries(16):
        manager.get("/dashboard/customers/?figure=stands")


def test_a_team_lead_sees_no_other_team_behind_a_number(garage):
    page = signed_in(garage["qin"]).get("/dashboard/customers/?figure=stands").content.decode()
    assert "Gaoxin" in page
    assert "Wuhou" not in page


def test_another_teams_branch_or_owner_narrows_nothing_for_a_team_lead(garage):
    lead, foreign = signed_in(garage["qin"]), garage["ye"]
    assert lead.get(f"/dashboard/customers/?figure=stands&owner={foreign.pk}").status_code == 404
    assert lead.get(f"/dashboard/?owner={foreign.pk}").context["scope"].owner is None


@pytest.mark.parametrize("query", ["figure=all", "figure=flow&tier=9", "figure=stands&month=1999-01"])
def test_a_list_that_does_not_exist_is_not_found(manager, query):
    assert manager.get(f"/dashboard/customers/?{query}").status_code == 404


def test_before_the_first_night_the_pages_say_what_to_do(manager):
    NightlyRun.objects.all().delete()
    for path in ("/dashboard/", "/dashboard/customers/?figure=lost"):
        assert "no night has been finished yet" in manager.get(path).content.decode()


def test_the_export_has_all_rows_and_no_formula(manager):
    Customer.objects.filter(standing__tier=1).update(name="=cmd|' /C calc'!A0")
    body = b"".join(manager.get("/dashboard/customers.csv?figure=stands&tier=1").streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == 1 + Customer.objects.filter(standing__tier=1).count()
    assert all(row[1].startswith("'=") for row in rows[1:])


def test_the_export_needs_the_right_to_export(garage):
    assert signed_in(garage["sun"]).get("/dashboard/customers.csv?figure=stands").status_code == 403


def test_amounts_in_several_currencies_are_never_added_up(garage, manager):
    euros = Branch.objects.get(code="wuhou")
    Branch.objects.filter(pk=euros.pk).update(currency="EUR")
    rows = CustomerStanding.objects.filter(tier__gt=0)
    in_euros = rows.filter(customer__branch=euros).aggregate(sum=Sum("value_at_risk"))["sum"]
    page = manager.get("/dashboard/?currency=EUR").context
    assert (page["currency"], page["scope"].currency) == ("EUR", "EUR")
    assert sum(row.value_at_risk for row, _name, _link in page["tiers"]) == in_euros
    others = manager.get("/dashboard/").context
    assert others["currency"] == "CNY"
    assert (
        sum(row.value_at_risk for row, _name, _link in others["tiers"])
        == (rows.exclude(customer__branch=euros).aggregate(sum=Sum("value_at_risk"))["sum"])
    )
    assert manager.get(f"/dashboard/?branch={euros.pk}").context["currency"] == "EUR"
