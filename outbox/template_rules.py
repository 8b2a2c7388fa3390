"""What must be true of a template before anything is planned with it. Pure; refusals are in words.

Sources (read in 2026): Aliyun, help.aliyun.com/document_detail/44357.html (a variable has 1 to 35 characters,
stands once in a template, never beside another nor alone; a promotion ends with 拒收请回复R). Tencent,
tencentcloud.com/document/product/382/40659 (500 characters with signature and variables) and 382/13301 (12
characters a variable for personal accounts; promotions carry 拒收请回复R). Both: no 【】 in the text, which
marks the signature. A signature has 2 to 12 characters: Aliyun's CreateSmsSign.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outbox.models import Channel, Purpose
from outbox.rendering import FIXED, HOLE, Unsayable, has_stray_brace, names, unknown
from outbox.variables import BY_NAME

LONGEST_SMS = 500  # characters, signature included
SHORTEST_SIGNATURE, LONGEST_SIGNATURE = 2, 12  # signs between 【】
MARKS = re.compile("[【】]")


@dataclass(frozen=True)
class Approver:
    """A gateway that approves texts. longest_value: characters of one variable's value."""

    longest_value: int


APPROVERS = {"aliyun": Approver(longest_value=35), "tencent": Approver(longest_value=12)}


@dataclass(frozen=True)
class Wording:
    """A template as it is written. gateway: the name of the one that takes its channel; may be empty."""

    channel: str
    purpose: str
    language: str
    text: str
    subject: str = ""
    signature: str = ""
    gateway: str = ""

    @property
    def is_sms(self) -> bool:
        return self.channel == Channel.SMS

    @property
    def approver(self) -> Approver | None:
        return APPROVERS.get(self.gateway) if self.is_sms else None


def problems(wording: Wording, *, opt_out_words: Collection[str]) -> Iterator[tuple[str, str]]:
    """(field, what is wrong and what to do) of everything that forbids the template.

    opt_out_words: folded, as policies.words_of gives them.
    """
    for field, text in (("text", wording.text), ("subject", wording.subject)):
        yield from ((field, words) for words in of_variables(text))
    if wording.channel == Channel.EMAIL and not wording.subject.strip():
        yield "subject", _("An e-mail needs a subject.")
    if wording.is_sms:
        yield from of_signature(wording)
        yield from (("text", words) for words in of_sms(wording, opt_out_words))
    if wording.approver:
        yield from (("text", words) for words in of_approval(wording.text))


def of_variables(text: str) -> Iterator[str]:
    for word in unknown(text):
        yield _("There is no variable {%(word)s}. Choose one from the list.") % {"word": word}
    if has_stray_brace(text):
        yield _("A brace stands alone: a variable has one before and one after it.")


def of_signature(wording: Wording) -> Iterator[tuple[str, str]]:
    signature = wording.signature.strip()
    if not signature and (wording.approver or wording.language.startswith("zh")):
        yield "signature", _("An SMS in China begins with a signature: the name of the business.")
    elif MARKS.search(signature):
        yield "signature", _("Without 【】: they are put around it.")
    elif signature and not SHORTEST_SIGNATURE <= len(signature) <= LONGEST_SIGNATURE:
        yield "signature", _("A signature has 2 to 12 characters.")


def of_sms(wording: Wording, opt_out_words: Collection[str]) -> Iterator[str]:
    if MARKS.search(wording.text):
        yield _("No 【】 in the text: phones would take it for the signature.")
    if len(wording.text) + len(wording.signature) + 2 > LONGEST_SMS:
        yield _("An SMS has at most 500 characters, the signature among them.")
    if wording.purpose == Purpose.MARKETING:
        yield from of_opt_out(wording, opt_out_words)


def of_opt_out(wording: Wording, opt_out_words: Collection[str]) -> Iterator[str]:
    """A promotion says how to opt out, with a word that we understand."""
    if "opt_out" in names(wording.text):
        if not way_out(wording.language, opt_out_words, gateway=wording.gateway):
            yield _("The policy names no opt-out word that could be put here.")
        return
    offered = offers(wording.text)
    if not offered:
        yield _("A promotion says how to opt out: put %(hole)s at its end, or write 回复TD退订.") % {
            "hole": hole("opt_out")
        }
    elif not {word.casefold() for word in offered} & set(opt_out_words):
        yield _("“%(word)s” is not among the opt-out words of the policy, so nobody would be heard.") % {
            "word": offered[-1]
        }
    elif wording.approver and not wording.text.rstrip("。. ").endswith(FIXED["opt_out"]):
        yield _("The gateway asks for promotions to end with 拒收请回复R.")


# A word in capitals, or 退订, that the reader is asked to send: 回复TD退订, 拒收请回复R, reply STOP.
OFFERS = re.compile(
    r"(?:回复?|[Rr]eply(?: with)?|[Tt]ext|[Ss]end)\s*[“\"']?\s*([A-Z]+|退订|退訂)(?![A-Za-z])"
)


def offers(text: str) -> list[str]:
    """The words that a text asks its reader to send."""
    return OFFERS.findall(text)


def way_out(language: str, opt_out_words: Collection[str], *, gateway: str = "") -> str:
    """The words for {opt_out}, with a word that the policy understands; empty when it has none that fits.

    opt_out_words: folded, as policies.words_of gives them.
    """
    if gateway in APPROVERS:
        return FIXED["opt_out"] if "r" in opt_out_words else ""
    chinese = language.startswith("zh")
    usual = [word for word in (CHINESE_WORDS if chinese else ENGLISH_WORDS) if word in opt_out_words]
    latin = sorted(word for word in opt_out_words if word.isascii())
    word = next(iter([*usual, *latin]), "").upper()
    if not word:
        return ""
    return f"回复{word}退订" if chinese else f"Reply {word} to opt out"


CHINESE_WORDS = ("td", "t", "r", "n")
ENGLISH_WORDS = ("stop", "unsubscribe", "cancel")


def of_approval(text: str) -> Iterator[str]:
    """What a gateway that approves texts refuses."""
    twice = sorted({name for name in names(text) if names(text).count(name) > 1})
    for name in twice:
        yield _("The gateway takes each variable once; %(hole)s stands here more often.") % {
            "hole": hole(name)
        }
    if re.search(r"\}\s*\{", text):
        yield _("The gateway refuses variables side by side: put words between them.")
    if not HOLE.sub("", text).strip():
        yield _("The gateway refuses a text of nothing but variables.")


def too_long(variables: Mapping[str, str], approver: Approver | None) -> list[str]:
    """The variables whose value is longer than the gateway takes."""
    if approver is None:
        return []
    return [name for name, value in variables.items() if len(value) > approver.longest_value]


def missing_in_words(error: Unsayable) -> list[str]:
    """What a customer lacks, variable by variable. Unknown ones are a fault of the text: see `problems`."""
    return [
        _("No value for %(hole)s: %(why)s.") % {"hole": hole(name), "why": BY_NAME[name].lacking}
        for name in error.missing
    ]


def too_long_in_words(found: Iterable[str], approver: Approver | None) -> list[str]:
    most = approver.longest_value if approver else 0
    return [
        _("The value of %(hole)s is longer than the %(most)d characters that the gateway takes.")
        % {"hole": hole(name), "most": most}
        for name in found
    ]


def hole(name: str) -> str:
    """The variable as the reader would write it."""
    return BY_NAME[name].written(get_language() or "en")
