"""The container files, as far as they can be checked without an engine."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[1]
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "sender", "beat")
FILLED_IN = {
    "DOMAIN": "crm.example.com",
    "SECRET_KEY": "a-made-up-key-of-sixty-characters-0123456789-0123456789-0123",
    "POSTGRES_PASSWORD": "secret",
    "APP_DATABASE_PASSWORD": "another",
    "VALKEY_PASSWORD": "secret",
}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined."""
    lines = [
        line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.lstrip().startswith("#")
    ]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [
        (name, rest.strip())
        for name, _, rest in (line.partition(" ") for line in joined.splitlines())
        if name
    ]


def filled_in(text: str) -> str:
    """Compose's own substitution: ${NAME}, ${NAME:-default}, ${NAME:?message}."""
    return re.sub(
        r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}",
        lambda found: FILLED_IN.get(found[1], found[2] or ""),
        text,
    )


def environment(service: str) -> dict[str, str]:
    return {name: filled_in(str(value)) for name, value in SERVICES[service]["environment"].items()}


def test_everything_that_a_server_needs_is_there():
    assert set(SERVICES) == {*OURS, "postgres", "valkey", "caddy"}


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"migrate"}))
def test_what_keeps_running_is_watched_and_started_again(service):
    assert SERVICES[service]["healthcheck"]["test"]
    assert SERVICES[service]["restart"] == "unless-stopped"


def test_migrations_run_once_and_before_everything_else():
    assert SERVICES["migrate"]["restart"] == "no"
    for service in ("web", "worker", "sender", "beat"):
        assert SERVICES[service]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]


def test_every_image_names_its_version():
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]
    for image in bases + images:
        assert re.search(r":\d", image), image


def test_the_image_runs_as_an_ordinary_user_and_serves_the_port_that_the_proxy_asks():
    final = instructions()[max(i for i, (name, _) in enumerate(instructions()) if name == "FROM") :]
    assert [rest for name, rest in final if name == "USER"] == ["churn-crm"]
    command = json.loads(next(rest for name, rest in final if name == "CMD"))
    assert command[:2] == ["gunicorn", "churn_crm.wsgi"]
    port = command[command.index("--bind") + 1].rpartition(":")[2]
    assert ("EXPOSE", port) in final
    assert f"reverse_proxy web:{port}" in CADDYFILE
    assert f"127.0.0.1:{port}/" in (ROOT / "deploy" / "healthcheck.py").read_text()


def test_the_proxy_hides_the_secret_of_a_gateways_address_in_all_its_logs():
    globally = CADDYFILE.partition("{$DOMAIN}")[0]
    pattern, instead = re.findall(r'request>uri regexp "(.*)" "(.*)"', globally)[0]
    instead = instead.replace("${1}", r"\1")
    path = reverse("outbox:replies_in", args=["aliyun", "top-secret"])
    assert re.sub(pattern, instead, f"{path}?x=1") == "/hooks/aliyun/…/replies?x=1"
    assert re.sub(pattern, instead, "/login") == "/login"


def test_every_copied_file_exists_and_is_not_ignored():
    shown = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for name, rest in instructions():
        if name != "COPY":
            continue
        *sources, _ = [word for word in rest.split() if not word.startswith("--")]
        for source in sources:
            here = ROOT / (source.removeprefix("/app/") if "--from=frontend" in rest else source)
            assert here.exists() or "--from=packages" in rest, source
            assert "--from" in rest or Path(source).parts[0] in shown, source


def test_every_app_is_copied_into_the_image(settings):
    copied = {rest.split()[0] for name, rest in instructions() if name == "COPY"}
    ours = {app.split(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.split(".")[0]).is_dir()}
    assert ours <= copied


@pytest.mark.parametrize("service", ["worker", "sender", "beat"])
def test_every_command_names_something_that_exists(service):
    program, *arguments = SERVICES[service]["command"]
    assert importlib.util.find_spec(program)
    assert importlib.util.find_spec(arguments[arguments.index("--app") + 1])


def test_the_owner_migrates_and_then_says_what_the_application_may_do():
    shell, options, script = SERVICES["migrate"]["command"]
    assert (shell, options) == ("sh", "-ec")
    steps = [step.split() for step in script.split(";")]
    assert [step[2] for step in steps] == ["migrate", "application_role"]
    for step in steps:
        assert step[:2] == ["python", "manage.py"]
        assert step[2] in get_commands()
    assert steps[1][3] in environment("web")["DATABASE_URL"]


def test_only_the_migration_knows_the_owners_password():
    for service in ("web", "worker", "sender", "beat"):
        assert "POSTGRES_PASSWORD" not in str(SERVICES[service]["environment"])
    assert "//churn_crm:" in environment("migrate")["DATABASE_URL"]


def test_the_production_settings_accept_what_compose_passes():
    assert all(environment(service) == environment("web") for service in ("worker", "beat"))
    found = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment("web")},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr


def test_what_must_be_filled_in_stands_in_the_example():
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert asked == set(FILLED_IN)
    assert asked <= set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_the_database_understands_chinese():
    assert "C.UTF-8" in SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
