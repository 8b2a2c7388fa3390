"""Opening a chat with a customer from a link: as far as WeChat and WeCom let others do that. Pure."""

import re

# WeCom names its outside contacts wm… (added by staff) or wo… (external): 32 signs.
WECOM = re.compile(r"w[mo][\w-]{30}")


def chat_link(wechat: str) -> str:
    """Opens WeCom, or WeChat at that id; empty without one. An app that ignores the id opens all the same."""
    wechat = wechat.strip()
    if not wechat:
        return ""
    if WECOM.fullmatch(wechat):
        return "wxwork://"
    return f"weixin://dl/chat?{wechat}" if re.fullmatch(r"[\w-]+", wechat) else "weixin://"
