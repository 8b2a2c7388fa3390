"""Two customers made one, and the way back: nothing is lost or left behind, both rise as they were."""

import json
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.merging import service
from customers.merging.tables import tables
from customers.models import Contact, Customer, CustomerStanding, DuplicateCandidate, Merge, MovedRow, Visit
from customers.timeline import parts
from retention.models import Action
from signals.models import ChurnSignal
from signals.partitions import make_partition
from tests.customers.anything import filled
from tests.customers.histories import DAY, MAKERS, events, make_customer, profiles
from tests.examples import examples
from tests.factories import CustomerFactory, VisitFactory

pytestmark = pytest.mark.django_db
OWN = {Merge, MovedRow}


def everything() -> dict[str, list[dict]]:
    """Every row of every table but the merges' own, whole. A customer's version counts his changes."""
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(rows_of({model._meta.db_table for model in apps.get_models() if is_looked_at(model)}))
        for table, text in cursor.fetchall():
            found[table].append(json.loads(text))
    for row in found[Customer._meta.db_table]:
        row.pop("version")
    return {
        table: sorted(rows, key=lambda row: json.dumps(row, sort_keys=True)) for table, rows in found.items()
    }


def rows_of(tables: set[str]) -> str:
    """One query for all of them: asking each takes longer than answering."""
    return " UNION ALL ".join(f"SELECT '{table}', to_jsonb(t)::text FROM \"{table}\" t" for table in tables)


def is_looked_at(model) -> bool:
    return model not in OWN and model._meta.managed and not is_history(model)


def is_history(model) -> bool:
    """What tells of changes grows with a merge, and again with its undo."""
    return model._meta.app_label == "pghistory" or hasattr(model, "pgh_id")


def stones() -> list[dict]:
    """The merges that stood before."""
    return list(Merge.objects.filter(gone_id__lt=0).order_by("pk").values())


@contextmanager
def nothing_stays():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def ground(gaoxin, wuhu, lin, chen):
    """What random customers stand on."""
    for days in range(3):
        make_partition(DAY - timedelta(days=days))
    for code in ("T-1", "T-2"):
        CustomerFactory(code=code, owner=lin, branch=gaoxin)
    return {"gaoxin": gaoxin, "wuhu": wuhu, "lin": lin, "chen": chen}


def two(ground, mine=({}, []), theirs=({}, []), *, order=1):
    """A pair; with order -1 the one who is merged away has the smaller key."""
    made = {}
    for code in ("A", "B")[::order]:
        profile, history = mine if code == "A" else theirs
        owner, branch = ("lin", "gaoxin") if code == "A" else ("chen", "wuhu")
        made[code] = make_customer(code, profile, history, owner=ground[owner], branch=ground[branch])
    return made["A"], made["B"]


def merge(survivor, gone, by, **choices):
    return service.merge(survivor=survivor.pk, gone=gone.pk, by=by, choices=choices)


@given(
    mine=st.tuples(profiles, events),
    theirs=st.tuples(profiles, events),
    order=st.sampled_from([1, -1]),
    choices=st.dictionaries(
        st.sampled_from(["name", "phone", "owner_id", "branch_id", "vip", "since"]),
        st.sampled_from(["survivor", "gone"]),
    ),
)
@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_merge_and_its_undo_leave_every_table_as_it_was(ground, zhou, mine, theirs, order, choices):
    with nothing_stays():
        survivor, gone = two(ground, mine, theirs, order=order)
        before, merges = everything(), stones()
        record = merge(survivor, gone, zhou, **choices)
        assert not Customer.objects.filter(pk=gone.pk).exists()
        assert not any(table.of(gone.pk).exists() for table in tables())
        service.undo(record=record.pk, by=zhou)
        assert everything() == before
        assert stones() == merges
        assert not MovedRow.objects.exists()


@given(mine=st.tuples(profiles, events), theirs=st.tuples(profiles, events))
@settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_visit_money_or_word_is_lost_by_a_merge(ground, zhou, mine, theirs):
    with nothing_stays():
        survivor, gone = two(ground, mine, theirs)
        told = [table for table in tables() if table.part.kind in ("visit", "money", "complaint", "touch")]
        before = {table.name: table.of(survivor.pk).count() + table.of(gone.pk).count() for table in told}
        merge(survivor, gone, zhou)
        assert {table.name: table.of(survivor.pk).count() for table in told} == before


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_a_merge_moves_every_kind_of_record(kind, ground, zhou):
    survivor, gone = two(ground, theirs=({}, [(kind, DAY, 1)]))
    assert any(table.of(gone.pk).exists() for table in tables())
    merge(survivor, gone, zhou)
    assert not any(table.of(gone.pk).exists() for table in tables())


