"""What a try-out remembers in LOCAL_DIR: its secret key and the demo business that it was started with."""

import os
import secrets
from pathlib import Path

DEMOS = ("garage", "record-shop", "none")
# The record shop's sales end with June 1998; its business day stands still there.
BUSINESS_DAYS = {"record-shop": "1998-06-30"}


class TryoutError(RuntimeError):
    """The demo that was asked for cannot be had; the message says why and what to do."""


def settle(local: Path) -> None:
    """Set what the environment leaves open, so that every command and process of a try-out agrees."""
    os.environ["LOCAL_DIR"] = str(local)
    (local / "static").mkdir(exist_ok=True)  # whitenoise wants to see it, though nothing is collected here
    for variable in ("SECRET_KEY", "SIMULATED_GATEWAY_SECRET"):
        if not os.environ.get(variable):
            os.environ[variable] = _secret_key(local / variable.lower())
    day = BUSINESS_DAYS.get(_remembered(local))
    if day and not os.environ.get("TODAY"):
        os.environ["TODAY"] = day


def choose_demo(local: Path) -> str:
    """The demo business of this LOCAL_DIR: the one it began with, else DEMO, else the garage.

    Raises TryoutError for an unknown name, and when the folder already holds another business.
    """
    wanted, remembered = os.environ.get("DEMO", ""), _remembered(local)
    if wanted and wanted not in DEMOS:
        raise TryoutError(f"DEMO={wanted!r}: write one of {', '.join(DEMOS)}")
    if wanted and remembered and wanted != remembered:
        raise TryoutError(
            f"{local} was started with DEMO={remembered}. "
            f"For another business use another folder: make run DEMO={wanted} LOCAL_DIR=.local-{wanted}"
        )
    demo = wanted or remembered or DEMOS[0]
    (local / "demo").write_text(f"{demo}\n")
    return demo


def _remembered(local: Path) -> str:
    try:
        return (local / "demo").read_text().strip()
    except FileNotFoundError:
        return ""


def _secret_key(path: Path) -> str:
    """Made once; of two processes that start at the same time the first one's key holds."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(60))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
