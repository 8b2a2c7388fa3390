"""Keeping the learned model good: which one is in use, when to learn anew, whether it still holds true."""
