"""Inspections by checklists: scored, withdrawn, entered on a phone; checklists and their versions."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers.timeline import timeline
from desk.models import ChecklistItem, Inspection
from desk.quality.inspections import checklists, scoring, services
from desk.quality.inspections.checklists import Point
from desk.quality.inspections.services import Found
from tests.desk.inspecting import POINTS, a_checklist, finding, inspected
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


# ---- pure


@pytest.mark.parametrize(
    ("points", "score"),
    [
        ([("ok", 1), ("ok", 5)], 100),
        ([("ok", 1), ("not_ok", 3), ("na", 2)], 25),
        ([("not_ok", 1)], 0),
        ([("ok", 1), ("not_ok", 1), ("ok", 1)], 67),
        ([("ok", 1), ("not_ok", 7)], 13),  # 12.5 goes up
        ([("na", 3)], None),
        ([], None),
    ],
)
def test_the_score_is_the_weight_in_order_of_the_weight_that_applies(points, score):
    assert scoring.score(points) == score


# ---- written down


def test_the_same_form_sent_twice_is_one_inspection(zhou, lin, customer_of_lin, today):
    said = {"customer": customer_of_lin, "technician": lin, "token": uuid.uuid4()}
    version = checklists.newest(a_checklist())
    items = {item.pk: Found("ok") for item in version.items.all()}
    more = {
        "by": zhou,
        "kind": "mystery",
        "version": version,
        "branch": customer_of_lin.branch,
        "items": items,
    }
    first, again = services.write_down(**more, **said), services.write_down(**more, **said)
    assert first == again and (first.score, first.day, first.items.count()) == (100, today, 3)


def test_nobody_inspects_himself(zhou, xie):
    with pytest.raises(ValidationError, match="own work"):
        inspected(xie, technician=xie)


def test_a_day_that_is_yet_to_come_is_refused(xie, today):
    with pytest.raises(ValidationError, match="yet to come"):
        inspected(xie, day=today + timedelta(days=1))


def test_nothing_that_applies_is_no_inspection(xie):
    with pytest.raises(ValidationError, match="has to apply"):
        inspected(xie, verdicts=("na", "na", "na"))


@pytest.mark.parametrize("items", [{}, {"more": Found("ok")}, {"wrong": Found("maybe")}])
def test_every_point_and_no_other_needs_an_answer(xie, items):
    version = checklists.newest(a_checklist())
    given = {item.pk: Found("ok") for item in version.items.all()}
    first = next(iter(given))
    given = (
        given | {0: items["more"]} if "more" in items else given | {first: items["wrong"]} if items else {}
    )
    said = {"kind": "on_site", "version": version, "branch": xie.branch, "token": uuid.uuid4()}
    with pytest.raises(ValidationError, match="needs an answer"):
        services.write_down(by=xie, items=given, **said)


def test_a_visit_of_somebody_else_is_refused(xie, customer_of_lin, customer_of_chen):
    visit = VisitFactory(customer=customer_of_chen)
    with pytest.raises(ValidationError, match="another customer"):
        inspected(xie, customer=customer_of_lin, visit=visit)


def test_a_wrong_one_is_withdrawn_by_who_made_it_or_leads_and_counts_no_more(zhou, xie, lin):
    made = inspected(zhou, branch=xie.branch)
    with pytest.raises(ValidationError, match="Zhou made it"):
        services.withdraw(inspection=made, by=xie, text="Wrong bay")
    services.withdraw(inspection=made, by=zhou, text="Wrong bay")
    assert services.withdraw(inspection=made, by=zhou, text="Again").withdrawn_because == "Wrong bay"
    assert list(Inspection.objects.counting()) == []


def test_it_is_seen_by_branch_owner_inspector_and_whose_work_it_was(
    zhou, xie, lin, chen, wei, deng, customer_of_deng, gaoxin, sun
):
    here = inspected(zhou, branch=gaoxin, technician=chen)
    there = inspected(zhou, customer=customer_of_deng)
    seen = {
        user.username: set(Inspection.objects.visible_to(user))
        for user in (zhou, xie, lin, chen, wei, deng, sun)
    }
    assert seen["zhou"] == seen["sun"] == {here, there}
    assert seen["xie"] == seen["chen"] == seen["wei"] == {here}
    assert seen["deng"] == {there} and seen["lin"] == set()
    xie.is_active = False
    assert not Inspection.objects.visible_to(xie)


# ---- checklists


def test_a_change_is_a_new_version_and_inspections_keep_theirs(zhou):
    checklist = a_checklist()
    first = checklists.newest(checklist)
    rows = [checklists.point_of(item) for item in first.items.all()]
    names = {"name_zh": "车间", "name_en": "Workshop"}
    same = checklists.revise(checklist=checklist, by=zhou, number=1, points=rows, **names)
    assert same == first
    points = [*rows[:2], Point("灯光", "Lights", 5)]
    second = checklists.revise(checklist=checklist, by=zhou, number=1, points=points, **names)
    assert (second.number, [item.weight for item in second.items.all()]) == (2, [1, 3, 5])
    kept = [item.key for item in first.items.all()]
    assert [item.key for item in second.items.all()][:2] == kept[:2]
    assert first.items.count() == 3
    with pytest.raises(ValidationError, match="just changed"):
        checklists.revise(checklist=checklist, by=zhou, number=1, points=rows, **names)


def test_the_key_of_another_checklist_is_none(zhou):
    foreign = ChecklistItem.objects.filter(version__checklist=a_checklist()).values_list("key", flat=True)[0]
    made = a_checklist(points=[Point("甲", "A", 1, foreign)])
    assert checklists.newest(made).items.get().key != foreign


@pytest.mark.parametrize(("many", "words"), [(0, "at least one"), (41, "at most 40")])
def test_a_checklist_has_1_to_40_points(many, words):
    with pytest.raises(ValidationError, match=words):
        a_checklist(points=POINTS[:1] * many)


def test_managers_change_a_checklist_on_its_page(as_zhou, as_wei):
    checklist = a_checklist()
    page = reverse("desk:checklist_edit", args=[checklist.pk])
    rows = as_zhou.get(page).context["points"]
    data: dict[str, Any] = {"name_zh": "车间", "name_en": "Bay", "number": "1"}
    data |= {"point-TOTAL_FORMS": "4", "point-INITIAL_FORMS": "3"}
    for number, point in enumerate(POINTS):
        key = rows.forms[number].initial["key"]
        last_goes = number == 2
        row = {"key": key, "place": 3 - number, "weight": point.weight}
        row |= {
            "words_zh": "" if last_goes else point.words_zh,
            "words_en": "" if last_goes else point.words_en,
        }
        data |= {f"point-{number}-{name}": value for name, value in row.items()}
    data |= {"point-3-words_zh": "灯光", "point-3-words_en": "", "point-3-weight": 5}
    refused = as_zhou.post(page, data)
    assert refused.status_code == 422 and "both languages" in refused.content.decode()
    assert as_zhou.post(page, data | {"point-3-words_en": "Lights"}).status_code == 302
    version = checklists.newest(checklist)
    assert [item.words_en for item in version.items.all()] == [
        POINTS[1].words_en,
        POINTS[0].words_en,
        "Lights",
    ]
    assert as_zhou.post(page, data | {"point-3-words_en": "Lamps"}).status_code == 422  # over an old version
    assert as_wei.get(page).status_code == 403
    as_zhou.post(reverse("desk:checklist_retire", args=[checklist.pk]))
    assert checklists.newest_of_all() == []
    as_zhou.post(reverse("desk:checklist_retire", args=[checklist.pk]), {"back": "1"})
    assert checklists.newest_of_all() == [version]


# ---- pages


def form_of(client, **query):
    form = client.get("/desk/inspections/new/", query).context["form"]
    data = {"token": str(form.initial["token"]), "version": form.version.pk, "kind": "on_site"}
    data |= {f"point_{point.pk}": "ok" for point in form.points}
    return form, data


def test_it_is_entered_at_a_site_and_a_lost_answer_makes_no_second_one(
    customer_of_lin, lin, chen, as_xie, xie
):
    a_checklist()
    visit = VisitFactory(customer=customer_of_lin, technician=chen)
    form, data = form_of(as_xie, visit=visit.pk)
    assert form.initial["technician"] == chen.pk and form.initial["visit"] == visit.pk
    bad = form.points[1]
    data |= {"branch": xie.branch_id, "technician": chen.pk, "visit": visit.pk, f"point_{bad.pk}": "not_ok"}
    address = f"/desk/inspections/new/?visit={visit.pk}"
    refused = as_xie.post(address, data, headers=HTMX)
    assert refused.status_code == 422 and "Say what was found" in refused.content.decode()
    data[f"words_{bad.pk}"] = "No torque wrench"
    first, again = as_xie.post(address, data, headers=HTMX), as_xie.post(address, data, headers=HTMX)
    made = Inspection.objects.get()
    assert first.headers["HX-Redirect"] == again.headers["HX-Redirect"] == f"/desk/inspections/{made.pk}/"
    assert (made.customer, made.visit, made.technician, made.score) == (customer_of_lin, visit, chen, 50)
    page = as_xie.get(reverse("desk:inspection", args=[made.pk])).content.decode()
    assert "No torque wrench" in page and f'data-inspection-saved="{made.token}"' in page


@pytest.mark.parametrize(
    ("text", "found"), [("C-00418", True), ("muyun", True), ("nobody", False), ("c-9", False)]
)
def test_the_customer_is_named_by_code_or_name(customer_of_lin, as_xie, xie, text, found):
    CustomerFactory(branch=xie.branch, name="Muyi", code="C-900")
    CustomerFactory(branch=xie.branch, name="Muyi", code="C-901")
    a_checklist()
    _form, data = form_of(as_xie)
    answer = as_xie.post("/desk/inspections/new/", data | {"branch": xie.branch_id, "customer": text})
    assert answer.status_code == (302 if found else 422)
    assert [one.customer for one in Inspection.objects.all()] == [customer_of_lin] * found


def test_one_that_was_begun_before_the_checklist_changed_is_saved_by_its_points(as_xie, xie, zhou):
    checklist = a_checklist()
    _form, data = form_of(as_xie)
    names = {"name_zh": "车间", "name_en": "Workshop"}
    checklists.revise(checklist=checklist, by=zhou, number=1, points=POINTS[:1], **names)
    assert as_xie.post("/desk/inspections/new/", data | {"branch": xie.branch_id}).status_code == 302
    assert Inspection.objects.get().version.number == 1


def test_without_a_checklist_the_page_says_so(as_xie):
    assert "There is no checklist" in as_xie.get("/desk/inspections/new/").content.decode()


def test_a_finding_becomes_a_rectification_on_the_page(zhou, lin, gaoxin, as_zhou):
    made = inspected(zhou, branch=gaoxin)
    bad = finding(made)
    address = reverse("desk:rectification_of_finding", args=[bad.pk])
    assert as_zhou.post(address, {}).status_code == 422
    form = as_zhou.get(reverse("desk:inspection", args=[made.pk])).context["ask_form"]
    said = {
        "ask-token": str(form.initial["token"]),
        "ask-what": "Torque wrench at every bay",
        "ask-person": lin.pk,
        "ask-due_at": f"{form.initial['due_at']:%Y-%m-%dT%H:%M}",
    }
    as_zhou.post(address, said)
    (one,) = bad.rectifications.all()
    assert str(one) in as_zhou.get(reverse("desk:inspection", args=[made.pk])).content.decode()
    services.withdraw(inspection=made, by=zhou, text="Wrong")
    assert as_zhou.post(address, said).status_code == 404


def test_the_list_costs_the_same_for_many(zhou, gaoxin, as_xie, django_assert_max_num_queries):
    version = inspected(zhou, branch=gaoxin).version
    for _ in range(52):
        inspected(zhou, branch=gaoxin)
    with django_assert_max_num_queries(8):
        page = as_xie.get("/desk/inspections/")
    assert len(page.context["rows"]) == 50 and page.context["rows"][0].findings == 1
    rest = as_xie.get("/desk/inspections/", {"cursor": page.context["cursor"]})
    assert len(rest.context["rows"]) == 3 and version.items.count() == 3
    assert as_xie.get("/desk/inspections/", {"kind": "mystery"}).context["rows"] == []


def test_the_timeline_tells_of_it_unless_it_is_withdrawn(zhou, customer_of_lin):
    made = inspected(zhou, customer=customer_of_lin)
    (event,) = timeline(customer_of_lin.pk, kind="inspection")
    assert (event.title, event.tone) == ("On-site inspection: 25 of 100", "bad")
    services.withdraw(inspection=made, by=zhou, text="Wrong")
    assert timeline(customer_of_lin.pk, kind="inspection") == []
