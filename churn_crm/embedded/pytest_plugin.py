"""Gives the tests their servers before pytest-django reads the settings, which no conftest.py could."""

import os
from collections.abc import Generator

import pytest

from churn_crm import embedded

# The workers share the cores: threads of one that wait for each other keep them from the rest.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """A wrapper goes first; the workers of pytest-xdist inherit what is set here."""
    os.environ.setdefault("ENVIRONMENT", "test")
    for kind in THREADS:
        os.environ.setdefault(kind, "1")
    try:
        embedded.attach()
    except embedded.EmbeddedError as error:
        raise pytest.UsageError(str(error)) from error
    yield
