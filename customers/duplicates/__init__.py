"""Two rows that may be one customer: found at night, told while typing, decided by people."""
