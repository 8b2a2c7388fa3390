"""What may follow what. The database refuses anything else, by a trigger made of this table.

planned → ready → sending → sent → delivered | failed
             ↑        ├ proven refusal, or given back before the call → planned | ready
             │        └ no clear answer, or the lease ran out → unknown
             └── not found ── unknown ── found → sent
                                 └ the gateway cannot be asked → review, where a person decides

A signed receipt is proof, and so is what a gateway answers when it is asked: it takes a message to sent,
delivered or failed from wherever it waits. A receipt that nobody signed makes of what waits to be sent again
(ready) what is asked about first (planned, with a doubt, then unknown), and moves nothing else.
"""

FOLLOWS: dict[str, frozenset[str]] = {
    "planned": frozenset({"ready", "skipped", "sent", "delivered", "failed", "unknown"}),
    "ready": frozenset({"planned", "sending", "skipped", "unknown", "sent", "delivered", "failed"}),
    "sending": frozenset({"planned", "ready", "unknown", "sent", "delivered", "failed", "skipped"}),
    "unknown": frozenset({"ready", "review", "sent", "delivered", "failed"}),
    "review": frozenset({"ready", "skipped", "sent", "delivered", "failed"}),
    "sent": frozenset({"delivered", "failed"}),
    "delivered": frozenset(),
    "failed": frozenset(),
    # What a person took back he may want after all; nothing had left.
    "skipped": frozenset({"planned"}),
}
TRANSITIONS = sorted((before, after) for before, afters in FOLLOWS.items() for after in afters)


def before(after: str) -> list[str]:
    """The states from which a message may become `after`."""
    return sorted(state for state, afters in FOLLOWS.items() if after in afters)
