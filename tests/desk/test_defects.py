"""Defects: whom one concerns by the visits, who is left out, and that each is told once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from churn_crm import clock
from customers.merging.service import merge
from customers.models import Asset, Category, Import, VisitLine
from customers.timeline import timeline
from desk.defects import looking, reads, services, telling
from desk.defects.forms import DefectForm
from desk.models import Affected, Defect, DefectLook
from outbox import consents
from outbox.models import Message, Template
from staff.models import Notice
from tests.desk.complaining import at, logged
from tests.factories import CustomerFactory, UserFactory, VisitFactory

HTMX = {"HX-Request": "true"}
JUNE = date(2026, 6, 1)


@pytest.fixture
def brakes(db):
    return Category.objects.create(name="Brakes")


def visited(customer, day, *, text="Brake pads BP-2231, front", category=None, **more):
    """A visit with one line."""
    visit = VisitFactory(customer=customer, day=day, amount=500, **more)
    VisitLine.objects.create(visit=visit, text=text, category=category, amount=500)
    return visit


def declare(by, **given):
    usual = {"title": "Pads of batch 2231", "text": "Dear {name}, your pads are changed free of charge.",
             "first_day": JUNE, "last_day": date(2026, 6, 15), "token": uuid.uuid4()}  # fmt: skip
    return services.declare(by=by, **usual | ({"article": "bp-2231"} | given))


def whom(defect):
    return set(defect.affected.values_list("customer", flat=True))


@pytest.fixture
def now_moves():
    """The clock stands; `now_moves(minutes=10)` puts it forward."""
    with time_machine.travel(at("16 14:00"), tick=False) as time:
        yield lambda **by: time.shift(timedelta(**by))


def refuse_messages(customer, by):
    said = {"channel": "sms", "purpose": "service", "given": False, "source": "person", "token": uuid.uuid4()}
    consents.record(customer=customer, by=by, **said)


@pytest.fixture
def reachable(customer_of_lin):
    customer_of_lin.phone = "+8613912346615"
    customer_of_lin.save()
    return customer_of_lin


# ---- whom it concerns


@pytest.mark.django_db
def test_all_that_is_named_has_to_fit_the_same_visit(customer_of_lin, brakes, zhou):
    tech, other = UserFactory(name="Ma"), UserFactory()
    car = Asset.objects.create(customer=customer_of_lin, kind="vehicle", name="VW Passat 330")
    fits = visited(customer_of_lin, date(2026, 6, 5), category=brakes, technician=tech, asset=car)
    wrong: list[dict[str, Any]] = [
        {"day": date(2026, 5, 31)},
        {"day": date(2026, 6, 16)},
        {"text": "Brake pads BP-2232"},
        {"category": None},
        {"technician": other},
        {"asset": None},
        {"cancelled": True},
    ]
    right: dict[str, Any] = {"day": date(2026, 6, 5), "category": brakes, "technician": tech, "asset": car}
    for change in wrong:
        visited(CustomerFactory(), **right | change)
    defect = declare(zhou, category=brakes, technician=tech, asset="passat")
    row = defect.affected.get()
    assert (row.customer, row.visit, row.day) == (customer_of_lin, fits, date(2026, 6, 5))


@pytest.mark.django_db
def test_each_is_listed_once_with_his_latest_visit_that_fits(customer_of_lin, zhou):
    visited(customer_of_lin, date(2026, 6, 2))
    latest = visited(customer_of_lin, date(2026, 6, 9))
    visited(customer_of_lin, date(2026, 6, 12), text="Oil")
    assert declare(zhou).affected.get().visit == latest


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [{"article": " "}, {"first_day": date(2026, 6, 16)}],
)
def test_what_names_nothing_or_a_period_upside_down_is_refused(zhou, given):
    with pytest.raises(ValidationError):
        declare(zhou, **given)
    assert not Defect.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_it_too(zhou):
    defect = declare(zhou)
    for wrong in ({"article": ""}, {"last_day": date(2026, 5, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Defect.objects.filter(pk=defect.pk).update(**wrong)


@pytest.mark.django_db
def test_the_same_form_declares_once(customer_of_lin, zhou):
    token = uuid.uuid4()
    assert declare(zhou, token=token) == declare(zhou, token=token)


@pytest.mark.django_db
def test_listing_costs_the_same_however_many_it_concerns(zhou, django_assert_max_num_queries):
    for _ in range(30):
        visited(CustomerFactory(), date(2026, 6, 3))
    with django_assert_max_num_queries(8):
        defect = declare(zhou)
    assert defect.affected.count() == 30


@pytest.mark.django_db
def test_looking_again_adds_who_came_later_and_keeps_who_was_left_out(customer_of_lin, zhou):
    visited(customer_of_lin, date(2026, 6, 3))
    defect = declare(zhou)
    services.leave_out(affected=defect.affected.get(), by=zhou, reason="Got other pads")
    late = CustomerFactory()
    visited(late, date(2026, 6, 4))
    assert services.look_again(defect=defect) == 1
    assert whom(defect) == {customer_of_lin.pk, late.pk}
    assert [row.customer for row in Affected.objects.standing()] == [late]


@pytest.mark.django_db
def test_whom_an_import_adds_is_found_by_itself_and_told_once(reachable, zhou, chen, now_moves):
    visited(reachable, date(2026, 6, 3))
    defect = services.notify(defect=declare(zhou), by=zhou)
    late = CustomerFactory(owner=chen, phone="+8613912346999")
    visited(late, date(2026, 6, 4))
    visited(reachable, date(2026, 6, 5))
    now_moves(minutes=30)
    assert looking.look_after() == 0  # it was looked through within the day, and nothing was brought in

    Import.objects.create(
        kind="visits", state="done", day=JUNE, started_at=clock.now(), finished_at=clock.now()
    )
    now_moves(minutes=10)
    assert looking.look_after() == 1
    assert whom(defect) == {reachable.pk, late.pk}
    assert telling.tell_untold() == 1
    now_moves(minutes=10)
    assert (looking.look_after(), telling.tell_untold()) == (0, 0)
    assert sorted(Message.objects.values_list("customer", flat=True)) == sorted([reachable.pk, late.pk])

    look = DefectLook.objects.get()
    assert (look.found, look.by) == (1, None)
    notice = Notice.objects.get(kind="defect_more")
    assert (notice.user, notice.numbers["count"]) == (zhou, 1)


@pytest.mark.django_db
def test_whom_a_visit_by_hand_adds_is_found_by_the_next_night(customer_of_lin, zhou, now_moves):
    defect, none = declare(zhou), declare(zhou)
    services.withdraw(defect=none, by=zhou)
    visited(customer_of_lin, date(2026, 6, 4))
    now_moves(hours=19)
    assert looking.look_after() == 0
    now_moves(hours=2)
    assert looking.look_after() == 1
    assert (whom(defect), whom(none)) == ({customer_of_lin.pk}, set())
    now_moves(days=366)
    visited(CustomerFactory(), date(2026, 6, 4))
    assert looking.look_after() == 0 and not looking.goes_on(defect)


@pytest.mark.django_db
def test_the_page_says_when_how_many_more_were_found_and_who_looked(customer_of_lin, zhou, as_zhou):
    defect = declare(zhou)
    page = reverse("desk:defect", args=[defect.pk])
    assert "1 customer more" not in as_zhou.get(page).content.decode()
    visited(customer_of_lin, date(2026, 6, 4))
    as_zhou.post(reverse("desk:defect_look_again", args=[defect.pk]))
    read = as_zhou.get(page).content.decode()
    assert "1 customer more" in read and "· Zhou" in read
    assert "found by itself, after each import and every night" in read
    as_zhou.post(reverse("desk:defect_look_again", args=[defect.pk]))
    assert DefectLook.objects.count() == 1


# ---- telling


@pytest.mark.django_db
def test_nobody_is_told_before_somebody_says_so_and_then_each_once(reachable, zhou):
    visited(reachable, date(2026, 6, 3))
    defect = declare(zhou)
    assert telling.tell_untold() == 0 and not Message.objects.exists()
    for _ in range(2):
        services.notify(defect=defect, by=zhou)
        telling.tell_untold()
    message = Message.objects.get()
    assert message.purpose_key == f"defect:{defect.pk}:{reachable.pk}"
    assert (message.purpose, message.planned_by) == ("service", zhou)
    assert message.text.startswith(f"Dear {reachable.name}, your pads")
    reads.counted([defect])
    counts = {"all": 1, "told": 0, "tell": 1, "call": 0, "out": 0}
    assert {name: defect.counts[name] for name in counts} == counts
    Message.objects.update(state="sent", sid="1", sent_at=message.planned_at)
    reads.counted([defect])
    assert (defect.counts["told"], defect.counts["tell"]) == (1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("first_in", ["en", "zh-hans"])
def test_each_customer_is_told_in_his_language(reachable, customer_of_chen, zhou, first_in):
    speak_english_and_chinese(reachable, customer_of_chen)
    texts = ["We change your pads.", "我们免费更换制动片。"]
    text, other = texts if first_in == "en" else texts[::-1]
    services.notify(defect=declare(zhou, text=text, text_other=other), by=zhou)
    said = dict(Message.objects.values_list("customer", "text"))
    assert texts[0] in said[reachable.pk] and texts[1] in said[customer_of_chen.pk]


def speak_english_and_chinese(one, other):
    one.name, one.latin_name, one.phone = "Amy Fox", "", "+447911123456"
    other.name, other.phone = "陈木匠", "+8613912346616"
    for customer in (one, other):
        customer.save()
        visited(customer, date(2026, 6, 3))


@pytest.mark.django_db
def test_whose_language_nobody_wrote_reads_the_first(reachable, customer_of_chen, zhou):
    speak_english_and_chinese(reachable, customer_of_chen)
    services.notify(defect=declare(zhou, text="We change your pads."), by=zhou)
    assert {"We change your pads." in text for text in Message.objects.values_list("text", flat=True)} == {
        True
    }
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_a_template_in_each_language_is_sent_to_whom_it_speaks(reachable, customer_of_chen, zhou):
    speak_english_and_chinese(reachable, customer_of_chen)
    english, chinese = (
        Template.objects.create(
            name="Pads", channel="sms", purpose="service", language=language, text=text, signature=signature,
            approval="not_needed", changed_at=zhou.date_joined,
        )
        for language, text, signature in (("en", "Your pads.", ""), ("zh-hans", "您的制动片。", "示例"))
    )  # fmt: skip
    defect = declare(zhou, template=english, template_other=chinese)
    services.notify(defect=defect, by=zhou)
    assert dict(Message.objects.values_list("customer", "template")) == {
        reachable.pk: english.pk,
        customer_of_chen.pk: chinese.pk,
    }


@pytest.mark.django_db
def test_the_other_language_is_another_one(zhou):
    given = {"title": "Pads", "article": "BP", "first_day": "2026-06-01", "last_day": "2026-06-15",
             "text": "Yes.", "token": uuid.uuid4()}  # fmt: skip
    again, chinese = (
        DefectForm(
            {f"defect-{name}": value for name, value in (given | {"text_other": other}).items()}, by=zhou
        )
        for other in ("Yes, indeed.", "好的。")
    )
    assert "one in English and one in Chinese" in str(again.errors["text_other"])
    assert chinese.is_valid()


@pytest.mark.django_db
def test_who_has_no_number_or_wants_no_messages_is_called(reachable, customer_of_chen, xie, zhou):
    refuse_messages(reachable, xie)
    for customer in (reachable, customer_of_chen):
        visited(customer, date(2026, 6, 3))
    defect = declare(zhou)
    row = defect.affected.get(customer=reachable)
    with pytest.raises(ValidationError):
        services.told_by_phone(affected=row, by=xie)
    services.notify(defect=defect, by=zhou)
    assert not Message.objects.exists()
    assert Affected.objects.to_call().count() == 2
    for _ in range(2):
        told = services.told_by_phone(affected=row, by=xie)
    assert (told.told_by, Affected.objects.to_call().count()) == (xie, 1)
    titles = [event.title for event in timeline(reachable.pk, kind="defect")]
    assert titles == ["Told of a defect: Pads of batch 2231"]


@pytest.mark.django_db
def test_a_message_that_did_not_arrive_is_told_by_phone(reachable, zhou):
    visited(reachable, date(2026, 6, 3))
    defect = services.notify(defect=declare(zhou), by=zhou)
    assert not Affected.objects.to_call().exists()
    Message.objects.update(state="skipped", reason="expired")
    assert list(Affected.objects.to_call()) == [defect.affected.get()]


@pytest.mark.django_db
def test_who_hears_of_it_by_phone_first_gets_no_message(reachable, xie, zhou):
    visited(reachable, date(2026, 6, 3))
    row = services.notify(defect=declare(zhou), by=zhou).affected.get()
    services.told_by_phone(affected=row, by=xie)
    assert Message.objects.get().state == "skipped"
    assert list(Affected.objects.told()) == [row] and not Affected.objects.to_call().exists()


@pytest.mark.django_db
def test_who_is_added_while_it_is_told_is_told_by_the_beat(reachable, zhou):
    defect = services.notify(defect=declare(zhou), by=zhou)
    visited(reachable, date(2026, 6, 3))
    services.look_again(defect=defect)
    assert telling.tell_untold() == 1
    assert Message.objects.get().customer == reachable


@pytest.mark.django_db
def test_who_is_left_out_gets_no_message_and_one_that_waits_is_taken_back(reachable, zhou):
    visited(reachable, date(2026, 6, 3))
    defect = services.notify(defect=declare(zhou), by=zhou)
    row = defect.affected.get()
    with pytest.raises(ValidationError):
        services.leave_out(affected=row, by=zhou, reason=" ")
    services.leave_out(affected=row, by=zhou, reason="Got other pads")
    assert Message.objects.get().state == "skipped"
    assert not Affected.objects.to_call().exists()
    services.take_in(affected=row)
    assert list(Affected.objects.to_call()) == [row]


@pytest.mark.django_db
def test_who_was_told_is_not_left_out_any_more(reachable, zhou):
    visited(reachable, date(2026, 6, 3))
    row = services.notify(defect=declare(zhou), by=zhou).affected.get()
    Message.objects.update(state="sent", sid="1", sent_at=row.defect.notified_at)
    with pytest.raises(ValidationError):
        services.leave_out(affected=row, by=zhou, reason="Got other pads")


@pytest.mark.django_db
def test_it_is_taken_back_until_customers_are_told(reachable, zhou):
    visited(reachable, date(2026, 6, 3))
    none, told = declare(zhou), services.notify(defect=declare(zhou), by=zhou)
    services.withdraw(defect=none, by=zhou)
    for service in (services.look_again, lambda defect: services.notify(defect=defect, by=zhou)):
        with pytest.raises(ValidationError):
            service(defect=none)
    with pytest.raises(ValidationError):
        services.withdraw(defect=told, by=zhou)


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_tell_each_once(gaoxin, lin, zhou):
    defect = declare(zhou)
    for number in range(8):
        customer = CustomerFactory(owner=lin, branch=gaoxin, phone=f"+8613912346{number:03d}")
        visited(customer, date(2026, 6, 3))
    services.look_again(defect=defect)
    Defect.objects.update(notified_at=defect.declared_at, notified_by=zhou)

    def beat(_):
        try:
            return telling.tell_untold()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(beat, range(2))) == 8
    assert Message.objects.count() == 8


@pytest.mark.django_db
def test_at_a_merge_he_is_told_once(customer_of_lin, customer_of_chen, zhou):
    for customer in (customer_of_lin, customer_of_chen):
        visited(customer, date(2026, 6, 3))
    defect = declare(zhou)
    merge(survivor=customer_of_lin.pk, gone=customer_of_chen.pk, by=zhou, choices={})
    assert whom(defect) == {customer_of_lin.pk}


# ---- who sees what, pages and HTTP


@pytest.mark.django_db
def test_one_sees_defects_and_customers_that_one_may_see(
    customer_of_lin, customer_of_deng, zhou, as_lin, as_deng
):
    for customer in (customer_of_lin, customer_of_deng):
        visited(customer, date(2026, 6, 3))
    only_his = declare(zhou, title="Of Wuhu", article="Oil")
    visited(customer_of_deng, date(2026, 6, 4), text="Oil")
    services.look_again(defect=only_his)
    both = declare(zhou)
    assert [row.title for row in as_lin.get(reverse("desk:defects")).context["rows"]] == [both.title]
    page = as_lin.get(reverse("desk:defect", args=[both.pk]))
    assert [row.customer for row in page.context["rows"]] == [customer_of_lin]
    assert "You see 1 of 2 listed customers." in page.content.decode()
    assert as_lin.get(reverse("desk:defect", args=[only_his.pk])).status_code == 404
    assert as_deng.get(reverse("desk:defect", args=[only_his.pk])).status_code == 200


@pytest.mark.django_db
def test_a_lead_declares_from_a_complaint_tells_and_leaves_out(customer_of_lin, as_wei, as_xie, xie):
    visit = visited(customer_of_lin, date(2026, 6, 3), technician=UserFactory(name="Ma Jialiang"))
    complaint = logged(customer_of_lin, xie, visit=visit)
    page = as_wei.get(reverse("desk:complaint", args=[complaint.pk])).content.decode()
    assert f"{reverse('desk:defect_declare')}?complaint={complaint.pk}" in page
    form = as_wei.get(reverse("desk:defect_declare"), {"complaint": complaint.pk}).context["form"]
    assert form.initial["first_day"] == date(2026, 6, 3) and form.initial["technician"] == visit.technician_id
    given = {"title": "Bad pads", "article": "BP-2231", "first_day": "2026-06-01", "last_day": "2026-06-15",
             "text": "We change them.", "complaint": complaint.pk, "token": uuid.uuid4()}  # fmt: skip
    post = {f"defect-{name}": value for name, value in given.items()}
    assert as_wei.post(reverse("desk:defect_declare"), post | {"defect-text": "{nope}"}).status_code == 422
    answer = as_wei.post(reverse("desk:defect_declare"), post)
    defect = Defect.objects.get()
    assert answer.headers["Location"] == reverse("desk:defect", args=[defect.pk])
    assert "Bad pads" in as_wei.get(reverse("desk:complaint", args=[complaint.pk])).content.decode()
    as_wei.post(reverse("desk:defect_notify", args=[defect.pk]))
    row = defect.affected.get()
    listed = as_xie.get(reverse("desk:defect", args=[defect.pk]), {"show": "call"}).content.decode()
    assert "Told by phone" in listed and "Leave out" not in listed
    as_xie.post(reverse("desk:affected_told", args=[row.pk]))
    assert "all are told" in as_wei.get(reverse("desk:defect", args=[defect.pk])).content.decode()


@pytest.mark.django_db
def test_the_pages_of_a_list_follow_one_another_at_the_same_cost(
    zhou, as_zhou, django_assert_max_num_queries
):
    for number in range(reads.PAGE + 5):
        visited(CustomerFactory(), JUNE + timedelta(days=number % 9))
    defect = services.notify(defect=declare(zhou), by=zhou)
    address = reverse("desk:defect", args=[defect.pk])
    with django_assert_max_num_queries(18):
        first = as_zhou.get(address)
    assert len(first.context["rows"]) == reads.PAGE
    second = as_zhou.get(address + first.context["next"], headers=HTMX)
    rows = [*first.context["rows"], *second.context["rows"]]
    assert len({row.pk for row in rows}) == reads.PAGE + 5 and second.context["next"] == ""
    days = [row.day for row in rows]
    assert days == sorted(days, reverse=True)
    with django_assert_max_num_queries(14):
        as_zhou.get(reverse("desk:defects"))


@pytest.mark.django_db
def test_the_api_declares_tells_and_notes_who_was_told(customer_of_lin, as_wei, as_xie):
    visited(customer_of_lin, date(2026, 6, 3))
    said = {"title": "Bad pads", "article": "BP-2231", "first_day": "2026-06-01", "last_day": "2026-06-15",
            "text": "We change them."}  # fmt: skip
    target = reverse("desk_api:defects")
    assert as_xie.post(target, said, "application/json").status_code == 403
    once = {"Idempotency-Key": str(uuid.uuid4())}
    one, same = (as_wei.post(target, said, "application/json", headers=once).json() for _ in range(2))
    assert one["id"] == same["id"] and one["counts"]["affected"] == 1
    told = as_wei.post(reverse("desk_api:defect_notify", args=[one["id"]])).json()
    assert told["counts"] == {"affected": 1, "told": 0, "still_to_tell": 1, "to_call": 1, "left_out": 0}
    rows = as_xie.get(reverse("desk_api:defect_affected", args=[one["id"]]), {"show": "call"}).json()[
        "results"
    ]
    assert [row["customer"] for row in rows] == [customer_of_lin.pk]
    done = as_xie.post(reverse("desk_api:affected_told", args=[rows[0]["id"]]))
    assert done.json()["told_at"]
    assert as_wei.post(reverse("desk_api:defect_withdraw", args=[one["id"]])).status_code == 409
    assert as_xie.get(target).json()["results"][0]["counts"]["told"] == 1
