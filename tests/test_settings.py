"""Settings fail loudly: a wrong value stops the start and says what to write."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

GOOD = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "crm.example.org",
    "DATABASE_URL": "postgres://crm:secret@db/crm",
    "REDIS_URL": "redis://redis:6379/0",
}


# What the settings import takes long and is the same for all: it is loaded once, and each reading is a fork.
READ = """
import json, os, runpy, sys
import churn_crm.settings
for values in json.loads(sys.argv[1]):
    readable, writable = os.pipe()
    if not os.fork():
        os.dup2(writable, 2)
        os.environ.clear()
        os.environ.update(values)
        read = runpy.run_path(churn_crm.settings.__file__)
        print(read["DEBUG"], read["SESSION_COOKIE_SECURE"], file=sys.stderr)
        sys.exit()
    os.close(writable)
    said = open(readable).read()
    print(json.dumps({"code": os.waitstatus_to_exitcode(os.wait()[1]), "said": said}), flush=True)
"""


def readings(*changes: dict[str, str]) -> list[dict[str, Any]]:
    """Read the settings in processes of their own, each with nothing but these variables set."""
    path = {"PATH": os.environ["PATH"]}
    values = json.dumps([{**path, **GOOD, **changed} for changed in changes])
    command = [sys.executable, "-c", READ, values]
    done = subprocess.run(command, env={**path, **GOOD}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_production_starts_with_what_it_needs_and_is_secure():
    assert readings({}) == [{"code": 0, "said": "False True\n"}]


WRONG = [
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
]


@pytest.fixture(scope="module")
def wrong_readings() -> list[dict[str, Any]]:
    return readings(*(changes for changes, _says in WRONG))


@pytest.mark.parametrize("place", range(len(WRONG)), ids=[says for _changes, says in WRONG])
def test_a_wrong_value_stops_the_start_and_says_what_to_write(place, wrong_readings):
    assert wrong_readings[place]["code"] == 1
    assert WRONG[place][1] in wrong_readings[place]["said"].splitlines()[-1]
