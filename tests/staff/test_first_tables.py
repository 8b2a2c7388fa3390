"""An empty database gets its tables with fewer models rendered, and they are the same."""

from contextlib import nullcontext
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from staff import first_tables
from staff.first_tables import few_at_a_time, is_empty

KEY = ("id", models.IntegerField(primary_key=True))


def reference(to: str) -> models.ForeignKey:
    return models.ForeignKey(f"made_up.{to}", models.CASCADE)


# Each of the last three changes what others hold of a model: its key's type, its key's name, its own name.
STORY = [
    migrations.CreateModel("Garage", [KEY, ("name", models.TextField())]),
    migrations.CreateModel("Car", [KEY, ("garage", reference("Garage"))]),
    migrations.AddField("Car", "colour", models.TextField(default="")),
    migrations.CreateModel(
        "Wheel", [KEY, ("car", reference("Car")), ("garages", models.ManyToManyField("made_up.Garage"))]
    ),
    migrations.AlterField("Garage", "id", models.BigIntegerField(primary_key=True)),
    migrations.RenameField("Garage", "id", "number"),
    migrations.RenameModel("Car", "Vehicle"),
    migrations.AddField(
        "Wheel", "spare_of", models.ForeignKey("made_up.Vehicle", models.CASCADE, null=True, related_name="+")
    ),
    migrations.RemoveField("Vehicle", "colour"),
]
COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name ~ '^made_up'
    UNION ALL SELECT conrelid::regclass::text, pg_get_constraintdef(oid), '' FROM pg_constraint
        WHERE conrelid::regclass::text ~ '^made_up' AND contype <> 'n'
    ORDER BY 1, 2, 3
"""


def columns_after(story: list) -> list[tuple]:
    """What stands in the database once all of it has happened; the last thing done here."""
    before = ProjectState()
    before.apps  # noqa: B018 - from now on each change renders
    for step in story:
        after = before.clone()
        step.state_forwards("made_up", after)
        with connection.schema_editor() as editor:
            step.database_forwards("made_up", editor, before, after)
        before = after
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return cursor.fetchall()


@pytest.fixture
def told(db):
    """A story from its beginning, as often as one likes."""

    def tell(way) -> list[tuple]:
        with way:
            columns = columns_after(STORY)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TABLE made_up_wheel_garages, made_up_wheel, made_up_vehicle, made_up_garage")
        return columns

    return tell


def test_columns_and_references_are_those_of_the_long_way(told):
    the_long_way = told(nullcontext())
    assert ("made_up_vehicle", "garage_id", "bigint") in the_long_way
    assert told(few_at_a_time()) == the_long_way


def test_django_is_as_before_afterwards():
    before = dict(vars(ProjectState))
    with pytest.raises(ZeroDivisionError), few_at_a_time():
        assert dict(vars(ProjectState)) != before
        raise ZeroDivisionError
    assert dict(vars(ProjectState)) == before


@pytest.mark.django_db
@pytest.mark.parametrize("applied", [True, False])
def test_only_an_empty_database_goes_the_short_way(applied):
    ways = []
    if not applied:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations")
    assert is_empty(connection) is not applied
    with (
        mock.patch(
            "django.core.management.commands.migrate.Command.handle",
            lambda *_a, **_o: ways.append(ProjectState._find_reload_model is first_tables.itself),
        ),
    ):
        call_command("migrate", interactive=False, verbosity=0)
    assert ways == [not applied]
