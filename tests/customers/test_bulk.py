"""Many customers at once: given to another owner, marked, taken back."""

import json
import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers import bulk
from customers.models import BulkChange, Customer
from retention.models import Action
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
BULK = "/customers/bulk/"


@pytest.fixture
def five(lin, gaoxin):
    return [CustomerFactory(name=f"N{n}", owner=lin, branch=gaoxin) for n in range(5)]


def post(client, customers=(), query="", **data):
    return client.post(BULK + query, {"pk": [one.pk for one in customers], **data})


def owners():
    return list(Customer.objects.order_by("name").values_list("owner__username", flat=True))


def undo_of(answer):
    return json.loads(answer["HX-Trigger"])["toast"]["undo"]


def test_a_lead_gives_the_selected_customers_to_another(five, as_wei, chen):
    answer = post(as_wei, five[:2], do="reassign", owner_to=chen.pk)
    assert answer.status_code == 200
    assert "2 customers given to Chen" in answer["HX-Trigger"]
    assert owners() == ["chen", "chen", "lin", "lin", "lin"]
    assert Customer.objects.get(name="N0").version == 2


def test_all_that_match_are_changed_and_no_other(five, as_wei, chen, as_zhou, customer_of_deng):
    Customer.objects.filter(name__in=("N1", "N2")).update(vip=True)
    post(as_wei, query="?vip=1", all="1", do="reassign", owner_to=chen.pk)
    assert owners() == ["deng", "lin", "chen", "chen", "lin", "lin"]


def test_undo_gives_them_back_where_nobody_changed_them_since(five, as_wei, as_zhou, chen, wei):
    undo = undo_of(post(as_wei, five, do="reassign", owner_to=chen.pk))
    Customer.objects.filter(name="N4").update(owner=wei)
    assert as_zhou.post(undo).status_code == 404
    assert as_wei.post(undo).status_code == 204
    assert owners() == ["lin", "lin", "lin", "lin", "wei"]
    assert as_wei.post(undo).status_code == 204
    assert Customer.objects.get(name="N0").version == 3


def assignees(*actions):
    return [Action.objects.get(pk=action.pk).assignee for action in actions]


def test_open_actions_of_the_owner_go_along_and_come_back(five, as_wei, wei, chen, lin):
    day = date(2026, 6, 16)
    dates = {"occasion": day, "planned_on": day, "due_on": day, "deadline": day}
    mine, others = (
        Action.objects.create(customer=one, kind="call", cause="tier:3", assignee=who, **dates)
        for one, who in ((five[0], lin), (five[1], chen))
    )
    undo = undo_of(post(as_wei, five, do="reassign", owner_to=wei.pk))
    assert assignees(mine, others) == [wei, chen]
    as_wei.post(undo)
    assert assignees(mine, others) == [lin, chen]


@pytest.mark.parametrize(("do", "marked"), [("vip", True), ("no_vip", False)])
def test_the_vip_mark_is_set_and_taken_back(five, as_wei, do, marked):
    Customer.objects.filter(name="N0").update(vip=not marked)
    before = list(Customer.objects.order_by("pk").values_list("vip", flat=True))
    answer = post(as_wei, five[:2], do=do)
    assert Customer.objects.filter(pk__in=[five[0].pk, five[1].pk], vip=marked).count() == 2
    as_wei.post(undo_of(answer))
    assert list(Customer.objects.order_by("pk").values_list("vip", flat=True)) == before


def test_the_same_page_sent_twice_does_it_once(five, as_wei):
    token = str(uuid.uuid4())
    answers = [post(as_wei, five[:1], do="vip", token=token) for _time in range(2)]
    assert undo_of(answers[0]) == undo_of(answers[1])
    assert BulkChange.objects.count() == 1
    assert Customer.objects.get(name="N0").version == 2


def test_customers_of_others_are_left_alone(five, as_wei, customer_of_deng, chen):
    post(as_wei, [customer_of_deng], do="vip")
    post(as_wei, [customer_of_deng], do="reassign", owner_to=chen.pk)
    customer_of_deng.refresh_from_db()
    assert not customer_of_deng.vip
    assert customer_of_deng.owner.username == "deng"


@pytest.mark.parametrize("do", ["vip", "no_vip"])
def test_who_leads_nobody_says_nobody_is_a_vip(five, as_lin, as_wei, as_xie, as_sun, do):
    Customer.objects.filter(name="N0").update(vip=True)
    assert [post(client, five, do=do).status_code for client in (as_lin, as_xie, as_sun)] == [403] * 3
    assert Customer.objects.filter(vip=True).count() == 1
    page = reverse("customers:list")
    assert "no_vip" in as_wei.get(page).content.decode()
    assert "no_vip" not in as_lin.get(page).content.decode()


def test_who_leads_nobody_reassigns_nobody(five, as_lin, as_xie, as_sun, chen):
    assert [post(c, five, do="reassign", owner_to=chen.pk).status_code for c in (as_lin, as_xie, as_sun)] == [
        403
    ] * 3
    assert set(owners()) == {"lin"}


def test_an_owner_outside_the_team_or_switched_off_is_refused(five, as_wei, as_zhou, deng, chen, xie, sun):
    assert post(as_wei, five, do="reassign", owner_to=deng.pk).status_code == 422
    chen.is_active = False
    chen.save()
    for person in (chen.pk, xie.pk, sun.pk, "x", ""):
        assert post(as_zhou, five, do="reassign", owner_to=person).status_code == 422
    assert set(owners()) == {"lin"}


@pytest.mark.parametrize(
    "data",
    [{}, {"do": "vip"}, {"do": "vip", "pk": ["x", "99999999999999999999999"]}, {"do": "x", "all": "1"}],
)
def test_nobody_selected_or_nothing_to_do_is_said(five, as_wei, data):
    answer = as_wei.post(BULK, data)
    assert answer.status_code == 422
    assert Customer.objects.filter(vip=True).count() == 0


def test_too_many_are_refused_with_the_limit(five, as_wei, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 4)
    answer = as_wei.post(BULK, {"all": "1", "do": "vip"})
    assert answer.status_code == 422
    assert "At most 4 customers" in answer.content.decode()
    assert not Customer.objects.filter(vip=True).exists()


def test_the_service_guards_itself(five, lin, chen):
    with pytest.raises(ValidationError):
        bulk.reassign(customers=Customer.objects.all(), to=chen, by=lin, token=uuid.uuid4())


@pytest.mark.parametrize("count", [2, 30])
def test_it_is_done_in_as_many_steps_for_two_as_for_thirty(
    count, lin, gaoxin, wei, chen, django_assert_num_queries
):
    for _n in range(count):
        CustomerFactory(owner=lin, branch=gaoxin)
    with django_assert_num_queries(13):
        bulk.reassign(customers=Customer.objects.visible_to(wei), to=chen, by=wei, token=uuid.uuid4())
