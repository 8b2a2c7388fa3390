"""The profile's form: what it takes, what it refuses, and two people saving at once."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from structlog.testing import capture_logs

from customers.models import Customer, CustomField, Tag
from customers.profile_forms import ProfileForm
from customers.versions import Overtaken, save_seen
from staff.models import User


def form_data(customer: Customer, by: User, **changes: Any) -> dict[str, Any]:
    """What a browser sends that opened the form now and changed some fields."""
    form = ProfileForm(instance=Customer.objects.select_related("branch").get(pk=customer.pk), by=by)
    held = {bound.name: bound.value() for bound in form}
    held["version"] = customer.version
    return {
        name: "" if value is None else value for name, value in (held | changes).items() if value is not False
    }


def edit_url(customer: Customer) -> str:
    return reverse("customers:profile_edit", args=[customer.pk])


@pytest.fixture
def muyun(customer_of_lin) -> Customer:
    return customer_of_lin


def test_everything_of_a_profile_can_be_written_down(as_lin, lin, muyun):
    said = {
        "name": "Muyun",
        "kind": "company",
        "industry": "Education",
        "gender": "female",
        "born_on": "1980-02-29",
        "family": "two children",
        "expectations": "Pick-up and delivery\nNo waiting",
        "source": "Recommended",
        "phone": "138 0013 8000",
        "region": "Gaoxin",
    }
    assert as_lin.post(edit_url(muyun), form_data(muyun, lin, **said)).status_code == 302
    muyun.refresh_from_db()
    assert (muyun.name, muyun.kind, muyun.industry, muyun.gender) == (
        "Muyun",
        "company",
        "Education",
        "female",
    )
    assert (muyun.born_on, muyun.phone, muyun.version) == (date(1980, 2, 29), "+8613800138000", 2)
    page = as_lin.get(reverse("retention:customer_profile", args=[muyun.pk])).content.decode()
    assert "Education" in page
    assert "No waiting" in page
    assert "+8613800138000" not in page


def test_saving_without_a_change_makes_no_new_version(as_lin, lin, muyun):
    as_lin.post(edit_url(muyun), form_data(muyun, lin))
    muyun.refresh_from_db()
    assert muyun.version == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "This field is required"),
        ({"phone": "1380013"}, "7 digits"),
        ({"email": "nobody"}, "valid e"),
        ({"born_on": "1066-10-14"}, "Nobody is that old"),
        ({"kind": "alien"}, "valid choice"),
        ({"version": "first"}, "whole number"),
        ({"name": "x" * 161}, "at most 160"),
    ],
)
def test_what_cannot_be_is_refused_and_the_input_kept(as_lin, lin, muyun, wrong, says):
    answer = as_lin.post(edit_url(muyun), form_data(muyun, lin, region="Kept", **wrong))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Kept" in page
    if "version" not in wrong:
        assert says in page
    muyun.refresh_from_db()
    assert (muyun.version, muyun.region) == (1, "")


def test_owner_branch_code_and_sensitivity_cannot_be_slipped_in(as_lin, lin, chen, muyun):
    sly = {"owner": chen.pk, "branch": 999, "code": "X", "sensitivity": "price", "vip": "on", "custom": "{}"}
    as_lin.post(edit_url(muyun), form_data(muyun, lin, region="North", **sly))
    muyun.refresh_from_db()
    assert (muyun.region, muyun.owner, muyun.code) == ("North", lin, "C-00418")
    assert (muyun.sensitivity, muyun.vip) == ("unknown", False)


def test_a_lead_says_who_is_a_vip(as_wei, wei, muyun):
    as_wei.post(edit_url(muyun), form_data(muyun, wei, vip="on"))
    muyun.refresh_from_db()
    assert muyun.vip


def test_who_may_not_see_phones_can_neither_read_nor_overwrite_one(as_lin, lin, muyun):
    Customer.objects.filter(pk=muyun.pk).update(phone="+8613800138000")
    User.objects.filter(pk=lin.pk).update(sees_phones=False)
    assert "13800138000" not in as_lin.get(edit_url(muyun)).content.decode()
    as_lin.post(edit_url(muyun), {"name": "New", "kind": "person", "phone": "", "version": 1})
    muyun.refresh_from_db()
    assert (muyun.name, muyun.phone) == ("New", "+8613800138000")


def test_a_form_that_shows_a_whole_number_is_logged_without_it(as_lin, lin, muyun):
    Customer.objects.filter(pk=muyun.pk).update(phone="+8613800138000")
    with capture_logs() as logs:
        as_lin.get(edit_url(muyun))
    shown = [entry for entry in logs if entry["event"] == "phone_shown"]
    assert [(entry["customer"], entry["user"]) for entry in shown] == [(muyun.pk, lin.pk)]
    assert "13800138000" not in str(shown)


def test_two_people_who_change_different_fields_both_keep_theirs(as_lin, as_wei, lin, wei, muyun):
    mine = form_data(muyun, lin, region="North")
    as_wei.post(edit_url(muyun), form_data(muyun, wei, note="Only tea"))
    answer = as_lin.post(edit_url(muyun), mine, follow=True)
    muyun.refresh_from_db()
    assert (muyun.region, muyun.note, muyun.version) == ("North", "Only tea", 3)
    assert "What others changed meanwhile is kept: Note" in answer.content.decode()


def test_who_saves_second_sees_both_and_loses_nothing(as_lin, as_wei, lin, wei, muyun):
    mine = form_data(muyun, lin, region="North", note="Mine too")
    as_wei.post(edit_url(muyun), form_data(muyun, wei, region="South", industry="Education"))
    answer = as_lin.post(edit_url(muyun), mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    for words in ("Wei", "North", "South", "Mine too", "Education"):
        assert words in page
    muyun.refresh_from_db()
    assert (muyun.region, muyun.note) == ("South", "")

    settled = dict(answer.context["settled"]) | {"region": "North"}
    assert as_lin.post(edit_url(muyun), settled).status_code == 302
    muyun.refresh_from_db()
    assert (muyun.region, muyun.note, muyun.industry) == ("North", "Mine too", "Education")


def test_a_third_save_between_is_seen_again(as_lin, as_wei, lin, wei, muyun):
    mine = form_data(muyun, lin, region="North")
    as_wei.post(edit_url(muyun), form_data(muyun, wei, region="South"))
    settled = dict(as_lin.post(edit_url(muyun), mine).context["settled"]) | {"region": "North"}
    muyun.refresh_from_db()
    as_wei.post(edit_url(muyun), form_data(muyun, wei, region="West"))
    assert as_lin.post(edit_url(muyun), settled).status_code == 409


def test_a_version_that_never_was_overwrites_nothing(muyun):
    save_seen(record=muyun, values={"region": "South"}, seen=1)
    with pytest.raises(Overtaken) as lost:
        save_seen(record=muyun, values={"region": "North"}, seen=77)
    assert lost.value.merge.conflicts == ("region",)


def test_values_of_own_fields_conflict_and_merge_like_any_other(muyun):
    club, size = (CustomField.objects.create(name=name) for name in ("Club card", "Fleet"))
    save_seen(record=muyun, values={f"custom_{club.key}": "A1"}, seen=1)
    done = save_seen(record=muyun, values={f"custom_{club.key}": None, f"custom_{size.key}": "12"}, seen=1)
    assert done.record.custom == {club.key: "A1", size.key: "12"}
    with pytest.raises(Overtaken):
        save_seen(record=muyun, values={f"custom_{club.key}": "B2"}, seen=1)


@pytest.mark.parametrize("path", ["customers:profile_edit", "customers:contact_add"])
def test_another_portfolio_is_not_there(as_lin, customer_of_deng, path):
    url = reverse(path, args=[customer_of_deng.pk])
    assert as_lin.get(url).status_code == 404
    assert as_lin.post(url, {"name": "Stolen", "kind": "person", "version": 1}).status_code == 404


def test_a_tag_is_put_on_and_taken_off(as_lin, muyun):
    tag = Tag.objects.create(name="Long-standing", colour="blue")
    url = reverse("customers:customer_tag", args=[muyun.pk])
    for _twice in range(2):
        as_lin.post(url, {"tag": tag.pk})
    assert list(Customer.objects.tagged_with(tag.pk)) == [muyun]
    as_lin.post(url, {"tag": tag.pk, "off": "1"})
    assert not Customer.objects.tagged_with(tag.pk).exists()


@pytest.mark.parametrize("tag", ["", "x", "-1", "9" * 30, "999"])
def test_a_tag_that_is_none_is_not_found(as_lin, muyun, tag):
    assert as_lin.post(reverse("customers:customer_tag", args=[muyun.pk]), {"tag": tag}).status_code == 404


def test_a_retired_tag_is_not_put_on_any_more(as_lin, as_he, muyun):
    tag = Tag.objects.create(name="Old")
    as_he.post(reverse("customers:tag_retire", args=[tag.pk]))
    as_lin.post(reverse("customers:customer_tag", args=[muyun.pk]), {"tag": tag.pk})
    assert not muyun.tagged.exists()


def test_what_a_customer_cares_about_is_confirmed_by_a_person_on_a_day(as_lin, lin, muyun):
    url = reverse("customers:sensitivity", args=[muyun.pk])
    for _twice in range(2):
        as_lin.post(url, {"sensitivity": "quality"})
    muyun.refresh_from_db()
    assert (muyun.sensitivity, muyun.sensitivity_by, muyun.version) == ("quality", lin, 2)
    assert muyun.sensitivity_at is not None
    assert as_lin.post(url, {"sensitivity": "weather"}).status_code == 404
