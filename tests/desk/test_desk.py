"""The desk's pages and fragments."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils.translation import override

from customers.models import Contact, Customer, Tier
from customers.models.duplicates import DuplicateCandidate
from customers.reasons import why_at_risk
from desk import services
from desk.complaints import reads
from desk.complaints.services import log_complaint, solve_complaint
from desk.models import Complaint, SatisfactionScore
from desk.work import with_people
from signals import evidence
from tests.factories import CustomerFactory, VisitFactory
from tests.retention.factories import stands

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pooled(gaoxin, lin):
    """Gaoxin, with Lin for customers without an owner."""
    gaoxin.pool_owner = lin
    gaoxin.save()
    return gaoxin


@pytest.fixture
def complaint(customer_of_lin, xie):
    return log_complaint(
        customer=customer_of_lin, by=xie, cause="price", severity=3, text="Too dear", token=uuid.uuid4()
    )


def said(**given):
    usual = {"text": "Two hours for oil", "cause": "waiting", "severity": "2", "token": str(uuid.uuid4())}
    return {f"complaint-{name}": value for name, value in (usual | given).items()}


def scored(**given):
    return {f"score-{name}": value for name, value in ({"score": "4", "token": uuid.uuid4()} | given).items()}


def new(branch, **given):
    usual = {"name": "New One", "kind": "person", "branch": branch.pk, "token": uuid.uuid4()}
    return {f"new-{name}": value for name, value in (usual | given).items()}


def triggered(response):
    return json.loads(response.headers["HX-Trigger"])


def test_the_desk_shows_the_caller_his_standing_and_the_forms(customer_of_lin, as_xie):
    body = as_xie.get(f"/desk/?customer={customer_of_lin.pk}").content.decode()
    assert customer_of_lin.name in body
    assert "Save complaint" in body and "Save score" in body
    assert reverse("retention:customer", args=[customer_of_lin.pk]) in body


@pytest.mark.parametrize("key", ["0", "abc", "999999", "9" * 40])
def test_a_customer_who_is_not_there_is_not_found(as_xie, key):
    assert as_xie.get(f"/desk/?customer={key}").status_code == 404


def test_a_customer_of_another_branch_is_not_found(as_xie, customer_of_deng):
    pk = customer_of_deng.pk
    assert as_xie.get(f"/desk/?customer={pk}").status_code == 404
    for name in ("customer_panel", "lately", "complaint_new", "score_new"):
        assert as_xie.get(reverse(f"desk:{name}", args=[pk])).status_code == 404
    assert as_xie.post(reverse("desk:complaint_new", args=[pk]), said()).status_code == 404
    assert Complaint.objects.count() == 0


def test_a_logged_complaint_stands_on_the_desk_and_the_panel(customer_of_lin, as_xie, xie):
    url = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    answer = as_xie.post(url, said(), headers=HTMX)
    assert answer.status_code == 200
    assert "Two hours for oil" in answer.content.decode()
    assert triggered(answer)["toast"]["text"] == "Complaint of Muyun Kindergartens is logged"
    assert "complaints" in triggered(answer)
    assert Complaint.objects.get().logged_by == xie
    panel = as_xie.get(reverse("desk:customer_panel", args=[customer_of_lin.pk])).content.decode()
    assert "Waiting" in panel and "Solve" in panel


def test_without_htmx_a_logged_complaint_leads_back_to_the_desk(customer_of_lin, as_xie):
    url = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    answer = as_xie.post(url, said(), follow=True)
    assert answer.redirect_chain == [(f"/desk/?customer={customer_of_lin.pk}", 302)]
    assert "is logged" in answer.content.decode()


def test_the_same_form_sent_twice_logs_once(customer_of_lin, as_xie):
    url, form = reverse("desk:complaint_new", args=[customer_of_lin.pk]), said()
    for _ in range(2):
        assert as_xie.post(url, form, headers=HTMX).status_code == 200
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "Write down what happened."),
        ({"cause": ""}, "Choose the cause that fits best."),
        ({"solved": "on"}, "Say in a few words what solved it."),
        ({"severity": "9"}, "Select a valid choice"),
        ({"text": "x" * 4001}, "at most 4000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(customer_of_lin, as_xie, given, words):
    url = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    answer = as_xie.post(url, said(**{"resolution": "", "text": "Kept words"} | given), headers=HTMX)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert words in body
    assert given.get("text") is not None or "Kept words" in body
    assert Complaint.objects.count() == 0


def test_a_visit_of_somebody_else_is_no_choice(customer_of_lin, customer_of_chen, as_xie):
    url = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    foreign = VisitFactory(customer=customer_of_chen)
    own = VisitFactory(customer=customer_of_lin)
    assert as_xie.post(url, said(visit=foreign.pk), headers=HTMX).status_code == 422
    assert as_xie.post(url, said(visit=own.pk), headers=HTMX).status_code == 200
    assert Complaint.objects.get().visit == own


def test_what_was_solved_on_the_call_is_not_open(customer_of_lin, as_xie):
    url = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    as_xie.post(url, said(solved="on", resolution="Oil free"), headers=HTMX)
    assert Complaint.objects.open().count() == 0


def test_a_score_is_logged_and_a_score_out_of_range_is_not(customer_of_lin, as_xie):
    url = reverse("desk:score_new", args=[customer_of_lin.pk])
    assert as_xie.post(url, scored(score="6"), headers=HTMX).status_code == 422
    refused = as_xie.post(url, scored(score=""), headers=HTMX).content.decode()
    assert "Choose a score from 1 to 5." in refused
    assert as_xie.post(url, scored(comment="Quick"), headers=HTMX).status_code == 200
    assert SatisfactionScore.objects.get().comment == "Quick"


def test_an_auditor_reads_and_writes_nothing(customer_of_lin, complaint, as_sun, pooled):
    body = as_sun.get(f"/desk/?customer={customer_of_lin.pk}").content.decode()
    assert "Too dear" in body
    assert "Save complaint" not in body and "Solve</button>" not in body
    pk = customer_of_lin.pk
    refused = [
        as_sun.post(reverse("desk:complaint_new", args=[pk]), said()),
        as_sun.post(reverse("desk:score_new", args=[pk]), scored()),
        as_sun.post(reverse("desk:complaint_solve", args=[complaint.pk]), {"resolution": "x"}),
        as_sun.post(reverse("desk:complaint_reopen", args=[complaint.pk])),
        as_sun.post(reverse("desk:complaint_take", args=[complaint.pk])),
        as_sun.post(reverse("desk:customer_new"), new(pooled)),
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert Complaint.objects.get().solved_at is None


def test_an_open_complaint_is_taken_or_solved_in_its_row(complaint, as_xie, as_lin, as_sun, lin):
    solve = f'hx-get="{reverse("desk:complaint_solve", args=[complaint.pk])}"'
    take = f'action="{reverse("desk:complaint_take", args=[complaint.pk])}"'
    row = reverse("desk:complaint_row", args=[complaint.pk])
    Complaint.objects.update(holder=None, held_since=None)
    shown = as_lin.get(row).content.decode()
    assert take in shown and solve in shown
    Complaint.objects.update(holder=lin, held_since=complaint.logged_at)
    shown = as_lin.get(row).content.decode()
    assert take not in shown and solve in shown
    assert solve not in as_sun.get(row).content.decode()
    solve_complaint(complaint=Complaint.objects.get(), by=lin, resolution="Refunded")
    assert solve not in as_lin.get(row).content.decode()


def test_solving_takes_the_row_away_and_can_be_undone(complaint, as_xie):
    url = reverse("desk:complaint_solve", args=[complaint.pk])
    assert as_xie.post(url, {"resolution": " "}, headers=HTMX).status_code == 422
    answer = as_xie.post(url, {"resolution": "Refunded"}, headers=HTMX)
    assert (answer.status_code, answer.content) == (200, b"")
    undo = triggered(answer)["toast"]["undo"]
    assert str(complaint) not in as_xie.get("/desk/complaints/").content.decode()
    as_xie.post(undo, headers=HTMX)
    assert str(complaint) in as_xie.get("/desk/complaints/").content.decode()


def test_a_complaint_outside_ones_scope_is_neither_seen_nor_solved(complaint, as_deng, as_chen):
    for client in (as_deng, as_chen):
        assert "Too dear" not in client.get("/desk/").content.decode()
        for name in ("complaint", "complaint_solve"):
            assert client.get(reverse(f"desk:{name}", args=[complaint.pk])).status_code == 404
        assert client.post(reverse("desk:complaint_reopen", args=[complaint.pk])).status_code == 404


def test_open_complaints_come_in_pages_by_deadline(customer_of_lin, xie, lin, as_xie, monkeypatch):
    monkeypatch.setattr(reads, "A_PAGE", 2)
    for by, severity in ((xie, 1), (lin, 4), (xie, 2), (xie, 1)):
        log_complaint(
            customer=customer_of_lin, by=by, cause="price", severity=severity, text="-", token=uuid.uuid4()
        )
    first = as_xie.get("/desk/complaints/")
    second = as_xie.get("/desk/complaints/", {"cursor": first.context["cursor"]})
    shown = [row.complaint.pk for answer in (first, second) for row in answer.context["rows"]]
    assert shown == list(Complaint.objects.by_deadline().values_list("pk", flat=True))
    assert len(shown) == 4
    assert second.context["cursor"] == ""
    assert len(as_xie.get("/desk/complaints/?cursor=nonsense").context["rows"]) == 2


def test_the_desk_costs_the_same_however_much_is_open(
    customer_of_lin, xie, as_xie, django_assert_max_num_queries
):
    for _ in range(15):
        log_complaint(
            customer=customer_of_lin, by=xie, cause="price", severity=1, text="-", token=uuid.uuid4()
        )
        services.log_score(customer=customer_of_lin, by=xie, score=3, token=uuid.uuid4())
    with django_assert_max_num_queries(75):
        as_xie.get(f"/desk/?customer={customer_of_lin.pk}")
    with django_assert_max_num_queries(36):
        as_xie.get("/desk/")


def test_typing_finds_callers_and_offers_to_register(customer_of_lin, customer_of_deng, as_xie, as_sun):
    body = as_xie.get("/desk/callers/?q=muyun").content.decode()
    assert "<mark>Muyun</mark>" in body and 'role="option"' in body and "New customer" in body
    assert "Canary" not in as_xie.get("/desk/callers/?q=canary").content.decode().replace("q=canary", "")
    assert "New customer" not in as_sun.get("/desk/callers/?q=muyun").content.decode()
    assert "three digits" in as_xie.get("/desk/callers/?q=12").content.decode()
    assert as_xie.get("/desk/callers/?q=").content.strip() == b""


def test_a_screen_pop_puts_the_one_caller_on_the_desk(customer_of_lin, as_xie):
    Customer.objects.filter(pk=customer_of_lin.pk).update(phone="+8613912346615")
    answer = as_xie.get("/desk/call?number=13912346615", follow=True)
    assert answer.context["customer"] == customer_of_lin
    assert "139 **** 6615" in answer.content.decode()
    unknown = as_xie.get("/desk/call?number=13700001111", follow=True)
    assert "customer" not in unknown.context
    assert 'value="13700001111"' in unknown.content.decode()


@pytest.mark.parametrize(
    "number",
    [
        "013912346615",
        "+86 139-1234-6615",
        "008613912346615",
        "13912346615转801",
        "13912346615 ext. 801",
        "139 1234 6615,801",
        "tel:+8613912346615;ext=801",
        "sip:13912346615@pbx.example.com",
        "\u202d13912346615\u202c",
    ],
)
def test_a_screen_pop_knows_a_number_however_the_exchange_writes_it(customer_of_lin, as_xie, number):
    Customer.objects.filter(pk=customer_of_lin.pk).update(phone="+8613912346615")
    answer = as_xie.get("/desk/call", {"number": number}, follow=True)
    assert answer.context["customer"] == customer_of_lin


@pytest.mark.parametrize("number", ["6615", "1391234", "Anonymous", "", "转801"])
def test_a_screen_pop_puts_nobody_on_the_desk_whose_number_it_is_not(customer_of_lin, as_xie, number):
    Customer.objects.filter(pk=customer_of_lin.pk).update(name="Anonymous Ltd", phone="+8613912346615")
    answer = as_xie.get("/desk/call", {"number": number}, follow=True)
    assert answer.status_code == 200
    assert "customer" not in answer.context


def test_the_number_that_rings_stands_on_the_desk_until_somebody_has_said_whose_it_is(as_xie, lin, gaoxin):
    gaoxin.pool_owner = lin
    gaoxin.save()
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?number=13977001234"}
    listed = as_xie.get("/desk/callers/?q=13977001234", headers=htmx).content.decode()
    assert "/desk/customers/new/?q=13977001234&amp;number=13977001234" in listed
    form = as_xie.get("/desk/customers/new/?q=13977001234&number=13977001234", headers=htmx)
    assert "139 **** 1234" in form.content.decode()
    elsewhere = htmx | {"HX-Current-URL": "http://testserver/desk/?customer=1&number=13977001234"}
    assert "number=" not in as_xie.get("/desk/callers/?q=13977001234", headers=elsewhere).content.decode()


def test_a_name_that_would_turn_sentences_round_is_written_down_without_that(as_xie, lin, gaoxin):
    gaoxin.pool_owner = lin
    gaoxin.save()
    typed = {"name": "\u202eLi \u2066Xiaobai 👩\u200d🔧", "phone": "\u202d139 7700 1234\u202c"}
    rest = {"kind": "person", "branch": gaoxin.pk, "token": str(uuid.uuid4())}
    as_xie.post("/desk/customers/new/", {f"new-{name}": value for name, value in (typed | rest).items()})
    made = Customer.objects.get(phone="+8613977001234")
    assert made.name == "Li Xiaobai 👩\u200d🔧"


def test_whoever_may_be_registered_twice_is_shown_with_the_other_row(
    customer_of_lin, lin, gaoxin, wuhu, as_xie, as_wei, today
):
    other = CustomerFactory(name="The same again", code="C-9", owner=lin, branch=gaoxin)
    pair = {"first": customer_of_lin, "second": other, "reasons": ["phone", "plate"], "found_on": today}
    candidate = DuplicateCandidate.objects.create(**pair, confidence=0.99)
    url = f"/desk/?customer={other.pk}"
    page = as_xie.get(url).content.decode()
    assert "One person twice?" in page and "same phone · same plate" in page
    assert f"?customer={customer_of_lin.pk}" in page and "Compare" not in page
    assert "Compare" in as_wei.get(url).content.decode()
    DuplicateCandidate.objects.filter(pk=candidate.pk).update(confidence=0.2)
    assert "One person twice?" not in as_xie.get(url).content.decode()
    far = CustomerFactory(owner=lin, branch=wuhu)
    DuplicateCandidate.objects.create(**pair | {"second": far}, confidence=0.99)
    assert "One person twice?" not in as_xie.get(f"/desk/?customer={customer_of_lin.pk}").content.decode()


def test_a_screen_pop_knows_a_contact_persons_number(customer_of_lin, as_xie):
    Contact.objects.create(customer=customer_of_lin, name="Ms Gu", phone="+8613812340000")
    answer = as_xie.get("/desk/call", {"number": "13812340000"}, follow=True)
    assert answer.context["customer"] == customer_of_lin


def test_a_screen_pop_with_two_of_that_number_lets_the_agent_choose(lin, gaoxin, as_xie):
    for name in ("Wife", "Husband"):
        CustomerFactory(name=name, phone="+8613912346615", owner=lin, branch=gaoxin)
    body = as_xie.get("/desk/call?number=13912346615", follow=True).content.decode()
    assert "Wife" in body and "Husband" in body


@pytest.mark.parametrize(
    ("text", "field"), [("13912346615", "phone"), ("川A8K2M7", "plate"), ("方芷若", "name")]
)
def test_what_was_searched_for_is_already_in_the_form(as_xie, pooled, text, field):
    form = as_xie.get("/desk/customers/new/", {"q": text}).context["new_form"]
    assert form.initial[field] == text


def test_an_agent_registers_a_caller_at_his_own_branch(as_xie, pooled, lin, wuhu):
    url = reverse("desk:customer_new")
    answer = as_xie.post(url, new(pooled, phone="139 1234 6615", plate="川a8k2m7"), headers=HTMX)
    customer = Customer.objects.get()
    assert answer.status_code == 200 and "Save complaint" in answer.content.decode()
    assert (customer.owner, customer.branch, customer.phone) == (lin, pooled, "+8613912346615")
    assert customer.assets.get().plate == "川A8K2M7"
    assert as_xie.post(url, new(wuhu), headers=HTMX).status_code == 422


def test_a_number_that_cannot_be_is_refused_in_words_and_kept(as_xie, pooled):
    answer = as_xie.post(reverse("desk:customer_new"), new(pooled, phone="1391234"), headers=HTMX)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "7 digits; a mobile number has 11" in body
    assert 'value="1391234"' in body
    assert Customer.objects.count() == 0


def test_a_branch_without_a_pool_owner_is_told(as_xie, gaoxin):
    answer = as_xie.post(reverse("desk:customer_new"), new(gaoxin), headers=HTMX)
    assert answer.status_code == 422
    assert "Gaoxin has no owner for new customers yet" in answer.content.decode()


def test_typing_a_known_number_warns_and_outside_the_scope_says_no_more_than_that(
    customer_of_lin, customer_of_deng, as_xie
):
    Customer.objects.filter(pk=customer_of_lin.pk).update(phone="+8613912346615")
    Customer.objects.filter(pk=customer_of_deng.pk).update(phone="+8613712346615")
    known = as_xie.get("/desk/customers/alike/", {"new-phone": "13912346615"}).content.decode()
    assert customer_of_lin.name in known
    hidden = as_xie.get("/desk/customers/alike/", {"new-phone": "13712346615"}).content.decode()
    assert "Already registered, ask for access." in hidden
    assert "Canary" not in hidden
    assert as_xie.get("/desk/customers/alike/", {"new-phone": "137"}).content.strip() == b""


@pytest.mark.parametrize(
    ("language", "heading", "sentence"),
    [
        ("en", "Why at risk", "Visits every 92 ± 14 days; <b>now 171</b>"),
        ("zh-hans", "风险原因", "<b>"),
    ],
)
def test_the_card_says_why_the_caller_is_at_risk_as_triage_does(
    customer_of_lin, as_xie, language, heading, sentence
):
    standing = stands(customer_of_lin)
    as_xie.cookies["django_language"] = language
    body = as_xie.get(f"/desk/?customer={customer_of_lin.pk}").content.decode()
    with override(language):
        said = evidence.sentence(standing.reason_kind, standing.reason)
    assert sentence in said and heading in body and said in body


def test_nothing_is_said_against_a_caller_who_comes_as_usual(customer_of_lin, as_xie):
    stands(customer_of_lin, tier=Tier.CURRENT, open_signals=0, reason_kind="tier", reason={"days": 3})
    assert "Why at risk" not in as_xie.get(f"/desk/?customer={customer_of_lin.pk}").content.decode()


def test_the_reason_costs_no_query(customer_of_lin, xie, django_assert_num_queries):
    stands(customer_of_lin)
    caller = with_people(xie).get(pk=customer_of_lin.pk)
    with django_assert_num_queries(0):
        assert why_at_risk(caller)
