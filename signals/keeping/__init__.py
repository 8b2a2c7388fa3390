"""How long snapshots are kept, and letting go of older ones. See docs/design/keeping.md."""