def test_every_model_that_points_to_a_customer_moves_with_him_or_says_that_it_stays():
    held = {table.model for table in tables()} | {model for part in parts() for model in part.stays}
    pointing = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is Customer
    }
    assert {model.__name__ for model in pointing - held} == set()


def test_a_row_that_others_point_to_is_never_set_aside_without_a_word():
    """It would take its own records along: such a model says in its part how it makes way."""
    silent = [
        table.model.__name__
        for table in tables()
        if list(table.constraints()) and not table.makes_way and pointed_to(table.model)
    ]
    assert silent == []


def pointed_to(model) -> bool:
    return any(field.auto_created and field.is_relation for field in model._meta.get_fields())


def test_the_database_refuses_a_merge_that_leaves_a_row_behind(ground, zhou, monkeypatch):
    survivor, gone = two(ground, theirs=({}, [("contact", DAY, 1)]))
    left_out = [table for table in tables() if table.model is not Contact]
    monkeypatch.setattr(service, "tables", lambda: left_out)
    with pytest.raises(service.Refused, match="Try again"):
        merge(survivor, gone, zhou)
    assert Customer.objects.filter(pk=gone.pk).exists()


def test_filled_wins_over_empty_the_older_day_stays_and_a_vip_stays_one(ground, zhou):
    mine = {"name": "Lin", "phone": "", "vip": False, "since": DAY, "sensitivity": "unknown"}
    theirs = {
        "name": "Lin Hua",
        "phone": "+8613912346615",
        "vip": True,
        "since": DAY - timedelta(days=9),
        "sensitivity": "price",
    }
    survivor, gone = two(ground, (mine, []), (theirs, []))
    merge(survivor, gone, zhou)
    survivor.refresh_from_db()
    assert (survivor.code, survivor.name, survivor.phone) == ("A", "Lin", "+8613912346615")
    assert (survivor.vip, survivor.since, survivor.sensitivity) == (True, DAY - timedelta(days=9), "price")
    assert survivor.owner == ground["lin"]


def test_a_person_chooses_field_by_field(ground, zhou):
    survivor, gone = two(ground, ({"name": "Lin"}, []), ({"name": "Lin Hua", "phone": "1"}, []))
    merge(survivor, gone, zhou, name="gone", phone="survivor", owner_id="gone", code="gone", id="gone")
    survivor.refresh_from_db()
    assert (survivor.code, survivor.name, survivor.phone) == ("A", "Lin Hua", "")
    assert survivor.owner == ground["chen"]


def test_one_open_signal_and_one_pending_action_are_left_and_the_owner_has_it(ground, zhou):
    history = [("signal", DAY, 0), ("action", DAY, 0)]
    survivor, gone = two(ground, ({}, history), ({}, history))
    merge(survivor, gone, zhou)
    assert ChurnSignal.objects.filter(customer=survivor, resolved_on=None).count() == 1
    assert ChurnSignal.objects.filter(customer=survivor).count() == 2
    assert Action.objects.pending().get(customer=survivor).assignee == ground["lin"]
    assert Action.objects.filter(customer=survivor).count() == 2


def test_a_lone_pending_action_goes_to_the_survivors_owner(ground, zhou):
    survivor, gone = two(ground, theirs=({}, [("action", DAY, 0)]))
    merge(survivor, gone, zhou)
    assert Action.objects.pending().get(customer=survivor).assignee == ground["lin"]


def test_like_visits_without_a_number_stay_apart(ground, zhou):
    twice = [("visit", DAY, 3), ("visit", DAY, 3)]
    survivor, gone = two(ground, ({}, twice), ({}, twice))
    merge(survivor, gone, zhou)
    assert sorted(Visit.objects.filter(customer=survivor).values_list("nth", flat=True)) == [1, 2, 3, 4]


def test_what_came_later_stays_and_what_was_edited_is_listed(ground, zhou):
    survivor, gone = two(
        ground, ({"name": "Lin"}, []), ({"phone": "+8613912346615"}, [("contact", DAY, 1), ("asset", DAY, 1)])
    )
    record = merge(survivor, gone, zhou)
    later = VisitFactory(customer=survivor)
    Contact.objects.update(role="Boss")
    Customer.objects.filter(pk=survivor.pk).update(phone="+8613700000000", email="new@example.com")
    record = service.undo(record=record.pk, by=zhou)
    later.refresh_from_db()
    survivor.refresh_from_db()
    gone = Customer.objects.get(pk=gone.pk)
    assert later.customer == survivor
    assert Contact.objects.get().customer == survivor
    assert gone.assets.count() == 1
    assert (survivor.phone, survivor.email) == ("+8613700000000", "new@example.com")
    assert gone.phone == "+8613912346615"
    assert record.left == {"customers_contact": ["1", "方 1"], "customers_customer": ["phone"]}


