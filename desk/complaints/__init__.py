"""Complaints: an explicit state machine, business clocks, escalation. See docs/design/complaints.md."""
