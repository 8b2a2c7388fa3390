"""The screen: ordering, watching, cancelling, and every number with its list."""

import re
from datetime import date

import pytest
from django.urls import reverse

from signals.backtests import running
from signals.backtests.page import in_use_method
from signals.models import BackTest, ChurnModel, DetectorPolicy, DetectorSegment, TierSegment
from tests.factories import CustomerFactory, VisitFactory
from tests.signals.tried import CUTOFF, done_test, model_row

pytestmark = pytest.mark.django_db


def address(name: str, *args) -> str:
    return reverse(f"signals:{name}", args=args)


@pytest.fixture
def six(lin, gaoxin):
    return [CustomerFactory(owner=lin, branch=gaoxin, name=f"Customer {n}") for n in range(6)]


@pytest.fixture
def history(six):
    """Purchases from January 2024 to 10 June 2026."""
    VisitFactory(customer=six[0], day=date(2024, 1, 10), amount=100)
    VisitFactory(customer=six[1], day=date(2026, 6, 10), amount=100)


def order(client, **changed):
    page = client.get(address("new_back_test")).context["form"]
    values = {name: page[name].value() for name in page.fields}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    return client.post(address("new_back_test"), values | changed)


def test_the_form_proposes_days_and_orders_what_stands_there(as_zhou, history):
    answer = order(as_zhou)
    test = BackTest.objects.get()
    assert answer.url == address("back_test", test.pk)
    assert (test.tried, test.horizon_days, test.capacity, test.changed) == ("model", 180, 100, {})
    assert [day.cutoff for day in test.days.order_by("cutoff")] == [
        date(2025, 9, 30),
        date(2025, 10, 31),
        date(2025, 11, 30),
    ]


def test_a_stored_model_is_chosen_by_its_number(as_zhou, history):
    model_row(number=4, day=date(2025, 9, 1))
    page = as_zhou.get(address("new_back_test")).content.decode()
    assert "Model 4, learned 1 September, 180 days ahead" in page
    refused = order(as_zhou, tried="stored")
    assert refused.status_code == 422
    assert "Choose the number of a stored model." in refused.content.decode()
    order(as_zhou, tried="stored", number="4")
    test = BackTest.objects.get()
    assert (test.tried, test.number) == ("stored", 4)


def test_parameters_are_tried_too_and_only_those_that_differ_are_kept(as_zhou, history):
    DetectorPolicy.objects.create(kind="lapsed_visit", weight=0.6, parameters={"certain": 2.5})
    assert 'name="begins-lapsed_visit"' in as_zhou.get(address("new_back_test")).content.decode()
    order(as_zhou, tried="rules", **{"begins-lapsed_visit": "1.4", "certain-falling_spend": ""})
    test = BackTest.objects.get()
    rule = {"enabled": True, "weight": 0.6, "parameters": {"begins": 1.4, "certain": 2.5}}
    assert test.changed == {"lapsed_visit": rule}
    refused = order(as_zhou, tried="rules", **{"begins-lapsed_visit": "3"})
    assert refused.status_code == 422
    assert "begins-lapsed_visit" not in refused.context["form"].errors
    assert "certain-lapsed_visit" in refused.context["form"].errors


def test_tiers_and_rules_of_segments_are_tried_and_the_page_says_from_what_to_what(as_zhou, history):
    for kind in ("company", "person"):
        DetectorSegment.objects.create(kind="lapsed_visit", customer_kind=kind, weight=0.3)
    order(as_zhou, tried="rules", months_sms="2", prior_call="", **{"weight-lapsed_visit-1": "0.5"})
    order(as_zhou, tried="rules", **{"alike-lapsed_visit": "on", "weight-lapsed_visit": "0.9"})
    order(as_zhou, tried="rules", **{"weight-lapsed_visit": "0.9"})
    some, alike, kept = BackTest.objects.order_by("pk")
    company, person = some.changed["lapsed_visit"]["segments"]
    assert (some.scoring, company["weight"], person["weight"]) == ({"months_sms": 2}, 0.3, 0.5)
    assert alike.changed["lapsed_visit"] == {"enabled": True, "weight": 0.9, "segments": []}
    said = [as_zhou.get(address("back_test", test.pk)).content.decode() for test in (some, alike, kept)]
    assert "Months until SMS: 3 → 2" in said[0]
    assert "other rules for some customers" in said[0]
    assert "rules for some customers: 2 → 0" in said[1]
    assert "2 rules for some customers stayed as they are" in said[2]
    assert "stayed as they are" not in said[1]


