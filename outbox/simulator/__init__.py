"""A gateway for trying out and for tests: its own small server, with a ledger that outlives a kill.

python -m outbox.simulator --port 8010 --ledger gateway.sqlite3 --hooks http://127.0.0.1:8000/hooks/simulated/…
"""
