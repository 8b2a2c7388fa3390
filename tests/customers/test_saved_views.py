"""Saved views: own, shared, preset; renamed, deleted, brought back."""

import json

import pytest

from customers.models import SavedView
from tests.customers.test_directory import stand
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
VIEWS = "/customers/views/"


def save(client, name="Away", query="?tier=4", **data):
    return client.post(VIEWS + query, {"name": name, **data})


def shown(client):
    return [view.name for view in client.get("/customers/").context["views"]]


def test_a_view_keeps_the_valid_part_of_the_address(as_lin, lin):
    answer = save(as_lin, query="?tier=4&vip=1&nonsense=1&owner=999&sort=-name&cursor=x")
    view = SavedView.objects.get()
    assert (view.by, view.audience, view.query) == (lin, "own", "tier=4&vip=1&sort=-name")
    assert answer["Location"] == f"/customers/?{view.query}"
    assert as_lin.get(answer["Location"]).context["view"] == view


def test_ones_own_view_is_nobody_elses(as_lin, as_chen, as_zhou):
    save(as_lin)
    assert [shown(client) for client in (as_lin, as_chen, as_zhou)] == [["Away"], [], []]


def test_leaders_share_and_administrators_preset(as_lin, as_wei, as_he):
    assert save(as_lin, "Mine", audience="shared").status_code == 302
    save(as_wei, "Shared", audience="shared")
    save(as_he, "Preset", audience="preset")
    assert SavedView.objects.get(name="Mine").audience == "own"
    assert shown(as_lin) == ["Preset", "Shared", "Mine"]
    assert shown(as_wei) == ["Preset", "Shared"]
    assert save(as_wei, "Not theirs", audience="preset").status_code == 422


def test_an_auditor_saves_nothing(as_sun):
    assert save(as_sun).status_code == 403


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b"])
def test_a_view_without_a_proper_name_is_not_saved(as_lin, name):
    answer = save(as_lin, name)
    assert answer.status_code == 422
    assert SavedView.objects.count() == 0


def test_the_same_name_again_takes_the_new_choice(as_lin):
    save(as_lin)
    save(as_lin, query="?tier=3")
    assert SavedView.objects.get().query == "tier=3"


def test_a_view_is_renamed_but_not_to_another_ones_name(as_lin):
    save(as_lin, "One")
    save(as_lin, "Two")
    one = SavedView.objects.get(name="One")
    assert as_lin.post(f"{VIEWS}{one.pk}/rename/", {"name": "Three"}).status_code == 200
    answer = as_lin.post(f"{VIEWS}{one.pk}/rename/", {"name": "Two"})
    assert answer.status_code == 422
    assert "There is a view called" in answer.content.decode()
    assert as_lin.post(f"{VIEWS}{one.pk}/rename/", {"name": " "}).status_code == 422
    assert sorted(shown(as_lin)) == ["Three", "Two"]


def test_a_deleted_view_comes_back(as_lin):
    save(as_lin)
    view = SavedView.objects.get()
    answer = as_lin.post(f"{VIEWS}{view.pk}/delete/")
    assert shown(as_lin) == []
    undo = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    assert as_lin.post(undo).status_code == 204
    assert shown(as_lin) == ["Away"]


def test_a_deleted_view_whose_name_was_given_anew_stays_away(as_lin):
    save(as_lin)
    view = SavedView.objects.get()
    as_lin.post(f"{VIEWS}{view.pk}/delete/")
    save(as_lin, query="?tier=2")
    assert as_lin.post(f"{VIEWS}{view.pk}/restore/").status_code == 409
    assert shown(as_lin) == ["Away"]


@pytest.mark.parametrize("what", ["rename", "delete", "restore"])
def test_only_its_maker_changes_a_view_and_an_administrator_what_is_shared(
    as_wei, as_lin, as_zhou, as_he, what
):
    save(as_wei, audience="shared")
    address = f"{VIEWS}{SavedView.objects.get().pk}/{what}/"
    answers = [client.post(address, {"name": "New"}).status_code for client in (as_lin, as_zhou, as_he)]
    assert answers[:2] == [404, 404]
    assert answers[2] in (200, 204)


def test_a_view_counts_what_its_reader_sees(as_wei, as_lin, as_zhou, lin, chen, gaoxin):
    for owner in (lin, chen, chen):
        stand(CustomerFactory(owner=owner, branch=gaoxin), tier=4)
    save(as_wei, audience="shared")
    count = f"{VIEWS}{SavedView.objects.get().pk}/count/"
    assert [client.get(count).content.decode() for client in (as_lin, as_wei, as_zhou)] == ["1", "3", "3"]


def test_a_shared_view_that_names_an_owner_out_of_sight_narrows_nothing_by_it(
    as_zhou, as_wei, deng, customer_of_deng, customer_of_lin
):
    save(as_zhou, query=f"?owner={deng.pk}", audience="shared")
    view = SavedView.objects.get()
    assert customer_of_deng.name not in as_wei.get(f"/customers/?{view.query}").content.decode()
