"""Opening hours: how they are written, saved and shown."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from staff.models import OpeningHours, OpeningSpan
from staff.opening import USUAL_WEEK, openings, save_hours, spans_from, written

DAY = date(2026, 2, 14)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9:00-12:00, 13:00–18:00", ((540, 720), (780, 1080))),
        ("13:00～18:00，09:00至12:00", ((540, 720), (780, 1080))),
        ("9:00–12:00 13:00–18:00", ((540, 720), (780, 1080))),
        ("0:00–24:00", ((0, 1440),)),
        ("9:00–12:00, 11:00–14:00", ((540, 840),)),
        ("", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert spans_from(text) == spans


def test_what_is_written_is_read_again():
    assert spans_from(written(((540, 720), (780, 1440)))) == ((540, 720), (780, 1440))


@pytest.mark.parametrize("text", ["9 to 5", "18:00–9:00", "9:00–25:00", "9:70–12:00", "9:00"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValidationError):
        spans_from(text)


@pytest.mark.django_db
def test_a_branch_keeps_usual_hours_until_somebody_says_otherwise(gaoxin, wuhu, he):
    assert openings([gaoxin.pk])[gaoxin.pk].week == USUAL_WEEK
    week = [((540, 720),)] * 6 + [()]
    save_hours(
        branch=gaoxin, week=week, special={DAY: (), date(2026, 2, 15): ((600, 660),)}, version=0, by=he
    )
    said = openings([gaoxin.pk, wuhu.pk])
    assert said[gaoxin.pk].week == tuple(week)
    assert said[gaoxin.pk].special == {DAY: (), date(2026, 2, 15): ((600, 660),)}
    assert said[wuhu.pk].week == USUAL_WEEK


@pytest.mark.django_db
def test_two_who_change_the_hours_at_once_and_a_week_without_hours(gaoxin, he):
    save_hours(branch=gaoxin, week=USUAL_WEEK, special={}, version=0, by=he)
    with pytest.raises(ValidationError, match="just changed"):
        save_hours(branch=gaoxin, week=USUAL_WEEK, special={}, version=0, by=he)
    with pytest.raises(ValidationError, match="one weekday"):
        save_hours(branch=gaoxin, week=[()] * 7, special={}, version=1, by=he)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"opens": 700, "closes": 600}, {"closes": 1441}, {"weekday": None}])
def test_the_database_refuses_a_span_that_is_none(gaoxin, wrong):
    hours = OpeningHours.objects.create(branch=gaoxin)
    with pytest.raises(IntegrityError):
        OpeningSpan.objects.create(**{"hours": hours, "weekday": 0, "opens": 540, "closes": 600} | wrong)


def posted(**given):
    week = {f"week-day{n}": "9:00–12:00, 13:00–18:00" for n in range(5)}
    lines = {"special-TOTAL_FORMS": "2", "special-INITIAL_FORMS": "0"}
    return {"week-version": "0", "week-day5": "", "week-day6": ""} | week | lines | given


@pytest.mark.django_db
def test_an_administrator_says_when_a_branch_is_open(as_he, gaoxin):
    page = as_he.get(reverse("staff:branch", args=[gaoxin.pk])).content.decode()
    assert "09:00–12:00, 13:00–18:00" in page
    url = reverse("staff:branch_hours", args=[gaoxin.pk])
    given = posted(**{"week-day5": "9:00–12:00", "special-0-day": "2026-02-14", "special-0-hours": ""})
    assert as_he.post(url, given).status_code == 302
    said = openings([gaoxin.pk])[gaoxin.pk]
    assert (said.week[5], said.special) == (((540, 720),), {DAY: ()})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"week-day0": "nine to five"}, "Write hours as"),
        ({"special-0-hours": "9:00–12:00"}, "Which day?"),
        ({"special-0-day": "2026-02-14", "special-1-day": "2026-02-14"}, "stands here twice"),
        ({"week-version": "7"}, "just changed"),
    ],
)
def test_what_is_wrong_with_the_hours_is_said_and_nothing_is_saved(as_he, gaoxin, given, words):
    answer = as_he.post(reverse("staff:branch_hours", args=[gaoxin.pk]), posted(**given))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OpeningSpan.objects.exists()
