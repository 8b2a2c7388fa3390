"""What every detector hands back, and the ramp that turns a measure into a strength."""

import pandas as pd

WEAKEST = 0.01  # a signal that fires is never of strength zero


def ramp(measure: pd.Series, begins: float, certain: float) -> pd.Series:
    """0 up to `begins`, rising evenly to 1 at `certain`."""
    return ((measure - begins) / (certain - begins)).clip(0, 1).fillna(0)


def findings(kind: str, *, strength: pd.Series, numbers: pd.DataFrame) -> pd.DataFrame:
    """The customers that fire: columns kind, strength (0-1], numbers (a dict each), indexed by customer."""
    fires = (strength > 0).to_numpy()
    fired, told = strength[fires].clip(WEAKEST, 1).round(4), numbers[fires]
    names, columns = list(told), [told[name].tolist() for name in told]
    records = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return pd.DataFrame(
        {"kind": kind, "strength": fired, "numbers": pd.Series(records, index=fired.index, dtype=object)},
        index=fired.index,
    )
