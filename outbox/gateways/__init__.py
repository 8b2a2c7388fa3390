"""The gateways: one file each, one visible list. Loaded when used, since SDKs are heavy."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from outbox import timing
from outbox.gateways.base import Gateway

GATEWAYS = {
    "simulated": "outbox.gateways.simulated.Simulated",
    "aliyun": "outbox.gateways.aliyun.Aliyun",
    "twilio": "outbox.gateways.twilio.Twilio",
    "tencent": "outbox.gateways.tencent.Tencent",
    "mail": "outbox.gateways.mail.Mail",
}
HAND = "hand"  # WeChat: a person sends, no gateway does


@cache
def by_name(name: str) -> Gateway:
    """The gateway of that name. Raises KeyError, or ImproperlyConfigured without its settings."""
    gateway: Gateway = import_string(GATEWAYS[name])()
    timing.check(late_acceptance=gateway.late_acceptance)
    return gateway


def name_for(channel: str) -> str:
    """The name of the gateway that takes this channel's messages; empty when none is configured."""
    chosen = {"sms": settings.SMS_GATEWAY, "email": settings.EMAIL_GATEWAY}.get(channel, "none")
    return "" if chosen == "none" else chosen


def in_use() -> set[str]:
    """The names of the gateways that this installation sends by."""
    return {settings.SMS_GATEWAY, settings.EMAIL_GATEWAY} - {"none"}
