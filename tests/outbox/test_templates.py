"""Templates: written by managers, checked by the rules, approved by a gateway, changed only in the open."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers.models import Asset, AssetDue
from outbox import templates
from outbox.models import Message, Template
from outbox.suggestions import SUGGESTED, as_form
from outbox.values import values_of
from staff.models import Business
from tests.factories import CustomerFactory, VisitFactory
from tests.outbox.sending import a_message
from tests.outbox.stand_ins import NUMBER

WORDS = {
    "name": "Due reminder",
    "channel": "sms",
    "purpose": "service",
    "language": "en",
    "signature": "Hexi",
    "subject": "",
    "text": "Hello {salutation}, {due} of {plate} is due on {due_on}.",
}
URLS = {"list": reverse("outbox:templates"), "add": reverse("outbox:template_add")}


def written(by, **other) -> Template:
    return templates.write(by=by, **(WORDS | other))


@pytest.fixture
def reminder(zhou) -> Template:
    return written(zhou)


@pytest.fixture
def with_aliyun(settings):
    settings.SMS_GATEWAY = "aliyun"


@pytest.fixture
def wang(lin, gaoxin):
    """A car whose inspection is due."""
    customer = CustomerFactory(owner=lin, branch=gaoxin, name="王伟", latin_name="Wang Wei", gender="male")
    car = Asset.objects.create(customer=customer, kind="vehicle", name="Passat", plate="川A12345")
    Asset.objects.create(customer=customer, kind="vehicle", name="Golf", plate="川A54321")
    AssetDue.objects.create(asset=car, kind="inspection", by_date=date(2026, 6, 30))
    VisitFactory(customer=customer, branch=gaoxin, day=date(2026, 1, 5))
    return customer


def test_a_template_needs_no_approval_where_the_gateway_asks_for_none(reminder):
    assert (reminder.approval, reminder.version) == ("not_needed", 1)
    assert list(Template.objects.sendable()) == [reminder]


def test_what_the_rules_refuse_is_not_saved(zhou):
    with pytest.raises(ValidationError) as refused:
        written(zhou, text="Hello {nickname}", purpose="marketing")
    assert set(refused.value.message_dict) == {"text"}
    assert not Template.objects.exists()


def test_the_path_to_approval(with_aliyun, zhou):
    made = written(zhou)
    assert (made.approval, made.gateway_code) == ("draft", "")
    made = templates.submit(template=made, by=zhou)
    with pytest.raises(ValidationError):
        templates.approve(template=made, by=zhou, gateway_code=" ")
    made = templates.approve(template=made, by=zhou, gateway_code="SMS_1")
    assert (made.approval, made.gateway_code) == ("approved", "SMS_1")
    assert templates.approve(template=made, by=zhou, gateway_code="SMS_1").version == made.version
    with pytest.raises(ValidationError):
        templates.refuse(template=made, by=zhou, refusal="late")


def test_a_refused_text_may_be_handed_in_again(with_aliyun, zhou):
    made = templates.submit(template=written(zhou), by=zhou)
    made = templates.refuse(template=made, by=zhou, refusal="No website given")
    assert made.refusal == "No website given"
    assert templates.submit(template=made, by=zhou).approval == "submitted"


def test_other_words_make_it_a_draft_again_another_name_does_not(with_aliyun, zhou):
    made = templates.submit(template=written(zhou), by=zhou)
    made = templates.approve(template=made, by=zhou, gateway_code="SMS_1")
    renamed = templates.write(by=zhou, template=made, seen=made.version, **(WORDS | {"name": "Other"}))
    assert (renamed.approval, renamed.gateway_code) == ("approved", "SMS_1")
    changed = templates.write(
        by=zhou, template=renamed, seen=renamed.version, **(WORDS | {"text": "{name}, hello"})
    )
    assert (changed.approval, changed.gateway_code) == ("draft", "")


def test_who_saves_over_another_ones_text_is_told_and_changes_nothing(reminder, zhou, he):
    templates.write(by=he, template=reminder, seen=1, **(WORDS | {"text": "His text"}))
    with pytest.raises(templates.Overtaken):
        templates.write(by=zhou, template=reminder, seen=1, **(WORDS | {"text": "My text"}))
    assert Template.objects.get().text == "His text"


def test_the_same_save_again_changes_nothing(reminder, zhou):
    again = templates.write(by=zhou, template=reminder, seen=1, **WORDS)
    assert again.version == 1


def test_a_name_is_free_again_when_its_template_is_retired(reminder, zhou):
    with pytest.raises(ValidationError):
        written(zhou)
    templates.retire(template=reminder, by=zhou)
    written(zhou)
    with pytest.raises(ValidationError):
        templates.restore(template=reminder, by=zhou)


def test_what_variables_stand_for(wang):
    found = values_of([wang], language="zh-hans", channel="sms")[wang.pk]
    assert found == {
        "salutation": "王先生",
        "name": "王伟",
        "business": "Hexi Auto Care",
        "branch": "Gaoxin",
        "manager": "Lin",
        "last_visit": "1月5日",
        "asset": "Passat 川A12345",
        "plate": "川A12345",
        "due": "年检",
        "due_on": "6月30日",
        "opt_out": "回复TD退订",
    }
    english = values_of([wang], language="en", channel="sms")[wang.pk]
    assert (english["salutation"], english["due"], english["due_on"]) == (
        "Wang Wei",
        "Annual inspection",
        "30 June",
    )


def test_of_several_assets_none_is_meant_while_nothing_falls_due(wang):
    AssetDue.objects.all().delete()
    found = values_of([wang], language="en", channel="sms")[wang.pk]
    assert (found["plate"], found["due"]) == ("", "")


def test_values_of_many_cost_no_more_queries_than_of_one(wang, lin, gaoxin, django_assert_num_queries):
    many = [wang, *(CustomerFactory(owner=lin, branch=gaoxin) for _ in range(5))]
    with django_assert_num_queries(6):
        values_of([wang], language="en", channel="sms")
    with django_assert_num_queries(6):
        values_of(many, language="en", channel="sms")


def test_managers_write_and_account_managers_read(as_zhou, as_lin, wang):
    assert as_lin.get(URLS["add"]).status_code == 403
    saved = as_zhou.post(URLS["add"], WORDS)
    made = Template.objects.get()
    assert saved.url == reverse("outbox:template", args=[made.pk])
    page = as_lin.get(saved.url).content.decode()
    assert "【Hexi】Hello Wang Wei, Annual inspection of 川A12345 is due on 30 June." in page
    assert reverse("outbox:template_edit", args=[made.pk]) not in page


def test_a_form_that_breaks_a_rule_says_so_and_keeps_the_text(as_zhou, wang):
    page = as_zhou.post(URLS["add"], WORDS | {"text": "Hello {nickname}"})
    assert page.status_code == 422
    assert "There is no variable {nickname}. Choose one from the list." in page.content.decode()
    assert "Hello {nickname}" in page.content.decode()


def test_two_managers_at_once_see_each_others_text(as_zhou, he, reminder):
    templates.write(by=he, template=reminder, seen=1, **(WORDS | {"text": "His text"}))
    edit = reverse("outbox:template_edit", args=[reminder.pk])
    lost = as_zhou.post(edit, WORDS | {"text": "My text", "version": "1"})
    page = lost.content.decode()
    assert (lost.status_code, "His text" in page, "My text" in page) == (409, True, True)
    assert as_zhou.post(edit, WORDS | {"text": "My text", "version": "2"}).status_code == 302
    assert Template.objects.get().text == "My text"


def test_the_page_tells_who_changed_what(as_zhou, reminder):
    edit = reverse("outbox:template_edit", args=[reminder.pk])
    as_zhou.post(edit, WORDS | {"text": "Another text", "version": "1"})
    page = as_zhou.get(reverse("outbox:template", args=[reminder.pk])).content.decode()
    assert WORDS["text"] in page
    assert "Zhou" in page
    assert "on screen" in page


def test_a_preview_is_on_a_customer_whom_the_reader_may_see(as_lin, as_deng, reminder, wang):
    """Another's customer is not there: one's own first is shown in his place, or nobody."""
    url = reverse("outbox:template_preview", args=[reminder.pk])
    assert "Wang Wei" in as_lin.get(url, {"customer": wang.pk}).content.decode()
    theirs = as_deng.get(url, {"customer": wang.pk}).content.decode()
    assert "Wang Wei" not in theirs
    found = as_deng.get(reverse("outbox:template_readers"), {"q": "王伟"}).content.decode()
    assert "王伟</mark>" not in found


def test_trying_counts_and_names_what_is_missing(as_zhou, wang):
    url = reverse("outbox:template_try")
    good = as_zhou.post(url, WORDS | {"customer": wang.pk}).content.decode()
    # The plate has a Chinese sign, so that a message has seventy characters.
    assert "69 characters, 1 message, ¥0.045" in good
    long = as_zhou.post(url, WORDS | {"customer": wang.pk, "signature": "Hexi Cars"}).content.decode()
    assert "74 characters, 2 messages, ¥0.09" in long
    AssetDue.objects.all().delete()
    bad = as_zhou.post(url, WORDS | {"customer": wang.pk}).content.decode()
    assert "No value for {due}: nothing falls due." in bad


def test_approval_is_reported_on_the_page(with_aliyun, as_zhou, as_lin, reminder, zhou):
    made = templates.write(by=zhou, template=reminder, seen=1, **(WORDS | {"text": "Hello {name}!"}))
    page, told = reverse("outbox:template", args=[made.pk]), reverse("outbox:template_report", args=[made.pk])
    assert "Hello ${name}!" in as_zhou.get(page).content.decode()
    assert as_lin.post(told, {"what": "submit"}).status_code == 403
    as_zhou.post(told, {"what": "submit"})
    assert as_zhou.post(told, {"what": "approve"}).status_code == 422
    as_zhou.post(told, {"what": "approve", "gateway_code": "SMS_77"})
    assert "Approved as SMS_77." in as_lin.get(page).content.decode()
    assert as_zhou.post(told, {"what": "burn"}).status_code == 404


def test_an_empty_page_offers_one_to_begin_with(as_zhou, as_lin, gaoxin):
    page = as_zhou.get(URLS["list"]).content.decode()
    assert f"{URLS['add']}?suggested=1" in page
    assert f"{URLS['add']}?suggested=1" not in as_lin.get(URLS["list"]).content.decode()
    begun = as_zhou.get(URLS["add"], {"suggested": "1"}).content.decode()
    assert "Due reminder" in begun


def test_what_is_suggested_satisfies_the_rules(zhou, gaoxin):
    Business.objects.update(name="蓉行汽车")
    for language, suggested in SUGGESTED.items():
        for one in suggested:
            templates.write(by=zhou, **({"signature": "蓉行汽车"} | as_form(one, language)))
    assert Template.objects.count() == 16


def test_the_list_costs_the_same_for_one_and_for_many(as_lin, zhou, django_assert_max_num_queries):
    for number in range(12):
        written(zhou, name=f"Number {number}")
    with django_assert_max_num_queries(8):
        page = as_lin.get(URLS["list"])
    assert page.content.decode().count("Number ") == 12


def test_what_waits_with_the_old_words_does_not_leave_with_the_new_ones(zhou, wang, with_aliyun):
    """The gateway sends its own text by the code: the log would tell other words than the customer read."""
    template = written(zhou, text="{salutation}，您好。拒收请回复R", language="zh-hans")
    templates.submit(template=template, by=zhou)
    approved = templates.approve(template=template, by=zhou, gateway_code="SMS_1")
    waiting, other = (
        a_message(wang, state="planned", template=one, address=NUMBER) for one in (approved, None)
    )
    renamed = templates.write(
        template=approved, seen=approved.version, by=zhou, **told(approved) | {"name": "New"}
    )
    assert Message.objects.get(pk=waiting.pk).state == "planned"
    templates.write(
        template=renamed, seen=renamed.version, by=zhou, **told(renamed) | {"text": "{salutation}，欢迎。"}
    )
    dropped = Message.objects.get(pk=waiting.pk)
    assert (dropped.state, dropped.reason) == ("skipped", "unapproved")
    assert Message.objects.get(pk=other.pk).state == "planned"


def told(template: Template) -> dict[str, str]:
    return {name: getattr(template, name) for name in WORDS}
