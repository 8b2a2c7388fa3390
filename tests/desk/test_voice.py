"""The voice of the customer: noted, put together, decided, answered."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.merging.service import merge as merge_customers
from customers.timeline import timeline
from desk import telling
from desk.models import Matter, Voice
from desk.voice import answering, counting, services
from desk.voice.forms import MatterAnswerForm
from outbox import consents
from outbox.models import Message
from staff.models import Notice, Team
from staff.services import Refused, switch_off

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
JSON = "application/json"


@pytest.fixture
def reachable(customer_of_lin):
    customer_of_lin.phone = "+8613912346615"
    customer_of_lin.save()
    return customer_of_lin


def say(customer, by, text="Book Saturdays online", **said):
    usual = {"kind": "suggestion", "product": "Booking", "category": "Times", "token": uuid.uuid4()}
    return services.log(customer=customer, by=by, text=text, **usual | said)


def done(matter, by, answer="Saturdays can be booked now."):
    return services.decide(matter=matter, by=by, state="done", answer=answer)


# ---- writing


def test_what_is_said_is_a_matter_of_its_own(customer_of_lin, xie, today):
    voice = say(customer_of_lin, xie, "Saturdays " * 40)
    assert (voice.matter.state, voice.day, voice.logged_by) == ("new", today, xie)
    assert len(voice.matter.title) == 120 and voice.matter.title.endswith("…")


def test_what_is_typed_about_it_is_kept_until_it_is_saved(reachable, xie, as_zhou):
    page = as_zhou.get(reverse("desk:matter", args=[say(reachable, xie).matter.pk])).content.decode()
    assert page.count("data-keep ") == 2


def test_the_same_form_twice_is_said_once(customer_of_lin, customer_of_chen, xie):
    token = uuid.uuid4()
    first = say(customer_of_lin, xie, token=token)
    assert say(customer_of_lin, xie, token=token) == first
    assert Voice.objects.count() == Matter.objects.count() == 1
    with pytest.raises(ValidationError):
        say(customer_of_chen, xie, token=token)


def describe(matter, by, **said):
    matter.refresh_from_db()
    usual = {"title": "Saturdays", "product": "Booking", "version": matter.version}
    return services.describe(matter=matter, by=by, **usual | said)


def test_a_department_or_an_owner_accepts_it(customer_of_lin, xie, lin, wei):
    matter = say(customer_of_lin, xie).matter
    assert describe(matter, wei).state == "new"
    office = Team.objects.create(name="Front office")
    assert describe(matter, wei, team=office).state == "accepted"
    assert describe(matter, wei, owner=lin).owner == lin


def test_a_new_owner_hears_of_it_once(customer_of_lin, xie, lin, wei, deng):
    matter = say(customer_of_lin, xie).matter
    describe(matter, wei, owner=lin)
    describe(matter, wei, owner=lin, title="Saturdays too")
    describe(matter, wei, owner=wei)  # by himself
    describe(matter, wei, owner=deng)  # who sees no customer of it
    told = Notice.objects.filter(kind="matter_given").order_by("pk")
    link = reverse("desk:matter", args=[matter.pk])
    assert [(one.user, one.link) for one in told] == [(lin, link), (deng, "")]
    assert told[0].numbers == {"by": wei.name, "matter": str(matter), "title": "Saturdays"}


def test_without_an_owner_everybody_of_the_department_hears_of_it_once(customer_of_lin, xie, lin, wei, chen):
    matter = say(customer_of_lin, xie).matter
    describe(matter, wei, team=lin.team)
    describe(matter, wei, team=lin.team, title="Saturdays too")
    told = Notice.objects.filter(kind="matter_given").values_list("user", flat=True)
    assert set(told) == {lin.pk, chen.pk} and len(told) == 2


def test_a_department_in_words_stands_until_one_is_chosen(customer_of_lin, xie, wei, as_wei):
    matter = say(customer_of_lin, xie).matter
    Matter.objects.update(department="Front desk")
    url = reverse("desk:matter", args=[matter.pk])
    describe(matter, wei, title="Saturdays too")
    page = as_wei.get(url).content.decode()
    assert "<span>Front desk</span>" in page and "So far: Front desk" in page
    described = describe(matter, wei, team=Team.objects.create(name="Front office"))
    assert (described.department, described.department_name) == ("", "Front office")
    assert "Front desk" not in as_wei.get(url).content.decode()


def test_what_my_department_sees_to_is_mine_until_somebody_has_it(
    customer_of_lin, xie, lin, wei, chen, as_lin
):
    matter = say(customer_of_lin, xie).matter
    url = f"{reverse('desk:voice')}?mine=1"
    describe(matter, wei, team=lin.team)
    assert list(as_lin.get(url).context["rows"]) == [matter]
    describe(matter, wei, team=lin.team, owner=chen)
    assert list(as_lin.get(url).context["rows"]) == []


def test_of_two_who_describe_it_at_once_the_later_is_told(customer_of_lin, xie, lin, wei, as_wei):
    matter = say(customer_of_lin, xie).matter
    describe(matter, wei, title="First")
    said = {"title": "Second", "product": "Booking", "version": 1}
    answer = as_wei.post(reverse("desk:matter_describe", args=[matter.pk]), said)
    assert answer.status_code == 422 and "Somebody has just changed this" in answer.content.decode()
    matter.refresh_from_db()
    assert matter.title == "First"


@pytest.mark.parametrize("first_in", ["en", "zh-hans"])
def test_each_customer_reads_the_answer_in_his_language(reachable, customer_of_chen, xie, wei, first_in):
    reachable.name, reachable.latin_name, reachable.phone = "Amy Fox", "", "+447911123456"
    reachable.save()
    customer_of_chen.name, customer_of_chen.phone = "陈木匠", "+8613912346616"
    customer_of_chen.save()
    matter = say(reachable, xie).matter
    services.merge(into=matter, other=say(customer_of_chen, xie, "周六").matter, by=wei)
    texts = ["Saturdays can be booked now.", "现在可以预约周六了。"]
    answer, other = texts if first_in == "en" else texts[::-1]
    services.decide(matter=matter, by=wei, state="done", answer=answer, answer_other=other)
    assert [answering.answer_for(one, matter_of(matter)) for one in (reachable, customer_of_chen)] == texts
    for message in Message.objects.all():
        assert (texts[0] if message.customer == reachable else texts[1]) in message.text
    assert Message.objects.filter(customer=customer_of_chen).exists()


def matter_of(matter):
    matter.refresh_from_db()
    return matter


def test_two_answers_in_one_language_are_refused(customer_of_lin, xie):
    form = MatterAnswerForm({"state": "done", "answer": "Yes.", "answer_other": "Yes, indeed."})
    assert "one in English and one in Chinese" in str(form.errors["answer_other"])
    assert MatterAnswerForm({"state": "done", "answer": "Yes.", "answer_other": "好的。"}).is_valid()


def test_the_answer_goes_to_everybody_who_said_it_once(reachable, customer_of_chen, xie, wei):
    customer_of_chen.phone = "+8613912346616"
    customer_of_chen.save()
    matter = say(reachable, xie).matter
    services.merge(into=matter, other=say(customer_of_chen, xie, "Saturdays too").matter, by=wei)
    for _ in range(2):
        done(matter, wei)
    first, second = Message.objects.order_by("pk")
    assert (first.customer, first.channel, first.purpose) == (reachable, "sms", "service")
    assert second.customer == customer_of_chen
    assert "Saturdays can be booked now." in first.text
    voices = Voice.objects.order_by("pk")
    assert [voice.message for voice in voices] == [first, second]
    assert [message.purpose_key for message in (first, second)] == [f"voice:{voice.pk}" for voice in voices]
    assert answering.tell_untold() == 0


def test_of_many_the_first_are_told_at_once_and_the_others_by_the_beat(
    reachable, xie, wei, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    matter = say(reachable, xie).matter
    for _ in range(6):
        services.merge(into=matter, other=say(reachable, xie).matter, by=wei)
    with django_assert_max_num_queries(100):
        done(matter, wei)
    assert (Message.objects.count(), Voice.objects.to_call().count()) == (2, 0)
    assert answering.tell_untold() == 5
    assert Message.objects.count() == 7
    assert set(Message.objects.values_list("planned_by", flat=True)) == {wei.pk}


def test_who_comes_apart_unanswered_is_answered_with_what_is_decided_then(customer_of_lin, xie, wei):
    one, late = say(customer_of_lin, xie).matter, say(customer_of_lin, xie)
    done(one, wei)
    services.merge(into=one, other=late.matter, by=wei)
    assert late in Voice.objects.to_call()
    other = services.part(other=late.matter)
    assert late not in Voice.objects.to_call()
    customer_of_lin.phone = "+8613912346615"
    customer_of_lin.save()
    done(other, wei)
    late.refresh_from_db()
    assert late.message is not None


def test_who_cannot_be_written_to_is_called(customer_of_lin, reachable, xie, wei):
    consents.record(
        customer=reachable,
        by=xie,
        source="person",
        token=uuid.uuid4(),
        channel="sms",
        purpose="service",
        given=False,
    )
    voice = say(reachable, xie)
    with pytest.raises(ValidationError):
        services.told_by_phone(voice=voice, by=xie)
    done(voice.matter, wei)
    assert Message.objects.count() == 0
    assert list(Voice.objects.to_call()) == [voice]
    assert list(Matter.objects.with_somebody_to_call()) == [voice.matter]
    services.told_by_phone(voice=voice, by=xie)
    assert list(Voice.objects.to_call()) == []


def test_an_answer_that_did_not_arrive_is_told_by_phone(reachable, xie, wei):
    voice = say(reachable, xie)
    done(voice.matter, wei)
    assert list(Voice.objects.to_call()) == []
    Message.objects.update(state="skipped", reason="expired")
    assert list(Voice.objects.to_call()) == [voice]


def test_what_customers_have_read_is_not_decided_anew(reachable, xie, wei):
    matter = say(reachable, xie).matter
    done(matter, wei)
    with pytest.raises(ValidationError) as refused:
        services.decide(matter=matter, by=wei, state="declined", answer="No.")
    assert refused.value.code == "state"


# ---- putting together


def test_two_that_are_the_same_are_one_and_come_apart_again(reachable, customer_of_chen, xie, wei):
    one, other = say(reachable, xie).matter, say(customer_of_chen, xie).matter
    for _ in range(2):
        services.merge(into=one, other=other, by=wei)
    assert one.voices.count() == 2 and list(Matter.objects.standing()) == [one]
    services.part(other=other)
    assert one.voices.count() == other.voices.count() == 1


def test_what_was_put_into_the_other_goes_along_and_comes_apart_by_itself(reachable, xie, wei):
    a, b, c = (say(reachable, xie).matter for _ in range(3))
    services.merge(into=b, other=c, by=wei)
    services.merge(into=a, other=b, by=wei)
    assert a.voices.count() == 3
    c.refresh_from_db()
    services.part(other=c)
    assert (a.voices.count(), c.voices.count()) == (2, 1)


def test_what_was_put_together_meanwhile_is_neither_decided_nor_named(
    as_wei, reachable, customer_of_chen, xie, wei
):
    one, other = say(reachable, xie).matter, say(customer_of_chen, xie).matter
    services.merge(into=one, other=other, by=wei)
    with pytest.raises(ValidationError, match=f"{other} was put together with {one}") as refused:
        done(other, wei)
    assert refused.value.code == "stale"
    with pytest.raises(ValidationError, match="put together"):
        services.describe(matter=other, by=wei, version=1, title="x", product="y")
    decided = as_wei.post(reverse("desk:matter_decide", args=[other.pk]), {"state": "done", "answer": "Yes."})
    assert decided.status_code == 422 and "was put together with" in decided.content.decode()
    assert matter_of(other).state == "new" and not Message.objects.exists()


@pytest.mark.parametrize("how", ["itself", "ended", "gone"])
def test_what_cannot_be_put_together(reachable, xie, wei, how):
    one, other, third = (say(reachable, xie).matter for _ in range(3))
    if how == "ended":
        done(other, wei)
    if how == "gone":
        services.merge(into=third, other=other, by=wei)
    with pytest.raises(ValidationError):
        services.merge(into=one, other=one if how == "itself" else other, by=wei)


def test_who_joins_an_ended_matter_is_answered_too(reachable, customer_of_chen, xie, wei):
    customer_of_chen.phone = "+8613912346616"
    customer_of_chen.save()
    one, late = say(reachable, xie).matter, say(customer_of_chen, xie)
    done(one, wei)
    services.merge(into=one, other=late.matter, by=wei)
    late.refresh_from_db()
    assert late.message is not None and Message.objects.count() == 2


# ---- with the customer


def test_it_stands_on_the_timeline_and_follows_a_merge(customer_of_lin, customer_of_chen, xie, wei, zhou):
    voice = say(customer_of_chen, xie, kind="defect")
    done(voice.matter, wei)
    services.told_by_phone(voice=voice, by=xie)
    merge_customers(survivor=customer_of_lin.pk, gone=customer_of_chen.pk, by=zhou, choices={})
    told, said = timeline(customer_of_lin.pk, kind="voice")
    assert (said.title, said.detail) == ("Defect: Booking", "Book Saturdays online")
    assert told.title == "Answer told: Book Saturdays online" and told.at >= said.at


# ---- counting


def test_counts_are_by_product_category_and_time(customer_of_lin, customer_of_deng, xie, deng, zhou, today):
    ages = {0: 2, 89: 1, 90: 1, 179: 1, 180: 1, 400: 1}
    for age, times in ages.items():
        for _ in range(times):
            voice = say(customer_of_lin, xie)
            Voice.objects.filter(pk=voice.pk).update(day=today - timedelta(days=age))
    say(customer_of_deng, deng, product="Wash", category="")
    (booking,) = counting.lines(xie, day=today)
    assert (booking.product, booking.category, booking.now, booking.before, booking.open) == (
        "Booking",
        "Times",
        3,
        2,
        7,
    )
    assert (sum(booking.months), booking.months[-1]) == (6, 2)
    assert [line.product for line in counting.lines(zhou, day=today)] == ["Booking", "Wash"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("window=now", 2),
        ("window=before", 1),
        ("kind=defect", 1),
        ("q=broken", 1),
        ("product=Wash", 1),
    ],
)
def test_every_number_opens_its_list(as_xie, customer_of_lin, xie, today, query, count):
    say(customer_of_lin, xie)
    say(customer_of_lin, xie, "The brush is broken", kind="defect", product="Wash")
    old = say(customer_of_lin, xie)
    Voice.objects.filter(pk=old.pk).update(day=today - timedelta(days=100))
    assert len(as_xie.get(reverse("desk:voice") + f"?{query}").context["rows"]) == count


def test_the_list_costs_the_same_however_much_was_said(as_xie, customer_of_lin, xie, monkeypatch):
    monkeypatch.setattr("desk.voice.counting.PAGE", 3)

    def queries():
        with CaptureQueriesContext(connection) as found:
            as_xie.get(reverse("desk:voice"))
        return len(found)

    for number in range(2):
        say(customer_of_lin, xie, f"Wish {number}")
    queries()
    few = queries()
    for number in range(2, 8):
        say(customer_of_lin, xie, f"Wish {number}", product=f"Product {number}")
    assert queries() == few
    page = as_xie.get(reverse("desk:voice"))
    rest = as_xie.get(reverse("desk:voice") + page.context["next"], headers=HTMX)
    assert [m.title for m in page.context["rows"] + rest.context["rows"]] == [
        f"Wish {n}" for n in (7, 6, 5, 4, 3, 2)
    ]


# ---- pages


def voiced(**said):
    usual = {"kind": "suggestion", "product": "Booking", "text": "Saturdays", "token": uuid.uuid4()}
    return {f"voice-{name}": value for name, value in (usual | said).items()}


def test_it_is_noted_on_the_callers_card(as_xie, customer_of_lin):
    url = reverse("desk:voice_new", args=[customer_of_lin.pk])
    assert url in as_xie.get(f"/desk/?customer={customer_of_lin.pk}").content.decode()
    assert "Note it" in as_xie.get(url, headers=HTMX).content.decode()
    refused = as_xie.post(url, voiced(product=""), headers=HTMX)
    assert refused.status_code == 422 and "Say what it is about." in refused.content.decode()
    assert as_xie.post(url, voiced(), headers=HTMX).status_code == 200
    assert Voice.objects.get().text == "Saturdays"
    assert '<option value="Booking">' in as_xie.get(url, headers=HTMX).content.decode()


def test_a_lead_names_decides_and_puts_together(as_wei, reachable, xie, lin):
    matter, other = say(reachable, xie).matter, say(reachable, xie, "Saturdays too").matter
    page = as_wei.get(reverse("desk:matter", args=[matter.pk])).content.decode()
    assert "Saturdays too" in page and "The answer goes to 1 customer." in page
    said = {"title": "Book on Saturdays", "product": "Booking", "team": lin.team_id, "owner": lin.pk}
    said["version"] = matter.version
    as_wei.post(reverse("desk:matter_describe", args=[matter.pk]), said)
    as_wei.post(reverse("desk:matter_merge", args=[matter.pk]), {"other": other.pk})
    assert as_wei.get(reverse("desk:matter", args=[other.pk])).url == reverse("desk:matter", args=[matter.pk])
    decide = reverse("desk:matter_decide", args=[matter.pk])
    wrong = as_wei.post(decide, {"state": "done", "answer": "Dear {nobody}"})
    assert wrong.status_code == 422 and "nobody" in wrong.content.decode()
    as_wei.post(decide, {"state": "done", "answer": "Done."})
    matter.refresh_from_db()
    assert (matter.title, matter.owner, matter.state) == ("Book on Saturdays", lin, "done")
    assert Message.objects.count() == 2
    assert as_wei.post(reverse("desk:matter_part", args=[other.pk])).status_code == 302


def test_somebody_to_call_is_shown_and_told(as_xie, as_sun, customer_of_lin, xie, wei):
    voice = say(customer_of_lin, xie)
    done(voice.matter, wei)
    url = reverse("desk:matter", args=[voice.matter_id])
    assert "Told by phone" in as_xie.get(url).content.decode()
    assert "Told by phone" not in as_sun.get(url).content.decode()
    assert "1 to call" in as_xie.get(reverse("desk:voice") + "?show=call").content.decode()
    as_xie.post(reverse("desk:voice_told", args=[voice.pk]))
    assert "told by phone" in as_xie.get(url).content.decode()


def test_a_matter_shows_only_customers_one_may_see(
    as_xie, customer_of_lin, customer_of_deng, xie, deng, zhou
):
    mine, other = say(customer_of_lin, xie).matter, say(customer_of_deng, deng, "Canary").matter
    assert as_xie.get(reverse("desk:matter", args=[other.pk])).status_code == 404
    services.merge(into=mine, other=other, by=zhou)
    body = as_xie.get(reverse("desk:matter", args=[mine.pk])).content.decode()
    assert customer_of_lin.name in body and customer_of_deng.name not in body


# ---- over HTTP


def test_it_is_noted_and_decided_over_http(as_xie, as_wei, reachable):
    said = {"kind": "suggestion", "product": "Booking", "text": "Saturdays"}
    url, key = reverse("desk_api:voices", args=[reachable.pk]), {"Idempotency-Key": str(uuid.uuid4())}
    first, again = (as_xie.post(url, said, content_type=JSON, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    matter = first.json()["matter"]
    assert again.json()["matter"] == matter
    (row,) = as_wei.get(reverse("desk_api:matters")).json()["results"]
    assert (row["id"], row["said"], row["state"]) == (matter, 1, "new")

    def post(name, data, pk=matter):
        return as_wei.post(reverse(f"desk_api:{name}", args=[pk]), data, content_type=JSON)

    team = Team.objects.create(name="Front office")
    named = {"title": "Saturdays", "product": "Booking", "owner": "xie", "team": team.pk}
    assert post("matter_describe", named).status_code == 428
    described = post("matter_describe", named | {"version": 1})
    assert post("matter_describe", named | {"version": 1}).status_code == 409
    assert (described.json()["state"], described.json()["owner"]) == ("accepted", "xie")
    assert (described.json()["team"], described.json()["department"]) == (team.pk, "Front office")
    assert post("matter_decide", {"state": "done", "answer": "Yes."}).json()["state"] == "done"
    assert post("matter_decide", {"state": "declined", "answer": "No."}).status_code == 409
    voices = as_wei.get(reverse("desk_api:matter_voices", args=[matter])).json()["results"]
    assert voices[0]["message"] is not None
    other = as_xie.post(url, said, content_type=JSON).json()["matter"]
    assert post("matter_merge", {"other": other}).json()["said"] == 2
    assert post("matter_part", {}, other).json()["merged_into"] is None
    assert post("matter_merge", {"other": other}).json()["said"] == 2
    assert post("voice_told", {}, voices[0]["id"]).json()["told_at"]


def test_whoever_leaves_hands_over_what_he_sees_to(customer_of_lin, xie, wei, deng, he):
    matter = describe(say(customer_of_lin, xie).matter, wei, owner=deng)
    with pytest.raises(Refused, match="1 suggestion or defect"):
        switch_off(person=deng, by=he)
    assert switch_off(person=deng, by=he, hand_over_to=wei) == 1
    matter.refresh_from_db()
    assert matter.owner == wei
