"""Two rows that may be one customer: how sure, found at night, told while typing, decided by people."""

from datetime import date, timedelta

import pytest
from django.db import connection

from customers.duplicates import compare, decisions, marks, scoring, search, tasks, words
from customers.duplicates.scoring import Pair
from customers.models import (
    Asset,
    Contact,
    Customer,
    DuplicateCandidate,
    DuplicateRun,
    DuplicateScan,
    ExternalIdentity,
)
from customers.services import alike
from tests.factories import CustomerFactory

NIGHT = date(2026, 6, 15)
SAME = {"branch", "kind"}


@pytest.mark.parametrize(
    ("same", "more", "words_of_it"),
    [
        # the same buyer, the same car
        ({"external", "name"}, {}, "Almost certain"),
        ({"vin", "plate", "name"}, {}, "Almost certain"),
        ({"vin", "name"}, {}, "Almost certain"),
        ({"phone", "name"}, {}, "Almost certain"),
        ({"plate", "phone"}, {}, "Almost certain"),
        ({"wechat"}, {}, "Unlikely, worth a look"),
        # a car that was sold
        ({"vin", "plate"}, {"phones_differ": True}, "Unlikely, worth a look"),
        # a slip of the finger
        ({"name"}, {"phones_differ": True, "same_tail": True}, "Likely"),
        ({"name"}, {"company": True}, "Likely"),
        ({"name"}, {}, "Unlikely, worth a look"),
        # a driver, a family, a switchboard
        ({"phone", "name"}, {"sharers": 4}, "Likely"),
    ],
)
def test_how_sure_it_is_follows_from_what_is_equal_and_what_differs(same, more, words_of_it):
    verdict = scoring.judge(Pair(frozenset(same | SAME), **more))
    assert verdict.confidence >= scoring.LEAST
    assert str(words.how_sure(verdict.confidence)[1]) == words_of_it


@pytest.mark.parametrize(
    ("same", "more"),
    [
        ({"phone"}, {}),
        ({"phone"}, {"sharers": 5}),
        ({"plate"}, {"phones_differ": True}),
        ({"name"}, {"phones_differ": True}),
        (set(), {"same_tail": True, "phones_differ": True}),
    ],
)
def test_a_driver_a_sold_car_and_a_namesake_are_not_proposed(same, more):
    assert scoring.judge(Pair(frozenset(same | SAME), **more)).confidence < scoring.LEAST


def test_more_in_common_is_never_less_sure():
    kinds = ["external", "vin", "plate", "email", "wechat", "phone", "name", "branch", "kind"]
    sure = [scoring.judge(Pair(frozenset(kinds[:n]))).confidence for n in range(len(kinds) + 1)]
    assert sure == sorted(sure)
    assert 0 <= sure[0] < sure[-1] <= 1


def test_every_reason_has_words_and_a_weight():
    assert set(scoring.WEIGHTS) <= set(words.REASONS)
    assert words.in_words(["phone", "of an older version"]) == [("for", words.REASONS["phone"][1])]


def look(**more):
    return search.find_duplicates(day=NIGHT, **more)


def found():
    return {
        (pair.first.code, pair.second.code): set(pair.reasons)
        for pair in DuplicateCandidate.objects.select_related("first", "second")
    }


@pytest.fixture
def people(lin, gaoxin):
    def make(code, **fields):
        return CustomerFactory(code=code, **{"owner": lin, "branch": gaoxin, "name": code} | fields)

    return make


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mine", "theirs", "reason"),
    [
        (
            {"name": "方芷若", "phone": "+8613912346615"},
            {"name": "方芷若", "phone": "139 1234 6615"},
            "phone",
        ),
        (
            {"name": "Fang Zhiruo", "email": "f@x.cn"},
            {"name": "ＦＡＮＧ　zhiruo", "email": "F@X.CN"},
            "email",
        ),
        (
            {"name": "方芷若", "latin_name": "Fang Zhiruo", "phone": "+8613912346615"},
            {"name": "Zhiruo FANG", "phone": "+8613912346615"},
            "name",
        ),
        ({"name": "Lin", "wechat": "wx_12"}, {"name": "lin", "wechat": "WX-12"}, "wechat"),
        (
            {"name": "Lin", "phone": "+8613912346615"},
            {"name": "Lin", "phone": "+8613912446615"},
            "phone_slip",
        ),
        ({"name": "Muyun", "kind": "company"}, {"name": "MUYUN", "kind": "company"}, "company_name"),
    ],
)
def test_the_same_in_another_writing_is_found(people, mine, theirs, reason):
    people("A1", **mine)
    people("B2", **theirs)
    look()
    assert reason in found()["A1", "B2"]


