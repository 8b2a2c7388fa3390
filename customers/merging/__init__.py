"""Two customers made one, and the way back. See docs/design/duplicates.md."""
