"""Promises: made, reminded of, kept or broken."""
