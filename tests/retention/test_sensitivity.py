"""What a customer seems to care about: a table of complaints."""

from datetime import date, timedelta

import pytest

from retention.sensitivity import CARES, Rated, Said, suggest

TODAY = date(2026, 6, 16)


def said(cause: str, severity: int = 2, ago: int = 30) -> Said:
    return Said(cause, severity, TODAY - timedelta(days=ago))


def cares(*complaints: Said, scores: tuple[Rated, ...] = ()) -> str | None:
    found = suggest(complaints, scores, on=TODAY)
    return found.cares if found else None


@pytest.mark.parametrize(
    ("complaints", "expected"),
    [
        ([], None),
        ([said("price")], None),
        ([said("price"), said("overcharging")], "price"),
        ([said("comeback", severity=3)], "quality"),
        ([said("waiting"), said("attitude"), said("price")], "service"),
        ([said("waiting"), said("waiting"), said("price"), said("price")], None),
        ([said("neglect", severity=4)], "relationship"),
        ([said("price", ago=731), said("price", ago=731)], None),
        ([said("price", ago=730), said("price", ago=730)], "price"),
        ([said("price", ago=-1), said("price")], None),
        ([said("weather"), said("weather")], None),
    ],
)
def test_most_of_what_he_complains_of_is_what_he_cares_about(complaints, expected):
    assert cares(*complaints) == expected


def test_a_low_rating_near_a_complaint_gives_it_weight():
    low = Rated(1, TODAY - timedelta(days=20))
    assert cares(said("price"), scores=(low,)) == "price"
    assert cares(said("price"), scores=(Rated(4, low.day),)) is None
    assert cares(said("price"), scores=(Rated(1, TODAY - timedelta(days=60)),)) is None


def test_the_evidence_is_what_speaks_for_it_newest_first():
    old, new = said("price", ago=200), said("overcharging", ago=10)
    found = suggest([old, said("waiting"), new], [], on=TODAY)
    assert found.evidence == (new, old)
    assert found.share == pytest.approx(2 / 3)


def test_every_cause_of_the_desk_speaks_of_something():
    from desk.models import Complaint

    assert set(Complaint.Cause.values) == set(CARES)
