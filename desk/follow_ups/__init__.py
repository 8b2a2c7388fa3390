"""Third-day calls: planned after visits, made one after the other."""
