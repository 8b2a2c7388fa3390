"""The customer page: what stands on it, who reaches it, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from customers.models import Contact, Customer
from tests.conftest import TODAY
from tests.factories import CustomerFactory, InvoiceFactory, VisitFactory
from tests.retention.factories import at_risk, last_night, stands, with_history

pytestmark = pytest.mark.django_db

SECTIONS = ("customer", "customer_visits", "customer_money", "customer_profile", "customer_history")


@pytest.fixture
def muyun(lin):
    last_night()
    return with_history(at_risk(lin, "Muyun", value=18240)).customer


def page(client, customer, name="customer", **query):
    response = client.get(reverse(f"retention:{name}", args=[customer.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_where_the_customer_stands_and_what_to_do(as_lin, muyun):
    Customer.objects.filter(pk=muyun.pk).update(kind=Customer.Kind.COMPANY)
    shown = page(as_lin, muyun)
    assert "¥18,240" in shown
    assert "199 days" in shown
    assert "Comes every <b>92 ± 14 days</b>" in shown
    assert "days past that window" in shown
    assert "Call Qiu Lan" in shown
    assert "Known by one contact." in shown


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_opens(as_lin, muyun, name):
    assert "Muyun" in page(as_lin, muyun, name)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_customer_of_whom_nothing_is_known_opens_too(as_lin, customer_of_lin, name):
    assert "Muyun Kindergartens" in page(as_lin, customer_of_lin, name)


@pytest.mark.parametrize("name", [*SECTIONS, "timeline", "next_action"])
def test_anothers_customer_is_not_there(as_lin, customer_of_chen, name):
    assert as_lin.get(reverse(f"retention:{name}", args=[customer_of_chen.pk])).status_code == 404


def test_an_agent_sees_the_page_and_logs_but_does_not_retain(as_xie, muyun):
    shown = page(as_xie, muyun)
    assert "Timeline" in shown
    assert 'id="dock"' not in shown
    assert reverse("desk:home") in shown


@pytest.mark.parametrize(
    ("gateway", "keys"), [("simulated", {"m s": "message"}), ("none", {"s": "dock", "m": "message"})]
)
def test_where_a_gateway_sends_there_is_one_way_to_write(as_lin, muyun, settings, gateway, keys):
    settings.SMS_GATEWAY = gateway
    shown = page(as_lin, muyun)
    head = shown[: shown.index("</header>", shown.index("cr-ch-1"))]
    found = re.findall(r'(?:data-dialog="(\w+)"|href="#(dock)")[^>]*? data-key="([ms ]+)"', head)
    assert {key: dialog or dock for dialog, dock, key in found} == keys
    assert shown.count('data-key="s"') == (0 if gateway == "simulated" else 2)


def test_an_auditor_finds_no_form(as_sun, muyun):
    shown = page(as_sun, muyun)
    assert 'id="dock"' not in shown
    assert 'id="snooze"' not in shown


def test_phones_are_masked_until_asked_for(as_lin, muyun):
    contact = Contact.objects.get()
    assert "13900001111" not in page(as_lin, muyun)
    response = as_lin.post(reverse("retention:phone", args=[muyun.pk]), {"contact": contact.pk})
    assert "tel:+8613900001111" in response.content.decode()


def test_without_permission_a_phone_stays_masked(as_lin, lin, muyun):
    lin.sees_phones = False
    lin.save()
    assert "data-reveal " not in page(as_lin, muyun)
    assert as_lin.post(reverse("retention:phone", args=[muyun.pk])).status_code == 403


def test_a_contact_of_another_customer_is_not_shown(as_lin, muyun, customer_of_chen):
    foreign = Contact.objects.create(customer=customer_of_chen, name="X", phone="+8613711112222")
    assert (
        as_lin.post(reverse("retention:phone", args=[muyun.pk]), {"contact": foreign.pk}).status_code == 404
    )


def test_that_a_phone_was_shown_is_logged_without_the_number(as_lin, muyun, caplog):
    as_lin.post(reverse("retention:phone", args=[muyun.pk]))
    told = [record.getMessage() for record in caplog.records if "phone_shown" in record.getMessage()]
    assert len(told) == 1
    assert "2047" not in told[0]


def test_open_amounts_stand_by_age(as_lin, lin):
    customer = CustomerFactory(owner=lin, branch=lin.branch)
    for late in (-10, 5, 45, 100):
        due = TODAY - timedelta(days=late)
        InvoiceFactory(customer=customer, issued_on=due - timedelta(days=30), due_on=due, amount=1000 + late)
    shown = page(as_lin, customer)
    for words in ("Not due", "1–30 days late", "31–60 days late", "More than 90 days late", "¥990", "¥4,140"):
        assert words in shown


def test_visits_page_by_cursor_without_gap_or_double(as_lin, customer_of_lin):
    for n in range(120):
        VisitFactory(customer=customer_of_lin, day=TODAY - timedelta(days=n // 2), number=f"N-{n:04d}")
    seen, more = [], "first"
    url = reverse("retention:customer_visits", args=[customer_of_lin.pk])
    while more:
        query = {} if more == "first" else {"before": more}
        response = as_lin.get(url, query, headers={"HX-Request": "true"})
        seen += [visit.number for visit, _dear in response.context["visits"]]
        more = response.context["more"]
    assert sorted(seen) == [f"N-{n:04d}" for n in range(120)]


def test_the_page_costs_the_same_however_much_happened(as_lin, muyun, django_assert_max_num_queries):
    for n in range(60):
        VisitFactory(customer=muyun, day=TODAY - timedelta(days=300 + n))
    with django_assert_max_num_queries(113):
        page(as_lin, muyun)


def test_few_visits_are_called_few(as_lin, customer_of_lin):
    stands(customer_of_lin, visit_days=2)
    for days in (20, 90):
        VisitFactory(customer=customer_of_lin, day=TODAY - timedelta(days=days))
    assert "2 visits so far; a rhythm needs at least 4." in page(as_lin, customer_of_lin)