def test_a_row_deleted_since_stays_deleted_and_is_counted(ground, zhou):
    survivor, gone = two(ground, theirs=({}, [("contact", DAY, 1), ("contact", DAY, 2)]))
    record = merge(survivor, gone, zhou)
    Contact.objects.filter(name="方 1").delete()
    record = service.undo(record=record.pk, by=zhou)
    assert Contact.objects.get().customer_id == gone.pk
    assert record.left["customers_contact"] == ["1"]


def test_undoing_twice_does_nothing(ground, zhou, lin):
    survivor, gone = two(ground)
    record = merge(survivor, gone, zhou)
    first = service.undo(record=record.pk, by=zhou)
    Customer.objects.filter(pk=gone.pk).update(name="Changed")
    again = service.undo(record=record.pk, by=lin)
    assert (again.undone_at, again.undone_by) == (first.undone_at, zhou)
    assert Customer.objects.get(pk=gone.pk).name == "Changed"


def test_merges_are_undone_from_the_last_one_back(ground, zhou):
    history = [("visit", DAY, 1), ("asset", DAY, 2)]
    middle, first = two(ground, theirs=({}, history))
    last = CustomerFactory(code="C", owner=ground["lin"], branch=ground["gaoxin"])
    before = everything()
    one = merge(middle, first, zhou)
    other = merge(last, middle, zhou)
    with pytest.raises(service.Refused, match="Undo that merge first"):
        service.undo(record=one.pk, by=zhou)
    service.undo(record=other.pk, by=zhou)
    service.undo(record=one.pk, by=zhou)
    assert everything() == before


def test_a_pair_is_made_again_after_an_undo(ground, zhou):
    survivor, gone = two(ground, theirs=({}, [("visit", DAY, 1)]))
    service.undo(record=merge(survivor, gone, zhou).pk, by=zhou)
    merge(gone, survivor, zhou)
    assert Visit.objects.get().customer_id == gone.pk


def test_what_is_gone_cannot_be_merged_and_nobody_with_himself(ground, zhou):
    survivor, gone = two(ground)
    merge(survivor, gone, zhou)
    for pair in ((survivor, gone), (gone, survivor), (survivor, survivor)):
        with pytest.raises(service.Refused):
            merge(*pair, zhou)


def test_an_undo_is_refused_in_words_when_the_code_is_taken(ground, zhou, lin):
    survivor, gone = two(ground)
    record = merge(survivor, gone, zhou)
    CustomerFactory(code="B", owner=lin)
    with pytest.raises(service.Refused, match="The code B belongs to another customer now"):
        service.undo(record=record.pk, by=zhou)


def test_a_version_never_goes_back(ground, zhou):
    survivor, gone = two(ground)
    service.undo(record=merge(survivor, gone, zhou).pk, by=zhou)
    assert Customer.objects.get(pk=survivor.pk).version > survivor.version + 1
    assert Customer.objects.get(pk=gone.pk).version > gone.version


def test_that_they_are_not_the_same_as_somebody_holds_for_both(ground, zhou):
    survivor, gone = two(ground, theirs=({}, [("pair", DAY, 2), ("pair", DAY, 1)]))
    merge(survivor, gone, zhou)
    assert [(pair.state, survivor.pk in (pair.first_id, pair.second_id)) for pair in pairs()] == [
        ("apart", True)
    ]


def pairs():
    return list(DuplicateCandidate.objects.all())


def test_a_merge_takes_as_many_queries_for_a_thousand_visits_as_for_one(
    ground, zhou, django_assert_max_num_queries
):
    survivor, gone = two(ground)
    Visit.objects.bulk_create(VisitFactory.build(customer=gone, branch=None) for _ in range(1000))
    with django_assert_max_num_queries(8 * len(tables()) + 30):
        record = merge(survivor, gone, zhou)
    assert record.counts["customers_visit"] == 1000
    with django_assert_max_num_queries(5 * len(tables()) + 30):
        service.undo(record=record.pk, by=zhou)


def test_the_standing_of_the_survivor_stays_until_the_next_night(ground, zhou):
    survivor, gone = two(ground, ({}, [("night", DAY, 1)]), ({}, [("night", DAY, 3)]))
    merge(survivor, gone, zhou)
    assert CustomerStanding.objects.get().tier == 1


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.model.__name__)
def test_a_merge_and_its_undo_carry_a_row_of_every_model(table, ground, zhou):
    """Of models that nobody has told this test about too: a trigger or a constraint may refuse theirs."""
    survivor, gone = two(ground)
    filled(table.model, {field.name: gone for field in table.references[:1]})
    before = everything()
    record = merge(survivor, gone, zhou)
    assert not table.of(gone.pk).exists()
    assert record.counts[table.name] == 1
    service.undo(record=record.pk, by=zhou)
    assert everything() == before
