"""Checklists, on-site inspections and mystery visits."""
