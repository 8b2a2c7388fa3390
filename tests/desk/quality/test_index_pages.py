"""The pages of the quality index, its policy with a preview, the lists behind its numbers, and the API."""

from datetime import timedelta

import pytest
from django.urls import reverse

from desk.models import Doubt, QualityPolicy
from desk.quality.index import measuring, preview
from desk.quality.index.preview import OfCustomers
from tests.desk.quality.answering import complaint, inspection, rating, score, visit
from tests.factories import CustomerFactory, UserFactory, at

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ma(gaoxin, gaoxin_team):
    return UserFactory(username="ma", role="agent", branch=gaoxin, team=gaoxin_team)


@pytest.fixture
def measured(customer_of_lin, customer_of_deng, ma, xie, today):
    """Gaoxin: 31 surveys, mean 75, a complaint, a score of 5. Wuhu: two ratings. Returns the day."""
    day = today - timedelta(days=1)
    one = visit(customer_of_lin, day - timedelta(days=20), technician=ma)
    for _number in range(31):
        score(one, day - timedelta(days=10), 4, source="link")
    score(one, day, 5, source="third_day")
    complaint(one, day, severity=2)
    other = visit(customer_of_deng, day)
    rating(other, day, 5), rating(other, day, 4)
    measuring.measure_due()
    return day


def body(answer):
    return answer.content.decode()


def policy_of(client):
    form = client.get(reverse("desk:quality_policy")).context["form"]
    return {bound.name: bound.value() for bound in form}


def test_branches_and_technicians_with_what_is_missing(as_zhou, measured, ma, gaoxin, wuhu):
    shown = as_zhou.get(reverse("desk:quality")).context
    first, second = shown["branches"]
    assert (first.of, first.enough, second.of, second.enough) == (gaoxin, True, wuhu, False)
    assert {part.name: bool(part.factor) for part in first.parts} == {
        "ratings": False,
        "feedback": True,
        "surveys": True,
        "inspections": False,
    }
    assert [line.of for line in shown["technicians"]] == [ma]
    assert shown["whole"].index.n == 35
    page = body(as_zhou.get(reverse("desk:quality")))
    assert "missing" in page and "cr-bar-none" in page and "too few, 10 needed" in page


def test_the_pages_are_there_in_chinese(as_zhou, measured, ma):
    as_zhou.cookies["django_language"] = "zh-hans"
    pages = ("quality", "quality_answers", "quality_policy")
    addresses = [*map(reverse, (f"desk:{name}" for name in pages))]
    for address in (*addresses, reverse("desk:quality_technician", args=[ma.pk])):
        assert "服务质量" in body(as_zhou.get(address))


def test_every_number_opens_a_list_of_so_many(as_zhou, measured):
    shown = as_zhou.get(reverse("desk:quality")).context
    for line in (shown["whole"], *shown["branches"], *shown["technicians"]):
        listed = as_zhou.get(f"{reverse('desk:quality_answers')}?{line.query}").context
        assert listed["count"] == line.index.n == len(listed["rows"])
        for part in line.parts:
            of_part = as_zhou.get(f"{reverse('desk:quality_answers')}?{part.query}").context
            assert of_part["count"] == (part.factor.n if part.factor else 0)
        visits = as_zhou.get(f"{reverse('desk:quality_answers')}?{line.query}&factor=visits").context
        assert visits["count"] == line.tally.visits


def test_a_long_list_goes_on_where_it_stopped(as_zhou, measured, customer_of_lin, ma, xie):
    one = visit(customer_of_lin, measured, technician=ma)
    for number in range(70):
        (score if number % 2 else rating)(one, measured, 4, **({"source": "agent"} if number % 2 else {}))
    complaint(one, measured, severity=1)
    inspection(one.branch, ma, xie, measured, 70)
    measuring.measure([measured])
    seen, address = [], f"{reverse('desk:quality_answers')}?branch={one.branch.pk}"
    query = f"branch={one.branch.pk}&factor="
    while query:
        shown = as_zhou.get(f"{reverse('desk:quality_answers')}?{query}").context
        seen += [row.place for row in shown["rows"]]
        query = shown["more"]
    assert len(seen) == len(set(seen)) == as_zhou.get(address).context["count"] == 105
    assert seen == sorted(seen, reverse=True)


