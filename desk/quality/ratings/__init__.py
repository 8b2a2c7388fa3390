"""Work-order ratings."""
