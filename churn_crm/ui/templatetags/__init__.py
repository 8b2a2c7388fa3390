"""Template tags; loaded everywhere as a builtin library."""
