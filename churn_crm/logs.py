"""Structured logs: one event a line, JSON on a server, readable when trying out. No personal data goes in."""

import re
from typing import Any

import structlog

# The address by which a gateway tells us something holds a secret, and so does a customer's link to a survey.
SECRET = re.compile(r"(/hooks/[^/\s]+/|/s/(?!q/|privacy\b))[^/\s?]+")


def hide_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Whatever names a path, Django and the request log among them, names it without the secret."""
    return {
        name: SECRET.sub(r"\1…", value) if isinstance(value, str) else value for name, value in event.items()
    }


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    hide_secrets,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_logging(*, as_json: bool, level: str) -> dict[str, Any]:
    """Set structlog up and return the LOGGING setting that sends everything through it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": renderer,
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django_structlog": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            # SDKs and what they call with: below this they log numbers and texts.
            "twilio": {"level": "WARNING"},
            "tencentcloud_sdk_common": {"level": "WARNING"},
            "urllib3": {"level": "INFO"},
        },
    }