def test_months_of_segments_are_tried_and_the_page_says_whose(as_zhou, history, gaoxin):
    own = {"months_call": 5, "months_recall": 9}
    TierSegment.objects.create(customer_kind="company", months_sms=2, **own)
    TierSegment.objects.create(branch=gaoxin, months_sms=1, **own)
    order(as_zhou, tried="prior", **{"months_sms-0": "3", "months_call-0": "", "months_recall-1": "12"})
    order(as_zhou, tried="prior", alike="on")
    order(as_zhou, tried="prior", months_sms="2")
    order(as_zhou, tried="prior", prior_sms="0.6")
    some, alike, everybody, priors = BackTest.objects.order_by("pk")
    assert [one["months"] for one in some.scoring["segments"]] == [[3, 5, 9], [1, 5, 12]]
    assert (alike.scoring, everybody.scoring) == ({"segments": []}, {"months_sms": 2})
    said = [
        as_zhou.get(address("back_test", test.pk)).content.decode()
        for test in (some, alike, everybody, priors)
    ]
    assert "Months of Company: 2/5/9 → 3/5/9" in said[0]
    assert f"Months of {gaoxin}: 1/5/9 → 1/5/12" in said[0]
    assert "Months of Company: 2/5/9 → as everybody" in said[1]
    assert "2 segments kept their own months." in said[2]
    assert not any("kept their own" in said[n] for n in (0, 1, 3))
    refused = order(as_zhou, tried="prior", **{"months_sms-0": "7"})
    assert refused.status_code == 422 and "Each tier begins later" in refused.content.decode()


def test_tiers_that_no_policy_may_have_are_refused_in_words(as_zhou, history):
    refused = order(as_zhou, tried="prior", months_call="2")
    assert refused.status_code == 422
    assert "Each tier begins later" in refused.content.decode()


def test_tiers_and_segments_are_tried_over_http_as_well(as_zhou, history):
    plain = {"enabled": True, "weight": 0.6}
    own = {**plain, "customer_kind": "company", "parameters": {"begins": 1.4}}

    def asked(**more):
        wish = {"tried": "rules", "horizon_days": 60, "cutoffs": ["2026-01-31"], **more}
        return as_zhou.post("/api/v1/back-tests/", wish, content_type="application/json")

    made = asked(changed={"lapsed_visit": plain | {"segments": [own]}}, scoring={"prior_sms": 0.6})
    assert made.status_code == 201
    assert made.json()["scoring"] == {"prior_sms": 0.6}
    assert made.json()["changed"] == {
        "lapsed_visit": plain | {"segments": [own | {"branch": None, "echelon": None}]}
    }
    assert asked(scoring={"months_call": 2}).status_code == 400
    assert asked(scoring={"prior_sms": 2}).status_code == 400
    months = {"customer_kind": "company", "months_sms": 2, "months_call": 6, "months_recall": 12}
    told = asked(scoring={"segments": [months]}).json()["scoring"]["segments"]
    assert told == [{"branch": None, "echelon": None, "customer_kind": "company", "months": [2, 6, 12]}]
    for wrong in ({**months, "customer_kind": ""}, months | {"months_sms": 6}, {"echelon": 1}):
        assert asked(scoring={"segments": [wrong]}).status_code == 400
    for segments in ([plain], [own | {"branch": 999}], [own | {"parameters": {"nonsense": 1}}]):
        assert asked(changed={"lapsed_visit": plain | {"segments": segments}}).status_code == 400


