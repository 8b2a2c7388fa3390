"""Complaints by cause, role and root cause: counted over a time and branch; the list behind each figure."""

from datetime import timedelta

import pytest
from django.urls import reverse

from desk.complaints import reasons
from desk.complaints.services import solve_complaint
from desk.models import Complaint
from tests.desk.complaining import logged

pytestmark = pytest.mark.django_db
FIGURES = "desk:figures"
BEHIND = "desk:complaints_behind"


def solved(customer, by, why, **said):
    complaint = logged(customer, by, **said)
    return solve_complaint(complaint=complaint, by=by, resolution="Done again", root_cause=why)


def counted(page):
    return [
        (line.cause, line.about, line.root_cause, line.complaints, line.open)
        for line, _only in page.context["lines"]
    ]


@pytest.fixture
def told(customer_of_lin, customer_of_deng, xie, deng):
    """Three of one reason, in whatever letters; one about nobody that is open; one of another branch."""
    comeback = {"cause": "comeback", "about": "technician"}
    for why in ("No test drive", "no test drive", "No Test Drive"):
        solved(customer_of_lin, xie, why, **comeback)
    logged(customer_of_lin, xie, cause="waiting")
    solved(customer_of_deng, deng, "No test drive", **comeback)


def test_the_same_cause_role_and_root_cause_are_one_figure(told, as_zhou, as_xie):
    page = as_zhou.get(reverse(FIGURES))
    assert [line[:2] + line[3:] for line in counted(page)] == [
        ("comeback", "technician", 4, 0),
        ("waiting", "", 1, 1),
    ]
    assert {line[2].lower() for line in counted(page)} == {"no test drive", ""}
    assert (page.context["total"], page.context["rest"]) == (5, 0)
    assert "No root cause yet" in page.content.decode()
    assert as_xie.get(reverse(FIGURES)).context["total"] == 4  # of her branch


def test_a_figure_counts_a_time_and_a_branch(told, as_zhou, gaoxin, today):
    Complaint.objects.filter(cause="waiting").update(day=today - timedelta(days=40))
    lately = {"since": f"{today - timedelta(days=7)}", "until": f"{today}"}
    assert as_zhou.get(reverse(FIGURES), lately).context["total"] == 4
    page = as_zhou.get(reverse(FIGURES), {**lately, "branch": gaoxin.code})
    assert [line[3] for line in counted(page)] == [3]
    before = {"until": f"{today - timedelta(days=30)}"}
    assert [line[0] for line in counted(as_zhou.get(reverse(FIGURES), before))] == ["waiting"]


def test_a_time_that_ends_before_it_begins_is_refused_in_words(as_zhou, today):
    asked = {"since": f"{today}", "until": f"{today - timedelta(days=1)}"}
    page = as_zhou.get(reverse(FIGURES), asked)
    assert "The time ends before it begins." in page.content.decode()
    assert as_zhou.get(reverse(BEHIND), asked).status_code == 404
    assert as_zhou.get(reverse("desk_api:complaint_reasons"), asked).status_code == 400


def test_every_figure_opens_its_own_list(told, as_zhou):
    page = as_zhou.get(reverse(FIGURES))
    for line, only in page.context["lines"]:
        behind = as_zhou.get(f"{reverse(BEHIND)}?{only}")
        assert (behind.context["count"], len(behind.context["rows"])) == (line.complaints, line.complaints)
        assert {one.cause for one in behind.context["rows"]} == {line.cause}
        rest = as_zhou.get(f"{reverse('desk_api:complaints_behind')}?{only}").json()["results"]
        assert sorted(row["id"] for row in rest) == sorted(one.pk for one in behind.context["rows"])


def test_the_list_goes_on_where_it_stopped(customer_of_lin, xie, as_zhou, monkeypatch):
    monkeypatch.setattr(reasons, "A_PAGE", 2)
    made = [logged(customer_of_lin, xie).pk for _ in range(3)]
    first = as_zhou.get(reverse(BEHIND), {"cause": "waiting"})
    following = {"cause": "waiting", "cursor": first.context["cursor"]}
    second = as_zhou.get(reverse(BEHIND), following, headers={"HX-Request": "true"})
    shown = [one.pk for page in (first, second) for one in page.context["rows"]]
    assert (shown, second.context["cursor"]) == (made[::-1], "")


