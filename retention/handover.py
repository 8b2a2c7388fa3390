"""What the first half of a night hands to the second: kept in the ledger with the part that was scored, so
that whoever plans it, and however much later, plans the same.
"""

from dataclasses import dataclass
from io import BytesIO

import pandas as pd
import pyarrow as pa

from signals.shard import Scored

# What retention.planning asks of each customer and the night has worked out.
CUSTOMER = ["branch_id", "vip", "last_visit", "tier", "attrition", "lapse_began", "echelon", "late"]
FINDING = ["customer_id", "kind", "rule_weight"]
PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True)
class Handover:
    """customers: CUSTOMER by customer_id · findings: FINDING, a row each."""

    customers: pd.DataFrame
    findings: pd.DataFrame

    @classmethod
    def of(cls, scored: Scored) -> "Handover":
        return cls(scored.standing[CUSTOMER], scored.findings[FINDING])

    def to_bytes(self) -> bytes:
        """Both frames in Arrow's format, one after the other; nothing that could run when it is read."""
        buffer = BytesIO()
        for frame in (self.customers, self.findings):
            table = pa.Table.from_pandas(frame)
            with pa.ipc.new_stream(buffer, table.schema, options=PACKED) as stream:
                stream.write_table(table)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes | memoryview) -> "Handover":
        buffer = BytesIO(bytes(kept))
        return cls(*(pa.ipc.open_stream(buffer).read_pandas() for _frame in range(2)))