def test_parameters_are_tried_over_http_as_well(as_zhou, history):
    def asked(**changed):
        wish = {"tried": "rules", "horizon_days": 60, "cutoffs": ["2026-01-31"], "changed": changed}
        return as_zhou.post("/api/v1/back-tests/", wish, content_type="application/json")

    plain = {"enabled": True, "weight": 0.6}
    made = asked(lapsed_visit=plain | {"parameters": {"begins": 1.4}}, falling_spend=plain)
    assert made.status_code == 201
    assert made.json()["changed"] == {
        "lapsed_visit": plain | {"parameters": {"begins": 1.4}},
        "falling_spend": plain,
    }
    for unheard_of in ({"nonsense": 1}, {"begins": 9, "certain": 2}):
        assert asked(lapsed_visit=plain | {"parameters": unheard_of}).status_code == 400


def test_only_weights_that_differ_are_kept_and_only_for_the_signals(as_zhou, history):
    changed = {"weight-lapsed_visit": "0.9", "weight-falling_spend": ""}
    order(as_zhou, tried="rules", **changed)
    order(as_zhou, tried="prior", **changed)
    of_rules, of_prior = BackTest.objects.order_by("pk")
    assert of_rules.changed == {"lapsed_visit": {"enabled": True, "weight": 0.9}}
    assert of_prior.changed == {}


def test_days_whose_outcome_is_not_known_are_refused_in_words(as_zhou, history):
    answer = order(as_zhou, day1="2026-06-01")
    assert answer.status_code == 422
    assert "what came later is not known yet" in answer.content.decode()
    assert not BackTest.objects.exists()


def test_it_tells_how_far_it_has_come_and_reloads_the_page_when_it_is_done(as_zhou, history):
    order(as_zhou)
    test = BackTest.objects.get()
    BackTest.objects.filter(pk=test.pk).update(state="running", share=0.42)
    part = as_zhou.get(address("back_test", test.pk), headers={"HX-Request": "true"})
    assert 'aria-valuenow="42"' in part.content.decode()
    BackTest.objects.filter(pk=test.pk).update(state="done")
    assert as_zhou.get(address("back_test", test.pk), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_cancelling_stops_it(as_zhou, history):
    order(as_zhou)
    test = BackTest.objects.get()
    as_zhou.post(address("cancel_back_test", test.pk))
    running.run(test.pk)
    test.refresh_from_db()
    assert test.state == "cancelled"
    assert "nothing was measured" in as_zhou.get(address("back_test", test.pk)).content.decode()


def test_why_it_broke_off_is_said_in_words(as_zhou, six):
    test = done_test(six)
    BackTest.objects.filter(pk=test.pk).update(state="failed", error={"why": "too_short"})
    assert "nobody had bought anything" in as_zhou.get(address("back_test", test.pk)).content.decode()


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("caught", ["Customer 0", "Customer 2"]),
        ("missed", ["Customer 4"]),
        ("false", ["Customer 1"]),
    ],
)
def test_each_number_opens_its_customers(as_zhou, six, group, names):
    test = done_test(six)
    page = as_zhou.get(address("back_test", test.pk), {"by": "capacity", "n": 3}).content.decode()
    links = re.findall(rf'href="([^"]*group={group}[^"]*)">(\d+)</a>', page)
    link, count = next((link, count) for link, count in links if "method=model" in link)
    rows = as_zhou.get(link.replace("&amp;", "&")).context["rows"]
    assert int(count) == len(names)
    assert [customer.name for customer, _chance in rows] == names


def test_a_chance_may_decide_instead_of_a_number(as_zhou, six):
    page = as_zhou.get(address("back_test", done_test(six).pk), {"by": "chance", "n": 50}).context["page"]
    assert (page.first.counts.worked, page.first.counts.caught, page.first.counts.false) == (4, 2, 2)


def test_what_was_tried_stands_first_beside_what_is_in_use_and_the_prior(as_zhou, six):
    page = as_zhou.get(address("back_test", done_test(six).pk)).context["page"]
    assert [(row.method, row.role) for row in page.rows] == [
        ("model", "tried"),
        ("prior", "in use"),
        ("rules", ""),
    ]


def test_in_use_is_what_nights_follow_and_no_model_that_looks_elsewhere(as_zhou, history):
    """Signals move no chance of a night; a model of another horizon is not followed by any."""
    order(as_zhou)
    assert in_use_method(BackTest.objects.get()) == "prior"
    model = model_row(role="champion", day=date(2026, 6, 1))
    order(as_zhou)
    assert in_use_method(BackTest.objects.first()) == "model"
    ChurnModel.objects.filter(pk=model.pk).update(horizon_days=90)
    order(as_zhou)
    assert BackTest.objects.first().in_use is None


