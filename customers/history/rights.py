"""What the role may do under which the program works on a server: everything with rows, but not with history.

Tables belong to the role that migrates. The application's role owns none of them, so it can neither change
them nor their triggers; and to the history it can only add. See docs/design/history.md.
"""

import pghistory.models
from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Composable, Identifier, Literal


class RoleRefused(Exception):
    """This role cannot be the application's; the text says why and what to do."""


# Imports keep their rows in tables of their own while they run; unqualified, they are made in the schema
# that is called as the role is.
GRANT = """
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
REVOKE ALL ON SCHEMA public FROM {role};
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
CREATE SCHEMA IF NOT EXISTS {role};
GRANT USAGE, CREATE ON SCHEMA {role} TO {role};
"""
ONLY_ADD = "REVOKE UPDATE, DELETE ON {tables} FROM {role}"
ONLY_READ = "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}"
# From PostgreSQL 17 on the one who fills a table may have it analysed without owning it.
MAY_ANALYSE = "GRANT MAINTAIN ON {tables} TO {role}"
ABOVE = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR pg_has_role(rolname, current_user, 'MEMBER')
FROM pg_roles WHERE rolname = %s
"""


def history_tables() -> list[str]:
    """The tables to which rows are only added."""
    return [model._meta.db_table for model in apps.get_models() if issubclass(model, pghistory.models.Event)]


@transaction.atomic
def settle(role: str, *, password: str = "") -> None:
    """Have this role, with exactly these rights on the tables that are there. Safe to run again.

    Called by the owner of the tables after each migration. Raises RoleRefused for a role that could give
    itself more, and where the caller may not make roles but would have to.
    """
    if password or not exists(role):
        make(role, password)
    refuse_the_mighty(role)
    run(GRANT, role, database=Identifier(connection.settings_dict["NAME"]))
    run(ONLY_ADD, role, tables=listed(history_tables()))
    run(ONLY_READ, role)
    if version() >= 170_000:
        run(MAY_ANALYSE, role, tables=listed(filled_tables()))


def exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def make(role: str, password: str) -> None:
    """Have the role, with this password if there is one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            raise RoleRefused(
                _("Only who may make roles makes %(role)s and sets its password.") % {"role": role}
            )
    if not exists(role):
        run("CREATE ROLE {role} LOGIN", role)
    if password:
        run("ALTER ROLE {role} PASSWORD {password}", role, password=Literal(password))


def refuse_the_mighty(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, [role])
        if cursor.fetchone()[0]:
            raise RoleRefused(
                _("%(role)s could give itself every right. Name a role without any.") % {"role": role}
            )


def version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0])


def filled_tables() -> list[str]:
    """Every table but the history."""
    return sorted(set(connection.introspection.table_names()) - set(history_tables()))


def listed(tables: list[str]) -> Composable:
    return SQL(", ").join(map(Identifier, tables))


def run(text: str, role: str, **more: Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SQL(text).format(role=Identifier(role), **more))