def test_rare_reasons_are_counted_when_they_are_not_shown(customer_of_lin, xie, as_zhou, monkeypatch):
    monkeypatch.setattr(reasons, "SHOWN", 1)
    for why in ("One bay", "Two tills", "Two tills"):
        solved(customer_of_lin, xie, why)
    page = as_zhou.get(reverse(FIGURES))
    assert [line[2] for line in counted(page)] == ["Two tills"]
    assert (page.context["rest"], page.context["rest_complaints"], page.context["total"]) == (1, 1, 3)
    assert "1 rarer line with 1 of them is not shown" in page.content.decode()


def test_the_same_over_http(told, as_zhou, as_deng):
    first, second = as_zhou.get(reverse("desk_api:complaint_reasons")).json()
    assert (first["cause"], first["about"], first["complaints"], first["open"]) == (
        "comeback",
        "technician",
        4,
        0,
    )
    assert second == {
        "cause": "waiting", "about": "", "root_cause": "", "complaints": 1, "open": 1, "share": 0.2
    }  # fmt: skip
    (mine,) = as_deng.get(reverse("desk_api:complaint_reasons")).json()
    assert mine["complaints"] == 1


def test_root_causes_in_use_are_offered_where_one_is_asked_for(told, customer_of_lin, xie, as_xie):
    open_one = logged(customer_of_lin, xie)
    page = as_xie.get(reverse("desk:complaint", args=[open_one.pk]))
    assert [words.lower() for words in page.context["root_causes"]] == ["no test drive"]
    assert f'list="root-causes-{open_one.pk}"' in page.content.decode()


def test_quick_solving_in_a_list_asks_why_it_came_about(told, customer_of_lin, xie, as_xie):
    solved(customer_of_lin, xie, "Till broken", cause="price")
    open_one = logged(customer_of_lin, xie, cause="price")
    solve = reverse("desk:complaint_solve", args=[open_one.pk])
    form = as_xie.get(solve)
    words = form.content.decode()
    # Of the same cause first; who says nothing leaves it "not known yet".
    assert form.context["root_causes"][0] == "Till broken"
    assert f'list="root-causes-{open_one.pk}"' in words and 'placeholder="Not known yet"' in words
    as_xie.post(
        solve, {"resolution": "Paid back", "root_cause": "Till broken"}, headers={"HX-Request": "true"}
    )
    open_one.refresh_from_db()
    assert open_one.root_cause == "Till broken"


def test_what_is_solved_on_the_call_says_why_it_came_about_too(told, customer_of_lin, as_xie):
    offered = as_xie.get(reverse("desk:root_causes"), {"complaint-cause": "comeback"}).content.decode()
    assert "o test drive" in offered.lower()
    said = {"token": "7c5b7c1e-0d0f-4c7e-9b0f-5f1f4a1f0a12", "text": "Squeals again", "cause": "comeback"}
    said |= {"severity": "2", "solved": "on", "resolution": "Pads changed", "root_cause": "No test drive"}
    new = reverse("desk:complaint_new", args=[customer_of_lin.pk])
    as_xie.post(new, {f"complaint-{name}": value for name, value in said.items()})
    assert Complaint.objects.get(text="Squeals again").root_cause == "No test drive"


@pytest.mark.parametrize(("language", "heading"), [("en", "about, and why?"), ("zh-hans", "投诉了谁")])
def test_both_languages(told, as_zhou, language, heading):
    as_zhou.cookies["django_language"] = language
    assert heading in as_zhou.get(reverse(FIGURES)).content.decode()


def test_figures_and_lists_cost_the_same_however_many_there_are(
    told, customer_of_lin, xie, as_zhou, django_assert_max_num_queries
):
    for n in range(12):
        solved(customer_of_lin, xie, f"Reason {n}")
    with django_assert_max_num_queries(24):
        as_zhou.get(reverse(FIGURES))
    with django_assert_max_num_queries(8):
        as_zhou.get(reverse(BEHIND), {"cause": "waiting"})
