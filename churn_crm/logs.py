"""Structured logs: one event a line, JSON on a server, readable when trying out. No personal data goes in."""

import re
from typing import Any

import structlog

# The address by which a gateway tells us something holds a secret, and so do customers' links.
SECRET = re.compile(r"(/hooks/[^/\s]+/|/s/(?!q/|privacy\b)|/c/(?!at/))[^/\s?]+")
# What PostgreSQL adds to an error holds the values of the row: names and numbers of customers.
VALUES_OF_ROWS = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)


def hide_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Whatever names a path, Django and the request log among them, names it without the secret."""
    return {
        name: SECRET.sub(r"\1…", value) if isinstance(value, str) else value for name, value in event.items()
    }


def hide_values_of_rows(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A traceback names the constraint that a row broke, not the row."""
    if "exception" in event:
        event["exception"] = VALUES_OF_ROWS.sub(r"\1: …", event["exception"])
    return event


# Tracebacks become text here, for our lines and Django's alike, without the values of variables: the
# renderers would print those, or lose a traceback that is not ours.
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.format_exc_info,
    hide_secrets,
    hide_values_of_rows,
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
