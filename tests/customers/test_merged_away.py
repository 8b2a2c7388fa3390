"""Who was merged away is still found: by his old address, his old code, and in files that name him."""

import threading
import uuid
from datetime import date

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from customers import search, services
from customers.imports import ledger
from customers.imports.kinds import kinds
from customers.merging import service
from customers.merging.tombstones import survivor_of
from customers.models import (
    Asset,
    Customer,
    CustomerStanding,
    ExternalIdentity,
    Invoice,
    Merge,
    Visit,
)
from retention.night import run_night
from signals import runs
from signals.models import NightlyRun, RunShard, Snapshot
from tests.customers.importing import imported, written
from tests.factories import CustomerFactory, VisitFactory, at


def import_rows(kind, rows, folder):
    return imported(written(folder, rows), kind)


def merge(survivor, gone, by):
    return service.merge(survivor=survivor.pk, gone=gone.pk, by=by, choices={})


@pytest.fixture
def merged(customer_of_lin, lin, gaoxin, zhou):
    """(survivor, key of who is gone): Lin's customer took in C-00500."""
    gaoxin.pool_owner = lin
    gaoxin.save()
    gone = CustomerFactory(code="C-00500", name="Muyun Kids", owner=lin, branch=gaoxin)
    merge(customer_of_lin, gone, zhou)
    return customer_of_lin, gone.pk


PAGES = ("customer", "customer_visits", "customer_money", "customer_profile")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_an_old_address_leads_to_the_same_page_of_the_survivor(page, merged, as_lin):
    survivor, gone = merged
    answer = as_lin.get(reverse(f"retention:{page}", args=[gone]))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse(f"retention:{page}", args=[survivor.pk]),
    )


PATHS = (
    "customers/{}/profile/edit/",
    "customers/{}/contacts/add/",
    "customers/{}/identities/add/",
    "customers/{}/visits/new/",
    "customers/{}/followings/return/new/",
    "customers/{}/assets/new/",
    "customers/{}/statement/",
    "customers/{}/billing/",
    "customers/{}/arrears/",
    "customers/{}/agreements/cards/",
    "customers/{}/agreements/contract/new/",
    "customers/{}/agreements/contract/?cursor=x",
    "customers/{}/timeline/?kind=visit",
    "customers/{}/next/",
    "desk/?customer={}",
    "desk/?customer={}&kind=score",
    "desk/customers/{}/panel",
    "desk/customers/{}/lately/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_every_page_that_names_him_leads_to_the_survivors(path, merged, as_zhou):
    survivor, gone = merged
    answer = as_zhou.get(f"/{path.format(gone)}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{path.format(survivor.pk)}")
    assert as_zhou.get(answer.headers["Location"]).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["complaint", "score"])
def test_the_desks_forms_opened_as_pages_lead_on_too(form, merged, as_lin):
    survivor, gone = merged
    answer = as_lin.get(f"/desk/customers/{gone}/{form}/", follow=True)
    assert answer.context["customer"] == survivor


@pytest.mark.django_db
def test_what_is_entered_for_him_is_not_written_to_the_survivor_unasked(merged, as_lin):
    survivor, gone = merged
    said = {"name": "Wang", "bond": "0", "version": "1"}
    assert as_lin.post(f"/customers/{gone}/contacts/add/", said).status_code == 404
    assert not survivor.contacts.exists()


@pytest.mark.django_db
def test_a_comparison_with_him_is_one_with_the_survivor(merged, as_zhou, customer_of_chen):
    survivor, gone = merged
    answer = as_zhou.get(f"/customers/duplicates/merge/{gone}/{customer_of_chen.pk}/?keep=x")
    assert answer.headers["Location"] == (
        f"/customers/duplicates/merge/{survivor.pk}/{customer_of_chen.pk}/?keep=x"
    )
    both = as_zhou.get(f"/customers/duplicates/merge/{survivor.pk}/{gone}/")
    assert both.headers["Location"] == reverse("retention:customer", args=[survivor.pk])
    assert as_zhou.get(f"/customers/duplicates/merge/{survivor.pk}/999999/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x", "0", "9" * 30])
def test_a_customer_who_never_was_is_not_on_the_desk(key, merged, as_lin):
    assert as_lin.get("/desk/", {"customer": key}).status_code == 404


