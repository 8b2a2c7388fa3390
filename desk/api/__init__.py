"""The desk over HTTP: what was said, promised and asked for. See docs/design/api.md."""
