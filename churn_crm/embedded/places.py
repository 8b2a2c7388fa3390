"""Where an embedded server keeps its things, and as whom it runs.

PostgreSQL refuses to run as root. As root both servers run as an unprivileged account, which must reach its
data and its binaries without any existing folder being opened up: if LOCAL_DIR lies in a closed folder, the
data live in a folder of our own under /var/lib, whose name LOCAL_DIR keeps.
"""

import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class EmbeddedError(RuntimeError):
    """An embedded server cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The unprivileged account that a server started by root runs as."""

    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child run as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Place:
    """state: our locks, logs and the published URL. server: the server's own folder, of its account."""

    state: Path
    server: Path
    account: Account | None

    def popen_options(self) -> dict[str, Any]:
        """Arguments for subprocess that run a child in this place as its account."""
        return {"cwd": self.server, **(self.account.popen_options() if self.account else {})}

    def give(self, path: Path) -> None:
        """Hand a file or folder that we made over to the server's account."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)


def local_dir() -> Path:
    """LOCAL_DIR as an absolute path, by default `.local` in the project; made private where it is missing."""
    path = Path(os.environ.get("LOCAL_DIR") or ROOT / ".local").absolute()
    try:
        _make_folder(path)
    except OSError as error:
        raise EmbeddedError(
            f"LOCAL_DIR={path} cannot be made ({error.strerror}). Set LOCAL_DIR to a folder of your own."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise EmbeddedError(f"LOCAL_DIR={path} cannot be written to. Set LOCAL_DIR to a folder of your own.")
    return path


def state_dir(local: Path, kind: str) -> Path:
    """The folder of one server inside LOCAL_DIR."""
    _make_folder(local / kind)
    return local / kind


def find_place(state: Path) -> Place:
    """Decide where the server of `state` lives, and make its folder (mode 0700)."""
    if os.geteuid() != 0:
        return _settled(Place(state, state / "server", None))
    account = _account(state / "server")
    base = state if not _elsewhere_file(state).exists() and can_execute(state, account) else _elsewhere(state)
    return _settled(Place(state, base / "server", account))


def can_execute(path: Path, account: Account | None) -> bool:
    """May the account enter this folder, or run this program? Asked of the kernel, as that account."""
    if account is None:
        return os.access(path, os.X_OK)
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            os._exit(0 if os.access(path, os.X_OK) else 1)
        except OSError:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def within_reach(program: Path, parts: Sequence[Path], place: Place) -> Path:
    """Where the server's account can run `program`: in place, else in a copy inside the server's own folder.

    parts: the sibling folders that the program needs, one of which holds it.
    """
    if can_execute(program, place.account):
        return program
    beside = parts[0].parent
    written = program.stat()
    copy = place.server / f"{program.name}-{written.st_mtime_ns:x}-{written.st_size:x}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in parts:
            shutil.copytree(part, unfinished / part.name, ignore=shutil.ignore_patterns("include", "*.a"))
        _open_to_all(unfinished)
        unfinished.rename(copy)
    return copy / program.relative_to(beside)


def _open_to_all(folder: Path) -> None:
    """Readable whatever the umask was under which the original was made."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)


def _make_folder(path: Path) -> None:
    """Make the folder if it is missing: closed to others, but root's lets the unprivileged account pass."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _settled(place: Place) -> Place:
    if not place.server.is_dir():
        place.server.mkdir(mode=0o700)
        place.give(place.server)
    return place


def _account(server: Path) -> Account:
    """Whoever owns the data already (a user who later types sudo); else nobody."""
    if server.is_dir() and server.stat().st_uid != 0:
        return Account(server.stat().st_uid, server.stat().st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL does not run as root and there is no account `nobody` to run it as. "
            "Work as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def _elsewhere_file(state: Path) -> Path:
    return state / "elsewhere"


def _elsewhere(state: Path) -> Path:
    """A folder of our own outside closed folders; `state` remembers which."""
    remembered = _elsewhere_file(state)
    if remembered.exists():
        folder = Path(remembered.read_text().strip())
        if folder.is_dir() and _is_ours(folder):
            return folder
    parent = next(p for p in ("/var/lib", tempfile.gettempdir()) if os.access(p, os.W_OK))
    folder = Path(tempfile.mkdtemp(prefix="churn-crm-", dir=parent))
    folder.chmod(0o711)
    remembered.write_text(f"{folder}\n")
    return folder


def _is_ours(folder: Path) -> bool:
    """Not a link or a folder that somebody put under our name."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
