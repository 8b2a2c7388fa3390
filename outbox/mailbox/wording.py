"""What somebody wrote himself in a mail: without what he quotes, without his signature. Pure."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

LONGEST_HTML = 50_000  # signs, without styles; more is layout
LONGEST_MARK = 300  # signs; no line that says something of a mail is longer
HIDDEN = {"script", "style", "head", "title", "template"}
BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol"}

# "On Mon, 3 Nov 2025 at 10:00, Care wrote:", in one line or two · 于2025年11月3日写道：
SAID = re.compile(r"(^on\s.*\swrote|(^在|^于|\d).*(写道|寫道))\s*[:：]$", re.IGNORECASE)
# Outlook, QQ, 163 and others put one line over all that follows.
DIVIDER = re.compile(
    r"^(_{20,}|[-_—]{2,}\s*(original message|original|forwarded message|原始邮件|原始郵件|回复的原邮件|"
    r"转发的邮件|转发邮件信息)\s*[-_—]{2,})$",
    re.IGNORECASE,
)
FROM = re.compile(r"^\W*(from|发件人|寄件者)\W*[:：]", re.IGNORECASE)
SENT = re.compile(r"^\W*(sent|date|to|发送时间|发送日期|日期|收件人|寄件日期)\W*[:：]", re.IGNORECASE)
SIGNED = re.compile(
    r"^(--\s?|sent from my \S.*|sent from outlook.*|get outlook for .*|发自我的.*|从我的.*发送)$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The sender's own words. Where nothing would be left, all of it: better a quotation than nothing."""
    lines = [line.strip() for line in text.replace("\xa0", " ").split("\n")]
    kept = "\n".join(unsigned(list(unquoted(lines))))
    return squeezed(kept) or squeezed("\n".join(lines))


def unquoted(lines: list[str]) -> Iterator[str]:
    """The lines that are his; those marked with > may stand between them."""
    place = 0
    while place < len(lines):
        line = lines[place]
        marks = len(line) <= LONGEST_MARK
        if marks and (DIVIDER.match(line) or heads(lines, place)):
            return
        length = saying(lines, place) if marks else 0
        if length:
            place += length
            if not quoted_next(lines, place):
                return
            continue
        if not line.startswith((">", "＞")):
            yield line
        place += 1


def saying(lines: list[str], place: int) -> int:
    """How many lines say that what follows was written by somebody else: 0, 1 or 2."""
    if SAID.search(lines[place]):
        return 1
    both = " ".join(lines[place : place + 2])
    begins = lines[place].lower().startswith(("on ", "在", "于"))
    return 2 if begins and len(both) <= 2 * LONGEST_MARK and SAID.search(both) else 0


def quoted_next(lines: list[str], place: int) -> bool:
    """Whether the next words are marked as a quotation, so that his own may follow them."""
    following = next((lines[nth] for nth in range(place, len(lines)) if lines[nth]), "")
    return following.startswith((">", "＞"))


def heads(lines: list[str], place: int) -> bool:
    """The head of another mail: from whom, and right below it when or to whom."""
    return bool(FROM.match(lines[place])) and any(
        SENT.match(line[:LONGEST_MARK]) for line in lines[place + 1 : place + 4]
    )


def unsigned(lines: list[str]) -> list[str]:
    """Without the signature, unless it is all there is."""
    for place, line in enumerate(lines):
        if len(line) <= LONGEST_MARK and SIGNED.match(line) and any(lines[:place]):
            return lines[:place]
    return lines


def squeezed(text: str) -> str:
    """At most one empty line in a row, none around."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def first_words(text: str) -> str:
    """The first paragraph: below a word that stands alone people sign with their names."""
    return text.split("\n\n", 1)[0].strip()


class Shown(HTMLParser):
    """Gathers what a reader would see. quotes: also what is quoted."""

    def __init__(self, *, quotes: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.left_out = HIDDEN if quotes else HIDDEN | {"blockquote"}
        self.depth: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self.words.append("\n")
        if tag == "body":
            self.depth.clear()  # of a head that nobody closed
        if tag in self.left_out:
            self.depth.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS and tag != "br":
            self.words.append("\n")
        if self.depth and self.depth[-1] == tag:
            self.depth.pop()

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.words.append(re.sub(r"\s+", " ", data))


def without_styles(html: str) -> str:
    """Mail programs write more style than words."""
    kept, rest = [], html
    while True:
        before, found, after = rest.partition("<style")
        kept.append(before)
        if not found:
            return "".join(kept)
        rest = after.partition("</style>")[2]


def text_of_html(html: str) -> str:
    """The words of a page, without what it quotes as long as something else is left."""
    html = without_styles(html)
    for quotes in (False, True):
        page = Shown(quotes=quotes)
        page.feed(html[:LONGEST_HTML])
        page.close()
        words = squeezed("\n".join(line.strip() for line in "".join(page.words).split("\n")))
        if words:
            return words
    return ""
