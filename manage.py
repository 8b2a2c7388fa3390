#!/usr/bin/env python
"""Django's commands. Those that need a database bring the embedded servers up if none are configured."""

import os
import sys

# What works on files alone. Everything else gets its servers before Django reads the settings.
WITHOUT_DATABASE = {
    "",
    "--help",
    "--version",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "spectacular",
    "startapp",
    "startproject",
    "version",
}


def main() -> None:
    """Run the command of the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "churn_crm.settings")
    if os.environ.get("ENVIRONMENT") != "production" and needs_database(sys.argv[1:]):
        prepare_tryout()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def needs_database(arguments: list[str]) -> bool:
    """Does this command line talk to PostgreSQL?"""
    command = arguments[0] if arguments else ""
    if "--help" in arguments or "-h" in arguments:
        return False
    return command not in WITHOUT_DATABASE or (command == "check" and "--database" in arguments)


def prepare_tryout() -> None:
    """PostgreSQL and Valkey for as long as this command runs, and the settings that the try-out remembers."""
    from churn_crm import embedded, tryout

    try:
        embedded.attach()
        tryout.settle(embedded.local_dir())
    except embedded.EmbeddedError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
