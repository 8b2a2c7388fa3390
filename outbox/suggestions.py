"""Templates that every business can begin with, in both languages: one is offered on an empty page."""

from typing import Any

from outbox.models import Channel, Purpose

# (name, channel, purpose, subject, text) by language; the demo is filled with all of them.
SUGGESTED: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "en": (
        (
            "Due reminder",
            Channel.SMS,
            Purpose.SERVICE,
            "",
            "Hello {salutation}, {due} of your {plate} is due on {due_on}. "
            "Reply with a day that suits you. {manager}, {branch}",
        ),
        (
            "We have not seen you for a while",
            Channel.SMS,
            Purpose.MARKETING,
            "",
            "Hello {salutation}, your last visit to {branch} was on {last_visit}. "
            "A check is free this month; just reply with a day. {manager}. {opt_out}",
        ),
        (
            "Thank you for your visit",
            Channel.WECHAT,
            Purpose.SERVICE,
            "",
            "Hello {salutation}, {manager} of {branch} here. Thank you for your visit on {last_visit}. "
            "Is everything as you expected? Just write to me.",
        ),
        (
            "How was your visit?",
            Channel.SMS,
            Purpose.SERVICE,
            "",
            "Hello {salutation}, how was your visit to {branch}? It takes a minute: {link}",
        ),
        (
            "Inspection of your vehicles",
            Channel.EMAIL,
            Purpose.SERVICE,
            "{due} of {asset}: {due_on}",
            "Dear {salutation},\n\n{due} of {asset} is due on {due_on}. We can keep a place for you "
            "at {branch}; an answer with two days that suit you is enough.\n\n"
            "Kind regards,\n{manager}\n{business}",
        ),
        (
            "How far your complaint is",
            Channel.SMS,
            Purpose.SERVICE,
            "",
            "Hello {salutation}, here you see how far your complaint is, and can answer us: {progress_link}",
        ),
        (
            "How far your complaint is, by e-mail",
            Channel.EMAIL,
            Purpose.SERVICE,
            "Your complaint",
            "Dear {salutation},\n\nhere you see how far your complaint is, and can answer us:\n"
            "{progress_link}\n\nKind regards,\n{branch}, {business}",
        ),
        (
            "Is your complaint solved?",
            Channel.SMS,
            Purpose.SERVICE,
            "",
            "Hello {salutation}, we have worked on your complaint. How satisfied are you with the solution? "
            "It takes a minute: {link}",
        ),
    ),
    "zh-hans": (
        (
            "到期提醒",
            Channel.SMS,
            Purpose.SERVICE,
            "",
            "{称呼}您好，您的爱车{车牌号}的{到期项目}将于{到期日}到期，方便时回复到店日期即可。{客户经理}，{门店}",
        ),
        (
            "好久不见",
            Channel.SMS,
            Purpose.MARKETING,
            "",
            "{称呼}您好，您上次到{门店}是{上次到店}。本月到店免费检查，回复日期即可预约。{客户经理}。{退订}",
        ),
        (
            "到店回访",
            Channel.WECHAT,
            Purpose.SERVICE,
            "",
            "{称呼}您好，我是{门店}的{客户经理}。感谢您{上次到店}到店，用车一切都好吗？有任何问题直接回我就行。",
        ),
        (
            "满意度调查",
            Channel.SMS,
            Purpose.SERVICE,
            "",
            "{称呼}您好，您在{门店}的服务怎么样？一分钟即可回答：{链接}",
        ),
        (
            "到期通知",
            Channel.EMAIL,
            Purpose.SERVICE,
            "{车辆}的{到期项目}：{到期日}",
            "{称呼}，您好：\n\n您的{车辆}的{到期项目}将于{到期日}到期。{门店}可以为您预留工位，"
            "回复两个方便的日期即可。\n\n{客户经理}\n{商家}",
        ),
        (
            "投诉进度",
            Channel.SMS,
            Purpose.SERVICE,
            "",
            "{称呼}您好，您的投诉进度可在此查看，也可以直接答复我们：{进度链接}",
        ),
        (
            "投诉进度（邮件）",
            Channel.EMAIL,
            Purpose.SERVICE,
            "您的投诉",
            "{称呼}，您好：\n\n您的投诉进度可在此查看，也可以直接答复我们：\n{进度链接}\n\n{门店}\n{商家}",
        ),
        (
            "投诉处理满意度",
            Channel.SMS,
            Purpose.SERVICE,
            "",
            "{称呼}您好，您的投诉我们已处理。您对处理结果满意吗？一分钟即可回答：{链接}",
        ),
    ),
}


def suggestion(language: str) -> dict[str, Any]:
    """The first one of that language, as the form of a template takes it."""
    return as_form(SUGGESTED["zh-hans" if language.startswith("zh") else "en"][0], language)


def suggested(name: str, *, language: str) -> dict[str, Any]:
    """The one of that name. Raises StopIteration where there is none."""
    return as_form(next(one for one in SUGGESTED[language] if one[0] == name), language)


def as_form(suggested: tuple[str, str, str, str, str], language: str) -> dict[str, Any]:
    name, channel, purpose, subject, text = suggested
    return {
        "name": name,
        "channel": channel,
        "purpose": purpose,
        "subject": subject,
        "text": text,
        "language": "zh-hans" if language.startswith("zh") else "en",
    }
