"""What customers said over HTTP. `visible_to` decides what is seen, as on every page."""
