"""The records over HTTP. What a person sees is decided by `visible_to`, as on every page."""
