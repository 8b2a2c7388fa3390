"""An environment of its own for the package lifetimes, with the versions that it still works with."""

import os
import subprocess
import sys
import venv
from pathlib import Path

# The last of each that lifetimes 0.11.3 (of 2020) runs with.
PACKAGES = ("Lifetimes==0.11.3", "pandas==2.1.4", "numpy==1.26.4", "scipy==1.11.4", "autograd==1.9.1")
DRIVERS = ("SQLAlchemy==2.1.9", "psycopg2-binary==2.9.13")


def python() -> str | None:
    """Its Python, made once beside the benchmark's databases; None where the packages cannot be had."""
    folder = Path(os.environ.get("LOCAL_DIR", ".local-bench")) / "lifetimes"
    found, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        venv.create(folder, with_pip=True, clear=True)
        asked = [
            str(found),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            *PACKAGES,
            *DRIVERS,
        ]
        made = subprocess.run(
            asked, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        if made.returncode:
            print(
                f"no comparison, lifetimes cannot be installed: {made.stderr.strip()[-300:]}", file=sys.stderr
            )
            return None
        ready.touch()
    return str(found)