@pytest.mark.django_db
def test_whoever_may_not_see_the_survivor_learns_nothing(merged, as_chen, as_deng):
    _survivor, gone = merged
    for client in (as_chen, as_deng):
        assert client.get(reverse("retention:customer", args=[gone])).status_code == 404


@pytest.mark.django_db
def test_after_an_undo_the_old_address_is_his_own(merged, lin, zhou, as_lin):
    _survivor, gone = merged
    service.undo(record=Merge.objects.get().pk, by=zhou)
    assert survivor_of(gone, seen_by=lin) is None
    assert as_lin.get(reverse("retention:customer", args=[gone])).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["C-00500", "c-005", "00500"])
def test_his_old_code_finds_the_survivor(merged, lin, said):
    assert [hit.customer for hit in search.find(Customer.objects.visible_to(lin), said)] == [merged[0]]


@pytest.mark.django_db
def test_he_is_in_no_list_no_count_and_no_night(merged, as_zhou, lin, today):
    survivor, gone = merged
    VisitFactory(customer=survivor, branch=survivor.branch, day=date(2026, 6, 1))
    assert [c.pk for c in as_zhou.get("/customers/").context["page"].rows] == [survivor.pk]
    run = run_night(day=date(2026, 6, 15))
    assert run.counts["customers"] == 1
    assert not Snapshot.objects.filter(customer=gone).exists()
    assert not CustomerStanding.objects.filter(customer_id=gone).exists()


@pytest.mark.django_db
def test_facts_imported_under_his_old_code_land_on_the_survivor(merged, tmp_path):
    survivor, _gone = merged
    import_rows("visits", "customer,at,amount,number\nC-00500,2026-06-01,10,W-1\n", tmp_path)
    import_rows(
        "invoices",
        "customer,number,issued_on,due_on,amount\nC-00500,I-1,2026-06-01,2026-07-01,10\n",
        tmp_path,
    )
    assert Visit.objects.get().customer == survivor
    assert Invoice.objects.get().customer == survivor


@pytest.mark.django_db
def test_his_profile_imported_again_only_fills_what_is_empty(merged, tmp_path):
    survivor, _gone = merged
    Customer.objects.filter(pk=survivor.pk).update(email="")
    rows = (
        "code,name,phone,email,vip,plate\n"
        f"{survivor.code},Muyun Kindergartens,13912346615,,,\n"
        "C-00500,Muyun Kids,13700000000,kids@example.com,yes,川A12345\n"
    )
    Customer.objects.filter(pk=survivor.pk).update(phone="+8613912346615")
    summary = import_rows("customers", rows, tmp_path)
    survivor.refresh_from_db()
    assert Customer.objects.count() == 1
    assert (survivor.name, survivor.phone, survivor.email, survivor.vip) == (
        "Muyun Kindergartens",
        "+8613912346615",
        "kids@example.com",
        False,
    )
    assert Asset.objects.get().customer == survivor
    assert summary.record.rows_read == 2


@pytest.mark.django_db
def test_buyer_ids_come_with_a_file_once_and_follow_an_old_code(merged, tmp_path):
    survivor, _gone = merged
    rows = f"code,buyer id\n{survivor.code},fang_88\nC-00500,fang_99\nC-00500,fang_99\n"
    for _again in range(2):
        imported(written(tmp_path, rows), "customers", source="taobao")
    found = ExternalIdentity.objects.order_by("value").values_list("customer", "source", "value")
    assert list(found) == [(survivor.pk, "taobao", "fang_88"), (survivor.pk, "taobao", "fang_99")]


@pytest.mark.django_db
def test_the_form_that_registered_him_sent_again_finds_the_survivor(merged, gaoxin, lin, zhou):
    survivor, token = merged[0], uuid.uuid4()
    gone = services.add_customer(name="New", branch=gaoxin, by=lin, token=token)
    merge(survivor, gone, zhou)
    assert services.add_customer(name="New", branch=gaoxin, by=lin, token=token) == survivor


@pytest.mark.django_db
def test_the_timeline_tells_of_the_merge(merged, as_lin):
    body = as_lin.get(reverse("retention:customer", args=[merged[0].pk])).content.decode()
    assert "Merged with Muyun Kids, C-00500" in body


