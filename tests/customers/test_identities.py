"""What shop platforms call a customer, on his profile: added, changed, removed, warned of, told."""

import pytest
from django.urls import reverse

from customers.models import ExternalIdentity

pytestmark = pytest.mark.django_db


def put(client, customer, value="fang_88", source="taobao", **more):
    return client.post(
        reverse("customers:identity_add", args=[customer.pk]), {"source": source, "value": value, **more}
    )


def held(customer):
    return [str(one) for one in customer.identities.order_by("source", "value")]


def profile(client, customer):
    return client.get(reverse("retention:customer_profile", args=[customer.pk])).content.decode()


def test_it_is_added_once_changed_and_removed(as_lin, customer_of_lin):
    for _twice in range(2):
        assert put(as_lin, customer_of_lin, " fang_88 ").status_code == 302
    assert held(customer_of_lin) == ["taobao fang_88"]
    assert "fang_88" in profile(as_lin, customer_of_lin)
    one = reverse("customers:identity", args=[customer_of_lin.identities.get().pk])
    assert 'value="fang_88"' in as_lin.get(one).content.decode()
    as_lin.post(one, {"source": "jd", "value": "fang_99"})
    assert held(customer_of_lin) == ["jd fang_99"]
    as_lin.post(f"{one}remove/")
    assert held(customer_of_lin) == []
    assert "No shop platform" in profile(as_lin, customer_of_lin)


def test_the_history_tells_who_did_what(as_lin, customer_of_lin):
    put(as_lin, customer_of_lin)
    one = reverse("customers:identity", args=[customer_of_lin.identities.get().pk])
    as_lin.post(one, {"source": "taobao", "value": "fang_99"})
    as_lin.post(f"{one}remove/")
    url = reverse("retention:customer_history", args=[customer_of_lin.pk])
    entries = as_lin.get(url).context["entries"]
    assert [entry.what for entry in entries] == [
        "Buyer id removed",
        "Buyer id · taobao fang_88",
        "Buyer id added",
    ]
    assert {entry.who for entry in entries} == {"Lin"}
    change = entries[1].changes[0]
    assert (change.label, change.before, change.after) == ("Buyer id", "fang_88", "fang_99")


def test_who_carries_it_already_is_shown_before_two_carry_it(as_wei, customer_of_lin, customer_of_chen):
    put(as_wei, customer_of_chen)
    warned = put(as_wei, customer_of_lin)
    assert warned.status_code == 422
    text = warned.content.decode()
    assert customer_of_chen.name in text
    assert reverse("customers:merge", args=[customer_of_lin.pk, customer_of_chen.pk]) in text
    assert held(customer_of_lin) == []
    assert put(as_wei, customer_of_lin, sure="on").status_code == 302
    assert held(customer_of_lin) == ["taobao fang_88"]


def test_the_same_word_on_another_platform_is_another_id(as_wei, customer_of_lin, customer_of_chen):
    put(as_wei, customer_of_chen)
    assert put(as_wei, customer_of_lin, source="jd").status_code == 302
    one = reverse("customers:identity", args=[customer_of_lin.identities.get().pk])
    assert as_wei.post(one, {"source": "Taobao", "value": "fang_88"}).status_code == 422


def test_of_a_customer_out_of_sight_only_that_he_is_there_is_said(as_lin, customer_of_lin, customer_of_deng):
    ExternalIdentity.objects.create(customer=customer_of_deng, source="taobao", value="fang_88")
    text = put(as_lin, customer_of_lin).content.decode()
    assert "whom you may not see" in text
    assert customer_of_deng.name not in text


def test_one_that_stands_there_already_is_not_made_twice_by_a_change(as_lin, customer_of_lin):
    for value in ("a1", "a2"):
        put(as_lin, customer_of_lin, value)
    one = reverse("customers:identity", args=[customer_of_lin.identities.get(value="a1").pk])
    answer = as_lin.post(one, {"source": "taobao", "value": "a2"})
    assert answer.status_code == 422
    assert "stands here already" in answer.content.decode()


@pytest.mark.parametrize(("source", "value"), [("", "x"), ("jd", ""), ("jd", "x" * 121), ("a\0b", "x")])
def test_what_is_no_id_is_refused(as_lin, customer_of_lin, source, value):
    assert put(as_lin, customer_of_lin, value, source).status_code == 422
    assert held(customer_of_lin) == []


def test_an_auditor_reads_them_and_writes_none(as_sun, customer_of_lin):
    ExternalIdentity.objects.create(customer=customer_of_lin, source="taobao", value="fang_88")
    shown = profile(as_sun, customer_of_lin)
    assert "fang_88" in shown
    assert reverse("customers:identity_add", args=[customer_of_lin.pk]) not in shown
