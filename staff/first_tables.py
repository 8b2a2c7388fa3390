"""The tables of an empty database, made in seconds: by the same migrations, with fewer models rendered."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import field_is_referenced, resolve_relation

# May change the columns of whoever refers to the model; a new name, Django hands to each of them itself.
CONCERN_OTHERS = ("alter_field", "rename_field")


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Did no migration run here yet?"""
    return not MigrationRecorder(connection).applied_migrations()


@contextmanager
def few_at_a_time() -> Iterator[None]:
    """Of a model that a migration changes, Django renders all anew that have to do with it: nearly every one,
    six hundred times. Here it is itself and those to which it refers, unless its key changes, to which others
    refer. tests/test_old_databases.py compares the tables with those made the long way.
    """
    state: Any = ProjectState
    names = ("_find_reload_model", *CONCERN_OTHERS)
    kept = {name: getattr(state, name) for name in names}

    def with_others(change: Callable[..., None]) -> Callable[..., None]:
        def changed(
            self: ProjectState, app_label: str, model_name: str, name: str, *args: Any, **more: Any
        ) -> None:
            if is_referred_to(self, (app_label, model_name), name):
                state._find_reload_model = kept["_find_reload_model"]
            change(self, app_label, model_name, name, *args, **more)
            state._find_reload_model = itself

        return changed

    put(state, {name: with_others(kept[name]) for name in CONCERN_OTHERS} | {"_find_reload_model": itself})
    try:
        yield
    finally:
        put(state, kept)


def is_referred_to(state: ProjectState, key: tuple[str, str], field: str) -> bool:
    key = (key[0], key[1].lower())
    return bool(field_is_referenced(state, key, (field, state.models[key].get_field(field))))


def itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    """The model, and when a reference may have changed those to which it refers or referred.

    Whatever runs Python has all of them rendered first.
    """
    state.is_delayed = True
    key = (app_label, model_name.lower())
    return {key} if delay else {key, *referred_to(state, key), *referred_to_before(state, key)}


def referred_to(state: ProjectState, key: tuple[str, str]) -> Iterator[tuple[str, str]]:
    for field in state.models[key].fields.values():
        if field.is_relation:
            yield resolve_relation(field.related_model, *key)


def referred_to_before(state: ProjectState, key: tuple[str, str]) -> Iterator[tuple[str, str]]:
    with suppress(LookupError):
        model = state.apps.get_model(*key)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if field.is_relation:
                yield field.related_model._meta.app_label, field.related_model._meta.model_name


def put(target: Any, members: dict[str, Any]) -> None:
    """Set these members of the class."""
    for name, member in members.items():
        setattr(target, name, member)
