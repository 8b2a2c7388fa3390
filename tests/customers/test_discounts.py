"""What was taken off: from files of orders and of lines, by hand, on the page, in the API."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from customers.imports.undo import undo
from customers.models import Visit, VisitLine
from tests.customers.calling import change
from tests.customers.forms import as_shown
from tests.customers.importing import counts, imported, reasons, written
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
Kept = dict[str, Decimal | None]


@pytest.fixture(autouse=True)
def pool(gaoxin, wei):
    gaoxin.pool_owner = wei
    gaoxin.save()


def kept() -> Kept:
    return dict(Visit.objects.order_by("number").values_list("number", "discount"))


@pytest.mark.parametrize("header", ["discount", "Discount amount", "折扣", "优惠金额", "优惠"])
def test_orders_bring_it_under_their_own_word(tmp_path, header):
    rows = f"客户编号,下单时间,订单金额,{header},订单号\nK1,2026-01-05,80,20,A1\nK1,2026-02-05,90,,A2\n"
    assert counts(imported(written(tmp_path, rows), source="till")) == (2, 0, 0, 0)
    assert kept() == {"A1": Decimal(20), "A2": None}


def test_a_minus_is_how_many_tills_write_it_and_a_rate_is_refused(tmp_path):
    cells = {"A1": "-20.5", "A2": "(5)", "A3": "10%"}
    rows = "customer,at,amount,discount,number\n" + "".join(
        f"K1,2026-01-05,80,{cell},{number}\n" for number, cell in cells.items()
    )
    done = imported(written(tmp_path, rows), source="till")
    assert counts(done) == (2, 0, 0, 1)
    assert kept() == {"A1": Decimal("20.50"), "A2": Decimal(5)}
    assert "“10%” is no amount" in reasons(done)[0]


def test_an_empty_cell_keeps_it_and_undo_brings_the_former_one_back(tmp_path, lin):
    head = "customer,at,amount,discount,number\n"
    for cell in ("20", "", "30"):
        done = imported(written(tmp_path, f"{head}K1,2026-01-05,80,{cell},A1\n"), source="till", by=lin)
        assert kept() == {"A1": Decimal(cell or 20)}
    undo(record=done.record, by=lin)
    assert kept() == {"A1": Decimal(20)}


def test_lines_bring_it_too_and_the_visit_tells_their_sum(tmp_path):
    imported(written(tmp_path, "customer,at,amount,number\nK1,2026-01-05,80,A1\n"), source="till")
    lines = "订单号,项目,金额,优惠\nA1,机油,50,10\nA1,轮胎,30,\n"
    done = imported(written(tmp_path, lines), "order_lines", source="till", create_customers=False)
    assert counts(done) == (2, 0, 0, 0)
    assert list(VisitLine.objects.order_by("pk").values_list("discount", flat=True)) == [Decimal(10), None]
    visit = Visit.objects.get()
    assert visit.taken_off == 10
    visit.discount = Decimal(0)
    assert visit.taken_off == 0


def said(**more):
    return {"day": "2026-06-01", "amount": "80", **more}


def test_it_is_entered_by_hand_changed_and_shown(as_lin, customer_of_lin):
    url = reverse("customers:visit_new", args=[customer_of_lin.pk])
    token = str(as_lin.get(url).context["form"]["token"].value())
    data = said(branch=customer_of_lin.branch_id, discount="20", token=token)
    assert as_lin.post(url, data).status_code == 302
    visit = Visit.objects.get()
    assert visit.discount == 20
    page = as_lin.get(reverse("retention:customer_visits", args=[customer_of_lin.pk])).content.decode()
    assert "after ¥20 off" in page
    change = reverse("customers:visit_edit", args=[visit.pk])
    form = as_lin.get(change).context["form"]
    assert form["discount"].value() == 20
    data["seen"] = form["seen"].value()
    assert as_lin.post(change, data | {"discount": "-1"}).status_code == 422
    as_lin.post(change, data | {"discount": ""})
    visit.refresh_from_db()
    assert visit.discount is None


@pytest.fixture
def with_lines(customer_of_lin):
    visit = VisitFactory(customer=customer_of_lin, branch=customer_of_lin.branch, amount=80)
    for amount in (50, 30):
        VisitLine.objects.create(visit=visit, text="Oil", amount=amount, discount=5)
    return visit


def of_lines(visit):
    return list(visit.lines.order_by("pk").values_list("amount", "discount"))


def test_lines_are_given_it_by_hand_and_the_visit_tells_their_sum(as_lin, customer_of_lin):
    url = reverse("customers:visit_new", args=[customer_of_lin.pk])
    token = str(as_lin.get(url).context["form"]["token"].value())
    lines = {
        "line0_text": "Oil",
        "line0_sum": "50",
        "line0_discount": "10",
        "line1_text": "Tyre",
        "line1_sum": "30",
    }
    data = said(branch=customer_of_lin.branch_id, token=token, amount="", **lines)
    assert as_lin.post(url, data | {"line1_discount": "-1"}).status_code == 422
    assert as_lin.post(url, data).status_code == 302
    visit = Visit.objects.get()
    assert (visit.amount, visit.discount, visit.taken_off) == (80, None, 10)
    assert of_lines(visit) == [(50, 10), (30, None)]
    page = as_lin.get(reverse("retention:customer_visits", args=[customer_of_lin.pk])).content.decode()
    assert "after ¥10 off" in page


def test_a_change_by_hand_shows_what_a_file_said_of_the_lines_and_keeps_it(as_lin, with_lines):
    url = reverse("customers:visit_edit", args=[with_lines.pk])
    shown = as_shown(as_lin, url)
    assert (shown["line0_discount"], shown["line1_discount"]) == ("5.00", "5.00")
    assert as_lin.post(url, shown | {"line1_sum": "31"}).status_code == 302
    assert of_lines(with_lines) == [(50, 5), (31, 5)]
    assert as_lin.post(url, as_shown(as_lin, url, line0_discount="")).status_code == 302
    assert of_lines(with_lines) == [(50, None), (31, 5)]


@pytest.mark.parametrize(("own", "status"), [("9.99", 422), ("10", 302), ("25", 302), ("", 302)])
def test_the_visits_own_holds_those_of_its_lines(as_lin, with_lines, own, status):
    url = reverse("customers:visit_edit", args=[with_lines.pk])
    answer = as_lin.post(url, as_shown(as_lin, url, discount=own))
    assert answer.status_code == status
    if status == 422:
        assert "The lines alone say 10." in answer.content.decode()
        return
    assert Visit.objects.get().taken_off == Decimal(own or 10)


def test_what_files_contradict_each_other_about_does_not_hinder_another_change(as_lin, with_lines):
    Visit.objects.update(discount=3)
    url = reverse("customers:visit_edit", args=[with_lines.pk])
    assert as_lin.post(url, as_shown(as_lin, url, number="W-9")).status_code == 302
    assert Visit.objects.values_list("number", "discount").get() == ("W-9", 3)


def test_a_discount_needs_a_line_with_an_amount(as_lin, customer_of_lin):
    url = reverse("customers:visit_new", args=[customer_of_lin.pk])
    token = str(as_lin.get(url).context["form"]["token"].value())
    data = said(branch=customer_of_lin.branch_id, token=token, line0_discount="10")
    assert "How much?" in as_lin.post(url, data).content.decode()


def test_two_who_give_a_line_different_discounts_choose(as_lin, as_wei, with_lines):
    url = reverse("customers:visit_edit", args=[with_lines.pk])
    opened = [as_shown(client, url) for client in (as_wei, as_lin)]
    assert as_wei.post(url, opened[0] | {"line0_discount": "7"}).status_code == 302
    lost = as_lin.post(url, opened[1] | {"line0_discount": "8"})
    (one,) = lost.context["clash"].conflicts
    assert (lost.status_code, "7 off" in one.theirs.words, "8 off" in one.mine.words) == (
        409,
        True,
        True,
    )
    settled = dict(lost.context["clash"].settled) | {"lines": one.mine.sent}
    assert as_lin.post(url, settled).status_code == 302
    assert of_lines(with_lines) == [(50, 8), (30, 5)]


def test_over_http_lines_say_it_or_keep_it(as_lin, with_lines):
    oil, tyre = {"text": "Oil", "amount": "50.00"}, {"text": "Oil", "amount": "30.00", "discount": "7.50"}
    assert change(as_lin, "visit", with_lines.pk, lines=[oil, tyre]).status_code == 200
    assert of_lines(with_lines) == [(50, 5), (30, Decimal("7.50"))]
    lines = [oil | {"discount": None}, tyre | {"amount": "31.00"}]
    changed = change(as_lin, "visit", with_lines.pk, lines=lines).body
    assert [line["discount"] for line in changed["lines"]] == [None, "7.50"]
    wrong = change(as_lin, "visit", with_lines.pk, lines=[oil | {"discount": "-1"}])
    assert wrong.status_code == 400


def test_the_database_knows_no_discount_below_zero(lin):
    visit = VisitFactory(customer=CustomerFactory(owner=lin))
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(discount=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitLine.objects.create(visit=visit, text="Oil", amount=1, discount=-1)


def test_the_api_tells_it(as_lin, customer_of_lin):
    VisitFactory(customer=customer_of_lin, discount=Decimal("12.50"))
    answer = as_lin.get(f"/api/v1/customers/{customer_of_lin.pk}/visits/").json()
    assert answer["results"][0]["discount"] == "12.50"