# ---- several at once


def at_once(*works):
    """Run them in threads of their own; what each returned or raised."""
    results = {}

    def run(name, work):
        try:
            results[name] = work()
        except Exception as error:
            results[name] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return [results[n] for n in range(len(works))]


@pytest.fixture
def three(db, lin, gaoxin):
    made = [CustomerFactory(code=f"M-{n}", owner=lin, branch=gaoxin) for n in range(3)]
    for customer in made:
        VisitFactory(customer=customer)
    return made


@pytest.mark.django_db(transaction=True)
def test_two_people_merge_overlapping_pairs_and_no_visit_is_lost(three, zhou, he):
    a, b, c = three
    results = at_once(lambda: merge(a, b, zhou), lambda: merge(b, c, he), lambda: merge(c, a, zhou))
    done = [result for result in results if isinstance(result, Merge)]
    refused = [result for result in results if isinstance(result, service.Refused)]
    assert len(done) + len(refused) == 3
    assert done
    left = Customer.objects.filter(code__startswith="M-")
    assert left.count() == 3 - len(done)
    assert Visit.objects.filter(customer__in=left).count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_merge_sent_twice_is_made_once(three, zhou):
    a, b, _c = three
    results = at_once(lambda: merge(a, b, zhou), lambda: merge(a, b, zhou))
    assert sorted(type(result).__name__ for result in results) == ["Merge", "Refused"]
    assert Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_undo_sent_twice_is_made_once(three, zhou, he):
    a, b, _c = three
    record = merge(a, b, zhou)
    results = at_once(
        lambda: service.undo(record=record.pk, by=zhou), lambda: service.undo(record=record.pk, by=he)
    )
    assert len({result.undone_by_id for result in results}) == 1
    assert Customer.objects.filter(code__startswith="M-").count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [kind.name for kind in kinds()])
def test_while_an_import_runs_a_merge_says_so_and_changes_nothing(kind, three, zhou):
    a, b, _c = three
    running, done = threading.Event(), threading.Event()

    def an_import():
        with ledger.alone(kind):
            running.set()
            done.wait(60)

    def a_merge():
        running.wait(60)
        try:
            return merge(a, b, zhou)
        finally:
            done.set()

    _none, refused = at_once(an_import, a_merge)
    assert isinstance(refused, service.Refused)
    assert "An import is running" in refused.messages[0]
    assert Customer.objects.filter(code__startswith="M-").count() == 3
    assert isinstance(merge(a, b, zhou), Merge)


@pytest.mark.django_db(transaction=True)
def test_while_the_night_works_on_them_a_merge_says_so_and_else_keeps_it_away(three, zhou):
    a, b, _c = three
    run = NightlyRun.objects.create(day=date(2026, 6, 15), started_at=at(date(2026, 6, 16)), policy_version=1)
    shard = RunShard.objects.create(run=run, first_id=a.pk, last_id=a.pk)
    running, done = threading.Event(), threading.Event()

    def a_night():
        with transaction.atomic():
            runs.claim_shard(run_id=run.pk, shard_id=shard.pk)
            running.set()
            done.wait(60)

    def a_merge():
        running.wait(60)
        try:
            return merge(a, b, zhou)
        finally:
            done.set()

    _none, refused = at_once(a_night, a_merge)
    assert isinstance(refused, service.Refused)
    assert "The night is at work" in refused.messages[0]
    assert isinstance(merge(a, b, zhou), Merge)


@pytest.mark.django_db(transaction=True)
def test_an_import_that_comes_during_a_merge_waits_and_lands_on_the_survivor(
    three, zhou, lin, gaoxin, tmp_path
):
    a, b, _c = three
    gaoxin.pool_owner = lin
    gaoxin.save()
    held, rows = threading.Event(), "customer,at,amount,number\nM-1,2026-06-01,10,W-9\n"

    def a_merge():
        with transaction.atomic():
            merge(a, b, zhou)
            held.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")

    def an_import():
        held.wait(60)
        return import_rows("visits", rows, tmp_path)

    _none, summary = at_once(a_merge, an_import)
    assert summary.record.rows_created == 1
    assert Visit.objects.get(number="W-9").customer == a
