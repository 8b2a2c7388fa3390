"""A call back that was promised in a survey is a promise like any other."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from churn_crm import clock
from desk.models import Promise, Response
from desk.promises import services as promises
from desk.promises import watching
from desk.surveys import answering, building, callbacks
from staff.models import Notice
from tests.desk.surveys.asking import a_survey, ask
from tests.factories import CustomerFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_fixed_moment(today):
    with time_machine.travel(at(today), tick=False):
        yield


@pytest.fixture
def fang(lin, gaoxin):
    return CustomerFactory(owner=lin, branch=gaoxin, name="方敏", phone="+8613912346615")


@pytest.fixture
def answer(zhou, fang):
    """Fang answers, and wants a call or not."""
    survey = a_survey(zhou)
    invitation = ask(survey, fang).invitation
    said = {"invitation": invitation, "version": building.published(survey), "source": "link"}
    return lambda wants_call: answering.answer(answers={}, wants_call=wants_call, **said)


def test_it_is_a_promise_of_his_account_manager_by_the_time_he_was_told(answer, fang, lin):
    response = answer(True)
    promise = Promise.objects.get()
    assert (promise.customer, promise.person, promise.due_at) == (fang, lin, response.call_by)
    answer(True)
    assert Promise.objects.get() == promise


def test_where_the_account_manager_has_gone_it_is_of_who_looks_after_the_branch(answer, lin, chen, gaoxin):
    gaoxin.pool_owner = chen
    gaoxin.save()
    lin.is_active = False
    lin.save()
    answer(True)
    assert Promise.objects.get().person == chen


def test_a_call_that_nobody_made_is_broken_and_the_lead_hears(answer, lin, wei):
    answer(True)
    with time_machine.travel(Promise.objects.get().record_by + timedelta(minutes=1), tick=False):
        assert watching.look_after()["broken"] == 1
    told = Notice.objects.filter(kind="promise_broken").values_list("user__username", flat=True)
    assert set(told) == {"lin", "wei"}
    assert Response.objects.wants_call().exists()


def test_the_promise_goes_with_the_wish_and_comes_again_with_it(answer):
    answer(True)
    assert answer(False).promise is None
    assert not Promise.objects.exists()
    answer(True)
    assert Promise.objects.get().state == "open"


def test_who_calls_from_the_list_keeps_the_promise_and_undoes_both(answer, lin):
    response = callbacks.called_back(response=answer(True), by=lin)
    assert (response.called_by, Promise.objects.get().state) == (lin, "kept")
    response = callbacks.called_back(response=response, by=lin, undone=True)
    assert (response.called_at, Promise.objects.get().state) == (None, "open")
    assert list(Response.objects.wants_call()) == [response]


def test_what_becomes_of_the_promise_stands_in_the_list(answer, lin):
    response = answer(True)
    later = response.call_by + timedelta(hours=20)
    promises.put_off(promise=Promise.objects.get(), by=lin, due_at=later, note="Agreed")
    assert Response.objects.wants_call().get().call_by == later
    promises.keep(promise=Promise.objects.get(), by=lin)
    response.refresh_from_db()
    assert (response.called_at, response.called_by) == (clock.now(), lin)
    promises.take_back(promise=Promise.objects.get(), by=lin)
    assert Response.objects.wants_call().exists()


def test_a_call_after_the_promise_was_broken_leaves_it_broken(answer, lin):
    response = answer(True)
    with time_machine.travel(Promise.objects.get().record_by, tick=False):
        watching.look_after()
        callbacks.called_back(response=response, by=lin)
    assert Promise.objects.get().state == "broken"
    assert not Response.objects.wants_call().exists()


def test_what_another_recorded_is_taken_back_by_him_and_the_page_says_so(answer, lin, as_xie):
    response = callbacks.called_back(response=answer(True), by=lin)
    address = reverse("desk:survey_called", args=[response.pk])
    page = as_xie.post(f"{address}?undo=1", follow=True).content.decode()
    assert f"{lin} recorded it and can take it back" in page
    over_http = as_xie.post(reverse("desk_api:survey_not_called", args=[response.pk]))
    assert (over_http.status_code, Promise.objects.get().state) == (409, "kept")
