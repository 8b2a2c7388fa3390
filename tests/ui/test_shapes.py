"""What the browser tests take for the same page, and what not."""

import pytest

from tests.e2e.shapes import shapes_of

PAGE = '<main><h1>Lin</h1><ul><li class="row"><a href="/customers/1/">Muyun</a></li></ul></main>'


def of(html: str) -> set[str]:
    return shapes_of(html, lambda path: f'<p class="fetched">{path}</p>')


@pytest.mark.parametrize(
    "other",
    [
        PAGE.replace("Lin", "Chen").replace("/1/", "/2/"),
        PAGE.replace("</ul>", '<li class="row"><a href="/customers/7/">Beiting</a></li></ul>'),
        PAGE.replace("<main>", "<head><title>Another</title><style>p { color: red }</style></head><main>"),
        PAGE.replace("<main>", "<main>\n  </nobody>"),
    ],
)
def test_other_words_and_more_rows_are_the_same_page(other):
    assert of(other) == of(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        PAGE.replace("</ul>", "</ul><button>Undo</button>"),
        PAGE.replace('"row"', '"row pale"'),
        PAGE.replace("Muyun", ""),
        PAGE.replace("<a ", '<a aria-label="" '),
        PAGE.replace("<h1>Lin</h1>", "<h1>Lin<br></h1>"),
        PAGE.replace("<ul>", "<ol>").replace("</ul>", "</ol>"),
    ],
)
def test_another_button_class_attribute_or_place_is_another_page(other):
    assert not of(other) <= of(PAGE) or not of(PAGE) <= of(other)


def test_a_page_has_the_shapes_of_what_it_loads_by_itself():
    loading = '<div hx-get="/badge/?a=1&amp;b=2" hx-trigger="load, every 60s"></div>'
    clicked = '<div hx-get="/badge/" hx-trigger="click"></div>'
    assert any("fetched" in shape for shape in of(loading))
    assert not any("fetched" in shape for shape in of(clicked))
