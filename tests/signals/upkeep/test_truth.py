"""The card of the model in use: what has moved beside its bound, and what came of what nights said."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from churn_crm import clock
from signals.models import ModelCheck, NightlyRun, Snapshot
from signals.partitions import make_partition
from signals.upkeep.drift import Drift, Shifted
from signals.upkeep.realised import Realised, tenth_of
from signals.upkeep.truth import Truth
from tests.factories import CustomerFactory
from tests.signals.tried import model_row

pytestmark = pytest.mark.django_db
CARD = reverse("signals:model", args=[1])
MOVED = [
    Shifted("score", 0.1234, 0.02),
    Shifted("late_z", 0.09, 0.01),
    Shifted("gap_mean", 0.05, 0.01),
    Shifted("count_90", 0.03, 0.01),
    Shifted("gap_max", 0.004, 0.01),
    Shifted("tenure", 0.002, 0.01),
]


def champion():
    return model_row(role="champion")


def checked(*, shifted=MOVED, customers=900, **realised) -> ModelCheck:
    found = Drift(customers, list(shifted)).as_json() if shifted else {}
    return ModelCheck.objects.create(
        day=clock.last_finished_day(),
        model=champion(),
        drift=found,
        realised={name: one.as_json() for name, one in realised.items()},
        checked_at=clock.now(),
    )


def came(day=date(2025, 12, 1), *, customers=200, away=50, said=0.25, told_by=7) -> Realised:
    return Realised(day, 180, [tenth_of(2, customers, said, away)], told_by)


def page_of(client) -> str:
    return client.get(CARD).content.decode()


def truth() -> Truth:
    return Truth(champion(), clock.last_finished_day())


def test_reasons_stand_in_the_order_in_which_they_moved_with_how_many_of_their_figures():
    checked()
    assert [(one.name, one.most.name, one.beyond, one.figures) for one in truth().moved] == [
        ("How late against their own rhythm", "late_z", 2, 3),
        ("How often they came of late", "count_90", 1, 1),
    ]


def test_each_shift_stands_beside_its_bound_the_chances_first(as_sun):
    checked()
    page = page_of(as_sun)
    row = page.index("The chances themselves")
    assert row < page.index("How late against their own rhythm") < page.index("How often they came of late")
    for words in ("0.123", "0.020<", "0.090<", "2 of 3 figures beyond chance", "learned sooner"):
        assert words in page[row:], words
    assert "Nothing has moved beyond chance" not in page


def test_figures_that_moved_alone_are_a_reason_to_learn_anew(as_sun):
    checked(shifted=[Shifted("score", 0.01, 0.02), Shifted("late_z", 0.09, 0.01, 0.02)])
    page = page_of(as_sun)
    assert "1 figure behind the chances has moved" in page
    assert "learned sooner" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"shifted": [Shifted("score", 0.01, 0.02), *MOVED[-2:]]}, "Nothing has moved beyond chance."),
        ({"customers": 49}, "Too few customers to tell whether anything has moved."),
        ({"shifted": []}, "There is nothing to compare with"),
    ],
)
def test_what_did_not_move_or_cannot_be_told_is_said(as_sun, fields, words):
    checked(**fields)
    page = page_of(as_sun)
    assert words in page
    assert ("Shift (PSI)" in page) == (words.startswith("Nothing"))


def test_before_the_first_look_that_is_said_and_only_the_model_in_use_is_looked_at(as_sun):
    champion()
    assert "Not looked at yet" in page_of(as_sun)
    model_row(number=2)
    other = as_sun.get(reverse("signals:model", args=[2])).content.decode()
    assert "What has moved since its teaching" not in other


def test_what_came_stands_beside_what_was_said_and_whose_chances_they_were(as_sun):
    checked(now=came(), last_year=came(date(2025, 6, 16), away=120, told_by=0))
    assert (truth().now.fitting, truth().last_year.fitting) == (1, 0)
    page = page_of(as_sun)
    for words in ("Told by model 7.", "Told by the policy", "25%", "60%"):
        assert words in page, words
    last = page.index("The same season a year ago")
    assert "five points or more" in page[last:]
    assert "five points or more" not in page[:last]


def test_a_handful_is_said_to_be_too_few_to_tell(as_sun):
    checked(now=came(customers=20, away=20))
    assert "Too few customers to tell whether that is more than chance." in page_of(as_sun)


def test_who_told_chances_is_unknown_where_a_check_kept_it_not(as_sun):
    checked(now=came(told_by=None))
    assert "Who told them was not kept." in page_of(as_sun)


def test_the_day_is_named_from_which_on_it_can_be_known(as_sun, lin):
    """By nights that look as far ahead as the model: those of another horizon answer another question."""
    checked()
    assert truth().known_from is None
    assert "no night has said a chance" in page_of(as_sun)
    newest = clock.last_finished_day() - timedelta(days=180)
    for after, ahead in ((0, 180), (5, 30), (10, 180), (20, 180)):
        day = newest + timedelta(days=after)
        make_partition(day)
        NightlyRun.objects.create(
            day=day, started_at=clock.now(), policy_version=1, policy={"horizon_days": ahead}
        )
        Snapshot.objects.create(
            day=day,
            customer=CustomerFactory(branch=lin.branch, owner=lin),
            tier=1,
            branch=lin.branch,
            owner=lin,
            probability=0.3,
            value_at_risk=0,
        )
    assert truth().known_from == clock.last_finished_day() + timedelta(days=11)
    assert "on it is seen what came of the first" in page_of(as_sun)


def test_the_card_asks_the_database_few_things(as_sun, django_assert_max_num_queries):
    checked(now=came(), last_year=came())
    with django_assert_max_num_queries(16):
        page_of(as_sun)
