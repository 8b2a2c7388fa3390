"""People come, change and go; what they own never stays without an owner."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from staff import services
from staff.models import User
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
NEW = {"name": "Mo Ran", "username": "mo", "email": "", "role": "account_manager", "calls_per_day": "20"}


def test_the_list_says_who_works_where_and_with_how_many_customers(as_he, customer_of_lin):
    page = as_he.get(reverse("staff:people")).content.decode()
    assert "Lin" in page
    assert re.search(r'<td class="r">1</td>', page)


def test_a_manager_reads_the_list_and_finds_nothing_to_change(as_zhou, lin):
    page = as_zhou.get(reverse("staff:people")).content.decode()
    assert "Lin" in page
    assert reverse("staff:switch_off", args=[lin.pk]) not in page


def test_a_new_person_sets_the_password_with_the_link_and_logs_in(as_he, gaoxin):
    answer = as_he.post(reverse("staff:add_person"), NEW | {"branch": gaoxin.pk})
    link = answer.context["link"]
    stranger = Client()
    form = stranger.get(link, follow=True)
    stranger.post(
        form.request["PATH_INFO"], {"password1": "quite a good one", "password2": "quite a good one"}
    )
    stranger.post(reverse("account_login"), {"login": "mo", "password": "quite a good one"})
    assert stranger.get(reverse("staff:notices")).status_code == 200


def test_the_link_works_once(as_he, gaoxin):
    link = as_he.post(reverse("staff:add_person"), NEW | {"branch": gaoxin.pk}).context["link"]
    first = Client()
    form = first.get(link, follow=True)
    first.post(form.request["PATH_INFO"], {"password1": "quite a good one", "password2": "quite a good one"})
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_who_has_an_address_gets_the_link_by_mail(as_he, gaoxin):
    as_he.post(reverse("staff:add_person"), NEW | {"branch": gaoxin.pk, "email": "mo@example.org"})
    assert mail.outbox[0].to == ["mo@example.org"]
    assert "/account/password/reset/key/" in mail.outbox[0].body


def test_an_address_belongs_to_one_person(as_he, lin, gaoxin):
    User.objects.filter(pk=lin.pk).update(email="lin@example.org")
    answer = as_he.post(reverse("staff:add_person"), NEW | {"branch": gaoxin.pk, "email": "LIN@example.org"})
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors


def test_an_account_manager_needs_a_branch(as_he):
    answer = as_he.post(reverse("staff:add_person"), NEW | {"branch": ""})
    assert "branch" in answer.context["form"].errors


def test_a_new_role_ends_the_sessions(as_lin, lin, gaoxin_team):
    assert as_lin.get(reverse("staff:notices")).status_code == 200
    services.change_person(person=lin, role="team_lead", team=gaoxin_team)
    assert as_lin.get(reverse("staff:notices")).status_code == 302


def test_a_new_password_ends_the_other_sessions(as_lin, lin):
    lin.set_password("another one by far")
    lin.save()
    assert as_lin.get(reverse("staff:notices")).status_code == 302


def test_who_owns_customers_is_not_switched_off_and_the_page_says_how_many(as_he, lin, customer_of_lin):
    answer = as_he.post(reverse("staff:switch_off", args=[lin.pk]), {"to": ""})
    lin.refresh_from_db()
    assert lin.is_active
    assert "Lin still has 1 customer. Choose who takes over." in answer.content.decode()


def test_switching_off_hands_the_customers_over_and_ends_the_session(
    as_he, as_lin, lin, chen, customer_of_lin
):
    as_he.post(reverse("staff:switch_off", args=[lin.pk]), {"to": chen.pk})
    lin.refresh_from_db()
    assert not lin.is_active
    assert Customer.objects.get(pk=customer_of_lin.pk).owner == chen
    assert as_lin.get(reverse("staff:notices")).status_code == 302


def test_the_pool_of_a_branch_goes_over_with_the_rest(he, lin, chen, gaoxin):
    gaoxin.pool_owner = lin
    gaoxin.save()
    services.switch_off(person=lin, by=he, hand_over_to=chen)
    gaoxin.refresh_from_db()
    assert gaoxin.pool_owner == chen


def test_an_agent_cannot_take_customers_over(as_he, lin, xie, customer_of_lin):
    assert as_he.post(reverse("staff:switch_off", args=[lin.pk]), {"to": xie.pk}).status_code == 422


def test_who_was_switched_off_cannot_log_in_until_switched_on(he, lin):
    lin.set_password("a long enough one")
    lin.save()
    services.switch_off(person=lin, by=he)
    entry = {"login": "lin", "password": "a long enough one"}
    assert "_auth_user_id" not in logged_in_with(entry).session
    services.switch_on(person=lin)
    assert "_auth_user_id" in logged_in_with(entry).session


def logged_in_with(entry: dict[str, str]) -> Client:
    client = Client()
    client.post(reverse("account_login"), entry)
    return client


def test_nobody_switches_off_himself(he, zhou):
    with pytest.raises(services.Refused):
        services.switch_off(person=he, by=he)


def test_the_last_administrator_stays_administrator(he):
    with pytest.raises(services.Refused, match="only administrator"):
        services.change_person(person=he, role="manager")


def test_role_and_owner_in_a_profile_post_change_nothing(as_lin, lin):
    as_lin.post(
        reverse("staff:profile"),
        {"name": "Lin Yue", "language": "", "role": "administrator", "is_staff": "1"},
    )
    lin.refresh_from_db()
    assert (lin.name, lin.role, lin.is_staff) == ("Lin Yue", "account_manager", False)


def test_the_language_of_the_profile_speaks_at_once(as_lin):
    answer = as_lin.post(reverse("staff:profile"), {"name": "Lin", "language": "zh-hans", "keys_on": "on"})
    assert answer.cookies["django_language"].value == "zh-hans"


def test_a_second_branch_gets_a_code_of_its_own(as_he, he, gaoxin):
    fields = {
        "name": "Gaoxin",
        "time_zone": "Asia/Shanghai",
        "currency": "CNY",
        "margin": "30",
        "pool_owner": he.pk,
    }
    taken = as_he.post(reverse("staff:add_branch"), fields)
    assert taken.status_code == 422
    as_he.post(reverse("staff:add_branch"), fields | {"name": "高新"})
    as_he.post(reverse("staff:add_branch"), fields | {"name": "望城"})
    assert set(gaoxin.__class__.objects.values_list("code", flat=True)) >= {"gaoxin", "branch", "branch-2"}


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_on_a_server_deciders_set_up_a_second_factor_first(settings, role, cast):
    settings.SECOND_FACTOR_REQUIRED = True
    client = signed_in(next(user for user in cast.values() if user.role == role))
    assert client.get(reverse("staff:people")).headers["Location"] == reverse("mfa_activate_totp")
    assert client.post(reverse("account_logout")).status_code == 302


def test_on_a_server_others_work_without_a_second_factor(settings, as_lin):
    settings.SECOND_FACTOR_REQUIRED = True
    assert as_lin.get(reverse("staff:notices")).status_code == 200
