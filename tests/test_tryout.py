"""What a try-out remembers between its starts."""

import os
import stat

import pytest

from churn_crm import tryout


@pytest.fixture(autouse=True)
def an_empty_environment(monkeypatch):
    # Set first, so that what settle() puts into the environment is taken out again.
    for name in ("DEMO", "SECRET_KEY", "TODAY", "LOCAL_DIR"):
        monkeypatch.setenv(name, "")


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path, monkeypatch):
    tryout.settle(tmp_path)
    first = os.environ["SECRET_KEY"]
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    monkeypatch.setenv("SECRET_KEY", "")
    tryout.settle(tmp_path)
    assert os.environ["SECRET_KEY"] == first


def test_a_secret_key_of_ones_own_is_respected(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "mine")
    tryout.settle(tmp_path)
    assert os.environ["SECRET_KEY"] == "mine"


def test_the_garage_is_the_first_demo_and_the_choice_is_remembered(tmp_path, monkeypatch):
    assert tryout.choose_demo(tmp_path) == "garage"
    (tmp_path / "demo").unlink()
    monkeypatch.setenv("DEMO", "none")
    assert tryout.choose_demo(tmp_path) == "none"
    monkeypatch.setenv("DEMO", "")
    assert tryout.choose_demo(tmp_path) == "none"


@pytest.mark.parametrize(
    ("wanted", "says"), [("garage", "LOCAL_DIR=.local-garage"), ("shop", "write one of")]
)
def test_another_business_needs_another_folder(tmp_path, monkeypatch, wanted, says):
    (tmp_path / "demo").write_text("none\n")
    monkeypatch.setenv("DEMO", wanted)
    with pytest.raises(tryout.TryoutError, match=says):
        tryout.choose_demo(tmp_path)


def test_the_record_shop_stands_still_on_its_last_day(tmp_path, monkeypatch):
    monkeypatch.setenv("DEMO", "record-shop")
    tryout.choose_demo(tmp_path)
    tryout.settle(tmp_path)
    assert os.environ["TODAY"] == "1998-06-30"
