"""Two people change the same visit, or what followed from it: nothing is lost or overwritten unseen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from customers import visits
from customers.models import Category, DeclinedWork, Return, Visit, VisitDetail, VisitLine, WarrantyClaim
from customers.reconciling import plain
from tests.conftest import TODAY
from tests.customers.forms import as_shown
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def visit(customer_of_lin):
    made = VisitFactory(customer=customer_of_lin, number="W-1", day=TODAY, amount=400)
    VisitLine.objects.create(visit=made, text="Pads", amount=300)
    VisitLine.objects.create(
        visit=made, text="Labour", amount=100, category=Category.objects.create(name="Work")
    )
    return made


def address(row):
    if isinstance(row, Visit):
        return reverse("customers:visit_edit", args=[row.pk])
    kind = {Return: "return", WarrantyClaim: "claim", DeclinedWork: "declined"}[type(row)]
    return reverse("customers:following_edit", args=[kind, row.pk])


def send(client, row, data):
    return client.post(address(row), data, headers=HTMX)


def race(first, second, row, *, theirs, mine):
    """Both open the form, `first` saves `theirs`, then `second` saves `mine`: the second answer."""
    opened = [as_shown(client, address(row)) for client in (first, second)]
    assert send(first, row, opened[0] | theirs).status_code == 204
    return send(second, row, opened[1] | mine)


def chosen(lost, **choice):
    """The clash as the browser sends it, with this choice: "theirs" or "mine" by field."""
    clash = lost.context["clash"]
    sides = {one.name: one for one in clash.conflicts}
    assert set(sides) == set(choice)
    return dict(clash.settled) | {name: getattr(sides[name], side).sent for name, side in choice.items()}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), (False, ""), (True, "True"), (Decimal("5.00"), "5"), (Decimal("1E+2"), "100"),
        (TODAY, "2026-06-16"), ([{"amount": Decimal("0.50")}], [{"amount": "0.5"}]),
    ],
)  # fmt: skip
def test_a_value_is_the_same_text_from_form_and_record(value, text):
    assert plain(value) == text


def test_who_changed_something_else_loses_nothing(as_lin, as_wei, visit):
    saved = race(as_wei, as_lin, visit, theirs={"estimate": "450"}, mine={"number": "W-2", "inspected": "on"})
    assert saved.status_code == 204
    assert "What others changed meanwhile is kept: Estimate" in saved["HX-Trigger"]
    visit.refresh_from_db()
    assert (visit.number, visit.detail.estimate, visit.detail.inspected) == ("W-2", 450, True)
    assert visit.lines.count() == 2


@pytest.mark.parametrize("side", ["theirs", "mine"])
def test_both_amounts_are_shown_and_one_is_chosen(as_lin, as_wei, visit, side):
    lost = race(as_wei, as_lin, visit, theirs={"amount": "410"}, mine={"amount": "420", "number": "W-3"})
    assert lost.status_code == 409
    assert all(words in lost.content.decode() for words in ("410", "420", "Theirs", "Mine"))
    visit.refresh_from_db()
    assert (visit.amount, visit.number) == (410, "W-1")
    assert send(as_lin, visit, chosen(lost, amount=side)).status_code == 204
    visit.refresh_from_db()
    assert (visit.amount, visit.number) == ({"theirs": 410, "mine": 420}[side], "W-3")
    assert sorted(visit.lines.values_list("text", flat=True)) == ["Labour", "Pads"]


@pytest.mark.parametrize(("side", "left"), [("theirs", ["Labour"]), ("mine", ["Labour", "Oil", "Pads"])])
def test_lines_that_both_changed_are_chosen_as_a_whole(as_lin, as_wei, visit, side, left):
    theirs = {"line0_text": "", "line0_sum": "", "line0_quantity": "", "amount": "400"}
    mine = {"line2_text": "Oil", "line2_sum": "50"}
    lost = race(as_wei, as_lin, visit, theirs=theirs, mine=mine)
    assert lost.status_code == 409
    (one,) = lost.context["clash"].conflicts
    assert (one.label, "Oil" in one.mine.words, "Pads" in one.theirs.words) == ("Lines", True, False)
    assert send(as_lin, visit, chosen(lost, lines=side)).status_code == 204
    assert sorted(visit.lines.values_list("text", flat=True)) == left


def test_lines_of_another_are_kept_where_i_changed_none(as_lin, as_wei, visit):
    more = {f"line{place}_{name}": value for place in range(2, 5) for name, value in
            (("text", f"Part {place}"), ("sum", "5"))}  # fmt: skip
    assert race(as_wei, as_lin, visit, theirs=more, mine={"note": "Called"}).status_code == 204
    assert visit.lines.count() == 5
    assert VisitDetail.objects.get().note == "Called"


def test_no_line_of_mine_is_lost_when_the_other_one_removed_lines(as_lin, as_wei, visit):
    for place in range(8):
        VisitLine.objects.create(visit=visit, text=f"Part {place}", amount=1)
    opened = as_shown(as_lin, address(visit))
    visit.lines.all().delete()
    lost = send(as_lin, visit, opened | {"line11_text": "Last", "line11_sum": "9"})
    assert lost.status_code == 409
    assert "Last" in lost.content.decode()
    assert send(as_lin, visit, chosen(lost, lines="mine")).status_code == 204
    assert visit.lines.filter(text="Last").exists()


def test_a_visit_with_more_lines_than_the_form_offers_keeps_them_all(as_lin, visit):
    VisitLine.objects.bulk_create(VisitLine(visit=visit, text=f"P{place}", amount=1) for place in range(60))
    assert send(as_lin, visit, as_shown(as_lin, address(visit), note="x")).status_code == 204
    assert visit.lines.count() == 62


def test_an_old_first_visit_stays_the_one_it_came_back_from(as_lin, visit):
    first = VisitFactory(customer=visit.customer, day=TODAY - timedelta(days=900))
    for days in range(25):
        VisitFactory(customer=visit.customer, day=TODAY - timedelta(days=days + 1))
    VisitDetail.objects.create(visit=visit, customer=visit.customer, comeback_of=first)
    assert send(as_lin, visit, as_shown(as_lin, address(visit), note="x")).status_code == 204
    visit.refresh_from_db()
    assert visit.detail.comeback_of == first


def test_without_what_was_seen_nothing_is_overwritten(as_lin, visit):
    data = as_shown(as_lin, address(visit), amount="999")
    del data["seen"]
    assert send(as_lin, visit, data).status_code == 409
    for broken in ("[]", '{"amount": [1]}', "null"):
        assert send(as_lin, visit, data | {"seen": broken}).status_code == 409
    assert send(as_lin, visit, data | {"seen": "{"}).status_code == 422
    assert Visit.objects.get().amount == 400


@pytest.mark.parametrize("lines", ["", "[", "{}", "[1]", '[{"text": "x"}]'])
def test_lines_in_one_piece_that_cannot_be_read_are_none(as_lin, visit, lines):
    data = as_shown(as_lin, address(visit)) | {"lines": lines}
    assert send(as_lin, visit, data).status_code == 204


def test_on_a_page_of_its_own_the_choice_is_a_page_too(as_lin, as_wei, visit):
    opened = [as_shown(client, address(visit)) for client in (as_wei, as_lin)]
    as_wei.post(address(visit), opened[0] | {"amount": "410"})
    lost = as_lin.post(address(visit), opened[1] | {"amount": "420"})
    assert (lost.status_code, "<main" in lost.content.decode()) == (409, True)
    assert as_lin.post(address(visit), chosen(lost, amount="mine")).status_code == 302
    visit.refresh_from_db()
    assert visit.amount == 420


# ---- what follows
FOLLOWING = {
    Return: {"what": "Pads", "asked_on": TODAY},
    WarrantyClaim: {"what": "Battery", "claimed_on": TODAY},
    DeclinedWork: {"what": "Tyres", "recommended_on": TODAY},
}


@pytest.mark.parametrize("model", FOLLOWING)
def test_what_follows_is_settled_the_same_way(as_lin, as_wei, lin, customer_of_lin, model):
    made = visits.record(model, customer=customer_of_lin, by=lin, token="0" * 31 + "1", **FOLLOWING[model])
    lost = race(as_wei, as_lin, made, theirs={"what": "Theirs"}, mine={"what": "Mine", "amount": "80"})
    assert lost.status_code == 409
    made.refresh_from_db()
    assert (made.what, made.amount) == ("Theirs", None)
    assert send(as_lin, made, chosen(lost, what="mine")).status_code == 204
    made.refresh_from_db()
    assert (made.what, made.amount) == ("Mine", 80)
    kept = race(as_wei, as_lin, made, theirs={"amount": "90"}, mine={"what": "Both"})
    assert kept.status_code == 204
    made.refresh_from_db()
    assert (made.what, made.amount) == ("Both", 90)
