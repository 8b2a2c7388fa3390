"""`python -m churn_crm.embedded KIND LOCAL_DIR`: the supervisor of one server. `attach()` starts it."""

import sys
from pathlib import Path

from churn_crm.embedded import postgres, valkey
from churn_crm.embedded.supervisor import supervise

if __name__ == "__main__":
    kind, local = sys.argv[1:]
    sys.exit(supervise(kind, Path(local), {"postgres": postgres.start, "valkey": valkey.start}[kind]))