def test_a_technician_sees_himself_and_the_lead_his_team(measured, ma, as_wei, as_deng, client):
    address = reverse("desk:quality_technician", args=[ma.pk])
    client.force_login(ma, backend="allauth.account.auth_backends.AuthenticationBackend")
    for who in (client, as_wei):
        page = who.get(address)
        assert page.context["line"].enough and "How has it changed?" in body(page)
    assert as_deng.get(address).status_code == 404
    assert client.get(reverse("desk:quality")).status_code == 403


def test_a_person_with_few_answers_is_hidden_from_everybody(as_zhou, customer_of_lin, ma, today):
    day = today - timedelta(days=1)
    one = visit(customer_of_lin, day, technician=ma)
    for _number in range(29):
        score(one, day, 1, source="link")
    measuring.measure_due()
    page = as_zhou.get(reverse("desk:quality_technician", args=[ma.pk]))
    assert "hidden below 30 answers" in body(page) and "chart" not in page.context
    assert not page.context["line"].enough
    told = as_zhou.get(reverse("desk_api:quality_technician", args=[ma.pk])).json()
    assert (told["value"], told["factors"], told["n"]) == (None, [], 29)
    assert [month["value"] for month in told["months"]] == [None]


def test_a_lead_sees_the_own_branch_only(as_wei, measured, gaoxin, wuhu):
    shown = as_wei.get(reverse("desk:quality")).context
    assert [line.of for line in shown["branches"]] == [gaoxin] and shown["whole"] is None
    assert as_wei.get(f"{reverse('desk:quality_answers')}?branch={wuhu.pk}").status_code == 404


def test_the_customer_page_shows_what_this_customer_said(as_lin, measured, customer_of_lin, customer_of_deng):
    address = reverse("desk:customer_quality", args=[customer_of_lin.pk])
    assert as_lin.get(address).context["line"].index.n == 33
    assert address in body(as_lin.get(reverse("retention:customer", args=[customer_of_lin.pk])))
    assert as_lin.get(reverse("desk:customer_quality", args=[customer_of_deng.pk])).status_code == 404


def test_the_months_show_how_it_went_of_branch_technician_and_customer(
    as_zhou, customer_of_lin, ma, gaoxin, today
):
    """Praised half a year ago, blamed lately: oldest first, on pages and over HTTP."""
    day = today - timedelta(days=1)
    for ago, given in ((200, 5), (20, 2)):
        one = visit(customer_of_lin, day - timedelta(days=ago), technician=ma)
        for _number in range(31):
            score(one, day - timedelta(days=ago - 1), given, source="link")
    measuring.measure_due()
    shown = as_zhou.get(reverse("desk:quality")).context
    of_customer = as_zhou.get(reverse("desk:customer_quality", args=[customer_of_lin.pk])).context["line"]
    for line in (shown["branches"][0], shown["technicians"][0], of_customer):
        days = [day for day, _row in line.months]
        values = [value for value in line.line if value is not None]
        assert days == sorted(days) and days[-1] == day
        assert values[0] - values[-1] > 50
    assert "cr-spark" in body(as_zhou.get(reverse("desk:quality")))


