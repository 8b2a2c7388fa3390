"""Somebody leaves: managers know, he does not, and from that moment he takes nothing out."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from churn_crm import clock
from customers.imports import ledger
from customers.models import Export, Import
from staff import leaving
from staff.models import Leaving, User
from staff.tokens import make_token
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 16)
DAYS = {"last_day": TODAY + timedelta(days=30), "told_on": TODAY}
WORDS = "Exports need a manager"


@pytest.fixture
def wei_exports(wei) -> User:
    """A team lead may open every page with an export."""
    User.objects.filter(pk=wei.pk).update(may_export=True)
    return User.objects.get(pk=wei.pk)


def rejected(path_of=ledger.rejects_path) -> Import:
    record = Import.objects.create(
        kind="visits", file_name="till.csv", state=Import.State.DONE, day=TODAY, started_at=clock.now()
    )
    path = path_of(record)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("row,reason\n")
    return record


def program(user: User, *, writes: bool = True) -> Client:
    """A program with a token of that person."""
    _token, secret = make_token(user=user, name="till", days=30, writes=writes)
    return Client(headers={"Authorization": f"Bearer {secret}"})


# Everything that leaves as a file, by whom it is asked, and what is called with what.
PAGES = {
    "customer list": lambda client: client.post(reverse("customers:export"), {"all": "1", "format": "csv"}),
    "customer list, xlsx": lambda client: client.post(
        reverse("customers:export"), {"all": "1", "format": "xlsx"}
    ),
    "arrears": lambda client: client.post(reverse("customers:arrears_export"), {"format": "csv"}),
    "arrears, xlsx": lambda client: client.post(reverse("customers:arrears_export"), {"format": "xlsx"}),
    "messages": lambda client: client.post(reverse("outbox:messages_export")),
    "dashboard list": lambda client: client.get(reverse("dashboards:export")),
}


@pytest.mark.parametrize("export", PAGES.values(), ids=PAGES)
def test_every_export_of_a_page_is_refused_at_once_with_neutral_words(export, wei_exports, zhou):
    client = signed_in(wei_exports)
    before = export(client)
    assert before.status_code != 403
    leaving.set_leaving(person=wei_exports, by=zhou, **DAYS)
    refused = export(client)
    page = refused.content.decode()
    assert refused.status_code == 403
    assert WORDS in page
    assert "leav" not in page.lower()


def test_whoever_was_never_allowed_reads_the_same_words(as_lin):
    answer = as_lin.post(reverse("customers:export"), {"all": "1"})
    assert (answer.status_code, WORDS in answer.content.decode()) == (403, True)


def test_the_export_over_http_is_refused(he, wei_exports, zhou, customer_of_lin):
    client = program(wei_exports)
    ask = {
        "path": reverse("api:export"),
        "data": {"all": True},
        "content_type": "application/json",
    }
    assert client.post(**ask).status_code == 200
    leaving.set_leaving(person=wei_exports, by=zhou, **DAYS)
    refused = client.post(**ask)
    assert refused.status_code == 403
    assert refused.json()["detail"].startswith(WORDS)


def test_nothing_is_read_out_by_a_token_while_what_it_writes_still_arrives(
    he, wei_exports, zhou, customer_of_lin
):
    client = program(wei_exports)
    people = reverse("api:customers")
    assert client.get(people).status_code == 200
    leaving.set_leaving(person=wei_exports, by=zhou, **DAYS)
    refused = client.get(people)
    assert (refused.status_code, refused.json()["detail"][: len(WORDS)]) == (403, WORDS)
    said = {"cause": "waiting", "text": "Too long"}
    wrote = client.post(
        reverse("desk_api:complaint_new", args=[customer_of_lin.pk]),
        said,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert wrote.status_code == 201


@pytest.mark.parametrize("way", ["page", "program"])
def test_rejected_rows_of_imports_are_an_export_too(way, zhou, he, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    record = rejected()
    name = "customers:import_rejects" if way == "page" else "api:import_rejects"
    client = signed_in(zhou) if way == "page" else program(zhou)
    assert client.get(reverse(name, args=[record.pk])).status_code == 200
    leaving.set_leaving(person=zhou, by=he, **DAYS)
    assert client.get(reverse(name, args=[record.pk])).status_code == 403


def test_what_is_refused_stands_in_no_ledger(wei_exports, zhou):
    leaving.set_leaving(person=wei_exports, by=zhou, **DAYS)
    signed_in(wei_exports).post(reverse("customers:export"), {"all": "1"})
    assert not Export.objects.exists()


def test_the_button_stays_where_it_was(wei_exports, zhou):
    leaving.set_leaving(person=wei_exports, by=zhou, **DAYS)
    page = signed_in(wei_exports).get(reverse("customers:list")).content.decode()
    assert 'data-dialog="export"' in page


def test_whoever_stays_after_all_exports_again(wei_exports, zhou):
    leaving.set_leaving(person=wei_exports, by=zhou, **DAYS)
    leaving.withdraw(person=wei_exports, by=zhou)
    assert PAGES["customer list"](signed_in(wei_exports)).status_code == 200
    leaving.put_back(person=wei_exports, by=zhou)
    assert PAGES["customer list"](signed_in(wei_exports)).status_code == 403


def test_whoever_has_left_exports_nothing_either(wei_exports, zhou):
    leaving.set_leaving(
        person=wei_exports, by=zhou, last_day=TODAY - timedelta(days=9), told_on=date(2026, 6, 1)
    )
    assert PAGES["customer list"](signed_in(wei_exports)).status_code == 403


# ---- who knows


def test_managers_and_administrators_see_it_nobody_else_and_not_the_person(cast, lin, zhou, he):
    leaving.set_leaving(person=lin, by=zhou, **DAYS)
    see = {name for name, user in cast.items() if Leaving.objects.visible_to(user).exists()}
    assert see == {"zhou", "he"}


def test_a_manager_does_not_see_that_he_himself_leaves(zhou, he):
    leaving.set_leaving(person=zhou, by=he, **DAYS)
    assert not Leaving.objects.visible_to(zhou).exists()
    page = signed_in(zhou).get(reverse("staff:people")).content.decode()
    assert "last day" not in page
    assert signed_in(zhou).get(reverse("staff:leaving", args=[zhou.pk])).status_code == 404


@pytest.mark.parametrize(("who", "reads"), [("zhou", True), ("he", True), ("sun", False)])
def test_the_list_of_people_tells_it_to_managers_and_administrators(who, reads, cast, lin, he):
    leaving.set_leaving(person=lin, by=he, **DAYS)
    page = signed_in(cast[who]).get(reverse("staff:people")).content.decode()
    assert ("last day 16 Jul" in page) is reads


def test_nobody_but_managers_writes_it_down_and_nobody_of_himself(lin, wei, zhou):
    for by, person in ((wei, lin), (zhou, zhou)):
        with pytest.raises(ValidationError):
            leaving.set_leaving(person=person, by=by, **DAYS)


def test_a_last_day_before_it_was_told_is_refused_at_the_field(as_zhou, lin):
    answer = as_zhou.post(
        reverse("staff:leaving", args=[lin.pk]), {"last_day": "2026-06-01", "told_on": "2026-06-10"}
    )
    assert answer.status_code == 422
    assert "before the day on which managers were told" in answer.content.decode()


def test_written_down_twice_it_is_one_with_the_later_days(as_zhou, lin):
    for day in ("2026-07-01", "2026-07-15"):
        as_zhou.post(reverse("staff:leaving", args=[lin.pk]), {"last_day": day, "told_on": "2026-06-10"})
    assert Leaving.objects.get().last_day == date(2026, 7, 15)


def test_staying_after_all_can_be_undone(as_zhou, lin, zhou):
    leaving.set_leaving(person=lin, by=zhou, **DAYS)
    page = as_zhou.post(reverse("staff:leaving_withdraw", args=[lin.pk]), follow=True).content.decode()
    undo = reverse("staff:leaving_back", args=[lin.pk])
    assert undo in page
    as_zhou.post(undo, headers={"HX-Request": "true"})
    assert Leaving.objects.standing().get().person == lin
