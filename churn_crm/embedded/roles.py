"""The two roles of the embedded PostgreSQL: who owns the tables, and who works with their rows."""

OWNER = "churn_crm"
# Owns nothing, and can only add to the history: see customers/history/rights.py.
APPLICATION = "churn_crm_app"


def as_application(url: str) -> str:
    """The same database under the role that owns nothing."""
    return url.replace(f"://{OWNER}@", f"://{APPLICATION}@", 1)
