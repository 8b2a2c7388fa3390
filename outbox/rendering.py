"""The words of a template become the words for one customer. Pure; nothing is ever left empty."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from outbox.lengths import length
from outbox.models import Channel
from outbox.variables import BY_NAME

HOLE = re.compile(r"\{([^{}]*)\}")
# What gateways that approve texts want to see in the text itself.
FIXED = {"opt_out": "拒收请回复R"}


class Unsayable(ValueError):
    """The text cannot be said to this customer. unknown: as written · missing: names of variables."""

    def __init__(self, *, unknown: tuple[str, ...] = (), missing: tuple[str, ...] = ()) -> None:
        super().__init__(f"unknown: {', '.join(unknown)}; missing: {', '.join(missing)}")
        self.unknown, self.missing = unknown, missing


@dataclass(frozen=True)
class Said:
    """What the customer reads. variables: what was put in, by name; gateways that approve texts need them."""

    text: str
    subject: str
    variables: dict[str, str]
    channel: str

    @property
    def characters(self) -> int:
        return length(self.text)[0]

    @property
    def parts(self) -> int:
        """Messages that are paid for; whatever is no SMS is one."""
        return length(self.text)[1] if self.channel == Channel.SMS else 1


def holes(text: str) -> list[str]:
    """What stands between braces, in order, as it is written."""
    return [found.strip() for found in HOLE.findall(text)]


def names(text: str) -> list[str]:
    """The variables of a text by name, in order; what is unknown is left out."""
    return [BY_NAME[word].name for word in holes(text) if word in BY_NAME]


def unknown(text: str) -> list[str]:
    """What stands between braces and is no variable."""
    return [word for word in holes(text) if word not in BY_NAME]


def has_stray_brace(text: str) -> bool:
    return bool(re.search(r"[{}]", HOLE.sub("", text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables. values: by name; empty where there is none. Raises Unsayable."""
    missing = [name for name in names(text) if not values.get(name)]
    if missing or unknown(text):
        raise Unsayable(unknown=tuple(unknown(text)), missing=tuple(dict.fromkeys(missing)))
    return HOLE.sub(lambda found: values[BY_NAME[found[1].strip()].name], text)


def as_sent(text: str, *, signature: str, channel: str) -> str:
    """With the signature in front, as the phone shows it and as it is counted and paid for."""
    return f"【{signature}】{text}" if signature and channel == Channel.SMS else text


def said(
    *, text: str, values: Mapping[str, str], channel: str, subject: str = "", signature: str = ""
) -> Said:
    """The whole message for one customer. Raises Unsayable."""
    used = dict.fromkeys(names(text) + names(subject))
    return Said(
        text=as_sent(filled(text, values), signature=signature, channel=channel),
        subject=filled(subject, values),
        variables={name: values.get(name, "") for name in used},
        channel=channel,
    )


def variables_for(ready: Said, gateway: str) -> dict[str, str]:
    """What is put into an approved text: by name, at Tencent by place."""
    put_in = {name: value for name, value in ready.variables.items() if name not in FIXED}
    if gateway == "tencent":
        return {str(place): value for place, value in enumerate(put_in.values(), 1)}
    return put_in


def for_gateway(text: str, gateway: str) -> str:
    """The text as it is handed in for approval: ${name} at Aliyun, {1} {2} at Tencent."""
    order = list(dict.fromkeys(name for name in names(text) if name not in FIXED))

    def hole(found: re.Match[str]) -> str:
        name = BY_NAME[found[1].strip()].name
        if name in FIXED:
            return FIXED[name]
        return f"{{{order.index(name) + 1}}}" if gateway == "tencent" else f"${{{name}}}"

    return HOLE.sub(hole, text)
