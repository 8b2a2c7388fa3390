"""A chart carries its figures three times: drawn, as a sentence, as a table."""

import json
import re

import pytest
from django.template import Context, Template

from churn_crm.ui.charts import Chart, Series


def rendered(chart: Chart) -> str:
    return Template('{% chart chart label="Lost: 38 in May, 46 in April" %}').render(
        Context({"chart": chart})
    )


@pytest.fixture
def lost() -> Chart:
    return Chart(
        "bars", ["April", "May"], [Series("Lost", [46, 38], "bad", links=["/?m=4", "/?m=5"])], unit="%"
    )


def test_the_figures_are_read_from_json_beside_the_chart(lost):
    html = rendered(lost)
    (name,) = re.findall(r'data-chart="([^"]+)"', html)
    (text,) = re.findall(rf'<script id="{name}" type="application/json">(.*?)</script>', html)
    data = json.loads(text)
    assert data["series"][0]["values"] == [46.0, 38.0]
    assert data["series"][0]["colour"] == "bad"


def test_the_table_says_the_same_and_every_number_opens_its_list(lost):
    html = rendered(lost)
    assert '<a class="cr-open" href="/?m=5">38%</a>' in html
    assert 'aria-label="Lost: 38 in May, 46 in April"' in html


def test_a_missing_figure_is_a_dash():
    assert ">–<" in rendered(Chart("lines", ["April", "May"], [Series("Score", [None, 34])]))


@pytest.mark.parametrize(
    ("kind", "series"),
    [("pie", Series("x", [1])), ("bars", Series("x", [1], "red")), ("bars", Series("x", [1, 2]))],
)
def test_a_chart_that_cannot_be_drawn_is_refused_at_once(kind, series):
    with pytest.raises(ValueError, match=r"Chart|Series"):
        Chart(kind, ["May"], [series])
