"""The records over HTTP: scope, pages, errors, and a description that is right."""

import re
import uuid
from io import StringIO
from itertools import chain

import pytest
from django.core.management import call_command
from django.urls import reverse

from customers.api.urls import urlpatterns
from customers.models import Asset, Contact, Customer
from desk.api.urls import urlpatterns as desk_urlpatterns
from outbox.api.urls import urlpatterns as outbox_urlpatterns
from retention.api.urls import urlpatterns as retention_urlpatterns
from signals.api.urls import urlpatterns as signals_urlpatterns
from staff.api_urls import urlpatterns as staff_urlpatterns
from tests.factories import CustomerFactory, InvoiceFactory, VisitFactory

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers/"
NEW = {"name": "Mo Ran", "branch": "gaoxin", "phone": "13912340000", "plate": "川A8K2M7"}


def codes(answer):
    return [row["code"] for row in answer.json()["results"]]


def test_everybody_gets_the_customers_of_his_scope(
    customer_of_lin, customer_of_chen, customer_of_deng, as_lin, as_wei, as_zhou
):
    assert codes(as_lin.get(CUSTOMERS)) == ["C-00418"]
    assert codes(as_wei.get(CUSTOMERS)) == ["C-00418", "C-00419"]
    assert codes(as_zhou.get(CUSTOMERS)) == ["C-00418", "C-00419", "C-00999"]


@pytest.mark.parametrize("name", ["customer", "contacts", "assets", "visits", "invoices", "timeline"])
def test_anothers_customer_is_not_there(name, as_lin, customer_of_lin, customer_of_deng):
    assert as_lin.get(reverse(f"api:{name}", args=[customer_of_lin.pk])).status_code == 200
    answer = as_lin.get(reverse(f"api:{name}", args=[customer_of_deng.pk]))
    assert (answer.status_code, answer.json()["title"]) == (404, "Not Found")


def test_pages_follow_one_another_and_show_each_customer_once(as_lin, lin, gaoxin):
    made = {CustomerFactory(owner=lin, branch=gaoxin).code for _n in range(7)}
    answer, found = as_lin.get(CUSTOMERS + "?page_size=3"), []
    while True:
        found += codes(answer)
        if not answer.json()["next"]:
            break
        answer = as_lin.get(answer.json()["next"])
    assert (len(found), set(found)) == (7, made)


def test_a_page_costs_the_same_whatever_it_shows(as_lin, lin, gaoxin, django_assert_max_num_queries):
    for _n in range(30):
        VisitFactory(customer=CustomerFactory(owner=lin, branch=gaoxin))
    with django_assert_max_num_queries(10):
        as_lin.get(CUSTOMERS)
    customer = Customer.objects.first()
    for _n in range(20):
        VisitFactory(customer=customer)
    with django_assert_max_num_queries(7):
        as_lin.get(reverse("api:visits", args=[customer.pk]))


def test_a_list_is_narrowed_as_on_the_page(as_lin, lin, gaoxin):
    CustomerFactory(owner=lin, branch=gaoxin, name="Fang Zhiruo", vip=True)
    CustomerFactory(owner=lin, branch=gaoxin, name="Tang Yiheng")
    assert len(codes(as_lin.get(CUSTOMERS + "?q=fang"))) == 1
    assert len(codes(as_lin.get(CUSTOMERS + "?vip=1"))) == 1


def test_what_belongs_to_a_customer_is_told(as_lin, customer_of_lin):
    VisitFactory(customer=customer_of_lin, number="V-1")
    InvoiceFactory(customer=customer_of_lin, number="I-1")
    Contact.objects.create(customer=customer_of_lin, name="Song Xinying", phone="+8613912346615")
    Asset.objects.create(customer=customer_of_lin, kind="vehicle", name="Bus", plate="川A8K2M7")

    def first(name):
        return as_lin.get(reverse(f"api:{name}", args=[customer_of_lin.pk])).json()["results"][0]

    assert (first("visits")["number"], first("visits")["amount"]) == ("V-1", "500.00")
    assert (first("invoices")["number"], first("invoices")["due_on"]) == ("I-1", "2026-02-04")
    assert (first("contacts")["phone"], first("assets")["plate"]) == ("+8613912346615", "川A8K2M7")
    assert first("timeline")["title"] == "Visit, ¥500"


def test_numbers_are_masked_for_whom_may_not_see_them(as_lin, lin, customer_of_lin):
    Customer.objects.update(phone="+8613912346615")
    lin.sees_phones = False
    lin.save()
    for address in (CUSTOMERS, reverse("api:customer", args=[customer_of_lin.pk])):
        body = as_lin.get(address).content.decode()
        assert "139 **** 6615" in body
        assert "12346615" not in body


def test_the_same_key_again_registers_nobody_twice(as_lin, gaoxin):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = as_lin.post(CUSTOMERS, NEW, headers=key)
    again = as_lin.post(CUSTOMERS, NEW, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    made = Customer.objects.get()
    assert (made.phone, made.assets.get().plate, made.owner.username) == ("+8613912340000", "川A8K2M7", "lin")


def test_whoever_is_registered_already_is_said_and_not_shown(as_lin, customer_of_deng):
    Customer.objects.filter(pk=customer_of_deng.pk).update(phone="+8613912340000")
    answer = as_lin.post(CUSTOMERS, NEW | {"branch": "wuhu"})
    assert answer.status_code == 409
    assert "Canary" not in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": ""}, "name", "blank"),
        ({"branch": "nowhere"}, "branch", "nowhere"),
        ({"phone": "1391234"}, "non_field_errors", "7 digits; a mobile number has 11"),
        ({"kind": "robot"}, "kind", "robot"),
    ],
)
def test_what_is_wrong_is_said_by_field(change, field, words, as_lin, gaoxin):
    answer = as_lin.post(CUSTOMERS, NEW | change)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert words in str(answer.json()["errors"][field])
    assert not Customer.objects.exists()


def test_fields_that_nobody_may_set_are_ignored(as_lin, lin, deng, gaoxin):
    as_lin.post(CUSTOMERS, NEW | {"owner": "deng", "vip": True, "id": 1})
    made = Customer.objects.get()
    assert (made.owner, made.vip) == (lin, False)


def test_a_key_that_is_no_uuid_is_refused_in_words(as_lin, gaoxin):
    answer = as_lin.post(CUSTOMERS, NEW, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["detail"]) == (400, "Idempotency-Key is no UUID.")


def test_the_description_of_the_api_is_valid_and_without_guesses():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO(), stderr=StringIO())


@pytest.fixture
def described(as_lin):
    return as_lin.get("/api/schema/?format=json").json()


def operations(described):
    return [
        (f"{method} {address}", one)
        for address, all_of_it in described["paths"].items()
        for method, one in all_of_it.items()
    ]


def test_every_call_is_described_in_words_with_its_answers(described):
    for name, one in operations(described):
        assert one.get("description"), name
        assert any(status.startswith("2") for status in one["responses"]), name
        assert {"401", "403"} <= set(one["responses"]), name


def test_every_url_of_the_api_is_in_its_description(described):
    told = {address.removeprefix("/api/v1/") for address in described["paths"]}
    rooms = (
        staff_urlpatterns,
        urlpatterns,
        outbox_urlpatterns,
        desk_urlpatterns,
        signals_urlpatterns,
        retention_urlpatterns,
    )
    assert {
        re.sub(r"<\w+:(\w+)>", lambda name: f"{{{called(name[1])}}}", str(one.pattern))
        for one in chain(*rooms)
    } == told


def called(name):
    return "id" if name == "pk" else name
