"""Charts that ECharts draws: the figures as JSON, as words and as a table. Colours are the browser's part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from churn_crm.ui.figures import figure

KINDS = ("bars", "lying", "lines")
COLOURS = ("c1", "c2", "c3", "c4", "mute", "good", "warn", "bad", "tier-1", "tier-2", "tier-3", "tier-4")


@dataclass(frozen=True)
class Series:
    """One row of figures. values: one a label, None where there is none.

    colour: one of COLOURS. hatched: outside our control. dashed: forecast. links: where each figure leads.
    """

    name: str
    values: Sequence[float | None]
    colour: str = "c1"
    hatched: bool = False
    dashed: bool = False
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Chart:
    """What is drawn. kind: bars, lying (bars on their side) or lines. unit stands behind every figure."""

    kind: str
    labels: Sequence[str]
    series: Sequence[Series] = field(default_factory=tuple)
    unit: str = ""
    stacked: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Chart kind {self.kind!r}: write one of {', '.join(KINDS)}")
        for series in self.series:
            if series.colour not in COLOURS:
                raise ValueError(f"Chart colour {series.colour!r}: write one of {', '.join(COLOURS)}")
            if len(series.values) != len(self.labels):
                found, wanted = len(series.values), len(self.labels)
                raise ValueError(f"Series {series.name!r} has {found} values for {wanted} labels")


def chart(drawn: Chart, label: object, height: int = 240) -> dict:
    """Context of templates/ui/_chart.html.

    label: the figures as one sentence. height: 200, 240, 280 or 320 pixels.
    """
    columns = [cells(series, drawn.unit) for series in drawn.series]
    return {
        "label": label,
        "height": height,
        "name": f"chart-{crc32(str(label).encode()):x}",
        "chart": drawn,
        "spec": spec(drawn),
        "rows": list(zip(drawn.labels, zip(*columns, strict=True), strict=True)),
    }


def cells(series: Series, unit: str) -> list[tuple[str, str]]:
    """Figure and link for each label."""
    links = series.links or [""] * len(series.values)
    return [
        (figure(value, 1) + (unit if value is not None else ""), link)
        for value, link in zip(series.values, links, strict=True)
    ]


def spec(drawn: Chart) -> Mapping:
    """What static/js/charts.js reads."""
    return {
        "kind": drawn.kind,
        "labels": [str(label) for label in drawn.labels],
        "unit": drawn.unit,
        "stacked": drawn.stacked,
        "series": [
            {
                "name": str(s.name),
                "values": [None if v is None else float(v) for v in s.values],
                "colour": s.colour,
                "hatched": s.hatched,
                "dashed": s.dashed,
                "links": list(s.links),
            }
            for s in drawn.series
        ],
    }
