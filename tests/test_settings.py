"""Settings fail loudly: a wrong value stops the start and says what to write."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "crm.example.org",
    "DATABASE_URL": "postgres://crm:secret@db/crm",
    "REDIS_URL": "redis://redis:6379/0",
}


def start(**changes: str) -> subprocess.CompletedProcess:
    """Read the settings in a process of its own, with nothing but these variables set."""
    values = {"PATH": os.environ["PATH"], **GOOD, **changes}
    command = [
        sys.executable,
        "-c",
        "import churn_crm.settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE)",
    ]
    return subprocess.run(command, env=values, capture_output=True, text=True, check=False)


def test_production_starts_with_what_it_needs_and_is_secure():
    done = start()
    assert done.stdout.split() == ["False", "True"], done.stderr


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"DEBUG": "yes"}, "DEBUG='yes': write true or false"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters"),
        ({"EMAIL_ANSWERS": "imap"}, "IMAP_HOST is not set: EMAIL_ANSWERS=imap needs it"),
        (
            {"EMAIL_ANSWERS": "imap", "IMAP_HOST": "mail.example.org", "IMAP_USER": "answers"},
            "IMAP_PASSWORD is not set",
        ),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "only PostgreSQL"),
        ({"TODAY": "30.6.1998"}, "write a date such as 1998-06-30"),
        ({"NIGHT_STARTS_AT": "two"}, "write a whole number such as 2"),
        ({"ENVIRONMENT": "prod"}, "write one of tryout, production, test"),
        ({"LANGUAGE_CODE": "de"}, "write one of en, zh-hans"),
        ({"SMS_GATEWAY": "aliyun"}, "ALIYUN_ACCESS_KEY_ID is not set: SMS_GATEWAY=aliyun needs it"),
        ({"SMS_GATEWAY": "twilio"}, "PUBLIC_URL is not set: SMS_GATEWAY=twilio needs it"),
        ({"SMS_GATEWAY": "tencent", "TENCENT_SECRET_ID": "i"}, "TENCENT_SECRET_KEY is not set"),
        ({"ALIYUN_HOOK_SECRET": "short"}, "ALIYUN_HOOK_SECRET has 5 characters: use at least 32"),
        ({"TENCENT_HOOK_ADDRESSES": "203.0.113.7, here"}, "write networks such as 203.0.113.0/24"),
        ({"PUBLIC_URL": "crm.example.com/"}, "write an address such as https://crm.example.com"),
    ],
)
def test_a_wrong_value_stops_the_start_and_says_what_to_write(changes, says):
    done = start(**changes)
    assert done.returncode != 0
    assert says in done.stderr