@pytest.mark.django_db
def test_codes_that_differ_in_their_writing_are_found(people):
    people("C-00418", name="Muyun", kind="company")
    people("Ｃ418", name="Muyun", kind="company")
    look()
    assert "code" in next(iter(found().values()))


@pytest.mark.django_db
def test_the_same_car_and_the_same_buyer_are_found(people):
    pairs = [people(code, name="Lin", phone="") for code in ("A1", "B2")]
    for customer, plate in zip(pairs, ("川A·8K2M7", "川a 8k2m7"), strict=True):
        Asset.objects.create(
            customer=customer, kind="vehicle", name="Van", plate=plate, vin="LSV12345678901234"
        )
        ExternalIdentity.objects.create(customer=customer, source="taobao", value="fang_88")
    look()
    assert {"vin", "plate", "external"} <= found()["A1", "B2"]


@pytest.mark.django_db
def test_a_number_of_a_contact_person_counts_while_he_works_there(people, today):
    people("A1", name="Lin", phone="+8613912346615")
    firm = people("B2", name="lin", phone="")
    contact = Contact.objects.create(customer=firm, name="Lin", phone="+8613912346615")
    look()
    assert "phone" in found()["A1", "B2"]
    contact.left_on = today
    contact.save()
    look()
    assert "phone" not in found()["A1", "B2"]


@pytest.mark.django_db
def test_a_phone_that_many_share_makes_nobody_a_duplicate_and_is_counted(people):
    for n in range(5):
        people(f"A{n}", name=f"Somebody {n}", phone="+8613912346615")
    run = look(most_in_block=4)
    assert (found(), run.counts["skipped"]) == ({}, 1)


@pytest.mark.django_db
def test_another_search_finds_nothing_new_and_compares_nobody_again(people):
    people("A1", name="Lin", phone="+8613912346615")
    people("B2", name="Lin", phone="+8613912346615")
    first = look().counts
    before = list(DuplicateCandidate.objects.values())
    second = look().counts
    assert (first["changed"], first["pairs"], first["found"]) == (2, 1, 1)
    assert (second["changed"], second["pairs"], second["found"], second["outdated"]) == (0, 0, 0, 0)
    assert list(DuplicateCandidate.objects.values()) == before
    assert DuplicateRun.objects.count() == 1


@pytest.mark.django_db
def test_only_who_changed_is_compared_and_what_no_longer_holds_goes(people):
    for n in range(3):
        people(f"A{n}", name=f"Lin {n}", phone=f"+861391234661{n}")
        people(f"B{n}", name=f"Lin {n}", phone=f"+861391234661{n}")
    look()
    assert len(found()) == 3
    Customer.objects.filter(code="B1").update(name="Chen", phone="+8613700000000")
    counts = look().counts
    assert (counts["changed"], counts["pairs"], counts["outdated"]) == (1, 0, 1)
    assert set(found()) == {("A0", "B0"), ("A2", "B2")}


@pytest.mark.django_db
def test_who_has_lost_every_mark_is_remembered_as_such(people):
    bare = people("A1", name="x")
    look()
    Customer.objects.filter(pk=bare.pk).update(name="·", code="--")
    assert look().counts["changed"] == 1
    assert look().counts["changed"] == 0
    assert DuplicateScan.objects.get().digest == ""


@pytest.mark.django_db
def test_what_was_called_not_the_same_is_never_proposed_again(people, zhou):
    pair = [people(code, name="Lin", phone="+8613912346615") for code in ("A1", "B2")]
    look()
    decisions.keep_apart(pair=DuplicateCandidate.objects.get(), by=zhou)
    Customer.objects.filter(pk=pair[0].pk).update(email="lin@x.cn")
    Customer.objects.filter(pk=pair[1].pk).update(email="lin@x.cn")
    look()
    assert DuplicateCandidate.objects.get().state == "apart"
    Customer.objects.filter(pk=pair[1].pk).update(email="", phone="", name="Somebody else")
    look()
    assert DuplicateCandidate.objects.get().state == "apart"


@pytest.mark.django_db
def test_deciding_twice_is_deciding_once_and_can_be_taken_back(people, zhou, lin, today):
    people("A1", name="Lin", phone="+8613912346615")
    people("B2", name="Lin", phone="+8613912346615")
    look()
    pair = DuplicateCandidate.objects.get()
    assert decisions.keep_apart(pair=pair, by=zhou)
    assert not decisions.keep_apart(pair=pair, by=lin)
    assert not decisions.put_off(pair=pair, on=today)
    assert DuplicateCandidate.objects.get().decided_by == zhou
    decisions.reopen(pair=pair)
    assert decisions.put_off(pair=pair, on=today)
    waiting = DuplicateCandidate.objects.waiting
    assert not waiting(on=today + timedelta(days=29)).exists()
    assert waiting(on=today + timedelta(days=30)).exists()


