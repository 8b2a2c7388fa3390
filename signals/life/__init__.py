"""What people say to a signal: seen, not now, settled, or a false alarm; and what nights make of that."""
