"""Health, 0 to 100, higher is better: what takes it away, how it changed, and how a day is explained.

See docs/design/health.md.
"""