def test_segments_that_are_too_small_say_so(as_zhou, six):
    assert "too few to say anything" in as_zhou.get(address("back_test", done_test(six).pk)).content.decode()


def test_segments_tell_their_lift(as_zhou, lin, gaoxin):
    test = done_test([CustomerFactory(owner=lin, branch=gaoxin) for _n in range(60)])
    segments = dict(as_zhou.get(address("back_test", test.pk)).context["page"].segments)
    (branch,) = segments["Branch"]
    assert branch.tried["lift"] == 1.0  # every other one left, of the six most at risk as of all
    page = as_zhou.get(address("back_test", test.pk)).content.decode()
    table = page[page.index('id="seg-h"') :]
    row = re.findall(r"<td[^>]*>([^<]*)</td>", table[table.index(str(gaoxin)) :])
    assert row[7:9] == ["1.00", "0.250"]
    assert len(re.findall('<th scope="col"', table[: table.index("</thead>")])) == 10


@pytest.mark.parametrize("asked", [{"group": "all"}, {"method": "guess"}])
def test_what_there_is_no_list_of_is_not_found(as_zhou, six, asked):
    assert as_zhou.get(address("back_test_customers", done_test(six).pk), asked).status_code == 404


@pytest.mark.parametrize("asked", [{"from": "9" * 5000}, {"from": "-1"}, {"n": "x", "day": "never"}])
def test_what_cannot_be_read_in_the_address_is_left_out(as_zhou, six, asked):
    url = address("back_test_customers", done_test(six).pk)
    assert as_zhou.get(url, asked).status_code in (200, 414)


def test_what_an_older_test_did_not_measure_is_said_and_who_is_left_out(as_zhou, six):
    test = done_test(six)
    day = test.days.get()
    day.facts["not_known"] = 3
    for method in day.figures["methods"].values():
        method["measures"].pop("slope")
    day.figures["methods"]["model"]["measures"] |= {
        "spend_nmae": 0.77,
        "spend_bias": 0.011,
        "spend_gini": 0.61,
    }
    day.save()
    page = as_zhou.get(address("back_test", test.pk)).content.decode()
    for words in ("3 customers are left out", "0.77", "+1.1%", "0.61", "not measured", "expects no spend"):
        assert words in page, words
    over_http = as_zhou.get(f"/api/v1/back-tests/{test.pk}/").json()["days"][0]["figures"]["methods"]
    assert over_http["model"]["measures"]["spend_nmae"] == 0.77
    assert over_http["model"]["measures"]["slope"] is None
    assert over_http["rules"]["measures"]["spend_nmae"] is None


def test_a_list_of_many_comes_in_pages(as_zhou, lin, gaoxin):
    many = [CustomerFactory(owner=lin, branch=gaoxin) for _n in range(70)]
    url = address("back_test_customers", done_test(many, left=[True] * 69 + [False]).pk)
    first = as_zhou.get(url, {"group": "caught", "n": 70})
    more = as_zhou.get(url + "?" + first.context["more"], headers={"HX-Request": "true"})
    names = [customer.pk for customer, _chance in [*first.context["rows"], *more.context["rows"]]]
    assert names == [customer.pk for customer in many[:69]]
    assert more.context["more"] == ""


def test_pages_ask_the_database_the_same_for_few_and_many(
    as_zhou, lin, gaoxin, django_assert_max_num_queries
):
    few = done_test([CustomerFactory(owner=lin, branch=gaoxin) for _n in range(3)])
    done_test([CustomerFactory(owner=lin, branch=gaoxin) for _n in range(60)])
    with django_assert_max_num_queries(12):
        as_zhou.get(address("back_tests"))
    with django_assert_max_num_queries(12):
        as_zhou.get(address("back_test", few.pk))
    with django_assert_max_num_queries(12):
        as_zhou.get(address("back_test_customers", BackTest.objects.first().pk), {"day": CUTOFF.isoformat()})