def test_a_doubt_marks_the_index_for_those_who_may_know_of_it(measured, ma, as_zhou, client, today):
    common = {"p": 0.001, "q": 0.01, "day": today, "seen_on": today, "raised_at": at(today)}
    Doubt.objects.create(subject="technician", check_kind="one_minute", person=ma, **common)
    page = body(as_zhou.get(reverse("desk:quality_technician", args=[ma.pk])))
    assert "doubtful" in page and "Entered in one go" in page
    client.force_login(ma, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "doubtful" not in body(client.get(reverse("desk:quality_technician", args=[ma.pk])))


def test_before_the_first_night_the_page_says_so(as_zhou, gaoxin):
    assert "Nothing is measured yet" in body(as_zhou.get(reverse("desk:quality")))


def test_the_pages_ask_few_questions(as_zhou, measured, gaoxin, ma, today, django_assert_max_num_queries):
    for number in range(12):
        other = visit(
            CustomerFactory(branch=gaoxin),
            measured,
            technician=UserFactory(username=f"t{number}", role="agent"),
        )
        score(other, measured, 5, source="link")
    measuring.measure_anew()
    for address, most in (
        (reverse("desk:quality"), 18),
        (reverse("desk:quality_technician", args=[ma.pk]), 12),
        (reverse("desk:quality_answers"), 21),
    ):
        with django_assert_max_num_queries(most):
            assert as_zhou.get(address).status_code == 200


# ---- policy


def test_the_preview_says_who_would_move_and_saves_nothing(as_zhou, measured):
    said = policy_of(as_zhou) | {"weight_surveys": "5", "weight_feedback": "45"}
    found = as_zhou.post(reverse("desk:quality_policy_preview"), said, headers=HTMX).context["outcome"]
    assert {move.kind for move in found.moves} == {"branch", "technician"}
    assert all(move.after < move.before for move in found.moves)
    assert not QualityPolicy.objects.exists()


def test_the_preview_looks_back_further_when_the_window_grows(as_zhou, measured, customer_of_deng):
    old = visit(customer_of_deng, measured - timedelta(days=120))
    for _number in range(9):
        rating(old, old.day, 3)
    said = policy_of(as_zhou) | {"window_days": "180"}
    found = as_zhou.post(reverse("desk:quality_policy_preview"), said, headers=HTMX).context["outcome"]
    (move,) = found.moves
    assert (move.of.code, move.before, move.place_after) == ("wuhu", None, 2)


def test_the_preview_counts_customers_too_by_a_sample_where_they_are_many(
    as_zhou, measured, monkeypatch, customer_of_lin, customer_of_deng
):
    """Lin's customer has a figure (surveys, a score, a complaint); Deng's has two ratings."""
    said = policy_of(as_zhou) | {"weight_surveys": "5", "weight_feedback": "45"}
    address = reverse("desk:quality_policy_preview")
    page = as_zhou.post(address, said, headers=HTMX)
    assert page.context["outcome"].customers == OfCustomers(asked=2, each=1, up=0, down=1, new=0, gone=0)
    assert "Of 2 customers who said something 0 would rise and 1 fall" in body(page)

    strict = as_zhou.post(address, policy_of(as_zhou) | {"least_customers": "3"}, headers=HTMX)
    assert strict.context["outcome"].customers == OfCustomers(asked=2, each=1, up=0, down=0, new=0, gone=1)

    monkeypatch.setattr(preview, "MOST", 1)
    longer = as_zhou.post(address, said | {"window_days": "180"}, headers=HTMX).context["outcome"].customers
    even = [one for one in (customer_of_lin, customer_of_deng) if one.pk % 2 == 0]
    assert (longer.each, longer.asked) == (2, 2 * len(even))


def test_a_change_is_saved_over_the_version_that_was_read_and_measured_at_once(as_zhou, he, measured):
    said = policy_of(as_zhou) | {"weight_surveys": "5", "weight_feedback": "45"}
    assert as_zhou.post(reverse("desk:quality_policy"), said).status_code == 302
    assert as_zhou.post(reverse("desk:quality_policy"), said).status_code == 422
    assert "being measured anew" in body(as_zhou.get(reverse("desk:quality")))
    measuring.measure_due()
    assert "being measured anew" not in body(as_zhou.get(reverse("desk:quality")))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"weight_ratings": "31"}, "weight_ratings"),
        ({"burden_low": "3"}, "burden_medium"),
        ({"window_days": "20"}, "window_days"),
    ],
)
def test_what_contradicts_itself_is_refused_by_field(as_zhou, changed, field):
    answer = as_zhou.post(reverse("desk:quality_policy"), policy_of(as_zhou) | changed)
    assert answer.status_code == 422 and field in answer.context["form"].errors


# ---- over HTTP


def test_lines_and_one_of_them_over_http(as_zhou, measured, gaoxin, customer_of_lin):
    lines = as_zhou.get(reverse("desk_api:quality")).json()
    assert [(line["name"], line["value"] is None) for line in lines] == [("Gaoxin", False), ("Wuhu", True)]
    one = as_zhou.get(reverse("desk_api:quality_branch", args=[gaoxin.pk])).json()
    assert one["missing"] == ["ratings", "inspections"] and len(one["months"]) == 1
    assert sum(factor["share"] for factor in one["factors"]) == pytest.approx(1)
    whole = as_zhou.get(reverse("desk_api:quality"), {"kind": "business"}).json()
    assert [line["n"] for line in whole] == [35]
    customer = as_zhou.get(reverse("desk_api:customer_quality", args=[customer_of_lin.pk])).json()
    assert customer["n"] == 33


def test_the_policy_over_http_needs_its_version(as_zhou):
    address = reverse("desk_api:quality_policy")

    def patch(**said):
        return as_zhou.patch(address, said, content_type="application/json")

    assert patch(window_days=60).status_code == 428
    assert patch(window_days=20, version=1).status_code == 400
    assert patch(window_days=60, version=1).json()["window_days"] == 60
    assert patch(window_days=70, version=1).status_code == 409
    assert as_zhou.get(address).json()["version"] == 2
