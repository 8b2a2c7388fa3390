"""Messages, consent and replies over HTTP. `visible_to` decides what is seen, as on every page."""
