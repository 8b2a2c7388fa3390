"""Contacts: what was said, and whether that was the end of it."""
