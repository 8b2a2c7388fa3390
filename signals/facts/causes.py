"""What complaints are about, in four groups. All of them are ours to change: customers/churn_reasons.py."""

CAUSES = {
    "work": ("quality", "function", "wrong_part", "comeback", "after_sales"),
    "time": ("waiting", "delivery"),
    "price": ("price", "overcharging"),
    "people": ("attitude", "dishonesty", "neglect"),
}
COUNTS = tuple(f"recent_of_{group}" for group in CAUSES)


def counted(*, since: str) -> str:
    """SQL of COUNTS: complaints of each group after that day. since: SQL of a date."""
    return ",\n    ".join(
        f"count(*) FILTER (WHERE day > {since} AND cause IN {causes}) AS recent_of_{group}"
        for group, causes in CAUSES.items()
    )