@pytest.mark.django_db
def test_a_search_takes_as_many_queries_for_many_as_for_few(people, django_assert_max_num_queries):
    for n in range(60):
        people(f"A{n}", name=f"Lin {n // 2}", phone=f"+86139123466{n // 2:02d}")
    with django_assert_max_num_queries(40):
        assert look().counts["pairs"] >= 30
    assert len(found()) == 30


@pytest.mark.django_db(transaction=True)
def test_two_searches_at_once_are_one(people):
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", search.LOCK)
    try:
        assert look() is None
    finally:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", search.LOCK)
        other.close()
    assert look() is not None


@pytest.mark.django_db
def test_a_search_is_due_once_after_each_business_day(people, settings):
    settings.NIGHT_STARTS_AT = 0
    people("A1")
    tasks.search_due_duplicates()
    run = DuplicateRun.objects.get()
    assert run.day == NIGHT
    tasks.search_due_duplicates()
    assert DuplicateRun.objects.get().finished_at == run.finished_at
    settings.NIGHT_STARTS_AT = 24
    DuplicateRun.objects.all().delete()
    assert search.due_day() is None


@pytest.mark.django_db
def test_each_kind_of_mark_is_known_to_the_score():
    assert {kind for kind in marks.KINDS if " " not in kind} <= set(scoring.WEIGHTS)


@pytest.mark.django_db
def test_side_by_side_what_is_equal_is_marked_however_it_is_written(people):
    first = people("A1", name="方芷若", latin_name="Fang Zhiruo", phone="+8613912346615", email="a@x.cn")
    second = people("B2", name="Zhiruo Fang", phone="139-1234-6615")
    Asset.objects.create(customer=first, kind="vehicle", name="Van", plate="川A·8K2M7")
    Asset.objects.create(customer=second, kind="vehicle", name="Van", plate="川A8K2M7")
    lines = {str(line.label): line for line in compare.compared(first, second)}
    assert {label for label, line in lines.items() if line.same} == {
        "Name",
        "Phone",
        "Plate",
        "Branch",
        "Owner",
    }
    assert lines["Phone"].first == "139 **** 6615"
    assert (lines["E-mail"].first, lines["E-mail"].second) == ("a@x.cn", "–")
    assert "VIN" not in lines


def marks_of(answer):
    return {customer.code: [str(words) for words in marks] for customer, marks in answer.rows}


@pytest.mark.django_db
def test_while_typing_it_is_told_what_is_equal(people, lin):
    known = people("C-1", name="方芷若", latin_name="Fang Zhiruo", phone="+8613912346615")
    Asset.objects.create(customer=known, kind="vehicle", name="V", plate="川A8K2M7", vin="LSV12345678901234")
    ExternalIdentity.objects.create(customer=known, source="taobao", value="fang_88")
    for typed, reason in [
        ({"name": "ｚｈｉｒｕｏ　ＦＡＮＧ"}, "same name"),
        ({"name": "方芷若"}, "same name"),
        ({"vin": "lsv 1234 5678 901234"}, "same VIN"),
        ({"code": "c-1"}, "same code"),
        ({"code": "fang_88"}, "same buyer id"),
        ({"plate": "川a·8k2m7"}, "same plate"),
        ({"phone": "+8613912346615"}, "same phone"),
    ]:
        assert marks_of(alike(by=lin, **typed)) == {"C-1": [reason]}


@pytest.mark.django_db
def test_a_phone_that_several_share_is_told_as_a_weak_mark(people, lin):
    for code in ("A1", "B2"):
        people(code, phone="+8613912346615")
    told = marks_of(alike(by=lin, phone="+8613912346615"))
    assert all("several customers share" in words for (words,) in told.values())


@pytest.mark.django_db
def test_outside_ones_scope_a_vin_or_a_buyer_id_says_only_that_he_is_registered(customer_of_deng, lin):
    Asset.objects.create(customer=customer_of_deng, kind="vehicle", name="V", vin="LSV12345678901234")
    ExternalIdentity.objects.create(customer=customer_of_deng, source="taobao", value="fang_88")
    for typed in ({"vin": "LSV12345678901234"}, {"code": "fang_88"}, {"code": customer_of_deng.code}):
        answer = alike(by=lin, **typed)
        assert (answer.seen, answer.hidden, answer.rows) == ([], True, [])
