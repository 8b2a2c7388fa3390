"""Rectifications: asked for, done, and looked at again."""
