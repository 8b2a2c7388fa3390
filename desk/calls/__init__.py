"""What third-day calls and verification calls share: whoever says 1 or 2 has a complaint."""
