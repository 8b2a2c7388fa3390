"""Kinds of visits on their page: a business that has just begun makes them itself."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from customers import history
from customers.models import VisitType, VisitTypeEvent
from customers.visit_forms import VisitForm
from desk.contacts.policy import contact_policy
from desk.contacts.policy_forms import PolicyForm
from desk.follow_ups.starting import usual_kinds
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db
LIST = "customers:visit_kinds"


def test_a_manager_makes_a_kind_where_there_is_none(as_zhou):
    assert "No kind yet" in as_zhou.get(reverse(LIST)).content.decode()
    said = {"name": "Repair", "code": "", "resets_clock": "on", "in_rhythm": "on"}
    assert as_zhou.post(reverse("customers:visit_kind_add"), said).status_code == 302
    made = VisitType.objects.get()
    assert (made.code, made.resets_clock, made.in_rhythm) == ("repair", True, True)
    assert "counts, and enters the rhythm" in as_zhou.get(reverse(LIST)).content.decode()
    again = as_zhou.post(reverse("customers:visit_kind_add"), said | {"name": "REPAIR"})
    assert again.status_code == 422 and "This name is taken." in again.content.decode()


def test_it_is_renamed_and_retired_and_stays_where_it_is(as_zhou, as_sun, customer_of_lin, today):
    kind = VisitType.objects.create(code="wash", name="Wash")
    old = VisitFactory(customer=customer_of_lin, type=kind)
    as_zhou.post(reverse("customers:visit_kind", args=[kind.pk]), {"name": "Car wash"})
    as_zhou.post(reverse("customers:visit_kind_retire", args=[kind.pk]))
    kind.refresh_from_db()
    assert kind.name == "Car wash" and kind.resets_clock and kind.retired_at

    def offered(**more):
        return list(VisitForm(customer=customer_of_lin, on=today, **more).fields["type"].queryset)

    assert (offered(), offered(visit=old)) == ([], [kind])
    read = as_sun.get(reverse(LIST)).content.decode()
    assert "Car wash" in read and "Bring back" not in read
    as_zhou.post(reverse("customers:visit_kind_retire", args=[kind.pk]), {"back": "1"})
    assert offered() == [kind]


def test_third_day_calls_choose_among_the_kinds_in_use(zhou):
    VisitType.objects.create(code="wash", name="Wash")
    VisitType.objects.create(code="old", name="Old", retired_at="2026-01-01T00:00:00Z")
    codes = [code for code, _words in PolicyForm(instance=contact_policy()).fields["call_types"].choices]
    assert codes == usual_kinds() and "wash" in codes and "old" not in codes


@pytest.mark.parametrize(("language", "words"), [("en", "Kinds of visits"), ("zh-hans", "到店类型")])
def test_both_languages(as_zhou, language, words):
    as_zhou.cookies["django_language"] = language
    assert words in as_zhou.get(reverse(LIST)).content.decode()


def test_who_changed_a_kind_when_and_from_what_stands_on_its_page(as_zhou, as_he, as_sun):
    said = {"name": "Towing", "code": "tow", "in_rhythm": "on", "resets_clock": "on"}
    as_zhou.post(reverse("customers:visit_kind_add"), said)
    kind = VisitType.objects.get()
    as_he.post(reverse("customers:visit_kind", args=[kind.pk]), {"name": "Towed in", "in_rhythm": "on"})
    api = {"content_type": "application/json"}
    assert as_zhou.patch(f"/api/v1/visit-kinds/{kind.pk}/", {"name": "Tow"}, **api).status_code == 200
    as_zhou.post(reverse("customers:visit_kind_retire", args=[kind.pk]))

    retired, by_api, changed, made = history.of_visit_kinds()
    assert [one.who for one in (retired, by_api, changed, made)] == ["Zhou", "Zhou", "He", "Zhou"]
    assert [(one.label, one.before, one.after) for one in changed.changes] == [
        ("Name", "Towing", "Towed in"),
        ("Resets the clock", "Yes", "No"),
    ]
    assert (by_api.way, [one.before for one in by_api.changes]) == ("through the API", ["Towed in"])
    assert [one.label for one in retired.changes] == ["Retired"]
    read = as_sun.get(reverse(LIST)).content.decode()
    assert "Kind of visits · Towing" in read and "Resets the clock" in read


def test_what_was_done_with_a_kind_is_not_rewritten(as_zhou):
    as_zhou.post(reverse("customers:visit_kind_add"), {"name": "Wash", "resets_clock": "on"})
    VisitType.objects.update(name="Laundry")
    assert VisitTypeEvent.objects.count() == 2
    for change in (lambda rows: rows.update(name="Nothing"), lambda rows: rows.all().delete()):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change(VisitTypeEvent.objects)
