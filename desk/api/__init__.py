"""The desk over HTTP: what its pages do, for other programs."""
