"""Agreements on screen: the section of a customer, the lists, the forms, Undo."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.agreements import packages
from customers.agreements.policy import set_benchmark
from customers.models import AgreementPolicy, Benchmark, Booking, Contract, Inquiry, Package, Quote
from customers.timeline import kinds, timeline
from staff.models import Notice
from tests.conftest import TODAY
from tests.customers.agreeing import asked, booked, draft, quoted, signed, sold
from tests.customers.forms import as_shown
from tests.customers.test_timeline import all_by_pages
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DAY = TODAY.isoformat()
SOON = (TODAY + timedelta(days=30)).isoformat()
ENTERED = {
    "contract": {
        "subject": "Fleet",
        "price": "168",
        "unit": "hour",
        "starts_on": DAY,
        "ends_on": SOON,
        "clash": "<b>Invoice</b>",
    },
    "quote": {"subject": "Brakes", "amount": "900", "made_on": DAY, "valid_until": SOON},
    "booking": {"day": SOON, "at": "09:30", "note": "Brakes"},
    "package": {"name": "Washes", "kind": "units", "total": "10", "bought_on": DAY, "expires_on": SOON},
    "inquiry": {"topic": "Windscreen", "channel": "phone", "day": DAY, "wanted": "Original"},
}
MODELS = {"contract": Contract, "quote": Quote, "booking": Booking, "package": Package, "inquiry": Inquiry}


def new(client, customer, kind, data, **headers):
    address = f"/customers/{customer.pk}/agreements/{kind}/new/"
    return client.post(address, {"token": str(uuid.uuid4()), **data}, headers=headers)


def press(client, row, verb, **data):
    kind = type(row).__name__.lower()
    return client.post(f"/customers/agreements/{kind}/{row.pk}/{verb}/", data, headers=HTMX)


def undo(client, answer):
    address = re.search(r'"undo": "([^"]+)"', answer.headers["HX-Trigger"]).group(1)
    return client.post(address, headers=HTMX)


@pytest.mark.parametrize("kind", ENTERED)
def test_each_kind_is_entered_once_and_stands_on_the_page(as_lin, customer_of_lin, kind):
    data = {**ENTERED[kind], "token": str(uuid.uuid4())}
    for _press in range(2):
        answer = new(as_lin, customer_of_lin, kind, data, **HTMX)
        assert (answer.status_code, answer.content) == (200, b"")
        assert "agreements" in answer.headers["HX-Trigger"]
    row = MODELS[kind].objects.get()
    assert row.entered_by == customer_of_lin.owner
    page = as_lin.get(f"/customers/{customer_of_lin.pk}/agreements/").content.decode()
    assert f'id="{kind}-{row.pk}"' in page
    assert "<b>Invoice</b>" not in page


@pytest.mark.parametrize("kind", ENTERED)
def test_a_form_that_does_not_fit_comes_back_with_what_was_typed(as_lin, customer_of_lin, kind):
    texts = {
        "contract": "subject",
        "quote": "subject",
        "booking": "note",
        "package": "name",
        "inquiry": "topic",
    }
    typed = {**dict.fromkeys(ENTERED[kind], ""), texts[kind]: "Kept <i>"}
    for headers in (HTMX, {}):
        answer = new(as_lin, customer_of_lin, kind, typed, **headers)
        assert answer.status_code == 422
        assert "Kept &lt;i&gt;" in answer.content.decode()
    assert not MODELS[kind].objects.exists()


CHANGED = {
    "contract": (draft, {"subject": "Labour only", "price": "150"}, {"unit": "hour"}),
    "quote": (quoted, {"subject": "Tyres", "amount": "700"}, {"number": "Q-7"}),
    "booking": (booked, {"note": "Tyres", "day": SOON, "at": "09:30"}, {}),
    "package": (sold, {"name": "Nine washes", "expires_on": SOON}, {}),
    "inquiry": (asked, {"topic": "Paintwork", "channel": "web"}, {}),
}


@pytest.mark.parametrize("kind", CHANGED)
def test_what_was_written_down_is_changed(as_lin, customer_of_lin, kind):
    make, values, more = CHANGED[kind]
    row = make(customer_of_lin)
    address = f"/customers/agreements/{kind}/{row.pk}/change/"
    form = as_lin.get(address, headers=HTMX).content.decode()
    assert (
        str(getattr(row, {"booking": "note", "package": "name", "inquiry": "topic"}.get(kind, "subject")))
        in form
    )
    data = as_shown(as_lin, address, **values, **more)
    assert as_lin.post(address, data, headers=HTMX).content == b""
    changed = MODELS[kind].objects.get()
    shown = values | {"at": "2026-07-16 01:30:00+00:00"} if kind == "booking" else values
    assert {name: str(getattr(changed, name)).removesuffix(".00") for name in values} == shown
    assert (changed.token, changed.entered_by) == (row.token, row.entered_by)


def test_a_price_that_was_refused_is_mended_and_signed(as_lin, as_zhou, customer_of_lin, zhou):
    contract = signed(customer_of_lin, price=Decimal(189))
    address = f"/customers/agreements/approvals/{contract.approvals.get().pk}/"
    as_zhou.post(address, {"verdict": "refuse", "reason": "Go down to 170"}, headers=HTMX)
    address = f"/customers/agreements/contract/{contract.pk}/change/"
    as_lin.post(address, as_shown(as_lin, address, price="170"), headers=HTMX)
    contract.refresh_from_db()
    assert (contract.price, contract.market_high) == (170, 162)
    press(as_lin, contract, "sign", signed_on=DAY)
    contract.refresh_from_db()
    assert contract.state == "signed"


def test_another_unit_without_a_market_for_it_is_compared_with_nothing(as_lin, customer_of_lin):
    contract = draft(customer_of_lin)
    address = f"/customers/agreements/contract/{contract.pk}/change/"
    as_lin.post(address, as_shown(as_lin, address, unit="year"), headers=HTMX)
    contract.refresh_from_db()
    assert (contract.unit, contract.market_high) == ("year", None)


@pytest.mark.parametrize("kind", ["contract", "quote"])
def test_what_has_come_to_something_or_is_kept_elsewhere_is_no_longer_changed(as_lin, customer_of_lin, kind):
    row = {"contract": signed, "quote": quoted}[kind](customer_of_lin)
    if kind == "quote":
        Quote.objects.update(source="till")
    address = f"/customers/agreements/{kind}/{row.pk}/change/"
    answer = as_lin.post(address, as_shown(as_lin, address), headers=HTMX)
    assert answer.status_code == 422
    assert "It can no longer be changed." in answer.content.decode()
    page = as_lin.get(f"/customers/{customer_of_lin.pk}/agreements/cards/").content.decode()
    assert "/change/" not in page


def test_a_change_takes_no_number_from_another(as_lin, customer_of_lin):
    quoted(customer_of_lin, number="Q-1")
    mine = quoted(customer_of_lin, number="Q-2")
    for number, status in (("Q-1", 422), ("Q-2", 200)):
        address = f"/customers/agreements/quote/{mine.pk}/change/"
        answer = as_lin.post(address, as_shown(as_lin, address, number=number), headers=HTMX)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("contract", {"ends_on": "2020-01-01"}),
        ("contract", {"price": "-1"}),
        ("contract", {"price": "NaN"}),
        ("contract", {"ends_on": "9999-01-01"}),
        ("contract", {"subject": "x" * 161}),
        ("contract", {"follows": "999999999"}),
        ("quote", {"amount": "1e99"}),
        ("quote", {"valid_until": "2026-02-30"}),
        ("booking", {"at": "25:00"}),
        ("booking", {"day": "0001-01-01"}),
        ("package", {"total": "0"}),
        ("package", {"expires_on": "2020-01-01"}),
        ("package", {"kind": "gold"}),
        ("inquiry", {"day": SOON}),
        ("inquiry", {"topic": "a\x00b"}),
        ("inquiry", {"token": "no token"}),
    ],
)
def test_hostile_input_is_refused(as_lin, customer_of_lin, kind, wrong):
    assert new(as_lin, customer_of_lin, kind, ENTERED[kind] | wrong).status_code == 422
    assert not MODELS[kind].objects.exists()


def test_a_number_that_is_taken_is_said_at_its_field(as_lin, customer_of_lin):
    quoted(customer_of_lin, number="Q-1")
    answer = new(as_lin, customer_of_lin, "quote", ENTERED["quote"] | {"number": "Q-1"}, **HTMX)
    assert answer.status_code == 422
    assert "This number is taken." in answer.content.decode()


def test_without_script_one_comes_back_to_the_customer(as_lin, customer_of_lin):
    answer = new(as_lin, customer_of_lin, "quote", ENTERED["quote"])
    assert answer.headers["Location"] == f"/customers/{customer_of_lin.pk}/agreements/"
    page = as_lin.get(f"/customers/{customer_of_lin.pk}/agreements/quote/new/").content.decode()
    assert "<h1>Add a quote</h1>" in page


def test_a_price_far_above_the_market_warns_in_words_and_waits(as_lin, as_zhou, customer_of_lin, lin, zhou):
    contract = draft(customer_of_lin, price=Decimal(189))
    form = as_lin.get(f"/customers/agreements/contract/{contract.pk}/sign/", headers=HTMX).content.decode()
    assert "¥189 an hour is 16.7% above the market&#x27;s highest price of ¥162." in form
    assert "Above 15% a manager has to approve it." in form
    answer = press(as_lin, contract, "sign", signed_on=DAY, note="They pay at once")
    assert "waits for a manager" in answer.headers["HX-Trigger"]
    asked_for = contract.approvals.get()
    assert asked_for.note == "They pay at once"
    listed = as_zhou.get("/customers/agreements/?show=approvals").content.decode()
    assert "They pay at once" in listed
    address = f"/customers/agreements/approvals/{asked_for.pk}/"
    refused = as_zhou.post(address, {"verdict": "refuse", "reason": ""}, headers=HTMX)
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    as_zhou.post(address, {"verdict": "refuse", "reason": "Go down to 170"}, headers=HTMX)
    assert Notice.objects.get(user=lin).kind == "price_refused"
    page = as_lin.get(f"/customers/{customer_of_lin.pk}/agreements/").content.decode()
    assert "Price refused by Zhou: Go down to 170" in page
    again = as_zhou.post(address, {"verdict": "approve"}, headers=HTMX)
    assert again.status_code == 422


def test_a_usual_price_is_signed_without_a_word(as_lin, customer_of_lin):
    contract = draft(customer_of_lin)
    form = as_lin.get(f"/customers/agreements/contract/{contract.pk}/sign/", headers=HTMX).content.decode()
    assert "manager" not in form
    press(as_lin, contract, "sign", signed_on=DAY)
    assert Contract.objects.get().state == "signed"


def test_a_contract_is_renewed_from_its_line(as_lin, customer_of_lin):
    contract = signed(customer_of_lin)
    address = f"/customers/{customer_of_lin.pk}/agreements/contract/new/?follows={contract.pk}"
    form = as_lin.get(address, headers=HTMX).content.decode()
    assert (contract.ends_on + timedelta(days=1)).isoformat() in form
    assert f'name="follows" value="{contract.pk}"' in form
    data = ENTERED["contract"] | {"follows": contract.pk, "token": str(uuid.uuid4())}
    as_lin.post(address, data, headers=HTMX)
    assert Contract.objects.get(follows=contract).subject == "Fleet"


@pytest.mark.parametrize(
    ("make", "verb", "data", "after", "before"),
    [
        (booked, "came", {}, "came", "booked"),
        (booked, "missed", {}, "no_show", "booked"),
        (booked, "cancel", {}, "cancelled", "booked"),
        (quoted, "accept", {}, "accepted", "open"),
        (quoted, "refuse", {"reason": "Too dear"}, "refused", "open"),
        (asked, "ordered", {}, "ordered", "open"),
        (asked, "none", {}, "none", "open"),
    ],
)
def test_what_is_settled_is_taken_back_by_undo(as_lin, customer_of_lin, make, verb, data, after, before):
    row = make(customer_of_lin)
    answer = press(as_lin, row, verb, **data)
    row.refresh_from_db()
    assert row.state == after
    assert undo(as_lin, answer).status_code == 200
    row.refresh_from_db()
    assert row.state == before


def test_a_renewal_talk_is_taken_back_by_undo(as_lin, customer_of_lin):
    contract = signed(customer_of_lin)
    answer = press(as_lin, contract, "talk", talked_on=DAY)
    assert Contract.objects.get().talked_on == TODAY
    undo(as_lin, answer)
    assert Contract.objects.get().talked_on is None


def test_a_use_is_taken_back_by_undo_and_too_much_is_refused(as_lin, customer_of_lin):
    package = sold(customer_of_lin)
    used = {"token": str(uuid.uuid4()), "amount": "4", "day": DAY}
    answer = press(as_lin, package, "use", **used)
    assert Package.objects.get().left == 6
    undo(as_lin, answer)
    assert Package.objects.get().left == 10
    refused = press(as_lin, package, "use", **used | {"amount": "11", "token": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert "Only 10 is left." in refused.content.decode()


def test_what_somebody_else_has_settled_meanwhile_is_said(as_lin, customer_of_lin):
    quote = quoted(customer_of_lin)
    press(as_lin, quote, "accept")
    answer = press(as_lin, quote, "refuse", reason="Too dear")
    assert answer.status_code == 422
    assert "It is “Accepted” by now" in answer.content.decode()


def test_verbs_and_kinds_that_do_not_exist_are_not_there(as_lin, customer_of_lin):
    quote = quoted(customer_of_lin)
    for path in (
        f"agreements/quote/{quote.pk}/burn/",
        f"agreements/visit/{quote.pk}/accept/",
        f"{customer_of_lin.pk}/agreements/visit/new/",
        f"{customer_of_lin.pk}/agreements/visit/",
        f"{customer_of_lin.pk}/agreements/contract/new/?follows=999999",
    ):
        assert as_lin.get(f"/customers/{path}").status_code == 404


LISTS = ("ending", "inquiries", "quotes", "bookings", "missed", "packages")


def fill(customer, count):
    for _one in range(count):
        signed(customer, ends_on=TODAY + timedelta(days=9))
        asked(customer)
        quoted(customer)
        booked(customer, day=TODAY + timedelta(days=1))
        booked(customer, day=TODAY - timedelta(days=1))
        sold(customer)


def queries_of(client, path):
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        assert client.get(path).status_code == 200
    return len(asked_for)


@pytest.mark.parametrize("name", [*LISTS, "section", "approvals"])
def test_a_list_asks_as_many_questions_for_many_rows_as_for_few(as_zhou, customer_of_lin, name):
    path = f"/customers/agreements/?show={name}"
    path = path if name != "section" else f"/customers/{customer_of_lin.pk}/agreements/cards/"
    fill(customer_of_lin, 2)
    for _one in range(2):
        signed(customer_of_lin, price=Decimal(200))
    few = queries_of(as_zhou, path)
    fill(customer_of_lin, 6)
    for _one in range(6):
        signed(customer_of_lin, price=Decimal(200))
    assert queries_of(as_zhou, path) == few


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_only_what_one_may_see(as_lin, as_zhou, customer_of_lin, customer_of_deng, name):
    for customer in (customer_of_lin, customer_of_deng):
        fill(customer, 1)
    mine, all_of_them = (
        client.get(f"/customers/agreements/?show={name}").content.decode() for client in (as_lin, as_zhou)
    )
    assert customer_of_lin.name in mine
    assert customer_of_deng.name not in mine
    assert customer_of_deng.name in all_of_them


def test_more_than_a_few_are_told_as_many(as_lin, customer_of_lin, monkeypatch):
    monkeypatch.setattr("customers.agreements.worklists.MOST_COUNTED", 3)
    for days in range(4):
        quoted(customer_of_lin, valid_until=TODAY + timedelta(days=days))
    held = as_lin.get("/customers/agreements/?show=quotes").context["counts"]
    assert (held["quotes"], held["bookings"]) == ("3+", 0)


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_a_list_follow_each_other_without_gap_or_double(as_zhou, customer_of_lin, name, monkeypatch):
    monkeypatch.setattr("customers.agreements.worklists.SHOWN", 2)
    fill(customer_of_lin, 5)
    path, found = f"/customers/agreements/?show={name}", []
    while path:
        body = as_zhou.get(path, headers=HTMX).content.decode()
        found += re.findall(r'<li class="cr-agr" id="([a-z]+-\d+)"', body)
        more = re.search(r'class="btn cr-more" href="([^"]+)"', body)
        path = "/customers/agreements/" + more.group(1).replace("&amp;", "&") if more else ""
    assert len(found) == len(set(found)) == 5


def test_a_customers_agreements_go_on_by_cursor(as_lin, customer_of_lin):
    made = [quoted(customer_of_lin, made_on=TODAY - timedelta(days=n)) for n in range(14)]
    page = as_lin.get(f"/customers/{customer_of_lin.pk}/agreements/cards/").content.decode()
    assert f"quote-{made[9].pk}-form" in page
    assert f"quote-{made[10].pk}-form" not in page
    more = re.search(r'href="(/customers/\d+/agreements/quote/\?cursor=[^"]+)"', page).group(1)
    rest = as_lin.get(more, headers=HTMX).content.decode()
    assert re.findall(r'id="quote-(\d+)"', rest) == [str(quote.pk) for quote in made[10:]]
    assert as_lin.get(more.split("?")[0] + "?cursor=nonsense.9").status_code == 200


def test_packages_that_expire_first_stand_first(as_lin, customer_of_lin, lin):
    names = {"later": 60, "soon": 1, "used up": 5}
    days = {name: TODAY + timedelta(days=n) for name, n in names.items()}
    made = {name: sold(customer_of_lin, name=name, expires_on=day) for name, day in days.items()}
    packages.use(package=made["used up"], by=lin, amount=Decimal(10), day=TODAY, token=uuid.uuid4())
    page = as_lin.get(f"/customers/{customer_of_lin.pk}/agreements/cards/").content.decode()
    order = [int(pk) for pk in re.findall(r'<li class="cr-agr" id="package-(\d+)"', page)]
    assert order == [made[name].pk for name in ("soon", "later", "used up")]


def test_an_auditor_sees_everything_and_is_offered_nothing(as_sun, customer_of_lin):
    fill(customer_of_lin, 1)
    signed(customer_of_lin, price=Decimal(200))
    for path in (
        f"/customers/{customer_of_lin.pk}/agreements/cards/",
        "/customers/agreements/?show=approvals",
    ):
        page = as_sun.get(path).content.decode()
        assert "Fleet maintenance" in page
        assert "/customers/agreements/contract/" not in page
        assert "verdict" not in page
        assert "/new/" not in page


def test_managers_write_market_prices_and_rules(as_zhou, as_lin, zhou):
    price = {
        "item": "Labour",
        "unit": "hour",
        "currency": "CNY",
        "low": "138",
        "high": "162",
        "source": "Survey",
    }
    answer = as_zhou.post("/customers/agreements/prices/new/", price | {"found_on": DAY})
    assert answer.status_code == 302
    assert Benchmark.objects.get().by == zhou
    as_zhou.post("/customers/agreements/prices/new/", price | {"found_on": DAY, "high": "170"})
    assert Benchmark.objects.get().high == 170
    wrong = as_zhou.post("/customers/agreements/prices/new/", price | {"found_on": DAY, "high": "1"})
    assert wrong.status_code == 422
    rules = {"over_share": "0.2", "order_days": "14", "ending_days": "90", "expiring_days": "60"}
    assert as_zhou.post("/customers/agreements/rules/", rules).status_code == 302
    assert AgreementPolicy.objects.get().over_share == Decimal("0.2")
    assert as_zhou.post("/customers/agreements/rules/", rules | {"over_share": "-1"}).status_code == 422
    assert "more than 20%" in as_lin.get("/customers/agreements/prices/").content.decode()


def test_the_market_is_offered_in_the_branchs_currency_only(as_lin, customer_of_lin, zhou):
    price = {
        "unit": "hour",
        "low": Decimal(1),
        "high": Decimal(2),
        "source": "x",
        "found_on": TODAY,
        "by": zhou,
    }
    for item, currency in (("Labour", "CNY"), ("Hourly rate", "EUR")):
        set_benchmark(item=item, currency=currency, **price)
    form = as_lin.get(f"/customers/{customer_of_lin.pk}/agreements/contract/new/", headers=HTMX)
    assert "Labour, an hour" in form.content.decode()
    assert "Hourly rate" not in form.content.decode()


def test_every_kind_stands_on_the_timeline_under_its_own_chip(customer_of_lin, customer_of_chen, lin):
    fill(customer_of_lin, 3)
    fill(customer_of_chen, 1)
    package = Package.objects.of([customer_of_lin.pk])[0]
    packages.use(package=package, by=lin, amount=Decimal(2), day=TODAY, token=uuid.uuid4())
    held = {kind: count for kind, _label, count in kinds(customer_of_lin.pk) if count}
    assert held == {"contract": 3, "inquiry": 3, "booking": 6, "quote": 3, "package": 4}
    assert {event.kind for event in timeline(customer_of_lin.pk, limit=50)} == set(held)
    for size in (1, 4, 50):
        found = all_by_pages(customer_of_lin, size=size)
        assert len({event.key for event in found}) == len(found) == 19
    assert timeline(customer_of_lin.pk, kind="package", limit=1)[0].title == "Used: Ten washes, 2"


def test_a_customer_without_agreements_is_told_so(as_lin, gaoxin, lin):
    nobody = CustomerFactory(owner=lin, branch=gaoxin)
    page = as_lin.get(f"/customers/{nobody.pk}/agreements/").content.decode()
    for words in ("No contract", "No quote", "No booking", "No package", "No inquiry"):
        assert words in page
